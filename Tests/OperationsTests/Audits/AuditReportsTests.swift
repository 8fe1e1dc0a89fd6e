import Domain
import Exchange
import Ledger
import Operations
import RegisterKit
import Store
import Testing

/// A report is signed by the lead auditor, received by management, and frozen.
@Suite struct AuditReportsTests {
  @Test func signedReceivedAndReplaced() async throws {
    let place = try await Workplace.withDemonstration()
    let people = try await place.read { try $0.records(of: "people").prefix(2).map(\.id) }
    let lead = Actor(name: "lead@example.com", role: .internalAuditor, person: people[0])
    let manager = Actor(name: "boss@example.com", role: .manager, person: people[1])
    let audit = "AUD-2027-1"
    func sign(_ actor: Actor) async throws -> StoredRecord {
      let text = try await place.read { scope in
        let earlier = try scope.records(of: "audit-reports", pointingAt: [audit], in: "audit")
        return try place.installation.auditReport(audit, scope)
          .markdown(place.installation.nextEdition(after: earlier))
      }
      return try await place.installation.signReport(
        audit, seen: Hash.sha256(text.utf8).hex, in: place.workspace, as: actor)
    }
    await #expect(throws: Failure.self) { try await sign(lead) }
    try await place.commit([
      .edit(id: audit, values: ["lead_auditor": .text(people[0]), "auditors": ["IA-1"]]),
      .step(id: audit, noun: "opening"),
      .create(
        register: "checks", id: "CHK-1",
        values: [
          "title": "Monitoring", "audit": .text(audit), "point": "AP-23",
          "requirements": ["iso27001:9.1", "iso42001:9.1"],
          "verdict_27001": "conform", "verdict_42001": "minor", "reason": "No figure for AI.", "minutes": 45,
          "baseline_27001": 40, "baseline_42001": 40,
        ]),
      .create(
        register: "findings", id: "FND-1",
        values: [
          "statement": "No figure for AI", "audit": .text(audit), "grade": "opportunity_for_improvement",
          "grade_42001": "minor_nonconformity", "requirements": ["iso27001:9.1", "iso42001:9.1"],
        ]),
    ])
    // Nobody signs what they did not read.
    await #expect(throws: Failure.self) {
      try await place.installation.signReport(audit, seen: "", in: place.workspace, as: lead)
    }
    // Incomplete, then complete; nobody but the lead auditor.
    await #expect(throws: Failure.self) { try await sign(lead) }
    try await place.commit([
      .edit(
        id: audit,
        values: [
          "conclusion_27001": "conforms", "conclusion_42001": "with_exceptions", "conclusion": "Met.",
          "independence": "Nobody audited own work.", "limits": "Only AP-23 was looked at.",
        ])
    ])
    await #expect(throws: Failure.self) { try await sign(Workplace.chief) }
    // A nonconformity that is no finding would be gone with the report.
    do {
      _ = try await sign(lead)
      Issue.record("signed with a verdict that no finding explains")
    } catch { #expect(Failure(error)?.message.contains("(CHK-1) is minor for 42001, and no finding says why") == true) }
    try await place.commit([.edit(id: "FND-1", values: ["checks": ["CHK-1"]])])
    // What was drawn and seen stands in the report.
    let drawn = try await place.installation.draw(
      SampleRequest(population: "suppliers", size: 3, seed: "spring", check: "CHK-1"), in: place.workspace, as: lead)
    _ = try await place.installation.record(
      [
        .init(item: drawn[1].id, result: .conform), .init(item: drawn[2].id, result: .notConform, note: "No contract"),
      ], in: place.workspace, as: lead)
    let report = try await sign(lead)
    let content = try #require(report.body["content"]?.text)
    #expect(report.body["sha256"]?.text == Hash.sha256(content.utf8).hex && report.state == "signed")
    #expect(
      content.contains(
        "No figure for AI | 27001 9.1, 42001 9.1 | Opportunity for improvement | Minor nonconformity"))
    let lapse = try #require(drawn[2].body["item"]?.text)
    #expect(
      content.contains("| CHK-1 | Random, seed spring, ledger position")
        && content.contains("| 3 of 30 | 1 | 1: \(lapse) (No contract) | 1 |"))
    #expect(content.contains("35 minutes, 43.75 %") && content.contains("Runs document control"))
    let stands = try #require(try await place.read { try $0.record(audit) })
    #expect(stands.state == "actions_open" && stands.body["report_on"]?.text == "2026-11-16")

    // Nobody changes it by hand; whoever signed it does not receive it.
    await #expect(throws: Failure.self) { try await place.commit([.edit(id: report.id, values: ["content": "Other"])]) }
    func receive(_ actor: Actor) async throws {
      try await place.installation.receiveReport(report.id, in: place.workspace, as: actor)
    }
    await #expect(throws: Failure.self) { try await receive(lead) }
    try await receive(manager)
    let received = try #require(try await place.read { try $0.record(report.id) })
    #expect(received.state == "received" && received.body["received_by"]?.text == people[1])

    // The audit goes on; the report does not, until there is a new one.
    try await place.commit([.edit(id: "CHK-1", values: ["verdict_42001": "conform", "reason": .null])])
    #expect(try await place.read { try $0.record(report.id)?.body["content"]?.text } == content)
    let second = try await sign(lead)
    #expect(second.body["number"]?.int == 2 && second.body["content"]?.text != content)
    #expect(try await place.read { try $0.record(report.id)?.state } == "replaced")
    let book = try await place.read { try place.installation.auditReport(audit, $0).workbook() }
    #expect(book.starts(with: Array("PK".utf8)))
  }
}
