import Domain
import Operations
import RegisterKit
import Store

extension Routes {
  static let room: [Route] = [
    Route(.get, "/w/:ws/certification/:id/room", .page(.read), RoomPage.show),
    Route(.get, "/w/:ws/certification/:id/sharing", .page(.approve), ShowingPage.show),
    Route(.post, "/w/:ws/certification/:id/sharing", .page(.approve), ShowingPage.save).askingAgain,
    // Whether somebody may write here is decided at the door; external auditors may nowhere else.
    Route(.post, "/w/:ws/certification/:id/requests", .page(.read), RoomPage.ask),
    Route(.post, "/w/:ws/certification/:id/findings", .page(.read), RoomPage.find),
    Route(.post, "/w/:ws/certification/:id/answers", .page(.edit), RoomPage.answer),
  ]
}

/// The audit room: what is shown to external auditors of an audit, what they asked for, the answers, what they found.
enum RoomPage {
  struct Facts: Sendable {
    /// Records that the audit shows, by register; all that an external auditor sees who is invited to others too.
    var shared: [String: RecordCount] = [:]
    var requests: [StoredRecord] = []
    var findings: [StoredRecord] = []
    var packs: [StoredRecord] = []
    var names: [String: RecordName] = [:]
    /// Who is to answer, by code of the request.
    var owners: [String: String] = [:]
    /// Pointed at by answers and not shown to the external auditors of the audit.
    var hidden: [String] = []
  }

  static func show(_ call: Call) async throws -> Reply { try await page(call, audit(call)) }

  /// The audit in the path, if it has a room for whoever asks: an external auditor comes into those to which they are
  /// invited, whatever is shown of others.
  static func audit(_ call: Call) async throws -> StoredRecord {
    let audit = try await PackPages.audit(call)
    guard hasRoom(audit, call) else { throw Failure.notFound("There is no audit room of \(audit.id) for you.") }
    return audit
  }

  static func hasRoom(_ audit: StoredRecord, _ call: Call) -> Bool {
    !Policy.seesSharedOnly(call.actor) || call.actor.audits.contains(audit.id)
  }

  /// Where external auditors arrive: in the room, where they are invited to one audit; else the rooms of their audits, and what
  /// they are shown.
  static func home(_ counts: [String: RecordCount], _ call: Call) async throws -> Reply {
    let audits = try await call.read { try $0.records(of: "audits") }.filter { hasRoom($0, call) }
    if audits.count == 1, call.actor.audits.count == 1 { return .redirect(call.link.room(audits[0].id)) }
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
      "<p class=\"quiet\">The audit to which you are invited is not shown to you yet. Ask \(call.workspace.name).</p>")
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
      let shared =
        scope.sharedOnly
        ? scope : Scope(scope.connection, scope.workspace, registers, for: .auditors(of: [audit]))
      facts.shared = try shared.counts()
      let shown = facts.requests.flatMap { $0.body["shows"]?.texts ?? [] }
      facts.names = try scope.names(of: shown)
      let owners = facts.requests.compactMap(\.owner)
      let (names, people) = (try scope.names(of: owners), try call.installation.people(among: owners, scope))
      for request in facts.requests {
        facts.owners[request.id] = request.owner.map { names[$0]?.title ?? people[$0]?.words ?? $0 }
      }
      let seen = try shared.names(of: shown)
      facts.hidden = facts.requests.filter { $0.state != "open" }.flatMap { $0.body["shows"]?.texts ?? [] }
        .filter { seen[$0] == nil }
      return facts
    }
  }

  static func page(
    _ call: Call, _ audit: StoredRecord, problems: [UI.FormProblem] = [], typed: [String: String] = [:],
    form: String = ""
  ) async throws -> Reply {
    let facts = try await facts(audit.id, call)
    let waiting = try await answers(facts.requests, problems, typed, form: form, audit, call)
    var main = waiting.isEmpty ? [requests(facts, call)] : [waiting, requests(facts, call)]
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
        crumbs: PackPages.trail(audit, call), section: call.link.register("audits"),
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
        request.state == "open"
          ? waiting(request, facts) : "\(when: !answer.isEmpty, Markdown.prose(answer))\(shows.joined(by: "<br>"))",
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

  /// Who is to answer.
  private static func waiting(_ request: StoredRecord, _ facts: Facts) -> HTML {
    facts.owners[request.id].map { "<span class=\"quiet\">\($0) answers</span>" } ?? .empty
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

  /// For those who decide what is shown, and who is invited.
  private static func sharing(_ audit: StoredRecord, _ facts: Facts, _ call: Call) -> HTML {
    guard call.allows(.approve) else { return .empty }
    let hidden: HTML =
      facts.hidden.isEmpty
      ? .empty
      : UI.notice(
        .warn, nil,
        "Answers point at \(Words.count(facts.hidden.count, "record", "records")) that the external auditors don't see yet."
      )
    // Once something is shown, answering comes first.
    let emphasis: UI.Emphasis = facts.shared.isEmpty ? .main : .plain
    let invite: HTML =
      call.allows(.administer)
      ? "<p><a href=\"\(call.link.invite(to: audit.id))\">Invite an auditor</a> to this audit, until a last day.</p>"
      : "<p class=\"quiet\">An administrator invites external auditors, to this audit and until a last day.</p>"
    return UI.card(
      "What they see",
      UI.stack([
        "<p>Nothing but what is shown for this audit. Each look and download is kept under <a href=\"\(call.link.register("room-looks"))\">Looks of external auditors</a>.</p>",
        hidden, UI.row([UI.linkButton("Choose what is shown", href: call.link.roomSharing(audit.id), emphasis)]),
        invite,
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
      call.allows(.overview) ? "Shown for this audit" : "Shown to you",
      rows.isEmpty
        ? "<p class=\"quiet\">Nothing is shown yet.</p>"
        : UI.facts("Shown", columns: ["Register", "Records"], rows: rows))
  }
}
