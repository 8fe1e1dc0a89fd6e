import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// An import as a whole: what each table comes to, what is still to be decided, and taking it.
enum ImportPage {
  static let undoQuestion =
    "Undo this import? Records it created are archived; changes are reversed. The ledger keeps both."

  static func show(_ call: Call) async throws -> Reply {
    let id = call.parameter("id")
    if let job = call.installation.importJob(id, in: call.workspace) { return try await progress(job, call) }
    let open = try await call.installation.openImport(
      id, changes: OpenImport.shown, in: call.workspace, as: call.actor)
    let status = try await status(of: open.record, call)
    var blocks: [HTML] = call.query.filter { $0.name == "empty" }.map {
      UI.notice(.warn, nil, "\($0.value) is empty and was left out.")
    }
    if let reason = call.installation.importRefusal(id, in: call.workspace), status == .open {
      blocks.append(UI.notice(.bad, "Nothing was imported.", "\(reason)"))
    }
    switch status {
    case .open:
      let standing = ImportStanding(open.report)
      blocks += [summary(standing, open, call), tables(open, call, status)]
      if let card = unread(open) { blocks.append(card) }
      blocks.append(try await ways(open, call))
    default:
      blocks += [result(open, status, call), tables(open, call, status)]
      if let card = unread(open) { blocks.append(card) }
    }
    let began = Words.local(open.record.createdAt)
    let assigned = open.record.body["assigned_to"]?.text ?? ""
    return try await call.page(
      Page(
        open.record.title,
        facts: "\(UI.code(open.record.id)) \(UI.tag(status.label, UI.Tone(status.tone)))",
        lead: "Begun \(UI.time(began.shown, iso: began.iso))\(when: !assigned.isEmpty, ", assigned to \(assigned)").",
        crumbs: [UI.Crumb("Import", href: call.link.importing)], section: call.link.importing,
        actions: status == .open
          ? [
            UI.menu(
              "More",
              [
                .init("Save the decisions as YAML", href: call.link.importing(id, "profile")),
                .init("Record and history", href: call.link.record("imports", id)),
                .init(
                  "Discard", href: call.link.importing(id, "discard"), posts: [call.token],
                  confirm: "Discard this import? Its files stay on record; nothing is imported."),
              ])
          ] : [UI.linkButton("Record and history", href: call.link.record("imports", id), .plain)],
        content: UI.stack(blocks)))
  }

  /// On the record of an import: the way to its tables.
  static func card(of record: StoredRecord, _ call: Call) -> HTML {
    guard call.allows(.import) else { return .empty }
    let label = record.state == FileImport.Status.open.rawValue ? "Continue this import" : "Show what was imported"
    return UI.card("Tables", UI.row([UI.linkButton(label, href: call.link.importing(record.id))]))
  }

  /// An act that was undone elsewhere undid the import.
  private static func status(of record: StoredRecord, _ call: Call) async throws -> FileImport.Status {
    let status = FileImport.Status(rawValue: record.state ?? "") ?? .open
    guard status == .taken, let batch = record.body["batch"]?.int else { return status }
    switch try await call.installation.undoState(of: batch, in: call.workspace, as: call.actor) {
    case .undone, .undoneBefore: return .undone
    default: return status
    }
  }

  private static func progress(_ job: ImportJob, _ call: Call) async throws -> Reply {
    let id = call.parameter("id")
    let record = try await call.read { try $0.record(id) }
    let began = Words.local("\(job.began)")
    var reply = try await call.page(
      Page(
        record?.title ?? id, lead: "All of it is imported, or nothing.",
        crumbs: [UI.Crumb("Import", href: call.link.importing)], section: call.link.importing,
        content: UI.card(
          "Importing",
          """
          <div role="status" class="stack"><p>\(when: job.rows > 0, "\(Words.count(job.rows, "row", "rows")). ")Started \(UI.time(began.shown, iso: began.iso)).</p>\
          <p class="quiet">This page reloads by itself. You may leave it; nobody sees a change before all of it is done.</p></div>
          """)))
    if let name = HTTPField.Name("Refresh") { reply.headers[name] = "1" }
    return reply
  }

  // What is to be done next.

  private static func summary(_ standing: ImportStanding, _ open: OpenImport, _ call: Call) -> HTML {
    let id = open.record.id
    let next = standing.next.map {
      UI.linkButton("Decide: \(ImportView.shortName($0))", href: call.link.importTable(id, ImportView.key($0)))
    }
    func take(_ label: String, _ isMain: Bool, goodRowsOnly: Bool, confirm: String? = nil) -> HTML {
      UI.act(
        label, action: call.link.importing(id, "taking"), isMain ? .main : .plain,
        hidden: [call.token, .init("rows", goodRowsOnly ? "good" : "all")], confirm: confirm)
    }
    let counts: HTML =
      "\(standing.created) new, \(standing.updated) changed, \(standing.unchanged) unchanged"
    let actions: [HTML]
    let notice: HTML
    switch standing.stage {
    case .nothingIn:
      (notice, actions) = (
        UI.notice(
          .warn, "Nothing can be imported yet.",
          "\(when: standing.unchanged > 0, "\(Words.count(standing.unchanged, "row is", "rows are")) here already, unchanged. ")\(standing.missing)"
        ), [next].compactMap(\.self)
      )
    case .nothingNew:
      (notice, actions) = (
        UI.notice(
          .info, "Nothing to import.",
          "\(Words.count(standing.unchanged, "row is", "rows are")) here already, unchanged."
        ),
        [take("Close this import", true, goodRowsOnly: false)]
      )
    case .partly:
      (notice, actions) = (
        UI.notice(
          .warn, "\(Words.count(standing.left, "row", "rows")) can’t be imported yet.",
          "\(counts). \(standing.missing)"),
        [
          next,
          take(
            "Import valid rows only (\(standing.left) left out)", next == nil, goodRowsOnly: true,
            confirm: "Import the valid rows and leave out \(Words.count(standing.left, "row", "rows"))?"),
        ].compactMap(\.self)
      )
    case .asks:
      (notice, actions) = (
        UI.notice(
          .info, "Ready, with \(Words.count(standing.questions, "open question", "open questions")).",
          "\(counts). Where you decide nothing, the words of your file are kept with the record."),
        [
          take("Import", true, goodRowsOnly: false),
          next.map { _ in
            UI.linkButton(
              "Answer the questions", href: call.link.importTable(id, standing.next.map(ImportView.key) ?? ""), .plain)
          },
        ].compactMap(\.self)
      )
    case .ready:
      (notice, actions) = (
        UI.notice(.good, "Ready.", "\(counts). Nothing was changed yet."), [take("Import", true, goodRowsOnly: false)]
      )
    }
    return "<section class=\"card import-summary\">\(notice)\(when: !actions.isEmpty, UI.row(actions))</section>"
  }

  private static func result(_ open: OpenImport, _ status: FileImport.Status, _ call: Call) -> HTML {
    let record = open.record
    let id = record.id
    let again = UI.linkButton("Import more files", href: call.link.importing, .plain)
    switch status {
    case .discarded:
      return UI.stack([UI.notice(.info, "Discarded.", "Nothing of these files was imported."), UI.row([again])])
    case .undone:
      return UI.stack([
        UI.notice(.info, "Undone.", "What this import created is archived, what it changed is as it was before."),
        UI.row([
          UI.act("Begin again with these files", action: call.link.importing(id, "again"), hidden: [call.token]), again,
        ]),
      ])
    default: break
    }
    let batch = record.body["batch"]?.int
    let undo =
      batch != nil && call.allows(.archive)
      ? UI.act(
        "Undo this import", action: call.link.importing(id, "undo"), .plain, hidden: [call.token],
        confirm: undoQuestion) : .empty
    let slugs = open.report.parts.compactMap(\.register).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let lists = slugs.compactMap { slug in
      call.installation.registers[slug].map { UI.linkButton($0.many, href: call.link.register(slug), .plain) }
    }
    let day = record.body["taken_on"]?.text.map { Words.day($0) } ?? ""
    return """
      <section class="card import-summary">\(UI.notice(.good, batch == nil ? "Nothing had to be changed." : "Imported on \(day).", "\(ImportStartPage.result(record))."))\
      \(UI.row((lists.count > 4 ? [] : lists) + [undo, again]))</section>
      """
  }

  /// More files, and handing it to somebody.
  private static func ways(_ open: OpenImport, _ call: Call) async throws -> HTML {
    let id = open.record.id
    let assigned = open.record.body["assigned_to"]?.text ?? ""
    let workspace = call.workspace.id
    let today = call.installation.today
    let members = try await call.installation.database.read { try $0.members(of: workspace) }
    let names = members.filter { member in
      Policy.allows(Actor(name: "", role: member.role), .import, nil) && (member.until.map { $0 >= today } ?? true)
    }.map { $0.account.name.isEmpty ? $0.account.email : $0.account.name }
    let people = Array(Set(names)).sorted().map { UI.Choice($0, $0) }
    return UI.columns(
      .even,
      [
        UI.card(
          "Add or replace files",
          UI.form(
            action: call.link.importing(id, "files"), hidden: [call.token], takesFiles: true,
            ImportUpload.fields(prefix: "add"), actions: [UI.submit("Add", .plain)])),
        UI.card(
          "Assigned to",
          UI.form(
            action: call.link.importing(id, "assignment"), hidden: [call.token],
            UI.field(
              .init(
                "assigned_to", "Colleague", .select(people, selected: assigned, blank: "Nobody"),
                help: "They find it under Import and go on from here.")),
            actions: [UI.submit("Assign", .plain)])),
      ])
  }
}
