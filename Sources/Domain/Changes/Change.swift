import RegisterKit

/// A change to systems, services or AI models, with its tests and approval
/// (ISO/IEC 27001:2022 6.3, 8.1, A.8.32; ISO/IEC 42001:2023 6.3, 8.1, A.6.2.4, A.6.2.5).
public struct ChangeRequest: Record {
  /// What is changed.
  public enum Kind: String, Choice {
    case application, infrastructure, configuration, model, process, tool
    case newService = "new_service"
    case other
  }
  /// How much could go wrong with the change.
  public enum RiskClass: String, Choice { case low, medium, high }
  /// What the tests before it goes live said (ISO/IEC 27001:2022 A.8.29, ISO/IEC 42001:2023 A.6.2.4).
  public enum TestResult: String, Choice {
    case notTested = "not_tested"
    case inTest = "in_test"
    case passed
    case passedWithRemarks = "passed_with_remarks"
    case failed
    public var tone: Tone {
      switch self {
      case .notTested: .warn
      case .inTest: .info
      case .passed: .good
      case .passedWithRemarks: .warn
      case .failed: .bad
      }
    }
  }
  /// How far the change is.
  public enum Status: String, Choice {
    case requested
    case inProgress = "in_progress"
    case done, withdrawn
    public var tone: Tone { self == .done ? .good : self == .inProgress ? .info : .none }
  }

  public var title = ""
  public var kind = Kind.application
  public var requestedBy: String?
  public var requestedOn: Day?
  public var description = ""
  public var assets: [String] = []
  public var aiSystems: [String] = []
  public var models: [String] = []
  public var riskClass: RiskClass?
  /// What was tested and how; for a model also the figures before and after.
  public var tests = ""
  /// Nil while nobody said anything of tests.
  public var testResult: TestResult?
  public var impactAssessment: String?
  public var approvedBy: String?
  public var approvedOn: Day?
  public var liveOn: Day?
  /// How the change is undone if it fails.
  public var rollBack = ""
  public var status = Status.requested
  public var note = ""
  public init() {}

  public static let register = Register<ChangeRequest>(
    "changes", prefix: "CHG", one: "Change", many: "Changes", area: .do,
    purpose: "Changes to systems, services and models: why, tested how, approved by whom, and the way back.",
    clauses: ["iso27001:6.3", "iso27001:A.8.32", "iso42001:6.3", "iso42001:A.6.2.4", "iso42001:A.6.2.5"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("change")),
      .choice(\.kind, "kind", "Kind", .listed, .indexed, .also("type")),
      .person(\.requestedBy, "requested_by", "Asked by", .owner, .listed, .also("asked by")),
      .day(\.requestedOn, "requested_on", "Asked on", .also("asked on")),
      .prose(\.description, "description", "What changes", .searched, .also("what changes")),
      .references(\.assets, "assets", "Assets", to: "assets", .group("Touches"), .also("asset_ids")),
      .references(
        \.aiSystems, "ai_systems", "AI systems", to: "ai-systems", .group("Touches"), .also("ai_system_id", "AI system")
      ),
      .references(\.models, "models", "Models", to: "models", .group("Touches"), .also("model_id", "model")),
      .choice(\.riskClass, "risk_class", "Risk class", .listed, .group("Gates")),
      .prose(
        \.tests, "tests", "Tests", .group("Gates"),
        .help("For a model: the test set, the figures before and after, and the groups looked at.")),
      .choice(\.testResult, "test_result", "Test result", .listed, .group("Gates")),
      .reference(
        \.impactAssessment, "impact_assessment", "Impact assessment", to: "impact-assessments", .group("Gates")),
      .person(\.approvedBy, "approved_by", "Approved by", .listed, .group("Gates")),
      .day(\.approvedOn, "approved_on", "Approved on", .group("Gates")),
      .day(\.liveOn, "live_on", "Live on", .listed, .group("Gates")),
      .prose(\.rollBack, "roll_back", "Way back", .group("Gates"), .also("way back")),
      .choice(\.status, "status", "Status", .state, .listed, .group("Gates")),
      .prose(\.note, "note", "Note", .group("Gates"), .also("remarks")),
    ],
    check: { change, _, problems in
      if let live = change.liveOn, let asked = change.requestedOn, live < asked {
        problems.add("live_on", "It can't go live before it was asked for.")
      }
    },
    transition: { before, after, _, problems in
      // Whoever asks for a change does not approve it (ISO/IEC 27001:2022 A.5.3).
      if let approver = after.approvedBy, approver == after.requestedBy,
        before.approvedBy != approver || before.requestedBy != approver
      {
        problems.add("approved_by", "Whoever asks for a change does not approve it.")
      }
      guard before.liveOn == nil, after.liveOn != nil else { return }
      if after.approvedBy == nil { problems.add("approved_by", "It goes live only approved.") }
      if after.kind == .model, after.testResult != .passed, after.testResult != .passedWithRemarks {
        problems.add("test_result", "A model goes live only with passed tests.")
      }
    })
}
