import RegisterKit

/// One appointment: an auditor at a unit for half a day, working through points of that unit.
public struct PlannedSession: Sendable, Hashable {
  public var auditor: String
  /// Auditors who come along; a plan that was worked out has none.
  public var colleagues: [String]
  /// The unit that is visited.
  public var unit: String
  /// `2027-03-01/AM`, one of the problem's half-days.
  public var halfDay: String
  public var points: [String]
  /// All who audit there, the one who answers for it first.
  var team: [String] { [auditor] + colleagues }

  public init(auditor: String, colleagues: [String] = [], unit: String, halfDay: String, points: [String]) {
    self.auditor = auditor
    self.colleagues = colleagues
    self.unit = unit
    self.halfDay = halfDay
    self.points = points
  }
}

/// A point that is in no session, why, and what would make it possible.
public struct UncoveredPoint: Sendable, Hashable {
  /// Why a point is left out; the first of these that holds is told. Competence and independence: ISO/IEC 27001:2022
  /// and ISO/IEC 42001:2023 9.2.2.
  public enum Reason: String, Sendable, CaseIterable {
    case tooLong = "too_long"
    case noCompetentAuditor = "no_competent_auditor"
    case noIndependentAuditor = "no_independent_auditor"
    case noCommonWindow = "no_common_window"
    case capacity
  }
  public var point: String
  public var reason: Reason
  /// What is in the way, in a sentence.
  public var detail: String
  /// What would make the point possible, in a sentence.
  public var remedy: String
}

/// The best plan that was found, and how good it is known to be.
public struct PlanResult: Sendable {
  public var id: String
  public var sessions: [PlannedSession]
  public var uncovered: [UncoveredPoint]
  /// Minutes of the covered points.
  public var minutes: Int
  /// Minutes, and what each session and each day adds: what is made as small as possible, after as many points as possible.
  public var cost: Int
  /// No plan that covers as many points costs less; nil where nothing is proven.
  public var lowerBound: Int?
  /// No plan covers more points than this.
  public var coveredAtMost: Int
  /// Why the search ended early, in a sentence; nil if it did not.
  public var remark: String?

  /// Number of points in sessions.
  public var covered: Int { sessions.reduce(0) { $0 + $1.points.count } }
  /// Calendar days on which there is a session.
  public var days: Int { Set(sessions.map { PlanProblem.day($0.halfDay) }).count }
  public var isComplete: Bool { uncovered.isEmpty }
  /// No plan covers more points, and none that covers as many costs less.
  public var isProvenOptimal: Bool { lowerBound == cost && coveredAtMost == covered }
  /// How far the part that planning decides may be from the best, 0 for proven optimal; nil where nothing is proven.
  public var gap: Double? {
    coveredAtMost == covered ? Self.gap(cost: cost, minutes: minutes, lowerBound: lowerBound) : nil
  }

  /// How far a cost may be from the best, minutes that no planning changes left out; nil where no bound is proven.
  public static func gap(cost: Int, minutes: Int, lowerBound: Int?) -> Double? {
    guard let lowerBound else { return nil }
    return lowerBound > minutes
      ? Double(cost - minutes) / Double(lowerBound - minutes) - 1 : cost == lowerBound ? 0 : nil
  }

  /// The result in JSON; `objective` is ``cost``, `plan_gap` is ``gap`` to four places.
  public var value: Value {
    [
      "id": .text(id), "status": .text(isComplete ? "complete" : "incomplete"), "covered": .int(covered),
      "covered_upper_bound": .int(coveredAtMost), "objective": .int(cost), "lower_bound": Value(lowerBound),
      "plan_gap": gap.map { .double(($0 * 10_000).rounded() / 10_000) } ?? .null,
      "proven_optimal": .bool(isProvenOptimal), "minutes": .int(minutes), "sessions": .int(sessions.count),
      "days": .int(days), "remark": Value(remark),
      "uncovered": .list(
        uncovered.map {
          [
            "point": .text($0.point), "reason": .text($0.reason.rawValue), "detail": .text($0.detail),
            "remedy": .text($0.remedy),
          ]
        }),
      "plan": .list(
        sessions.map {
          [
            "auditor": .text($0.auditor), "unit": .text($0.unit), "half_day": .text($0.halfDay),
            "points": Value($0.points),
          ]
        }),
    ]
  }
}
