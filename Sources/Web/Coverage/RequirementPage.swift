import Domain
import Operations
import RegisterKit
import Store

/// One requirement: what it asks, what covers it, what it shares with other frameworks, the organization's line on it.
enum RequirementPage {
  static func show(_ call: Call) async throws -> Reply {
    let uid = call.parameter("uid")
    let libraries = call.installation.libraries
    guard let requirement = libraries.requirement(uid), let framework = libraries.framework(requirement.framework)
    else {
      throw Failure.notFound("No framework here has a requirement \(uid).")
    }
    let (line, names, coverage, licensed) = try await call.read { scope in
      let line = try call.installation.gap(framework.uid, scope).lines.first { $0.requirement.uid == uid }
      // Both registers hold one record for a requirement at most.
      func about(_ slug: String) throws -> StoredRecord? {
        guard let register = call.installation.registers[slug], let field = register.field("requirement") else {
          return nil
        }
        return try scope.holders(of: field, in: register, uid).first.flatMap { try scope.record($0) }
      }
      return (
        line,
        try scope.names(
          of: (line?.coveredBy ?? []) + (line?.suggested.map(\.control) ?? []) + (line?.nonconformities ?? [])),
        try about("coverage"), try about("requirement-texts")
      )
    }
    let addText = WebAddress.query(
      call.link.new("requirement-texts"), [("requirement", uid), ("title", "\(requirement.id) \(requirement.title)")])
    let mayAdd = call.allows(.create, Envelope(register: "requirement-texts"))
    let related = libraries.crosswalks.flatMap { crosswalk in
      (crosswalk.mapping(of: uid)?.pairs ?? []) + crosswalk.pairs(to: uid)
    }
    let rows = related.map { pair -> UI.Row in
      let other = pair.source == uid ? pair.target : pair.source
      return UI.Row([
        UI.requirement(other, href: call.link.requirement(other)), "\(libraries.requirement(other)?.title ?? "")",
        "\(pair.relation.rawValue), strength \(pair.strength)", "\(pair.rationale)",
      ])
    }
    var cards: [HTML] = [
      UI.card(
        "What it is about",
        """
        <p>\(requirement.summary)</p><p class="quiet"><small>In our own words; the text of the standard is in your licensed copy.\
        \(when: licensed == nil && mayAdd, " <a href=\"\(addText)\">Attach its words</a>")</small></p>
        """)
    ]
    if let licensed {
      cards.append(
        UI.card(
          "From your licensed copy",
          action: "<a href=\"\(call.link.record("requirement-texts", licensed.id))\">\(licensed.id)</a>",
          Markdown.prose(licensed.body["text"]?.text ?? "")))
    }
    if let line {
      func item(_ id: String) -> HTML {
        names[id].map { "<li><a href=\"\(call.link.record($0.kind, id))\">\($0.title)</a> \(UI.code(id))</li>" }
          ?? .empty
      }
      let by = line.coveredBy.map(item)
      let open = line.nonconformities.map(item)
      cards.append(
        UI.card(
          "Coverage",
          """
          <p>\(UI.tag(line.status.label, UI.Tone(line.status.tone))) \(line.reasons.joined(separator: " "))</p>\(when: !open.isEmpty, "<h3>Open nonconformities</h3><ul class=\"plain\">\(open)</ul>")\(when: !open.isEmpty && !by.isEmpty, "<h3>Covered by</h3>")\(when: !by.isEmpty, "<ul class=\"plain\">\(by)</ul>")\
          \(when: line.extensionText != nil, "<p><b>To add:</b> \(line.extensionText)</p>")\(line.suggested.map { GapSuggestions.suggestion(line, $0, call) }.joined(by: ""))
          """))
    }
    if !rows.isEmpty {
      cards.append(
        UI.card(
          "Shared with",
          UI.table(
            "Shared with",
            columns: [
              UI.Column("Requirement", .code), UI.Column("Title"), UI.Column("Relation"),
              UI.Column("What is shared or added", .title),
            ], rows: rows)))
    }
    var actions: [HTML] = []
    if let coverage {
      actions.append(UI.linkButton("Our line on it", href: call.link.record("coverage", coverage.id)))
    } else if requirement.isAssessed, call.allows(.create, Envelope(register: "coverage")) {
      actions.append(
        UI.linkButton(
          "Decide on it",
          href: WebAddress.query(call.link.new("coverage"), [("requirement", uid), ("title", requirement.title)])))
    }
    return try await call.page(
      Page(
        "\(requirement.id) \(requirement.title)", facts: UI.requirement(uid),
        crumbs: [UI.Crumb(framework.title, href: call.link.gap(framework.uid))], section: call.link.gap,
        actions: actions, content: UI.stack(cards)))
  }
}
