import Domain
import Operations
import RegisterKit
import Store
import Testing

/// What becomes of the crosswalk's suggestions.
@Suite struct DecisionTests {
  private func place() async throws -> (Workplace, control: String) {
    let place = try await Workplace()
    let made = try await place.commit([
      .create(
        register: "controls",
        values: ["title": "Change management", "status": "in_place", "requirements": ["iso27001:A.8.32"]])
    ])
    return (place, made.records[0].id)
  }

  private func decide(_ place: Workplace, _ control: String, _ isAccepted: Bool, _ reason: String) async throws
    -> Committed
  {
    try await place.installation.decide(
      [
        SuggestionDecision(
          requirement: "iso42001:A.6.2.4", control: control, isAccepted: isAccepted, reason: reason)
      ], in: place.workspace, as: Workplace.chief)
  }

  @Test func theSameDecisionCountsOnceAndChangesNothingAgain() async throws {
    let (place, control) = try await place()
    #expect(try await decide(place, control, true, "Same duty").entries == 3)
    for _ in 1...2 { #expect(try await decide(place, control, true, "Same duty").entries == 0) }
    #expect(try await place.read { try place.installation.reuse($0).duplicatesAvoided } == 1)
    let decisions = try await place.read { try $0.records(of: "mapping-decisions") }
    #expect(decisions.map { $0.body["reason"]?.text } == ["Same duty"])
  }

  @Test(arguments: ["", "  \n"], [true, false])
  func aDecisionNeedsAReason(_ reason: String, _ isAccepted: Bool) async throws {
    let (place, control) = try await place()
    await #expect(throws: Failure.self) { try await decide(place, control, isAccepted, reason) }
    #expect(try await place.read { try place.installation.reuse($0).duplicatesAvoided } == 0)
    await #expect(throws: Failure.self) {
      try await place.commit([
        .create(
          register: "mapping-decisions",
          values: ["title": "By hand", "requirement": "iso42001:A.6.2.4", "control": .text(control)])
      ])
    }
  }

  @Test func whoThinksOtherwiseLaterChangesTheDecisionAndItsHistoryKeepsBoth() async throws {
    let (place, control) = try await place()
    _ = try await decide(place, control, false, "Another team")
    _ = try await decide(place, control, true, "They are one team now")
    let decisions = try await place.read { try $0.records(of: "mapping-decisions") }
    #expect(decisions.map { $0.body["decision"]?.text } == ["accepted"])
    let history = try await place.read { try $0.history(of: decisions[0].id) }
    #expect(history.map { $0.body["reason"]?.text } == ["Another team", "They are one team now"])
    #expect(try await place.read { try place.installation.reuse($0).duplicatesAvoided } == 1)
  }

  @Test func aSecondRecordOfTheSameRequirementAndControlIsRefused() async throws {
    let (place, control) = try await place()
    _ = try await decide(place, control, true, "Same duty")
    await #expect(throws: Failure.self) {
      try await place.commit([
        .create(
          register: "mapping-decisions",
          values: [
            "title": "Twin", "requirement": "iso42001:A.6.2.4", "control": .text(control), "reason": "Again",
          ])
      ])
    }
  }
}
