import Domain
import Operations
import RegisterKit
import Store

extension Link {
  /// Leads to the programme in force, or to the button that proposes the first.
  var programme: String { "\(home)/audit-programme" }
  func programme(_ id: String) -> String { "\(record("audit-programmes", id))/coverage" }
  func programme(_ id: String, _ tab: ProgrammePage.Tab, _ show: String? = nil) -> String {
    WebAddress.query(programme(id), [("tab", tab == .overview ? nil : tab.rawValue), ("show", show)])
  }
  func programmeProposal(_ id: String) -> String { "\(record("audit-programmes", id))/proposal" }
  func programmePoints(_ id: String) -> String { "\(record("audit-programmes", id))/points" }
  func programmeAudits(_ id: String) -> String { "\(record("audit-programmes", id))/audits" }
}

/// An audit programme: its audits over the years, which audit point is due when and why, and what is planned, done and open
/// for each requirement.
enum ProgrammePage {
  enum Tab: String, CaseIterable {
    case overview, points, requirements
    var label: String { self == .points ? "Audit points" : rawValue.asLabel }
  }

  /// To the newest programme, or the way to begin.
  static func start(_ call: Call) async throws -> Reply {
    let programmes = try await call.read { try $0.records(of: "audit-programmes") }
    let newest = programmes.filter { $0.state != "withdrawn" }.max {
      ($0.body["date_from"]?.text ?? "") < ($1.body["date_from"]?.text ?? "")
    }
    if let newest { return .redirect(call.link.programme(newest.id)) }
    let may = call.allows(.create, Envelope(register: "audit-programmes"))
    return try await call.page(
      Page(
        "Audit programme", crumbs: [UI.Crumb("Audits", href: call.link.register("audits"))],
        section: call.link.register("audits"),
        content: UI.empty(
          "No audit programme yet",
          why:
            "Both standards ask for audits at planned intervals (\(UI.requirement("iso27001:9.2.2", href: call.link.requirement("iso27001:9.2.2"))) \(UI.requirement("iso42001:9.2.2", href: call.link.requirement("iso42001:9.2.2")))). A proposal covers every clause and applicable control of both at least once in three years, and more often where your registers speak for it. You can change all of it.",
          actions: may
            ? [UI.act("Propose a programme", action: call.link.programme, .main, hidden: [call.token])] : [])))
  }

  /// The code in the path, if the path is that of a programme.
  private static func id(_ call: Call) throws -> String {
    guard call.parameter("register") == "audit-programmes" else {
      throw Failure.notFound("Only audit programmes have such a page.")
    }
    return call.parameter("id")
  }

  static func create(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let code = try await call.installation.proposeProgramme(in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.programme(code), [("done", "created")]))
  }

  static func propose(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let code = try await call.installation.proposeProgramme(try id(call), in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.programme(code), [("done", "saved")]))
  }

  static func setPoints(_ call: Call) async throws -> Reply {
    let (id, form) = (try id(call), try await call.form())
    let planned = form.all("at").compactMap(PlannedPoint.init)
    _ = try await call.installation.setProgramme(
      id, planned, ifVersion: form["_version"].flatMap { Int($0) }, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.programme(id), [("tab", Tab.points.rawValue), ("done", "saved")]))
  }

  static func makeAudits(_ call: Call) async throws -> Reply {
    let (id, form) = (try id(call), try await call.form())
    let made = try await call.installation.makeAudits(id, year: form["year"] ?? "", in: call.workspace, as: call.actor)
    return .redirect(
      WebAddress.query(call.link.programme(id), [("done", "changed"), ("count", "\(made.count)")]))
  }

  static func show(_ call: Call) async throws -> Reply {
    let id = try id(call)
    let tab = call.query("tab").flatMap(Tab.init) ?? .overview
    let view = try await call.read { try call.installation.programme(id, $0) }
    let tabs = UI.tabs(
      "Views of the programme",
      Tab.allCases.map { UI.Tab($0.label, href: call.link.programme(id, $0), isCurrent: $0 == tab) })
    let content =
      switch tab {
      case .overview: overview(view, call)
      case .points: ProgrammeTables.points(view, call)
      case .requirements: ProgrammeTables.requirements(view, call)
      }
    let register = call.installation.registers["audit-programmes"]
    var actions = [
      UI.linkButton("Audit time", href: call.link.auditTime, .plain),
      UI.linkButton("Record and approval", href: call.link.record("audit-programmes", id), .plain),
    ]
    if mayEdit(view, call) {
      let isApproved = register?.lifecycle?.state(view.record.state)?.isFrozen == true
      actions.append(
        UI.act(
          "Propose again", action: call.link.programmeProposal(id), hidden: [call.token],
          confirm:
            "Work the programme out again from today's registers? Points moved by hand stay.\(isApproved ? " It becomes a draft that has to be approved again; the approved one stays readable." : "")"
        ))
    }
    return try await call.page(
      Page(
        view.programme.title,
        facts: "\(UI.code(id)) \(Cells.state(view.record.state, register)) \(cycle(view))",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")),
          UI.Crumb("Audit programmes", href: call.link.register("audit-programmes")),
        ],
        section: call.link.register("audits"), actions: actions, content: "\(tabs)\(content)"))
  }

  static func mayEdit(_ view: ProgrammeView, _ call: Call) -> Bool {
    call.allows(.edit, view.record.envelope) && !view.record.isArchived
  }

  private static func cycle(_ view: ProgrammeView) -> HTML {
    guard let first = view.years.first, let last = view.years.last else { return UI.tag("no dates yet", .warn) }
    return UI.quiet("\(Words.day("\(first.from)")) to \(Words.day("\(last.to)"))")
  }

  /// The card at the programme's record.
  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let view = try await call.read { try call.installation.programme(record.id, $0) }
    let lines = view.coverage.lines.filter { !$0.isExcluded }
    return UI.card(
      "Coverage", action: "<a href=\"\(call.link.programme(record.id))\">Timeline, points and requirements</a>",
      "\(UI.progress("Requirements planned or done", done: lines.count { !$0.isGap }, total: lines.count))\(when: !view.coverage.gaps.isEmpty, "<p>\(UI.tag(Words.count(view.coverage.gaps.count, "gap", "gaps"), .warn))</p>")"
    )
  }
}

// Overview.
extension ProgrammePage {
  private static func overview(_ view: ProgrammeView, _ call: Call) -> HTML {
    let id = view.record.id
    let lines = view.coverage.lines.filter { !$0.isExcluded }
    let stats = UI.stats([
      UI.stat(
        "\(lines.count { !$0.isGap })", "of \(lines.count) requirements planned or done",
        href: call.link.programme(id, .requirements)),
      UI.stat(
        "\(lines.count(where: \.isDone))", "audited so far in this cycle",
        href: call.link.programme(id, .requirements, "done")),
      UI.stat(
        "\(lines.count(where: \.isGap))", "in no year of the cycle",
        href: call.link.programme(id, .requirements, "gaps"),
        tone: lines.contains(where: \.isGap) ? .bad : .none),
      UI.stat("\(view.audits.count)", "audits in the cycle", href: call.link.register("audits", [("programme", id)])),
    ])
    var blocks = [stats]
    if view.years.isEmpty {
      blocks.append(
        UI.notice(
          .warn, "No beginning",
          "Give the programme its dates: <a href=\"\(call.link.edit("audit-programmes", id))\">edit it</a>."))
    }
    if !view.coverage.gaps.isEmpty { blocks.append(gaps(view, call)) }
    if !view.outside.isEmpty { blocks.append(outside(view, call)) }
    if !view.tooRare.isEmpty { blocks.append(tooRare(view, call)) }
    if !view.years.isEmpty { blocks += [timeline(view, call), years(view, call)] }
    blocks.append(rules(view, call))
    return UI.stack(blocks)
  }

  /// How the programme is run, in the words of whoever owns it, and what it still says nothing about.
  private static func rules(_ view: ProgrammeView, _ call: Call) -> HTML {
    let fields = AuditProgramme.register.erased.fields.filter {
      $0.name == "objectives" || $0.traits.group == AuditProgramme.rules
    }
    let body = view.record.body
    let missing = fields.filter { (body[$0.name] ?? .null).isEmpty }.map { $0.label.lowercased() }
    let entries = fields.compactMap { field -> (term: String, value: HTML)? in
      guard let text = body[field.name]?.text, !text.isEmpty else { return nil }
      return (field.label, field.kind is DayKind ? "\(Words.day(text))" : Markdown.prose(text, firstHeading: 4))
    }
    let edit: HTML? =
      mayEdit(view, call)
      ? "<a href=\"\(call.link.edit("audit-programmes", view.record.id))\">Edit</a>" : nil
    return UI.card(
      "How the programme is run", action: edit,
      "\(UI.definitions(entries))\(when: !missing.isEmpty, "<p class=\"quiet\">Nothing is said yet about \(missing.joined(separator: ", ")).</p>")"
    )
  }

  private static func gaps(_ view: ProgrammeView, _ call: Call) -> HTML {
    UI.card(
      "Gaps in the cycle", note: "\(view.coverage.gaps.count)",
      UI.todos(
        view.coverage.gaps.map { gap in
          let shown = gap.uids.prefix(12).map { UI.requirement($0, href: call.link.requirement($0)) }
          return UI.Todo(
            "gap", .warn, gap.what,
            href: gap.point == nil
              ? call.link.programme(view.record.id, .requirements, "gaps")
              : call.link.programme(view.record.id, .points),
            facts:
              "\(gap.remedy) \(UI.row(shown))\(when: gap.uids.count > 12, "and \(gap.uids.count - 12) more")")
        }))
  }

  private static func outside(_ view: ProgrammeView, _ call: Call) -> HTML {
    let audits = view.outside.map { audit -> HTML in
      let from = audit.audit.from.map { Words.day("\($0)") } ?? "no date"
      return "<a href=\"\(call.link.record("audits", audit.id))\">\(audit.id)</a> (\(from))"
    }
    return UI.notice(
      .warn, "Outside the cycle",
      "\(audits.joined(by: ", ")): in this programme, but not within its dates, so nothing there counts. Change the audit's dates, or the programme's."
    )
  }

  private static func tooRare(_ view: ProgrammeView, _ call: Call) -> HTML {
    let points = view.tooRare.prefix(6).map { due -> HTML in
      "<li>\(UI.code(due.point)) \(due.text(of: view.years.count))</li>"
    }
    return UI.notice(
      .info,
      "\(Words.count(view.tooRare.count, "point is", "points are")) planned more rarely than today's registers ask for",
      "<ul>\(Array(points))</ul>\(when: view.tooRare.count > 6, "and \(view.tooRare.count - 6) more. ")Tick more years under <a href=\"\(call.link.programme(view.record.id, .points))\">Audit points</a>, or propose again."
    )
  }

  private static func timeline(_ view: ProgrammeView, _ call: Call) -> HTML {
    guard let first = view.years.first, let last = view.years.last else { return .empty }
    let blocks = view.audits.compactMap { audit -> Picture.Schedule.Block? in
      guard let from = audit.audit.from else { return nil }
      let to = max(from, audit.audit.to ?? from)
      let state = call.installation.registers["audits"]?.lifecycle?.state(audit.state)?.label ?? audit.state
      return .init(
        lane: audit.audit.kind == .internal ? 0 : 1, start: Double(from.number), end: Double(to.number + 1), audit.id,
        note: "\(audit.audit.kind.label), \(state.lowercased())",
        standards: audit.audit.standards.map { .init(framework: $0.rawValue) },
        href: call.link.record("audits", audit.id))
    }
    var ticks: [(at: Double, label: String)] = []
    var day = first.from
    while day <= last.to, ticks.count < 40 {
      ticks.append((Double(day.number), Words.day("\(day)").split(separator: " ").dropFirst().joined(separator: " ")))
      day = day.adding(months: 6)
    }
    var schedule = Picture.Schedule(
      title: "Audits of the cycle", lanes: ["Internal", "External"], start: Double(first.from.number),
      end: Double(last.to.number + 1), ticks: ticks, blocks: blocks, now: Double(call.installation.today.number))
    schedule.labelsBeside = true
    let table = Picture.scheduleTable(schedule) { Words.day("\(Day(number: Int($0)))") }
    return UI.card("Timeline", Picture.figure(Picture.schedule(schedule), table: table))
  }

  private static func years(_ view: ProgrammeView, _ call: Call) -> HTML {
    let may = call.allows(.create, Envelope(register: "audits"))
    let cards = view.years.map { year -> HTML in
      let audits = view.audits.filter { $0.audit.from.map(year.contains) ?? false }
      let toMake = view.toMake[year.name] ?? []
      let there = audits.html { audit in
        "<li><a href=\"\(call.link.record("audits", audit.id))\">\(audit.audit.title)</a> \(UI.code(audit.id))<div class=\"second\">\(days(audit.audit.from, audit.audit.to))</div></li>"
      }
      let lacks = toMake.html { audit in
        "<li>\(audit.existing.map { "Points of \($0)" } ?? audit.title)<div class=\"second\">\(days(audit.from, audit.to)). \(audit.reason)</div></li>"
      }
      let make: HTML =
        may && !toMake.isEmpty
        ? UI.act(
          "Make the audits of \(year.name)", action: call.link.programmeAudits(view.record.id),
          hidden: [call.token, .init("year", year.name)]) : .empty
      let points = Words.count(view.programme.planned.count { $0.year == year.name }, "point", "points")
      return UI.card(
        year.name, note: "\(points), \(Words.duration(view.minutes[year.name] ?? 0)) of fieldwork",
        UI.stack(
          [
            there.isEmpty ? "<p class=\"quiet\">No audit yet.</p>" : "<ul class=\"plain\">\(there)</ul>",
            toMake.isEmpty
              ? "<p>\(UI.tag("has its audits", .good))</p>" : "<h3>Still to make</h3><ul class=\"plain\">\(lacks)</ul>",
            make,
          ].filter { !$0.isEmpty }))
    }
    return UI.columns(.even, cards)
  }

  private static func days(_ from: Day?, _ to: Day?) -> String {
    guard let from else { return "no date" }
    guard let to, to != from else { return Words.day("\(from)") }
    return "\(Words.day("\(from)")) to \(Words.day("\(to)"))"
  }
}
