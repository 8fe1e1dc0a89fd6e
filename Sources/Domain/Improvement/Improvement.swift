import RegisterKit

/// What an audit found, graded, due and closed for each standard (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2, 10.2).
public struct Finding: Record {
  public enum Grade: String, Choice {
    case conformity
    case goodPractice = "good_practice"
    case opportunity = "opportunity_for_improvement"
    case minor = "minor_nonconformity"
    case major = "major_nonconformity"
    public var tone: Tone {
      switch self {
      case .conformity, .goodPractice: .good
      case .opportunity: .info
      case .minor: .warn
      case .major: .bad
      }
    }
    public var synonyms: [String] {
      switch self {
      case .opportunity: ["opportunity", "OFI"]
      case .minor: ["minor"]
      case .major: ["major"]
      default: []
      }
    }
  }
  public var title = ""
  public var audit: String?
  public var grade = Grade.opportunity
  public var grade42001: Grade?
  public var requirements: [String] = []
  public var evidence = ""
  public var unit: String?
  public var owner: String?
  public var raisedOn: Day?
  public var due: Day?
  public var due42001: Day?
  public var closedOn: Day?
  public var closedOn42001: Day?
  public init() {}

  public static let register = Register<Finding>(
    "findings", prefix: "FND", one: "Finding", many: "Findings", area: .check,
    purpose: "What audits found, with evidence, graded and closed for each standard.",
    clauses: ["iso27001:9.2.2", "iso27001:10.2", "iso42001:9.2.2", "iso42001:10.2"],
    fields: [
      .line(\.title, "statement", "Statement", max: 4000, .title, .also("finding")),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed, .also("audit_id")),
      .choice(\.grade, "grade", "Grade", .listed, .indexed),
      .choice(\.grade42001, "grade_42001", "Grade for 42001, if another"),
      .requirements(\.requirements, "requirements", "Requirements", .listed, .also("requirement", "clause or control")),
      .prose(\.evidence, "evidence", "Evidence"),
      .reference(\.unit, "unit", "Unit", to: "units", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.raisedOn, "raised_on", "Raised", .also("raised")),
      .day(\.due, "due_on", "Due", .due, .listed, .also("due")),
      .day(\.due42001, "due_on_42001", "Due for 42001, if another"),
      .day(\.closedOn, "closed_on", "Closed", .also("closed")),
      .day(\.closedOn42001, "closed_on_42001", "Closed for 42001"),
    ],
    lifecycle: Lifecycle(
      states: [.init("open", tone: .warn), .init("closed", tone: .good, final: true)],
      steps: [
        .init("closure", "Close", from: ["open"], to: "closed", stamps: ["closed_on": .today]),
        .init("reopening", "Open again", from: ["closed"], to: "open", stamps: ["closed_on": .nothing]),
      ]))
}

/// Answers a nonconformity: correction, cause, action, and whether it worked
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
public struct CorrectiveAction: Record {
  public var action = ""
  public var sources: [String] = []
  public var correction = ""
  public var cause = ""
  public var owner: String?
  public var due: Day?
  public var doneOn: Day?
  public var effectCriterion = ""
  public var effectCheckedOn: Day?
  public var effectCheckedBy: String?
  public var effective: Bool?
  public init() {}

  public static let register = Register<CorrectiveAction>(
    "corrective-actions", prefix: "CAR", one: "Corrective action", many: "Corrective actions", area: .act,
    purpose: "For each nonconformity: what was put right, why it happened, what is changed so that it stays away.",
    clauses: ["iso27001:10.2", "iso42001:10.2"],
    fields: [
      .line(\.action, "action", "Action", max: 4000, .title, .also("corrective action")),
      .references(
        \.sources, "sources", "Answers", to: ["findings", "incidents", "nonconformities"], .listed,
        .also("source", "finding or incident")),
      .prose(\.correction, "correction", "Correction", .group("Cause")),
      .prose(\.cause, "cause", "Cause", .searched, .group("Cause")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .group("Cause")),
      .day(\.due, "due_on", "Due", .due, .listed, .group("Cause"), .also("due")),
      .day(\.doneOn, "done_on", "Done", .listed, .group("Effect"), .also("done")),
      .prose(
        \.effectCriterion, "effect_criterion", "How we see the effect", .group("Effect"), .also("how we see the effect")
      ),
      .day(\.effectCheckedOn, "effect_checked_on", "Effect checked", .group("Effect"), .also("effect checked")),
      .person(\.effectCheckedBy, "effect_checked_by", "Checked by", .group("Effect"), .also("checked by")),
      .flag(\.effective, "effective", "Effective", .listed, .group("Effect")),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("open", tone: .warn), .init("in_progress", tone: .info, synonyms: ["overdue", "late"]),
        .init("effect_check", "Effect check due", tone: .info, synonyms: ["effect check due"]),
        .init("closed", tone: .good, final: true),
      ],
      steps: [
        .init("start", "Begin", from: ["open"], to: "in_progress", needs: ["cause", "owner"]),
        .init(
          "completion", "Action is done", from: ["open", "in_progress"], to: "effect_check", stamps: ["done_on": .today]
        ),
        .init(
          "closure", "Effective, close", from: ["effect_check"], to: "closed", approval: true,
          needs: ["effect_criterion"],
          stamps: ["effect_checked_on": .today, "effect_checked_by": .actor]),
        .init("reopening", "Not effective, open again", from: ["effect_check", "closed"], to: "in_progress"),
      ]),
    check: { action, _, problems in
      if action.effective != nil, action.effectCheckedOn == nil {
        problems.add("effect_checked_on", "Say when the effect was checked.")
      }
    })
}

/// Something that does not meet a requirement, found outside an audit (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
public struct Nonconformity: Record {
  public var title = ""
  public var requirements: [String] = []
  public var description = ""
  public var foundOn: Day?
  public var owner: String?
  public var due: Day?
  public init() {}

  public static let register = Register<Nonconformity>(
    "nonconformities", prefix: "NCR", one: "Nonconformity", many: "Nonconformities", area: .act,
    purpose: "What does not meet a requirement and was found outside an audit.",
    clauses: ["iso27001:10.2", "iso42001:10.2"],
    fields: [
      .line(\.title, "title", "Title", max: 1000, .title),
      .requirements(\.requirements, "requirements", "Requirements", .listed),
      .prose(\.description, "description", "Description", .searched),
      .day(\.foundOn, "found_on", "Found", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed),
    ],
    lifecycle: Lifecycle(
      states: [.init("open", tone: .warn), .init("closed", tone: .good, final: true)],
      steps: [
        .init("closure", "Close", from: ["open"], to: "closed"),
        .init("reopening", "Open again", from: ["closed"], to: "open"),
      ]))
}

/// An idea to do better (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.1).
public struct Improvement: Record {
  public enum Status: String, Choice {
    case idea, accepted, done, dropped
    public var tone: Tone { self == .done ? .good : self == .accepted ? .info : .none }
  }
  public var title = ""
  public var description = ""
  public var source = ""
  public var owner: String?
  public var due: Day?
  public var status = Status.idea
  public init() {}

  public static let register = Register<Improvement>(
    "improvements", prefix: "IMV", one: "Improvement", many: "Improvements", area: .act,
    purpose: "Ideas to do better, and what became of them.", clauses: ["iso27001:10.1", "iso42001:10.1"],
    fields: [
      .line(\.title, "title", "Idea", .title),
      .prose(\.description, "description", "Description", .searched),
      .line(\.source, "source", "Where it comes from", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed),
      .choice(\.status, "status", "Status", .state, .listed),
    ])
}
