import Domain
import Planning
import RegisterKit
import Store

/// The plan of one audit as it stands: what it rests on, its sessions, and what they break.
public struct AuditPlan: Sendable {
  /// A session of the plan with what is worked through in it.
  public struct Appointment: Sendable {
    /// Id of the session.
    public var id: String
    public var state: String?
    public var session: Session
    /// Codes of the audit points, and the checks in which they are worked through.
    public var points: [String]
    /// Ids.
    public var checks: [String]
    /// Revision of the session.
    public var version: Int
    /// Somebody wrote something there, so that no new plan replaces it.
    public var hasContent: Bool
    /// It stays as it is when the plan is worked out again; a plan puts one auditor in each, so a second is somebody's choice.
    public var isFixed: Bool { session.isPinned || hasContent || state != "planned" || session.auditors.count > 1 }

    var planned: PlannedSession {
      PlannedSession(
        auditor: session.auditors.first ?? "", colleagues: Array(session.auditors.dropFirst()),
        unit: session.unit ?? "", halfDay: session.halfDay, points: points)
    }
  }
  public var audit: StoredRecord
  public var basis: PlanBasis
  /// What the solver is given.
  public var problem: PlanProblem
  public var appointments: [Appointment]
  /// Points that were worked through already, in whatever session.
  public var done: Set<String>
  /// How the plan was worked out; nil before one was.
  public var summary: PlanSummary?
  /// Rules that the sessions break, by session.
  public var breaches: [String: [Breach]]

  /// Sessions that stay, with those of their points that the audit still has.
  func standing(_ fixed: [Appointment]) -> [PlannedSession] {
    let points = Set(problem.points.map(\.id))
    return fixed.map { appointment in
      var session = appointment.planned
      session.points.removeAll { !points.contains($0) }
      return session
    }
  }
}

extension PlanProblem {
  /// The problem that the registers pose. A point that nobody answers is no part of it.
  public init(_ basis: PlanBasis) {
    self.init(
      id: basis.audit, title: basis.title, halfDays: basis.halfDays.map(\.description),
      units: basis.places.map {
        Unit(id: $0.id, name: $0.name, available: $0.available.map(\.description))
      },
      auditors: basis.members.map { member in
        var (units, points): (Set<String>, Set<String>) = ([], [])
        var reasons: [String: [String]] = [:]
        for conflict in member.conflicts {
          switch conflict.subject {
          case .unit(let id):
            units.insert(id)
            reasons[id, default: []].append(conflict.reason)
          case .point(let id):
            points.insert(id)
            reasons[id, default: []].append(conflict.reason)
          }
        }
        return Auditor(
          id: member.id, name: member.name, competences: member.competences, conflictUnits: units,
          conflictPoints: points,
          reasons: reasons.mapValues { list in
            list.prefix(2).joined(separator: "; ") + (list.count > 2 ? "; and \(list.count - 2) more" : "")
          }, available: member.available.map(\.description))
      },
      points: basis.topics.compactMap { topic in
        topic.unit.map {
          Point(
            id: topic.id, title: topic.title, unit: $0, minutes: topic.minutes, minutesAlone: topic.minutesAlone,
            requires: topic.requires)
        }
      })
  }
}

extension Scope {
  /// - Throws: ``Failure/notFound(_:)`` for what is no audit.
  func audit(_ id: String) throws -> StoredRecord {
    guard let record = try record(id), record.kind == Audit.register.erased.slug else {
      throw Failure.notFound("There is no audit “\(id)”.")
    }
    return record
  }
}

extension Installation {
  /// What the plan of an audit rests on.
  /// - Throws: ``Failure/notFound(_:)`` for what is no audit.
  public func planBasis(_ audit: String, _ scope: Scope) throws -> PlanBasis {
    try cached("plan basis \(audit)", scope) {
      let assessed = Standard.allCases.reduce(into: [:]) { all, standard in
        all[standard.rawValue] = libraries.framework(standard.rawValue)?.requirements.filter(\.isAssessed).map(\.uid)
      }
      guard
        let basis = try PlanBasis(
          of: audit, planFacts(PlanFacts.kinds, scope), libraries.auditPoints, assessed: assessed)
      else {
        throw Failure.notFound("There is no audit “\(audit)”.")
      }
      return basis
    }
  }

  /// What registers say now.
  func planFacts(_ kinds: [String], _ scope: Scope) throws -> PlanFacts {
    PlanFacts(
      try kinds.reduce(into: [:]) { entries, kind in entries[kind] = try planEntries(kind, scope) })
  }

  /// What one of them says.
  func planEntries(_ kind: String, _ scope: Scope) throws -> [PlanFacts.Entry] {
    try scope.records(of: kind).map { .init(id: $0.id, title: $0.title, state: $0.state, body: $0.body) }
  }

  /// The plan of an audit as it stands.
  public func auditPlan(_ audit: String, _ scope: Scope) throws -> AuditPlan {
    let record = try scope.audit(audit)
    let basis = try planBasis(audit, scope)
    let problem = PlanProblem(basis)
    let checks = try scope.records(of: "checks", pointingAt: [audit], in: "audit")
    let bySession = Dictionary(grouping: checks) { $0.body["session"]?.text ?? "" }
    var appointments: [AuditPlan.Appointment] = []
    for session in try scope.records(of: "sessions", pointingAt: [audit], in: "audit") {
      let here = bySession[session.id] ?? []
      let others = try scope.linked(to: session.id).contains { $0.name.kind != "checks" }
      appointments.append(
        .init(
          id: session.id, state: session.state, session: Session.register.decode(session.body),
          points: here.compactMap { $0.body["point"]?.text }, checks: here.map(\.id), version: session.version,
          hasContent: others || Self.hasContent(session) || here.contains(where: Self.hasContent)))
    }
    appointments.sort {
      ($0.session.halfDay, $0.session.unit ?? "", $0.id) < ($1.session.halfDay, $1.session.unit ?? "", $1.id)
    }
    var breaches: [String: [Breach]] = [:]
    for breach in problem.breaches(of: appointments.map(\.planned)) {
      breaches[appointments[breach.session].id, default: []].append(breach)
    }
    return AuditPlan(
      audit: record, basis: basis, problem: problem, appointments: appointments,
      done: Set(checks.filter(Self.hasContent).compactMap { $0.body["point"]?.text }),
      summary: PlanSummary(record.body["plan"]?.text ?? ""), breaches: breaches)
  }

  /// What a plan fills in; anything else in a session or check is somebody's work.
  private static let planned: [String: Set<String>] = [
    "sessions": ["title", "audit", "half_day", "minutes", "unit", "auditors", "auditees", "pinned"],
    "checks": [
      "title", "audit", "session", "point", "unit", "requirements", "minutes_planned", "baseline_27001",
      "baseline_42001",
    ],
  ]
  private static let fresh: [String: Body] = [
    "sessions": Session.register.encode(Session(), Settings()), "checks": Check.register.encode(Check(), Settings()),
  ]

  static func hasContent(_ record: StoredRecord) -> Bool {
    let (planned, fresh) = (planned[record.kind] ?? [], fresh[record.kind] ?? [:])
    return record.body.contains { name, value in !planned.contains(name) && !value.isEmpty && fresh[name] != value }
  }
}
