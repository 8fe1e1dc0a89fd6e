import RegisterKit

/// What an AI system may do to individuals, groups and society, and what is done about it
/// (ISO/IEC 42001:2023 6.1.4, 8.4, A.5.2–A.5.5).
public struct ImpactAssessment: Record {
  public var title = ""
  public var aiSystem: String?
  public var intendedUse = ""
  public var foreseeableMisuse = ""
  public var affectedIndividuals = ""
  public var affectedGroups = ""
  public var society = ""
  public var benefits = ""
  public var harms = ""
  /// Level of the workspace's impact scale, from 1; nil while it is not judged.
  public var severity: Int?
  /// Level of the workspace's likelihood scale, from 1; nil while it is not judged.
  public var likelihood: Int?
  public var measures = ""
  /// What remains in spite of the measures.
  public var residual = ""
  public var consulted = ""
  public var owner: String?
  public var assessedOn: Day?
  public var nextReview: Day?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<ImpactAssessment>(
    "impact-assessments", prefix: "IMP", one: "Impact assessment", many: "Impact assessments", area: .do,
    purpose: "For each AI system: what it may do to individuals, groups and society, and how that is kept acceptable.",
    clauses: [
      "iso42001:6.1.4", "iso42001:8.4", "iso42001:A.5.2", "iso42001:A.5.3", "iso42001:A.5.4", "iso42001:A.5.5",
    ],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.aiSystem, "ai_system", "AI system", to: "ai-systems", .required, .listed),
      .prose(\.intendedUse, "intended_use", "Intended use", .searched),
      .prose(\.foreseeableMisuse, "foreseeable_misuse", "Misuse that can be foreseen"),
      .prose(\.affectedIndividuals, "individuals", "Individuals affected", .group("Who is affected")),
      .prose(\.affectedGroups, "groups", "Groups affected", .group("Who is affected")),
      .prose(\.society, "society", "Society", .group("Who is affected")),
      .prose(\.benefits, "benefits", "Benefits", .group("Effects")),
      .prose(\.harms, "harms", "Possible harm", .group("Effects")),
      .level(\.severity, "severity", "Severity", on: "impact", .listed, .group("Effects")),
      .level(\.likelihood, "likelihood", "Likelihood", on: "likelihood", .listed, .group("Effects")),
      .prose(\.measures, "measures", "Measures", .group("Effects")),
      .prose(\.residual, "residual", "What remains", .group("Effects")),
      .line(\.consulted, "consulted", "Who was consulted", max: 1000, .group("Ownership")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .group("Ownership")),
      .day(\.assessedOn, "assessed_on", "Assessed on", .listed, .group("Ownership")),
      .day(\.nextReview, "next_review", "Next review", .due, .listed, .group("Ownership")),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped),
    ],
    lifecycle: .approval(needs: ["harms", "measures", "owner", "assessed_on"]))
}
