import RegisterKit

/// What the organization really does; one control serves requirements of any number of frameworks.
public struct Control: Record {
  /// How far a control is really done.
  public enum Status: String, Choice {
    case planned
    case partlyInPlace = "partly_in_place"
    case inPlace = "in_place"
    public var tone: Tone {
      switch self {
      case .planned: .none
      case .partlyInPlace: .warn
      case .inPlace: .good
      }
    }
    public var synonyms: [String] {
      switch self {
      case .planned: ["not started", "open"]
      case .partlyInPlace: ["partial", "partly", "in progress", "partially implemented"]
      case .inPlace: ["implemented", "done", "active", "operational"]
      }
    }
  }
  public var title = ""
  public var description = ""
  /// In the organization's words.
  public var kind = ""
  public var unit: String?
  public var owner: String?
  /// Uids of the requirements that it serves, of any framework.
  public var requirements: [String] = []
  /// What AI adds to it, taken over from the crosswalk and edited.
  public var extensions = ""
  /// How often it is done, in words.
  public var frequency = ""
  public var lastPerformed: Day?
  public var nextDue: Day?
  public var evidence = ""
  public var status = Status.planned
  public var document: String?
  public init() {}

  public static let register = Register<Control>(
    "controls", prefix: "CTL", one: "Control", many: "Controls", area: .do,
    purpose:
      "What you really do. One control can serve many requirements of both standards; extend it rather than add a twin.",
    clauses: ["iso27001:6.1.3", "iso42001:6.1.3", "iso27001:8.1", "iso42001:8.1"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("control")),
      .prose(\.description, "description", "What we do", .searched, .also("what we do")),
      .line(\.kind, "kind", "Kind", .listed, .indexed),
      .reference(\.unit, "unit", "Unit", to: "units"),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .requirements(
        \.requirements, "requirements", "Serves requirements", .listed,
        .also("annex_a_controls", "serves Annex A")),
      .prose(
        \.extensions, "extensions", "What AI adds", .searched,
        .help("Taken over from accepted suggestions of the crosswalk; edit it to say what you do.")),
      .choice(\.status, "status", "Status", .state, .listed),
      .line(\.frequency, "frequency", "How often", .listed, .also("how often"), .group("Running")),
      .day(\.lastPerformed, "last_performed", "Last done", .listed, .also("last done"), .group("Running")),
      .day(\.nextDue, "next_due", "Next due", .due, .group("Running")),
      .prose(\.evidence, "evidence", "Evidence", .group("Running")),
      .reference(\.document, "document", "Described in", to: "documents", .group("Running")),
    ])
}
