import RegisterKit

/// A trained model or rule set inside an AI system (ISO/IEC 42001:2023 A.4.4, A.6.2.3).
public struct Model: Record {
  public var name = ""
  public var aiSystems: [String] = []
  public var kind = ""
  public var origin = ""
  public var version = ""
  public var supplier: String?
  public var trainingData: [String] = []
  public var method = ""
  public var lastEvaluated: Day?
  public var result = ""
  public var owner: String?
  public var location = ""
  /// Name or address of its model card.
  public var card = ""
  /// The card itself, in Markdown.
  public var cardText = ""
  public var note = ""
  public init() {}

  public static let register = Register<Model>(
    "models", prefix: "MDL", one: "Model", many: "Models", area: .plan,
    purpose:
      "The models inside your AI systems: where they come from, which version runs, how well it did and its card.",
    clauses: ["iso42001:A.4.4", "iso42001:A.6.2.3", "iso42001:A.6.2.7"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("model")),
      .references(
        \.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .listed, .also("ai_system_id", "AI system no.")),
      .line(\.kind, "type", "Type", .listed),
      .line(\.origin, "origin", "Origin", .listed),
      .line(\.version, "version", "Version", .listed),
      .reference(\.supplier, "supplier", "Supplier", to: "suppliers", .also("supplier_id", "supplier no.")),
      .references(\.trainingData, "training_data", "Training data", to: "datasets", .also("training_dataset_ids")),
      .line(\.method, "method", "Base or method", max: 1000, .also("base or method")),
      .day(\.lastEvaluated, "last_evaluated", "Last evaluated", .listed),
      .line(\.result, "result", "Result", max: 1000),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .line(\.location, "location", "Where", .also("where")),
      .line(\.card, "model_card", "Model card", .listed),
      .prose(\.cardText, "model_card_text", "Text of the card", .searched),
      .prose(\.note, "note", "Note", .also("remarks")),
    ])
}
