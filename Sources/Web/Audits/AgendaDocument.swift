import Domain
import Exchange
import Operations
import RegisterKit
import Store

/// The plan of an audit for paper: what it is held for and by whom, and the agenda of everybody, one auditor, one unit or one
/// auditee (ISO 19011:2018 6.3.2).
public struct AgendaDocument: Sendable {
  private let agenda: Agenda
  private let who: String
  /// What the plan says about the audit as a whole, in order; what nobody wrote is left out.
  private let entries: [(term: String, value: String)]
  private let today: Day

  /// - Parameter who: As ``Agenda/of(_:)`` takes it.
  /// - Throws: ``Failure/notFound(_:)`` for no audit, or for somebody who has no agenda in it.
  public init(_ audit: String, for who: String, _ installation: Installation, _ scope: Scope) throws {
    agenda = try installation.agenda(audit, scope)
    guard agenda.name(of: who) != nil else { throw Failure.notFound("“\(who)” has no agenda in \(audit).") }
    self.who = who
    today = installation.today
    let plan = try installation.auditPlan(audit, scope)
    let record = Audit.register.decode(agenda.audit.body)
    let names = try scope.names(of: ([record.lead] + record.aiSystems).compactMap { $0 } + record.units)
    func name(_ id: String) -> String { names[id]?.title ?? id }
    let days = [record.from, record.to].compactMap { $0.map { Words.day("\($0)") } }.joined(separator: " to ")
    let team = agenda.auditors.map(\.name).joined(separator: ", ")
    entries = [
      ("Audit", audit), ("Days", days), ("Standards", record.standards.map(\.label).joined(separator: ", ")),
      ("Criteria", record.criteria),
      ("Objectives", record.objectives), ("Scope", record.scope),
      ("Units", agenda.units.map(\.name).joined(separator: ", ")),
      ("AI systems", record.aiSystems.map(name).joined(separator: ", ")),
      ("Held", record.place?.label ?? ""), ("Language", record.language),
      ("Lead auditor", record.lead.map(name) ?? ""), ("Auditors", team),
      ("Independence", Self.independence(plan, installation.today)),
      ("Sampling", record.sampling), ("Documents asked for beforehand", record.documents),
      ("Confidentiality", record.confidentiality),
    ].filter { !$0.1.isEmpty }
  }

  private static func independence(_ plan: AuditPlan, _ today: Day) -> String {
    let conflicts = plan.breaches.values.flatMap { $0 }.filter { $0.rule == .independence }.map(\.text)
    return conflicts.isEmpty
      ? "By the registers and declarations of \(today), nobody audits own work." : conflicts.joined(separator: " ")
  }

  /// `AUD-2027-1-IA-2.pdf`.
  public var fileName: String { "\(agenda.audit.id)-\(who == Agenda.everybody ? "agenda" : who).pdf" }

  public func pdf(_ organization: String) async throws -> [UInt8] {
    let whose = who == Agenda.everybody ? "" : "Agenda of \(agenda.name(of: who) ?? who). "
    let items = agenda.of(who)
    let days = Dictionary(grouping: items, by: \.day).sorted { $0.key < $1.key }
    let timetable =
      items.isEmpty
      ? "<p>No session has a half-day yet.</p>"
      : days.html { day, items in "<h2>\(PlanWords.day(day))</h2>\(Self.table(items))" }
    let undated: HTML =
      agenda.undated == 0
      ? .empty : "<p>\(Words.count(agenda.undated, "session has", "sessions have")) no half-day yet.</p>"
    let page = PrintedPage.document(
      "Audit plan: \(agenda.audit.title)", organization: organization,
      note: "\(whose)As planned on \(today). Times are on the clock of the place.",
      "<table><tbody>\(entries.html { "<tr><th scope=\"row\">\($0.term)</th><td>\($0.value)</td></tr>" })</tbody></table>\(timetable)\(undated)"
    )
    do { return try await PDF.render(page.bytes) } catch let unreadable as Unreadable {
      throw Failure.unavailable("\(unreadable.reason) The agenda's page can be printed instead.")
    }
  }

  private static func table(_ items: [Agenda.Item]) -> HTML {
    """
    <table><thead><tr><th scope="col">Time</th><th scope="col">Where</th><th scope="col">Auditor</th><th scope="col">With</th><th scope="col">About</th></tr></thead>\
    <tbody>\(items.html { item in
      """
      <tr><td>\(Agenda.clock(item.begins))–\(Agenda.clock(item.begins + item.minutes))</td>\
      <td>\([item.unitName, item.site].filter { !$0.isEmpty }.joined(separator: ", "))</td>\
      <td>\(item.auditors.map(\.name).joined(separator: ", "))</td><td>\(item.auditees.map(\.name).joined(separator: ", "))</td>\
      <td>\(item.points.map { "\($0.id) \($0.title)" }.html { "<p>\($0)</p>" })</td></tr>
      """
    })</tbody></table>
    """
  }
}
