import Domain
import Operations
import RegisterKit
import Testing

/// Nobody judges own work, by whatever way it is written down (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
@Suite struct ImpartialityTests {
  @Test func whoeverIsAskedGivesNoVerdict() async throws {
    let place = try await Workplace().withCheck()
    try await place.commit([
      .create(register: "people", id: "PER-A", values: ["name": "Ada"]),
      .edit(id: "SES-1", values: ["auditees": ["PER-A"]]),
    ])
    let asked = Actor(name: "ada@example.com", role: .internalAuditor, person: "PER-A")
    let refused = await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "CHK-1", values: ["verdict_27001": "conform"])], as: asked)
    }
    #expect(refused?.message.contains("Whoever is asked in a session gives no verdict") == true)
    // Notes are no verdict, and somebody who is not asked gives one.
    try await place.commit([.edit(id: "CHK-1", values: ["notes": "Seen"])], as: asked)
    try await place.commit(
      [.edit(id: "CHK-1", values: ["verdict_27001": "conform"])],
      as: Actor(name: "bob@example.com", role: .internalAuditor, person: "PER-B"))
    #expect(try await place.check()["verdict_27001"] == "conform")
  }

  @Test func nobodyGivesAVerdictOnOwnWork() async throws {
    let place = try await Workplace.withDemonstration()
    let owner = try #require(try await place.read { try $0.record("C-51")?.body["owner"]?.text })
    let uid = try #require(
      try await place.read { try $0.record("C-51")?.body["requirements"]?.texts.first { $0.hasPrefix("iso27001:A.") } })
    try await place.commit([
      .create(
        register: "checks", id: "CHK-X",
        values: ["title": "Theirs", "audit": "AUD-2027-1", "requirements": [.text(uid)]])
    ])
    let refused = await #expect(throws: Failure.self) {
      try await place.commit(
        [.edit(id: "CHK-X", values: ["verdict_27001": "conform"])],
        as: Actor(name: "owner@example.com", role: .manager, person: owner))
    }
    #expect(refused?.message.contains("Let another auditor give the verdict.") == true, "\(refused?.message ?? "")")
    try await place.commit([.edit(id: "CHK-X", values: ["verdict_27001": "conform"])])
  }

  @Test func aCheckWithoutAnAuditPointIsJudgedByItsRequirements() async throws {
    let place = try await Workplace.withDemonstration()
    let uid = try #require(
      try await place.read { try $0.record("C-51")?.body["requirements"]?.texts.first { $0.hasPrefix("iso27001:A.") } })
    try await place.commit([
      .create(
        register: "sessions", id: "SES-X", values: ["title": "Own", "audit": "AUD-2027-1", "auditors": ["IA-5"]])
    ])
    let check: Body = [
      "title": "Without a point", "audit": "AUD-2027-1", "session": "SES-X", "requirements": [.text(uid)],
    ]
    let refused = await #expect(throws: Failure.self) {
      try await place.commit([.create(register: "checks", values: check)])
    }
    #expect(refused?.message.contains("(IA-5) may not audit AP-") == true, "\(refused?.message ?? "")")
    try await place.commit([.create(register: "checks", values: check.merging(["session": .null]) { $1 })])
    // The other way round: the check is there, and its owner comes.
    try await place.commit([
      .edit(id: "SES-X", values: ["auditors": []]), .create(register: "checks", values: check),
    ])
    let late = await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "SES-X", values: ["auditors": ["IA-5"]])])
    }
    #expect(late?.message.contains("(IA-5) may not audit AP-") == true, "\(late?.message ?? "")")
    // Nor does it matter that the programme gave the point to another audit.
    try await place.commit([
      .edit(id: "AUD-2027-1", values: ["points": ["AP-01"]]), .edit(id: "SES-X", values: ["auditors": []]),
    ])
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "SES-X", values: ["auditors": ["IA-5"]])])
    }
  }

  @Test func aFileBringsNothingBackIntoAHeldSession() async throws {
    let place = try await Workplace().withCheck()
    try await place.commit([.archive(id: "CHK-1")])
    try await place.commit([.step(id: "SES-1", noun: "end")])
    let file = ("checks.csv", "id,title,audit,session\nCHK-1,Suppliers,AUD-1,SES-1\n")
    #expect(
      try await place.take([file]).parts.flatMap(\.rejected).map(\.reason) == [
        "“Monday” was held; open the session again to change what was written."
      ])
    #expect(try await place.read { try $0.record("CHK-1")?.isArchived } == true)
  }
}
