import RegisterKit

/// Something of value to the organization (ISO/IEC 27001:2022 A.5.9; ISO/IEC 42001:2023 A.4.2).
public struct Asset: Record {
  /// What the asset is.
  public enum Kind: String, Choice {
    case information, application, infrastructure, device, service, site, people, other
  }
  public var name = ""
  public var kind = Kind.information
  public var unit: String?
  public var owner: String?
  public var classification: Document.Classification?
  /// Need of protection, 1 (least) to 5; nil while it is not judged.
  public var confidentiality: Int?
  /// Need of protection, 1 (least) to 5; nil while it is not judged.
  public var integrity: Int?
  /// Need of protection, 1 (least) to 5; nil while it is not judged.
  public var availability: Int?
  public var location = ""
  public var suppliers: [String] = []
  /// Nil while nobody said.
  public var personalData: Supplier.PersonalData?
  public var note = ""
  public init() {}

  public static let register = Register<Asset>(
    "assets", prefix: "AST", one: "Asset", many: "Assets", area: .plan,
    purpose:
      "Information and everything that holds, moves or processes it, with an owner and what its loss would mean.",
    clauses: ["iso27001:A.5.9", "iso42001:A.4.2"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("asset")),
      .choice(\.kind, "kind", "Kind", .listed, .indexed, .also("type")),
      .reference(\.unit, "unit", "Unit", to: "units", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .choice(\.classification, "classification", "Class", .listed, .also("class")),
      .number(
        \.confidentiality, "confidentiality", "Confidentiality", in: 1...5, .group("Protection"), .also("C (1-4)")),
      .number(\.integrity, "integrity", "Integrity", in: 1...5, .group("Protection"), .also("I (1-4)")),
      .number(\.availability, "availability", "Availability", in: 1...5, .group("Protection"), .also("A (1-4)")),
      .line(\.location, "location", "Where", max: 1000, .searched, .group("Protection"), .also("where")),
      .references(
        \.suppliers, "suppliers", "Suppliers", to: "suppliers", .group("Protection"),
        .also("supplier_id", "supplier no.")),
      .choice(\.personalData, "personal_data", "Personal data", .listed, .group("Protection")),
      .prose(\.note, "note", "Note", .group("Protection"), .also("remarks")),
      .derived("protection", "Highest need", NumberKind(range: 1...5), .listed, .indexed) { asset, _ in
        Value([asset.confidentiality, asset.integrity, asset.availability].compactMap(\.self).max())
      },
    ])
}
