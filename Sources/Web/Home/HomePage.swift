import Domain
import Operations
import RegisterKit
import Store

/// Where the organization stands on both standards, and what to do next.
enum HomePage {
  static func show(_ call: Call) async throws -> Reply {
    let counts = try await call.read { try call.installation.counts($0) }
    guard !counts.isEmpty else {
      return try await empty(call)
    }
    guard call.allows(.overview) else { return try await RoomPage.home(counts, call) }
    let month = "\(call.installation.today + 30)"
    let (gaps, items, due, latest, reuse) = try await call.read { scope in
      let settings = try call.installation.settings(scope)
      return (
        try settings.frameworks.compactMap {
          call.installation.libraries.framework($0) == nil ? nil : try call.installation.gap($0, scope)
        },
        try call.installation.attention(scope), try scope.due(until: month, limit: 8),
        scope.sharedOnly ? [] : try ActWords.latest(8, scope, call.installation),
        try call.installation.reuse(scope)
      )
    }
    let readiness = gaps.map { card(for: $0, call) }
    let attention = UI.card(
      "Needs attention", action: items.count > 6 ? "<a href=\"\(call.link.attention)\">All \(items.count)</a>" : .empty,
      UI.todos(items.prefix(6).map { todo($0, call) }))
    let dueList = UI.card(
      "Due in 30 days",
      UI.todos(
        due.map { item in
          let isLate = item.due < "\(call.installation.today)"
          return UI.Todo(
            Words.shortDay(item.due), isLate ? .bad : .none, item.name.title,
            href: call.link.record(item.name.kind, item.name.id),
            facts:
              "<small>\(call.installation.registers[item.name.kind]?.one ?? item.name.kind) \(UI.code(item.name.id))\(when: isLate, ", late")</small>"
          )
        }, whenEmpty: "Nothing is due."))
    let reused = UI.card(
      "One thing, many uses",
      UI.facts(
        "Reuse",
        rows: [
          [
            "Controls that serve both standards",
            "\(reuse.controlsServingBoth) of <a href=\"\(call.link.register("controls"))\">\(reuse.controls)</a>",
          ],
          ["Requirements served by a control, on average", "\(reuse.perControl)"],
          [
            "Controls not written twice",
            "<a href=\"\(call.link.register("mapping-decisions", [("decision", "accepted")]))\">\(reuse.duplicatesAvoided)</a>",
          ],
        ]))
    let changed = UI.card(
      "What changed", action: "<a href=\"\(call.link.ledger)\">All</a>",
      UI.timeline(latest.map { ActWords.event($0, call) }))
    let steps = try await StepsPage.card(call)
    let action: [HTML] =
      call.allows(.import) && counts["risks"] == nil
      ? [UI.linkButton("Import", href: call.link.importing)] : [UI.linkButton("See the gap", href: call.link.gap)]
    return try await call.page(
      Page(
        call.workspace.name, section: call.link.home, actions: action,
        content: UI.stack([
          UI.card(nil, UI.columns(.even, readiness)), steps,
          UI.columns(
            .wideFirst, [UI.stack(latest.isEmpty ? [attention] : [attention, changed]), UI.stack([dueList, reused])]),
        ])))
  }

  static func card(for gap: Gap, _ call: Call) -> HTML {
    func href(_ status: CoverageStatus) -> String {
      WebAddress.query(call.link.gap(gap.framework.uid), [("status", status.rawValue)])
    }
    return Picture.readiness(
      UI.Standard(framework: gap.framework.uid), name: gap.framework.title,
      percent: Int(saturating: gap.readiness * 100),
      parts: [
        Picture.Part("covered", gap.count(.covered), .full, href: href(.covered)),
        Picture.Part("partly", gap.count(.partial), .half, href: href(.partial)),
        Picture.Part("missing", gap.count(.missing), .empty, href: href(.missing)),
      ], href: call.link.gap(gap.framework.uid))
  }

  static func todo(_ item: AttentionItem, _ call: Call) -> UI.Todo {
    let tone: UI.Tone =
      switch item.rule.severity {
      case .bad: .bad
      case .warn: .warn
      case .info: .info
      }
    let href = call.link.register(item.rule.register, item.items.map { ($0.name, $0.value) })
    let badges = item.rule.requirements.map {
      UI.requirement($0, title: call.installation.libraries.requirement($0)?.title, href: call.link.requirement($0))
    }
    let names = item.records.prefix(3).map { record in
      guard let late = item.late[record.id] else { return record.title }
      let escalated = late.escalated.map { ", escalated \(Words.shortDay("\($0)"))" } ?? ""
      return "\(record.title) (since \(Words.day("\(late.since)"))\(escalated))"
    }.joined(separator: ", ")
    return UI.Todo(
      "\(item.count)", tone, item.rule.title, href: href,
      facts: "<span class=\"quiet\">\(names)\(when: item.count > 3, " …")</span> \(badges.joined(by: " "))")
  }

  /// Every rule that has found something, with why it matters.
  static func attention(_ call: Call) async throws -> Reply {
    let items = try await call.read { try call.installation.attention($0) }
    let rows = items.map { item -> UI.Todo in
      var todo = todo(item, call)
      todo.facts = "<div>\(item.rule.why)</div>\(todo.facts)"
      return todo
    }
    return try await call.page(
      Page(
        "Needs attention",
        lead:
          "Each line is a list that ought to be empty. Follow it to the records, mend them there, and it goes away.",
        section: call.link.attention, content: UI.card(nil, UI.todos(rows))))
  }

  /// The first sight of an empty workspace: three ways in.
  private static func empty(_ call: Call) async throws -> Reply {
    guard !Policy.seesSharedOnly(call.actor) else {
      return try await call.page(
        Page(
          "Welcome to \(call.workspace.name)", section: call.link.home,
          content: UI.empty(
            call.actor.audits.isEmpty ? "You are invited to no audit yet" : "Nothing has been shown to you yet",
            why: call.actor.audits.isEmpty
              ? "Ask \(call.workspace.name) to name the audit to which you are invited."
              : "What \(call.workspace.name) shows for \(call.actor.audits.joined(separator: " and ")) appears here.")))
    }
    let ways: [HTML] = [
      UI.card(
        "Import what you have",
        """
        <p>Spreadsheets, Markdown policies, one workbook: Concord finds out what each table is, shows how it reads the columns, and takes it all back if you like.</p>
        \(UI.linkButton("Import files", href: call.link.importing))
        """),
      UI.card(
        "Start from the five steps",
        """
        <p>Align scope and governance, extend the risk method, map controls, train people, audit once. Each step says what to do next.</p>
        \(UI.linkButton("See the steps", href: call.link.steps, .plain))
        """),
      UI.card(
        "Look at a demonstration",
        """
        <p>On your own machine, <code>make run</code> serves a workspace of an invented organization with everything filled in.</p>
        \(UI.linkButton("See what a standard asks for", href: call.link.gap, .plain))
        """),
    ]
    return try await call.page(
      Page(
        "Welcome to \(call.workspace.name)", section: call.link.home,
        content: "\(UI.columns(.even, ways))\(try await StepsPage.card(call))"))
  }
}
