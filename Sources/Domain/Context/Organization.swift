import RegisterKit

/// A part of the organization that is audited, owns risks and has people.
public struct Unit: Record {
  public var name = ""
  public var head: String?
  /// Number of people who work there; nil while it is not known.
  public var people: Int?
  public var site = ""
  /// When nobody can be visited, as ``HalfDay``.
  public var closedHalfDays: [String] = []
  public init() {}

  public static let register = Register<Unit>(
    "units", prefix: "UNI", one: "Unit", many: "Units", area: .plan,
    purpose: "The parts of the organization inside the scope; audits are planned and findings are kept by unit.",
    clauses: ["iso27001:4.3", "iso42001:4.3"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("unit")),
      .person(\.head, "head", "Head", .owner, .listed, .standsIn),
      .number(\.people, "people", "People", in: 0...1_000_000, .listed),
      .line(\.site, "main_site", "Main site", .listed, .also("site")),
      .halfDays(
        \.closedHalfDays, "closed_half_days", "Half-days on which nobody can be visited",
        .help("Written like 2027-03-01/AM; audits are planned around them.")),
    ])
}

/// Where work is done.
public struct Site: Record {
  public var name = ""
  public var country = ""
  /// Number of people who work there; nil while it is not known.
  public var people: Int?
  public var note = ""
  public init() {}

  public static let register = Register<Site>(
    "sites", prefix: "SIT", one: "Site", many: "Sites", area: .plan,
    purpose: "Offices, data centres and remote work inside the scope.", clauses: ["iso27001:4.3"],
    fields: [
      .line(\.name, "name", "Name", .title),
      .line(\.country, "country", "Country", .listed),
      .number(\.people, "people", "People", in: 0...1_000_000, .listed),
      .prose(\.note, "note", "Note", .listed),
    ])
}

/// Work that the management system covers (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 4.4).
public struct BusinessProcess: Record {
  public var name = ""
  public var unit: String?
  public var owner: String?
  public var description = ""
  public init() {}

  public static let register = Register<BusinessProcess>(
    "processes", prefix: "PRC", one: "Process", many: "Processes", area: .plan,
    purpose: "The processes inside the scope, with the unit that runs them and an owner.",
    clauses: ["iso27001:4.4", "iso42001:4.4"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("process")),
      .reference(\.unit, "unit", "Unit", to: "units", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .prose(\.description, "description", "Description", .searched),
    ])
}

/// A part that somebody plays in the management system (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 5.3, A.3.2).
public struct RoleDescription: Record {
  public var title = ""
  public var duties = ""
  public var holders: [String] = []
  public var deputies: [String] = []
  public var competences = ""
  public init() {}

  public static let register = Register<RoleDescription>(
    "roles", prefix: "ROL", one: "Role", many: "Roles", area: .plan,
    purpose: "Who answers for what, for security and AI alike, with deputies.",
    clauses: ["iso27001:5.3", "iso42001:5.3", "iso42001:A.3.2"],
    fields: [
      .line(\.title, "title", "Role", .title),
      .prose(\.duties, "duties", "Duties and authority", .searched),
      .people(\.holders, "holders", "Held by", .listed, .standsIn),
      .people(\.deputies, "deputies", "Deputies", .listed),
      .prose(\.competences, "competences", "Competences needed"),
    ])
}

/// A law, contract or standard that binds the organization (ISO/IEC 27001:2022 A.5.31, ISO/IEC 42001:2023 4.2).
public struct Obligation: Record {
  /// What binds the organization.
  public enum Kind: String, Choice {
    case law, contract
    case sectorStandard = "sector_standard"
    case other
  }
  public var name = ""
  public var kind = Kind.law
  public var countries: [String] = []
  public var owner: String?
  public var lastCheck: Day?
  public var nextCheck: Day?
  public var requirements: [String] = []
  public var note = ""
  public init() {}

  public static let register = Register<Obligation>(
    "obligations", prefix: "OBL", one: "Obligation", many: "Laws and contracts", area: .plan,
    purpose: "Laws, contracts and standards that bind you, with somebody who checks them.",
    clauses: ["iso27001:A.5.31", "iso42001:4.2"],
    fields: [
      .line(\.name, "name", "Name", .title, .also("law or contract")),
      .choice(\.kind, "kind", "Kind", .listed),
      .labels(\.countries, "countries", "Countries", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.lastCheck, "last_check", "Last checked", .listed),
      .day(\.nextCheck, "next_check", "Next check", .due),
      .requirements(\.requirements, "requirements", "Serves requirements"),
      .prose(\.note, "note", "Note", .also("remarks")),
    ])
}

/// A certificate that the organization holds or works for.
public struct Certificate: Record {
  public var standard = ""
  public var body = ""
  public var firstCertified: Day?
  public var validUntil: Day?
  /// In words, as a file brought it.
  public var lastAudit = ""
  /// The version that the certificate names, in words.
  public var soa = ""
  public init() {}

  public static let register = Register<Certificate>(
    "certificates", prefix: "CRT", one: "Certificate", many: "Certificates", area: .plan,
    purpose: "The certificates held, by whom, and until when.", clauses: [],
    fields: [
      .line(\.standard, "standard", "Standard", .title),
      .line(\.body, "body", "Certification body", .listed),
      .day(\.firstCertified, "first_certified", "First certified", .listed),
      .day(\.validUntil, "valid_until", "Valid until", .due, .listed),
      .line(\.lastAudit, "last_audit", "Last audit"),
      .line(\.soa, "statement_of_applicability", "Statement of applicability"),
    ])
}
