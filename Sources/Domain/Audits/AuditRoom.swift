import RegisterKit

/// Something that an external auditor asks to see, and the answer (ISO/IEC 17021-1:2015 9.4.3). What was asked in the audit
/// room stays in the auditor's words; the organization gives the answer, who gives it and by when.
public struct AuditRequest: Record {
  /// What is asked for: something written, a choice from many, or an answer.
  public enum Kind: String, Choice {
    case document, sample, question
    public var label: String {
      switch self {
      case .document: "Document or record"
      case .sample: "Sample"
      case .question: "Question"
      }
    }
  }
  public var title = ""
  public var kind = Kind.document
  public var audit: String?
  /// As the external auditor gave it, who may have no entry in the people register.
  public var askedBy = ""
  public var askedOn: Day?
  public var due: Day?
  public var owner: String?
  public var answer = ""
  public var shows: [String] = []
  public init() {}

  public static let register = Register<AuditRequest>(
    "audit-requests", prefix: "ARQ", one: "Request of an auditor", many: "Requests of auditors", area: .check,
    purpose: "What external auditors ask for in the audit room, and what was shown to them.", clauses: [],
    fields: [
      .line(\.title, "title", "What is asked for", max: 1000, .title, .fixed(by: "asked_by")),
      .choice(\.kind, "kind", "Kind", .listed, .fixed(by: "asked_by")),
      .reference(\.audit, "audit", "Audit", to: "audits", .required, .listed, .fixed(by: "asked_by")),
      .line(\.askedBy, "asked_by", "Asked by", .stamped, .listed),
      .day(\.askedOn, "asked_on", "Asked on", .stamped, .listed),
      .day(\.due, "due_on", "Needed by", .due, .listed, .fixed(by: "asked_by")),
      .person(\.owner, "owner", "Who answers", .owner, .listed),
      .prose(\.answer, "answer", "Answer", .group("Answer"), .heldBack(while: "open")),
      .references(
        \.shows, "shows", "Shows",
        to: [
          "evidence", "documents", "controls", "risks", "ai-systems", "impact-assessments", "trainings", "incidents",
          "changes", "suppliers", "measurements", "corrective-actions", "samples", "audits", "audit-reports",
          "management-reviews", "objectives", "soa-versions",
        ], .group("Answer"), .heldBack(while: "open")),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("open", tone: .warn), .init("answered", tone: .info), .init("closed", tone: .good, final: true),
      ],
      steps: [
        .init("answer", "Give the answer", from: ["open"], to: "answered", needs: ["answer"]),
        .init("closure", "Close", from: ["answered"], to: "closed"),
        .init("reopening", "Open again", from: ["answered", "closed"], to: "open"),
      ]))
}

/// That an external auditor looked at something or took it. One record for each look, so that it stands in the ledger.
public struct RoomLook: Record {
  public var what = ""
  public var by = ""
  public var record = ""
  public init() {}

  public static let register = Register<RoomLook>(
    "room-looks", prefix: "LOK", one: "Look of an external auditor", many: "Looks of external auditors", area: .check,
    purpose: "What external auditors opened and took, each time. Made by Concord itself.", clauses: [],
    fields: [
      .line(\.what, "what", "Page or file", max: 600, .title),
      .line(\.by, "by", "By", .stamped, .listed),
      .line(\.record, "record", "Record", max: 60, .stamped, .listed),
    ], isMadeByProgram: true)
}
