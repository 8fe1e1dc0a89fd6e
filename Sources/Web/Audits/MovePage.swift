import Domain
import Operations
import Planning
import RegisterKit

/// Moving one session by hand: what would be broken is said before anything is done.
enum MovePage {
  static func show(_ call: Call) async throws -> Reply { try await page(call, refused: nil) }

  private static func page(_ call: Call, refused: String?, sent: FormData? = nil) async throws -> Reply {
    let (audit, id) = (try call.audit(), call.parameter("session"))
    let plan = try await call.read { try call.installation.auditPlan(audit, $0) }
    guard let appointment = plan.appointment(id) else {
      throw Failure.notFound("There is no session “\(id)” in \(audit).")
    }
    let session = appointment.session
    let move = SessionMove(
      halfDay: sent?["half_day"] ?? call.query("half_day") ?? session.halfDay,
      auditor: sent?["auditor"] ?? call.query("auditor") ?? session.auditors.first ?? "")
    let isMoved = move.halfDay != session.halfDay || move.auditor != session.auditors.first
    let breaches = isMoved ? plan.breaches(moving: id, to: move) : []
    let place = session.unit.flatMap { plan.basis.place($0)?.name } ?? ""
    let points = appointment.points.sorted().html { "<li>\(UI.code($0)) \(plan.basis.topic($0)?.title ?? "")</li>" }
    let content: [HTML] = [
      refused.map { UI.notice(.bad, nil, "\($0)") } ?? .empty,
      UI.card(
        "Now",
        "<p>\(PlanWords.halfDay(session.halfDay)), \(place), \(session.auditors.map { plan.basis.member($0)?.name ?? $0 }.joined(separator: ", "))</p><ul class=\"plain\">\(points)</ul>"
      ),
      UI.card("Where to", choose(plan, appointment, move, call)),
      isMoved ? decide(plan, appointment, move, breaches, call) : .empty,
    ]
    var reply = try await call.page(
      Page(
        "Move the session at \(place)", facts: UI.code(id),
        crumbs: [
          UI.Crumb(audit, href: call.link.record("audits", audit)), UI.Crumb("Plan", href: call.link.plan(audit)),
        ],
        section: call.link.register("audits"), content: UI.stack(content.filter { !$0.isEmpty })))
    if refused != nil { reply.status = .conflict }
    return reply
  }

  /// Each half-day and each auditor says already whether it would do.
  private static func choose(
    _ plan: AuditPlan, _ appointment: AuditPlan.Appointment, _ move: SessionMove, _ call: Call
  ) -> HTML {
    func mark(_ other: SessionMove) -> String {
      let breaches = plan.breaches(moving: appointment.id, to: other)
      return breaches.isEmpty ? "" : breaches.contains(where: \.isFinal) ? " – not possible" : " – breaks a rule"
    }
    let days = plan.basis.halfDays.map { half -> UI.Choice in
      let text = "\(half)"
      return UI.Choice(
        text, PlanWords.halfDay(text) + mark(SessionMove(halfDay: text, auditor: move.auditor)))
    }
    let auditors = plan.basis.members.map { member in
      UI.Choice(member.id, member.name + mark(SessionMove(halfDay: move.halfDay, auditor: member.id)))
    }
    return """
      <form class="form" method="get" action="\(call.link.planSession(plan.audit.id, appointment.id))" data-auto>\
      \(UI.field(.init("half_day", "Half-day", .select(days, selected: move.halfDay, blank: nil))))\
      \(UI.field(.init("auditor", "Auditor", .select(auditors, selected: move.auditor, blank: nil))))\
      <div class="form-actions"><span data-auto-hide>\(UI.submit("See what it means", .plain))</span>\(UI.linkButton("Leave it", href: call.link.plan(plan.audit.id), .quiet))</div></form>
      """
  }

  private static func decide(
    _ plan: AuditPlan, _ appointment: AuditPlan.Appointment, _ move: SessionMove, _ breaches: [Breach], _ call: Call
  ) -> HTML {
    let list: HTML = "<ul>\(breaches.html { "<li>\($0.text)</li>" })</ul>"
    if breaches.contains(where: \.isFinal) {
      return UI.notice(.bad, "This can't be.", list)
    }
    let hidden: [UI.HiddenField] = [
      call.token, .init("half_day", move.halfDay), .init("auditor", move.auditor),
      .init("_version", "\(appointment.version)"),
    ]
    let action = call.link.planSession(plan.audit.id, appointment.id)
    guard !breaches.isEmpty else {
      return UI.card(
        "It fits",
        UI.form(
          action: action, hidden: hidden, "<p>Nothing is broken. The session is pinned where you put it.</p>",
          actions: [UI.submit("Move it")]))
    }
    return UI.card(
      "This breaks \(breaches.count == 1 ? "a rule" : "rules") of the plan",
      """
      \(UI.notice(.warn, nil, list))\(UI.form(
        action: action, hidden: hidden,
        UI.field(.init("reason", "Why it is right all the same", .textarea("", rows: 2, maxLength: 1000), help: "Kept in the ledger with what is broken.", isRequired: true)),
        actions: [UI.submit("Move it all the same")]))
      """)
  }

  static func move(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    do {
      _ = try await call.installation.moveSession(
        call.parameter("session"), of: try call.audit(),
        to: SessionMove(halfDay: form["half_day"] ?? "", auditor: form["auditor"] ?? ""), reason: form["reason"] ?? "",
        ifVersion: form["_version"].flatMap { Int($0) }, in: call.workspace, as: call.actor)
    } catch Failure.conflict(let text) {
      return try await page(call, refused: text, sent: form)
    }
    return .redirect(WebAddress.query(call.link.plan(call.parameter("id")), [("done", "saved")]))
  }
}
