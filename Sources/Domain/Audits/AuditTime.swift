import RegisterKit

/// Tables from which a certification body's audit time is worked out. Data of a library, never constants: the figures of
/// ISO/IEC 27006-1, ISO/IEC 42006 and IAF MD 11, each with a mark whether it was verified in a source.
public struct AuditTimeTables: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    /// Persons up to and including this number.
    public let upTo: Int
    /// Auditor days of the initial audit, by column.
    public let days: [String: Double]
    public let isVerified: Bool
    public init(upTo: Int, days: [String: Double], isVerified: Bool) {
      self.upTo = upTo
      self.days = days
      self.isVerified = isVerified
    }
  }
  public struct Table: Sendable, Hashable {
    public let standard: String
    public let source: String
    /// Whose number it is that chooses the row.
    public let counts: String
    /// Percent by which circumstances may lessen the table value at most.
    public let largestReduction: Double
    public let rows: [Row]
    /// What adds days on top, in words; how many is entered, since no source was found.
    public let additions: [String]
    public init(
      standard: String, source: String, counts: String, largestReduction: Double, rows: [Row], additions: [String]
    ) {
      self.standard = standard
      self.source = source
      self.counts = counts
      self.largestReduction = largestReduction
      self.rows = rows
      self.additions = additions
    }
  }
  /// A kind of audit in the cycle and its share of the initial time.
  public struct Share: Sendable, Hashable {
    public let audit: String
    public let of: Int
    public let parts: Int
    public init(audit: String, of: Int, parts: Int) {
      self.audit = audit
      self.of = of
      self.parts = parts
    }
  }
  /// From which percentage on (exclusive) a step of the reduction holds.
  public struct Step: Sendable, Hashable {
    public let above: Double
    public let percent: Double
    public init(above: Double, percent: Double) {
      self.above = above
      self.percent = percent
    }
  }
  public let tables: [Table]
  public let shares: [Share]
  public let steps: [Step]
  /// The seven things that show how far two systems are one.
  public let integrationPoints: [String]
  /// Days are rounded to this part of a day.
  public let roundTo: Double

  public init(tables: [Table], shares: [Share], steps: [Step], integrationPoints: [String], roundTo: Double) {
    self.tables = tables
    self.shares = shares
    self.steps = steps
    self.integrationPoints = integrationPoints
    self.roundTo = roundTo
  }
}

/// What the audit time of one organization depends on.
public struct AuditTimeInput: Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    public var standard: String
    public var persons: Int
    /// Groups of people who all do the same; each counts as the square root of its number, rounded up (27006-1 C.3.4).
    public var identical: [Int]
    /// Column of the table, such as the role in AI.
    public var column: String
    /// Percent up (+) or down (−) for circumstances, with the reason that the standard asks for.
    public var adjustment: Double
    public var adjustmentReason: String
    /// Days added by circumstance.
    public var additions: [String: Double]
    public init(
      standard: String, persons: Int, identical: [Int] = [], column: String, adjustment: Double = 0,
      adjustmentReason: String = "", additions: [String: Double] = [:]
    ) {
      self.standard = standard
      self.persons = persons
      self.identical = identical
      self.column = column
      self.adjustment = adjustment
      self.adjustmentReason = adjustmentReason
      self.additions = additions
    }
  }
  public var parts: [Part]
  /// 0 to 100, how far the systems are one; the mean of the seven points.
  public var integration: Double
  /// For each auditor of the team, how many of the standards they are qualified for.
  public var team: [Int]
  public init(parts: [Part], integration: Double, team: [Int]) {
    self.parts = parts
    self.integration = integration
    self.team = team
  }
}

/// Audit time with the way to it, so that a client can check a quote.
public struct AuditTime: Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    public let what: String
    public let how: String
    public let result: String
    public let isVerified: Bool
  }
  /// Unrounded days of each standard's initial audit by itself.
  public let alone: [String: Double]
  /// Unrounded days of the integrated initial audit.
  public let integrated: Double
  public let reduction: Double
  public let ability: Double
  public let steps: [Step]
  /// Rounded days by kind of audit: the integrated one, and the separate ones added.
  public let days: [(audit: String, integrated: Double, separate: Double)]

  public static func == (left: AuditTime, right: AuditTime) -> Bool { left.steps == right.steps }
  public func hash(into hasher: inout Hasher) { hasher.combine(steps) }
}

extension AuditTimeTables {
  /// Works the time out. IAF MD 11: T = A + B; the reduction is the lower of what integration and ability of the team allow.
  /// - Throws: ``Refusal`` naming what is missing or out of bounds.
  public func time(_ input: AuditTimeInput) throws -> AuditTime {
    var steps: [AuditTime.Step] = []
    func step(_ what: String, _ how: String, _ days: Double, _ isVerified: Bool = true) {
      steps.append(.init(what: what, how: how, result: Self.text(days), isVerified: isVerified))
    }
    guard !input.parts.isEmpty else { throw Refusal("Name at least one standard.") }
    var alone: [String: Double] = [:]
    for part in input.parts {
      guard let table = tables.first(where: { $0.standard == part.standard }) else {
        throw Refusal("There is no table for \(part.standard).")
      }
      let persons = try persons(part)
      guard let row = table.rows.first(where: { persons <= $0.upTo }), let base = row.days[part.column] else {
        throw Refusal(
          "The table of \(table.source) here has no entry for \(persons) persons (\(part.column)); add it from your licensed copy."
        )
      }
      step(
        "\(table.source)",
        "\(persons) \(table.counts)\(table.rows.first?.days.count ?? 0 > 1 ? ", \(part.column)" : "")",
        base, row.isVerified)
      var days = base
      if part.adjustment != 0 {
        guard part.adjustment >= -table.largestReduction else {
          throw Refusal("At most \(Self.text(table.largestReduction)) % may be taken off by \(table.source).")
        }
        guard !part.adjustmentReason.isEmpty else { throw Refusal("A change of the table value needs its reason.") }
        days = base * (1 + part.adjustment / 100)
        step(
          "\(part.standard): circumstances",
          "\(Self.text(base)) × \(Self.text(100 + part.adjustment)) %: \(part.adjustmentReason)", days)
      }
      for (reason, more) in part.additions.sorted(by: { $0.key < $1.key }) where more != 0 {
        guard more > 0 else { throw Refusal("\(reason): days are added, not taken off.") }
        days += more
        step("\(part.standard): \(reason)", "+ \(Self.text(more)) days", days, false)
      }
      alone[part.standard] = days
    }
    let sum = input.parts.reduce(0) { $0 + (alone[$1.standard] ?? 0) }
    if input.parts.count > 1 {
      step("Both together", input.parts.map { Self.text(alone[$0.standard] ?? 0) }.joined(separator: " + "), sum)
    }
    let ability = try ability(input)
    let reduction = input.parts.count > 1 ? min(percent(input.integration), percent(ability)) : 0
    let integrated = sum * (1 - reduction / 100)
    if input.parts.count > 1 {
      steps.append(
        .init(
          what: "Ability of the team (IAF MD 11)",
          how: "standards of each auditor: \(input.team.map(String.init).joined(separator: ", "))",
          result: "\(Self.text(ability)) %, allows \(Self.text(percent(ability))) %", isVerified: true))
      steps.append(
        .init(
          what: "Level of integration", how: "mean of the seven points",
          result: "\(Self.text(input.integration)) %, allows \(Self.text(percent(input.integration))) %",
          isVerified: true))
      step("Integrated", "\(Self.text(sum)) × \(Self.text(100 - reduction)) %", integrated)
    }
    let days = [("initial", 1, 1)] + shares.map { ($0.audit, $0.parts, $0.of) }
    return AuditTime(
      alone: alone, integrated: integrated, reduction: reduction, ability: ability, steps: steps,
      days: days.map { audit, parts, of in
        let share = Double(parts) / Double(of)
        return (
          audit, rounded(integrated * share), input.parts.reduce(0) { $0 + rounded((alone[$1.standard] ?? 0) * share) }
        )
      })
  }

  private func persons(_ part: AuditTimeInput.Part) throws -> Int {
    let same = part.identical.reduce(0, +)
    guard part.persons > 0 else { throw Refusal("\(part.standard): enter how many persons there are.") }
    guard part.identical.allSatisfy({ $0 > 0 }), same <= part.persons else {
      throw Refusal("\(part.standard): the groups of people who do the same are larger than all persons.")
    }
    return part.persons - same + part.identical.reduce(0) { $0 + Int(Double($1).squareRoot().rounded(.up)) }
  }

  /// 100 × ((X1−1) + … + (Xn−1)) / (Z × (Y−1)): Z auditors, Y standards, Xi of them that auditor i is qualified for.
  private func ability(_ input: AuditTimeInput) throws -> Double {
    let standards = input.parts.count
    guard standards > 1 else { return 0 }
    guard !input.team.isEmpty else { throw Refusal("Name the auditors of the team.") }
    guard input.team.allSatisfy({ (1...standards).contains($0) }) else {
      throw Refusal("Each auditor is qualified for 1 to \(standards) of the standards.")
    }
    return 100 * Double(input.team.reduce(0) { $0 + $1 - 1 }) / Double(input.team.count * (standards - 1))
  }

  /// What a percentage of integration or ability allows. The upper limit of a band belongs to it.
  func percent(_ value: Double) -> Double { steps.filter { value > $0.above }.map(\.percent).max() ?? 0 }

  /// To the nearest part of a day; halves go up, and figures like 10.250000000000002 are not ones.
  func rounded(_ days: Double) -> Double { (days / roundTo + 1e-9).rounded() * roundTo }

  static func text(_ value: Double) -> String {
    let cents = Int((value * 100).rounded())
    return cents % 100 == 0
      ? "\(cents / 100)"
      : cents % 10 == 0
        ? "\(cents / 100).\(abs(cents / 10 % 10))" : "\(cents / 100).\(abs(cents % 100 / 10))\(abs(cents % 10))"
  }
}
