import RegisterKit

/// A threat or source of risk that the organization added to those of the library.
public struct Threat: Record {
  public var title = ""
  public var domains: [Risk.Domain] = []
  public var description = ""
  /// Uids of controls that help against it.
  public var requirements: [String] = []
  public init() {}

  public static let register = Register<Threat>(
    "threats", prefix: "THR", one: "Threat", many: "Threats", area: .plan,
    purpose: "Threats of your own, beside those of the catalogue, with the controls they suggest.",
    clauses: ["iso27001:6.1.2", "iso42001:6.1.2"],
    fields: [
      .line(\.title, "title", "Threat", .title),
      .choices(\.domains, "domains", "Kind", .listed),
      .prose(\.description, "description", "Description", .searched),
      .requirements(\.requirements, "requirements", "Suggests controls", .listed),
    ])
}

/// A step of risk treatment: what is done, by whom, until when (ISO/IEC 27001:2022 6.1.3 e, 8.3).
public struct Treatment: Record {
  /// How far a step of treatment is.
  public enum Status: String, Choice {
    case planned
    case inProgress = "in_progress"
    case done
    public var tone: Tone { self == .done ? .good : self == .inProgress ? .info : .none }
  }
  public var title = ""
  public var risks: [String] = []
  public var controls: [String] = []
  public var description = ""
  public var owner: String?
  public var due: Day?
  /// In hundredths of the workspace's currency; nil where nobody said.
  public var cost: Int?
  public var status = Status.planned
  public init() {}

  public static let register = Register<Treatment>(
    "treatments", prefix: "TRT", one: "Treatment", many: "Risk treatment plan", area: .plan,
    purpose: "What will be done about risks, by whom and until when.",
    clauses: ["iso27001:6.1.3", "iso27001:8.3", "iso42001:6.1.3", "iso42001:8.3"],
    fields: [
      .line(\.title, "title", "Treatment", .title),
      .references(\.risks, "risks", "Risks", to: "risks", .listed),
      .references(\.controls, "controls", "Controls", to: "controls", .listed),
      .prose(\.description, "description", "Description", .searched),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.due, "due_on", "Due", .due, .listed),
      .money(\.cost, "cost", "Cost"),
      .choice(\.status, "status", "Status", .state, .listed),
    ])
}
