import Domain
import Operations
import RegisterKit
import Store
import Testing

/// What must be known of a corrective action before it counts as done (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
@Suite("A corrective action")
struct CorrectiveActionTests {
  private static let completion = Change.step(
    id: "CA-1", noun: "completion", values: ["effect_check_on": "2027-02-01"])

  private func place(answering sources: [String], standards: [String] = []) async throws -> Workplace {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "people", id: "P-1", values: ["name": "Owner"]),
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "Lapse", "grade": "opportunity_for_improvement", "grade_42001": "minor_nonconformity",
          "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"],
        ]),
      .create(
        register: "findings", id: "F-2",
        values: ["statement": "Idea", "grade": "opportunity_for_improvement", "requirements": ["iso27001:A.5.22"]]),
      .create(register: "nonconformities", id: "N-1", values: ["title": "Logs were off"]),
      .create(register: "incidents", id: "I-1", values: ["title": "Mail to the wrong practice"]),
      .create(
        register: "corrective-actions", id: "CA-1",
        values: [
          "action": "Do", "cause": "Why", "owner": "P-1", "effect_criterion": "Seen", "sources": Value(sources),
          "standards": Value(standards),
        ]),
    ])
    return place
  }

  @Test(
    "that answers a nonconformity is done only when similar places were looked at",
    arguments: [
      (["F-1"], [], true), (["F-1"], ["iso42001"], true), (["F-1"], ["iso27001"], false), (["F-2"], [], false),
      (["N-1"], [], true), (["I-1"], [], false), (["I-1", "F-1"], [], true), ([], [], false),
    ] as [([String], [String], Bool)])
  func similar(sources: [String], standards: [String], isNeeded: Bool) async throws {
    let place = try await place(answering: sources, standards: standards)
    guard isNeeded else {
      try await place.commit([Self.completion])
      return
    }
    // Neither by its step nor by writing the day into the form.
    for change in [Self.completion, .edit(id: "CA-1", values: ["done_on": "2026-11-10"])] {
      do {
        try await place.commit([change])
        Issue.record("It was taken.")
      } catch Failure.invalid(let rejections) {
        let problems = rejections.flatMap(\.problems)
        #expect(problems.contains { $0.field == "similar_places" && $0.message.contains("where else") }, "\(problems)")
      }
    }
    // What is missing can be said with the step.
    let values: Body = ["effect_check_on": "2027-02-01", "similar_places": "Three others were in order"]
    try await place.commit(
      [.step(id: "CA-1", noun: "completion", values: values), .step(id: "CA-1", noun: "closure")],
      as: try await place.signer())
    #expect(try await place.read { try $0.record("CA-1")?.state } == "closed")
  }

  @Test("of the past comes in as it is; judging its effect asks what was not said then")
  func past() async throws {
    let place = try await place(answering: ["F-1"])
    let file = """
      id,action,sources,cause,owner,done_on,effect_criterion,effect_check_on,effect_checked_by,effect_checked_on,state
      CA-8,Old,F-1,Why,P-1,2026-05-01,Seen,2026-10-01,,,effect check due
      CA-9,Older,F-1,Why,P-1,2025-05-01,Seen,,P-1,2025-09-01,closed
      """
    let report = try await place.take([("corrective-actions.csv", file)])
    #expect(report.rejectedCount == 0)
    #expect(try await place.read { try $0.record("CA-9")?.state } == "closed")
    await #expect(throws: Failure.self) {
      try await place.commit([.step(id: "CA-8", noun: "closure")], as: try await place.signer())
    }
    try await place.commit(
      [
        .edit(id: "CA-8", values: ["similar_places": "Looked at now"]), .step(id: "CA-8", noun: "closure"),
      ], as: try await place.signer())
    #expect(try await place.read { try $0.record("CA-8")?.state } == "closed")
  }

  @Test("closes a nonconformity from outside an audit, and nothing else does")
  func nonconformity() async throws {
    let place = try await place(answering: ["N-1"])
    await #expect(throws: Failure.self) {
      try await place.commit([.step(id: "N-1", noun: "closure")], as: try await place.signer())
    }
    try await place.commit(
      [
        .edit(id: "CA-1", values: ["similar_places": "None"]), Self.completion, .step(id: "CA-1", noun: "closure"),
        .step(id: "N-1", noun: "closure"),
      ], as: try await place.signer())
    let closed = try #require(try await place.read { try $0.record("N-1") })
    #expect(closed.state == "closed" && closed.body["closed_on"] == "2026-11-16")
    try await place.commit([.step(id: "N-1", noun: "reopening")])
    #expect(try await place.read { try $0.record("N-1")?.body["closed_on"] } == nil)
  }
}
