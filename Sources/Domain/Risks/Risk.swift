import RegisterKit

/// A risk to the organization or, where AI is concerned, to individuals, groups and society: one register, one method
/// for both (ISO/IEC 27001:2022 6.1.2, 8.2; ISO/IEC 42001:2023 6.1.2, 8.2).
public struct Risk: Record {
  /// With what a risk is concerned; it may be both.
  public enum Domain: String, Choice {
    case security = "information_security"
    case ai
    public var label: String { self == .ai ? "AI" : "Information security" }
    public var synonyms: [String] { self == .ai ? ["artificial intelligence"] : ["security", "cyber", "isms"] }
  }
  /// What is done about a risk (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 6.1.3).
  public enum Treatment: String, Choice {
    case modify, retain, avoid, share
    public var synonyms: [String] {
      switch self {
      case .modify: ["mitigate", "reduce", "treat"]
      case .retain: ["accept", "tolerate"]
      case .avoid: ["terminate", "eliminate"]
      case .share: ["transfer", "insure"]
      }
    }
  }

  public var title = ""
  public var domains: [Domain] = [.security]
  public var description = ""
  /// In the writer's words; ``threats`` names those of the catalogue.
  public var cause = ""
  public var threats: [String] = []
  public var assets: [String] = []
  public var aiSystems: [String] = []
  public var affectedPeople = ""
  /// Before treatment: level of the workspace's likelihood scale, from 1; nil while it is not judged.
  public var inherentLikelihood: Int?
  /// On the organization, before treatment: level of the impact scale, from 1; nil while it is not judged.
  public var inherentImpact: Int?
  /// Level of the impact scale, from 1, before treatment; nil while it is not judged.
  public var impactIndividuals: Int?
  /// Level of the impact scale, from 1, before treatment; nil while it is not judged.
  public var impactGroups: Int?
  /// Level of the impact scale, from 1, before treatment; nil while it is not judged.
  public var impactSociety: Int?
  /// With the controls that there are: level of the likelihood scale, from 1; nil while it is not judged.
  public var currentLikelihood: Int?
  /// With the controls that there are: level of the impact scale, from 1; nil while it is not judged.
  public var currentImpact: Int?
  /// Aimed for: level of the likelihood scale, from 1; nil where nothing is.
  public var targetLikelihood: Int?
  /// Aimed for: level of the impact scale, from 1; nil where nothing is.
  public var targetImpact: Int?
  /// Nil while nobody decided.
  public var treatment: Treatment?
  /// Ids of the organization's own controls that treat it.
  public var controls: [String] = []
  /// Uids of the controls of Annex A that treat it (ISO/IEC 27001:2022 6.1.3 c).
  public var requirements: [String] = []
  public var plan = ""
  public var treatmentDue: Day?
  public var owner: String?
  public var lastReview: Day?
  public var nextReview: Day?
  public var acceptedBy: String?
  public var acceptedOn: Day?
  /// Last day of the acceptance.
  public var acceptedUntil: Day?
  /// ``score(_:)`` as it was when its owner accepted it.
  public var acceptedScore: Int?
  public var note = ""
  public init() {}

  public static let register = Register<Risk>(
    "risks", prefix: "RSK", one: "Risk", many: "Risks", area: .plan,
    purpose:
      "What may go wrong with information and with AI, how bad it would be and for whom, and what is done about it.",
    clauses: ["iso27001:6.1.2", "iso27001:8.2", "iso42001:6.1.2", "iso42001:8.2"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("risk")),
      .choices(\.domains, "domains", "Kind", .required, .listed, .also("kind", "type", "domain")),
      .prose(\.description, "description", "What may happen", .searched, .also("what can happen", "scenario")),
      .line(\.cause, "cause", "Cause", .searched, .also("threat"), .help("The threat or source of the risk.")),
      .references(\.threats, "threats", "Threats of the catalogue", to: "threats"),
      .references(\.assets, "assets", "Assets", to: "assets", .also("asset_ids", "asset")),
      .references(\.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .also("ai_system_ids")),
      .prose(
        \.affectedPeople, "affected_people", "People affected",
        .help("For AI: which individuals or groups, and how society may feel it.")),
      .level(
        \.inherentLikelihood, "inherent_likelihood", "Likelihood", on: "likelihood", .group("Before treatment"),
        .also("likelihood", "L (1-5)", "probability")),
      .level(
        \.inherentImpact, "inherent_impact", "Impact on the organization", on: "impact", .group("Before treatment"),
        .also("impact", "I (1-5)")),
      .level(
        \.impactIndividuals, "impact_individuals", "Impact on individuals", on: "impact", .group("Before treatment")),
      .level(\.impactGroups, "impact_groups", "Impact on groups", on: "impact", .group("Before treatment")),
      .level(\.impactSociety, "impact_society", "Impact on society", on: "impact", .group("Before treatment")),
      .level(
        \.currentLikelihood, "current_likelihood", "Likelihood now", on: "likelihood", .group("Now"),
        .also("residual_likelihood", "L after")),
      .level(
        \.currentImpact, "current_impact", "Impact now", on: "impact", .group("Now"),
        .also("residual_impact", "I after")),
      .level(\.targetLikelihood, "target_likelihood", "Target likelihood", on: "likelihood", .group("Target")),
      .level(\.targetImpact, "target_impact", "Target impact", on: "impact", .group("Target")),
      .choice(\.treatment, "treatment", "Treatment", .listed, .indexed, .group("Treatment")),
      .references(
        \.controls, "controls", "Controls that treat it", to: "controls", .group("Treatment"), .also("control_ids")),
      .requirements(
        \.requirements, "requirements", "Annex A controls", .group("Treatment"), .also("annex_a_controls", "Annex A")),
      .prose(\.plan, "plan", "Treatment plan", .group("Treatment")),
      .day(\.treatmentDue, "treatment_due", "Treated by", .group("Treatment")),
      .person(\.owner, "owner", "Risk owner", .owner, .listed, .indexed, .group("Ownership")),
      .day(\.lastReview, "last_review", "Last review", .group("Ownership"), .also("last looked at")),
      .day(
        \.nextReview, "next_review", "Next review", .due, .listed, .group("Ownership"),
        .also("next look", "review date", "review due")),
      .person(\.acceptedBy, "accepted_by", "Accepted by", .stamped),
      .day(\.acceptedOn, "accepted_on", "Accepted on", .stamped),
      .day(\.acceptedUntil, "accepted_until", "Accepted until", .stamped),
      .number(\.acceptedScore, "accepted_score", "Score when accepted", in: 1...36, .stamped),
      .prose(\.note, "note", "Note", .group("Ownership"), .also("remarks")),
      .derived("inherent_score", "Score before treatment", NumberKind(range: 1...36)) { risk, settings in
        Value(settings.matrix.score(risk.inherentLikelihood, risk.worstImpact))
      },
      .derived("current_score", "Score now", NumberKind(range: 1...36), .also("residual_score", "Score after")) {
        risk, settings in
        Value(settings.matrix.score(risk.currentLikelihood, risk.currentImpact))
      },
      .derived("target_score", "Target score", NumberKind(range: 1...36)) { risk, settings in
        Value(settings.matrix.score(risk.targetLikelihood, risk.targetImpact))
      },
      .derived("score", "Score", NumberKind(range: 1...36), .listed, .indexed, .also("Score L x I")) { risk, settings in
        Value(risk.score(settings.matrix))
      },
      .derived("level", "Level", NumberKind(range: 1...9), .indexed) { risk, settings in
        Value(settings.matrix.band(risk.score(settings.matrix))?.rank)
      },
      .derived("worst_impact", "Worst impact before treatment", LevelKind(scale: "impact")) { risk, _ in
        Value(risk.worstImpact)
      },
      .derived("standing_likelihood", "Likelihood that counts now", LevelKind(scale: "likelihood")) { risk, settings in
        Value(risk.standing(settings.matrix)?.likelihood)
      },
      .derived("standing_impact", "Impact that counts now", LevelKind(scale: "impact")) { risk, settings in
        Value(risk.standing(settings.matrix)?.impact)
      },
      .derived("acceptance_lapsed", "Acceptance lapsed", FlagKind()) { risk, settings in
        .bool(risk.acceptanceLapsed(settings.matrix))
      },
    ],
    lifecycle: Lifecycle(
      states: [
        .init("identified", tone: .warn, synonyms: ["noted", "open", "new"]),
        .init("in_treatment", tone: .info, synonyms: ["treatment", "in progress"]),
        .init("treated", tone: .good),
        .init("accepted", tone: .good),
        .init("closed", final: true),
      ],
      steps: [
        .init(
          "treatment", "Begin treatment", from: ["identified", "treated", "accepted"], to: "in_treatment",
          needs: ["treatment", "owner"]),
        .init(
          "completion", "Treatment is done", from: ["in_treatment", "identified"], to: "treated",
          needs: ["treatment", "current_likelihood", "current_impact"]),
        .init(
          "acceptance", "Accept", from: ["identified", "in_treatment", "treated", "accepted"], to: "accepted",
          byOwner: true, needs: ["owner", "inherent_likelihood", "inherent_impact", "accepted_until"],
          asks: ["accepted_until"],
          stamps: ["accepted_by": .actor, "accepted_on": .today, "accepted_score": .field("score")]),
        .init("closure", "Close", from: ["identified", "in_treatment", "treated", "accepted"], to: "closed"),
        .init(
          "reopening", "Open again", from: ["accepted", "treated", "closed"], to: "identified",
          stamps: [
            "accepted_by": .nothing, "accepted_on": .nothing, "accepted_until": .nothing, "accepted_score": .nothing,
          ]),
      ], lapses: [.init(from: "accepted", when: "acceptance_lapsed", to: "identified")]),
    check: { risk, _, problems in
      pair(risk.inherentLikelihood, risk.inherentImpact, "inherent_likelihood", "inherent_impact", &problems)
      pair(risk.currentLikelihood, risk.currentImpact, "current_likelihood", "current_impact", &problems)
      pair(risk.targetLikelihood, risk.targetImpact, "target_likelihood", "target_impact", &problems)
      if let last = risk.lastReview, let next = risk.nextReview, next < last {
        problems.add("next_review", "The next review can't come before the last one.")
      }
      if let on = risk.acceptedOn, let until = risk.acceptedUntil, until <= on {
        problems.add("accepted_until", "An acceptance holds until a day after it was given.")
      }
      if risk.domains.isEmpty {
        problems.add(
          "domains", "Say whether it concerns “information security”, “AI” or, for both, “information security, AI”.")
      }
    })

  /// The worst of what it may do to the organization, individuals, groups and society.
  public var worstImpact: Int? {
    [inherentImpact, impactIndividuals, impactGroups, impactSociety].compactMap(\.self).max()
  }

  /// What it counts as now: after controls where that was judged, before them otherwise.
  public func score(_ matrix: RiskMatrix) -> Int? {
    standing(matrix).flatMap { matrix.score($0.likelihood, $0.impact) }
  }

  /// The risk has risen above what its owner accepted (ISO/IEC 27001:2022 6.1.3 f).
  public func acceptanceLapsed(_ matrix: RiskMatrix) -> Bool {
    guard let acceptedScore, let score = score(matrix) else { return false }
    return score > acceptedScore
  }

  private static func pair(_ a: Int?, _ b: Int?, _ nameA: String, _ nameB: String, _ problems: inout Problems) {
    if a != nil, b == nil { problems.add(nameB, "A likelihood needs an impact beside it.") }
    if a == nil, b != nil { problems.add(nameA, "An impact needs a likelihood beside it.") }
  }
}
