import RegisterKit

/// After how many days who is told of what is to be done about nonconformities: the organization's own decision, kept with
/// the workspace's settings. Own rule; ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2 ask only that it is dealt with.
public struct ReminderRule: Sendable, Hashable {
  /// Whether mails are sent by themselves and on demand.
  public var isOn = true
  /// So many days before it is due, something counts as due soon.
  public var soonDays = 7
  /// Within so many days after it was raised, a nonconformity is answered by a corrective action.
  public var answerDays = 14
  /// What is overdue by so many days is told to the one above too.
  public var escalationDays = 14
  /// Nobody is told of the same record again before so many days are over.
  public var pauseDays = 7

  public init() {}

  /// A number that a workspace decides, with the bounds within which it makes sense.
  public struct Part: Sendable {
    /// As kept, and in forms.
    public let name: String
    public let label: String
    public let help: String
    public let bounds: ClosedRange<Int>
    let path: WritableKeyPath<ReminderRule, Int> & Sendable

    /// The number that a rule has here.
    public func days(_ rule: ReminderRule) -> Int { rule[keyPath: path] }
    /// Sets the number.
    public func set(_ days: Int, in rule: inout ReminderRule) { rule[keyPath: path] = days }
  }

  public static let parts = [
    Part(
      name: "soon_days", label: "Due soon", help: "Days before something is due from which its owner is told.",
      bounds: 0...60, path: \.soonDays),
    Part(
      name: "answer_days", label: "Answer a nonconformity",
      help: "Days after it was raised within which a corrective action answers it.", bounds: 1...365,
      path: \.answerDays),
    Part(
      name: "escalation_days", label: "Tell the one above",
      help: "Days after which what is overdue is told to the one above too.", bounds: 1...365, path: \.escalationDays),
    Part(
      name: "pause_days", label: "Not again before",
      help: "Days during which nobody is told of the same record again.", bounds: 7...90, path: \.pauseDays),
  ]

  /// Name under which it is kept in the workspace's settings.
  public static let member = "reminders"

  /// Reads what ``value`` wrote; what is missing or makes no sense is as in a new workspace.
  public init(_ value: Value?) {
    isOn = value?["on"].bool ?? true
    for part in Self.parts {
      if let days = value?[part.name].int, part.bounds.contains(days) { part.set(days, in: &self) }
    }
  }

  /// As kept in the ledger.
  public var value: Value {
    var body: Body = ["on": .bool(isOn)]
    for part in Self.parts { body[part.name] = .int(part.days(self)) }
    return .object(body)
  }
}
