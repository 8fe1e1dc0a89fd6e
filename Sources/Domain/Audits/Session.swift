import RegisterKit

/// One appointment of an audit: an auditor, perhaps with colleagues, visits one unit in one half-day. A plan puts one auditor in each.
public struct Session: Record {
  public var title = ""
  public var audit: String?
  /// As ``HalfDay`` writes it; empty while it is not planned.
  public var halfDay = ""
  /// In UTC; nil where only the half-day is known.
  public var startsAt: Instant?
  /// How long it takes, opening and wrap-up included, 0 to 1440; nil while it is not known.
  public var minutes: Int?
  public var unit: String?
  public var auditors: [String] = []
  public var auditees: [String] = []
  /// It stays where it is when the plan is worked out again.
  public var isPinned = false
  public var notes = ""
  public init() {}

  public static let register = Register<Session>(
    "sessions", prefix: "SES", one: "Session", many: "Sessions", area: .check,
    purpose: "The appointments of an audit.", clauses: ["iso27001:9.2.2", "iso42001:9.2.2"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .reference(\.audit, "audit", "Audit", to: "audits", .required, .listed),
      .halfDay(
        \.halfDay, "half_day", "Half-day", .listed,
        .help("The day with AM for the morning or PM for the afternoon, such as 2027-03-01/AM.")),
      .instant(\.startsAt, "starts_at", "Begins", .listed),
      .number(\.minutes, "minutes", "Minutes", in: 0...1440, .listed),
      .reference(\.unit, "unit", "Unit", to: "units", .listed),
      .references(\.auditors, "auditors", "Auditors", to: "auditors", .listed),
      .people(\.auditees, "auditees", "Auditees"),
      .flag(\.isPinned, "pinned", "Stays where it is when the plan is worked out again"),
      .prose(\.notes, "notes", "Notes"),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("planned", tone: .none), .init("under_way", tone: .info), .init("held", tone: .good, final: true),
      ],
      steps: [
        .init("opening", "Begin", from: ["planned"], to: "under_way"),
        .init("end", "Finish", from: ["planned", "under_way"], to: "held"),
        .init("reopening", "Open again", from: ["held"], to: "under_way"),
      ]),
    transition: { before, after, around, problems in
      guard let audit = after.audit else { return }
      let work = around.pointing(from: "checks").flatMap { Check.register.decode($0.body).work }
      // Who was there already was judged then, unless it is somewhere else now.
      let isElsewhere = before.unit != after.unit || before.audit != after.audit
      for auditor in after.auditors where isElsewhere || !before.auditors.contains(auditor) {
        refuseOwnWork(of: auditor, in: work + [after.unit].compactMap(\.self), of: audit, around, &problems)
      }
    },
    // Who audited whom, where and for how long stands with what they wrote.
    settled: { session, state, _ in state == "held" ? refusal(ofHeld: session.title) : nil })

  /// No conflict of interest is overridden, whoever writes it down and wherever (ISO/IEC 27001:2022 and
  /// ISO/IEC 42001:2023 9.2.2).
  static func refuseOwnWork(
    of auditor: String, in work: [String], of audit: String, _ around: Surroundings, field: String = "auditors",
    _ problems: inout Problems
  ) {
    let reasons = around.ownWork(of: auditor, in: work, of: audit)
    guard !reasons.isEmpty else { return }
    problems.add(
      field,
      reasons.prefix(2).joined(separator: " ") + (reasons.count > 2 ? " And \(reasons.count - 2) more." : "")
        + " Own work is audited by somebody else; where the register is wrong, mend it.")
  }

  /// What whoever is asked in a session is told (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
  public static let noVerdict =
    "Whoever is asked in a session gives no verdict in it; the auditor of the session does."

  /// Why nothing may be written into a session; nil unless it was held.
  static func refusal(ifHeld id: String?, _ around: Surroundings) -> String? {
    guard let id, let session = around.record(id), session.state == "held" else { return nil }
    return refusal(ofHeld: session.body["title"]?.text ?? id)
  }

  /// What somebody is told who writes into a session that is over.
  public static func refusal(ofHeld title: String) -> String {
    "“\(title)” was held; open the session again to change what was written."
  }
}
