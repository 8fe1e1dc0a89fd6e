import Foundation
import RegisterKit

/// How far a search is.
public struct PlanProgress: Sendable {
  /// Since the search began.
  public var seconds: Double
  /// Points that the best plan so far covers.
  public var covered: Int
  /// Points to be covered in all.
  public var points: Int
  /// What the best plan so far costs, as ``PlanResult/cost`` counts it.
  public var cost: Int
  /// Nil until something is proven.
  public var lowerBound: Int?
}

/// Finds a plan for an audit: as many points as possible, then least cost, with a proven bound.
///
/// A master problem (``Master``) chooses sessions under everything that is known about them; ``Packing`` says for each unit
/// whether its points really fit; where they do not, the master learns a cut and chooses again. A plan is kept from the
/// first moment on, so the search can be stopped any time, and works, less well, without a solver.
public struct Planner: Sendable {
  /// Wall time in all.
  public var seconds: Double
  var solver = CBC()

  /// - Parameter seconds: Of wall time in all.
  public init(seconds: Double = 20) { self.seconds = seconds }

  /// - Parameters:
  ///   - isStopped: Asked often; yes ends the search with the best plan so far.
  ///   - progress: Told of every better plan and bound.
  public func solve(
    _ problem: PlanProblem, isStopped: @escaping () -> Bool = { false },
    progress: @escaping (PlanProgress) -> Void = { _ in }
  ) -> PlanResult {
    var search = PlanSearch(PlanTask(problem), solver, seconds * 0.97, isStopped, progress)
    search.run()
    return search.result
  }
}

/// One search: the best draft so far, what is proven, and what was learned.
struct PlanSearch {
  private let task: PlanTask
  private let solver: CBC
  private let seconds: Double
  private let asksToStop: () -> Bool
  private let progress: (PlanProgress) -> Void
  private let began = ContinuousClock.now
  private var best: Draft
  private var lowerBound: Int?
  private var coveredAtMost: Int
  private var cuts: [Master.Cut] = []
  /// Some cut was taken without proof, so later bounds prove nothing.
  private var isExact = true
  private var isStopped: Bool { asksToStop() }
  private var remark: String?

  init(
    _ task: PlanTask, _ solver: CBC, _ seconds: Double, _ asksToStop: @escaping () -> Bool,
    _ progress: @escaping (PlanProgress) -> Void
  ) {
    self.task = task
    self.solver = solver
    self.seconds = seconds
    self.asksToStop = asksToStop
    self.progress = progress
    best = Draft.firstFit(task)
    coveredAtMost = task.points.count
  }

  private var elapsed: Double {
    let parts = (ContinuousClock.now - began).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }
  private var isCovering: Bool { best.covered == task.points.count }

  mutating func run() {
    guard !task.points.isEmpty else {
      lowerBound = 0
      return
    }
    tell()
    defer { if isStopped { remark = "Stopped before the end; this is the best plan so far." } }
    do {
      // Without half-days a choice is quickly made: most of what does not fit together is learned there.
      var found = try search(.complete, timed: false, until: seconds * 0.4)
      if found != .impossible {
        // While no plan covers everything, time is kept to find out how much can be covered.
        found = try search(.complete, timed: true, until: isCovering ? seconds : seconds * 0.6)
        if isCovering || found == .solved || isStopped { return }
      }
      lowerBound = nil
      isExact = true
      _ = try search(.mostPoints, timed: false, until: elapsed + (seconds - elapsed) * 0.2)
      _ = try search(.mostPoints, timed: true, until: elapsed + (seconds - elapsed) * 0.6)
      if isStopped { return }
      try cheapen(until: elapsed + (seconds - elapsed) * 0.5)
      _ = try search(.covering(best.covered), timed: false, until: elapsed + (seconds - elapsed) * 0.3)
      _ = try search(.covering(best.covered), timed: true, until: seconds)
    } catch let failure as SolverFailure {
      remark = failure.reason + " This is the best plan without it."
    } catch {
      remark = "The solver could not be run. This is the best plan without it."
    }
  }

  /// The points that are covered now, as cheaply as possible: a narrower question that is answered well and soon.
  private mutating func cheapen(until limit: Double) throws {
    let left = Set(task.points).subtracting(best.sessions.flatMap(\.points))
    var search = PlanSearch(
      PlanTask(task.problem, omitting: left), solver, limit - elapsed, asksToStop, { _ in })
    search.best = best
    _ = try search.search(.complete, timed: false, until: search.seconds * 0.4)
    _ = try search.search(.complete, timed: true, until: search.seconds)
    offer(search.best)
    if search.isExact { cuts += search.cuts }
  }

  private enum Ended { case solved, impossible, outOfTime }

  private mutating func search(_ aim: Master.Aim, timed: Bool, until limit: Double) throws -> Ended {
    while !isStopped {
      let left = limit - elapsed
      guard left > 0.1 else { break }
      if aim == .mostPoints, coveredAtMost == best.covered { return .solved }
      let master = Master(task, aim, timed: timed, cuts: cuts)
      let solution = try solver.solve(master.model, seconds: left, isStopped: asksToStop)
      if solution.status == .infeasible { return .impossible }
      if isExact, let bound = solution.bound { prove(aim, bound) }
      guard !solution.values.isEmpty else { break }
      let choice = master.choice(solution.values)
      var (packed, isFitting): ([[[Int]]?], Bool) = ([], true)
      for unit in task.pointsOf.indices {
        let fit = fit(choice.points[unit], choice.auditors[unit], unit, aim)
        packed.append(fit)
        if fit == nil { isFitting = false }
      }
      if timed { offer(assemble(choice, packed)) }
      if isFitting { return solution.status == .optimal ? .solved : .outOfTime }
      if timed, lowerBound == best.cost(task), coveredAtMost == best.covered { return .solved }
    }
    return .outOfTime
  }

  /// A bound of the master is one of the problem: it leaves something out, and forbids nothing that is possible.
  private mutating func prove(_ aim: Master.Aim, _ bound: Double) {
    switch aim {
    case .complete:
      let minutes = task.points.reduce(0) { $0 + task.minutes($1) }
      lowerBound = max(lowerBound ?? 0, minutes + Int(saturating: min(1e12, bound - 1e-6), .up))
    case .mostPoints: coveredAtMost = min(coveredAtMost, Int(saturating: min(1e12, -bound + 1e-6), .down))
    case .covering(let count):
      if count == coveredAtMost { lowerBound = max(lowerBound ?? 0, Int(saturating: min(1e12, bound - 1e-6), .up)) }
    }
    tell()
  }

  /// The points of each session of a unit; nil if they do not fit, and then the master knows it from now on.
  private mutating func fit(_ points: [Int], _ auditors: [Int], _ unit: Int, _ aim: Master.Aim) -> [[Int]]? {
    let items = points.map(task.item)
    switch Packing.pack(items, into: auditors, capacity: task.capacity) {
    case .fits(let sessions): return sessions
    case .unknown: isExact = false
    case .doesNotFit: break
    }
    learn(items, auditors, unit, shrinking: aim != .complete)
    return nil
  }

  /// Makes a cut as strong as quick checks allow: as few points, as many sessions as still do not fit.
  private mutating func learn(_ given: [Packing.Item], _ auditors: [Int], _ unit: Int, shrinking: Bool) {
    var items = given
    func never(_ items: [Packing.Item], _ sessions: [Int]) -> Bool {
      if case .doesNotFit = Packing.pack(items, into: sessions, capacity: task.capacity, steps: 4000) {
        true
      } else {
        false
      }
    }
    if shrinking {
      for item in given.sorted(by: { $0.minutes < $1.minutes }) {
        let fewer = items.filter { $0 != item }
        if never(fewer, auditors) { items = fewer }
      }
    }
    var sessions: [Int: Int] = [:]
    for pair in task.pairs where pair.unit == unit { sessions[pair.auditor] = auditors.count { $0 == pair.auditor } }
    func list(_ sessions: [Int: Int]) -> [Int] {
      sessions.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
    }
    for (auditor, count) in sessions.sorted(by: { $0.key < $1.key }) {
      let most = task.meetings[PlanTask.Pair(auditor: auditor, unit: unit)]?.count ?? 0
      var more = sessions
      for times in stride(from: most, to: count, by: -1) {
        more[auditor] = times
        if never(items, list(more)) {
          sessions = more
          break
        }
        if times > count + 3 { more[auditor] = count }
      }
    }
    cuts.append(Master.Cut(unit: unit, points: Set(items.map(\.point)), sessions: sessions))
  }

  /// A plan from what the master chose. Where a unit's points do not fit, a session is added where there is room for one,
  /// else the longest points are left out.
  private func assemble(_ choice: Master.Choice, _ packed: [[[Int]]?]) -> Draft {
    var draft = Draft()
    var waiting: [(unit: Int, sessions: [Draft.Session])] = []
    for unit in task.pointsOf.indices {
      // In the order in which the master lists the auditors of a unit.
      let sessions =
        choice.auditors[unit].isEmpty
        ? []
        : choice.sessions.filter { $0.unit == unit }
          .sorted { ($0.auditor, $0.halfDay) < ($1.auditor, $1.halfDay) }
      if let points = packed[unit] {
        for (session, points) in zip(sessions, points) where !points.isEmpty {
          draft.sessions.append(
            Draft.Session(auditor: session.auditor, unit: unit, halfDay: session.halfDay, points: points))
        }
      } else {
        waiting.append((unit, sessions))
      }
    }
    for (unit, given) in waiting {
      var sessions = given
      var items = choice.points[unit].map(task.item)
      var held = Set((draft.sessions + waiting.flatMap(\.sessions)).map { [$0.auditor, $0.halfDay] })
      while true {
        if case .fits(let points) = Packing.pack(
          items, into: sessions.map(\.auditor), capacity: task.capacity, steps: 8000)
        {
          for (session, points) in zip(sessions, points) where !points.isEmpty {
            draft.sessions.append(
              Draft.Session(auditor: session.auditor, unit: unit, halfDay: session.halfDay, points: points))
          }
          break
        }
        let days = Set((draft.sessions + sessions).map { task.dayOf[$0.halfDay] })
        let free = task.pairs.filter { $0.unit == unit }.flatMap { pair in
          (task.meetings[pair] ?? []).map { Draft.Session(auditor: pair.auditor, unit: unit, halfDay: $0) }
        }.filter { session in
          !held.contains([session.auditor, session.halfDay]) && !sessions.contains { $0.halfDay == session.halfDay }
        }
        func takes(_ auditor: Int) -> Int { items.count { $0.auditors.contains(auditor) } }
        if sessions.count < given.count + 3,
          let added = free.min(by: {
            (-takes($0.auditor), days.contains(task.dayOf[$0.halfDay]) ? 0 : 1, $0.halfDay)
              < (-takes($1.auditor), days.contains(task.dayOf[$1.halfDay]) ? 0 : 1, $1.halfDay)
          })
        {
          sessions.append(added)
          held.insert([added.auditor, added.halfDay])
        } else if let longest = items.indices.max(by: { items[$0].minutes < items[$1].minutes }) {
          items.remove(at: longest)
        } else {
          break
        }
      }
    }
    return draft
  }

  private mutating func offer(_ draft: Draft) {
    // What was left out may have room after all, the shortest first.
    let planned = Set(draft.sessions.flatMap(\.points))
    let left = task.points.filter { !planned.contains($0) }.sorted { (task.minutes($0), $0) < (task.minutes($1), $1) }
    let draft = left.isEmpty ? draft : draft.filled(left, task)
    guard draft.isBetter(than: best, task) else { return }
    best = draft
    tell()
  }

  private mutating func tell() {
    progress(
      PlanProgress(
        seconds: elapsed, covered: best.covered, points: task.problem.points.count, cost: best.cost(task),
        lowerBound: lowerBound))
  }

  var result: PlanResult {
    let problem = task.problem
    let sessions = best.sessions.map { session in
      PlannedSession(
        auditor: problem.auditors[session.auditor].id, unit: problem.units[session.unit].id,
        halfDay: problem.halfDays[session.halfDay], points: session.points.map { problem.points[$0].id }.sorted())
    }.sorted { ($0.halfDay, $0.unit) < ($1.halfDay, $1.unit) }
    let planned = Set(sessions.flatMap(\.points))
    let known = Dictionary(task.impossible.map { ($0.point, $0) }, uniquingKeysWith: { first, _ in first })
    let uncovered = problem.points.filter { !planned.contains($0.id) }
      .map { known[$0.id] ?? problem.shortage($0, sessions) }
    return PlanResult(
      id: problem.id, sessions: sessions, uncovered: uncovered, minutes: best.minutes(task), cost: best.cost(task),
      lowerBound: lowerBound, coveredAtMost: coveredAtMost, remark: remark)
  }
}
