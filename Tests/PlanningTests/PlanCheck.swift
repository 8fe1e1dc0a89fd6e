import Planning

/// Holds a plan against the definition, knowing nothing of how it was made: coverage, competence, independence,
/// availability, capacity, and the cost worked out again.
func breaches(of result: PlanResult, in problem: PlanProblem) -> [String] {
  var found: [String] = []
  var (covered, cost, taken): (Set<String>, Int, Set<String>) = ([], 0, [])
  for session in result.sessions {
    let place = "\(session.halfDay) \(session.unit) \(session.auditor)"
    guard let auditor = problem.auditors.first(where: { $0.id == session.auditor }),
      let unit = problem.units.first(where: { $0.id == session.unit })
    else {
      found.append("\(place): nobody or nowhere")
      continue
    }
    if session.points.isEmpty { found.append("\(place): no point") }
    if !auditor.available.contains(session.halfDay) { found.append("\(place): the auditor is not free") }
    if !unit.available.contains(session.halfDay) { found.append("\(place): the unit is not there") }
    if auditor.conflictUnits.contains(unit.id) { found.append("\(place): own unit") }
    for who in ["auditor \(auditor.id)", "unit \(unit.id)"] where !taken.insert("\(who) \(session.halfDay)").inserted {
      found.append("\(place): \(who) twice at a time")
    }
    var minutes = 0
    for id in session.points {
      guard let point = problem.points.first(where: { $0.id == id }) else {
        found.append("\(place): there is no \(id)")
        continue
      }
      if !covered.insert(id).inserted { found.append("\(place): \(id) a second time") }
      if point.unit != unit.id { found.append("\(place): \(id) belongs to \(point.unit)") }
      if auditor.conflictPoints.contains(id) { found.append("\(place): own work in \(id)") }
      for (key, level) in point.requires where (auditor.competences[key] ?? 0) < level {
        found.append("\(place): \(id) asks for \(key) \(level)")
      }
      minutes += point.minutes
    }
    if minutes + problem.overheadMinutes > problem.sessionMinutes { found.append("\(place): \(minutes) minutes") }
    cost += minutes + problem.overheadMinutes
  }
  cost += problem.dayPenalty * Set(result.sessions.map { $0.halfDay.prefix { $0 != "/" } }).count
  if cost != result.cost { found.append("the cost is \(cost), not \(result.cost)") }
  if covered.count != result.covered { found.append("\(covered.count) points are covered, not \(result.covered)") }
  let left = Set(result.uncovered.map(\.point))
  if left != Set(problem.points.map(\.id)).subtracting(covered) {
    found.append("the list of uncovered points is wrong")
  }
  return found
}

/// The best there is, by trying every way to put points into sessions: only for a handful of points.
func bestByTrying(_ problem: PlanProblem) -> (covered: Int, cost: Int) {
  var best = (covered: 0, cost: 0)
  var load: [String: Int] = [:]
  func tryPoint(_ index: Int, _ covered: Int, _ minutes: Int) {
    guard index < problem.points.count else {
      let days = Set(load.keys.map { $0.prefix { $0 != "/" } }).count
      let cost = minutes + problem.overheadMinutes * load.count + problem.dayPenalty * days
      if (-covered, cost) < (-best.covered, best.cost) { best = (covered, cost) }
      return
    }
    let point = problem.points[index]
    tryPoint(index + 1, covered, minutes)
    let open = problem.units.first { $0.id == point.unit }?.available ?? []
    for auditor in problem.auditors
    where auditor.isCompetent(for: point) && auditor.conflict(with: point) == nil {
      for half in auditor.available where open.contains(half) {
        let session = "\(half) \(auditor.id) \(point.unit)"
        let before = load[session]
        let isTaken = load.keys.contains {
          $0 != session && $0.hasPrefix(half) && ($0.contains(" \(auditor.id) ") || $0.hasSuffix(" \(point.unit)"))
        }
        guard !isTaken, (before ?? 0) + point.minutes <= problem.capacity else { continue }
        load[session] = (before ?? 0) + point.minutes
        tryPoint(index + 1, covered + 1, minutes + point.minutes)
        load[session] = before
      }
    }
  }
  tryPoint(0, 0, 0)
  return best
}
