import RegisterKit

extension Finding {
  /// A finding begun from a check: what it is about and how the verdicts grade it, to be completed by the auditor. Only
  /// standards whose verdict is not conformity are concerned.
  /// - Parameters:
  ///   - id: The check's code.
  ///   - seenOn: The day of the session in which it was seen, if known.
  ///   - today: The usual days to answer it count from here, or from the day of the session where that is later.
  public static func draft(from check: Check, id: String, seenOn: Day? = nil, today: Day) -> Finding {
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
    let start = max(seenOn ?? today, today)
    finding.set(grades: grades, due: grades.compactMapValues { grade in grade.usualDays.map { start + $0 } })
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

  /// Takes up what another check saw of the same lapse: of each standard the worse grade and the earlier day, and
  /// everything in which and by which it was seen.
  /// - Parameter check: The check's code.
  public mutating func take(_ other: Finding, seenIn check: String) {
    func own(_ standard: Standard) -> Bool { standards.isEmpty || standards.contains(standard) }
    var (grades, days): ([Standard: Grade], [Standard: Day]) = ([:], [:])
    for standard in Standard.allCases where other.standards.contains(standard) || standards.contains(standard) {
      let sides = (own(standard) ? [self] : []) + (other.standards.contains(standard) ? [other] : [])
      grades[standard] = sides.map { $0.grade(for: standard) }.max { $0.rank < $1.rank }
      days[standard] = sides.compactMap { $0.due(for: standard) }.min()
    }
    if !grades.isEmpty { set(grades: grades, due: days) }
    func union(_ mine: [String], _ theirs: [String]) -> [String] { mine + theirs.filter { !mine.contains($0) } }
    checks = union(checks, [check] + other.checks)
    requirements = union(requirements, other.requirements)
    proofs = union(proofs, other.proofs)
    let seen = "\(check): \([other.title, other.evidence].filter { !$0.isEmpty }.joined(separator: " "))"
    evidence = [evidence, seen].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
