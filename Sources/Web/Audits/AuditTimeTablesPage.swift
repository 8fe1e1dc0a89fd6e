import Domain
import Operations
import RegisterKit
import Store

/// The tables of audit time, entry by entry, and the form that sets one of them.
enum AuditTimeTablesPage {
  /// What was sent and refused.
  private struct Refused {
    var entry: AuditTimeTables.OwnEntry
    var reason: String
  }

  static func show(_ call: Call) async throws -> Reply { try await page(call, nil) }

  private static func page(_ call: Call, _ refused: Refused?) async throws -> Reply {
    let (tables, left) = try await call.read { try call.installation.auditTime($0) }
    let may = call.allows(.approve)
    let groups = Dictionary(grouping: tables.entries, by: \.group)
    let order = tables.entries.map(\.group).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let cards = order.map { name -> HTML in
      UI.card(
        name,
        UI.table(
          name,
          columns: [UI.Column("Entry", .title), UI.Column("Value", .number), UI.Column("Source"), UI.Column("Change")],
          rows: (groups[name] ?? []).map { row($0, may, call) }))
    }
    var blocks: [HTML] = []
    if let refused { blocks.append(UI.errorSummary([.init(field: "value", refused.reason)])) }
    if !left.isEmpty { blocks.append(AuditTimePage.leftNotice(left, call)) }
    if may, let form = form(call, tables, refused) { blocks.append(form) }
    var reply = try await call.page(
      Page(
        "Tables of audit time",
        lead:
          "Figures of the standards' tables as the library has them. What your licensed copy or your certification body says otherwise, you set here, with its source; the ledger keeps each change.",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")), UI.Crumb("Audit time", href: call.link.auditTime),
        ],
        section: call.link.register("audits"),
        actions: may
          ? tables.tables.map {
            UI.linkButton(
              "Add a row for \(Standard(rawValue: $0.standard)?.label ?? $0.standard)",
              href: call.link.auditTimeEntry("days/\($0.standard)//\($0.columns.first ?? "")"), .plain)
          } : [],
        content: UI.stack(blocks + cards)))
    if refused != nil { reply.status = .unprocessableContent }
    return reply
  }

  private static func row(_ entry: AuditTimeTables.Entry, _ may: Bool, _ call: Call) -> UI.Row {
    var acts: HTML = .empty
    if may {
      acts = "<a href=\"\(call.link.auditTimeEntry(entry.key))\" aria-label=\"Change: \(entry.label)\">Change</a>"
      if entry.origin.isOwn {
        acts = UI.row([
          acts,
          UI.act(
            "As in the library", action: call.link.auditTimeTables, .quiet,
            hidden: [call.token, .init("remove", entry.key)]),
        ])
      }
    }
    return UI.Row([HTML.text(entry.label), HTML.text(entry.text), AuditTimePage.mark(entry.origin), acts])
  }

  /// The form of the entry that the address names; nil where it names none.
  private static func form(_ call: Call, _ tables: AuditTimeTables, _ refused: Refused?) -> HTML? {
    guard let key = refused?.entry.key ?? call.query("entry") else { return nil }
    let entry = tables.entries.first { $0.key == key }
    let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var (fields, hidden): ([HTML], [UI.HiddenField]) = ([], [call.token])
    if entry == nil || refused != nil, parts.count == 4, parts[0] == "days", let table = tables.table(parts[1]) {
      hidden += [.init("standard", table.standard)]
      fields = [
        UI.field(.init("up_to", "Up to how many \(table.counts)", .number(parts[2]), isRequired: true)),
        UI.field(
          .init(
            "column", "Column", .select(table.columns.map { UI.Choice($0, $0.asLabel) }, selected: parts[3], blank: nil)
          )
        ),
      ]
    } else if entry != nil {
      hidden.append(.init("key", key))
    } else {
      return UI.notice(.warn, nil, "The tables have no entry “\(key)”.")
    }
    fields += [
      UI.field(
        .init(
          "value", parts[0] == "days" ? "Auditor days" : "Value", .text(refused?.entry.text ?? entry?.text ?? ""),
          errors: refused.map { [$0.reason] } ?? [], isRequired: true)),
      UI.field(
        .init(
          "source", "Where it comes from", .text(refused?.entry.source ?? "", maxLength: 300),
          help: "Such as: ISO/IEC 42006:2025 Annex A, licensed copy; or: offer of the certification body of 12 May.",
          isRequired: true)),
      UI.field(.init("verified", "Read in the source itself", .checkbox(refused?.entry.isVerified ?? false))),
    ]
    let title = entry.map { "\($0.group): \($0.label)" } ?? "A new row"
    return
      "<div id=\"entry\">\(UI.form(action: call.link.auditTimeTables, hidden: hidden, UI.fieldGroup(title, fields), actions: [UI.submit("Use this figure"), UI.linkButton("Cancel", href: call.link.auditTimeTables, .quiet)]))</div>"
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    if let key = form["remove"] {
      _ = try await call.installation.removeAuditTime(key, in: call.workspace, as: call.actor)
      return .redirect(WebAddress.query(call.link.auditTimeTables, [("done", "saved")]))
    }
    let key =
      form["key"] ?? "days/\(form["standard"] ?? "")/\((form["up_to"] ?? "").trimmed())/\(form["column"] ?? "")"
    let own = AuditTimeTables.OwnEntry(
      key: key, text: (form["value"] ?? "").trimmed(), source: (form["source"] ?? "").trimmed(),
      isVerified: form["verified"] != nil)
    do {
      _ = try await call.installation.setAuditTime(own, in: call.workspace, as: call.actor)
    } catch Failure.malformed(let reason) {
      return try await page(call, Refused(entry: own, reason: reason))
    }
    return .redirect(WebAddress.query(call.link.auditTimeTables, [("done", "saved")]))
  }
}
