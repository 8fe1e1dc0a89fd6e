import Domain
import Operations
import RegisterKit
import Store

/// What happened in the workspace, act by act, newest first.
enum LedgerPage {
  static func show(_ call: Call) async throws -> Reply {
    let before = call.query("before").flatMap { Int($0) } ?? Int.max
    let (latest, size) = try await call.read { (try $0.latest(100, before: before), try $0.ledgerSize) }
    var acts: [(batch: Int, entries: [Revision])] = []
    for revision in latest {
      if acts.last?.batch == revision.batch {
        acts[acts.count - 1].entries.append(revision)
      } else {
        acts.append((revision.batch, [revision]))
      }
    }
    let events = acts.map { batch, entries -> UI.Event in
      let first = entries[entries.count - 1]
      let register = call.installation.registers[first.kind]
      let what: HTML
      if entries.count == 1, let register {
        what =
          "\(HistoryPage.words(first.action)): <a href=\"\(call.link.record(first.kind, first.record))\">\(register.one.lowercasedFirst) \(first.record)</a>"
      } else {
        what = "\(entries.count) entries at once"
      }
      let note: HTML = first.note.isEmpty ? .empty : " <small>\(first.note)</small>"
      let undo: HTML =
        call.allows(.archive)
        ? UI.act(
          "Undo", action: call.link.undo(batch), .quiet, hidden: [call.token],
          confirm:
            "Undo this act? What it made is archived, what it changed gets its former content. The ledger keeps both.")
        : .empty
      return UI.Event(time: Words.moment(first.at), who: first.actor, what: "\(what)\(note)", detail: undo)
    }
    let more: HTML =
      latest.last.map {
        $0.seq > 1
          ? UI.linkButton("Older", href: WebAddress.query(call.link.ledger, [("before", "\($0.seq)")]), .plain) : .empty
      } ?? .empty
    return try await call.page(
      Page(
        "What happened",
        lead:
          "The ledger has \(size) entries. Nothing in it can be changed without <code>concord verify</code> naming it.",
        section: call.link.ledger, content: "\(UI.card(nil, UI.timeline(events)))\(more)"))
  }

  static func undo(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    guard let batch = Int(call.parameter("batch")) else { throw Failure.notFound("There is no such act.") }
    _ = try await call.installation.undo(batch: batch, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.ledger, [("done", "undone")]))
  }
}

/// The libraries that are loaded: frameworks, crosswalks, threats, with the dated phases of laws.
enum LibraryPage {
  static func show(_ call: Call) async throws -> Reply {
    let libraries = call.installation.libraries
    let rows = libraries.libraries.map { library in
      UI.Row([
        "\(library.title)", UI.code(library.uid), "\(library.version)", "\(library.provider)",
        "\(library.frameworks.reduce(0) { $0 + $1.assessed.count })",
        "\(library.crosswalks.reduce(0) { $0 + $1.pairs.count })", "\(library.threats.count)",
      ])
    }
    let phases = libraries.frameworks.flatMap { framework in framework.phases.map { (framework, $0) } }.sorted {
      $0.1.date < $1.1.date
    }
    let today = call.installation.today
    let phaseRows = phases.map { framework, phase in
      UI.Row([
        "\(Words.day("\(phase.date)"))", "\(phase.event)", "\(framework.short) \(phase.reference)",
        phase.date <= today ? UI.tag("in force", .good) : UI.tag("in \(phase.date - today) days", .info),
        phase.isVerified ? UI.tag("verified", .good) : UI.tag("to be verified", .warn),
      ])
    }
    let columns = ["Library", "Name", "Version", "From", "Requirements", "Pairs", "Threats"].enumerated().map {
      UI.Column($1, $0 >= 4 ? .number : .text)
    }
    return try await call.page(
      Page(
        "Libraries",
        lead:
          "Add one with <code>concord library add FILE</code>: our own format, or the YAML in which CISO Assistant publishes its frameworks.",
        section: call.link.libraries,
        content: UI.stack([
          UI.card("Loaded", UI.table("Libraries", columns: columns, rows: rows)),
          UI.card(
            "Dates of laws",
            UI.table(
              "Dates of laws",
              columns: [
                UI.Column("From", .code), UI.Column("What begins", .title), UI.Column("Where"), UI.Column("State"),
                UI.Column("Source"),
              ], rows: phaseRows)),
        ])))
  }
}
