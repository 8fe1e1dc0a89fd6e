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

  @Test func theBestOfTheAreasThatAPointNamesCountsAndTheWholeWhereAnAreaIsEmpty() {
    var auditor = Auditor()
    auditor.competence27001 = 2
    auditor.competenceTechnical = 1
    auditor.modelTesting = 3
    auditor.physicalSecurity = 0
    let keys = [
      TechnicalArea.key([.modelTesting, .aiSecurity]), TechnicalArea.key([.aiSecurity]),
      TechnicalArea.key([.physicalSecurity]),
    ]
    let levels = auditor.competences(for: keys)
    #expect(keys.map { levels[$0] } == [3, 1, 0])
    #expect(levels["technical"] == 3 && levels["iso27001"] == 2 && levels["iso42001"] == 0)
    #expect(TechnicalArea.words(keys[0]) == "Model testing and evaluation or Security of AI systems")
  }
}
