/// One of the five steps from a running ISO/IEC 27001 system to one that holds ISO/IEC 42001 as well.
public struct IntegrationStep: Sendable, Hashable {
  public let id: String
  public let title: String
  /// What is to be reached, a sentence each.
  public let goals: [String]
  /// How long it usually takes, in weeks.
  public let typicalWeeks: Int?
  /// What holds when the step is behind you.
  public let exit: String
  public let tasks: [IntegrationTask]

  public init(id: String, title: String, goals: [String], typicalWeeks: Int?, exit: String, tasks: [IntegrationTask]) {
    self.id = id
    self.title = title
    self.goals = goals
    self.typicalWeeks = typicalWeeks
    self.exit = exit
    self.tasks = tasks
  }
}

/// Something to do within a step, and how the registers show that it is done.
public struct IntegrationTask: Sendable, Hashable {
  public let id: String
  /// The step's id.
  public let step: String
  public let title: String
  public let what: String
  /// The state of affairs that is asked for, in words.
  public let doneWhen: String
  /// All of them must hold.
  public let conditions: [IntegrationCondition]
  /// Uids of the requirements that it serves.
  public let serves: [String]
  /// Who usually does it.
  public let role: String
  /// Roles that help.
  public let supportedBy: [String]
  /// Ids of tasks that come first.
  public let dependsOn: [String]

  public init(
    id: String, step: String, title: String, what: String, doneWhen: String, conditions: [IntegrationCondition],
    serves: [String], role: String, supportedBy: [String], dependsOn: [String]
  ) {
    self.id = id
    self.step = step
    self.title = title
    self.what = what
    self.doneWhen = doneWhen
    self.conditions = conditions
    self.serves = serves
    self.role = role
    self.supportedBy = supportedBy
    self.dependsOn = dependsOn
  }

  /// What a person must judge, because no register shows it.
  public var judgements: [String] {
    conditions.compactMap { if case .judged(let what) = $0 { what } else { nil } }
  }
}

/// One of the conditions under which a task is done; all of them must hold.
public enum IntegrationCondition: Sendable, Hashable {
  case records(RecordCondition)
  /// Somebody looks and says so.
  case judged(String)
}

/// How many records a list may or must hold.
public struct RecordCondition: Sendable, Hashable {
  /// Slug.
  public let register: String
  /// The list's filter, as in the address bar.
  public let query: [String: String]
  /// At least so many; nil if any number will do.
  public let min: Int?
  /// At most so many: 0 for what must not be.
  public let max: Int?
  /// What is counted, in words a colon and the count can follow; nil if the library has none.
  public let says: String?

  public init(register: String, query: [String: String], min: Int?, max: Int?, says: String? = nil) {
    self.register = register
    self.query = query
    self.min = min
    self.max = max
    self.says = says
  }

  /// Whether that many records meet the condition.
  public func holds(_ count: Int) -> Bool { count >= (min ?? 0) && count <= (max ?? Int.max) }

  /// The filter's parts in a fixed order, as a list's query reads them.
  public var items: [(name: String, value: String)] {
    query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }
}
