import RegisterKit

/// An external or internal issue that bears on the management system, the climate question included
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 4.1, Amd 1:2024).
public struct ContextIssue: Record {
  /// Whether it comes from outside the organization or from within.
  public enum Side: String, Choice { case external, `internal` }
  /// Whether it is feared or hoped for.
  public enum Direction: String, Choice { case threat, opportunity, both }
  /// How much it bears on the management system; judged, not computed.
  public enum Effect: String, Choice { case low, medium, high }

  public var issue = ""
  public var side = Side.external
  public var effect: Effect?
  public var direction: Direction?
  public var risks: [String] = []
  /// Whether climate change is relevant, and why (Amd 1:2024).
  public var climateDecision = ""
  public var owner: String?
  public var nextReview: Day?
  public init() {}

  public static let register = Register<ContextIssue>(
    "context-issues", prefix: "CTX", one: "Context issue", many: "Context issues", area: .plan,
    purpose: "What outside and inside the organization bears on security and AI, the climate question included.",
    clauses: ["iso27001:4.1", "iso42001:4.1"],
    fields: [
      .line(\.issue, "issue", "Issue", max: 2000, .title),
      .choice(\.side, "side", "Inside or outside", .listed, .indexed, .also("group")),
      .choice(\.effect, "effect", "Effect", .listed),
      .choice(\.direction, "direction", "Threat or opportunity", .listed),
      .references(\.risks, "risks", "Risks", to: "risks", .listed, .also("linked")),
      .line(\.climateDecision, "climate_decision", "Decision on climate change"),
      .person(\.owner, "owner", "Owner", .owner),
      .day(\.nextReview, "next_review", "Next review", .due),
    ])
}
