import Domain
import Operations
import RegisterKit
import Store

/// One record: what it says, what it is linked with, its files, comments and steps.
enum RecordPage {
  static func show(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    let body = record.body
    let (cells, linked, comments, audits) = try await call.read { scope in
      let linked = try scope.linked(to: record.id)
      return (
        try call.cells(scope, register.targets(in: body)), linked, try scope.comments(on: record.id),
        scope.sharedOnly ? nil : try scope.audits(showing: record.id)
      )
    }
    var cards: [HTML] = []
    var groups: [(title: String, pairs: [(term: String, value: HTML)])] = []
    for field in register.fields where !field.traits.title {
      let value = body[field.name] ?? .null
      if value.isEmpty, field.traits.derived || field.traits.stamped { continue }
      if RegisterPages.hidden[register.slug]?.contains(field.name) == true { continue }
      let title = field.traits.group ?? (field.traits.derived || field.traits.stamped ? "Worked out" : register.one)
      let pair = (term: field.label, value: cells.full(value, field))
      if let index = groups.firstIndex(where: { $0.title == title }) {
        groups[index].pairs.append(pair)
      } else {
        groups.append((title, [pair]))
      }
    }
    for group in groups {
      let filled = group.pairs.filter { !$0.value.isEmpty }
      if !filled.isEmpty { cards.append(UI.card(group.title, UI.definitions(filled))) }
    }
    let missing = groups.flatMap { group in group.pairs.filter(\.value.isEmpty).map(\.term) }
    if !missing.isEmpty {
      cards.append(UI.card("Not filled in", "<p class=\"quiet\">\(missing.joined(separator: ", "))</p>"))
    }
    if let extra = body[AnyRegister.extra]?.object, !extra.isEmpty {
      cards.append(
        UI.card(
          "Kept from imported files",
          UI.definitions(extra.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value.text)") })))
    }
    var side: [HTML] = [
      try await StepsCard.card(record, register, call), linkedCard(linked, record, call),
      FilePages.card(record, register, call),
    ]
    side.append(commentsCard(comments, record, register, call))
    let meta = Words.local(record.updatedAt)
    let seen = audits.map { ("External auditors", SharePage.words($0, call)) }
    side.append(
      UI.card(
        "Record",
        UI.definitions(
          [
            ("Revision", "<a href=\"\(call.link.history(register.slug, record.id))\">\(record.version)</a>"),
            ("Changed", "\(UI.time(meta.shown, iso: meta.iso)) by \(record.updatedBy)"),
          ] + (Policy.seesSharedOnly(call.actor) ? [] : [("Ledger position", "\(record.seq)")])
            + (seen.map { [$0] } ?? []))))
    var actions: [HTML] = [UI.linkButton("History", href: call.link.history(register.slug, record.id), .plain)]
    if let menu = menu(record, register, call) { actions.append(menu) }
    if call.allows(.edit, record.envelope), !record.isArchived, !register.isMadeByProgram {
      actions.append(UI.linkButton("Edit", href: call.link.edit(register.slug, record.id), key: "e"))
    }
    var own: [HTML] = []
    for card in RegisterPages.cards[register.slug] ?? [] { own.append(try await card(record, call)) }
    cards.insert(contentsOf: own, at: 0)
    var banner: HTML = .empty
    if record.isArchived { banner = UI.notice(.warn, "Archived", "It is in no list any more; its history stays.") }
    if let words = Words.brought(record, register) {
      banner = "\(banner)\(UI.notice(.info, "Said by an import", words))"
    }
    if let approved = record.approvedVersion, register.lifecycle?.state(record.state)?.isFrozen == false {
      banner = UI.notice(
        .info, nil,
        "<a href=\"\(call.link.revision(register.slug, record.id, approved))\">Revision \(approved)</a> is approved and in force; what you see here is a draft after it."
      )
    }
    return try await call.page(
      Page(
        record.title, facts: "\(UI.code(record.id)) \(cells.state(record))",
        crumbs: [UI.Crumb(register.many, href: call.link.register(register.slug))],
        section: call.link.register(register.slug), actions: actions,
        content: "\(banner)\(UI.columns(.side, [UI.stack(cards), UI.stack(side.filter { !$0.isEmpty })]))"))
  }

  /// The rest of what points here, as a list where one field says it all.
  private static func more(
    _ links: [(role: String, name: RecordName)], _ kind: String, _ record: StoredRecord, _ call: Call
  ) -> HTML {
    let words = "and \(links.count - 12) more"
    let roles = Set(links.map(\.role))
    guard let role = roles.first, roles.count == 1, call.installation.registers[kind]?.field(role) != nil else {
      return UI.quiet("\(words)")
    }
    return "<small><a href=\"\(call.link.register(kind, [(role, record.id)]))\">\(words)</a></small>"
  }

  private static func linkedCard(
    _ linked: [(role: String, name: RecordName)], _ record: StoredRecord, _ call: Call
  ) -> HTML {
    guard !linked.isEmpty else { return .empty }
    let groups = Dictionary(grouping: linked, by: { $0.name.kind }).sorted { $0.key < $1.key }
    return UI.card(
      "Used by",
      groups.html { kind, links in
        """
        <h3>\(call.installation.registers[kind]?.many ?? kind)</h3><ul class="plain">\(links.prefix(12).html { link in
          "<li><a href=\"\(call.link.record(kind, link.name.id))\">\(link.name.title)</a> \(UI.code(link.name.id))</li>"
        })</ul>\(when: links.count > 12, more(links, kind, record, call))
        """
      })
  }

  private static func commentsCard(_ comments: [Comment], _ record: StoredRecord, _ register: AnyRegister, _ call: Call)
    -> HTML
  {
    let may = call.allows(.comment, record.envelope)
    guard may || !comments.isEmpty else { return .empty }
    return UI.card(
      "Comments",
      """
      \(comments.html { UI.comment(who: $0.actor, time: Words.local($0.at), Markdown.html($0.text)) })\(when: may, UI.form(
        action: call.link.comments(register.slug, record.id), hidden: [call.token], draft: "comment/\(record.id)",
        UI.field(.init("text", "Say something", .textarea("", rows: 2), prefix: "comment")), actions: [UI.submit("Comment", .plain)]))
      """)
  }

  private static func menu(_ record: StoredRecord, _ register: AnyRegister, _ call: Call) -> HTML? {
    var items: [UI.MenuItem] = []
    if call.allows(.approve, record.envelope) {
      items.append(.init("Show to external auditors", href: call.link.share(register.slug, record.id)))
    }
    if call.allows(.archive, record.envelope), !register.isMadeByProgram {
      if record.isArchived {
        items.append(.init("Restore", href: call.link.restore(register.slug, record.id), posts: [call.token]))
      } else {
        items.append(
          .init(
            "Archive", href: call.link.archive(register.slug, record.id),
            posts: [call.token, .init("_version", "\(record.version)")],
            confirm: "Archive “\(record.title)”? It leaves the lists; its history stays and it can be restored."))
      }
    }
    return items.isEmpty ? nil : UI.menu("More", items)
  }

  private static func back(_ call: Call, _ register: AnyRegister, _ done: String) -> Reply {
    .redirect(WebAddress.query(call.link.record(register.slug, call.parameter("id")), [("done", done)]))
  }

  static func comment(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let record = try await call.record(register)
    _ = try await call.installation.commit(
      [.comment(id: record.id, text: form["text"] ?? "")], in: call.workspace, as: call.actor)
    let back = form.back ?? call.link.record(register.slug, record.id)
    return .redirect(WebAddress.query(back, [("done", "commented"), ("draft", "comment/\(record.id)")]))
  }

  static func archive(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let record = try await call.record(register)
    _ = try await call.installation.commit(
      [.archive(id: record.id, ifVersion: form["_version"].flatMap { Int($0) })], in: call.workspace, as: call.actor)
    return back(call, register, "archived")
  }

  static func restore(_ call: Call) async throws -> Reply {
    let register = try call.register()
    _ = try await call.form()
    let record = try await call.record(register)
    _ = try await call.installation.commit([.restore(id: record.id)], in: call.workspace, as: call.actor)
    return back(call, register, "restored")
  }
}
