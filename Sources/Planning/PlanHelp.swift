/// What would let somebody take audit points that nobody competent and independent can take, and how many. Found from each
/// point alone; whether all of them then fit into the half-days, only a new plan says.
public struct PlanHelp: Sendable, Hashable {
  /// A change of the team.
  public enum Change: Sendable, Hashable {
    /// One more auditor with these levels, without a part in anything, free on every half-day.
    case auditor(levels: [String: Int])
    /// An auditor of the team reaches a level, by training or experience.
    case level(auditor: String, key: String, from: Int, to: Int)
  }
  public let change: Change
  /// Points that could be taken then, and can't now.
  public let points: Int
}

extension PlanProblem {
  /// The most helpful changes, the one that opens most points first; one more auditor before the training of one.
  /// - Parameter most: How many trainings to name.
  public func help(most: Int = 3) -> [PlanHelp] {
    let closed = impossible().filter { $0.reason != .tooLong }.map(\.point)
    guard !closed.isEmpty else { return [] }
    var rest = self
    rest.points = points.filter { closed.contains($0.id) }
    func opened(by change: (inout PlanProblem) -> Void) -> Int {
      var changed = rest
      change(&changed)
      return rest.points.count - changed.impossible().count
    }
    let levels = rest.points.reduce(into: [:]) { $0.merge($1.requires.filter { $0.value > 0 }, uniquingKeysWith: max) }
    let another = Auditor(id: "", name: "", competences: levels, available: halfDays)
    var found = [PlanHelp(change: .auditor(levels: levels), points: opened { $0.auditors.append(another) })]
    var trainings: [PlanHelp] = []
    for (index, auditor) in auditors.enumerated() {
      for (key, level) in levels {
        let now = auditor.competences[key, default: 0]
        guard now < level else { continue }
        let gain = opened { $0.auditors[index].competences[key] = level }
        trainings.append(
          PlanHelp(change: .level(auditor: auditor.id, key: key, from: now, to: level), points: gain))
      }
    }
    func place(_ help: PlanHelp) -> String {
      guard case .level(let auditor, let key, _, _) = help.change else { return "" }
      return "\(auditor) \(key)"
    }
    found += trainings.sorted { ($1.points, place($0)) < ($0.points, place($1)) }.prefix(most)
    return found.filter { $0.points > 0 }
  }
}
