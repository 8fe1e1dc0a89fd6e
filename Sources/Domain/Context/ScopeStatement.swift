import RegisterKit

/// What is inside the management system, for each standard, in one approved statement
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 4.3).
public struct ScopeStatement: Record {
  public var title = ""
  public var security = ""
  public var ai = ""
  public var boundaries = ""
  public var interfaces = ""
  public var units: [String] = []
  public var aiSystems: [String] = []
  public var owner: String?
  public var nextReview: Day?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<ScopeStatement>(
    "scope-statements", prefix: "SCO", one: "Scope statement", many: "Scope", area: .plan,
    purpose: "One statement of what the management system covers, naming what is in for each standard.",
    clauses: ["iso27001:4.3", "iso42001:4.3"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .prose(
        \.security, "iso27001_scope", "In scope for information security (ISO/IEC 27001)", .listed, .searched,
        .also("iso27001")),
      .prose(
        \.ai, "iso42001_scope", "In scope for AI (ISO/IEC 42001)", .listed, .searched,
        .also("iso42001"), .help("Name the AI systems and the roles that the organization has for them.")),
      .prose(
        \.boundaries, "boundaries", "Outside, and why", .searched,
        .also("iso27001_boundaries", "not in scope", "out of scope", "exclusions")),
      .prose(\.interfaces, "interfaces", "Interfaces and dependencies"),
      .references(\.units, "units", "Units", to: "units"),
      .references(\.aiSystems, "ai_systems", "AI systems", to: "ai-systems"),
      .person(\.owner, "owner", "Owner", .owner),
      .day(\.nextReview, "next_review", "Next review", .due, .listed),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped),
    ],
    lifecycle: .approval(needs: ["iso27001_scope", "iso42001_scope"]))
}
