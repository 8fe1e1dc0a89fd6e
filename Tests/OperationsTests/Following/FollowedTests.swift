import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Operations

@Suite("Figures that follow the ledger")
struct FollowedTests {
  /// Every list that a library names, and every figure that is made of whole registers, asked for after each of many
  /// acts, must be what a full count says.
  @Test("are what a full count says, after every kind of act")
  func sameAsCounted() async throws {
    let place = try await Workplace.withDemonstration()
    let acts = RandomActs(place, seed: 20_261_129)
    try await Self.compare(place, "before any act")
    for round in 1...60 {
      let done = try await acts.next()
      try await Self.compare(place, "round \(round): \(done)")
    }
    #expect(
      acts.kindsDone.isSuperset(of: ["edit", "create", "archive", "restore", "comment", "step", "undo", "import"]))
  }

  @Test("follow several acts at once, and more than are worth following")
  func severalActs() async throws {
    let place = try await Workplace.withDemonstration()
    let acts = RandomActs(place, seed: 7)
    try await Self.compare(place, "before any act")
    var done: [String] = []
    for _ in 0..<12 { done.append(try await acts.next()) }
    try await Self.compare(place, done.joined(separator: ", "))
    let rows = (0..<700).map { number -> Change in
      .create(register: "risks", values: ["title": .text("Many \(number)"), "domains": ["ai"]])
    }
    _ = try await place.installation.commit(rows, in: place.workspace, as: Workplace.chief)
    try await Self.compare(place, "700 new risks")
  }

  /// A link that goes takes what it pointed at with it.
  @Test("know what a record pointed at before")
  func linksThatGo() async throws {
    let place = try await Workplace()
    func commit(_ change: Change) async throws -> String {
      try await place.installation.commit([change], in: place.workspace, as: Workplace.chief).records[0].id
    }
    let risk = try await commit(
      .create(register: "risks", values: ["title": "Lost key", "domains": ["information_security"]]))
    let control = try await commit(.create(register: "controls", values: ["title": "Key custody"]))
    let field = try #require(Catalogue.registers["risks"]?.references.first { $0.targets.contains("controls") }?.name)
    let unused = try ListQuery(
      [("linked.risks.\(field)", "none")], register: #require(Catalogue.registers["controls"]),
      among: Catalogue.registers)
    func count() async throws -> Int { try await place.read { try place.installation.count(unused, $0) } }
    #expect(try await count() == 1)
    _ = try await commit(.edit(id: risk, values: [field: [.text(control)]]))
    #expect(try await count() == 0)
    _ = try await commit(.edit(id: risk, values: [field: .null]))
    #expect(try await count() == 1)
    _ = try await commit(.edit(id: risk, values: [field: [.text(control)]]))
    #expect(try await count() == 0)
    // Several entries between two looks; the first is none of content.
    _ = try await commit(.comment(id: risk, text: "Is it still needed?"))
    _ = try await commit(.edit(id: risk, values: [field: .null]))
    #expect(try await count() == 1)
    _ = try await commit(.edit(id: risk, values: [field: [.text(control)]]))
    #expect(try await count() == 0)
    _ = try await commit(.archive(id: risk))
    #expect(try await count() == 1)
  }

  @Test("cost what changed and not what there is")
  func cost() async throws {
    let box = Box()
    let place = try await Workplace { inner in
      let counting = CountingDatabase(inner)
      box.database = counting
      return counting
    }
    let counting = try #require(box.database)
    let many = (0..<1000).map { number -> Change in
      .create(
        register: "risks",
        values: ["title": .text("Risk \(number)"), "domains": ["ai"], "inherent_likelihood": 3, "inherent_impact": 4])
    }
    let made = try await place.installation.commit(many, in: place.workspace, as: Workplace.chief).records
    func figures() async throws -> Int {
      _ = counting.taken()
      try await place.read { scope in
        _ = try place.installation.integration(scope)
        _ = try place.installation.attention(scope)
        _ = try place.installation.soa(["iso27001"], scope)
        _ = try place.installation.reuse(scope)
        _ = try place.installation.sharedRecords(scope)
      }
      return counting.taken().rows
    }
    let full = try await figures()
    _ = try await place.installation.commit(
      [.edit(id: made[17].id, values: ["title": "Another title"])], in: place.workspace, as: Workplace.chief)
    let followed = try await figures()
    #expect(full > 2 * 1000)
    #expect(followed < 400, "\(followed) rows were read after one change, \(full) in full")
  }

  private final class Box: @unchecked Sendable { var database: CountingDatabase? }

  /// Compares what is followed with what a full count says.
  private static func compare(_ place: Workplace, _ when: String) async throws {
    let figures = { @Sendable (scope: Scope) throws -> [String: String] in
      var figures: [String: String] = [:]
      for list in NamedList.shipped {
        guard let register = Catalogue.registers[list.register] else { continue }
        let query = try ListQuery(
          list.items.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }, register: register,
          among: Catalogue.registers)
        figures[list.testDescription] = "\(try place.installation.count(query, scope))"
      }
      let attention = try place.installation.attention(scope)
      #expect(attention.count > 5)
      figures["attention"] = attention.map { item in
        "\(item.rule.id) \(item.count) \(item.records.map { "\($0.id) \($0.title) \($0.state ?? "")" }) \(item.late.sorted { $0.key < $1.key })"
      }.joined(separator: "\n")
      figures["reuse"] = "\(try place.installation.reuse(scope))"
      figures["shared"] = "\(try place.installation.sharedRecords(scope))"
      figures["soa"] = JSON.text(try place.installation.soa([], scope).value)
      for uid in ["iso27001", "iso42001"] {
        figures["gap \(uid)"] = JSON.text(try place.installation.gap(uid, scope).value)
      }
      return figures
    }
    let followed = try await place.read(figures)
    // Inside a write nothing is followed and nothing kept.
    let full = try await place.installation.database.write { connection in
      try figures(Scope(connection, place.workspace, Catalogue.registers))
    }
    let differences = full.filter { followed[$0.key] != $0.value }.map {
      "\($0.key): \(followed[$0.key] ?? "nothing") instead of \($0.value)"
    }
    #expect(differences.isEmpty, "\(when)")
  }
}

/// Acts of every kind on records of the demonstration, drawn by chance but the same each time.
private final class RandomActs {
  private let place: Workplace
  private var draw: Draw
  private(set) var kindsDone: Set<String> = []
  private var archived: [String] = []
  private var lastBatch: Int?
  private var made = 0

  private struct Draw: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  init(_ place: Workplace, seed: UInt64) {
    self.place = place
    draw = Draw(state: seed)
  }

  /// Does one, and says what.
  func next() async throws -> String {
    for _ in 0..<200 {
      let kind =
        ["edit", "edit", "edit", "create", "archive", "restore", "comment", "step", "undo", "import"].randomElement(
          using: &draw) ?? "edit"
      do {
        guard let done = try await act(kind) else { continue }
        kindsDone.insert(kind)
        return "\(kind) \(done)"
      } catch is Failure { continue }
    }
    Issue.record("No act was possible.")
    return "nothing"
  }

  private func act(_ kind: String) async throws -> String? {
    switch kind {
    case "create":
      made += 1
      let register = ["risks", "controls", "findings", "assets", "documents"].randomElement(using: &draw) ?? "risks"
      return try await commit(.create(register: register, values: values(of: register, named: "New \(made)")))
    case "restore":
      guard let id = archived.popLast() else { return nil }
      return try await commit(.restore(id: id))
    case "undo":
      guard let batch = lastBatch else { return nil }
      lastBatch = nil
      _ = try await place.installation.undo(batch: batch, in: place.workspace, as: Workplace.chief)
      return "\(batch)"
    case "import":
      made += 1
      let url = place.folder.appendingPathComponent("risks-\(made).csv")
      try Data("title,kind\nBrought \(made),ai\nBrought too \(made),information_security\n".utf8).write(to: url)
      let report = try await place.installation.importFiles(
        [ImportFile.read(url, as: url.lastPathComponent)], ImportOptions(), in: place.workspace, as: Workplace.chief)
      #expect(report.rejectedCount == 0)
      return url.lastPathComponent
    default: break
    }
    let register =
      [
        "risks", "risks", "controls", "documents", "coverage", "people", "findings", "trainings", "ai-systems",
        "suppliers",
      ].randomElement(using: &draw) ?? "risks"
    let records = try await place.read { try $0.records(of: register) }
    guard let record = records.randomElement(using: &draw), let known = Catalogue.registers[register] else {
      return nil
    }
    switch kind {
    case "archive":
      let id = try await commit(.archive(id: record.id))
      archived.append(record.id)
      return id
    case "comment": return try await commit(.comment(id: record.id, text: "Seen"))
    case "step":
      guard
        let step = known.lifecycle?.steps.filter({ $0.from.contains(record.state ?? "") }).randomElement(using: &draw)
      else { return nil }
      return try await commit(.step(id: record.id, noun: step.noun))
    default:
      // One of the fields is taken away, or gets what another record has there.
      let fields = known.fields.filter {
        $0.isEntered && !$0.traits.title && !$0.traits.unique && record.body[$0.name] != nil
      }
      guard let field = fields.randomElement(using: &draw) else { return nil }
      let other = records.compactMap { $0.body[field.name] }.randomElement(using: &draw) ?? .null
      return try await commit(.edit(id: record.id, values: [field.name: Bool.random(using: &draw) ? .null : other]))
        + " \(field.name)"
    }
  }

  private func values(of register: String, named title: String) -> Body {
    let field = Catalogue.registers[register]?.titleField.name ?? "title"
    var values: Body = [field: .text(title)]
    switch register {
    case "risks": values["domains"] = ["ai"]
    case "findings": values["statement"] = .text(title)
    default: break
    }
    return values
  }

  private func commit(_ change: Change) async throws -> String {
    let committed = try await place.installation.commit([change], in: place.workspace, as: Workplace.chief)
    lastBatch = committed.batch
    return committed.records.first?.id ?? ""
  }
}
