import RegisterKit

/// What a training is about, as far as the standards ask for it.
public enum TrainingSubject: String, Choice {
  case security = "iso27001"
  case aiManagement = "iso42001"
  case aiLiteracy = "ai_literacy"
  case privacy, auditing, other
  public var label: String {
    switch self {
    case .security: "Information security"
    case .aiManagement: "AI management (ISO/IEC 42001)"
    case .aiLiteracy: "AI literacy"
    default: rawValue.asLabel
    }
  }
  public var synonyms: [String] {
    switch self {
    case .security:
      [
        "awareness", "information security", "secure development", "secure operations", "incident response",
        "continuity", "risk management",
      ]
    case .aiManagement: ["AI management", "AI management system"]
    case .aiLiteracy: ["AI literacy", "AI use"]
    case .auditing: ["internal audit", "audit"]
    case .other: ["clinical safety"]
    default: []
    }
  }
}

/// A training that was held or is planned, with who took part (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 7.2, 7.3).
public struct Training: Record {
  public var title = ""
  public var date: Day?
  public var topic = ""
  /// What it counts for when training needs are checked.
  public var standards: [TrainingSubject] = []
  public var format = ""
  public var trainer = ""
  public var audience = ""
  /// Number of people; nil while it is not known.
  public var invited: Int?
  /// Number of people; nil while it is not known.
  public var attended: Int?
  /// Number of people; nil where nothing was tested.
  public var passed: Int?
  /// The last day on which it counts; nil where it counts for good.
  public var validUntil: Day?
  public var participants: [String] = []
  public var evidence = ""
  public init() {}

  public static let register = Register<Training>(
    "trainings", prefix: "TRN", one: "Training", many: "Trainings", area: .do,
    purpose: "Trainings held and planned, for security and AI, with attendance and how long they count.",
    clauses: ["iso27001:7.2", "iso27001:7.3", "iso42001:7.2", "iso42001:7.3"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("training")),
      .day(\.date, "date", "Date", .listed),
      .line(\.topic, "topic", "Topic", .listed),
      .choices(
        \.standards, "subjects", "Subject", .listed, .also("topic"),
        .help("What it counts for when training needs are checked.")),
      .line(\.format, "format", "Format"),
      .line(\.trainer, "trainer", "Trainer"),
      .line(\.audience, "audience", "For whom", .also("for whom")),
      .number(\.invited, "invited", "Invited", .listed),
      .number(\.attended, "attended", "Attended", .listed),
      .number(\.passed, "passed", "Passed"),
      .day(\.validUntil, "valid_until", "Valid until", .due, .listed),
      .people(\.participants, "participants", "Participants", .also("key people who took part")),
      .line(\.evidence, "evidence", "Evidence", max: 1000),
    ],
    check: { training, _, problems in
      if let invited = training.invited, let attended = training.attended, attended > invited {
        problems.add("attended", "More attended than were invited.")
      }
    })
}

/// What somebody must be able to do for a role, and whether they are (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 7.2).
public struct Competence: Record {
  public var title = ""
  public var person: String?
  public var role: String?
  /// Level 0 to 3.
  public var required: Int?
  /// Level 0 to 3; nil while nobody judged it.
  public var actual: Int?
  /// What is done about it.
  public var gap = ""
  public var due: Day?
  public init() {}

  public static let register = Register<Competence>(
    "competences", prefix: "CMP", one: "Competence", many: "Competences", area: .do,
    purpose: "What each role needs to be able to do, and who is there yet.",
    clauses: ["iso27001:7.2", "iso42001:7.2", "iso42001:A.4.6"],
    fields: [
      .line(\.title, "title", "Competence", .title),
      .person(\.person, "person", "Person", .owner, .listed),
      .reference(\.role, "role", "Role", to: "roles", .listed),
      .number(\.required, "required_level", "Needed (0-3)", in: 0...3, .listed),
      .number(\.actual, "actual_level", "Reached (0-3)", in: 0...3, .listed),
      .prose(\.gap, "measure", "What is done about a gap"),
      .day(\.due, "due_on", "Due", .due, .listed),
    ])
}

/// Somebody has read a document and will keep to it (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 7.3).
public struct Acknowledgement: Record {
  public var title = ""
  public var person: String?
  public var document: String?
  /// Of the document, as its author counts.
  public var version = ""
  public var acknowledgedOn: Day?
  public init() {}

  public static let register = Register<Acknowledgement>(
    "acknowledgements", prefix: "ACK", one: "Acknowledgement", many: "Acknowledgements", area: .do,
    purpose: "Who has read which document in which version.", clauses: ["iso27001:7.3", "iso42001:7.3"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .person(\.person, "person", "Person", .required, .owner, .listed),
      .reference(\.document, "document", "Document", to: "documents", .required, .listed),
      .line(\.version, "document_version", "Version", .listed),
      .day(\.acknowledgedOn, "acknowledged_on", "On", .listed),
    ])
}
