import Domain
import RegisterKit
import Store

/// What an auditor needs in a session: what to ask, what is known already, and what was written so far.
public struct WorkingPaper: Sendable {
  /// One check of the session with what belongs to it.
  public struct Part: Sendable {
    public let record: StoredRecord
    public let check: Check
    /// Nil if the library has no such point.
    public let point: AuditPoint?
    /// Standards of the audit for which this check gives a verdict.
    public let standards: [Standard]
    /// Findings of earlier audits at these requirements, newest first.
    public let earlier: [FindingHistory.Entry]
    /// Actions whose effect is to be looked for here.
    public let effectChecks: [FindingHistory.ActionEntry]
    /// Raised in this check.
    public let findings: [FindingHistory.Entry]
    /// Drawn for this check.
    public let samples: [StoredRecord]
    /// The organization's own controls that serve its requirements.
    public let controls: [StoredRecord]
    /// Highest first.
    public let risks: [StoredRecord]
    /// How far its requirements are covered, by the registers.
    public let coverage: [GapLine]
    /// The fields of fieldwork as texts.
    public let texts: [String: String]

    /// Verdicts that call for a finding and have none.
    public var unexplained: [Standard] { check.unexplained(for: standards, by: findings.map(\.finding)) }
    /// Standards for which no finding of the check is a nonconformity.
    public var unanswered: [Standard] {
      standards.filter { standard in
        !findings.contains { $0.finding.isNonconformity(for: standard) }
      }
    }
  }
  public let session: StoredRecord
  /// Nil for a session that names none.
  public let audit: StoredRecord?
  public let parts: [Part]
}

extension Installation {
  /// What audits found before, over the whole workspace; worked out once for each position of the ledger.
  public func findingHistory(_ scope: Scope) throws -> FindingHistory {
    try cached("finding history", scope) {
      FindingHistory(
        findings: try scope.records(of: "findings").map(Self.entry),
        actions: try scope.records(of: "corrective-actions").map {
          .init(id: $0.id, action: CorrectiveAction.register.decode($0.body), state: $0.state)
        })
    }
  }

  static func entry(_ record: StoredRecord) -> FindingHistory.Entry {
    .init(id: record.id, finding: Finding.register.decode(record.body), isOpen: record.state == "open")
  }

  /// The working paper of a session.
  public func paper(_ id: String, _ scope: Scope) throws -> WorkingPaper {
    let session = try scope.record(id, of: Session.register.erased)
    let audit = try session.body["audit"]?.text.flatMap { try scope.record($0) }
    let checks = try scope.records(of: "checks", pointingAt: [id], in: "session")
    let end = audit.flatMap { Audit.register.decode($0.body).to } ?? today
    let parts = try checks.map { try part($0, audit, scope, effectsBy: max(end, today)) }
    return WorkingPaper(
      session: session, audit: audit,
      parts: parts.sorted { ($0.check.point, $0.record.id) < ($1.check.point, $1.record.id) })
  }

  /// One check of a working paper.
  public func part(
    _ record: StoredRecord, _ audit: StoredRecord?, _ scope: Scope, effectsBy day: Day
  ) throws -> WorkingPaper.Part {
    let check = Check.register.decode(record.body)
    let history = try findingHistory(scope)
    let about = check.requirements.map { history.about($0, by: day) }
    var seen: Set<String> = []
    let earlier = about.flatMap(\.findings).filter {
      ($0.finding.audit == nil || $0.finding.audit != check.audit) && !$0.finding.checks.contains(record.id)
        && seen.insert($0.id).inserted
    }
    let effects = about.flatMap(\.effectChecks).filter { seen.insert($0.id).inserted }
    let frameworks = check.standards.map(\.rawValue).filter { libraries.framework($0) != nil }
    let wanted = Set(check.requirements)
    let lines = try frameworks.flatMap { try gap($0, scope).lines }.filter { wanted.contains($0.requirement.uid) }
    let controls = try Set(lines.flatMap(\.coveredBy)).sorted().compactMap { try scope.record($0) }
      .filter { $0.kind == "controls" }
    let risks =
      try scope.records(of: ["risks"], naming: check.requirements)
      + scope.records(of: "risks", pointingAt: controls.map(\.id), in: "controls")
    var known: Set<String> = []
    let audited = audit.map { Audit.register.decode($0.body).standards } ?? []
    return WorkingPaper.Part(
      record: record, check: check, point: libraries.auditPoints.points.first { $0.id == check.point },
      standards: check.standards.filter { audited.isEmpty || audited.contains($0) },
      earlier: earlier.sorted { ($1.finding.raisedOn?.number ?? 0) < ($0.finding.raisedOn?.number ?? 0) },
      effectChecks: effects,
      findings: try scope.records(of: "findings", pointingAt: [record.id], in: "checks").map(Self.entry),
      samples: try scope.records(of: "samples", pointingAt: [record.id], in: "check"), controls: controls,
      risks: risks.filter { $0.state != "closed" && known.insert($0.id).inserted }
        .sorted { ($1.body["score"]?.int ?? 0, $0.id) < ($0.body["score"]?.int ?? 0, $1.id) },
      coverage: lines,
      texts: Self.texts(record.body, Check.register.erased, try settings(scope)))
  }

  /// How far an audit is.
  public func progress(_ id: String, _ scope: Scope) throws -> (
    audit: StoredRecord, progress: AuditProgress, findings: [FindingHistory.Entry]
  ) {
    let audit = try scope.record(id, of: Audit.register.erased)
    let findings = try scope.records(of: "findings", pointingAt: [id], in: "audit").map(Self.entry)
    let standards = Audit.register.decode(audit.body).standards
    let assessed = Dictionary(
      Standard.allCases.map { ($0, libraries.framework($0.rawValue)?.assessed.map(\.uid) ?? []) },
      uniquingKeysWith: { first, _ in first })
    let progress = AuditProgress(
      standards: standards,
      sessions: try scope.records(of: "sessions", pointingAt: [id], in: "audit").map {
        .init(id: $0.id, session: Session.register.decode($0.body), state: $0.state)
      },
      checks: try scope.records(of: "checks", pointingAt: [id], in: "audit").map {
        .init(id: $0.id, check: Check.register.decode($0.body))
      }, findings: findings, assessed: assessed)
    return (audit, progress, findings)
  }
}
