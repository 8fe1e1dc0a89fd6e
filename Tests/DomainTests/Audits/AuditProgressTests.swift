import RegisterKit
import Testing

@testable import Domain

@Suite("Progress of an audit")
struct AuditProgressTests {
  static func check(
    _ id: String, _ session: String?, _ requirements: [String], _ security: Check.Verdict = .notChecked,
    _ ai: Check.Verdict = .notChecked, minutes: Int? = nil
  ) -> AuditProgress.CheckFact {
    var check = Check()
    (check.session, check.requirements, check.verdict27001, check.verdict42001) = (session, requirements, security, ai)
    (check.minutesPlanned, check.minutes, check.point) = (30, minutes, id)
    return .init(id: id, check: check)
  }

  static func session(_ id: String, _ halfDay: String, _ state: String) -> AuditProgress.SessionFact {
    var session = Session()
    session.halfDay = halfDay
    return .init(id: id, session: session, state: state)
  }

  static func finding(_ id: String, _ check: String, _ requirements: [String], _ grade: Finding.Grade)
    -> FindingHistory.Entry
  {
    var finding = Finding()
    (finding.checks, finding.requirements, finding.grade) = ([check], requirements, grade)
    return .init(id: id, finding: finding, isOpen: true)
  }

  @Test("counts verdicts, coverage, time and what is missing, for each standard")
  func counts() {
    let findings = [Self.finding("F", "C2", ["iso42001:A.10.3"], .minor)]
    let progress = AuditProgress(
      standards: [.security, .ai],
      sessions: [Self.session("S2", "2027-03-02/AM", "planned"), Self.session("S1", "2027-03-01/PM", "held")],
      checks: [
        Self.check("C1", "S1", ["iso27001:4.1", "iso42001:4.1"], .conform, .notChecked, minutes: 20),
        Self.check("C2", "S1", ["iso27001:A.5.22", "iso42001:A.10.3"], .major, .minor, minutes: 45),
        Self.check("C3", "S2", ["iso27001:A.8.1"]), Self.check("C4", nil, ["iso42001:A.2.2"], .notChecked, .conform),
        Self.check("C5", "GONE", ["iso27001:A.8.2"]),
      ], findings: findings,
      assessed: [.security: ["iso27001:4.1", "iso27001:4.2", "iso27001:A.5.22"], .ai: ["iso42001:4.1"]])
    // A check of one standard alone needs no verdict for the other; C1 lacks one.
    #expect(progress.parts.map(\.judged) == [1, 0, 1] && progress.checks == 5)
    #expect(progress.parts.map { $0.session?.id } == ["S1", "S2", nil] && progress.parts[2].checks.count == 2)
    #expect(progress.minutes == 65 && progress.minutesPlanned == 150)
    #expect(progress.standards[0].judged == ["iso27001:4.1", "iso27001:A.5.22"])
    #expect(progress.standards[0].missing == ["iso27001:A.8.1", "iso27001:A.8.2"])
    #expect(progress.standards[0].outside == ["iso27001:4.2"])
    #expect(progress.standards[1].missing == ["iso42001:4.1"] && progress.standards[1].grades == [.minor: 1])
    // The finding explains the verdict for 42001; the major one for 27001 has none.
    #expect(progress.unexplained == [.init(check: "C2", standard: .security, verdict: .major)])
    let days = progress.days(findings)
    #expect(days.map(\.day) == ["2027-03-01", "2027-03-02"] && days.map(\.isDone) == [true, false])
    #expect(days.map(\.findings.count) == [1, 0])
  }

  @Test("asks for the standards of the audit alone")
  func oneStandard() {
    let progress = AuditProgress(
      standards: [.security], sessions: [],
      checks: [Self.check("C", nil, ["iso27001:4.1", "iso42001:4.1"], .conform)], findings: [], assessed: [:])
    #expect(progress.judged == 1 && progress.standards.map(\.standard) == [.security])
  }
}
