import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Testing

/// What an audit needs to be worked through: a unit, a session and a check of both standards.
extension Workplace {
  static let auditor = Actor(name: "auditor@example.com", role: .internalAuditor)
  static let colleague = Actor(name: "colleague@example.com", role: .internalAuditor)

  func withCheck() async throws -> Workplace {
    try await commit([
      .create(register: "units", id: "U-SEC", values: ["name": "Security"]),
      .create(
        register: "audits", id: "AUD-1", values: ["title": "Integrated", "standards": ["iso27001", "iso42001"]]),
      .create(register: "audits", id: "AUD-2", values: ["title": "The next", "standards": ["iso27001", "iso42001"]]),
      .create(
        register: "sessions", id: "SES-1", values: ["title": "Monday", "audit": "AUD-1", "half_day": "2027-03-01/AM"]),
      .create(
        register: "checks", id: "CHK-1",
        values: [
          "title": "Suppliers", "audit": "AUD-1", "session": "SES-1", "point": "AP-46", "unit": "U-SEC",
          "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"], "minutes_planned": 50,
        ]),
    ])
    return self
  }

  func fill(_ revision: Int, _ texts: [String: String], as actor: Actor = auditor) async throws -> FieldsKept {
    try await installation.fill(
      FieldEntry(check: "CHK-1", revision: revision, texts: texts), in: workspace, as: actor)
  }

  func check() async throws -> Body { try await read { try $0.record("CHK-1")?.body ?? [:] } }
}

@Suite("A working paper")
struct FieldworkTests {
  @Test("takes different fields of two people at once")
  func merged() async throws {
    let place = try await Workplace().withCheck()
    let one = try await place.fill(1, ["notes": "Contracts read"])
    // Made from the same revision, in another field; what it was sent along with unchanged is left alone.
    let two = try await place.fill(1, ["minutes": "40", "notes": ""], as: Workplace.colleague)
    #expect(one.kept == ["notes"] && two.kept == ["minutes"] && two.clashes.isEmpty)
    #expect(two.texts["notes"] == "Contracts read")
    let body = try await place.check()
    #expect(body["notes"] == "Contracts read" && body["minutes"] == 40)
  }

  @Test("never overwrites what somebody else wrote into the same field")
  func clash() async throws {
    let place = try await Workplace().withCheck()
    _ = try await place.fill(1, ["notes": "Contracts read"], as: Workplace.colleague)
    // Whoever changed another field last is not who is named.
    _ = try await place.fill(2, ["reason": "None"])
    let late = try await place.fill(1, ["notes": "No contract seen", "minutes": "15"])
    let clash = try #require(late.clashes.first)
    #expect(late.clashes.count == 1 && clash.field == "notes" && clash.by == Workplace.colleague.name)
    #expect(clash.theirs == "Contracts read" && clash.ours == "No contract seen")
    #expect(late.kept == ["minutes"])
    #expect(try await place.check()["notes"] == "Contracts read")
    #expect(try await place.read { try $0.record("SES-1")?.state } == "under_way")
    // Decided on what stands now, it is written; the history keeps both.
    let decided = try await place.fill(late.record.version, ["notes": "Contracts read; one is missing"])
    #expect(decided.kept == ["notes"] && decided.clashes.isEmpty)
    // The same words from two people are no clash.
    let same = try await place.fill(1, ["notes": "Contracts read; one is missing"], as: Workplace.colleague)
    #expect(same.kept == ["notes"] && same.record.version == decided.record.version)
  }

  @Test("takes verdicts and their reason together or not at all")
  func together() async throws {
    let place = try await Workplace().withCheck()
    _ = try await place.fill(
      1, ["verdict_27001": "minor", "verdict_42001": "conform", "reason": "No AI supplier"], as: Workplace.colleague)
    // The other auditor wrote a note at the same time and judged the other way round.
    let late = try await place.fill(
      1,
      ["verdict_27001": "conform", "reason": "One model change was not told", "verdict_42001": "minor", "notes": "x"])
    #expect(late.clashes.map(\.field).sorted() == ["reason", "verdict_27001", "verdict_42001"])
    #expect(late.kept == ["notes"])
    let again = try await Workplace().withCheck()
    _ = try await again.fill(1, ["reason": "They don't differ"], as: Workplace.colleague)
    let clash = try await again.fill(1, ["verdict_27001": "conform", "verdict_42001": "minor", "reason": "A model"])
    #expect(clash.clashes.map(\.field).sorted() == ["reason", "verdict_27001", "verdict_42001"] && clash.kept == [])
    #expect(clash.clashes.allSatisfy { $0.by == Workplace.colleague.name })
    #expect(clash.clashes.first { $0.field == "verdict_42001" }?.ours == "minor")
    let body = try await again.check()
    #expect(body["verdict_42001"] == "not_checked" && body["reason"] == "They don't differ")
  }

  @Test("is closed once its session was held, by whatever way somebody writes")
  func held() async throws {
    let place = try await Workplace().withCheck()
    _ = try await place.fill(1, ["notes": "Seen"])
    try await place.commit([.step(id: "SES-1", noun: "end")])
    let before = try await place.check()
    func refused(_ changes: [Operations.Change], as actor: Actor = Workplace.auditor) async -> String {
      do {
        try await place.commit(changes, as: actor)
        return "written"
      } catch { return Failure(error)?.message ?? "\(error)" }
    }
    let message = "“Monday” was held; open the session again to change what was written."
    #expect(await refused([.edit(id: "CHK-1", values: ["verdict_27001": "conform"])]) == message)
    #expect(await refused([.edit(id: "CHK-1", values: ["session": .null])]) == message)
    #expect(
      await refused([.create(register: "checks", values: ["title": "Late", "audit": "AUD-1", "session": "SES-1"])])
        == message)
    let file = ("checks.csv", "id,title,notes\nCHK-1,Suppliers,Otherwise\n")
    #expect(try await place.take([file]).parts.flatMap(\.rejected).map(\.reason) == [message])
    #expect(try await place.check() == before)
    // Neither does it take a file, nor go away, nor come to be as it was before.
    let photo = StoredFile(sha256: Hash.sha256("photo".utf8).hex, size: 5, type: "image/png")
    #expect(await refused([.attach(id: "CHK-1", file: photo, name: "photo.png")]) == message)
    #expect(await refused([.archive(id: "CHK-1")], as: Workplace.chief) == message)
    let typed = try await place.read { try $0.history(of: "CHK-1") }.last?.batch ?? 0
    await #expect(throws: Failure.conflict(message)) {
      _ = try await place.installation.undo(batch: typed, in: place.workspace, as: Workplace.chief)
    }
    #expect(try await place.check() == before)
    // Nor is the session another one now, nor a sample drawn there.
    #expect(await refused([.edit(id: "SES-1", values: ["minutes": 10])], as: Workplace.chief) == message)
    await #expect(throws: Failure.conflict(message)) {
      _ = try await place.installation.draw(
        SampleRequest(population: "units", check: "CHK-1"), in: place.workspace, as: Workplace.auditor)
    }
    // What changes nothing is refused by nobody, and an open session takes it.
    #expect(await refused([.edit(id: "CHK-1", values: ["notes": "Seen"])]) == "written")
    try await place.commit([.step(id: "SES-1", noun: "reopening")])
    #expect(await refused([.edit(id: "CHK-1", values: ["verdict_27001": "conform"])]) == "written")
  }

  @Test("is not brought back into a session that was held by an undo")
  func undone() async throws {
    let place = try await Workplace().withCheck()
    try await place.commit([
      .create(
        register: "sessions", id: "SES-2", values: ["title": "Tuesday", "audit": "AUD-1", "half_day": "2027-03-02/AM"])
    ])
    let moved = try await place.commit([.edit(id: "CHK-1", values: ["session": "SES-2"])]).batch ?? 0
    try await place.commit([.step(id: "SES-1", noun: "end")])
    await #expect(throws: Failure.conflict("“Monday” was held; open the session again to change what was written.")) {
      _ = try await place.installation.undo(batch: moved, in: place.workspace, as: Workplace.chief)
    }
    #expect(try await place.check()["session"] == "SES-2")
  }

  @Test("keeps the rest when a verdict lacks its reason")
  func reason() async throws {
    let place = try await Workplace().withCheck()
    let first = try await place.fill(1, ["verdict_27001": "conform", "verdict_42001": "minor", "notes": "Seen"])
    #expect(first.kept == ["notes"] && first.problems.map(\.field) == ["reason"])
    #expect(try await place.check()["verdict_42001"] == "not_checked")
    let second = try await place.fill(
      first.record.version,
      ["verdict_27001": "conform", "verdict_42001": "minor", "reason": "27001 asks for no model changes"])
    #expect(second.problems.isEmpty)
    #expect(try await place.check()["needs_finding"] == true)
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "CHK-1", values: ["reason": .null])])
    }
  }

  @Test("cites records at the revision that was seen")
  func citations() async throws {
    let place = try await Workplace().withCheck()
    try await place.commit([.create(register: "suppliers", id: "S-1", values: ["name": "Nordkap"])])
    try await place.commit([.edit(id: "S-1", values: ["name": "Nordkap Cloud"])])
    var kept = try await place.fill(1, ["cited": "S-1; S-1@1"])
    #expect(kept.texts["cited"] == "S-1@2; S-1@1")
    for wrong in ["S-2", "S-1@9"] {
      kept = try await place.fill(kept.record.version, ["cited": wrong, "notes": "x \(wrong)"])
      #expect(kept.problems.first?.field == "cited" && kept.kept == ["notes"], "\(wrong)")
    }
    #expect(try await place.check()["cited"] == ["S-1@2", "S-1@1"])
  }

  @Test("turns a photograph into evidence of the check")
  func photograph() async throws {
    let place = try await Workplace().withCheck()
    let kept = try await place.installation.addPhoto(
      .bytes(Array("whiteboard".utf8)), name: "board.jpg", to: "CHK-1", in: place.workspace, as: Workplace.auditor)
    let evidence = try #require(kept.texts["evidence"])
    let record = try #require(try await place.read { try $0.record(evidence) })
    #expect(record.title == "board.jpg" && record.body["requirements"] == ["iso27001:A.5.22", "iso42001:A.10.3"])
    #expect(record.body["valid_from"] == "2026-11-16")
  }

  @Test("shows what was found before at its requirements, and in which state they are")
  func context() async throws {
    let place = try await Workplace().withCheck()
    try await place.commit([
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "Earlier", "audit": "AUD-2", "grade": "minor_nonconformity", "requirements": ["iso42001:A.10.3"],
        ]),
      .create(
        register: "findings", id: "F-2",
        values: [
          "statement": "Elsewhere", "audit": "AUD-2", "grade": "minor_nonconformity",
          "requirements": ["iso42001:A.2.2"],
        ]),
      .create(
        register: "controls", id: "C-1",
        values: ["title": "Supplier review", "status": "in_place", "requirements": ["iso27001:A.5.22"]]),
      .create(
        register: "risks", id: "R-1", values: ["title": "A supplier fails", "domains": ["ai"], "controls": ["C-1"]]),
    ])
    let paper = try await place.read { try place.installation.paper("SES-1", $0) }
    let part = try #require(paper.parts.first)
    #expect(part.point?.id == "AP-46" && part.standards == [.security, .ai])
    #expect(part.earlier.map(\.id) == ["F-1"] && part.controls.map(\.id) == ["C-1"] && part.risks.map(\.id) == ["R-1"])
    #expect(part.coverage.map(\.status) == [.covered, .partial])
  }
}

@Suite("A verdict that differs between the standards")
struct VerdictPairTests {
  @Test("stands at the right standard in check, finding, action, gap and attention")
  func flows() async throws {
    let place = try await Workplace().withCheck()
    let installation = place.installation
    try await place.commit([
      .create(register: "people", id: "P-1", values: ["name": "Owner"]),
      .create(
        register: "controls", id: "C-1",
        values: [
          "title": "Supplier review", "status": "in_place", "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"],
        ]),
    ])
    func status(_ framework: String, _ uid: String) async throws -> (CoverageStatus?, [String]?) {
      let line = try await place.read { try installation.gap(framework, $0).lines.first { $0.requirement.uid == uid } }
      return (line?.status, line?.nonconformities)
    }
    func attention(_ rule: String) async throws -> Int? {
      try await place.read { try installation.attention($0).first { $0.rule.id == rule }?.count }
    }
    #expect(try await status("iso42001", "iso42001:A.10.3") == (.covered, []))

    _ = try await place.fill(1, ["verdict_27001": "conform", "verdict_42001": "minor", "reason": "No model changes"])
    #expect(try await attention("verdict-no-finding") == 1)
    #expect(
      try await place.read { try installation.progress("AUD-1", $0).progress.unexplained.map(\.standard) }
        == [.ai])

    // Both requirements stay criteria; only 42001 has a nonconformity.
    try await place.commit(
      [
        .create(
          register: "findings", id: "F-1",
          values: [
            "statement": "Model changes are not told", "audit": "AUD-1", "checks": ["CHK-1"], "grade": "conformity",
            "grade_42001": "minor_nonconformity", "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"],
            "due_on_42001": "2026-11-01",
          ])
      ], as: Workplace.auditor)
    #expect(try await attention("verdict-no-finding") == nil)
    #expect(try await attention("finding-unanswered") == 1)
    #expect(try await attention("finding-overdue") == 1)
    #expect(try await status("iso27001", "iso27001:A.5.22") == (.covered, []))
    #expect(try await status("iso42001", "iso42001:A.10.3") == (.partial, ["F-1"]))

    // It can't be closed before an action for that standard has shown its effect.
    await #expect(throws: Failure.self) { try await place.commit([.step(id: "F-1", noun: "closure-42001")]) }
    try await place.commit([
      .create(
        register: "corrective-actions", id: "CA-1",
        values: [
          "action": "Clause in the contract", "sources": ["F-1"], "cause": "Nobody asked", "owner": "P-1",
          "standards": ["iso42001"], "effect_criterion": "Two changes told", "requirements": ["iso42001:A.10.3"],
        ]),
      .step(
        id: "CA-1", noun: "completion",
        values: ["effect_check_on": "2027-02-01", "similar_places": "The other two suppliers do tell"]),
    ])
    #expect(try await attention("finding-unanswered") == nil)
    let day = try #require(Day("2027-03-12"))
    let due = try await place.read { try installation.findingHistory($0).calling(by: day) }
    #expect(due.map(\.requirement) == ["iso42001:A.10.3"] && due.first?.effectChecks.map(\.id) == ["CA-1"])
    await #expect(throws: Failure.self) { try await place.commit([.step(id: "F-1", noun: "closure-42001")]) }
    try await place.commit([.step(id: "CA-1", noun: "closure")], as: try await place.signer())

    // Closed for 42001, it stays open for 27001 until it is closed there too.
    try await place.commit([.step(id: "F-1", noun: "closure-42001")])
    let half = try #require(try await place.read { try $0.record("F-1") })
    #expect(
      half.state == "open" && half.body["open_for"] == ["iso27001"] && half.body["closed_on_42001"] == "2026-11-16")
    #expect(try await status("iso42001", "iso42001:A.10.3") == (.covered, []))
    await #expect(throws: Failure.self) { try await place.commit([.step(id: "F-1", noun: "closure-27001")]) }
    try await place.commit([.step(id: "F-1", noun: "closure")], as: try await place.signer())
    #expect(try await place.read { try $0.record("F-1")?.state } == "closed")
    // The effect did not last: a closed finding without an action that was effective is no end.
    #expect(try await attention("finding-not-effective") == nil)
    try await place.commit([.step(id: "CA-1", noun: "reopening")], as: try await place.signer())
    #expect(try await attention("finding-not-effective") == 1)
    try await place.commit([.step(id: "F-1", noun: "reopening")])
    #expect(try await attention("finding-not-effective") == nil)
    #expect(try await status("iso42001", "iso42001:A.10.3") == (.partial, ["F-1"]))
  }

  @Test("is not judged by whoever did the work")
  func ownEffect() async throws {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "people", id: "P-1", values: ["name": "Owner"]),
      .create(
        register: "corrective-actions", id: "CA-1",
        values: ["action": "Do", "cause": "Why", "owner": "P-1", "effect_criterion": "Seen"]),
      .step(id: "CA-1", noun: "completion", values: ["effect_check_on": "2027-02-01"]),
    ])
    let owner = Actor(name: "owner@example.com", role: .manager, person: "P-1")
    await #expect(throws: Failure.self) { try await place.commit([.step(id: "CA-1", noun: "closure")], as: owner) }
    try await place.commit([.step(id: "CA-1", noun: "closure")], as: try await place.signer())
    #expect(try await place.read { try $0.record("CA-1")?.body["effective"] } == true)
  }
}
