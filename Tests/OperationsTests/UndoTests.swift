import Domain
import Operations
import RegisterKit
import Store
import Testing

/// Taking an act back, for every kind of act.
@Suite struct UndoTests {
  private let values: Body = ["name": "Nordkap", "service": "Cloud"]

  /// An audit of a certification body, to which external auditors come.
  private func audit(_ place: Workplace) async throws -> String {
    try await place.commit([
      .create(register: "audits", id: "AUD-1", values: ["title": "Stage 2", "kind": "stage_2"])
    ]).records[0].id
  }

  private func supplier(_ place: Workplace) async throws -> String {
    try await place.commit([.create(register: "suppliers", values: values)]).records[0].id
  }

  private func undo(_ committed: Committed, _ place: Workplace) async throws {
    _ = try await place.installation.undo(
      batch: try #require(committed.batch), in: place.workspace, as: Workplace.chief)
    #expect(try await place.installation.verify().problems == [])
  }

  private func record(_ id: String, _ place: Workplace) async throws -> StoredRecord {
    try #require(try await place.read { try $0.record(id) })
  }

  @Test func anEditIsAsItWasWhateverWasSaidInBetween() async throws {
    let place = try await Workplace()
    let id = try await supplier(place)
    let audit = try await audit(place)
    try await place.commit([.share(id: id, for: audit, true), .comment(id: id, text: "Seen")])
    try await undo(try await place.commit([.edit(id: id, values: ["service": "Mail"])]), place)
    let stands = try await record(id, place)
    #expect(stands.body["service"] == "Cloud" && stands.body["name"] == "Nordkap")
    #expect(try await place.read { try $0.audits(showing: id) } == [audit])
  }

  @Test func whatWasChangedSinceAndTakenBackIsNoHindrance() async throws {
    let place = try await Workplace()
    let made = try await place.commit([.create(register: "suppliers", values: values)])
    let id = made.records[0].id
    let edited = try await place.commit([.edit(id: id, values: ["service": "Mail"])])
    await #expect(throws: Failure.self) { try await undo(made, place) }
    try await undo(edited, place)
    try await undo(made, place)
    #expect(try await record(id, place).isArchived)
  }

  @Test func whatWasMadeIsArchivedUnlessOthersPointAtIt() async throws {
    let place = try await Workplace()
    let made = try await place.commit([.create(register: "people", values: ["name": "Owner"])])
    let person = made.records[0].id
    let used = try await place.commit([
      .create(register: "suppliers", values: ["name": "Nordkap", "owner": .text(person)])
    ])
    await #expect(throws: Failure.self) { try await undo(made, place) }
    #expect(try await !record(person, place).isArchived)
    try await undo(used, place)
    try await undo(made, place)
    #expect(try await record(person, place).isArchived)
    // Made together, they go together.
    let both = try await place.commit([
      .create(register: "people", id: "P-9", values: ["name": "Other"]),
      .create(register: "suppliers", values: ["name": "Fjord", "owner": "P-9"]),
    ])
    try await undo(both, place)
    #expect(try await record("P-9", place).isArchived)
  }

  @Test func archivingRestoringAndSharingAreTakenBack() async throws {
    let place = try await Workplace()
    let id = try await supplier(place)
    try await undo(try await place.commit([.archive(id: id)]), place)
    #expect(try await !record(id, place).isArchived)
    try await place.commit([.archive(id: id)])
    try await undo(try await place.commit([.restore(id: id)]), place)
    #expect(try await record(id, place).isArchived)
    try await place.commit([.restore(id: id)])
    let audit = try await audit(place)
    try await place.commit([
      .create(register: "audits", id: "AUD-2", values: ["title": "Other", "kind": "surveillance"])
    ])
    try await place.commit([.share(id: id, for: "AUD-2", true)])
    let shared = try await place.commit([.share(id: id, for: audit, true)])
    try await undo(shared, place)
    #expect(try await place.read { try $0.audits(showing: id) } == ["AUD-2"])
    // Hidden since, there is nothing to hide again; and hiding is taken back too.
    let hidden = try await place.commit([.share(id: id, for: "AUD-2", false)])
    try await undo(hidden, place)
    #expect(try await place.read { try $0.audits(showing: id) } == ["AUD-2"])
    await #expect(throws: Failure.self) { try await undo(shared, place) }
  }

  @Test func aStepIsTakenBackWithItsStamps() async throws {
    let place = try await Workplace()
    let person = try await place.commit([.create(register: "people", values: ["name": "Chief"])]).records[0].id
    let id = try await place.commit([
      .create(register: "documents", values: ["title": "Policy", "owner": .text(person), "text": "One"])
    ]).records[0].id
    try await undo(
      try await place.commit(
        [.step(id: id, noun: "approval")], as: Workplace.chief(being: person)), place)
    let stands = try await record(id, place)
    #expect(stands.state == "draft" && stands.body["approved_on"] == nil)
  }

  @Test func aCommentStaysAndAMethodIsTakenBackAsOneAct() async throws {
    let place = try await Workplace()
    let id = try await supplier(place)
    let said = try await place.commit([.comment(id: id, text: "Seen")])
    await #expect(throws: Failure.self) { try await undo(said, place) }
    try await place.commit([
      .create(
        register: "risks",
        values: ["title": "R", "domains": ["ai"], "inherent_likelihood": 3, "inherent_impact": 3])
    ])
    var matrix = RiskMatrix.standard
    matrix.bands = [.init("fine", 1, 9), .init("not fine", 10, 25)]
    let set = try await place.installation.setMethod(matrix, in: place.workspace, as: Workplace.chief)
    #expect(set.entries == 2)
    try await undo(set, place)
    #expect(try await place.read { try place.installation.settings($0).matrix } == .standard)
    #expect(try await place.read { try $0.records(of: "risks").map { $0.body["level"]?.int } } == [2])
  }

  @Test func whatHasGoneOnIsNotTakenBack() async throws {
    let place = try await Workplace()
    let id = try await supplier(place)
    let first = try await place.commit([.edit(id: id, values: ["service": "Mail"])])
    try await place.commit([.edit(id: id, values: ["service": "Both"])])
    await #expect(throws: Failure.self) { try await undo(first, place) }
    #expect(try await record(id, place).body["service"] == "Both")
  }
}
