import Planning
import RegisterKit

/// How a plan was worked out, as the audit keeps it.
public struct PlanSummary: Sendable, Hashable {
  /// What a plan comes to, in figures.
  public struct Totals: Sendable, Hashable {
    /// Points to be covered.
    public var points: Int
    /// Points in sessions.
    public var covered: Int
    public var sessions: Int
    /// Calendar days on which there is a session.
    public var days: Int
    /// Of the points in sessions.
    public var minutes: Int
    /// As ``PlanResult/cost``.
    public var cost: Int
    /// No plan that covers as many points costs less; nil where nothing is proven.
    public var lowerBound: Int?

    /// How far what planning decides may be from the best, 0 for proven best; nil where nothing is proven.
    public var gap: Double? { PlanResult.gap(cost: cost, minutes: minutes, lowerBound: lowerBound) }
  }
  /// A point that is in no session.
  public struct Uncovered: Sendable, Hashable {
    /// Id of the point.
    public var point: String
    /// As ``UncoveredPoint/Reason``, or `no_auditee` where nobody answers it.
    public var reason: String
    /// What is in the way, in a sentence.
    public var detail: String
    /// What would make the point possible, in a sentence.
    public var remedy: String
  }
  /// The moment in UTC at which it was worked out, as ``Instant`` writes it.
  public var at: String
  public var totals: Totals
  public var uncovered: [Uncovered]
  /// Audits of one standard alone, by standard, for comparison.
  public var separate: [String: Totals]
  /// Why the search ended early; nil if it did not.
  public var remark: String?

  /// Points that nobody answers are in no problem, so the solver knows nothing of them.
  static let noAuditee = "no_auditee"

  /// Sessions of the audits of each standard alone, less those of the one audit.
  public var savedSessions: Int { separate.values.reduce(-totals.sessions) { $0 + $1.sessions } }
  /// The plans cover everything, so what they cost can be compared.
  public var isComparable: Bool {
    separate.count > 1 && uncovered.isEmpty && separate.values.allSatisfy { $0.covered == $0.points }
  }
  /// Share of auditor time that one audit saves against two, in percent; nil where the plans can't be compared.
  public var savingPercent: Double? {
    let both = separate.values.reduce(0) { $0 + $1.cost }
    guard isComparable, both > 0 else { return nil }
    return ((1 - Double(totals.cost) / Double(both)) * 1000).rounded() / 10
  }
}

extension PlanSummary.Totals {
  init(_ result: PlanResult, points: Int) {
    self.init(
      points: points, covered: result.covered, sessions: result.sessions.count, days: result.days,
      minutes: result.minutes, cost: result.cost,
      lowerBound: result.coveredAtMost == result.covered ? result.lowerBound : nil)
  }

  var value: Value {
    [
      "points": .int(points), "covered": .int(covered), "sessions": .int(sessions), "days": .int(days),
      "minutes": .int(minutes), "cost": .int(cost), "lower_bound": Value(lowerBound),
    ]
  }

  init(_ value: Value) {
    self.init(
      points: value["points"].int ?? 0, covered: value["covered"].int ?? 0, sessions: value["sessions"].int ?? 0,
      days: value["days"].int ?? 0, minutes: value["minutes"].int ?? 0, cost: value["cost"].int ?? 0,
      lowerBound: value["lower_bound"].int)
  }
}

extension PlanSummary {
  /// As the audit keeps it, what ``init(_:)`` reads.
  public var value: Value {
    [
      "at": .text(at), "totals": totals.value, "separate": .object(separate.mapValues(\.value)),
      "remark": Value(remark),
      "uncovered": .list(
        uncovered.map {
          [
            "point": .text($0.point), "reason": .text($0.reason), "detail": .text($0.detail),
            "remedy": .text($0.remedy),
          ]
        }),
    ]
  }

  /// - Parameter text: What an audit keeps; nil if there is no plan or it can't be read.
  public init?(_ text: String) {
    guard !text.isEmpty, let value = try? JSON.parse(text), let at = value["at"].text else { return nil }
    self.init(
      at: at, totals: Totals(value["totals"]),
      uncovered: value["uncovered"].list.map {
        Uncovered(
          point: $0["point"].text ?? "", reason: $0["reason"].text ?? "", detail: $0["detail"].text ?? "",
          remedy: $0["remedy"].text ?? "")
      }, separate: (value["separate"].object ?? [:]).mapValues(Totals.init), remark: value["remark"].text)
  }
}
