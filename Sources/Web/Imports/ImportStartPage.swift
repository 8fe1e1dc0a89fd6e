import Domain
import Operations
import RegisterKit
import Store

/// Where imports begin, and where those that are not finished are found again.
enum ImportStartPage {
  static func show(_ call: Call) async throws -> Reply {
    let (open, last) = try await call.read { scope in
      func list(_ test: ListQuery.Test, _ limit: Int) throws -> [StoredRecord] {
        var query = ListQuery(register: "imports")
        query.conditions = [.init(field: "status", test: test, values: ["open"])]
        query.sort = [.init(field: "updated_at", descending: true)]
        query.limit = limit
        return try scope.list(query, today: call.installation.today).records
      }
      return (try list(.is, 50), try list(.ne, 10))
    }
    var blocks: [HTML] = []
    if !open.isEmpty { blocks.append(openCard(open, call)) }
    blocks.append(
      UI.card(
        open.isEmpty ? "Choose files" : "New import",
        note: "Nothing is changed before you have seen how the files were read.",
        UI.form(
          action: call.link.importing, hidden: [call.token], takesFiles: true, ImportUpload.fields(),
          actions: [UI.submit("Preview")])))
    if !last.isEmpty { blocks.append(lastCard(last, call)) }
    return try await call.page(
      Page(
        "Import",
        lead:
          "Bring in the spreadsheets you have. Registers, columns and values are recognised; what you decide is kept for the next file with the same headings.",
        section: call.link.importing,
        actions: [UI.linkButton("Profiles", href: call.link.importProfiles, .plain)],
        content: UI.stack(blocks)))
  }

  private static func openCard(_ open: [StoredRecord], _ call: Call) -> HTML {
    let rows = open.map { record -> UI.Row in
      let meta = Words.local(record.updatedAt)
      var state: HTML = .empty
      if call.installation.importJob(record.id, in: call.workspace) != nil {
        state = UI.tag("being imported", .info)
      } else if let count = call.installation.importQuestions(record.id, in: call.workspace) {
        state =
          count == 0
          ? UI.tag("no open questions", .good)
          : UI.tag(Words.count(count, "open question", "open questions"), .warn)
      }
      return UI.Row([
        UI.titleCell(record.title, href: call.link.importing(record.id)), "\(record.body["assigned_to"]?.text ?? "")",
        state, UI.time(meta.shown, iso: meta.iso),
      ])
    }
    return UI.card(
      "In preparation", isFlush: true,
      UI.table(
        "Imports in preparation",
        columns: [
          UI.Column("Files", .title), UI.Column("Assigned to"), UI.Column("Status"), UI.Column("Last changed"),
        ],
        rows: rows, isStacked: true))
  }

  private static func lastCard(_ last: [StoredRecord], _ call: Call) -> HTML {
    let rows = last.map { record -> UI.Row in
      let status = FileImport.Status(rawValue: record.state ?? "") ?? .taken
      let meta = Words.local(record.updatedAt)
      return UI.Row([
        UI.titleCell(record.title, href: call.link.importing(record.id)),
        UI.tag(status.label, UI.Tone(status.tone)), result(record), UI.time(meta.shown, iso: meta.iso),
        status == .taken && record.body["batch"]?.int != nil && call.allows(.archive)
          ? UI.act(
            "Undo", action: call.link.importing(record.id, "undo"), .quiet, hidden: [call.token],
            confirm: ImportPage.undoQuestion)
          : .empty,
      ])
    }
    return UI.card(
      "Last imports", isFlush: true,
      UI.table(
        "Last imports",
        columns: [
          UI.Column("Files", .title), UI.Column("Status"), UI.Column("Result"), UI.Column("When"), UI.Column("Undo"),
        ], rows: rows, isStacked: true))
  }

  /// What an import that is over came to, in a line.
  static func result(_ record: StoredRecord) -> HTML {
    func number(_ name: String) -> Int? { record.body[name]?.int }
    guard record.state != "discarded", let created = number("created") else { return .empty }
    let left = number("named") ?? 0
    return """
      \(created) created, \(number("updated") ?? 0) updated, \(number("unchanged") ?? 0) unchanged\
      \(when: left > 0, ", \(left) left out")
      """
  }

  static func create(_ call: Call) async throws -> Reply {
    let (files, empty) = try await ImportUpload.sent(call)
    let record = try await call.installation.beginImport(files, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.importing(record.id), empty.prefix(20).map { ("empty", $0) }))
  }
}
