import RegisterKit

/// What an audit has to get done, and with whom: points to be worked through at units of the organization, auditors with
/// competences and conflicts, and the half-days on which they meet. All minutes are whole minutes.
///
/// The definition is Concord's own; no standard fixes one. ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2 ask for the
/// competence and independence that it keeps.
public struct PlanProblem: Sendable, Hashable {
  /// A part of the organization where points are answered.
  public struct Unit: Sendable, Hashable {
    public var id: String
    public var name: String
    /// Half-days on which somebody there can be visited.
    public var available: [String]
    public init(id: String, name: String, available: [String]) {
      self.id = id
      self.name = name
      self.available = available
    }
  }

  /// Somebody of the audit team: what they can judge, what they may not, and when they are there.
  public struct Auditor: Sendable, Hashable {
    public var id: String
    public var name: String
    /// Level 0 to 3 by standard or technical area; what is not there is 0.
    public var competences: [String: Int]
    /// Own work: neither these units nor these points may be audited by this person.
    public var conflictUnits: Set<String>
    /// Own work in points of whatever unit.
    public var conflictPoints: Set<String>
    /// What is behind a conflict, in words, by unit or point.
    public var reasons: [String: String]
    /// Half-days on which this person can audit.
    public var available: [String]
    public init(
      id: String, name: String, competences: [String: Int], conflictUnits: Set<String> = [],
      conflictPoints: Set<String> = [], reasons: [String: String] = [:], available: [String]
    ) {
      self.id = id
      self.name = name
      self.competences = competences
      self.conflictUnits = conflictUnits
      self.conflictPoints = conflictPoints
      self.reasons = reasons
      self.available = available
    }

    /// Whether this one person reaches every level that a point asks for.
    public func isCompetent(for point: Point) -> Bool {
      point.requires.allSatisfy { competences[$0.key, default: 0] >= $0.value }
    }

    /// Why this person may not audit a point, nil if nothing is against it.
    public func conflict(with point: Point) -> String? {
      if conflictPoints.contains(point.id) { return reasons[point.id] ?? "own work in \(point.id)" }
      return conflictUnits.contains(point.unit) ? reasons[point.unit] ?? "own unit \(point.unit)" : nil
    }
  }

  /// Something that one auditor looks into at one unit in one session.
  public struct Point: Sendable, Hashable {
    public var id: String
    public var title: String
    /// Id of the unit that answers it.
    public var unit: String
    /// In one audit over both standards.
    public var minutes: Int
    /// In an audit over one standard alone, by standard; 0 or absent where it is no part of that audit.
    public var minutesAlone: [String: Int]
    /// The least level by standard or technical area.
    public var requires: [String: Int]
    public init(
      id: String, title: String, unit: String, minutes: Int, minutesAlone: [String: Int] = [:], requires: [String: Int]
    ) {
      self.id = id
      self.title = title
      self.unit = unit
      self.minutes = minutes
      self.minutesAlone = minutesAlone
      self.requires = requires
    }
  }

  public var id: String
  public var title: String
  /// Minutes of a session, the overhead included.
  public var sessionMinutes = 210
  /// Opening and wrap-up, counted in every session.
  public var overheadMinutes = 20
  /// What each further calendar day weighs.
  public var dayPenalty = 5
  /// In order: `2027-03-01/AM`. What stands before `/` is the day.
  public var halfDays: [String]
  public var units: [Unit]
  public var auditors: [Auditor]
  public var points: [Point]

  public init(
    id: String, title: String = "", halfDays: [String], units: [Unit], auditors: [Auditor], points: [Point]
  ) {
    self.id = id
    self.title = title
    self.halfDays = halfDays
    self.units = units
    self.auditors = auditors
    self.points = points
  }

  /// Minutes of points that a session holds.
  public var capacity: Int { sessionMinutes - overheadMinutes }

  /// The calendar day of a half-day: what stands before `/`.
  public static func day(_ halfDay: String) -> String { String(halfDay.prefix { $0 != "/" }) }

  /// The audit that one standard would need by itself: its points, with their minutes and requirements for it alone.
  public func separate(_ standard: String) -> PlanProblem {
    let standards = Set(points.flatMap(\.minutesAlone.keys))
    var alone = self
    alone.id = "\(id)/\(standard)"
    alone.points = points.compactMap { point in
      guard let minutes = point.minutesAlone[standard], minutes > 0 else { return nil }
      var point = point
      point.minutes = minutes
      point.requires = point.requires.filter { $0.key == standard || !standards.contains($0.key) }
      return point
    }
    return alone
  }
}

/// What is wrong with a planning problem, each line naming the place.
public struct InvalidPlanProblem: Error, Sendable, Equatable {
  /// Sentences, each with the place: `points[3] AP-04: …`.
  public let problems: [String]
}

extension PlanProblem {
  /// Reads the JSON form and checks that it hangs together.
  /// - Throws: ``InvalidPlanProblem`` with everything that is wrong.
  public init(_ value: Value) throws {
    var reader = Reader()
    guard value.object != nil else { throw InvalidPlanProblem(problems: ["This is no planning problem: no object."]) }
    let parameters = value["parameters"]
    self.init(
      id: value["id"].text ?? "plan", title: value["title"].text ?? "", halfDays: reader.texts(value, "half_days", ""),
      units: reader.items(value, "units") { reader, unit, place in
        Unit(
          id: reader.text(unit, "id", place), name: unit["name"].text ?? "",
          available: reader.texts(unit, "available", place))
      },
      auditors: reader.items(value, "auditors") { reader, auditor, place in
        Auditor(
          id: reader.text(auditor, "id", place), name: auditor["name"].text ?? "",
          competences: reader.levels(auditor, "competences", place),
          conflictUnits: Set(reader.texts(auditor, "conflict_units", place)),
          conflictPoints: Set(reader.texts(auditor, "conflict_points", place)),
          reasons: (auditor["conflict_reasons"].object ?? [:]).compactMapValues(\.text),
          available: reader.texts(auditor, "available", place))
      },
      points: reader.items(value, "points") { reader, point, place in
        var alone: [String: Int] = [:]
        for (standard, name) in [("iso27001", "minutes_27001"), ("iso42001", "minutes_42001")]
        where point[name] != .null { alone[standard] = reader.minutes(point, name, place) }
        return Point(
          id: reader.text(point, "id", place), title: point["title"].text ?? "",
          unit: reader.text(point, "unit", place),
          minutes: reader.minutes(point, "minutes", place), minutesAlone: alone,
          requires: reader.levels(point, "requires", place))
      })
    func parameter(_ name: String, _ standard: Int) -> Int {
      parameters[name] == .null ? standard : reader.minutes(parameters, name, "parameters")
    }
    sessionMinutes = parameter("session_minutes", sessionMinutes)
    overheadMinutes = parameter("session_overhead_minutes", overheadMinutes)
    dayPenalty = parameter("day_penalty_minutes", dayPenalty)
    let problems = reader.problems + self.problems
    guard problems.isEmpty else { throw InvalidPlanProblem(problems: problems) }
  }

  /// What does not hang together; empty if the problem can be planned.
  public var problems: [String] {
    var found: [String] = []
    func unique(_ ids: [String], _ what: String) {
      for (id, times) in Dictionary(grouping: ids, by: { $0 }).mapValues(\.count) where times > 1 {
        found.append("\(what) \(id) is there \(times) times.")
      }
    }
    unique(halfDays, "The half-day")
    unique(units.map(\.id), "The unit")
    unique(auditors.map(\.id), "The auditor")
    unique(points.map(\.id), "The point")
    if sessionMinutes <= overheadMinutes { found.append("A session has no minute left beside its overhead.") }
    let (days, places) = (Set(halfDays), Set(units.map(\.id)))
    for (who, available) in units.map({ ("unit \($0.id)", $0.available) })
      + auditors.map({ ("auditor \($0.id)", $0.available) })
    {
      for day in available where !days.contains(day) {
        found.append("\(who): \(day) is none of the half-days of the audit.")
      }
      if Set(available).count < available.count { found.append("\(who): a half-day is named twice.") }
    }
    for point in points where !places.contains(point.unit) {
      found.append("point \(point.id): there is no unit \(point.unit).")
    }
    return found.sorted()
  }

  /// Reads members and notes what is missing or of the wrong kind.
  private struct Reader {
    var problems: [String] = []

    mutating func text(_ value: Value, _ name: String, _ place: String) -> String {
      if let text = value[name].text, !text.isEmpty { return text }
      problems.append("\(place): “\(name)” is missing or no text.")
      return ""
    }

    mutating func texts(_ value: Value, _ name: String, _ place: String) -> [String] {
      if case .list(let items) = value[name], items.allSatisfy({ $0.text != nil }) { return value[name].texts }
      if value[name] != .null || name == "half_days" { problems.append("\(place) “\(name)” is no list of texts.") }
      return []
    }

    mutating func minutes(_ value: Value, _ name: String, _ place: String) -> Int {
      if let minutes = value[name].int, (0...10_000).contains(minutes) { return minutes }
      problems.append("\(place): “\(name)” is no number of minutes from 0 to 10,000.")
      return 0
    }

    mutating func levels(_ value: Value, _ name: String, _ place: String) -> [String: Int] {
      guard case .object(let members) = value[name] else {
        if value[name] != .null { problems.append("\(place): “\(name)” is no list of levels.") }
        return [:]
      }
      var levels: [String: Int] = [:]
      for (key, level) in members {
        guard let level = level.int, (0...3).contains(level) else {
          problems.append("\(place): the level of \(key) is not 0, 1, 2 or 3.")
          continue
        }
        levels[key] = level
      }
      return levels
    }

    mutating func items<T>(
      _ value: Value, _ name: String, _ read: (inout Reader, Value, String) -> T
    ) -> [T] {
      guard case .list(let items) = value[name] else {
        problems.append("“\(name)” is missing or no list.")
        return []
      }
      return items.enumerated().map { index, item in
        read(&self, item, "\(name)[\(index)]\(item["id"].text.map { " \($0)" } ?? "")")
      }
    }
  }
}
