/// A planning problem with everything that is possible worked out, in numbers instead of names: the points that somebody
/// can take, who can, and when they meet.
struct PlanTask {
  struct Pair: Hashable { let auditor, unit: Int }

  let problem: PlanProblem
  let impossible: [UncoveredPoint]
  /// Points to be planned, by position in the problem, grouped by unit.
  let pointsOf: [[Int]]
  /// Who may take a point: competent, independent, and meeting the unit some time.
  let able: [Int: Set<Int>]
  /// Half-days on which both are there.
  let meetings: [Pair: [Int]]
  /// Position of the calendar day of each half-day.
  let dayOf: [Int]
  let dayCount: Int
  let unitOf: [Int: Int]
  /// How many points of the unit the auditor may take.
  let takes: [Pair: Int]

  var capacity: Int { problem.capacity }
  var points: [Int] { pointsOf.flatMap(\.self) }
  var pairs: [Pair] { meetings.keys.sorted { ($0.unit, $0.auditor) < ($1.unit, $1.auditor) } }

  /// - Parameter omitted: Points that are left out, by position.
  init(_ problem: PlanProblem, omitting omitted: Set<Int> = []) {
    self.problem = problem
    impossible = problem.impossible()
    let skipped = Set(impossible.map(\.point)).union(omitted.map { problem.points[$0].id })
    let halfDay = Dictionary(problem.halfDays.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let unit = Dictionary(problem.units.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var (days, dayOf): ([String: Int], [Int]) = ([:], [])
    for half in problem.halfDays {
      let day = PlanProblem.day(half)
      let position = days[day] ?? days.count
      days[day] = position
      dayOf.append(position)
    }
    self.dayOf = dayOf
    dayCount = days.count
    var meetings: [Pair: [Int]] = [:]
    for (u, place) in problem.units.enumerated() {
      let open = Set(place.available)
      for (a, auditor) in problem.auditors.enumerated() where !auditor.conflictUnits.contains(place.id) {
        let common = auditor.available.filter(open.contains).compactMap { halfDay[$0] }.sorted()
        if !common.isEmpty { meetings[Pair(auditor: a, unit: u)] = common }
      }
    }
    var (pointsOf, able): ([[Int]], [Int: Set<Int>]) = (Array(repeating: [], count: problem.units.count), [:])
    for (p, point) in problem.points.enumerated() where !skipped.contains(point.id) {
      guard let u = unit[point.unit] else { continue }
      pointsOf[u].append(p)
      able[p] = Set(
        problem.auditors.indices.filter { a in
          meetings[Pair(auditor: a, unit: u)] != nil && problem.auditors[a].isCompetent(for: point)
            && problem.auditors[a].conflict(with: point) == nil
        })
    }
    self.pointsOf = pointsOf
    self.able = able
    var (unitOf, takes): ([Int: Int], [Pair: Int]) = ([:], [:])
    for (u, points) in pointsOf.enumerated() {
      for point in points {
        unitOf[point] = u
        for auditor in able[point] ?? [] { takes[Pair(auditor: auditor, unit: u), default: 0] += 1 }
      }
    }
    self.unitOf = unitOf
    self.takes = takes
    // Who can take nothing at a unit does not meet it.
    self.meetings = meetings.filter { pair, _ in takes[pair] != nil }
  }

  func minutes(_ point: Int) -> Int { problem.points[point].minutes }
  func item(_ point: Int) -> Packing.Item {
    Packing.Item(point: point, minutes: minutes(point), auditors: able[point] ?? [])
  }

  /// For groups of auditors at a unit: how many sessions they hold at least, since some points only they can take.
  func leastSessions(_ unit: Int) -> [(auditors: Set<Int>, count: Int)] {
    let kinds = Array(Set(pointsOf[unit].compactMap { able[$0] })).sorted { $0.count < $1.count }
    var groups: Set<Set<Int>> = Set(kinds)
    if kinds.count <= 10 {
      for kind in kinds { for group in groups { groups.insert(group.union(kind)) } }
    } else {
      for (index, kind) in kinds.enumerated() { for other in kinds[index...] { groups.insert(kind.union(other)) } }
      groups.insert(kinds.reduce(Set()) { $0.union($1) })
    }
    var least: [(auditors: Set<Int>, count: Int)] = []
    for group in groups.sorted(by: { ($0.count, $0.sorted().description) < ($1.count, $1.sorted().description) }) {
      let own = pointsOf[unit].filter { able[$0]?.isSubset(of: group) == true }.map(minutes)
      let count = Packing.leastSessions(own, capacity: capacity)
      // A larger group that asks for no more says nothing new.
      if !least.contains(where: { $0.auditors.isSubset(of: group) && $0.count >= count }) {
        least.append((group, count))
      }
    }
    return least
  }
}

/// Sessions by number: who, where, when and which points.
struct Draft {
  struct Session: Hashable {
    var auditor, unit, halfDay: Int
    var points: [Int] = []
  }
  var sessions: [Session] = []

  var covered: Int { sessions.reduce(0) { $0 + $1.points.count } }
  func minutes(_ task: PlanTask) -> Int { sessions.reduce(0) { $0 + $1.points.reduce(0) { $0 + task.minutes($1) } } }
  func cost(_ task: PlanTask) -> Int {
    minutes(task) + task.problem.overheadMinutes * sessions.count
      + task.problem.dayPenalty * Set(sessions.map { task.dayOf[$0.halfDay] }).count
  }

  /// More points first, then less cost.
  func isBetter(than other: Draft, _ task: PlanTask) -> Bool {
    (-covered, cost(task)) < (-other.covered, other.cost(task))
  }

  /// The plan that needs no solver, and where the search begins: first fit by falling minutes, or, where not all points
  /// have room, the shortest first, since each point counts alike.
  static func firstFit(_ task: PlanTask) -> Draft {
    let all = task.pointsOf.flatMap(\.self)
    func choice(_ point: Int) -> Int { task.able[point]?.count ?? 0 }
    let falling = all.sorted { (choice($0), -task.minutes($0), $0) < (choice($1), -task.minutes($1), $1) }
    let rising = all.sorted { (task.minutes($0), choice($0), $0) < (task.minutes($1), choice($1), $1) }
    let (one, other) = (Draft().filled(falling, task), Draft().filled(rising, task))
    return other.isBetter(than: one, task) ? other : one
  }

  /// With further points, in that order, wherever a session has room or another session can be held.
  func filled(_ points: [Int], _ task: PlanTask) -> Draft {
    var draft = self
    var busyAuditor = Set(sessions.map { [$0.auditor, $0.halfDay] })
    var busyUnit = Set(sessions.map { [$0.unit, $0.halfDay] })
    var days = Set(sessions.map { task.dayOf[$0.halfDay] })
    var room = sessions.map { task.capacity - $0.points.reduce(0) { $0 + task.minutes($1) } }
    for point in points {
      let able = task.able[point] ?? []
      guard let unit = task.unitOf[point] else { continue }
      if let open = draft.sessions.indices.first(where: {
        draft.sessions[$0].unit == unit && able.contains(draft.sessions[$0].auditor) && room[$0] >= task.minutes(point)
      }) {
        draft.sessions[open].points.append(point)
        room[open] -= task.minutes(point)
        continue
      }
      // An auditor who can take much of this unit, on a day that is used already.
      let choices = able.sorted().flatMap { auditor in
        (task.meetings[PlanTask.Pair(auditor: auditor, unit: unit)] ?? []).map { (auditor: auditor, half: $0) }
      }.filter { !busyAuditor.contains([$0.auditor, $0.half]) && !busyUnit.contains([unit, $0.half]) }
      func rank(_ choice: (auditor: Int, half: Int)) -> (Int, Int, Int, Int) {
        (
          -(task.takes[PlanTask.Pair(auditor: choice.auditor, unit: unit)] ?? 0),
          days.contains(task.dayOf[choice.half]) ? 0 : 1, choice.half, choice.auditor
        )
      }
      guard let best = choices.min(by: { rank($0) < rank($1) }) else { continue }
      busyAuditor.insert([best.auditor, best.half])
      busyUnit.insert([unit, best.half])
      days.insert(task.dayOf[best.half])
      draft.sessions.append(Session(auditor: best.auditor, unit: unit, halfDay: best.half, points: [point]))
      room.append(task.capacity - task.minutes(point))
    }
    return draft
  }
}
