import Domain
import Operations
import RegisterKit
import Store

/// What happened in the workspace, act by act, newest first.
enum LedgerPage {
  static func show(_ call: Call) async throws -> Reply {
    let before = call.query("before").flatMap { Int($0) } ?? Int.max
    let (acts, size) = try await call.read {
      // Acts speak of records that those who see only what is shared don't know of.
      ($0.sharedOnly ? [] : try ActWords.latest(50, before: before, $0, call.installation), try $0.ledgerSize)
    }
    let events = acts.map { told -> UI.Event in
      let note = told.act.entry.note
      let undo: HTML =
        call.allows(.archive)
        ? UI.act(
          "Undo", action: call.link.undo(told.act.batch), .quiet, hidden: [call.token],
          confirm:
            "Undo this act? What it made is archived, what it changed gets its former content. The ledger keeps both.")
        : .empty
      var event = ActWords.event(told, call, detail: undo)
      if !note.isEmpty, note != "Import" { event.what = "\(event.what) <small>\(note)</small>" }
      return event
    }
    let more: HTML =
      acts.last.map {
        $0.act.batch > 1
          ? UI.linkButton("Older", href: WebAddress.query(call.link.ledger, [("before", "\($0.act.batch)")]), .plain)
          : .empty
      } ?? .empty
    return try await call.page(
      Page(
        "What happened",
        lead: Policy.seesSharedOnly(call.actor)
          ? nil
          : "The ledger has \(size) entries. Nothing in it can be changed without <code>concord verify</code> naming it.",
        section: call.link.ledger,
        content: Policy.seesSharedOnly(call.actor)
          ? UI.notice(
            .info, nil, "What happened is shown to members; you see the history of each record that is shared.")
          : "\(UI.card(nil, UI.timeline(events)))\(more)"))
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
