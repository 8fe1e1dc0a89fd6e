import Dispatch
import Domain
import RegisterKit
import Store
import Synchronization
import Testing

@testable import Operations

/// Taking an act of many records back: what it costs, how far it is, and that it is all or nothing.
@Suite struct LongUndoTests {
  private static let owner = "P-1"

  /// An act that makes as many people, of whom each has a supplier.
  private func made(_ count: Int, _ place: Workplace) async throws -> Committed {
    try await place.commit(
      (1...count).map { .create(register: "people", id: "P-\($0)", values: ["name": "\($0)", "email": "\($0)@x.org"]) }
        + (1...count).map {
          .create(register: "suppliers", id: "S-\($0)", values: ["name": "S \($0)", "owner": .text("P-\($0)")])
        })
  }

  /// An act that changes as many people and as many suppliers.
  private func changed(_ count: Int, _ place: Workplace) async throws -> Committed {
    _ = try await made(count, place)
    return try await place.commit(
      (1...count).map { .edit(id: "P-\($0)", values: ["name": "Other \($0)"]) }
        + (1...count).map { .edit(id: "S-\($0)", values: ["service": "Mail"]) })
  }

  @Test(arguments: [false, true])
  func statementsAndRowsGrowWithTheAct(_ isChange: Bool) async throws {
    var costs: [(statements: Int, rows: Int)] = []
    for count in [20, 40, 60] {
      let place = try await Workplace(over: CountingDatabase.init)
      let act = isChange ? try await changed(count, place) : try await made(count, place)
      let database = try #require(place.installation.database as? CountingDatabase)
      _ = database.taken()
      let undone = try await place.installation.undo(
        batch: try #require(act.batch), in: place.workspace, as: Workplace.chief)
      costs.append(database.taken())
      #expect(undone.entries == 2 * count)
    }
    #expect(costs[0].statements > 0 && costs[0].rows > 0)
    #expect(costs[2].statements - costs[1].statements == costs[1].statements - costs[0].statements)
    #expect(costs[2].rows - costs[1].rows == costs[1].rows - costs[0].rows)
  }

  /// A statement that looks through a table or a whole register for each record makes the work grow with the square.
  @Test(arguments: [false, true])
  func everyStatementFindsWhatItLooksForByAnIndex(_ isChange: Bool) async throws {
    let place = try await Workplace(over: CountingDatabase.init)
    let act = isChange ? try await changed(3, place) : try await made(3, place)
    let database = try #require(place.installation.database as? CountingDatabase)
    _ = database.taken()
    _ = try await place.installation.undo(
      batch: try #require(act.batch), in: place.workspace, as: Workplace.chief)
    let asked = database.asked
    #expect(asked.count > 5)
    for sql in asked {
      let plan = try await database.read { connection in
        try connection.all(connection.dialect.explain(sql)) { $0.text(3) }
      }
      let isWide = plan.contains { $0.hasPrefix("SCAN") || $0.hasSuffix("(workspace=? AND kind=? AND archived=?)") }
      #expect(!isWide, "\(sql.questioned): \(plan)")
    }
  }

  @Test func howFarItIsIsToldRecordByRecord() async throws {
    let place = try await Workplace()
    let act = try await made(5, place)
    let told = Mutex<[[Int]]>([])
    _ = try await place.installation.undo(
      batch: try #require(act.batch), in: place.workspace, as: Workplace.chief
    ) { done, total in told.withLock { $0.append([done, total]) } }
    #expect(told.withLock { $0 } == (0...10).map { [$0, 10] })
  }

  @Test func whateverPointsAtItFromOutsideIsFoundAmongThousands() async throws {
    let place = try await Workplace()
    let suppliers: [Operations.Change] = (1...1001).map {
      .create(register: "suppliers", id: "A-\($0)", values: ["name": "S", "owner": .text(Self.owner)])
    }
    let act = try await place.commit(
      [.create(register: "people", id: Self.owner, values: ["name": "Owner"])] + suppliers
        // So that it is the first to be taken back, while all of the others still point at it.
        + [.edit(id: Self.owner, values: ["name": "The owner"])])
    try await place.commit([
      .create(register: "suppliers", id: "Z-1", values: ["name": "Later", "owner": .text(Self.owner)])
    ])
    await #expect(throws: Failure.conflict("P-1 is used by Z-1; take it out there first.")) {
      try await place.installation.undo(
        batch: try #require(act.batch), in: place.workspace, as: Workplace.chief)
    }
  }

  @Test func whatAFileBroughtBackGoesTogether() async throws {
    let place = try await Workplace()
    func rows(_ register: String, _ rows: [(String, Body)]) -> [Operations.Change] {
      rows.map { .create(register: register, id: $0.0, values: $0.1) }
    }
    let changes =
      rows("people", [("P-1", ["name": "Owner"])]) + rows("suppliers", [("S-1", ["name": "S", "owner": "P-1"])])
    func brought(_ changes: [Operations.Change]) async throws -> Int {
      let act = try await place.installation.commit(
        changes, in: place.workspace, as: Workplace.chief, note: "Import", hand: .history)
      return try #require(act.batch)
    }
    func undo(_ batch: Int) async throws {
      _ = try await place.installation.undo(batch: batch, in: place.workspace, as: Workplace.chief)
    }
    try await undo(try await brought(changes))
    // Brought back, and the one that is pointed at was touched last.
    try await undo(try await brought(changes + [.edit(id: "P-1", values: ["name": "The owner"])]))
    let isArchived = try await place.read { [try $0.record("P-1")?.isArchived, try $0.record("S-1")?.isArchived] }
    #expect(isArchived == [true, true])
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func aLongActIsTakenBackOnceWhileItIsTold() async throws {
    let place = try await Workplace()
    let batch = try #require(try await made(300, place).batch)
    let installation = place.installation
    func begin() async throws -> Bool {
      try await installation.beginUndo(batch: batch, in: place.workspace, as: Workplace.chief) { Issue.record($0) }
    }
    func state() async throws -> UndoState {
      try await installation.undoState(of: batch, in: place.workspace, as: Workplace.chief)
    }
    #expect(try await state() == .stands)
    let gate = try await Gate.shut(installation.database)
    #expect(try await begin())
    // Asked a second time it goes on as it is.
    #expect(try await begin())
    #expect(try await state() == .underWay(UndoJob(began: installation.now, done: 0, total: 600)))
    gate.open()
    while case .underWay = try await state() { try await Task.sleep(for: .milliseconds(5)) }
    #expect(try await state() == .undone)
    #expect(try await place.read { try $0.ledgerSize } == 1200)
    // Taken back already: each record has gone on, and nothing is written.
    #expect(try await begin())
    while case .underWay = try await state() { try await Task.sleep(for: .milliseconds(5)) }
    guard case .refused(let reason) = try await state() else { throw Failure.malformed("not refused") }
    #expect(reason.contains("P-1, P-10, P-100") && reason.contains("were changed since"))
    #expect(try await place.read { try $0.ledgerSize } == 1200)
    #expect(try await installation.verify().problems == [])
  }

  @Test func aShortActIsTakenBackAtOnceAndTheLedgerRemembers() async throws {
    let place = try await Workplace()
    let batch = try #require(try await made(2, place).batch)
    let isUnderWay = try await place.installation.beginUndo(batch: batch, in: place.workspace, as: Workplace.chief) {
      Issue.record($0)
    }
    #expect(!isUnderWay)
    let state = try await place.installation.undoState(of: batch, in: place.workspace, as: Workplace.chief)
    #expect(state == .undoneBefore(by: 5))
    await #expect(throws: Failure.notFound("There is no act 999 in the ledger.")) {
      try await place.installation.undoState(of: 999, in: place.workspace, as: Workplace.chief)
    }
  }

  @Test func oneForEachActAndNoMoreThanFitAtOnce() throws {
    let (desk, now) = (UndoDesk(most: 2), try #require(Instant("2026-11-16T08:00:00Z")))
    func key(_ batch: Int, _ workspace: Int = 1) -> UndoDesk.Key { .init(workspace: workspace, batch: batch) }
    #expect(try desk.begin(key(1), of: 9, at: now))
    #expect(try !desk.begin(key(1), of: 9, at: now))
    #expect(try desk.begin(key(1, 2), of: 9, at: now))
    let full = Failure.busy("Other acts are being taken back; try again in a minute.", retryAfter: 30)
    #expect(throws: full) { try desk.begin(key(2), of: 9, at: now) }
    desk.tell(key(1), 3, of: 8)
    #expect(desk.job(key(1)) == UndoJob(began: now, done: 3, total: 8))
    desk.end(key(1), .refused("No."))
    #expect(desk.job(key(1)) == nil && desk.outcome(key(1)) == .refused("No.") && desk.outcome(key(1, 2)) == nil)
    #expect(try desk.begin(key(1), of: 9, at: now) && desk.outcome(key(1)) == nil)
  }
}

/// Keeps the writer of a database waiting, so that what comes after can be looked at before it is written.
struct Gate {
  private let semaphore: DispatchSemaphore

  static func shut(_ database: any Database) async throws -> Gate {
    let semaphore = DispatchSemaphore(value: 0)
    let (entered, enter) = AsyncStream.makeStream(of: Void.self)
    Task.detached {
      try await database.write { _ in
        enter.finish()
        semaphore.wait()
      }
    }
    for await _ in entered {}
    return Gate(semaphore: semaphore)
  }

  func open() { semaphore.signal() }
}
