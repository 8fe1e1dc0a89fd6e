import RegisterKit

/// Top management looks at the whole and decides (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.3).
public struct ManagementReview: Record {
  public var title = ""
  public var date: Day?
  public var period = ""
  public var place = ""
  public var chair: String?
  public var attendees: [String] = []
  public var standards: [Standard] = []
  /// What was said, in Markdown; no time.
  public var minutes = ""
  public var nextReview: Day?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<ManagementReview>(
    "management-reviews", prefix: "MRV", one: "Management review", many: "Management reviews", area: .check,
    purpose: "Reviews by top management over both standards, with inputs and decisions.",
    clauses: ["iso27001:9.3.1", "iso42001:9.3.1"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .day(\.date, "date", "Date", .listed),
      .line(\.period, "period", "Period", .listed),
      .line(\.place, "place", "Place"),
      .person(\.chair, "chair", "Chair", .owner, .listed),
      .people(\.attendees, "attendees", "Attendees"),
      .choices(\.standards, "standards", "Standards", .listed),
      .prose(\.minutes, "minutes", "Inputs and minutes", .searched),
      .day(\.nextReview, "next_review", "Next review", .due, .listed),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped),
    ],
    lifecycle: .approval(needs: ["date", "chair"]))
}

/// What a management review decided (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.3.3).
public struct Decision: Record {
  /// Whether a decision was carried out.
  public enum Status: String, Choice {
    case open, done
    public var tone: Tone { self == .done ? .good : .warn }
    public var synonyms: [String] { self == .open ? ["late", "in progress"] : ["closed"] }
  }
  public var decision = ""
  public var review: String?
  public var reason = ""
  public var owner: String?
  public var due: Day?
  public var status = Status.open
  public var note = ""
  public init() {}

  public static let register = Register<Decision>(
    "decisions", prefix: "DEC", one: "Decision", many: "Decisions", area: .check,
    purpose: "What top management decided, who does it, until when.", clauses: ["iso27001:9.3.3", "iso42001:9.3.3"],
    fields: [
      .line(\.decision, "decision", "Decision", max: 2000, .title),
      .reference(\.review, "review", "Management review", to: "management-reviews", .listed),
      .prose(\.reason, "reason", "Reason"),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed, .also("due")),
      .choice(\.status, "status", "Status", .state, .listed),
      .prose(\.note, "note", "Note"),
    ])
}
