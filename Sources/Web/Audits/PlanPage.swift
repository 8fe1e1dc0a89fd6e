import Domain
import HTTPTypes
import Operations
import Planning
import RegisterKit
import Store

/// The plan of an audit: what is missing for it, what was worked out, and why something is not covered.
enum PlanPage {
  enum View: String, CaseIterable {
    case plan, auditors, points
    var label: String {
      switch self {
      case .plan: "Plan"
      case .auditors: "Auditors and independence"
      case .points: "Audit points"
      }
    }
  }

  static func show(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    let plan = try await call.read { try call.installation.auditPlan(id, $0) }
    let job = call.installation.planJob(id, in: call.workspace)
    let view = call.query("view").flatMap(View.init) ?? .plan
    let mayPlan = call.allows(.edit, plan.audit.envelope)
    let cards: [HTML] =
      switch view {
      case .plan: planCards(plan, job, mayPlan, call)
      case .auditors: PlanAuditorCards.cards(plan, mayPlan, call)
      case .points: PlanPointCards.cards(plan, mayPlan, call)
      }
    var actions: [HTML] = []
    if !plan.appointments.isEmpty { actions.append(UI.linkButton("Agenda", href: call.link.agenda(id), .plain)) }
    if view == .auditors, call.allows(.create, Envelope(register: "auditors")) {
      actions.append(UI.linkButton("Add an auditor", href: call.link.new("auditors"), .plain))
    }
    if mayPlan, job == nil, plan.basis.isReady, plan.audit.state != "closed" {
      actions.append(
        UI.act(
          plan.summary == nil ? "Work out the plan" : "Work it out again", action: call.link.plan(id), .main,
          hidden: [call.token]))
    }
    var reply = try await call.page(
      Page(
        "Plan of \(plan.audit.title)",
        facts:
          "\(UI.code(id)) \(plan.basis.standards.map { UI.standard(UI.Standard(framework: $0.rawValue)) }.joined(by: " "))",
        lead:
          "Who audits what, where and when: everybody competent, nobody on own work, in as little time as possible.",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")), UI.Crumb(id, href: call.link.record("audits", id)),
        ], section: call.link.register("audits"), actions: actions,
        tabs: View.allCases.map {
          UI.Tab(
            $0.label, href: $0 == .plan ? call.link.plan(id) : call.link.plan(id, view: $0.rawValue),
            isCurrent: $0 == view)
        }, content: UI.stack(cards.filter { !$0.isEmpty })))
    // Without any script the page comes again until the plan is there.
    if job != nil, view == .plan, let name = HTTPField.Name("Refresh") { reply.headers[name] = "2" }
    return reply
  }

  private static func planCards(_ plan: AuditPlan, _ job: PlanJob?, _ mayPlan: Bool, _ call: Call) -> [HTML] {
    var cards: [HTML] = []
    if let job { cards.append(progress(job, plan, mayPlan, call)) }
    if job == nil, let failure = call.installation.planFailure(plan.audit.id, in: call.workspace) {
      cards.append(UI.notice(.bad, "No new plan.", "\(failure) The plan that was there stands as it was."))
    }
    cards.append(notes(plan, call))
    guard let summary = plan.summary else {
      if job == nil { cards.append(nothingYet(plan, call)) }
      return cards
    }
    let broken = plan.breaches.values.reduce(0) { $0 + $1.count }
    if broken > 0 {
      cards.append(
        UI.notice(
          .warn, "\(broken == 1 ? "One rule is" : "\(broken) rules are") broken.",
          "The sessions concerned say which. Move them, or work the plan out again."))
    }
    cards.append(PlanSummaryCards.figures(plan, summary, call))
    cards.append(PlanCalendar.card(plan, mayPlan, call))
    cards.append(PlanSummaryCards.uncovered(plan, summary, call))
    cards.append(PlanSummaryCards.comparison(plan, summary))
    return cards
  }

  private static func progress(_ job: PlanJob, _ plan: AuditPlan, _ mayPlan: Bool, _ call: Call) -> HTML {
    let seconds = max(0, (call.installation.now.milliseconds - job.began.milliseconds) / 1000)
    let words: HTML
    if let progress = job.progress {
      let bound: HTML =
        progress.lowerBound.map { "; no plan takes less than \(Words.duration($0))" } ?? "; no bound is proven yet"
      words = "\(Words.duration(progress.cost)) of auditor time\(bound)."
    } else {
      words = "The search begins."
    }
    let stop: HTML =
      mayPlan && !job.isStopping
      ? UI.act("Stop and keep the best so far", action: call.link.planEnd(plan.audit.id), hidden: [call.token]) : .empty
    return UI.card(
      "Working out the plan",
      """
      <div role="status" class="stack">\(UI.progress("Audit points covered by the best plan so far", done: job.progress?.covered ?? 0, total: job.progress?.points ?? plan.basis.topics.count, tone: .info))\
      <p>Planning \(job.stage.isEmpty ? "the audit" : job.stage) for \(Words.count(seconds, "second", "seconds")). \(words)\(when: job.isStopping, " It stops in a moment.")</p>\
      <p class="quiet">This page comes again by itself. Nothing is changed until the plan is there.</p>\(stop)</div>
      """)
  }

  private static func nothingYet(_ plan: AuditPlan, _ call: Call) -> HTML {
    let basis = plan.basis
    guard basis.isReady else { return .empty }
    let minutes = basis.topics.reduce(0) { $0 + $1.minutes }
    return UI.card(
      UI.empty(
        "No plan yet",
        why: """
          \(basis.topics.count) audit points at \(Set(basis.topics.compactMap(\.unit)).count) units take \(Words.duration(minutes)) of fieldwork; \
          \(basis.members.count) auditors are there for \(basis.halfDays.count) half-days. “Work out the plan” finds who does what and when.
          """))
  }

  /// What is missing or strange, before anything is planned.
  private static func notes(_ plan: AuditPlan, _ call: Call) -> HTML {
    let notes = plan.basis.notes
    guard !notes.isEmpty else { return .empty }
    func line(_ note: PlanBasis.Note) -> HTML {
      guard let register = note.register else { return "<li>\(note.text)</li>" }
      let href = note.record.map { call.link.record(register, $0) } ?? call.link.register(register)
      return "<li>\(note.text) <a href=\"\(href)\">\(note.record ?? "Open")</a></li>"
    }
    let blocking = notes.filter(\.isBlocking)
    if !blocking.isEmpty {
      return UI.notice(.bad, "This audit can't be planned yet.", "<ul>\(notes.html(line))</ul>")
    }
    return UI.notice(.info, "Good to know.", "<ul>\(notes.html(line))</ul>")
  }

  /// On the record of an audit: how its plan stands, and the way there.
  static func card(for record: StoredRecord, _ call: Call) async throws -> HTML {
    // A certification body plans its own audits.
    guard !Audit.register.decode(record.body).kind.isExternal else { return .empty }
    let plan = try await call.read { try call.installation.auditPlan(record.id, $0) }
    let open = UI.linkButton(plan.summary == nil ? "Plan it" : "Open the plan", href: call.link.plan(record.id), .plain)
    guard let summary = plan.summary else {
      guard record.state == "planned" else { return .empty }
      let ready: HTML =
        plan.basis.isReady
        ? "Everything for a plan is there."
        : "Not ready: \(plan.basis.notes.filter(\.isBlocking).map(\.text).joined(separator: " "))"
      return UI.card("Plan", action: open, "<p>\(ready)</p>")
    }
    return UI.card(
      "Plan", action: open,
      UI.progress("Audit points in sessions", done: summary.totals.covered, total: summary.totals.points))
  }
}

/// Minutes and half-days in words.
enum PlanWords {
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  static func day(_ day: Day) -> String { "\(weekdays[(day.weekday - 1) % 7]) \(Words.day("\(day)"))" }

  /// `2027-03-01/AM` → `Mon 1 Mar, morning`.
  static func halfDay(_ text: String) -> String {
    guard let half = HalfDay(text) else { return text }
    return
      "\(weekdays[(half.day.weekday - 1) % 7]) \(Words.shortDay("\(half.day)")), \(half.isMorning ? "morning" : "afternoon")"
  }

  /// Whole days by their name alone: `Mon 1 Mar; Tue 2 Mar, morning`.
  static func halfDays(_ list: [HalfDay]) -> String {
    Dictionary(grouping: list, by: \.day).sorted { $0.key < $1.key }.map { day, halves in
      halves.count == 2
        ? "\(weekdays[(day.weekday - 1) % 7]) \(Words.shortDay("\(day)"))" : halfDay("\(halves[0])")
    }.joined(separator: "; ")
  }
}
