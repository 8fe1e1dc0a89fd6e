import RegisterKit

/// Somebody whose needs bear on the management system (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 4.2).
public struct InterestedParty: Record {
  public var party = ""
  public var needs = ""
  /// Nil while nobody decided it.
  public var metBySystem: Bool?
  /// Laws, contracts and standards that make the needs binding, in words.
  public var sources: [String] = []
  public var owner: String?
  public init() {}

  public static let register = Register<InterestedParty>(
    "interested-parties", prefix: "IPA", one: "Interested party", many: "Interested parties", area: .plan,
    purpose: "Who has needs and expectations, which of them are binding, and which the management system meets.",
    clauses: ["iso27001:4.2", "iso42001:4.2"],
    fields: [
      .line(\.party, "party", "Party", .title, .also("who")),
      .prose(\.needs, "needs", "Needs and expectations", .listed, .searched, .also("what they need")),
      .flag(\.metBySystem, "met_by_system", "Met by the management system", .listed, .also("met by the ISMS")),
      .labels(\.sources, "requirements", "Binding sources", .listed, .also("binding source")),
      .person(\.owner, "owner", "Owner", .owner),
    ])
}
