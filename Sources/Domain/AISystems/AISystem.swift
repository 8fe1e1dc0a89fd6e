import RegisterKit

/// A system that uses artificial intelligence, whoever made it (ISO/IEC 42001:2023 4.3, A.4.2, A.6.2; Regulation (EU)
/// 2024/1689 Article 3(1)).
public struct AISystem: Record {
  /// Where it stands on its way from idea to end (ISO/IEC 42001:2023 A.6.2).
  public enum Stage: String, Choice {
    case idea, development, verification, pilot
    case production
    case retired
    public var label: String { self == .production ? "In production" : rawValue.asLabel }
    public var tone: Tone { self == .production ? .good : self == .pilot ? .info : .none }
    public var synonyms: [String] {
      self == .production ? ["in production", "live", "in use"] : self == .retired ? ["off", "ended"] : []
    }
  }
  /// How much the system decides by itself.
  public enum Automation: String, Choice {
    case notJudged = "not_judged"
    case proposal, draft, ranking
    case actsWithOverride = "acts_with_override"
    case actsAlone = "acts_alone"
    public var synonyms: [String] {
      switch self {
      case .proposal: ["suggestion", "recommendation"]
      case .ranking: ["scoring"]
      case .actsWithOverride: ["answers alone, hands over to a person on request"]
      default: []
      }
    }
  }
  /// Class under Regulation (EU) 2024/1689, as the organization decided it.
  public enum LawClass: String, Choice {
    case notDecided = "not_decided"
    case prohibited
    case highRisk = "high_risk"
    case transparency
    case minimal
    case outside
    public var tone: Tone {
      switch self {
      case .notDecided: .warn
      case .prohibited: .bad
      case .highRisk: .warn
      case .transparency: .info
      case .minimal, .outside: .good
      }
    }
  }

  public var name = ""
  public var purpose = ""
  public var users = ""
  /// Individuals and groups, in words.
  public var affectedPeople = ""
  /// Provider, developer, deployer or user, in words (ISO/IEC 42001:2023 4.1).
  public var organizationRole = ""
  public var stage = Stage.idea
  public var liveSince: Day?
  public var owner: String?
  public var unit: String?
  public var automation = Automation.notJudged
  /// Who decides, in words.
  public var automationDetail = ""
  public var oversight = ""
  public var lawClass = LawClass.notDecided
  public var lawReason = ""
  public var lawDecidedBy: String?
  /// What somebody thought before the class was decided.
  public var lawFirstView = ""
  public var suppliers: [String] = []
  public var models: [String] = []
  public var datasets: [String] = []
  public var assets: [String] = []
  public var customers = ""
  /// On its use, with reasons; needed before it goes live.
  public var ownerDecision = ""
  public var ownerDecidedOn: Day?
  public var nextReview: Day?
  public var note = ""
  public init() {}

  public static let register = Register<AISystem>(
    "ai-systems", prefix: "AIS", one: "AI system", many: "AI systems", area: .plan,
    purpose:
      "Every use of AI: own, bought, embedded or on trial; what it is for, whom it affects and who answers for it.",
    clauses: ["iso42001:4.3", "iso42001:A.4.2", "iso42001:A.6.2.3"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("AI system")),
      .prose(\.purpose, "purpose", "Purpose", .listed, .searched),
      .line(\.users, "users", "Users", max: 1000),
      .prose(\.affectedPeople, "affected_people", "People affected", .also("who is affected")),
      .line(\.organizationRole, "our_role", "Our role", .help("Provider, developer, deployer or user of the system.")),
      .choice(\.stage, "stage", "Stage", .state, .listed, .also("status")),
      .day(\.liveSince, "live_since", "Live since"),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .reference(\.unit, "unit", "Unit", to: "units"),
      .choice(\.automation, "automation_level", "Automation level", .listed, .group("Decision and oversight")),
      .line(\.automationDetail, "automation", "Who decides", max: 1000, .group("Decision and oversight")),
      .prose(
        \.oversight, "human_oversight", "Human oversight", .group("Decision and oversight"), .also("oversight today")),
      .prose(
        \.ownerDecision, "owner_decision", "Owner's decision", .group("Decision and oversight"),
        .help("What the owner decided on use, with reasons; needed before it goes live.")),
      .day(\.ownerDecidedOn, "owner_decided_on", "Decided on", .group("Decision and oversight")),
      .choice(\.lawClass, "law_class", "AI Act class", .listed, .indexed, .group("Law")),
      .prose(\.lawReason, "law_reason", "Why this class", .group("Law")),
      .person(\.lawDecidedBy, "law_decided_by", "Decided by", .group("Law")),
      .line(
        \.lawFirstView, "ai_act_first_view", "First view", max: 1000, .group("Law"), .also("EU AI Act, first view")),
      .references(\.suppliers, "suppliers", "Suppliers", to: "suppliers", .group("Made of"), .also("supplier_ids")),
      .references(\.models, "models", "Models", to: "models", .group("Made of"), .also("model_ids")),
      .references(
        \.datasets, "datasets", "Datasets", to: "datasets", .group("Made of"), .also("dataset_ids", "data sets")),
      .references(\.assets, "assets", "Assets", to: "assets", .group("Made of"), .also("asset_id", "asset no.")),
      .line(\.customers, "customers", "Customers", max: 1000, .group("Made of")),
      .day(\.nextReview, "next_review", "Next review", .due, .group("Made of")),
      .prose(\.note, "note", "Note", .group("Made of"), .also("remarks")),
    ],
    check: { system, _, problems in
      if system.lawClass != .notDecided, system.lawReason.isEmpty {
        problems.add("law_reason", "Say why the system is in this class; an auditor and an authority will ask.")
      }
      if system.stage == .production, system.purpose.isEmpty {
        problems.add("purpose", "A system in production needs a purpose.")
      }
    },
    transition: { before, after, around, problems in
      // One that is found to be in use is entered as it is; what it lacks then needs attention.
      let isNew = before.name.isEmpty
      if !isNew, before.stage != .production, after.stage == .production { goesLive(after, around, &problems) }
    })

  /// What must be there before a system is used (ISO/IEC 42001:2023 6.1.4, 8.4, A.3.2, A.5.2, A.6.2.4, A.6.2.5).
  private static func goesLive(_ system: AISystem, _ around: Surroundings, _ problems: inout Problems) {
    if system.owner == nil { problems.add("owner", "It goes live only with an owner.") }
    if system.lawClass == .notDecided { problems.add("law_class", "It goes live only with its class decided.") }
    if system.ownerDecision.isEmpty { problems.add("owner_decision", "It goes live only by a decision of its owner.") }
    if !around.pointing(from: "impact-assessments").contains(where: { $0.state == "approved" }) {
      problems.add("stage", "It goes live only with an approved impact assessment that names it.")
    }
    if around.pointing(from: "risks").isEmpty {
      problems.add("stage", "It goes live only with its risks assessed; no risk names it.")
    }
    let passed: Set<String> = ["passed", "passed_with_remarks"]
    if !around.pointing(from: "changes").contains(where: { passed.contains($0.body["test_result"]?.text ?? "") }) {
      problems.add("stage", "It goes live only after tests; no change that names it has passed any.")
    }
  }
}
