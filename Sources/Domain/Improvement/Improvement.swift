import RegisterKit

/// Something that does not meet a requirement, found outside an audit (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
public struct Nonconformity: Record {
  /// How it came to light.
  public enum Source: String, Choice {
    case incident, review, complaint, monitoring
    case own = "self"
    public var label: String {
      switch self {
      case .incident: "Incident"
      case .review: "Management review"
      case .complaint: "Complaint"
      case .monitoring: "Monitoring and measurement"
      case .own: "Noticed by ourselves"
      }
    }
  }
  /// How grave it is, by the words of ``Finding/Grade``.
  public enum Grade: String, Choice {
    case minor, major
    public var tone: Tone { self == .minor ? .warn : .bad }
  }
  public var title = ""
  public var source: Source?
  public var grade: Grade?
  public var requirements: [String] = []
  public var description = ""
  public var foundOn: Day?
  public var owner: String?
  public var due: Day?
  public var closedOn: Day?
  public init() {}

  public static let register = Register<Nonconformity>(
    "nonconformities", prefix: "NCR", one: "Nonconformity", many: "Nonconformities", area: .act,
    purpose: "What does not meet a requirement and was found outside an audit.",
    clauses: ["iso27001:10.2", "iso42001:10.2"],
    fields: [
      .line(\.title, "title", "Title", max: 1000, .title),
      .choice(\.source, "source", "Found by", .listed),
      .choice(\.grade, "grade", "Grade", .listed),
      .requirements(\.requirements, "requirements", "Requirements", .listed),
      .prose(\.description, "description", "Description", .searched),
      .day(\.foundOn, "found_on", "Found", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed),
      .day(\.closedOn, "closed_on", "Closed", .stamped, .also("closed")),
    ],
    lifecycle: Lifecycle(
      states: [.init("open", tone: .warn), .init("closed", tone: .good, final: true)],
      steps: [
        .init("closure", "Close", from: ["open"], to: "closed", stamps: ["closed_on": .today]),
        .init("reopening", "Open again", from: ["closed"], to: "open", stamps: ["closed_on": .nothing]),
      ]),
    transition: { before, after, around, problems in
      // As with findings: answered, and the answer was seen to work, before it is closed (10.2).
      if before.closedOn == nil, after.closedOn != nil, !CorrectiveAction.isAnswered(nil, around) {
        problems.add(nil, CorrectiveAction.comesFirst)
      }
    })
}

/// An idea to do better (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.1).
public struct Improvement: Record {
  /// What became of an idea.
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
