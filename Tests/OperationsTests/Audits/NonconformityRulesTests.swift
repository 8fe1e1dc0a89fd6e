import Domain
import Operations
import RegisterKit
import Testing

/// Whoever has to answer a nonconformity is no judge of it (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
@Suite struct NonconformityRulesTests {
  private static let owner = Actor(name: "owner@example.com", role: .manager, person: "PER-O")

  private func place() async throws -> Workplace {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "people", id: "PER-O", values: ["name": "Owner"]),
      .create(register: "people", id: "PER-X", values: ["name": "Somebody else"]),
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "No figure", "grade": "minor_nonconformity", "owner": "PER-O",
          "requirements": ["iso27001:9.1", "iso42001:9.1"],
        ]),
      .create(
        register: "findings", id: "F-2", values: ["statement": "Without a requirement", "grade": "major_nonconformity"]),
    ])
    return place
  }

  private func refused(_ place: Workplace, _ change: Operations.Change, as actor: Actor = owner) async -> String {
    do {
      try await place.commit([change], as: actor)
      return ""
    } catch { return Failure(error)?.message ?? "\(error)" }
  }

  @Test func anOwnerDoesNotGradeLower() async throws {
    let place = try await place()
    let words = "neither grades it lower nor takes its requirements out"
    for values: Body in [
      ["grade": "opportunity_for_improvement"], ["grade_42001": "conformity"], ["requirements": ["iso42001:9.1"]],
    ] { #expect(await refused(place, .edit(id: "F-1", values: values)).contains(words), "\(values)") }
    #expect(await refused(place, .edit(id: "F-1", values: ["grade": "major_nonconformity"])) == "")
    // Whoever audits may have erred.
    #expect(
      await refused(place, .edit(id: "F-1", values: ["grade": "opportunity_for_improvement"]), as: Workplace.chief)
        == "")
  }

  @Test func oneWithoutARequirementIsClosedOnlyWhenAnswered() async throws {
    let place = try await place()
    #expect(
      await refused(place, .step(id: "F-2", noun: "closure"), as: Workplace.chief)
        .contains("closed after a corrective action"))
  }

  @Test func anOwnerDoesNotJudgeTheEffectByWhateverWay() async throws {
    let place = try await place()
    try await place.commit([
      .create(
        register: "corrective-actions", id: "CA-1",
        values: [
          "action": "Measure it", "sources": ["F-1"], "owner": "PER-O", "cause": "Nobody asked",
          "similar_places": "None other", "effect_criterion": "A figure each month",
        ]),
      .step(id: "CA-1", noun: "completion", values: ["effect_check_on": .text("\(place.installation.today)")]),
    ])
    let words = "doesn't judge its effect"
    #expect(await refused(place, .step(id: "CA-1", noun: "closure")).contains(words))
    let day = Value.text("\(place.installation.today)")
    for values: Body in [
      ["effective": true, "effect_checked_on": day],
      ["effective": true, "effect_checked_on": day, "effect_checked_by": "PER-X"],
    ] { #expect(await refused(place, .edit(id: "CA-1", values: values)).contains(words), "\(values)") }
    // Somebody else said so without a name; whoever closes it then is the one who judges.
    #expect(
      await refused(
        place, .edit(id: "CA-1", values: ["effective": true, "effect_checked_on": day]), as: Workplace.chief) == "")
    #expect(await refused(place, .step(id: "CA-1", noun: "closure")).contains(words))
    #expect(
      await refused(
        place, .step(id: "CA-1", noun: "closure"), as: Actor(name: "x@example.com", role: .manager, person: "PER-X"))
        == "")
  }

  @Test func aFileBringsARequestBackInTheWordsOfTheAuditor() async throws {
    let place = try await place()
    try await place.commit([
      .create(
        register: "audits", id: "AUD-9", values: ["title": "Stage 2", "kind": "stage_2", "standards": ["iso27001"]])
    ])
    let asked = try await place.installation.write(
      "audit-requests", ["title": "The access list", "kind": "document", "due_on": "2027-01-10"], forAudit: "AUD-9",
      in: place.workspace, as: Workplace.chief)
    try await place.commit([.archive(id: asked.id)])
    let other = ("audit-requests.csv", "id,title,audit,asked by\n\(asked.id),Nothing at all,AUD-9,somebody\n")
    let reasons = try await place.take([other]).parts.flatMap(\.rejected).map(\.reason)
    #expect(reasons.contains { $0.contains("as it was written and stays so") }, "\(reasons)")
    let same = ("audit-requests.csv", "id,title,audit\n\(asked.id),The access list,AUD-9\n")
    #expect(try await place.take([same]).rejectedCount == 0)
    let back = try #require(try await place.read { try $0.record(asked.id) })
    #expect(!back.isArchived && back.body["due_on"] == "2027-01-10" && back.body["asked_by"] == asked.body["asked_by"])
    // When it is needed is the auditor's to say.
    #expect(
      await refused(place, .edit(id: asked.id, values: ["due_on": "2028-01-10"]), as: Workplace.chief)
        .contains("stays so"))
  }
}
