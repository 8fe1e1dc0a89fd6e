import RegisterKit

/// Data with which a model is made, tested or fed (ISO/IEC 42001:2023 A.7).
public struct Dataset: Record {
  /// Whether the organization may use the data for this, as somebody decided it.
  public enum RightsStatus: String, Choice {
    case notDecided = "not_decided"
    case open, restricted, cleared
    public var label: String {
      switch self {
      case .notDecided: "Not decided"
      case .open: "Open question"
      case .restricted: "Cleared with limits"
      case .cleared: "Cleared"
      }
    }
    public var tone: Tone {
      switch self {
      case .notDecided, .open: .warn
      case .restricted: .info
      case .cleared: .good
      }
    }
  }
  public var name = ""
  public var usedFor = ""
  public var aiSystems: [String] = []
  public var content = ""
  public var origin = ""
  /// When, in words.
  public var collected = ""
  /// Number of records in it; nil while it is not known.
  public var records: Int?
  public var personalData = ""
  public var rights = ""
  public var rightsStatus = RightsStatus.notDecided
  public var languages = ""
  public var representativeness = ""
  public var knownGaps = ""
  public var preparation = ""
  public var owner: String?
  public var location = ""
  /// How long it is kept, in words.
  public var retention = ""
  public var lastQualityCheck: Day?
  public var nextQualityCheck: Day?
  public init() {}

  public static let register = Register<Dataset>(
    "datasets", prefix: "DTS", one: "Dataset", many: "Datasets", area: .plan,
    purpose: "The data your AI is made of: where it comes from, by what right, whom it speaks for and what it lacks.",
    clauses: [
      "iso42001:A.4.3", "iso42001:A.7.2", "iso42001:A.7.3", "iso42001:A.7.4", "iso42001:A.7.5", "iso42001:A.7.6",
    ],
    fields: [
      .line(\.name, "name", "Name", .title, .also("data set")),
      .line(\.usedFor, "used_for", "Used for", .listed),
      .references(\.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .listed, .also("ai_system_ids")),
      .prose(\.content, "content", "Content", .searched),
      .prose(\.origin, "origin", "Origin"),
      .line(\.collected, "collected", "Collected"),
      .number(\.records, "records", "Records", .listed),
      .line(\.personalData, "personal_data", "Personal data", .listed),
      .prose(\.rights, "rights", "Legal basis, rights", .searched, .group("Rights"), .also("legal basis, rights")),
      .choice(
        \.rightsStatus, "rights_status", "Rights", .listed, .indexed, .group("Rights"),
        .help("Your decision whether the data may be used for this.")),
      .line(\.languages, "languages", "Languages", .group("Quality")),
      .prose(\.representativeness, "representativeness", "Representativeness", .group("Quality")),
      .prose(\.knownGaps, "known_gaps", "Known gaps", .group("Quality")),
      .prose(\.preparation, "preparation", "Preparation", .group("Quality")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .group("Quality")),
      .line(\.location, "location", "Where", .group("Quality"), .also("where")),
      .line(\.retention, "retention", "Retention", .group("Quality")),
      .day(\.lastQualityCheck, "last_quality_check", "Last quality check", .listed, .group("Quality")),
      .day(\.nextQualityCheck, "next_quality_check", "Next quality check", .due, .group("Quality")),
      .derived("rights_in_doubt", "Rights in doubt", FlagKind()) { dataset, _ in .bool(dataset.rightsInDoubt) },
    ])

  /// Nobody has decided on the rights, and their description is missing or says itself that something is not settled.
  ///
  /// A hint from the wording for whoever must decide, no judgement: it ends with the decision.
  public var rightsInDoubt: Bool {
    switch rightsStatus {
    case .open: return true
    case .cleared, .restricted: return false
    case .notDecided:
      let words = Set(rights.lowercased().split { !$0.isLetter })
      let isUnsettled = ["not", "no", "unclear", "unknown", "pending", "missing", "unlicensed", "tbd"].contains {
        words.contains($0)
      }
      return rights.isEmpty || isUnsettled || rights.contains("?") || rights.lowercased().contains("to be ")
    }
  }
}
