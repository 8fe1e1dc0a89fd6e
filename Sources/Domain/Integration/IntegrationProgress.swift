/// Where the organization stands on the path of integration, worked out from its registers.
///
/// Nothing is ticked off for good: when records change, a task can fall back to open.
public struct IntegrationProgress: Sendable {
  /// How far a task is.
  public enum State: String, Sendable, CaseIterable {
    /// Records are missing, or there are some that should not be.
    case open
    /// The registers show it; a person must still judge the rest.
    case toJudge = "to_judge"
    /// It would be done, but a task that comes first is not.
    case waiting
    case done
  }

  /// A condition with what was counted.
  public struct Figure: Sendable, Hashable {
    public let condition: RecordCondition
    public let count: Int
    public var holds: Bool { condition.holds(count) }
  }

  /// A task with what the registers say of it.
  public struct Task: Sendable {
    public let task: IntegrationTask
    public let state: State
    /// Of its conditions on records, in their order.
    public let figures: [Figure]
    /// Ids of tasks that come first and are not done.
    public let waitsFor: [String]
    /// Figures that keep it open.
    public var failing: [Figure] { figures.filter { !$0.holds } }
  }

  /// A step with its tasks as they stand.
  public struct Step: Sendable {
    public let step: IntegrationStep
    public let tasks: [Task]
    /// Number of tasks that are done.
    public var done: Int { tasks.count { $0.state == .done } }
    public var isDone: Bool { done == tasks.count }
  }

  public let steps: [Step]

  /// - Parameters:
  ///   - steps: In the order of work: a task stands after those that it depends on.
  ///   - judged: Ids of tasks of which a person said that what no register shows is so.
  ///   - count: How many records a list holds.
  public init(
    _ steps: [IntegrationStep], judged: Set<String> = [], count: (RecordCondition) throws -> Int
  ) rethrows {
    var done: Set<String> = []
    self.steps = try steps.map { step in
      Step(
        step: step,
        tasks: try step.tasks.map { task in
          var figures: [Figure] = []
          for case .records(let condition) in task.conditions {
            figures.append(Figure(condition: condition, count: try count(condition)))
          }
          let waitsFor = task.dependsOn.filter { !done.contains($0) }
          let state: State =
            if !figures.allSatisfy(\.holds) {
              .open
            } else if !task.judgements.isEmpty, !judged.contains(task.id) {
              .toJudge
            } else if !waitsFor.isEmpty {
              .waiting
            } else {
              .done
            }
          if state == .done { done.insert(task.id) }
          return Task(task: task, state: state, figures: figures, waitsFor: waitsFor)
        })
    }
  }

  /// Of all steps, in the order of work.
  public var tasks: [Task] { steps.flatMap(\.tasks) }

  /// The step at which the organization is: the first that is not behind it.
  public var current: Step? { steps.first { !$0.isDone } }

  /// What to do next: tasks that are not done and wait for nothing, in the order of work.
  public var next: [Task] { tasks.filter { $0.state != .done && $0.waitsFor.isEmpty } }
}
