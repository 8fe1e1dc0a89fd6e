import RegisterKit

/// An event that harmed or could have harmed information or people, by AI included
/// (ISO/IEC 27001:2022 A.5.24–A.5.28, ISO/IEC 42001:2023 A.8.4, A.3.3).
public struct Incident: Record {
  public var title = ""
  public var detectedAt: Instant?
  public var containedAt: Instant?
  public var closedOn: Day?
  public var category = ""
  /// 1 is worst, 5 least; nil while nobody judged it.
  public var severity: Int?
  public var description = ""
  public var assets: [String] = []
  public var aiSystems: [String] = []
  public var suppliers: [String] = []
  /// Personal data were touched.
  public var breach = false
  /// Which authority was told, and when, in words.
  public var notified = ""
  /// Number of people; nil while it is not known.
  public var peopleAffected: Int?
  public var cause = ""
  public var immediateAction = ""
  public var followUp = ""
  public var owner: String?
  public var risks: [String] = []
  public init() {}

  public static let register = Register<Incident>(
    "incidents", prefix: "INC", one: "Incident", many: "Incidents", area: .do,
    purpose: "What went wrong with information or AI, what was done at once and what was learned.",
    clauses: ["iso27001:A.5.24", "iso27001:A.5.26", "iso42001:A.8.4"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("incident")),
      .instant(\.detectedAt, "detected_at", "Detected", .listed, .also("detected")),
      .instant(\.containedAt, "contained_at", "Contained", .also("contained")),
      .day(\.closedOn, "closed_on", "Closed", .also("closed")),
      .line(\.category, "category", "Category", .listed, .indexed),
      .number(\.severity, "severity", "Severity (1 is worst)", in: 1...5, .listed, .also("Severity (1 = worst)")),
      .prose(\.description, "description", "What happened", .searched, .also("what happened")),
      .references(\.assets, "assets", "Assets", to: "assets", .group("Touches"), .also("asset_ids")),
      .references(
        \.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .group("Touches"), .listed, .also("ai_system_ids")),
      .references(\.suppliers, "suppliers", "Suppliers", to: "suppliers", .group("Touches"), .also("supplier_ids")),
      .references(\.risks, "risks", "Risks", to: "risks", .group("Touches"), .also("risk_ids")),
      .flag(\.breach, "personal_data_breach", "Personal data breach", .listed, .group("Notice")),
      .line(\.notified, "notified", "Authority told", max: 1000, .group("Notice"), .also("authority told")),
      .number(\.peopleAffected, "people_affected", "People affected", .group("Notice")),
      .prose(\.cause, "cause", "Cause", .group("Response")),
      .prose(\.immediateAction, "immediate_action", "Done at once", .group("Response"), .also("done at once")),
      .prose(\.followUp, "follow_up", "Done afterwards", .group("Response"), .also("done afterwards")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .group("Response")),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("reported", tone: .bad, synonyms: ["open", "new"]), .init("contained", tone: .warn),
        .init("follow_up", "In follow-up", tone: .info, synonyms: ["in follow-up"]),
        .init("closed", tone: .good, final: true),
      ],
      steps: [
        .init("containment", "Contained", from: ["reported"], to: "contained"),
        .init("follow-up", "Begin follow-up", from: ["reported", "contained"], to: "follow_up"),
        .init(
          "closure", "Close", from: ["reported", "contained", "follow_up"], to: "closed", needs: ["cause", "owner"]),
        .init("reopening", "Open again", from: ["closed"], to: "follow_up"),
      ]),
    check: { incident, _, problems in
      if let detected = incident.detectedAt, let contained = incident.containedAt, contained < detected {
        problems.add("contained_at", "It can't be contained before it was detected.")
      }
    })
}

/// A worry about AI that somebody raised, under their name or not (ISO/IEC 42001:2023 A.3.3).
public struct Concern: Record {
  /// How far a concern was dealt with.
  public enum Status: String, Choice {
    case received
    case inReview = "in_review"
    case answered, closed
    public var tone: Tone { self == .received ? .warn : self == .closed ? .good : .info }
  }
  public var title = ""
  public var text = ""
  public var aiSystems: [String] = []
  public var raisedOn: Day?
  public var raisedBy = ""
  /// Whoever raised it gave no name.
  public var anonymous = false
  public var owner: String?
  public var answer = ""
  public var due: Day?
  public var status = Status.received
  public init() {}

  public static let register = Register<Concern>(
    "concerns", prefix: "CON", one: "Concern", many: "Concerns", area: .do,
    purpose: "Worries about AI that anyone can raise, also without a name, and how they were answered.",
    clauses: ["iso42001:A.3.3"],
    fields: [
      .line(\.title, "title", "Concern", .title),
      .prose(\.text, "text", "In their words", .searched),
      .references(\.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .listed),
      .day(\.raisedOn, "raised_on", "Raised on", .listed),
      .line(\.raisedBy, "raised_by", "Raised by"),
      .flag(\.anonymous, "anonymous", "Without a name"),
      .person(\.owner, "owner", "Handled by", .owner, .listed),
      .prose(\.answer, "answer", "Answer"),
      .day(\.due, "due_on", "Answer due", .due, .listed),
      .choice(\.status, "status", "Status", .state, .listed),
    ])
}

/// Something somebody has to do, for any record.
public struct TaskItem: Record {
  /// Whether somebody still has to do it.
  public enum Status: String, Choice {
    case open, done
    public var tone: Tone { self == .done ? .good : .warn }
  }
  public var title = ""
  /// Ids of records of several registers.
  public var about: [String] = []
  public var owner: String?
  public var due: Day?
  public var status = Status.open
  public var note = ""
  public init() {}

  public static let register = Register<TaskItem>(
    "tasks", prefix: "TSK", one: "Task", many: "Tasks", area: .do,
    purpose: "Things to do that are not yet anything else.", clauses: [],
    fields: [
      .line(\.title, "title", "Task", .title),
      .references(
        \.about, "about", "About",
        to: [
          "risks", "controls", "documents", "ai-systems", "suppliers", "changes", "incidents", "findings", "assets",
        ], .listed),
      .person(\.owner, "owner", "Who", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed),
      .choice(\.status, "status", "Status", .state, .listed),
      .prose(\.note, "note", "Note"),
    ])
}
