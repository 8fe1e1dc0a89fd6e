import RegisterKit

/// How far the two management systems are one in one of the points that IAF MD 11 looks at, judged for an audit.
public struct IntegrationScore: Record {
  /// One of the library's points of integration, word by word.
  public var point = ""
  public var audit: String?
  /// 0 to 100; nil while it is not judged.
  public var percent: Int?
  public var reason = ""
  public var evidence: [String] = []
  public init() {}

  public static let register = Register<IntegrationScore>(
    "integration-scores", prefix: "INS", one: "Score of integration", many: "Level of integration", area: .check,
    purpose: "How far the two systems are one, point by point, with evidence. Score them from the page of an audit.",
    clauses: [],
    fields: [
      .line(\.point, "point", "Point", max: 300, .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .required, .listed),
      .number(\.percent, "percent", "Integrated (%)", in: 0...100, .listed),
      .prose(\.reason, "reason", "Reason", .listed),
      .references(\.evidence, "evidence", "Shown by", to: ["evidence", "documents"], .listed),
      // A point is judged once for an audit.
      .derived("judged", "Audit and point", LineKind(max: 400), .unique) { score, _ in
        Value(score.audit.map { "\($0) \(score.point)" } ?? "")
      },
    ],
    check: { score, _, problems in
      if score.percent != nil, score.reason.isEmpty {
        problems.add("reason", "Say what shows it; the certification body decides on the reduction by it.")
      }
    })
}

/// The seven points of an audit with what was judged of each.
public struct IntegrationLevel: Sendable {
  /// A point with its score.
  public struct Point: Sendable {
    public let point: String
    /// Code of the record; nil if nothing was judged yet.
    public let record: String?
    /// A new one, without percentage, where nothing was judged yet.
    public let score: IntegrationScore
    public init(point: String, record: String?, score: IntegrationScore) {
      self.point = point
      self.record = record
      self.score = score
    }
  }
  /// In the order of the library.
  public let points: [Point]

  /// - Parameters:
  ///   - points: Of the library of audit time, in its order.
  ///   - scores: Records of the audit.
  public init(points: [String], scores: [(id: String, score: IntegrationScore)]) {
    self.points = points.map { point in
      let found = scores.first { $0.score.point == point }
      return Point(point: point, record: found?.id, score: found?.score ?? IntegrationScore())
    }
  }

  /// Mean of all points, from 0 to 100; nil until each is judged (IAF MD 11:2023).
  public var percent: Double? {
    let percents = points.compactMap(\.score.percent)
    guard !points.isEmpty, percents.count == points.count else { return nil }
    return Double(percents.reduce(0, +)) / Double(percents.count)
  }
}
