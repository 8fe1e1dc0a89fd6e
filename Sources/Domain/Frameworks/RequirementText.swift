import RegisterKit

/// The text of a requirement from the organization's own licensed copy. Concord ships none.
public struct RequirementText: Record {
  public var title = ""
  public var requirement: String?
  public var text = ""
  /// Copy and licence from which it was taken.
  public var source = ""
  public init() {}

  public static let register = Register<RequirementText>(
    "requirement-texts", prefix: "RQT", one: "Licensed text", many: "Licensed texts", area: .plan,
    purpose: "The words of a standard from your own licensed copy, shown beside the requirement to your people only.",
    clauses: [],
    fields: [
      .line(\.title, "title", "Title", .title),
      .requirement(\.requirement, "requirement", "Requirement", .required, .unique, .listed),
      .prose(\.text, "text", "Text", .required, .searched),
      .line(\.source, "source", "Copy and licence", .listed),
    ])
}
