import Domain
import Operations

/// The crosswalk: which requirements of one standard share what with which of the other.
enum CrosswalkPage {
  static func show(_ call: Call) async throws -> Reply {
    let libraries = call.installation.libraries
    let cards = libraries.crosswalks.map { crosswalk -> HTML in
      let rows = crosswalk.mappings.map { mapping -> UI.Row in
        let targets = mapping.pairs.map { pair -> HTML in
          "<div>\(UI.requirement(pair.target, title: libraries.requirement(pair.target)?.title, href: call.link.requirement(pair.target))) <small>\(pair.relation.rawValue) \(pair.strength): \(pair.rationale)</small></div>"
        }
        let new: HTML = mapping.addition.map { "<div><small>New: \($0)</small></div>" } ?? .empty
        return UI.Row([
          UI.requirement(mapping.source, href: call.link.requirement(mapping.source)),
          "\(libraries.requirement(mapping.source)?.title ?? "")",
          UI.tag(
            mapping.integration.asLabel,
            mapping.integration == "new" ? .warn : mapping.integration == "extend_plus_new" ? .info : .good),
          "\(targets)\(new)",
        ])
      }
      let title =
        "\(libraries.framework(crosswalk.source)?.title ?? crosswalk.source) to \(libraries.framework(crosswalk.target)?.title ?? crosswalk.target)"
      return UI.card(
        title,
        UI.table(
          title,
          columns: [
            UI.Column("Requirement", .code), UI.Column("Title"), UI.Column("Way"), UI.Column("Shares with", .title),
          ], rows: rows))
    }
    return try await call.page(
      Page(
        "Crosswalk",
        lead:
          "What each requirement of one standard shares with the other, and what it adds. Strength 3: one control can serve both; 2: extend the control; 1: reuse a record or channel.",
        crumbs: [UI.Crumb("Gap and coverage", href: call.link.gap)], section: call.link.gap, content: UI.stack(cards)))
  }
}
