import Domain
import RegisterKit
import Store

/// An audit programme with all that follows from it and the registers today.
public struct ProgrammeView: Sendable {
  public let record: StoredRecord
  public let programme: AuditProgramme
  public let years: [ProgrammeYear]
  /// Points of the programme's standards that have something to cover.
  public let points: [AuditPoint]
  /// How often each is due by today's facts, by point.
  public let due: [String: AuditFrequency]
  public let coverage: ProgrammeCoverage
  /// Minutes of fieldwork by year, as planned.
  public let minutes: [String: Int]
  /// Minutes of each point.
  public let pointMinutes: [String: Int]
  /// Internal and external audits in the cycle.
  public let audits: [ProgrammeAudit]
  /// Audits of the programme that its cycle does not hold.
  public let outside: [ProgrammeAudit]
  /// By name of the year.
  public let toMake: [String: [AuditToMake]]

  /// Names of the years that are not over.
  public let left: [String]

  /// Points that today's facts want more often than they are planned, where a year is left for it.
  public var tooRare: [AuditFrequency] {
    let planned = Dictionary(grouping: programme.planned, by: \.point).mapValues { Set($0.map(\.year)) }
    return points.compactMap { due[$0.id] }.filter { due in
      let mine = planned[due.point] ?? []
      return due.times > mine.count && !mine.isSuperset(of: left)
    }
  }
}

extension Installation {
  /// - Throws: ``Failure/notFound(_:)`` if there is no such programme.
  public func programme(_ id: String, _ scope: Scope) throws -> ProgrammeView {
    try cached("programme \(id)", scope) { try workedOutProgramme(id, scope) }
  }

  private func workedOutProgramme(_ id: String, _ scope: Scope) throws -> ProgrammeView {
    let record = try scope.record(id, of: AuditProgramme.register.erased)
    let programme = AuditProgramme.register.decode(record.body)
    let (years, facts, set) = (programme.years, try programmeFacts(scope), libraries.auditPoints)
    let points = set.points.filter { !$0.covers(programme.covered, facts).isEmpty }
    let pointMinutes = Dictionary(
      points.map { ($0.id, set.minutes($0, programme.covered, facts)) }, uniquingKeysWith: { first, _ in first })
    var minutes: [String: Int] = [:]
    for planned in programme.planned { minutes[planned.year, default: 0] += pointMinutes[planned.point] ?? 0 }
    let audits = try programmeAudits(scope)
    let certificates = try programmeCertificates(scope)
    let inCycle = audits.filter { audit in
      guard let day = audit.audit.from, audit.audit.kind != .supplier else { return false }
      return years.contains { $0.contains(day) }
    }
    let requirements = requirements(of: programme)
    return ProgrammeView(
      record: record, programme: programme, years: years, points: points,
      due: Dictionary(
        points.map { ($0.id, $0.frequency(programme.covered, facts, years: years.count)) },
        uniquingKeysWith: { first, _ in first }),
      coverage: .compute(programme, requirements, set, facts, audits, try programmeChecks(scope), today: today),
      minutes: minutes, pointMinutes: pointMinutes, audits: inCycle, outside: programme.outside(id, audits),
      toMake: Dictionary(
        years.map { ($0.name, programme.toMake($0, audits, certificates, set)) },
        uniquingKeysWith: { first, _ in first }),
      left: years.filter { $0.to >= today }.map(\.name))
  }

  /// A programme of three years from today's facts, with the audits that are planned in them; or the same anew for one that
  /// is there: points that somebody moved stay where they are, and an approved one becomes a draft again.
  /// - Returns: The programme's code.
  public func proposeProgramme(
    _ id: String? = nil, in workspace: Workspace, as actor: Actor
  ) async throws -> String {
    guard !libraries.auditPoints.points.isEmpty else {
      throw Failure.conflict("No library with audit points is loaded, so there is nothing to plan.")
    }
    let (now, today) = (now, today)
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let (facts, audits) = (try programmeFacts(scope), try programmeAudits(scope))
      let old = try id.map { try self.programme($0, scope) }
      let first = firstProgramme(audits, try self.settings(scope), today)
      var programme = old?.programme ?? first
      if programme.from == nil { (programme.from, programme.to) = (first.from, first.to) }
      let years = programme.years
      let kept = Dictionary(grouping: programme.planned.filter { programme.moved.contains($0.point) }, by: \.point)
        .mapValues { Set($0.map(\.year)) }
      let proposal = ProgrammeProposal.compute(
        libraries.auditPoints, programme.covered, years, facts, kept: kept,
        given: programme.given(audits, requirements(of: programme), libraries.auditPoints), today: today)
      programme.points = proposal.planned.map(\.text)
      programme.reasons = proposal.frequencies.map { "\($0.point): \($0.text(of: years.count))" }.joined(
        separator: "\n")
      var values = programmeValues(programme)
      if id == nil { values["owner"] = Value(actor.person) }
      let code: String = if let id { id } else { try scope.nextCode(register("audit-programmes")) }
      let isSame = old.map { old in values.allSatisfy { old.record.body[$0.key] ?? .null == $0.value } } ?? false
      var changes = [
        id.map { Change.edit(id: $0, values: values, state: isSame ? nil : redrafted(old?.record)) }
          ?? .create(register: "audit-programmes", id: code, values: values)
      ]
      for audit in audits where audit.audit.programme == nil && audit.audit.kind != .supplier && !audit.isHeld {
        guard let day = audit.audit.from, years.contains(where: { $0.contains(day) }) else { continue }
        changes.append(.edit(id: audit.id, values: ["programme": .text(code)]))
      }
      _ = try commit(changes, scope, actor, "Audit programme proposed from the registers", .program, now)
      return code
    }
  }

  /// Begins on 1 January of the year of the next planned audit that belongs to no programme; where none is planned, of the
  /// calendar year that is nearer.
  private func firstProgramme(_ audits: [ProgrammeAudit], _ settings: Settings, _ today: Day) -> AuditProgramme {
    let next = audits.first { audit in
      audit.audit.programme == nil && audit.audit.kind != .supplier && audit.state == "planned"
        && (audit.audit.from.map { $0 >= today } ?? false)
    }
    let parts = today.parts
    let year = next?.audit.from?.parts.year ?? (parts.month <= 6 ? parts.year : parts.year + 1)
    var programme = AuditProgramme()
    programme.from = Day(year: year, month: 1, day: 1)
    programme.to = programme.from.map { $0.adding(months: 36) + -1 }
    programme.standards = Standard.allCases.filter { settings.frameworks.contains($0.rawValue) }
    programme.title = "Audit programme \(year) to \(year + 2)"
    programme.objectives =
      "Every clause and every applicable control of \(programme.covered.map(\.label).joined(separator: " and ")) is audited at least once in the cycle, more often where risks, changes, incidents, earlier findings or AI systems of high impact speak for it."
    programme.methods =
      "Interviews with those who do the work, documents and records, samples drawn from the registers, observation. On site where people and rooms are looked at, remote where records are."
    programme.responsibilities =
      "The owner of this programme plans it and watches that it is kept. The lead auditor of each audit plans, leads and reports it. Auditors audit nothing that they own, run or approved. Owners of what is audited answer findings in time. Top management receives the reports and provides the means."
    programme.reporting =
      "An audit is announced to its auditees two weeks before it begins. Its report is out two weeks after it ends, goes to the lead of each audited unit and to top management, and is an input of the next management review."
    return programme
  }

  /// Every clause and control of the programme's standards, in order.
  private func requirements(of programme: AuditProgramme) -> [String] {
    programme.covered.flatMap { libraries.framework($0.rawValue)?.assessed.map(\.uid) ?? [] }
  }

  private func register(_ slug: String) throws -> AnyRegister {
    guard let register = registers[slug] else { throw Failure.notFound("There is no register “\(slug)”.") }
    return register
  }

  private func programmeValues(_ programme: AuditProgramme) -> Body {
    [
      "title": .text(programme.title), "standards": Value(programme.standards.map(\.rawValue)),
      "date_from": Value(programme.from.map { "\($0)" }), "date_to": Value(programme.to.map { "\($0)" }),
      "objectives": .text(programme.objectives), "methods": .text(programme.methods),
      "responsibilities": .text(programme.responsibilities), "reporting": .text(programme.reporting),
      "points": Value(programme.points), "moved": Value(programme.moved),
      "reasons": .text(programme.reasons),
    ]
  }

  /// What is approved is never changed in place: the change opens a draft.
  private func redrafted(_ record: StoredRecord?) -> String? {
    guard let record, let lifecycle = registers[record.kind]?.lifecycle,
      lifecycle.state(record.state)?.isFrozen == true
    else { return nil }
    return lifecycle.initial.name
  }

  /// Sets in which years each point is due. Points whose years differ from before count as moved by hand from now on.
  /// - Throws: ``Failure/malformed(_:)`` for a point or year that there is not, ``Failure/stale(current:)``.
  public func setProgramme(
    _ id: String, _ planned: [PlannedPoint], ifVersion: Int? = nil, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let view = try self.programme(id, scope)
      let (years, points) = (Set(view.years.map(\.name)), Set(view.points.map(\.id)))
      if let wrong = planned.first(where: { !years.contains($0.year) || !points.contains($0.point) }) {
        throw Failure.malformed("The programme has no place for “\(wrong.text)”.")
      }
      func byPoint(_ planned: [PlannedPoint]) -> [String: Set<String>] {
        Dictionary(grouping: planned, by: \.point).mapValues { Set($0.map(\.year)) }
      }
      let (before, after) = (byPoint(view.programme.planned), byPoint(planned))
      let changed = points.filter { before[$0] ?? [] != after[$0] ?? [] }
      let order = view.points.flatMap { point in view.years.map { PlannedPoint(year: $0.name, point: point.id) } }
      let kept = Set(planned)
      let values: Body = [
        "points": Value(order.filter(kept.contains).map(\.text)),
        "moved": Value(Set(view.programme.moved).union(changed).sorted()),
      ]
      let note = changed.isEmpty ? "" : "Moved by hand: \(changed.sorted().joined(separator: ", "))"
      return try commit(
        [.edit(id: id, values: values, ifVersion: ifVersion, state: changed.isEmpty ? nil : redrafted(view.record))],
        scope,
        actor, note, .program, now)
    }
  }

  /// Makes the audits that a year of the programme still lacks, in one act.
  /// - Returns: Codes of the audits that were made or given points.
  public func makeAudits(
    _ id: String, year: String, in workspace: Workspace, as actor: Actor
  ) async throws -> [String] {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let view = try self.programme(id, scope)
      guard let wanted = view.toMake[year] else { throw Failure.notFound("The programme has no year “\(year)”.") }
      guard !wanted.isEmpty else { throw Failure.conflict("\(year) has its audits already.") }
      let units = try scope.records(of: "units").map(\.id)
      let systems = try scope.records(of: "ai-systems").filter { $0.state != "retired" }.map(\.id)
      let changes = wanted.map { audit -> Change in
        var values: Body = [
          "programme": .text(id), "points": Value(audit.points), "standards": Value(audit.standards.map(\.rawValue)),
        ]
        if let existing = audit.existing { return .edit(id: existing, values: values) }
        values["title"] = .text(audit.title)
        values["kind"] = .text(audit.kind.rawValue)
        values["date_from"] = .text("\(audit.from)")
        values["date_to"] = .text("\(audit.to)")
        values["units"] = Value(units)
        if audit.standards.contains(.ai) { values["ai_systems"] = Value(systems) }
        return .create(register: "audits", values: values)
      }
      return try commit(changes, scope, actor, "Audits of \(year) by programme \(id)", .entry, now).records.map(\.id)
    }
  }
}
