import RegisterKit

/// One audit point worked through, with a verdict for each standard.
public struct Check: Record {
  public enum Verdict: String, Choice {
    case notChecked = "not_checked"
    case conform
    case opportunity
    case minor
    case major
    public var tone: Tone {
      switch self {
      case .notChecked: .none
      case .conform: .good
      case .opportunity: .info
      case .minor: .warn
      case .major: .bad
      }
    }
  }
  public var title = ""
  public var audit: String?
  public var session: String?
  public var point = ""
  public var unit: String?
  public var requirements: [String] = []
  public var notes = ""
  public var verdict27001 = Verdict.notChecked
  public var verdict42001 = Verdict.notChecked
  public var reason = ""
  public var minutesPlanned: Int?
  public var baseline27001: Int?
  public var baseline42001: Int?
  public var minutes: Int?
  public init() {}

  public static let register = Register<Check>(
    "checks", prefix: "CHK", one: "Check", many: "Checks", area: .check,
    purpose: "Audit points worked through: what was seen, and a verdict for each standard.",
    clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed),
      .reference(\.session, "session", "Session", to: "sessions", .listed),
      .line(\.point, "point", "Audit point", max: 40, .listed),
      .reference(\.unit, "unit", "Unit", to: "units"),
      .requirements(\.requirements, "requirements", "Requirements", .listed),
      .prose(\.notes, "notes", "Notes", .searched),
      .choice(\.verdict27001, "verdict_27001", "Verdict 27001", .listed),
      .choice(\.verdict42001, "verdict_42001", "Verdict 42001", .listed),
      .prose(\.reason, "reason", "Reason where they differ"),
      .number(\.minutesPlanned, "minutes_planned", "Minutes planned", in: 0...1440, .group("Time")),
      .number(\.baseline27001, "baseline_27001", "Minutes in an audit of 27001 alone", in: 0...1440, .group("Time")),
      .number(\.baseline42001, "baseline_42001", "Minutes in an audit of 42001 alone", in: 0...1440, .group("Time")),
      .number(\.minutes, "minutes", "Minutes spent", in: 0...1440, .group("Time")),
    ])
}
