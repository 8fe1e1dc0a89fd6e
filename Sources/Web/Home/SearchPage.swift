import Domain
import Operations
import RegisterKit
import Store

/// Finds anything: records by their words or code, requirements by id or title.
enum SearchPage {
  static func show(_ call: Call) async throws -> Reply {
    let text = (call.query("q") ?? "").trimmed()
    guard !text.isEmpty else {
      return try await call.page(
        Page(
          "Search",
          content: UI.empty(
            "What are you looking for?", why: "Type a word, a code such as RSK-0042 or a requirement such as A.8.32.")))
    }
    let found = try await call.read { try $0.search(text, limit: 60) }
    if found.count == 1, found[0].id == text { return .redirect(call.link.record(found[0].kind, text)) }
    let (libraries, folded) = (call.installation.libraries, text.lowercased())
    let named = named(text, libraries)
    // Said with its standard, it is one and no other.
    if named.count == 1, named[0].id.lowercased() != folded { return .redirect(call.link.requirement(named[0].uid)) }
    let requirements =
      (named
      + libraries.frameworks.flatMap(\.assessed).filter {
        !named.contains($0) && $0.title.lowercased().contains(folded)
      }).prefix(12)
    var cards: [HTML] = []
    if !requirements.isEmpty {
      cards.append(
        UI.card(
          "Requirements",
          "<ul class=\"plain\">\(Array(requirements).html { "<li>\(UI.requirement($0.uid, href: call.link.requirement($0.uid))) \($0.title)</li>" })</ul>"
        ))
    }
    for (kind, records) in Dictionary(grouping: found, by: \.kind).sorted(by: { $0.value.count > $1.value.count }) {
      guard let register = call.installation.registers[kind] else { continue }
      let rows = records.map { record in
        UI.Row([
          UI.code(record.id), UI.titleCell(record.title, href: call.link.record(kind, record.id)),
          Cells.state(record.state, register),
        ])
      }
      cards.append(
        UI.card(
          register.many,
          UI.table(
            register.many, columns: [UI.Column("Code", .code), UI.Column("Title", .title), UI.Column("State")],
            rows: rows)))
    }
    if cards.isEmpty { cards = [UI.empty("Nothing found", why: "No record and no requirement has “\(text)” in it.")] }
    return try await call.page(Page("Search: \(text)", query: text, content: UI.stack(cards)))
  }

  /// What a text names: `A.8.32`, `42001 5.2`, `iso27001:A.5.1`.
  private static func named(_ text: String, _ libraries: LibrarySet) -> [Requirement] {
    libraries.requirements(meantBy: text, in: libraries.frameworks.map(\.uid)).compactMap { libraries.requirement($0) }
  }

  /// Suggestions for a reference field: `?in=people,units&q=comp`.
  static func lookup(_ call: Call) async throws -> Reply {
    let text = (call.query("q") ?? "").trimmed()
    let kinds = (call.query("in") ?? "").split(separator: ",").map(String.init)
    func item(_ value: String, _ label: String, _ hint: String) -> Value {
      ["value": .text(value), "label": .text(label), "hint": .text(hint)]
    }
    if kinds == ["requirements"] {
      let (libraries, folded) = (call.installation.libraries, text.lowercased())
      let named = named(text, libraries)
      let found =
        named
        + libraries.frameworks.flatMap(\.assessed).filter {
          !named.contains($0)
            && (folded.isEmpty || $0.id.lowercased().hasPrefix(folded) || $0.uid.lowercased().contains(folded)
              || $0.title.lowercased().contains(folded))
        }
      return .json(["items": .list(found.prefix(12).map { item($0.uid, "\($0.id) \($0.title)", $0.uid) })])
    }
    let found = try await call.read { try $0.lookup(text, in: kinds, limit: 12) }
    return .json(["items": .list(found.map { item($0.id, $0.title, $0.id) })])
  }
}
