import Domain
import Operations
import RegisterKit
import Store

/// All revisions of a record, with what changed in each.
enum HistoryPage {
  static func show(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    let (history, authors) = try await call.read { scope in
      let history = try scope.history(of: record.id)
      let names = try Set(history.map(\.actor)).map { ($0, try scope.author($0)) }
      return (history, Dictionary(names) { first, _ in first })
    }
    let settings = try await call.read { try call.installation.settings($0) }
    // What a card of the record shows in a better way is no reading matter here either.
    let hidden = RegisterPages.hidden[register.slug] ?? []
    var events: [UI.Event] = []
    var before: Body = [:]
    for revision in history {
      let body = revision.body
      var changes: [UI.Change] = []
      if revision.action != .commented, revision.action != .shared, revision.action != .unshared {
        for field in register.fields where !field.traits.derived && !hidden.contains(field.name) {
          let (old, new) = (before[field.name] ?? .null, body[field.name] ?? .null)
          if old != new {
            changes.append(
              UI.Change(field.label, before: text(old, field, settings), after: text(new, field, settings)))
          }
        }
        before = body
      }
      let state = Cells.state(revision.state, register)
      let note: HTML = revision.note.isEmpty ? .empty : " <small>\(revision.note)</small>"
      events.append(
        UI.Event(
          time: Words.local(revision.at), who: authors[revision.actor] ?? "",
          what: "\(words(revision.action))\(shown(revision)) \(state)\(note)",
          detail: revision.action == .commented
            ? Markdown.html(body["text"]?.text ?? "")
            : revision.action == .created || changes.isEmpty ? nil : UI.diff(changes),
          href: call.link.revision(register.slug, record.id, revision.version)))
    }
    return try await call.page(
      Page(
        "History of \(record.title)", facts: UI.code(record.id),
        crumbs: [
          UI.Crumb(register.many, href: call.link.register(register.slug)),
          UI.Crumb(record.id, href: call.link.record(register.slug, record.id)),
        ],
        section: call.link.register(register.slug),
        content: UI.card("Revisions, newest first", UI.timeline(events.reversed()))))
  }

  /// For which audit something was shown or hidden.
  private static func shown(_ revision: Revision) -> String {
    guard revision.action == .shared || revision.action == .unshared else { return "" }
    let audit = Scope.audit(of: revision.body)
    return audit.isEmpty ? "" : " of \(audit)"
  }

  /// The record as it was.
  static func revision(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    let history = try await call.read { try $0.history(of: record.id) }
    guard let version = Int(call.parameter("version")),
      let revision = history.last(where: {
        $0.version == version && ![.commented, .shared, .unshared].contains($0.action)
      })
    else { throw Failure.notFound("There is no revision \(call.parameter("version")) of \(record.id).") }
    let body = revision.body
    let author = try await call.read { try $0.author(revision.actor) }
    let place =
      Policy.seesSharedOnly(call.actor)
      ? "" : " Ledger position \(revision.seq), hash \(revision.leafHash.hex.prefix(16))…."
    let cells = try await call.read { try call.cells($0, register.targets(in: body)) }
    let pairs = register.fields.compactMap { field -> (term: String, value: HTML)? in
      let value = body[field.name] ?? .null
      return value.isEmpty ? nil : (field.label, cells.full(value, field))
    }
    let moment = Words.local(revision.at)
    return try await call.page(
      Page(
        body[register.titleField.name]?.text ?? record.id,
        facts: "\(UI.code(record.id)) \(Cells.state(revision.state, register))",
        crumbs: [
          UI.Crumb(register.many, href: call.link.register(register.slug)),
          UI.Crumb(record.id, href: call.link.record(register.slug, record.id)),
          UI.Crumb("History", href: call.link.history(register.slug, record.id)),
        ],
        section: call.link.register(register.slug),
        content: """
          \(UI.notice(.info, "Revision \(version) of \(record.version)", "As \(author) left it on \(moment.shown).\(place)"))
          \(UI.card("As it was", UI.definitions(pairs)))
          """))
  }

  private static func text(_ value: Value, _ field: FieldSpec, _ settings: Settings) -> String {
    value.isEmpty ? "" : field.kind.text(value, settings)
  }

  static func words(_ action: RevisionAction) -> String {
    switch action {
    case .created: "created it"
    case .changed: "changed it"
    case .archived: "archived it"
    case .restored: "restored it"
    case .stepped: "took a step"
    case .commented: "commented"
    case .shared: "showed it to external auditors"
    case .unshared: "hid it from external auditors"
    }
  }
}
