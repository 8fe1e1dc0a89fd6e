import RegisterKit

/// The audits of a cycle, planned as one over both standards (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
public struct AuditProgramme: Record {
  public var title = ""
  /// None means both.
  public var standards: [Standard] = []
  public var from: Day?
  /// Nil for a cycle of three years.
  public var to: Day?
  public var objectives = ""
  public var methods = ""
  public var responsibilities = ""
  public var reporting = ""
  public var resources = ""
  public var risks = ""
  /// When the programme itself is looked at again (ISO 19011:2018 5.7).
  public var reviewOn: Day?
  /// Which audit point is due in which year, written as ``PlannedPoint``.
  public var points: [String] = []
  /// Points whose years somebody chose; a new proposal leaves them where they are.
  public var moved: [String] = []
  /// How often each point is due and why, a line each, as the facts were when it was proposed.
  public var reasons = ""
  public var owner: String?
  public var approvedBy: String?
  public var approvedOn: Day?
  public init() {}

  public static let register = Register<AuditProgramme>(
    "audit-programmes", prefix: "APR", one: "Audit programme", many: "Audit programmes", area: .check,
    purpose: "The audits of a three-year cycle over both standards.", clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .choices(\.standards, "standards", "Standards", .listed, .help("None means both.")),
      .day(\.from, "date_from", "From", .listed),
      .day(\.to, "date_to", "To", .due, .listed),
      .prose(\.objectives, "objectives", "Objectives and reasons for the frequency"),
      .prose(
        \.methods, "methods", "Methods", .group(rules),
        .help("Interviews, documents, samples, observation; on site or remote.")),
      .prose(
        \.responsibilities, "responsibilities", "Responsibilities", .group(rules),
        .help("Who plans, leads, audits, answers and decides.")),
      .prose(
        \.reporting, "reporting", "Planning and reporting", .group(rules),
        .help("When an audit is announced, when its report is out, and who gets it.")),
      .prose(
        \.resources, "resources", "Means", .group(rules), .help("Auditors, days, training, specialists.")),
      .prose(
        \.risks, "risks", "What could go wrong with the programme", .group(rules),
        .help("Too few independent auditors, no access, records that come late; and what is done about it.")),
      .day(\.reviewOn, "review_on", "Review of the programme", .group(rules), .listed),
      .labels(\.points, "points", "Audit points by year", .stamped),
      .labels(\.moved, "moved", "Points moved by hand", .stamped),
      .prose(\.reasons, "reasons", "How often and why", .stamped),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .person(\.approvedBy, "approved_by", "Approved by", .stamped),
      .day(\.approvedOn, "approved_on", "Approved on", .stamped),
    ],
    lifecycle: .approval(needs: ["owner", "date_from"]),
    check: { programme, _, problems in
      guard let from = programme.from, let to = programme.to else { return }
      if to < from { problems.add("date_to", "The cycle ends before it begins.") }
      if to > from.adding(months: 12 * mostYears) { problems.add("date_to", "A cycle has at most \(mostYears) years.") }
    })

  /// Group of the fields that say how the programme is run (ISO 19011:2018 5.4 and 5.5).
  public static let rules = "How it is run"

  static let mostYears = 6

  /// The standards that the programme covers: both where it names none.
  public var covered: [Standard] { standards.isEmpty ? Standard.allCases.map { $0 } : standards }

  /// The years of the cycle; three where it says no end. Empty while it has no beginning.
  public var years: [ProgrammeYear] {
    guard let from else { return [] }
    let end = to ?? from.adding(months: 36) + -1
    return (0..<Self.mostYears).compactMap { index in
      let start = from.adding(months: 12 * index)
      guard start <= end else { return nil }
      return ProgrammeYear(
        name: "\(start.parts.year)", from: start, to: min(end, from.adding(months: 12 * (index + 1)) + -1))
    }
  }

  /// What is due in which year; lines that can't be read are left out.
  public var planned: [PlannedPoint] { points.compactMap(PlannedPoint.init) }

  /// The kept reason by point.
  public var reasonByPoint: [String: String] {
    var found: [String: String] = [:]
    for line in reasons.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { found[parts[0].trimmed()] = parts[1].trimmed() }
    }
    return found
  }
}

/// A year of a programme, named by the calendar year in which it begins.
public struct ProgrammeYear: Sendable, Hashable {
  public let name: String
  public let from: Day
  public let to: Day
  /// Whether a day falls into the year, its first and last day included.
  public func contains(_ day: Day) -> Bool { from <= day && day <= to }
}

/// An audit point in a year of a programme: `2027/AP-17`.
public struct PlannedPoint: Sendable, Hashable {
  /// As ``ProgrammeYear/name``.
  public let year: String
  /// Id of the audit point.
  public let point: String
  public init(year: String, point: String) {
    self.year = year
    self.point = point
  }
  /// Reads `2027/AP-17`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(year: parts[0], point: parts[1])
  }
  /// `2027/AP-17`, what ``init(_:)`` reads back.
  public var text: String { "\(year)/\(point)" }
}
