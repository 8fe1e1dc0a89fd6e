import RegisterKit

/// A standard that an audit is held against.
public enum Standard: String, Choice {
  case security = "iso27001"
  case ai = "iso42001"
  public var label: String { self == .security ? "ISO/IEC 27001" : "ISO/IEC 42001" }
  /// `27001`: how people say it.
  public var number: String { self == .security ? "27001" : "42001" }
  /// The standard to which a requirement belongs; nil for those of laws and other frameworks.
  public init?(requirement uid: String) { self.init(rawValue: String(uid.prefix { $0 != ":" })) }
}

/// One audit over one standard or both (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2; ISO 19011:2018).
public struct Audit: Record {
  /// On whose behalf an audit is held: the organization's own, a certification body's (ISO/IEC 17021-1), or one of a
  /// supplier.
  public enum Kind: String, Choice {
    case `internal`
    /// By a certification body, where a file does not say which of the following.
    case certification
    case stage1 = "stage_1"
    case stage2 = "stage_2"
    case surveillance
    case recertification
    case supplier
    public var synonyms: [String] {
      switch self {
      case .certification: ["certification body", "external"]
      case .stage1: ["stage one"]
      case .stage2: ["stage two", "initial certification"]
      case .surveillance: ["surveillance audit"]
      case .recertification: ["recertification audit", "renewal"]
      case .internal, .supplier: []
      }
    }
    /// By a certification body (ISO/IEC 17021-1).
    public var isExternal: Bool { self != .internal && self != .supplier }
    /// People from outside hold it or come along, so it has an audit room: all but the organization's own.
    public var admitsOutsiders: Bool { self != .internal }
  }
  /// What the audit says of one standard.
  public enum Conclusion: String, Choice {
    case conforms
    case withExceptions = "with_exceptions"
    case doesNotConform = "does_not_conform"
    public var label: String {
      switch self {
      case .conforms: "Conforms and is effective"
      case .withExceptions: "Conforms and is effective, except for the findings"
      case .doesNotConform: "Does not conform or is not effective"
      }
    }
    public var tone: Tone { self == .conforms ? .good : self == .withExceptions ? .warn : .bad }
  }
  /// Where auditors and auditees meet (ISO 19011:2018 5.5.3, remote audit methods).
  public enum Place: String, Choice {
    case onSite = "on_site"
    case remote
    case mixed
    public var label: String {
      switch self {
      case .onSite: "On site"
      case .remote: "Remote"
      case .mixed: "Partly on site, partly remote"
      }
    }
  }
  /// Whether an audit did what it was held for.
  public enum Outcome: String, Choice {
    case met, partly
    case notMet = "not_met"
    public var tone: Tone { self == .met ? .good : self == .partly ? .warn : .bad }
  }
  public var title = ""
  public var programme: String?
  public var kind = Kind.internal
  public var standards: [Standard] = []
  public var from: Day?
  public var to: Day?
  public var scope = ""
  public var lead: String?
  /// As a file names them; ``auditors`` are looked up, this is not.
  public var team = ""
  public var auditors: [String] = []
  public var units: [String] = []
  public var aiSystems: [String] = []
  /// Audit points that the programme gives to this audit; none means that the plan chooses by the scope.
  public var points: [String] = []
  public var result = ""
  /// Number of minor nonconformities, as told by whoever held the audit; nil while nothing is.
  public var minor: Int?
  /// Number of opportunities for improvement, as told by whoever held the audit; nil while nothing is.
  public var opportunities: Int?
  /// Number of good practices, as told by whoever held the audit; nil while nothing is.
  public var goodPractices: Int?
  public var reportOn: Day?
  public var objectives = ""
  /// What it is held against beside the standards, such as the organization's own documents and contracts.
  public var criteria = ""
  public var place: Place?
  /// The language in which it is held and reported.
  public var language = ""
  /// From which records samples are to be drawn, and how.
  public var sampling = ""
  /// What auditees send before the audit begins.
  public var documents = ""
  public var confidentiality = ""
  public var objectivesMet: Outcome?
  public var conclusion27001: Conclusion?
  public var conclusion42001: Conclusion?
  public var conclusion = ""
  public var limits = ""
  public var disagreements = ""
  public var independence = ""
  public var followUp = ""
  public var distribution = ""
  public var note = ""
  /// 0 to 60; 12 if nil. What an auditor approved or audited within this time is own work. Own rule for 9.2.2.
  public var coolingOffMonths: Int?
  /// Audit points answered elsewhere than proposed: `AP-17:U-SEC`; `AP-17:-` leaves the point out.
  public var pointUnits: [String] = []
  /// Pairs that are not to be planned: `IA-1:U-SEC`, `IA-1:AP-17`, `IA-1:2027-03-01/AM`, `U-SEC:2027-03-01/AM`.
  public var forbidden: [String] = []
  /// Issue of the secret calendar addresses, 1 if nil; a higher one makes all earlier addresses worthless.
  public var calendarIssue: Int?
  /// How the plan was worked out: figures and bounds as JSON; empty before there is a plan.
  public var plan = ""
  public init() {}

  public static let register = Register<Audit>(
    "audits", prefix: "AUD", one: "Audit", many: "Audits", area: .check,
    purpose: "Internal and external audits, over one standard or both at once.",
    clauses: ["iso27001:9.2.1", "iso42001:9.2.1"],
    fields: [
      .line(\.title, "title", "Title", .title, .also("audit")),
      .reference(\.programme, "programme", "Programme", to: "audit-programmes"),
      .choice(\.kind, "kind", "Kind", .listed, .also("type", "by")),
      .choices(\.standards, "standards", "Standards", .listed),
      .day(\.from, "date_from", "From", .due, .listed, .also("from")),
      .day(\.to, "date_to", "To", .listed, .also("to")),
      .prose(\.scope, "scope", "Scope", .searched),
      .person(\.lead, "lead_auditor", "Lead auditor", .owner, .listed, .also("lead")),
      .line(\.team, "team", "Team", max: 1000),
      .references(\.auditors, "auditors", "Auditors", to: "auditors"),
      .references(\.units, "units", "Units", to: "units"),
      .references(\.aiSystems, "ai_systems", "AI systems", to: "ai-systems"),
      .labels(
        \.points, "points", "Audit points",
        .help("Ids of the points that the programme gives to this audit. Empty: the plan chooses by scope.")),
      .line(\.result, "result", "Result", max: 1000, .listed),
      .number(\.minor, "minor", "Minor nonconformities", .also("minor nonconformities")),
      .number(\.opportunities, "opportunities", "Opportunities"),
      .number(\.goodPractices, "good_practices", "Good practices"),
      .day(\.reportOn, "report_on", "Report", .also("report")),
      .choice(
        \.objectivesMet, "objectives_met", "Were the objectives met", .group("Report"),
        .help("Did the audit find out what it was held for? Say in the summary what is missing.")),
      .choice(\.conclusion27001, "conclusion_27001", "Conclusion for 27001", .group("Report")),
      .choice(\.conclusion42001, "conclusion_42001", "Conclusion for 42001", .group("Report")),
      .prose(
        \.conclusion, "conclusion", "Summary and reasons", .group("Report"),
        .help("Were the objectives met? Do the systems conform, and do they work?")),
      .prose(
        \.limits, "limits", "Limits", .group("Report"),
        .help("What could not be looked at, and why; the uncertainty of samples.")),
      .prose(\.disagreements, "disagreements", "Disagreements that remain", .group("Report")),
      .prose(
        \.independence, "independence", "Independence", .group("Report"),
        .help("That nobody audited own work, or how that was dealt with.")),
      .prose(
        \.followUp, "follow_up", "What follows", .group("Report"),
        .help("Until when findings are answered, who looks whether it helped, and when the next audit is.")),
      .line(\.distribution, "distribution", "Goes to", max: 1000, .group("Report")),
      .prose(\.note, "note", "Note", .also("remarks")),
      .prose(
        \.objectives, "objectives", "Objectives", .group("Plan"),
        .help("What the audit is to find out, for each standard.")
      ),
      .prose(
        \.criteria, "criteria", "Criteria beside the standards", .group("Plan"),
        .help("Own policies and procedures, laws, contracts.")),
      .choice(\.place, "place", "Held", .group("Plan")),
      .line(\.language, "language", "Language", .group("Plan")),
      .prose(
        \.sampling, "sampling", "Sampling", .group("Plan"),
        .help("From which records samples are drawn, how large they are and how they are chosen.")),
      .prose(\.documents, "documents_requested", "Documents asked for beforehand", .group("Plan")),
      .prose(\.confidentiality, "confidentiality", "Confidentiality", .group("Plan")),
      .number(
        \.coolingOffMonths, "cooling_off_months", "Cooling-off period in months", in: 0...60, .group("Plan"),
        .help("What an auditor approved or audited within this time before the audit is own work; 12 if left empty.")),
      .labels(
        \.pointUnits, "point_units", "Audit points answered elsewhere than proposed", .group("Plan"),
        .help("An audit point and the unit that answers it, such as AP-17:U-SEC; AP-17:- leaves the point out.")),
      .labels(
        \.forbidden, "forbidden", "Not to be planned", .group("Plan"),
        .help(
          "An auditor and a unit, audit point or half-day, or a unit and a half-day, such as IA-1:U-SEC or IA-1:2027-03-01/AM."
        )),
      .number(\.calendarIssue, "calendar_issue", "Issue of the calendar's address", .stamped),
      .prose(\.plan, "plan", "How the plan was worked out", .stamped),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("planned", tone: .info), .init("under_way", tone: .info, synonyms: ["in progress"]),
        .init("actions_open", tone: .warn), .init("closed", tone: .good, final: true),
      ],
      steps: [
        .init("opening", "Begin", from: ["planned"], to: "under_way"),
        .init("report", "Report is out", from: ["under_way"], to: "actions_open", needs: ["result"]),
        .init("closure", "Close", from: ["under_way", "actions_open"], to: "closed", needs: ["result"]),
        .init("reopening", "Open again", from: ["closed"], to: "actions_open"),
      ]),
    check: { audit, _, problems in
      if let from = audit.from, let to = audit.to, to < from {
        problems.add("date_to", "The audit ends before it begins.")
      }
    })
}
