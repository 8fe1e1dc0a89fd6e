import RegisterKit

/// How the organization covers one requirement: the lines of the statement of applicability and the judgement on each
/// clause (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 6.1.3).
public struct Coverage: Record {
  /// Whether a requirement applies to the organization (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 6.1.3).
  public enum Applicable: String, Choice {
    case undecided, yes, no
    public var tone: Tone { self == .undecided ? .warn : .none }
    public var synonyms: [String] {
      switch self {
      case .undecided: []
      case .yes: ["applicable", "included", "true", "y", "x"]
      case .no: ["not applicable", "excluded", "false", "n"]
      }
    }
  }
  /// How far a requirement that applies is implemented, as the organization judges it (ISO/IEC 27001:2022 and ISO/IEC
  /// 42001:2023 6.1.3).
  public enum Status: String, Choice {
    case planned, partial, implemented
    case notApplicable = "not_applicable"
    public var tone: Tone {
      switch self {
      case .planned, .notApplicable: .none
      case .partial: .warn
      case .implemented: .good
      }
    }
    public var synonyms: [String] {
      switch self {
      case .planned: ["open", "not started", "not implemented"]
      case .partial: ["partly implemented", "partially implemented", "partly", "in progress"]
      case .implemented: ["fully implemented", "done", "in place"]
      case .notApplicable: ["n/a"]
      }
    }
  }
  public var requirement: String?
  public var title = ""
  public var applicable = Applicable.undecided
  public var justification = ""
  /// Nil while nobody judged it.
  public var status: Status?
  public var note = ""
  public var owner: String?
  public var controls: [String] = []
  public var risks: [String] = []
  public var documents: [String] = []
  public var evidence: [String] = []
  public init() {}

  public static let register = Register<Coverage>(
    "coverage", prefix: "COV", one: "Line of coverage", many: "Coverage", area: .plan,
    purpose: "For each requirement of both standards: does it apply, why, what covers it and how far it is done.",
    clauses: ["iso27001:6.1.3", "iso42001:6.1.3"],
    fields: [
      .requirement(
        \.requirement, "requirement", "Requirement", .required, .unique, .listed,
        .also("Annex A", "control_id", "annex a control")),
      .line(\.title, "title", "Title", max: 500, .title, .also("control")),
      .choice(\.applicable, "applicable", "Applicable", .state, .listed),
      .prose(\.justification, "justification", "Reason", .searched, .listed, .also("reason", "why in, or why out")),
      .choice(\.status, "status", "Implementation", .listed, .also("implemented", "implementation status")),
      .prose(\.note, "note", "How", .also("how")),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .references(\.controls, "controls", "Controls", to: "controls", .listed, .also("control_ids", "our controls")),
      .references(\.risks, "risks", "Risks", to: "risks", .also("risk_ids")),
      .references(\.documents, "documents", "Documents", to: "documents"),
      .references(\.evidence, "evidence", "Evidence", to: "evidence"),
    ],
    check: { line, _, problems in
      if line.applicable == .yes, line.status == .notApplicable {
        problems.add("status", "It applies, so say how far it is implemented.")
      }
      if line.applicable == .no, !line.controls.isEmpty {
        problems.add("applicable", "Controls cover it, so it can't be declared not applicable; take them out first.")
      }
    },
    transition: { before, after, around, problems in
      if before.applicable != .no, after.applicable == .no, let uid = after.requirement,
        around.naming(uid, in: "risks").contains(where: { $0.state != "closed" })
      {
        problems.add("applicable", "A risk is treated by it, so it can't be declared not applicable.")
      }
    })
}

/// A statement of applicability as it was approved: frozen, with its hash (ISO/IEC 27001:2022, ISO/IEC 42001:2023 6.1.3).
public struct SoAVersion: Record {
  public var title = ""
  /// Version of the statement, from 1.
  public var number: Int?
  /// Uids of the frameworks over whose controls it speaks.
  public var frameworks: [String] = []
  /// JSON of the lines, as ``SoA/value`` makes it.
  public var lines = ""
  /// SHA-256 of the lines, in 64 hexadecimal digits.
  public var hash = ""
  /// The last entry of the ledger before it was approved: what the statement rests on.
  public var position: Int?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<SoAVersion>(
    "soa-versions", prefix: "SOA", one: "Statement of applicability", many: "Statements of applicability", area: .plan,
    purpose: "The statements of applicability as they were approved. Approve a new one from the coverage page.",
    clauses: ["iso27001:6.1.3", "iso42001:6.1.3"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .number(\.number, "number", "Version", in: 1...100_000, .stamped, .listed),
      .prose(\.lines, "lines", "Lines", .stamped),
      .line(\.hash, "sha256", "SHA-256 of the lines", .stamped, .digest(of: "lines")),
      .number(\.position, "ledger_position", "Ledger position", .stamped),
      .labels(\.frameworks, "frameworks", "Standards", .stamped, .listed),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped, .listed),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped, .listed),
    ],
    lifecycle: Lifecycle(
      states: [.init("approved", tone: .good, frozen: true), .init("replaced", frozen: true, final: true)],
      steps: [.init("replacement", "Mark as replaced", from: ["approved"], to: "replaced", approval: true)]),
    isMadeByProgram: true)
}

/// What the organization decided about a suggestion of the crosswalk, with the reason. One record for a requirement and
/// a control: who thinks otherwise later changes it, and its history keeps both.
public struct MappingDecision: Record {
  /// What the organization answered to a suggestion.
  public enum Decision: String, Choice {
    case accepted, declined
    public var tone: Tone { self == .accepted ? .good : .none }
  }
  public var title = ""
  public var requirement: String?
  public var control: String?
  public var decision = Decision.accepted
  public var reason = ""
  public init() {}

  public static let register = Register<MappingDecision>(
    "mapping-decisions", prefix: "MAP", one: "Mapping decision", many: "Mapping decisions", area: .plan,
    purpose: "Suggestions of the crosswalk that were accepted or declined, each with its reason.",
    clauses: ["iso42001:6.1.3"],
    fields: [
      .line(\.title, "title", "Title", max: 500, .title),
      .requirement(\.requirement, "requirement", "Requirement", .required, .listed, .indexed),
      .reference(\.control, "control", "Control", to: "controls", .required, .listed),
      .choice(\.decision, "decision", "Decision", .state, .listed),
      .prose(\.reason, "reason", "Reason", .listed),
      .derived("pair", "Requirement and control", LineKind(max: 300), .unique) { decision, _ in Value(decision.pair) },
    ],
    check: { decision, _, problems in
      if decision.reason.isEmpty {
        problems.add(
          "reason",
          decision.decision == .declined
            ? "Say why it does not fit; the auditor will ask."
            : "Say why it serves the requirement; the auditor will ask.")
      }
    })

  /// What the decision is about; empty while either is missing.
  public var pair: String {
    guard let requirement, let control else { return "" }
    return Self.pair(requirement, control)
  }
  /// The key under which a decision about a requirement and a control is kept.
  /// - Parameters:
  /// - requirement: Uid.
  /// - control: Id of the organization's own control.
  public static func pair(_ requirement: String, _ control: String) -> String { "\(requirement) \(control)" }
}
