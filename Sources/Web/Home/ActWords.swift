import Domain
import Operations
import RegisterKit
import Store

/// One act of the ledger in words: `imported 835 records: 240 measurements, 93 lines of coverage, …`.
enum ActWords {
  /// An act with what it holds.
  struct Told: Sendable {
    let act: LedgerAct
    let contents: [Installation.ActPart]
  }

  static func latest(_ limit: Int, before: Int = .max, _ scope: Scope, _ installation: Installation) throws -> [Told] {
    try scope.acts(limit, before: before).map { Told(act: $0, contents: try installation.contents(of: $0, scope)) }
  }

  static func event(_ told: Told, _ call: Call, detail: HTML? = nil) -> UI.Event {
    let entry = told.act.entry
    return UI.Event(time: Words.local(entry.at), who: entry.actor, what: what(told, call), detail: detail)
  }

  private static func what(_ told: Told, _ call: Call) -> HTML {
    let entry = told.act.entry
    let registers = call.installation.registers
    let records = told.contents.reduce(0) { $0 + $1.records }
    if records == 1 {
      let name: HTML =
        registers[entry.kind].map {
          "<a href=\"\(call.link.record(entry.kind, entry.record))\">\($0.one.lowercasedFirst) \(entry.record)</a>"
        } ?? "the settings"
      return "\(HistoryPage.words(entry.action)): \(name)"
    }
    let parts = told.contents.sorted { ($1.records, $0.kind) < ($0.records, $1.kind) }
    let named = parts.prefix(4).map { "\($0.records) \(noun(registers[$0.kind], $0.records))" }
    let rest = parts.count > 4 ? " and \(parts.count - 4) more registers" : ""
    let href = WebAddress.query(call.link.ledger, [("before", "\(told.act.last + 1)")])
    return
      "\(verb(told)) <a href=\"\(href)\">\(records) records</a>: \(named.joined(separator: ", "))\(rest)"
  }

  private static func noun(_ register: AnyRegister?, _ count: Int) -> String {
    guard let register else { return "settings" }
    if count == 1 { return register.one.lowercasedFirst }
    // What can't be counted is counted by its lines: "Line of coverage", "Coverage".
    let many = register.many.lowercasedFirst
    guard register.one.hasSuffix(" of \(many)"), let first = register.one.lowercasedFirst.split(separator: " ").first
    else {
      return many
    }
    return "\(first)s of \(many)"
  }

  private static func verb(_ told: Told) -> String {
    let actions = Set(told.contents.flatMap(\.actions))
    if told.act.entry.note.hasPrefix("Undoes act") { return "took back an act:" }
    if told.act.entry.note.hasPrefix("Import") { return "imported" }
    guard actions.count == 1, let action = actions.first else { return "made or changed" }
    switch action {
    case .created: return "created"
    case .changed: return "changed"
    case .archived: return "archived"
    case .restored: return "restored"
    case .stepped: return "took a step with"
    case .commented: return "commented on"
    case .shared: return "showed external auditors"
    case .unshared: return "hid from external auditors"
    }
  }
}
