import RegisterKit

/// On which side of the target a value is good.
public enum Direction: String, Choice {
  case atLeast = "at_least"
  case atMost = "at_most"
}

/// A measurable objective with means, owner and date (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 6.2).
public struct Objective: Record {
  /// How an objective stands.
  public enum Status: String, Choice {
    case planned
    case onTrack = "on_track"
    case met, missed
    public var tone: Tone {
      switch self {
      case .planned: .none
      case .onTrack: .info
      case .met: .good
      case .missed: .bad
      }
    }
  }
  public var title = ""
  public var indicator: String?
  /// What is measured, in words, where no indicator of the register is.
  public var indicatorText = ""
  /// Of target and values, as people write it: `%`, `h`.
  public var unit = ""
  public var direction: Direction?
  /// In ``unit``; on which side of it a value is good, ``direction`` says.
  public var target: Double?
  public var owner: String?
  public var means = ""
  /// How often it is measured, in words.
  public var frequency = ""
  public var due: Day?
  /// In ``unit``, of the last measurement; nil before the first.
  public var lastValue: Double?
  public var status = Status.planned
  public init() {}

  public static let register = Register<Objective>(
    "objectives", prefix: "OBJ", one: "Objective", many: "Objectives", area: .plan,
    purpose: "What is to be reached for security and AI, by when, with what means and how it is measured.",
    clauses: ["iso27001:6.2", "iso42001:6.2", "iso42001:A.6.1.2", "iso42001:A.9.3"],
    fields: [
      .line(\.title, "title", "Objective", .title),
      .reference(
        \.indicator, "indicator", "Indicator", to: "indicators", .makesMissing, .also("kpi_id", "indicator no.")),
      .line(\.indicatorText, "indicator_text", "Measured as", max: 1000, .listed, .also("kpi", "indicator")),
      .line(\.unit, "unit", "Unit"),
      .choice(\.direction, "direction", "Good is", .also("good is")),
      .decimal(\.target, "target", "Target", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .prose(\.means, "means", "Means"),
      .line(\.frequency, "frequency", "Measured", .also("measured")),
      .day(\.due, "due_on", "Due", .due, .listed, .also("until")),
      .decimal(\.lastValue, "last_value", "Last value", .listed, .also("Last value (October 2026)")),
      .choice(\.status, "status", "Status", .state, .listed),
    ])
}

/// What is measured to see how the management system does (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.1).
public struct Indicator: Record {
  public var name = ""
  /// Of target and values, as people write it: `%`, `h`.
  public var unit = ""
  public var direction: Direction?
  /// In ``unit``; on which side of it a value is good, ``direction`` says.
  public var target: Double?
  /// How often it is measured, in words.
  public var frequency = ""
  public var owner: String?
  public var note = ""
  public init() {}

  public static let register = Register<Indicator>(
    "indicators", prefix: "IND", one: "Indicator", many: "Indicators", area: .check,
    purpose: "What is measured, how often, and what counts as good.", clauses: ["iso27001:9.1", "iso42001:9.1"],
    fields: [
      .line(\.name, "name", "Indicator", .title, .also("kpi")),
      .line(\.unit, "unit", "Unit", .listed),
      .choice(\.direction, "direction", "Good is", .listed),
      .decimal(\.target, "target", "Target", .listed),
      .line(\.frequency, "frequency", "Measured", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .prose(\.note, "note", "Note"),
    ])
}

/// One value of an indicator (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.1).
public struct Measurement: Record {
  public var indicator: String?
  /// The month or other time for which the value stands, as people write it: `2026-10`.
  public var period = ""
  /// In ``unit``; nil while it is not measured.
  public var value: Double?
  public var unit = ""
  /// In ``unit``, as it was when this was measured.
  public var target: Double?
  public var direction: Direction?
  /// Whether the value is on the good side of the target; nil where nobody said.
  public var met: Bool?
  public var measuredBy: String?
  public var note = ""
  public init() {}

  public static let register = Register<Measurement>(
    "measurements", prefix: "MEA", one: "Measurement", many: "Measurements", area: .check,
    purpose: "The values measured, month by month.", clauses: ["iso27001:9.1", "iso42001:9.1"],
    fields: [
      .line(\.period, "period", "Period", .title, .key, .also("month")),
      .reference(\.indicator, "indicator", "Indicator", to: "indicators", .required, .listed, .key, .also("kpi_id")),
      .decimal(\.value, "value", "Value", .listed),
      .line(\.unit, "unit", "Unit", .listed),
      .decimal(\.target, "target", "Target", .listed),
      .choice(\.direction, "direction", "Good is", .also("good is")),
      .flag(\.met, "met", "Target met", .listed, .indexed),
      .person(\.measuredBy, "measured_by", "Measured by", .owner, .listed),
      .prose(\.note, "note", "Note", .also("remarks")),
    ])
}
