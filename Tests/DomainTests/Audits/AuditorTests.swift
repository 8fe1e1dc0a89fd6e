import Domain
import RegisterKit
import Testing

@Suite("Auditors")
struct AuditorTests {
  static let cases: [([String], refused: [String])] = [
    ([], []), (["2027-03-01/AM", "2027-03-01/PM"], []),
    (["2027-03-01/AM", "Monday morning"], ["Monday morning"]),
    (["2027-03-01"], ["2027-03-01"]), (["2027-02-30/AM"], ["2027-02-30/AM"]), (["2027-03-01/am"], ["2027-03-01/am"]),
  ]

  @Test("are free on half-days that can be read, and what can't is named", arguments: cases)
  func halfDays(_ texts: [String], refused: [String]) {
    let reading = Reading(settings: Settings(), find: { _, text in .one(text) }, requirement: { _ in .none })
    var problems = Problems()
    _ = Auditor.register.erased.admit(
      ["name": .text("A. Smith"), "person": .text("PER-1"), "available_half_days": Value(texts)], reading, &problems)
    let messages = problems.messages(for: "available_half_days")
    #expect(messages.count == refused.count)
    for (message, text) in zip(messages, refused) { #expect(message.hasPrefix("“\(text)” is no half-day")) }
  }
}
