import RegisterKit

/// How far an audit is: what was judged, what is still to be seen, and the time that it took.
public struct AuditProgress: Sendable {
  /// A check of the audit, with its id.
  public struct CheckFact: Sendable {
    public let id: String
    public let check: Check
    public init(id: String, check: Check) {
      self.id = id
      self.check = check
    }
  }
  /// A session of the audit, with its id.
  public struct SessionFact: Sendable {
    public let id: String
    public let session: Session
    public let state: String?
    public init(id: String, session: Session, state: String?) {
      self.id = id
      self.session = session
      self.state = state
    }
  }
  /// Checks that belong together: those of a session, or those that have none.
  public struct Part: Sendable {
    /// Nil for checks without a place in the plan.
    public let session: SessionFact?
    public let checks: [CheckFact]
    /// Checks with a verdict for each standard of the audit that they check.
    public let judged: Int
    /// Of all its checks; those without an estimate count 0.
    public let minutesPlanned: Int
    /// Logged at its checks; those without a log count 0.
    public let minutes: Int
    /// Number of findings raised in its checks, each once.
    public let findings: Int
  }
  /// How much of a standard the audit has seen.
  public struct StandardPart: Sendable {
    public let standard: Standard
    /// Requirements that a check covers and that have a verdict.
    public let judged: [String]
    /// Requirements that a check covers and that have none yet.
    public let missing: [String]
    /// Requirements of the standard that no check of this audit covers.
    public let outside: [String]
    /// Number of findings that concern the standard, by their grade there.
    public let grades: [Finding.Grade: Int]
  }
  /// A verdict that no finding explains.
  public struct Unexplained: Sendable, Hashable {
    /// Id of the check.
    public let check: String
    public let standard: Standard
    public let verdict: Check.Verdict
  }

  public let parts: [Part]
  public let standards: [StandardPart]
  /// Minor and major verdicts without a finding of such a grade for that standard.
  public let unexplained: [Unexplained]
  /// Number of checks with a verdict for each standard of the audit that they check.
  public var judged: Int { parts.reduce(0) { $0 + $1.judged } }
  /// Number of checks.
  public var checks: Int { parts.reduce(0) { $0 + $1.checks.count } }
  /// Estimated for all checks.
  public var minutesPlanned: Int { parts.reduce(0) { $0 + $1.minutesPlanned } }
  /// Logged at all checks.
  public var minutes: Int { parts.reduce(0) { $0 + $1.minutes } }

  /// - Parameters:
  ///   - standards: Those of the audit; all that are checked if empty.
  ///   - findings: Those of the audit.
  ///   - assessed: Every requirement of a standard that is assessed, by standard.
  public init(
    standards: [Standard], sessions: [SessionFact], checks: [CheckFact], findings: [FindingHistory.Entry],
    assessed: [Standard: [String]]
  ) {
    let wanted =
      standards.isEmpty
      ? Standard.allCases.filter { s in checks.contains { $0.check.standards.contains(s) } } : standards
    let known = Set(sessions.map(\.id))
    var raised: [String: [FindingHistory.Entry]] = [:]
    for entry in findings { for check in entry.finding.checks { raised[check, default: []].append(entry) } }
    func part(_ session: SessionFact?, _ checks: [CheckFact]) -> Part {
      Part(
        session: session, checks: checks,
        judged: checks.count { fact in fact.check.unjudged.allSatisfy { !wanted.contains($0) } },
        minutesPlanned: checks.reduce(0) { $0 + ($1.check.minutesPlanned ?? 0) },
        minutes: checks.reduce(0) { $0 + ($1.check.minutes ?? 0) },
        findings: Set(checks.flatMap { raised[$0.id] ?? [] }.map(\.id)).count)
    }
    let ordered = checks.sorted { ($0.check.point, $0.id) < ($1.check.point, $1.id) }
    var parts = sessions.sorted { ($0.session.halfDay, $0.id) < ($1.session.halfDay, $1.id) }.map { session in
      part(session, ordered.filter { $0.check.session == session.id })
    }
    let unplaced = ordered.filter { fact in fact.check.session.map { !known.contains($0) } ?? true }
    if !unplaced.isEmpty { parts.append(part(nil, unplaced)) }
    self.parts = parts
    self.standards = wanted.map { Self.standard($0, checks, findings, assessed[$0] ?? []) }
    unexplained = ordered.flatMap { fact in
      fact.check.unexplained(for: wanted, by: (raised[fact.id] ?? []).map(\.finding)).map {
        Unexplained(check: fact.id, standard: $0, verdict: fact.check.verdict(for: $0))
      }
    }
  }

  private static func standard(
    _ standard: Standard, _ checks: [CheckFact], _ findings: [FindingHistory.Entry], _ assessed: [String]
  ) -> StandardPart {
    var (judged, covered): (Set<String>, Set<String>) = ([], [])
    for fact in checks {
      let here = fact.check.requirements.filter { Standard(requirement: $0) == standard }
      covered.formUnion(here)
      if fact.check.verdict(for: standard) != .notChecked { judged.formUnion(here) }
    }
    // In the order of the standard; what no standard lists comes last.
    let order = Dictionary(assessed.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    func sorted(_ uids: Set<String>) -> [String] {
      uids.sorted { (order[$0] ?? .max, $0) < (order[$1] ?? .max, $1) }
    }
    var grades: [Finding.Grade: Int] = [:]
    for entry in findings where entry.finding.standards.contains(standard) {
      grades[entry.finding.grade(for: standard), default: 0] += 1
    }
    return StandardPart(
      standard: standard, judged: sorted(judged), missing: sorted(covered.subtracting(judged)),
      outside: assessed.filter { !covered.contains($0) }, grades: grades)
  }

  /// One day of the audit, for the talk at its end.
  public struct DayPart: Sendable {
    /// `2027-03-01`.
    public let day: String
    public let parts: [Part]
    /// Raised in the checks of that day.
    public let findings: [FindingHistory.Entry]
    public var isDone: Bool { parts.allSatisfy { $0.session?.state == "held" } }
  }

  /// The days of the plan, in order, each with its sessions and the findings raised in them.
  public func days(_ findings: [FindingHistory.Entry]) -> [DayPart] {
    let placed = parts.filter { $0.session?.session.halfDay.isEmpty == false }
    let byDay = Dictionary(grouping: placed) { String($0.session?.session.halfDay.prefix(10) ?? "") }
    return byDay.sorted { $0.key < $1.key }.map { day, parts in
      let checks = Set(parts.flatMap { $0.checks.map(\.id) })
      return DayPart(
        day: day, parts: parts, findings: findings.filter { !checks.isDisjoint(with: $0.finding.checks) })
    }
  }
}
