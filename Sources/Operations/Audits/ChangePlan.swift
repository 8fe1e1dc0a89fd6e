import Domain
import Planning
import RegisterKit
import Store

/// Another place for a session.
public struct SessionMove: Sendable, Hashable {
  /// As ``HalfDay`` writes it.
  public var halfDay: String
  /// Id of the auditor, who takes the place of the first; colleagues stay.
  public var auditor: String
  public init(halfDay: String, auditor: String) {
    self.halfDay = halfDay
    self.auditor = auditor
  }
}

extension AuditPlan {
  /// The appointment of that session; nil if the plan has none.
  public func appointment(_ id: String) -> Appointment? { appointments.first { $0.id == id } }

  /// What would be broken by a session if it were elsewhere.
  public func breaches(moving id: String, to move: SessionMove) -> [Breach] {
    guard let moved = appointment(id) else { return [] }
    var session = moved.planned
    session.auditor = move.auditor
    session.colleagues.removeAll { $0 == move.auditor }
    session.halfDay = move.halfDay
    // Last, so that a clash with any other session is found at this one.
    let sessions = appointments.filter { $0.id != id }.map(\.planned) + [session]
    return problem.breaches(of: sessions).filter { $0.session == sessions.count - 1 }
  }
}

extension Breach {
  /// Nobody audits own work or what they don't know (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2): no reason makes that
  /// right. The rest is a matter of agreement.
  public var isFinal: Bool {
    switch rule {
    case .independence, .competence, .unknown, .wrongUnit, .pointTwice: true
    case .auditorNotFree, .unitNotThere, .capacity, .auditorTwice, .unitTwice: false
    }
  }
}

extension Installation {
  /// Moves a session to another half-day or auditor and pins it there.
  /// - Parameter reason: Needed where a rule is broken; kept in the ledger.
  /// - Throws: ``Failure/conflict(_:)`` with every broken rule, if one is final or there is no reason.
  public func moveSession(
    _ id: String, of audit: String, to move: SessionMove, reason: String, ifVersion: Int?, in workspace: Workspace,
    as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let plan = try auditPlan(audit, scope)
      guard let appointment = plan.appointment(id) else {
        throw Failure.notFound("There is no session “\(id)” in \(audit).")
      }
      guard appointment.state == "planned" else {
        throw Failure.conflict("\(id) was begun already; it stays where it is.")
      }
      guard HalfDay(move.halfDay) != nil else {
        throw Failure.malformed("“\(move.halfDay)” is no half-day; it is written like 2027-03-01/AM.")
      }
      let breaches = plan.breaches(moving: id, to: move)
      let words = breaches.map(\.text).joined(separator: " ")
      if breaches.contains(where: \.isFinal) { throw Failure.conflict("This can't be: \(words)") }
      if !breaches.isEmpty, reason.trimmed().isEmpty {
        throw Failure.conflict("This breaks a rule of the plan; say why it is right all the same. \(words)")
      }
      let place = plan.basis.place(appointment.session.unit ?? "")?.name ?? ""
      let team = [move.auditor] + appointment.session.auditors.dropFirst().filter { $0 != move.auditor }
      let who = team.map { plan.basis.member($0)?.name ?? $0 }
      let values: Body = [
        "half_day": .text(move.halfDay), "auditors": Value(team), "pinned": true,
        "title": .text("\(place) with \(who.joined(separator: ", "))"),
      ]
      let note = breaches.isEmpty ? "Moved by hand" : "Moved by hand. \(words) Reason: \(reason.trimmed())"
      return try commit(
        [.edit(id: id, values: values, ifVersion: ifVersion)], scope, actor, note, .entry, now)
    }
  }

  /// A pinned session stays as it is when the plan is worked out again.
  public func pinSession(
    _ id: String, of audit: String, _ isPinned: Bool, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      guard try auditPlan(audit, scope).appointment(id) != nil else {
        throw Failure.notFound("There is no session “\(id)” in \(audit).")
      }
      return try commit(
        [.edit(id: id, values: ["pinned": .bool(isPinned)])], scope, actor, isPinned ? "Pinned" : "Free again", .entry,
        now)
    }
  }

  /// Rules a combination out for the next plan of an audit, or in again.
  /// - Parameters:
  ///   - first: An auditor, or a unit if `second` is a half-day.
  ///   - second: A unit, an audit point or a half-day.
  public func forbid(
    _ first: String, _ second: String, isForbidden: Bool, for audit: String, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    try await changeAudit(audit, in: workspace, as: actor) { record, basis in
      let pair = "\(first):\(second)"
      let known =
        basis.member(first) != nil
        ? basis.place(second) != nil || basis.topic(second) != nil || HalfDay(second) != nil
        : basis.place(first) != nil && HalfDay(second) != nil
      guard known || !isForbidden else {
        throw Failure.malformed(
          "Rule out an auditor with a unit, an audit point or a half-day, or a unit with a half-day.")
      }
      var pairs = record.forbidden.filter { $0 != pair }
      if isForbidden { pairs.append(pair) }
      return (["forbidden": Value(pairs)], isForbidden ? "Ruled out \(pair)" : "Ruled in \(pair)")
    }
  }

  /// Chooses the unit that answers an audit point.
  /// - Parameter unit: `-` leaves the point out of the audit, empty goes back to what is proposed.
  public func answer(
    _ point: String, by unit: String, for audit: String, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    try await changeAudit(audit, in: workspace, as: actor) { record, basis in
      guard libraries.auditPoints.points.contains(where: { $0.id == point }) else {
        throw Failure.notFound("There is no audit point “\(point)”.")
      }
      guard unit.isEmpty || unit == "-" || basis.place(unit) != nil else {
        throw Failure.malformed("“\(unit)” is no unit of this audit.")
      }
      var pairs = record.pointUnits.filter { !$0.hasPrefix("\(point):") }
      if !unit.isEmpty { pairs.append("\(point):\(unit)") }
      return (
        ["point_units": Value(pairs)], "\(point): \(unit.isEmpty ? "as proposed" : unit == "-" ? "left out" : unit)"
      )
    }
  }

  private func changeAudit(
    _ audit: String, in workspace: Workspace, as actor: Actor,
    _ change: @escaping @Sendable (Audit, PlanBasis) throws -> (Body, String)
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.audit(audit)
      let (values, note) = try change(Audit.register.decode(record.body), try planBasis(audit, scope))
      return try commit([.edit(id: audit, values: values)], scope, actor, note, .entry, now)
    }
  }
}
