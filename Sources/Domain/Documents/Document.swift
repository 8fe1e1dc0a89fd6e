import RegisterKit

/// Documented information that must be approved before it is in force (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 5.2, 7.5).
public struct Document: Record {
  /// What the document is for.
  public enum Kind: String, Choice {
    case policy, procedure, plan, method, record, other
    case scope = "scope_statement"
  }
  /// Who may read what, from everybody to few (ISO/IEC 27001:2022 A.5.12).
  public enum Classification: String, Choice { case `public`, `internal`, confidential, secret }

  public var title = ""
  public var kind = Kind.policy
  /// As its author counts; the ledger counts revisions by itself.
  public var version = ""
  public var classification = Classification.internal
  public var owner: String?
  public var requirements: [String] = []
  public var controls: [String] = []
  /// In Markdown; may be empty where there is a file.
  public var text = ""
  /// SHA-256 of a stored file, in 64 hexadecimal digits.
  public var file: String?
  public var nextReview: Day?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<Document>(
    "documents", prefix: "DOC", one: "Document", many: "Documents", area: .do,
    purpose:
      "Policies, procedures and plans: written, approved, in force, reviewed. An approved text is never changed in place.",
    clauses: ["iso27001:5.2", "iso27001:7.5.2", "iso42001:5.2", "iso42001:7.5.2"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("document")),
      .choice(\.kind, "kind", "Kind", .listed, .indexed),
      .line(\.version, "version", "Version", max: 30, .listed),
      .choice(\.classification, "classification", "Classification"),
      .person(\.owner, "owner", "Owner", .owner, .listed, .indexed),
      .requirements(
        \.requirements, "requirements", "Serves requirements", .listed,
        .also("iso27001_clauses", "iso27001_controls", "iso42001_clauses", "iso42001_controls")),
      .references(\.controls, "controls", "Describes controls", to: "controls"),
      .prose(\.text, "text", "Text", .searched, .group("Text")),
      .file(\.file, "file", "File", .group("Text")),
      .day(\.nextReview, "next_review", "Next review", .due, .listed),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped, .listed),
    ],
    lifecycle: .approval(needs: ["owner"]))
}
