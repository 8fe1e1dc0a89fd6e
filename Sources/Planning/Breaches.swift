/// A rule of the plan that a session breaks.
public struct Breach: Sendable, Hashable {
  /// The rules that a session can break. Competence and independence come from ISO/IEC 27001:2022 and ISO/IEC
  /// 42001:2023 9.2.2; the others make the plan possible: everybody is there, once, with time enough.
  public enum Rule: String, Sendable, CaseIterable {
    case unknown, wrongUnit, competence, independence, auditorNotFree, unitNotThere, capacity, auditorTwice, unitTwice,
      pointTwice
  }
  public var rule: Rule
  /// Position of the session in the plan.
  public var session: Int
  /// What is wrong, in a sentence.
  public var text: String
}

extension PlanProblem {
  /// Everything in which sessions break the rules, each of them judged against the others, and each with everybody who
  /// audits there.
  public func breaches(of sessions: [PlannedSession]) -> [Breach] {
    let points = Dictionary(points.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [Breach] = []
    var seen: [String: Int] = [:]
    for (index, session) in sessions.enumerated() {
      func add(_ rule: Breach.Rule, _ text: String) { found.append(Breach(rule: rule, session: index, text: text)) }
      let team = session.team.compactMap { id in auditors.first { $0.id == id } }
      for id in session.team where !team.contains(where: { $0.id == id }) {
        add(.unknown, "\(id) is not in the team of this audit.")
      }
      guard let auditor = team.first, auditor.id == session.auditor else { continue }
      guard let unit = units.first(where: { $0.id == session.unit }) else {
        add(.unknown, "\(session.unit) is no unit of this audit.")
        continue
      }
      for auditor in team where !auditor.available.contains(session.halfDay) {
        add(.auditorNotFree, "\(auditor.name) is not free on \(session.halfDay).")
      }
      if !unit.available.contains(session.halfDay) {
        add(.unitNotThere, "\(unit.name) can't be visited on \(session.halfDay).")
      }
      for auditor in team where auditor.conflictUnits.contains(unit.id) {
        add(.independence, "\(auditor.name) may not audit \(unit.name): \(auditor.reasons[unit.id] ?? "own unit").")
      }
      for (other, earlier) in sessions.enumerated() where other < index && earlier.halfDay == session.halfDay {
        for auditor in team where earlier.team.contains(auditor.id) {
          add(.auditorTwice, "\(auditor.name) has another session on \(session.halfDay), at \(earlier.unit).")
        }
        if earlier.unit == session.unit {
          add(.unitTwice, "\(unit.name) has another session on \(session.halfDay), with \(earlier.auditor).")
        }
      }
      var minutes = 0
      for point in session.points.compactMap({ points[$0] }) {
        minutes += point.minutes
        if seen.updateValue(index, forKey: point.id) != nil {
          add(.pointTwice, "\(point.id) \(point.title) is in two sessions.")
        }
        if point.unit != unit.id {
          add(.wrongUnit, "\(point.id) \(point.title) is answered by \(point.unit), not by \(unit.id).")
        }
        for auditor in team where auditor.conflictPoints.contains(point.id) {
          add(
            .independence,
            "\(auditor.name) may not audit \(point.id) \(point.title): \(auditor.reasons[point.id] ?? "own work").")
        }
        // Somebody in training goes along with somebody who can (ISO 19011 7.6); two halves are no whole.
        if team.contains(where: { $0.isCompetent(for: point) }) { continue }
        for (key, level) in point.requires.sorted(by: { $0.key < $1.key })
        where auditor.competences[key, default: 0] < level {
          add(
            .competence,
            "\(point.id) \(point.title) asks for \(key) \(level); \(auditor.name) has \(auditor.competences[key, default: 0])."
          )
        }
      }
      if minutes > capacity {
        add(.capacity, "\(minutes) minutes of audit points do not fit; a session holds \(capacity).")
      }
    }
    return found
  }

  /// What remains to be planned around sessions that stay as they are: without their points, and with their half-days
  /// taken.
  public func around(_ fixed: [PlannedSession]) -> PlanProblem {
    var rest = self
    let held = Set(fixed.flatMap(\.points))
    rest.points.removeAll { held.contains($0.id) }
    for index in rest.auditors.indices {
      let taken = fixed.filter { $0.team.contains(rest.auditors[index].id) }.map(\.halfDay)
      rest.auditors[index].available.removeAll(where: taken.contains)
    }
    for index in rest.units.indices {
      let taken = fixed.filter { $0.unit == rest.units[index].id }.map(\.halfDay)
      rest.units[index].available.removeAll(where: taken.contains)
    }
    return rest
  }
}

extension PlanResult {
  /// The plan together with sessions that it was planned around. The bound stays one: a day that both use is counted in
  /// it at most once.
  public func together(with fixed: [PlannedSession], in problem: PlanProblem) -> PlanResult {
    guard !fixed.isEmpty else { return self }
    var whole = self
    let known = Dictionary(problem.points.map { ($0.id, $0.minutes) }, uniquingKeysWith: { first, _ in first })
    let kept = fixed.reduce(0) { $0 + $1.points.reduce(0) { $0 + (known[$1] ?? 0) } }
    whole.sessions = (sessions + fixed).sorted { ($0.halfDay, $0.unit) < ($1.halfDay, $1.unit) }
    whole.minutes += kept
    let overhead = problem.overheadMinutes * fixed.count
    whole.cost = whole.minutes + problem.overheadMinutes * whole.sessions.count + problem.dayPenalty * whole.days
    whole.lowerBound = lowerBound.map { $0 + kept + overhead }
    whole.coveredAtMost += fixed.reduce(0) { $0 + $1.points.count }
    return whole
  }
}
