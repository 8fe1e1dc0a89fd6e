import RegisterKit

// A team that answers in nine tables is decided about once, not nine times.
extension ImportRun {
  /// What was decided about a name in one table goes for every other that asks for the same kind of record and where
  /// nothing was decided about it.
  mutating func shareNames() throws {
    guard sources.contains(where: { !$0.decision.references.isEmpty }) else { return }
    var known: [[String]: [String: String]] = [:]
    try forEachName { source, targets, words in
      guard let meant = source.decision.reference(words) else { return }
      let key = NameIndex.key(words)
      known[targets, default: [:]][key] = known[targets]?[key] ?? meant
    }
    try forEachName { source, targets, words in
      guard let meant = known[targets]?[NameIndex.key(words)], source.decision.reference(words) == nil else { return }
      source.decision.references[words] = meant
    }
    for source in sources { report.parts[source.part].proposal.references = source.decision.references }
  }

  /// Every name in the rows, with the registers of which one has the record that is meant.
  private func forEachName(_ body: (Source, [String], String) throws -> Void) throws {
    for row in rows {
      for field in register(of: row)?.references ?? [] {
        guard let text = row.texts[field.name], !text.isEmpty else { continue }
        for words in field.isMany ? listed(text, field.targets) : [text] {
          try body(row.source, field.targets, words)
        }
      }
    }
  }
}
