/// The choice of sessions: which auditor visits which unit when, such that the points may fit by all that is known. What
/// is not known here, whether they really fit, is found by ``Packing`` and comes back as cuts.
struct Master {
  /// What is to be made best.
  enum Aim: Equatable {
    /// Every point is covered; least cost.
    case complete
    /// As many points as possible.
    case mostPoints
    /// That many points; least cost.
    case covering(Int)
  }

  /// These points of a unit do not fit together into that many sessions of each auditor.
  struct Cut: Hashable {
    var unit: Int
    var points: Set<Int>
    var sessions: [Int: Int]
  }

  let task: PlanTask
  let aim: Aim
  private(set) var model = LinearModel()
  /// Sessions of a pair, as a sum of variables.
  private var count: [PlanTask.Pair: [(variable: Int, factor: Int)]] = [:]
  private var chosen: [(variable: Int, session: Draft.Session)] = []
  private var covered: [Int: Int] = [:]
  private var steps: [PlanTask.Pair: [Int]] = [:]

  /// - Parameter timed: With half-days. Without them the number of sessions of each pair is chosen, which is quickly done
  ///   and finds most cuts.
  init(_ task: PlanTask, _ aim: Aim, timed: Bool, cuts: [Cut]) {
    self.task = task
    self.aim = aim
    if timed { chooseHalfDays() } else { chooseCounts() }
    if aim == .complete { demandSessions() } else { choosePoints() }
    for cut in cuts { add(cut) }
  }

  private var sessionCost: Int { aim == .mostPoints ? 0 : task.problem.overheadMinutes }
  private var dayCost: Int { aim == .mostPoints ? 0 : task.problem.dayPenalty }

  private mutating func chooseHalfDays() {
    var (ofAuditor, ofUnit): ([[Int]: [Int]], [[Int]: [Int]]) = ([:], [:])
    let days = (0..<task.dayCount).map { _ in model.variable(upTo: 1, cost: dayCost) }
    for pair in task.pairs {
      for half in task.meetings[pair] ?? [] {
        let variable = model.variable(upTo: 1, cost: sessionCost)
        chosen.append((variable, Draft.Session(auditor: pair.auditor, unit: pair.unit, halfDay: half)))
        count[pair, default: []].append((variable, 1))
        ofAuditor[[pair.auditor, half], default: []].append(variable)
        ofUnit[[pair.unit, half], default: []].append(variable)
      }
    }
    // At most one session at a time, and only on a day that is used.
    for (place, variables) in ofAuditor.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
      + ofUnit.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    {
      model.row(variables.map { ($0, 1) } + [(days[task.dayOf[place[1]]], -1)], .atMost, 0)
    }
  }

  private mutating func chooseCounts() {
    let days = model.variable(upTo: task.dayCount, cost: dayCost)
    var (ofAuditor, ofUnit): ([Int: [Int]], [Int: [Int]]) = ([:], [:])
    for pair in task.pairs {
      let variable = model.variable(upTo: task.meetings[pair]?.count ?? 0, cost: sessionCost)
      count[pair] = [(variable, 1)]
      ofAuditor[pair.auditor, default: []].append(variable)
      ofUnit[pair.unit, default: []].append(variable)
    }
    let perDay = Dictionary(grouping: task.dayOf, by: { $0 }).values.map(\.count).max() ?? 1
    func limit(_ variables: [Int], _ halfDays: Set<Int>) {
      model.row(variables.map { ($0, 1) }, .atMost, halfDays.count)
      model.row(variables.map { ($0, 1) } + [(days, -perDay)], .atMost, 0)
    }
    for (auditor, variables) in ofAuditor.sorted(by: { $0.key < $1.key }) {
      limit(variables, Set(task.pairs.filter { $0.auditor == auditor }.flatMap { task.meetings[$0] ?? [] }))
    }
    for (unit, variables) in ofUnit.sorted(by: { $0.key < $1.key }) {
      limit(variables, Set(task.pairs.filter { $0.unit == unit }.flatMap { task.meetings[$0] ?? [] }))
    }
  }

  private func terms(_ unit: Int, _ auditors: Set<Int>) -> [(variable: Int, factor: Int)] {
    auditors.sorted().flatMap { count[PlanTask.Pair(auditor: $0, unit: unit)] ?? [] }
  }

  private mutating func demandSessions() {
    for unit in task.pointsOf.indices {
      for (auditors, least) in task.leastSessions(unit) where least > 0 {
        model.row(terms(unit, auditors), .atLeast, least)
      }
    }
  }

  /// Each point is covered or not; covered, it takes its minutes of the sessions of those who may take it, divided if that
  /// helps: a relaxation that packing mends.
  private mutating func choosePoints() {
    var load: [PlanTask.Pair: [(variable: Int, factor: Int)]] = [:]
    var all: [(variable: Int, factor: Int)] = []
    for (unit, points) in task.pointsOf.enumerated() {
      for point in points {
        let cost = aim == .mostPoints ? -1 : task.minutes(point)
        let variable = model.variable(upTo: 1, cost: cost)
        covered[point] = variable
        all.append((variable, 1))
        var shares: [(variable: Int, factor: Int)] = []
        for auditor in (task.able[point] ?? []).sorted() {
          let share = model.variable(upTo: 1, whole: false)
          shares.append((share, 1))
          load[PlanTask.Pair(auditor: auditor, unit: unit), default: []].append((share, task.minutes(point)))
        }
        model.row(shares + [(variable, -1)], .equal, 0)
      }
    }
    for pair in task.pairs {
      guard let minutes = load[pair], let sessions = count[pair] else { continue }
      model.row(minutes + sessions.map { ($0.variable, -task.capacity * $0.factor) }, .atMost, 0)
      // Of points longer than a third of a session two fit at most, and so on.
      for most in 1...6 {
        let long = minutes.filter { $0.factor * (most + 1) > task.capacity }
        if long.count > most {
          model.row(long.map { ($0.variable, 1) } + sessions.map { ($0.variable, -most) }, .atMost, 0)
        }
      }
    }
    if case .covering(let count) = aim { model.row(all, .equal, count) }
  }

  private mutating func add(_ cut: Cut) {
    var terms: [(variable: Int, factor: Int)] = []
    var limit = 1
    if aim != .complete {
      // One of the points stays out …
      for point in cut.points.sorted() {
        guard let variable = covered[point] else { continue }
        terms.append((variable, -1))
        limit -= 1
      }
    }
    // … or one of the auditors comes once more.
    for (auditor, sessions) in cut.sessions.sorted(by: { $0.key < $1.key }) {
      let pair = PlanTask.Pair(auditor: auditor, unit: cut.unit)
      if sessions < task.meetings[pair]?.count ?? 0 { terms.append((reaches(pair, sessions + 1), 1)) }
    }
    model.row(terms.isEmpty ? [(model.variable(upTo: 0), 1)] : terms, .atLeast, limit)
  }

  /// A variable that is 1 only if the pair has at least that many sessions.
  private mutating func reaches(_ pair: PlanTask.Pair, _ sessions: Int) -> Int {
    if steps[pair] == nil {
      let variables = (task.meetings[pair] ?? []).map { _ in model.variable(upTo: 1) }
      model.row((count[pair] ?? []) + variables.map { ($0, -1) }, .equal, 0)
      for (one, next) in zip(variables, variables.dropFirst()) { model.row([(one, 1), (next, -1)], .atLeast, 0) }
      steps[pair] = variables
    }
    return steps[pair]?[sessions - 1] ?? 0
  }

  /// What a solution chooses: for each unit the auditors of its sessions and the points to be covered.
  struct Choice {
    /// With half-days, where they were chosen.
    var sessions: [Draft.Session] = []
    var auditors: [[Int]]
    var points: [[Int]]
  }

  func choice(_ values: [Int]) -> Choice {
    var choice = Choice(
      auditors: Array(repeating: [], count: task.pointsOf.count),
      points: task.pointsOf.map { $0.filter { point in covered[point].map { values[$0] > 0 } ?? true } })
    choice.sessions = chosen.filter { values[$0.variable] > 0 }.map(\.session)
    for pair in task.pairs {
      let times = (count[pair] ?? []).reduce(0) { $0 + values[$1.variable] * $1.factor }
      choice.auditors[pair.unit] += Array(repeating: pair.auditor, count: max(0, times))
    }
    return choice
  }
}
