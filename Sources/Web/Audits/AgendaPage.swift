import Domain
import Operations
import RegisterKit

/// The agenda of an audit: for everybody, one auditor, one unit or one auditee; on paper and in a calendar too.
enum AgendaPage {
  static func show(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    let agenda = try await call.read { try call.installation.agenda(id, $0) }
    let who = call.query("for").flatMap { agenda.name(of: $0) == nil ? nil : $0 } ?? Agenda.everybody
    let items = agenda.of(who)
    let days = Dictionary(grouping: items, by: \.day).sorted { $0.key < $1.key }
    var content: [HTML] = [whose(agenda, who, call)]
    if items.isEmpty {
      content.append(
        UI.card(
          UI.empty(
            "No session yet", why: "The agenda follows from the plan of the audit.",
            actions: [UI.linkButton("Open the plan", href: call.link.plan(id))])))
    }
    content += days.map { day, items in UI.card(PlanWords.day(day), list(items, call)) }
    if agenda.undated > 0 {
      content.append(
        UI.notice(
          .warn, nil,
          "\(Words.count(agenda.undated, "session has", "sessions have")) no half-day and \(agenda.undated == 1 ? "is" : "are") not shown."
        ))
    }
    if !agenda.items.isEmpty, !call.actor.isOutside { content.append(subscribe(agenda, who, call)) }
    content.append(notice(agenda, call))
    let audit = Audit.register.decode(agenda.audit.body)
    let period = [audit.from, audit.to].compactMap { $0.map { Words.day("\($0)") } }.joined(separator: " to ")
    return try await call.page(
      Page(
        "Agenda of \(agenda.audit.title)", facts: UI.code(id),
        lead: "\(period)\(when: who != Agenda.everybody, ", for \(agenda.name(of: who) ?? who)")",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")), UI.Crumb(id, href: call.link.record("audits", id)),
        ], section: call.link.register("audits"),
        actions: [
          UI.linkButton("Plan", href: call.link.plan(id), .plain),
          UI.linkButton("PDF", href: call.link.agendaPDF(id, for: who), .plain),
          UI.linkButton("Calendar file", href: call.link.agendaFile(id, for: who)),
        ], content: UI.stack(content.filter { !$0.isEmpty })))
  }

  /// Tells the auditees by mail.
  private static func notice(_ agenda: Agenda, _ call: Call) -> HTML {
    let planned = agenda.items.filter { $0.state == "planned" }
    guard call.allows(.edit, agenda.audit.envelope), !planned.isEmpty else { return .empty }
    let people = Set(planned.flatMap { $0.auditees.map(\.id) }).count
    if let sent = call.query("sent").flatMap({ Int($0) }) {
      let failed = call.query("failed").flatMap { Int($0) } ?? 0
      return UI.notice(
        failed == 0 ? .good : .warn, nil,
        "The notice went to \(Words.count(sent, "person", "people"))\(when: failed > 0, "; \(failed) could not be told"). Who was told stands in the comments of <a href=\"\(call.link.record("audits", agenda.audit.id))\">\(agenda.audit.id)</a>."
      )
    }
    guard call.installation.mail != nil else {
      return UI.card(
        "Notice to auditees",
        "<p class=\"quiet\">Concord can send everybody their appointments by mail once the server is started with --smtp and --mail-from.</p>"
      )
    }
    return UI.card(
      "Notice to auditees",
      """
      <p>Each of the \(Words.count(people, "person", "people")) who answer questions gets a message with their own appointments and a calendar file. Who was told is kept in the ledger.</p>\
      <div class="plan-proof">\(UI.act("Send the notice", action: call.link.notice(agenda.audit.id), hidden: [call.token], confirm: "Send \(people) messages now?"))</div>
      """)
  }

  static func sendNotice(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    _ = try await call.form()
    let report = try await call.installation.sendNotice(of: id, in: call.workspace, as: call.actor)
    return .redirect(
      WebAddress.query(
        call.link.agenda(id), [("sent", "\(report.sent.count)"), ("failed", "\(report.failed.count)")]))
  }

  private static func whose(_ agenda: Agenda, _ who: String, _ call: Call) -> HTML {
    func options(_ label: String, _ list: [(id: String, name: String)]) -> HTML {
      guard !list.isEmpty else { return .empty }
      return """
        <optgroup label="\(label)">\(list.html { "<option value=\"\($0.id)\"\(flag: "selected", $0.id == who)>\($0.name)</option>" })</optgroup>
        """
    }
    return """
      <div class="filters"><form class="filter-form" method="get" action="\(call.link.agenda(agenda.audit.id))" data-auto><div><label for="f-for">Whose agenda</label>\
      <select id="f-for" name="for"><option value="all">Everybody</option>\(options("Auditors", agenda.auditors))\(options("Units", agenda.units))\(options("Auditees", agenda.auditees))</select></div>\
      <span data-auto-hide>\(UI.submit("Show", .plain))</span></form></div>
      """
  }

  private static func list(_ items: [Agenda.Item], _ call: Call) -> HTML {
    """
    <ol class="agenda">\(items.html { item in
      """
      <li><div class="code">\(Agenda.clock(item.begins))–\(Agenda.clock(item.begins + item.minutes))</div>\
      <div><a href="\(call.link.record("sessions", item.session))">\(item.unitName)</a>\(when: !item.site.isEmpty, ", \(item.site)")\
      <div class="second"><span>Auditor: \(item.auditors.map(\.name).joined(separator: ", "))</span>\(when: !item.auditees.isEmpty, "<span>With: \(item.auditees.map(\.name).joined(separator: ", "))</span>")</div></div>\
      <ul class="plain">\(item.points.html { "<li>\(UI.code($0.id)) \($0.title)</li>" })</ul></li>
      """
    })</ol>
    """
  }

  private static func subscribe(_ agenda: Agenda, _ who: String, _ call: Call) -> HTML {
    let secret = call.installation.calendarSecret(who, of: agenda.audit, in: call.workspace)
    let address = call.origin + Link.calendar(call.workspace.slug, agenda.audit.id, who, secret)
    let renew: HTML =
      call.allows(.edit, agenda.audit.envelope)
      ? UI.act(
        "Make new addresses", action: call.link.calendarAddress(agenda.audit.id), hidden: [call.token],
        confirm: "End all calendar addresses of this audit and make new ones? Whoever subscribed must do it again.")
      : .empty
    return UI.card(
      "In your calendar",
      """
      <p>Subscribe to this address in a calendar program; it follows every change of the plan. Whoever has the address can read this agenda, so pass it on with care.</p>\
      <div class="plan-proof stack">\(UI.codeBlock(address, label: "Address of the calendar"))\(call.originNote)\(renew)</div>
      """)
  }

  /// The same once, as a file.
  static func file(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    let agenda = try await call.read { try call.installation.agenda(id, $0) }
    let who = call.query("for") ?? Agenda.everybody
    guard agenda.name(of: who) != nil else { throw Failure.notFound("“\(who)” has no agenda in \(id).") }
    let text = agenda.calendar(who, workspace: call.workspace).text
    return .download(Array(text.utf8), type: "text/calendar; charset=utf-8", name: "\(id)-\(who).ics")
  }

  static func pdf(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    let document = try await call.read {
      try AgendaDocument(id, for: call.query("for") ?? Agenda.everybody, call.installation, $0)
    }
    return .download(
      try await document.pdf(call.workspace.name), type: "application/pdf", name: document.fileName)
  }

  /// For calendar programs, which have no session.
  static func feed(_ call: Call) async throws -> Reply {
    let calendar = try await call.installation.calendar(
      workspace: call.parameter("ws"), audit: call.parameter("audit"), who: call.parameter("who"),
      secret: call.parameter("secret"))
    return .download(Array(calendar.text.utf8), type: "text/calendar; charset=utf-8", name: "agenda.ics")
  }

  static func renew(_ call: Call) async throws -> Reply {
    let id = try call.audit()
    _ = try await call.form()
    try await call.installation.renewCalendar(of: id, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.agenda(id), [("done", "saved")]))
  }
}

extension Actor {
  /// Comes from another organization, so gets no addresses that outlive the visit.
  fileprivate var isOutside: Bool { Policy.seesSharedOnly(self) }
}
