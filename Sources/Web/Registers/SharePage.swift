import Domain
import Operations
import RegisterKit
import Store

/// For which audits one record is shown to external auditors.
enum SharePage {
  /// At the record, for members.
  static func words(_ audits: [String], _ call: Call) -> HTML {
    guard !audits.isEmpty else { return "don't see it" }
    let names = audits.map { "<a href=\"\(call.link.room($0))\">\($0)</a>" as HTML }
    return "see it for \(names.joined(by: ", "))"
  }

  /// The audits for which it can be shown, and those for which it is, which may be closed.
  private static func audits(_ id: String, _ call: Call) async throws -> (choices: [UI.Choice], shown: Set<String>) {
    try await call.read { scope in
      let shown = try scope.audits(showing: id)
      let open = try call.installation.auditsForOutsiders(scope)
      let closed = shown.filter { id in !open.contains { $0.id == id } }
      let names = try scope.names(of: closed)
      return (
        open.map { UI.Choice($0.id, $0.title, hint: $0.id) }
          + closed.map { UI.Choice($0, names[$0]?.title ?? $0, hint: "\($0), closed") }, Set(shown)
      )
    }
  }

  static func show(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    let (choices, shown) = try await audits(record.id, call)
    let here = call.link.record(register.slug, record.id)
    let content: HTML =
      choices.isEmpty
      ? "<p class=\"quiet\">There is no audit yet to which people from outside come; add one under <a href=\"\(call.link.register("audits"))\">Audits</a>.</p>"
      : UI.form(
        action: call.link.share(register.slug, record.id), hidden: [call.token],
        UI.field(.init("audit", "Shown to the external auditors of", .choices(choices, selected: shown))),
        actions: [UI.submit("Save"), UI.linkButton("Cancel", href: here, .plain)])
    return try await call.page(
      Page(
        "Show to external auditors", facts: UI.code(record.id),
        lead: "Whoever is invited to a ticked audit reads “\(record.title)”, as it is in force, until their last day.",
        crumbs: [
          UI.Crumb(register.many, href: call.link.register(register.slug)), UI.Crumb(record.title, href: here),
        ], section: call.link.register(register.slug), content: UI.card(nil, content)))
  }

  static func save(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let record = try await call.record(register)
    let (choices, shown) = try await audits(record.id, call)
    let wanted = Set(form.all("audit").filter { !$0.isEmpty })
    guard wanted.isSubset(of: choices.map(\.value)) else { throw Failure.malformed("Choose audits of the list.") }
    let changes = wanted.symmetricDifference(shown).sorted().map { audit in
      Change.share(id: record.id, for: audit, wanted.contains(audit))
    }
    _ = try await call.installation.commit(changes, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.record(register.slug, record.id), [("done", "shared")]))
  }
}
