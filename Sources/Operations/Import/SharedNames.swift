import RegisterKit

// A team that answers in nine tables is decided about once, not nine times.
extension ImportRun {
  /// What was decided about a name in one table goes for every other that asks for the same kind of record and where
  /// nothing was decided about it.
  mutating func shareNames() {
    guard sources.contains(where: { !$0.decision.references.isEmpty }) else { return }
    let names = namesInRows()
    var known: [[String]: [String: String]] = [:]
    for name in names {
      guard let meant = name.source.decision.reference(name.words) else { continue }
      let key = NameIndex.key(name.words)
      known[name.targets, default: [:]][key] = known[name.targets]?[key] ?? meant
    }
    for name in names where name.source.decision.reference(name.words) == nil {
      guard let meant = known[name.targets]?[NameIndex.key(name.words)] else { continue }
      name.source.decision.references[name.words] = meant
    }
    for source in sources { report.parts[source.part].proposal.references = source.decision.references }
  }

  /// A name in a table, with the registers of which one has the record that is meant.
  private typealias Name = (source: Source, targets: [String], words: String)

  /// The names in the rows, each once for its table and registers, in their order.
  private func namesInRows() -> [Name] {
    var (names, seen): ([Name], Set<[String]>) = ([], [])
    for row in rows {
      for field in register(of: row)?.references ?? [] {
        guard let text = row.texts[field.name], !text.isEmpty else { continue }
        for words in field.isMany ? listed(text, field.targets) : [text]
        where seen.insert(["\(row.part)", words] + field.targets).inserted {
          names.append((row.source, field.targets, words))
        }
      }
    }
    return names
  }
}
