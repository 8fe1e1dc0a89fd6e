import Domain
import Planning
import RegisterKit
import Store

extension Installation {
  /// Writes a plan down as sessions and checks, in one act of the ledger.
  /// - Parameter fixed: What it was planned around; if that changed since, nothing is written.
  func keep(
    _ result: PlanResult, _ summary: PlanSummary, _ fixed: [AuditPlan.Appointment], _ audit: String,
    _ workspace: Workspace, _ actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let plan = try auditPlan(audit, scope)
      let stands = plan.appointments.filter(\.isFixed)
      guard stands.map(\.planned) == fixed.map(\.planned), stands.map(\.id) == fixed.map(\.id) else {
        throw Failure.conflict(
          "Sessions of \(audit) were changed while the plan was worked out. Nothing was lost; work it out again.")
      }
      var writing = PlanWriting(plan: plan, scope: scope, register: registers["sessions"])
      let kept = Set(plan.standing(fixed))
      try writing.sessions(result.sessions.filter { !kept.contains($0) })
      try writing.checks(try scope.records(of: "checks", pointingAt: [audit], in: "audit"))
      writing.putAway()
      writing.changes.append(.edit(id: audit, values: ["plan": .text(JSON.text(summary.value))]))
      return try commit(writing.changes, scope, actor, "Plan of \(audit)", .program, now)
    }
  }
}

/// The changes that turn the plan that stands into another one.
private struct PlanWriting {
  let plan: AuditPlan
  let scope: Scope
  let register: AnyRegister?
  var changes: [Operations.Change] = []
  /// The session of each point, and people to be met, by the new plan.
  private var sessionOf: [String: String] = [:]
  private var leftSessions: [String] = []
  private var leftChecks: [String] = []

  init(plan: AuditPlan, scope: Scope, register: AnyRegister?) {
    self.plan = plan
    self.scope = scope
    self.register = register
    for appointment in plan.appointments where appointment.isFixed {
      for point in appointment.points { sessionOf[point] = appointment.id }
    }
  }

  /// Sessions of the earlier plan are taken for the new ones that are most like them, so that their history goes on.
  mutating func sessions(_ sessions: [PlannedSession]) throws {
    var free = plan.appointments.filter { !$0.isFixed }
    var taken: [Int: AuditPlan.Appointment] = [:]
    let likeness: [(AuditPlan.Appointment, PlannedSession) -> Bool] = [
      { $0.planned.auditor == $1.auditor && $0.planned.unit == $1.unit && $0.planned.halfDay == $1.halfDay },
      { $0.planned.auditor == $1.auditor && $0.planned.unit == $1.unit }, { $0.planned.unit == $1.unit },
      { _, _ in true },
    ]
    for isLike in likeness {
      for (index, session) in sessions.enumerated() where taken[index] == nil {
        if let found = free.firstIndex(where: { isLike($0, session) }) { taken[index] = free.remove(at: found) }
      }
    }
    for (index, session) in sessions.enumerated() {
      let values = values(session)
      let id: String
      if let earlier = taken[index] {
        id = earlier.id
        changes.append(.edit(id: id, values: values))
      } else {
        guard let register else { throw Failure.notFound("There is no register of sessions.") }
        id = try scope.nextCode(register)
        changes.append(.create(register: "sessions", id: id, values: values))
      }
      for point in session.points { sessionOf[point] = id }
    }
    leftSessions = free.map(\.id)
  }

  private func values(_ session: PlannedSession) -> Body {
    let topics = session.points.compactMap { plan.basis.topic($0) }
    var people: [String] = []
    for person in topics.flatMap(\.auditees) where !people.contains(person) { people.append(person) }
    let place = plan.basis.place(session.unit)?.name ?? session.unit
    let who = plan.basis.member(session.auditor)?.name ?? session.auditor
    return [
      "title": .text("\(place) with \(who)"), "audit": .text(plan.basis.audit), "half_day": .text(session.halfDay),
      "minutes": .int(topics.reduce(plan.problem.overheadMinutes) { $0 + $1.minutes }), "unit": .text(session.unit),
      "auditors": [.text(session.auditor)], "auditees": Value(people),
    ]
  }

  /// One check for each point of the audit, also for those that have no place in the plan. A check with somebody's work in
  /// it stays as it is.
  mutating func checks(_ existing: [StoredRecord]) throws {
    var known: [String: StoredRecord] = [:]
    for record in existing {
      let point = record.body["point"]?.text ?? ""
      if isSomebodysWork(record) {
        known[point] = record
        continue
      }
      if plan.basis.topic(point) == nil || known[point] != nil {
        leftChecks.append(record.id)
        continue
      }
      known[point] = record
    }
    for topic in plan.basis.topics {
      let values: Body = [
        "title": .text("\(topic.id) \(topic.title)"), "audit": .text(plan.basis.audit), "point": .text(topic.id),
        "session": Value(sessionOf[topic.id]), "unit": Value(topic.unit), "requirements": Value(topic.requirements),
        "minutes_planned": .int(topic.minutes), "baseline_27001": Value(topic.minutesAlone["iso27001"]),
        "baseline_42001": Value(topic.minutesAlone["iso42001"]),
      ]
      guard let record = known[topic.id] else {
        changes.append(.create(register: "checks", values: values))
        continue
      }
      if !isSomebodysWork(record) { changes.append(.edit(id: record.id, values: values)) }
    }
  }

  /// Written in, or part of a session that stays.
  private func isSomebodysWork(_ check: StoredRecord) -> Bool {
    Installation.hasContent(check) || plan.appointments.contains { $0.isFixed && $0.checks.contains(check.id) }
  }

  /// What the new plan has no use for: first checks, which point at sessions, then these.
  mutating func putAway() {
    changes += (leftChecks + leftSessions).map { .archive(id: $0) }
  }
}
