import RegisterKit

extension Finding {
  /// A finding begun from a check: what it is about and how the verdicts grade it, to be completed by the auditor. Only
  /// standards whose verdict is not conformity are concerned.
  /// - Parameters:
  ///   - id: The check's code.
  ///   - today: From which the usual days to answer it count.
  public static func draft(from check: Check, id: String, today: Day) -> Finding {
    var finding = Finding()
    finding.audit = check.audit
    finding.checks = [id]
    finding.unit = check.unit
    finding.raisedOn = today
    finding.evidence = check.notes
    finding.proofs = check.evidence
    let grades = Dictionary(
      check.standards.compactMap { standard in
        check.verdict(for: standard).grade.flatMap { $0 == .conformity ? nil : (standard, $0) }
      }, uniquingKeysWith: { first, _ in first })
    finding.requirements = check.requirements.filter { uid in
      Standard(requirement: uid).map { grades.isEmpty || grades[$0] != nil } ?? false
    }
    finding.set(grades: grades, due: grades.compactMapValues { grade in grade.usualDays.map { today + $0 } })
    return finding
  }

  /// Says grade and due day for each standard that is concerned.
  public mutating func set(grades: [Standard: Grade], due: [Standard: Day]) {
    let first = Standard.allCases.first { grades[$0] != nil }
    if let first, let grade = grades[first] { self.grade = grade }
    self.due = first.flatMap { due[$0] }
    let ai = first == .security ? grades[.ai] : nil
    grade42001 = ai == self.grade ? nil : ai
    due42001 = ai == nil || due[.ai] == self.due ? nil : due[.ai]
  }
}
