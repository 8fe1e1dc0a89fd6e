import RegisterKit

/// What the audit time of one organization depends on.
public struct AuditTimeInput: Sendable, Hashable {
  /// One standard of the audit, with what its time depends on.
  public struct Part: Sendable, Hashable {
    /// `iso27001` or `iso42001`.
    public var standard: String
    /// Those that the standard's table counts, the groups of ``identical`` among them; at least 1.
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
    /// Grades 1 to 3 of the factors that the table's source scores; may stay empty.
    public var grades: [String: Int]
    public init(
      standard: String, persons: Int, identical: [Int] = [], column: String, adjustment: Double = 0,
      adjustmentReason: String = "", additions: [String: Double] = [:], grades: [String: Int] = [:]
    ) {
      self.standard = standard
      self.persons = persons
      self.identical = identical
      self.column = column
      self.adjustment = adjustment
      self.adjustmentReason = adjustmentReason
      self.additions = additions
      self.grades = grades
    }
  }
  /// One for each standard.
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
  /// One step of the calculation.
  public struct Step: Sendable, Hashable {
    /// What is worked out.
    public let what: String
    /// From what and how.
    public let how: String
    /// Days, percent or persons, with its unit where it is not days.
    public let result: String
    /// Of the figure of a table that the step rests on; nil for plain arithmetic and for what was entered.
    public let origin: AuditTimeTables.Origin?
  }
  /// Rounded days of one kind of audit.
  public struct Days: Sendable, Hashable {
    /// `initial`, `surveillance` or `recertification`.
    public let audit: String
    /// An audit of each standard by itself.
    public let alone: [String: Double]
    /// In auditor days, to the part of a day that the tables round to.
    public let integrated: Double
    /// Those of each standard by itself, added.
    public var separate: Double { alone.values.reduce(0, +) }
  }
  /// Unrounded days of each standard's initial audit by itself.
  public let alone: [String: Double]
  /// Unrounded days of the integrated initial audit.
  public let integrated: Double
  /// Percent by which both audits together are shorter (IAF MD 11:2023); 0 for one standard.
  public let reduction: Double
  /// Percent of the team's ability to audit both standards, 0 to 100 (IAF MD 11:2023); 0 for one standard.
  public let ability: Double
  /// In the order of the calculation.
  public let steps: [Step]
  /// The initial audit first, then those that follow it.
  public let days: [Days]
  /// What a reader of the result should know.
  public let remarks: [String]
}

extension AuditTimeTables {
  /// Works the time out. IAF MD 11: T = A + B; the reduction is the lower of what integration and ability of the team allow.
  /// - Throws: ``Refusal`` naming what is missing or out of bounds.
  public func time(_ input: AuditTimeInput) throws -> AuditTime {
    guard !input.parts.isEmpty else { throw Refusal("Name at least one standard.") }
    var (steps, remarks, alone): ([AuditTime.Step], [String], [String: Double]) = ([], [], [:])
    for part in input.parts { alone[part.standard] = try days(of: part, &steps, &remarks) }
    let sum = input.parts.reduce(0) { $0 + (alone[$1.standard] ?? 0) }
    let ability = try ability(input)
    var reduction = 0.0
    if input.parts.count > 1 {
      let (byTeam, byLevel) = (allowed(ability), allowed(input.integration))
      reduction = min(byTeam.percent.value, byLevel.percent.value)
      steps += [
        .init(
          what: "Both together", how: input.parts.map { Self.text(alone[$0.standard] ?? 0) }.joined(separator: " + "),
          result: Self.text(sum), origin: nil),
        .init(
          what: "Ability of the team (IAF MD 11)",
          how:
            "standards of each auditor: \(input.team.map(String.init).joined(separator: ", ")), which is \(Self.text(ability)) %",
          result: "\(Self.text(byTeam.percent.value)) % less", origin: byTeam.percent.origin),
        .init(
          what: "Level of integration",
          how: "mean of the \(integrationPoints.count) points: \(Self.text(input.integration)) %",
          result: "\(Self.text(byLevel.percent.value)) % less",
          origin: byLevel.percent.origin),
        .init(
          what: "Integrated", how: "\(Self.text(sum)) × \(Self.text(100 - reduction)) %, the lower of the two",
          result: Self.text(sum * (1 - reduction / 100)), origin: nil),
      ]
    }
    let integrated = sum * (1 - reduction / 100)
    for share in shares {
      steps.append(
        .init(
          what: share.audit.asLabel, how: "\(Self.text(integrated)) × \(share.parts)/\(share.of)",
          result: Self.text(integrated * share.value), origin: share.origin))
    }
    steps.append(
      .init(
        what: "Rounding", how: "to the nearest \(Self.text(roundTo.value)) day",
        result: Self.text(rounded(integrated)), origin: roundTo.origin))
    let days = [("initial", 1.0)] + shares.map { ($0.audit, $0.value) }
    return AuditTime(
      alone: alone, integrated: integrated, reduction: reduction, ability: ability, steps: steps,
      days: days.map { audit, share in
        .init(audit: audit, alone: alone.mapValues { rounded($0 * share) }, integrated: rounded(integrated * share))
      }, remarks: remarks)
  }

  /// Unrounded days of one standard's initial audit by itself.
  private func days(
    of part: AuditTimeInput.Part, _ steps: inout [AuditTime.Step], _ remarks: inout [String]
  ) throws -> Double {
    guard let table = table(part.standard) else { throw Refusal("There is no table for \(part.standard).") }
    let name = Standard(rawValue: part.standard)?.label ?? part.standard
    let persons = try persons(part, &steps)
    let column = table.columns.count > 1 ? ", \(part.column.asLabel.lowercased())" : ""
    guard let row = table.rows.first(where: { persons <= $0.upTo }), let base = row.figures[part.column] else {
      throw Refusal(
        "The table of \(table.source) here has no entry for \(persons) persons\(column); add it from your licensed copy."
      )
    }
    func step(_ what: String, _ how: String, _ days: Double, _ origin: Origin?) {
      steps.append(.init(what: what, how: how, result: Self.text(days), origin: origin))
    }
    step(table.source, "\(persons) \(table.counts)\(column): up to \(row.upTo)", base.value, base.origin)
    if let change = table.scores?.change(part.grades) {
      let range = "\(Self.text(change.from)) to \(Self.text(change.to)) %"
      steps.append(
        .init(
          what: "\(name): scores", how: "business \(change.business), IT \(change.it)", result: range,
          origin: change.origin))
      if part.adjustment < change.from || part.adjustment > change.to {
        remarks.append(
          "\(name): \(Self.text(part.adjustment)) % for circumstances lies outside the \(range) that the scores stand for."
        )
      }
    }
    var days = base.value
    if part.adjustment != 0 {
      guard part.adjustment >= -table.largestReduction.value else {
        throw Refusal("At most \(Self.text(table.largestReduction.value)) % may be taken off by \(table.source).")
      }
      guard !part.adjustmentReason.isEmpty else { throw Refusal("A change of the table value needs its reason.") }
      days = base.value * (1 + part.adjustment / 100)
      step(
        "\(name): circumstances",
        "\(Self.text(base.value)) × \(Self.text(100 + part.adjustment)) %: \(part.adjustmentReason)", days, nil)
    }
    for (reason, more) in part.additions.sorted(by: { $0.key < $1.key }) where more != 0 {
      guard more > 0 else { throw Refusal("\(reason): days are added, not taken off.") }
      days += more
      step("\(name): \(reason)", "+ \(Self.text(more)) days, as entered", days, nil)
    }
    return days
  }

  /// Persons that count; those of a group that all do the same by the square root (ISO/IEC 27006-1:2024 C.3.4).
  private func persons(_ part: AuditTimeInput.Part, _ steps: inout [AuditTime.Step]) throws -> Int {
    let same = part.identical.reduce(into: (sum: 0, isOver: false)) { total, group in
      let (sum, overflow) = total.sum.addingReportingOverflow(group)
      total = (overflow ? total.sum : sum, total.isOver || overflow)
    }
    let name = Standard(rawValue: part.standard)?.label ?? part.standard
    guard part.persons > 0 else { throw Refusal("\(name): enter how many persons there are.") }
    guard part.identical.allSatisfy({ $0 > 0 }), !same.isOver, same.sum <= part.persons else {
      throw Refusal("\(name): the groups of people who do the same are larger than all persons.")
    }
    guard !part.identical.isEmpty else { return part.persons }
    let roots = part.identical.map { Int(saturating: Double($0).squareRoot(), .up) }
    let persons = part.persons - same.sum + roots.reduce(0, +)
    steps.append(
      .init(
        what: "\(name): persons who do the same",
        how: "\(part.persons) − \(same.sum) + \(roots.map(String.init).joined(separator: " + "))", result: "\(persons)",
        origin: nil))
    return persons
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

  /// The step that a percentage of integration or ability reaches. The upper limit of a band belongs to it.
  func allowed(_ value: Double) -> Step {
    steps.filter { value > $0.above }.max { $0.percent.value < $1.percent.value }
      ?? Step(above: 0, percent: Figure(0, Origin(isVerified: true)))
  }

  /// To the nearest part of a day; halves go up, and figures like 10.250000000000002 are not ones.
  func rounded(_ days: Double) -> Double { (days / roundTo.value + 1e-9).rounded() * roundTo.value }

  /// With at most two decimals and a point.
  public static func text(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "–" }
    let cents = Int(saturating: value.magnitude * 100)
    let sign = value < 0 && cents > 0 ? "-" : ""
    let (whole, fraction) = (cents / 100, cents % 100)
    if fraction == 0 { return "\(sign)\(whole)" }
    return fraction % 10 == 0 ? "\(sign)\(whole).\(fraction / 10)" : "\(sign)\(whole).\(fraction / 10)\(fraction % 10)"
  }
}

extension AuditTimeTables.Share {
  /// As a fraction: 1/3 is 0.333….
  public var value: Double { Double(parts) / Double(of) }
}
