import RegisterKit
import Testing

@testable import Domain

/// What a report says, and what is missing before it can be signed.
@Suite struct AuditReportTests {
  static func check(
    _ id: String, _ requirements: [String], _ isms: Check.Verdict, _ aims: Check.Verdict, minutes: Int? = nil
  )
    -> (id: String, check: Check)
  {
    var check = Check()
    (check.title, check.requirements, check.verdict27001, check.verdict42001) = (id, requirements, isms, aims)
    (check.minutes, check.baseline27001, check.baseline42001) = (minutes, 40, 50)
    return (id, check)
  }

  static var complete: AuditReportFacts {
    var facts = AuditReportFacts()
    facts.id = "AUD-1"
    facts.lead = "Lead"
    facts.audit.standards = [.security, .ai]
    facts.audit.conclusion27001 = .conforms
    facts.audit.conclusion42001 = .withExceptions
    facts.audit.conclusion = "Met."
    facts.audit.independence = "Nobody audited own work."
    facts.requirements = ["iso27001:9.1", "iso42001:9.1"]
    facts.checks = [check("CHK-1", ["iso27001:9.1", "iso42001:9.1"], .conform, .minor, minutes: 60)]
    var finding = Finding()
    finding.checks = ["CHK-1"]
    finding.requirements = ["iso42001:9.1"]
    finding.set(grades: [.ai: .minor], due: [:])
    facts.findings = [.init(id: "FND-1", finding: finding, owner: "", unit: "")]
    return facts
  }

  static let cases: [(@Sendable (inout AuditReportFacts) -> Void, String)] = [
    ({ $0.hasBegun = false }, "has not begun"), ({ $0.lead = "" }, "no lead auditor"),
    ({ $0.audit.standards = [] }, "names no standard"),
    ({ $0.audit.conclusion42001 = nil }, "no conclusion for ISO/IEC 42001"), ({ $0.audit.conclusion = "" }, "summary"),
    ({ $0.audit.independence = "" }, "independence"), ({ $0.checks = [] }, "No check was recorded"),
    ({ $0.requirements.append("iso42001:A.7.4") }, "1 requirement on the list was not looked at"),
    ({ $0.checks[0].check.verdict42001 = .notChecked }, "1 check lacks a verdict"),
    ({ $0.audit.objectives = "Is it ready?" }, "say whether they were met"),
    ({ $0.underWay = ["SES-1 Operations", "SES-2 Security"] }, "SES-1 Operations, SES-2 Security are under way"),
    ({ $0.unvisited = ["Operations"] }, "Operations was not visited"),
    ({ $0.sessions = (25, 23) }, "23 of 25 sessions were not held"),
    ({ $0.findings = [] }, "(CHK-1) is minor for 42001, and no finding says why"),
  ]

  @Test("what is missing is named", arguments: cases.indices)
  func missing(_ index: Int) {
    let (change, words) = Self.cases[index]
    #expect(Self.complete.problems.isEmpty)
    var facts = Self.complete
    change(&facts)
    #expect(facts.problems.contains { $0.contains(words) }, "\(facts.problems)")
    facts.audit.limits = "Half of it was not seen."
    let excused = ["lacks a verdict", "not looked at", "not visited", "not held", "No check"]
    #expect(facts.problems.isEmpty == excused.contains { words.contains($0) }, "\(facts.problems)")
  }

  @Test func whatWasNotSeenAndWhatFollowsStandInTheText() {
    var facts = Self.complete
    facts.audit.objectives = "Is it ready?"
    facts.audit.objectivesMet = .partly
    facts.audit.criteria = "POL-01"
    facts.audit.place = .mixed
    (facts.unvisited, facts.unseen, facts.next) = (["Sales"], ["Triage assist"], "AUD-2 Next, from 2028-03-01")
    let text = facts.markdown(.init(number: 2, day: Day(number: 20_774)))
    for part in [
      "| **Report** | 2, of 2026-11-17 |", "| **Objectives of the audit** | Partly |",
      "ISO/IEC 27001, ISO/IEC 42001; POL-01 |", "| **Held** | partly on site, partly remote |", "Not visited: Sales.",
      "no sample holds: Triage assist.", "## What follows\n\nFindings are answered by",
      "The next audit of the programme: AUD-2 Next, from 2028-03-01.",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(
      !text.contains("None were noted.\n\nNot visited") && facts.markdown().contains("| **Report** | not signed |"))
  }

  @Test func aVerdictThatItsFindingDoesNotBearOutIsTold() {
    var facts = Self.complete
    #expect(facts.cautions.isEmpty)
    var finding = facts.findings[0].finding
    finding.set(grades: [.ai: .major], due: [:])
    facts.findings = [.init(id: "FND-1", finding: finding, owner: "", unit: "")]
    #expect(facts.cautions == ["CHK-1 says minor for 42001, and its finding is graded otherwise."])
  }

  @Test func verdictsStandAtTheirStandard() {
    var facts = Self.complete
    facts.requirements.append("iso42001:A.7.4")
    var finding = Finding()
    (finding.title, finding.grade, finding.grade42001) = ("Gap | here\nand *there*", .opportunity, .minor)
    finding.requirements = ["iso27001:9.1", "iso42001:9.1"]
    facts.findings = [.init(id: "F-1", finding: finding, owner: "", unit: "")]
    let text = facts.markdown()
    #expect(text.contains("| ISO/IEC 27001 | 1 | 1 | 0 | 0 | 0 | 0 |"))
    #expect(text.contains("| ISO/IEC 42001 | 2 | 0 | 0 | 1 | 0 | 1 |"))
    #expect(text.contains("Not looked at for ISO/IEC 42001: A.7.4."))
    // A text of a record can't break the table that it stands in.
    #expect(
      text.contains(
        "F-1 Gap \\| here and \\*there\\* | 27001 9.1, 42001 9.1 | Opportunity for improvement | Minor nonconformity |"
      ))
    // Who leads and is asked hinders no signature, and whoever reads the report knows.
    facts.auditees = [facts.lead, "Somebody"]
    #expect(facts.markdown().contains("\(facts.lead), who leads the audit, was also asked in it."))
    facts.auditees = []
    facts.audit.conclusion = "# A heading\nof somebody"
    #expect(facts.markdown().contains("\n**A heading**\nof somebody"))
    facts.audit.conclusion = " ## Here\n```\n<!-- \nnot a heading\n---"
    #expect(facts.markdown().contains("\n**Here**\n\\```\n\\<!-- \nnot a heading\n\\---\n"))
  }

  @Test func whatConcernsOneStandardIsNotSaidOfTheOther() throws {
    var facts = Self.complete
    var finding = Finding()
    finding.title = "No figure for AI"
    finding.requirements = ["iso42001:9.1"]
    finding.set(grades: [.ai: .minor], due: [.ai: try #require(Day("2027-06-30"))])
    facts.findings = [.init(id: "F-1", finding: finding, owner: "", unit: "")]
    #expect(facts.markdown().contains("F-1 No figure for AI | 42001 9.1 | – | Minor nonconformity |  | 2027-06-30 |"))
    #expect(facts.markdown().contains("None was agreed yet."))

    var action = CorrectiveAction()
    (action.action, action.sources) = ("Measure it", ["F-1"])
    facts.actions = [
      .init(id: "CA-1", action: action, state: "Open", owner: "", standards: action.standards(answering: [finding]))
    ]
    #expect(facts.markdown().contains("| CA-1 Measure it | F-1 | 42001 |"))

    // Good practice for one standard does not hide a nonconformity for the other; each has its day.
    finding.requirements = ["iso27001:9.1", "iso42001:9.1"]
    finding.set(grades: [.security: .goodPractice, .ai: .minor], due: [.ai: try #require(Day("2027-06-30"))])
    facts.findings = [.init(id: "F-1", finding: finding, owner: "", unit: "")]
    #expect(facts.markdown().contains("| Good practice | Minor nonconformity |  | 2027-06-30 |"))
    #expect(action.standards(answering: [finding]) == [.ai] && finding.answerableRequirements == ["iso42001:9.1"])
    finding.set(
      grades: [.security: .opportunity, .ai: .minor],
      due: [.security: try #require(Day("2027-09-30")), .ai: try #require(Day("2027-06-30"))])
    facts.findings = [.init(id: "F-1", finding: finding, owner: "", unit: "")]
    #expect(facts.markdown().contains("| 27001: 2027-09-30, 42001: 2027-06-30 |"))

    // A check of one standard has no verdict for the other, and one without any is only named.
    facts.checks.append(Self.check("CHK-2", ["iso42001:A.7.4"], .notChecked, .conform))
    facts.checks.append(Self.check("CHK-3", ["iso27001:9.2.1"], .notChecked, .notChecked))
    #expect(facts.markdown().contains("| CHK-2 | CHK-2 | – | Conform |"))
    #expect(!facts.markdown().contains("| CHK-3 |") && facts.markdown().contains("for each standard: CHK-3."))
  }

  @Test func theSavingCountsOnlyWhatWasMeasured() throws {
    let checks = [
      Self.check("A", ["iso27001:9.1", "iso42001:9.1"], .conform, .conform, minutes: 60).check,
      Self.check("B", ["iso27001:9.2.1", "iso42001:9.2.1"], .conform, .conform).check,
    ]
    let saving = try #require(AuditSaving(checks))
    #expect(saving.checks == 1 && saving.spent == 60 && saving.separate == 90)
    #expect(abs(saving.percent - 100.0 / 3) < 0.01)
    #expect(AuditSaving([checks[1]]) == nil)
    // Two pieces: one under the verdicts of both standards, one under one verdict of two checks.
    var (both, one, none) = (Check(), Check(), Check())
    (both.evidence, both.verdict27001, both.verdict42001) = (["EV-1"], .conform, .minor)
    (one.evidence, one.cited, one.verdict27001) = (["EV-1"], ["R-001@2"], .conform)
    none.evidence = ["EV-9"]
    let reuse = try #require(EvidenceReuse([both, one, none]))
    #expect(reuse.pieces == 2 && reuse.uses == 4 && reuse.again == 2)
    #expect(EvidenceReuse([none]) == nil)
    #expect(Self.complete.markdown().contains("30 minutes, 33.33 %"))
  }
}
