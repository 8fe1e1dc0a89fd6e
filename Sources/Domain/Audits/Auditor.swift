import RegisterKit

/// Somebody who audits, with competence and independence (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2; ISO 19011 7).
public struct Auditor: Record {
  /// Whether somebody is planned as an auditor.
  public enum Status: String, Choice {
    case active
    case inTraining = "in_training"
    case retired
    public var tone: Tone { self == .active ? .good : .none }
  }
  public var name = ""
  public var person: String?
  public var department = ""
  /// Level 0 to 3; nil counts as 0.
  public var competence27001: Int?
  /// Level 0 to 3; nil counts as 0.
  public var competence42001: Int?
  /// Level 0 to 3 in every technical area that has no level of its own; nil counts as 0.
  public var competenceTechnical: Int?
  public var securityTechnology: Int?
  public var secureDevelopment: Int?
  public var machineLearning: Int?
  public var modelTesting: Int?
  public var aiSecurity: Int?
  public var dataGovernance: Int?
  public var physicalSecurity: Int?
  public var qualification = ""
  /// Days audited within three years; nil where nobody counted.
  public var auditDays: Double?
  public var lastEvaluated: Day?
  /// What the evaluation came to, in words.
  public var evaluation = ""
  /// What they learnt as auditors, in words.
  public var training = ""
  /// Half-days on which they can audit, as ``HalfDay``.
  public var available: [String] = []
  public var unitsOwned: [String] = []
  public var controlsOwned: [String] = []
  public var touched: [String] = []
  /// What they declared, in their own words.
  public var conflicts = ""
  public var status = Status.active
  public init() {}

  public static let register = Register<Auditor>(
    "auditors", prefix: "ADR", one: "Auditor", many: "Auditors", area: .check,
    purpose: "Who can audit what, when they are free, and what they may not audit because it is their own work.",
    clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .person(\.person, "person", "Person", .owner, .required, .listed, .also("auditor")),
      .line(\.name, "name", "Name", .title),
      .line(\.department, "department", "Department"),
      .number(
        \.competence27001, "competence_27001", "Competence 27001 (0-3)", in: 0...3, .listed, .also("27001 (0-3)"),
        .help(levels)),
      .number(
        \.competence42001, "competence_42001", "Competence 42001 (0-3)", in: 0...3, .listed, .also("42001 (0-3)"),
        .help(levels)),
      .number(
        \.competenceTechnical, "competence_technical", "Technical (0-3)", in: 0...3, .listed,
        .help("IT and AI technology as a whole, by the same levels; it counts in every area that is left empty below.")),
      .line(\.qualification, "qualification", "Qualification", max: 1000),
      .decimal(\.auditDays, "audit_days_3_years", "Audit days in three years"),
      .line(\.training, "training", "Training as an auditor", max: 1000),
      .day(\.lastEvaluated, "last_evaluated", "Last evaluated"),
      .prose(
        \.evaluation, "evaluation", "Result of the evaluation",
        .help("By whom, on what, and what follows (ISO 19011:2018 7.4 to 7.6).")),
      .choice(\.status, "status", "Status", .state, .listed),
      area(.securityTechnology, \.securityTechnology), area(.secureDevelopment, \.secureDevelopment),
      area(.machineLearning, \.machineLearning), area(.modelTesting, \.modelTesting),
      area(.aiSecurity, \.aiSecurity), area(.dataGovernance, \.dataGovernance),
      area(.physicalSecurity, \.physicalSecurity),
      .halfDays(
        \.available, "available_half_days", "Free half-days", .group("Availability and independence"),
        .also("Free half-days for AUD-2027-1"),
        .help(
          "Days with AM for the morning or PM for the afternoon, and a semicolon between them: 2027-03-01/AM; 2027-03-01/PM."
        )),
      .references(
        \.unitsOwned, "units_owned", "Runs units", to: "units", .group("Availability and independence"),
        .also("runs unit")),
      .references(
        \.controlsOwned, "controls_owned", "Owns controls", to: "controls", .group("Availability and independence")),
      .references(
        \.touched, "ai_systems_touched", "Worked on", to: ["ai-systems", "models", "datasets"],
        .group("Availability and independence"), .also("worked on AI systems")),
      .line(
        \.conflicts, "conflicts_declared", "Declared", max: 1000, .group("Availability and independence"),
        .also("declared")),
    ])

  private static func area(_ area: TechnicalArea, _ path: Field<Auditor>.Path<Int?>) -> Field<Auditor> {
    .number(
      path, "competence_\(area.rawValue)", "\(area.label) (0-3)", in: 0...3, .group("Technical areas"),
      .also(area.label))
  }

  private static let levels =
    "0 knows nothing of it yet; 1 can follow and ask; 2 audits normal cases alone; 3 leads, and decides hard cases. The plan gives an auditor only what the level reaches; empty counts as 0."
}

extension Auditor {
  /// What they reach, 0 to 3, by standard and by each key under which the audit points ask for technical knowledge.
  ///
  /// Of the areas that a point names the highest counts, of one that names none the highest of all.
  /// - Parameter keys: As ``TechnicalArea/key(_:)`` makes them.
  public func competences(for keys: some Sequence<String>) -> [String: Int] {
    var levels = [
      Standard.security.rawValue: competence27001 ?? 0, Standard.ai.rawValue: competence42001 ?? 0,
      TechnicalArea.key([]): 0,
    ]
    for key in [TechnicalArea.key([])] + keys {
      guard let areas = TechnicalArea.areas(key) else { continue }
      levels[key] = (areas.isEmpty ? TechnicalArea.allCases : areas).map(level(in:)).max() ?? 0
    }
    return levels
  }

  /// Levels as a report names them: `27001: 3, 42001: 2, technology: 1, Physical security: 3`.
  public var competence: String {
    let areas = TechnicalArea.allCases.compactMap { area in ownLevel(in: area).map { "\(area.label): \($0)" } }
    return
      (["27001: \(competence27001 ?? 0)", "42001: \(competence42001 ?? 0)", "technology: \(competenceTechnical ?? 0)"]
      + areas).joined(separator: ", ")
  }

  /// 0 to 3; the level in technology as a whole where the area has none of its own.
  public func level(in area: TechnicalArea) -> Int { ownLevel(in: area) ?? competenceTechnical ?? 0 }

  /// What was entered for the area itself; nil where nothing was.
  public func ownLevel(in area: TechnicalArea) -> Int? {
    switch area {
    case .securityTechnology: securityTechnology
    case .secureDevelopment: secureDevelopment
    case .machineLearning: machineLearning
    case .modelTesting: modelTesting
    case .aiSecurity: aiSecurity
    case .dataGovernance: dataGovernance
    case .physicalSecurity: physicalSecurity
    }
  }
}
