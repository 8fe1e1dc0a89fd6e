import Domain
import Operations
import RegisterKit
import Store

/// One part of a pack as a page: each record with all that it says, its files, and where the ledger has it.
struct PackSectionPage {
  private let place: PackPlaces
  private let section: PackSection
  private var source: PackSource { place.source }

  init(_ place: PackPlaces, _ section: PackSection) {
    self.place = place
    self.section = section
  }

  var html: HTML {
    let items = source.items.filter { $0.section == section }
    var content: HTML = "<p class=\"lead\">\(section.purpose)</p>"
    if section.registers == ["settings"] {
      content += method(items.first)
    } else if items.isEmpty {
      content += "<p class=\"quiet\">There is nothing in this part.</p>"
    }
    for slug in section.registers {
      let records = items.filter { $0.kind == slug }
      guard let register = place.registers[slug], !records.isEmpty else { continue }
      content += "<section id=\"\(slug)\"><h2>\(register.many) <small>\(records.count)</small></h2>"
      if records.count > 3 { content += overview(records, register) }
      for item in records { content += record(item, register) }
      content += "</section>"
    }
    return PackDocuments.page(section.title, source, depth: 1, content)
  }

  private func overview(_ items: [PackItem], _ register: AnyRegister) -> HTML {
    let rows = items.map { item in
      """
      <tr><td class="code"><a href="#\(item.id)">\(item.id)</a></td><td>\(place.title(item.id))</td><td>\(state(item, register))</td></tr>
      """ as HTML
    }
    return
      "<table class=\"overview\"><thead><tr><th>Code</th><th>Title</th><th>State</th></tr></thead><tbody>\(rows)</tbody></table>"
  }

  private func state(_ item: PackItem, _ register: AnyRegister) -> String {
    guard let state = item.entry.state, !state.isEmpty else { return "" }
    if let known = register.lifecycle?.state(state) { return known.label }
    if case .choice(let options) = register.stateField?.kind.control { return options.named(state)?.label ?? state }
    return state.asLabel
  }

  private func record(_ item: PackItem, _ register: AnyRegister) -> HTML {
    let fields = register.fields.filter { field in
      !field.traits.title && field.kind.control != .file && !(item.body[field.name] ?? .null).isEmpty
        && !(item.kind == "soa-versions" && field.name == "lines")
    }
    // What a file said is no decision of this workspace.
    let brought = Set(item.body[AnyRegister.brought]?.texts ?? [])
    let facts = fields.map {
      "<dt>\($0.label)\(when: brought.contains($0.name), " <small>said by an import</small>")</dt><dd>\(value(item.body[$0.name] ?? .null, $0))</dd>"
        as HTML
    }
    let files = source.files.filter { $0.record == item.id }.map { file in
      """
      <li><a href="../\(file.member)">\(file.member.split(separator: "/").last.map(String.init) ?? "file")</a> <small>SHA-256 <code>\(file.sha256)</code></small></li>
      """ as HTML
    }
    let word = state(item, register)
    return """
      <article id="\(item.id)"><h3>\(place.title(item.id)) <small class="code">\(item.id)</small>\(when: !word.isEmpty, " <span class=\"state\">\(word)\(when: brought.contains("state"), ", said by an import")</span>")</h3>\
      <dl>\(facts)</dl>\(when: item.kind == "soa-versions", statement(item))\(when: !files.isEmpty, "<h4>Files</h4><ul>\(files)</ul>")\
      <p class="proof"><a href="../\(item.member)">Revision \(item.entry.version)</a>, entry \(item.entry.seq) of the ledger, by \(item.entry.actor) on \(Words.moment(item.entry.at).shown)</p></article>
      """
  }

  private func value(_ value: Value, _ field: FieldSpec) -> HTML {
    switch field.kind.control {
    case .reference: return value.texts.map { place.link($0, from: "../") }.joined(by: "<br>")
    case .requirement: return value.texts.map { place.requirement($0, from: "../") }.joined(by: ", ")
    case .prose: return Markdown.html(value.text ?? "", firstHeading: 4)
    case .flag: return value.bool == true ? "yes" : "no"
    case .choice(let options): return "\(options.named(value.text)?.label ?? value.text ?? "")"
    case .choices(let options):
      return "\(value.texts.map { options.named($0)?.label ?? $0 }.joined(separator: ", "))"
    case .level(let scale):
      return "\(value.int) \(value.int.flatMap { source.settings.scale(scale).name(of: $0) })"
    case .day: return "\(Words.day(value.text ?? ""))"
    case .instant: return "\(Words.moment(value.text ?? "").shown)"
    case .halfDay: return "\(value.texts.map(Words.halfDay).joined(separator: "; "))"
    default: return "\(field.kind.text(value, source.settings))"
    }
  }

  /// The lines of an approved statement, as they were frozen.
  private func statement(_ item: PackItem) -> HTML {
    let rows = PackTables.lines(item).map { line -> HTML in
      let applies = line["applicable"].bool.map { $0 ? "yes" : "no" } ?? "undecided"
      func links(_ name: String) -> HTML { line[name].texts.map { place.link($0, from: "../") }.joined(by: "<br>") }
      return """
        <tr><td class="code">\(place.requirement(line["uid"].text ?? "", from: "../"))</td><td>\(line["title"].text)</td><td>\(applies)</td>\
        <td>\(line["justification"].text)</td><td>\((line["status"].text ?? "").asLabel)</td><td>\(links("controls"))</td><td>\(links("evidence"))</td></tr>
        """
    }
    return """
      <table><thead><tr><th>Control</th><th>Title</th><th>Applies</th><th>Reason</th><th>Implementation</th><th>Our controls</th><th>Evidence</th></tr></thead>\
      <tbody>\(rows)</tbody></table>
      """
  }

  /// The scales and levels by which risks are judged.
  private func method(_ item: PackItem?) -> HTML {
    let matrix = source.settings.matrix
    func scale(_ title: String, _ scale: Scale) -> HTML {
      let rows = scale.levels.enumerated().map { index, level in
        "<tr><td class=\"n\">\(index + 1)</td><td>\(level.name)</td><td>\(level.meaning)</td></tr>" as HTML
      }
      return
        "<h2>\(title)</h2><table><thead><tr><th class=\"n\">Level</th><th>Name</th><th>Meaning</th></tr></thead><tbody>\(rows)</tbody></table>"
    }
    let bands = matrix.bands.map { band in
      "<tr><td>\(band.name)</td><td class=\"n\">\(band.from)–\(band.to)</td><td>\(band.acceptance)</td></tr>" as HTML
    }
    let proof: HTML =
      item.map { item in
        """
        <p class="proof"><a href="../\(item.member)">Revision \(item.entry.version)</a>, entry \(item.entry.seq) of the ledger, by \(item.entry.actor) on \(Words.moment(item.entry.at).shown)</p>
        """
      }
      ?? "<p class=\"quiet\">The organization set no method of its own; this is the one that the program begins with.</p>"
    return """
      <div id="settings">\(scale("Likelihood", matrix.likelihood))\(scale("Impact", matrix.impact))\
      <h2>Levels of risk</h2><p>The score is likelihood times impact; for AI the worst impact on the organization, individuals, groups and society counts.</p>\
      <table><thead><tr><th>Level</th><th class="n">Score</th><th>Who may accept it</th></tr></thead><tbody>\(bands)</tbody></table>\(proof)</div>
      """
  }
}
