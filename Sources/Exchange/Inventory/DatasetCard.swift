import RegisterKit
import Yams

/// What a dataset card says, in the fields of the register of datasets.
enum DatasetCard {
  static func read(_ facts: CardFacts) -> BroughtFile {
    var leftOut: [String] = []
    var used: Set<Int> = []
    func take(_ beginnings: String...) -> String? {
      guard let index = facts.index(beginnings) else { return nil }
      let text = facts.text(under: index)
      mark(facts, index, &used)
      return text.isEmpty ? nil : text
    }
    let title = CycloneDXInventory.title(facts.head.text("pretty_name") ?? facts.heading ?? facts.fileTitle)
    var cells = ["name": title]
    let tasks = facts.head.texts("task_categories") + facts.head.texts("task_ids")
    let supported = take("Supported tasks", "Uses", "Direct use", "Intended use", "Verwendung")
    cells.setLine("used_for", tasks.isEmpty ? supported ?? "" : tasks.joined(separator: "; "), rest: "content")
    if !tasks.isEmpty, let supported { cells.append("content", "**Tasks:** \(supported)") }
    let source = take("Source data", "Data collection", "Initial data collection", "Herkunft", "Datenquellen")
    addOrigin(facts, source, take("Dataset curators", "Curated by", "Curators"), &cells)
    let personal = take("Personal and sensitive", "Personal data", "Privacy", "Personenbezogene Daten")
    cells.setLine("personal_data", personal ?? "", rest: "content")
    let licence = facts.head.licence ?? facts.value("License", "Licence", "Lizenz")
    if let licence { cells.append("rights", "Licence: \(licence)") }
    if let text = take("Licensing information", "License", "Licence", "Lizenz", "Rights") {
      cells.append("rights", text)
    }
    let languages = facts.head.texts("language") + facts.head.texts("languages")
    let spoken = take("Languages", "Sprachen")
    cells.setLine("languages", languages.isEmpty ? spoken ?? "" : languages.joined(separator: "; "), rest: "content")
    if !languages.isEmpty, let spoken { cells.append("content", "**Languages:** \(spoken)") }
    for text in [take("Discussion of biases", "Bias"), take("Social impact", "Fairness")] {
      if let text { cells.append("representativeness", text) }
    }
    if let text = take("Other known limitations", "Known limitations", "Limitations", "Bias, risks", "Einschränkungen")
    {
      cells.append("known_gaps", text)
    }
    if let text = take("Out-of-scope use") { cells.append("known_gaps", "**Out of scope:** \(text)") }
    for text in [
      take("Annotations", "Annotation process"), take("Curation rationale"),
      take("Preprocessing", "Data collection and processing"),
    ] {
      if let text { cells.append("preparation", text) }
    }
    if let records = records(facts.head) { cells["records"] = String(records) }
    cells.setLine("collected", facts.value("Collected", "Collection date", "Date") ?? "", rest: "content")
    cells.setLine("location", facts.address("Repository", "Homepage", "Source", "URL") ?? "", rest: "content")
    addContent(facts, used, &cells, &leftOut)
    var rows = BroughtRows(
      "datasets",
      [
        "name", "used_for", "content", "origin", "collected", "records", "personal_data", "rights", "languages",
        "representativeness", "known_gaps", "preparation", "location",
      ])
    rows.rows = [(1, cells)]
    return BroughtFile(tables: [rows.table].compactMap(\.self), leftOut: leftOut)
  }

  /// A section and all below it have found their field.
  private static func mark(_ facts: CardFacts, _ index: Int, _ used: inout Set<Int>) {
    let sections = facts.outline.sections
    used.insert(index)
    for other in sections.indices.dropFirst(index + 1) {
      guard sections[other].level > sections[index].level else { break }
      used.insert(other)
    }
  }

  private static func addOrigin(
    _ facts: CardFacts, _ source: String?, _ curators: String?, _ cells: inout [String: String]
  ) {
    for (label, key) in [
      ("Annotated by", "annotations_creators"), ("Language from", "language_creators"), ("Sources", "source_datasets"),
    ] {
      let values = facts.head.texts(key)
      if !values.isEmpty { cells.append("origin", "\(label): \(values.joined(separator: "; "))") }
    }
    for name in ["Homepage", "Repository", "Paper", "Point of Contact", "Curated by", "Funded by", "Shared by"] {
      if let value = facts.value(name) { cells.append("origin", "\(name): \(value)") }
    }
    if let curators { cells.append("origin", "**Curators:** \(curators)") }
    if let source { cells.append("origin", source) }
  }

  /// Every section that no other field took, under its heading, and the size. The register has no field for the card as a
  /// whole, so this way nothing of it is lost.
  private static func addContent(
    _ facts: CardFacts, _ used: Set<Int>, _ cells: inout [String: String], _ leftOut: inout [String]
  ) {
    let sizes = facts.head.texts("size_categories")
    if !sizes.isEmpty { cells.append("content", "Size: \(sizes.joined(separator: "; "))") }
    let tags = facts.head.texts("tags")
    if !tags.isEmpty { cells.append("content", "Tags: \(tags.joined(separator: "; "))") }
    for (index, section) in facts.outline.sections.enumerated() where !used.contains(index) {
      let text = facts.ownText(index)
      guard !text.isEmpty, !["tableofcontents", "inhaltsverzeichnis"].contains(section.heading.folded) else { continue }
      cells.append("content", section.heading.isEmpty ? text : "**\(section.heading)**\n\n\(text)")
    }
    for (field, text) in cells where text.count > 200_000 {
      cells[field] = text.prefix(199_900) + "\n\n…"
      leftOut.append(
        "“\(field.asLabel)” would have \(text.count) characters, more than a field holds; the first 199900 are kept. Keep the file itself as evidence."
      )
    }
  }

  /// Rows in all parts of the data, where the head counts them and has one set-up.
  private static func records(_ head: CardHead) -> Int? {
    guard let info = head.node?["dataset_info"] else { return nil }
    if let several = info.sequence, several.count != 1 { return nil }
    let one = info.sequence?.first ?? info
    let counts = one["splits"]?.sequence?.map { $0["num_examples"]?.words.flatMap { Int($0) } } ?? []
    guard !counts.isEmpty else { return nil }
    var sum = 0
    for count in counts {
      guard let count, count >= 0, count < 1_000_000_000_000_000 else { return nil }
      sum += count
    }
    return sum
  }
}
