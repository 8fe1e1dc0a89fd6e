import RegisterKit

/// The occasion for which a certification body gets a pack (ISO/IEC 17021-1:2015 9.3.1, 9.6.2).
public enum PackKind: String, Choice {
  case stage1, stage2, surveillance
  public var label: String {
    switch self {
    case .stage1: "Stage 1"
    case .stage2: "Stage 2"
    case .surveillance: "Surveillance"
    }
  }
}

/// A certification pack that was made: from which position of the ledger, for which audit and day, and the hash of its
/// manifest. The same position, audit, day and kind give the same bytes again, so the file itself is not kept.
public struct CertificationPack: Record {
  public var title = ""
  public var audit: String?
  public var kind: PackKind?
  /// The day for which evidence must be valid.
  public var date: Day?
  /// The last entry of the ledger that counts.
  public var position: Int?
  /// SHA-256 of the manifest, in 64 hexadecimal digits.
  public var manifest = ""
  /// Number of files in the pack.
  public var members: Int?
  /// Bytes of its files together, manifest and signature apart.
  public var size: Int?
  /// Version of Concord that made it.
  public var generator = ""
  /// How often it was downloaded; nil counts as 0.
  public var downloads: Int?
  public init() {}

  public static let register = Register<CertificationPack>(
    "packs", prefix: "PCK", one: "Certification pack", many: "Certification packs", area: .check,
    purpose: "Packs made for certification bodies. Make one from the page of an audit.",
    clauses: [],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .stamped, .listed),
      .choice(\.kind, "kind", "Kind", .stamped, .listed),
      .day(\.date, "date", "Evidence valid on", .stamped, .listed),
      .number(\.position, "ledger_position", "Ledger position", .stamped),
      .line(\.manifest, "manifest_sha256", "SHA-256 of the manifest", .stamped),
      .number(\.members, "members", "Files", .stamped, .listed),
      .number(\.size, "bytes", "Bytes", .stamped),
      .line(\.generator, "generator", "Made by", .stamped),
      .number(\.downloads, "downloads", "Times downloaded", .stamped, .listed),
    ], isMadeByProgram: true)
}

/// One part of a pack: which registers it shows, on which occasions.
public struct PackSection: Sendable, Hashable {
  /// Stands in the names of files.
  public let id: String
  public let title: String
  /// What it is for, for the person who opens the pack.
  public let purpose: String
  /// Slugs, in the order in which they are shown.
  public let registers: [String]
  /// Only revisions that were approved and are in force, in registers that have an approval.
  public let inForceOnly: Bool
  /// The occasions on which the section is part of the pack.
  public let kinds: Set<PackKind>
  /// Field and value that a record must have; nil takes all.
  public let only: Only?

  /// A condition on the records of a section.
  public struct Only: Sendable, Hashable {
    public let field: String
    /// The value that the field must have, or must not have.
    public let value: String
    /// Turns the condition round: records with that value are left out.
    public let isExcluded: Bool
  }

  init(
    _ id: String, _ title: String, _ registers: [String], inForceOnly: Bool = false,
    kinds: Set<PackKind> = Set(PackKind.allCases), only: Only? = nil, _ purpose: String
  ) {
    self.id = id
    self.title = title
    self.purpose = purpose
    self.registers = registers
    self.inForceOnly = inForceOnly
    self.kinds = kinds
    self.only = only
  }

  /// Every part, in the order of the pack.
  public static let all: [PackSection] = [
    PackSection(
      "scope", "Scope", ["scope-statements", "units", "sites", "processes"], inForceOnly: true,
      "What the management system covers, for information security and AI in one statement."),
    PackSection(
      "context", "Context and interested parties", ["context-issues", "interested-parties", "obligations"],
      kinds: [.stage1, .stage2], "What the organization must reckon with, and whom it answers to."),
    PackSection(
      "policy", "Policies", ["documents"], inForceOnly: true,
      only: .init(field: "kind", value: "policy", isExcluded: false), "The policies in force, as they were approved."),
    PackSection(
      "documents", "Further documents", ["documents"], inForceOnly: true,
      only: .init(field: "kind", value: "policy", isExcluded: true), "Procedures, plans and methods in force."),
    PackSection(
      "roles", "Roles and objectives", ["roles", "objectives", "indicators"],
      "Who answers for what, and what is to be reached."),
    PackSection(
      "risk-method", "Risk method", ["settings"],
      "The scales and levels by which information security and AI risks are judged alike."),
    PackSection("risks", "Risk register", ["risks"], "Information security and AI risks in one register."),
    PackSection(
      "treatment", "Risk treatment plan", ["treatments", "controls"],
      "What is done about the risks, by whom and until when, and the controls that there are."),
    PackSection(
      "soa", "Statement of applicability", ["soa-versions"], inForceOnly: true,
      "The approved statement over the Annexes A of both standards."),
    PackSection(
      "ai-systems", "AI systems", ["ai-systems", "models", "datasets"],
      "The AI systems, what they are made of, and the organization's part in them."),
    PackSection(
      "impact", "AI impact assessments", ["impact-assessments"], inForceOnly: true,
      "What the AI systems may do to individuals, groups and society, as it was approved."),
    PackSection(
      "integration", "Level of integration", ["integration-scores"],
      "How far the two management systems are one, point by point, with what shows it."),
    PackSection(
      "audits", "Internal audits",
      ["audit-programmes", "audits", "sessions", "checks", "samples", "sample-items", "findings"],
      "Programme, audits, what was checked with a verdict for each standard, samples, and what was found."),
    PackSection(
      "audit-reports", "Reports of internal audits", ["audit-reports"], inForceOnly: true,
      "The reports as the lead auditors signed them and management received them."),
    PackSection(
      "review", "Management review", ["management-reviews", "decisions"],
      "What top management looked at and decided."),
    PackSection(
      "improvement", "Corrective actions", ["nonconformities", "corrective-actions", "improvements"],
      "How nonconformities were put right, and whether it worked."),
    PackSection(
      "operation", "Records of operation",
      ["incidents", "changes", "suppliers", "supplier-assessments", "competences", "trainings", "measurements"],
      kinds: [.stage2, .surveillance], "What happened, what was changed, who was trained, what was measured."),
    PackSection(
      "evidence", "Evidence", ["evidence"], "Evidence that speaks for the day of the audit, with its files."),
  ]

  /// The sections of a pack for that occasion, in its order.
  public static func all(of kind: PackKind) -> [PackSection] { all.filter { $0.kinds.contains(kind) } }
}
