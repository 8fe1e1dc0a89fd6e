import Domain
import Operations
import RegisterKit
import Store

extension Routes {
  static let room: [Route] = [
    Route(.get, "/w/:ws/certification/:id/room", .page(.read), RoomPage.show),
    Route(.post, "/w/:ws/certification/:id/sharing", .page(.approve), RoomPage.share),
    // Whether somebody may write here is decided at the door; external auditors may nowhere else.
    Route(.post, "/w/:ws/certification/:id/requests", .page(.read), RoomPage.ask),
    Route(.post, "/w/:ws/certification/:id/findings", .page(.read), RoomPage.find),
  ]
}

/// The audit room: what is shown to external auditors of an audit, what they asked for, the answers, what they found.
enum RoomPage {
  private struct Facts: Sendable {
    var shared: [String: RecordCount] = [:]
    var requests: [StoredRecord] = []
    var findings: [StoredRecord] = []
    var packs: [StoredRecord] = []
    var names: [String: RecordName] = [:]
    /// Shown by answers and not visible to external auditors.
    var hidden: [String] = []
  }

  static func show(_ call: Call) async throws -> Reply { try await page(call, PackPages.audit(call)) }

  /// Where external auditors arrive: the rooms of their audits, and what they are shown.
  static func home(_ counts: [String: RecordCount], _ call: Call) async throws -> Reply {
    let audits = try await call.read { try $0.records(of: "audits") }
      .filter { Audit.register.decode($0.body).kind.isExternal }
    let rooms = audits.map { audit -> HTML in
      let facts = Audit.register.decode(audit.body)
      let days = [facts.from, facts.to].compactMap { $0.map { Words.day("\($0)") } }.joined(separator: " to ")
      return UI.card(
        "\(audit.title)", note: "\(days)",
        UI.row([
          UI.linkButton("Audit room", href: call.link.room(audit.id)),
          UI.linkButton("The audit", href: call.link.record("audits", audit.id), .plain),
        ]))
    }
    let none = UI.card(
      "No audit room",
      "<p class=\"quiet\">No audit of a certification body is shown to you. Ask \(call.workspace.name).</p>")
    return try await call.page(
      Page(
        call.workspace.name,
        lead: "What you are shown, by register, and the rooms in which you ask for more and write what you find.",
        section: call.link.home,
        content: UI.columns(.side, [UI.stack(rooms.isEmpty ? [none] : rooms), shown(counts, call)])))
  }

  private static func facts(_ audit: String, _ call: Call) async throws -> Facts {
    let registers = call.installation.registers
    return try await call.read { scope in
      var facts = Facts()
      func ofAudit(_ slug: String) throws -> [StoredRecord] {
        try scope.records(of: slug, pointingAt: [audit], in: "audit")
      }
      facts.requests = try ofAudit("audit-requests")
      facts.findings = try ofAudit("findings")
      facts.packs = try ofAudit("packs")
      let shared = Scope(scope.connection, scope.workspace, registers, sharedOnly: true)
      facts.shared = try shared.counts()
      let shown = facts.requests.flatMap { $0.body["shows"]?.texts ?? [] }
      facts.names = try scope.names(of: shown)
      let seen = try shared.names(of: shown)
      facts.hidden = facts.requests.filter { $0.state != "open" }.flatMap { $0.body["shows"]?.texts ?? [] }
        .filter { seen[$0] == nil }
      return facts
    }
  }

  private static func page(
    _ call: Call, _ audit: StoredRecord, problems: [UI.FormProblem] = [], typed: [String: String] = [:],
    form: String = ""
  ) async throws -> Reply {
    let facts = try await facts(audit.id, call)
    var main = [requests(facts, call)]
    if call.allows(.create, Envelope(register: "audit-requests")) {
      main.append(askForm(audit, form == "ask" ? typed : [:], form == "ask" ? problems : [], call))
    }
    main.append(findings(facts, call))
    if call.actor.role == .externalAuditor {
      main.append(findForm(audit, form == "find" ? typed : [:], form == "find" ? problems : [], call))
    }
    let side = [sharing(audit, facts, call), packs(facts, call), shown(facts.shared, call)]
    var reply = try await call.page(
      Page(
        "Audit room", facts: UI.code(audit.id),
        lead: "For external auditors of \(audit.title): what they are shown, what they ask for, what they find.",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")),
          UI.Crumb(audit.title, href: call.link.record("audits", audit.id)),
        ], section: call.link.register("audits"),
        content:
          "\(UI.errorSummary(problems, prefix: form))\(UI.columns(.side, [UI.stack(main), UI.stack(side.filter { !$0.isEmpty })]))"
      ))
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  private static func requests(_ facts: Facts, _ call: Call) -> HTML {
    let register = call.installation.registers["audit-requests"]
    let rows = facts.requests.map { request -> UI.Row in
      let body = request.body
      let shows = (body["shows"]?.texts ?? []).map { id -> HTML in
        guard let name = facts.names[id] else { return UI.code(id) }
        return "<a href=\"\(call.link.record(name.kind, id))\">\(name.title)</a>"
      }
      let answer = body["answer"]?.text ?? ""
      return UI.Row([
        UI.titleCell(
          request.title, href: call.link.record("audit-requests", request.id),
          "\([body["asked_by"]?.text, body["asked_on"]?.text.map(Words.day)].compactMap(\.self).joined(separator: ", "))"
        ),
        Cells.state(request.state, register), "\(body["due_on"]?.text.map(Words.day))",
        request.state == "open" ? "" : "\(when: !answer.isEmpty, Markdown.prose(answer))\(shows.joined(by: "<br>"))",
      ])
    }
    return UI.card(
      "Requests",
      UI.table(
        "Requests",
        columns: [
          UI.Column("What is asked for", .title), UI.Column("State"), UI.Column("Needed by", .code),
          UI.Column("Answer"),
        ],
        rows: rows, empty: "<p class=\"quiet\">Nothing was asked for yet.</p>"))
  }

  private static func askForm(
    _ audit: StoredRecord, _ typed: [String: String], _ problems: [UI.FormProblem], _ call: Call
  ) -> HTML {
    func errors(_ name: String) -> [String] { problems.filter { $0.field == name }.map(\.message) }
    let kinds = AuditRequest.Kind.allCases.map { UI.Choice($0.rawValue, $0.label) }
    return UI.card(
      "Ask for something",
      UI.form(
        action: call.link.roomRequests(audit.id), hidden: [call.token], draft: "requests/\(audit.id)",
        """
        \(UI.field(.init("title", "What you want to see or know", .textarea(typed["title"] ?? "", rows: 2, maxLength: 1000), errors: errors("title"), isRequired: true, prefix: "ask")))\
        \(UI.field(.init("kind", "Kind", .select(kinds, selected: typed["kind"] ?? "document", blank: nil), errors: errors("kind"), prefix: "ask")))\
        \(UI.field(.init("due_on", "Needed by", .date(typed["due_on"] ?? ""), errors: errors("due_on"), prefix: "ask")))
        """, actions: [UI.submit("Ask", .plain)]))
  }

  private static func findings(_ facts: Facts, _ call: Call) -> HTML {
    let register = call.installation.registers["findings"]
    func grade(_ name: String, _ record: StoredRecord) -> HTML {
      guard case .choice(let options) = register?.field(name)?.kind.control,
        let option = options.named(record.body[name]?.text)
      else { return .empty }
      return UI.tag(option.label, UI.Tone(option.tone))
    }
    let rows = facts.findings.map { finding -> UI.Row in
      UI.Row([
        UI.titleCell(finding.title, href: call.link.record("findings", finding.id)),
        grade("grade_shown_27001", finding),
        grade("grade_shown_42001", finding), Cells.state(finding.state, register),
      ])
    }
    return UI.card(
      "Findings",
      UI.table(
        "Findings",
        columns: [
          UI.Column("Statement", .title), UI.Column("For 27001"), UI.Column("For 42001"), UI.Column("State"),
        ],
        rows: rows, empty: "<p class=\"quiet\">There are no findings of this audit yet.</p>"))
  }

  private static func findForm(
    _ audit: StoredRecord, _ typed: [String: String], _ problems: [UI.FormProblem], _ call: Call
  ) -> HTML {
    func errors(_ name: String) -> [String] { problems.filter { $0.field == name }.map(\.message) }
    let grades = Finding.Grade.allCases.map { UI.Choice($0.rawValue, $0.label) }
    return UI.card(
      "Write a finding",
      UI.form(
        action: call.link.roomFindings(audit.id), hidden: [call.token], draft: "findings/\(audit.id)",
        """
        \(UI.field(.init("statement", "Statement", .textarea(typed["statement"] ?? "", rows: 3, maxLength: 4000), errors: errors("statement"), isRequired: true, prefix: "find")))\
        \(UI.field(.init("evidence", "Evidence", .textarea(typed["evidence"] ?? "", rows: 2), errors: errors("evidence"), prefix: "find")))\
        \(UI.field(.init("requirements", "Requirements", .text(typed["requirements"] ?? "", maxLength: 1000), help: "As in iso27001:A.5.1; iso42001:6.1.4", errors: errors("requirements"), prefix: "find")))\
        \(UI.field(.init("grade", "Grade", .select(grades, selected: typed["grade"] ?? "opportunity_for_improvement", blank: nil), errors: errors("grade"), prefix: "find")))\
        \(UI.field(.init("grade_42001", "Grade for 42001, if another", .select(grades, selected: typed["grade_42001"]), errors: errors("grade_42001"), prefix: "find")))
        """, actions: [UI.submit("Write it", .plain)]))
  }

  /// For those who decide what is shown.
  private static func sharing(_ audit: StoredRecord, _ facts: Facts, _ call: Call) -> HTML {
    guard call.allows(.approve) else { return .empty }
    let fields = [call.token, UI.HiddenField("shared", "true")]
    let hidden: HTML =
      facts.hidden.isEmpty
      ? .empty
      : UI.notice(
        .warn, nil,
        "Answers point at \(Words.count(facts.hidden.count, "record", "records")) that external auditors don't see yet; “Show” makes them visible."
      )
    let invite: HTML =
      call.allows(.administer)
      ? "<p>Invite an auditor under <a href=\"\(call.link.members)\">Members</a> as external auditor, with a last day.</p>"
      : "<p class=\"quiet\">An administrator invites external auditors, with a last day.</p>"
    return UI.card(
      "What external auditors see",
      UI.stack([
        "<p>What a stage 2 pack for this audit would hold, its packs, and what answers show. Each look and download is kept under <a href=\"\(call.link.register("room-looks"))\">Looks of external auditors</a>.</p>",
        hidden,
        UI.row([
          UI.act("Show", action: call.link.roomSharing(audit.id), .main, hidden: fields),
          UI.act(
            "Hide everything", action: call.link.roomSharing(audit.id),
            hidden: [call.token, .init("shared", "false")],
            confirm: "Hide everything from external auditors, also what other audits showed?"),
        ]), invite,
      ]))
  }

  private static func packs(_ facts: Facts, _ call: Call) -> HTML {
    guard !facts.packs.isEmpty else { return .empty }
    let rows = facts.packs.html { pack in
      "<li><a href=\"\(call.link.record("packs", pack.id))\">\(pack.title)</a></li>"
    }
    return UI.card("Packs", "<ul class=\"plain\">\(rows)</ul>")
  }

  private static func shown(_ counts: [String: RecordCount], _ call: Call) -> HTML {
    let rows = call.installation.registers.all.compactMap { register -> [HTML]? in
      guard let count = counts[register.slug] else { return nil }
      return ["<a href=\"\(call.link.register(register.slug))\">\(register.many)</a>", "\(count.description)"]
    }
    return UI.card(
      "Shown to external auditors",
      rows.isEmpty
        ? "<p class=\"quiet\">Nothing is shown yet.</p>"
        : UI.facts("Shown", columns: ["Register", "Records"], rows: rows))
  }

  static func share(_ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let form = try await call.form()
    if form["shared"] == "true" {
      _ = try await call.installation.openRoom(of: audit.id, in: call.workspace, as: call.actor)
    } else {
      _ = try await call.installation.closeRoom(in: call.workspace, as: call.actor)
    }
    return .redirect(WebAddress.query(call.link.room(audit.id), [("done", "shared")]))
  }

  static func ask(_ call: Call) async throws -> Reply {
    try await write("audit-requests", ["title", "kind", "due_on"], form: "ask", call)
  }

  static func find(_ call: Call) async throws -> Reply {
    try await write("findings", ["statement", "evidence", "requirements", "grade", "grade_42001"], form: "find", call)
  }

  private static func write(_ slug: String, _ names: [String], form name: String, _ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let form = try await call.form()
    let typed = Dictionary(names.map { ($0, form[$0] ?? "") }, uniquingKeysWith: { first, _ in first })
    guard let register = call.installation.registers[slug] else { throw Failure.notFound("There is no such register.") }
    let (values, problems) = try await call.read { scope -> (Body, Problems) in
      var problems = Problems()
      return (register.read(typed, try call.installation.reading(of: scope), &problems), problems)
    }
    func shown(_ problem: Problem) -> UI.FormProblem {
      .init(field: problem.field, label: problem.field.flatMap { register.field($0)?.label } ?? "", problem.message)
    }
    guard problems.isEmpty else {
      return try await page(call, audit, problems: problems.all.map(shown), typed: typed, form: name)
    }
    do {
      _ = try await call.installation.write(slug, values, forAudit: audit.id, in: call.workspace, as: call.actor)
    } catch Failure.invalid(let rejections) {
      return try await page(
        call, audit, problems: rejections.flatMap(\.problems).map(shown), typed: typed, form: name)
    }
    return .redirect(
      WebAddress.query(
        call.link.room(audit.id),
        [("done", "created"), ("draft", "\(name == "ask" ? "requests" : "findings")/\(audit.id)")]))
  }
}
