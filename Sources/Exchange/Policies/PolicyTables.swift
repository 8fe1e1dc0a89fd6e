import RegisterKit

/// Names and values at the beginning of a document: lines with a colon, and little tables in any direction.
enum PolicyTables {
  static func pairs(_ lines: [Substring]) -> [(name: String, value: String)] {
    var out: [(name: String, value: String)] = []
    var table: [[String]] = []
    func close() {
      out += pairs(of: table)
      table = []
    }
    for line in lines {
      let text = line.utf8.count < 4_000 ? line.trimmed() : ""
      if text.hasPrefix("|") {
        let cells = text.dropFirst().split(separator: "|", omittingEmptySubsequences: false).map {
          MarkdownOutline.plain($0)
        }
        table.append(text.hasSuffix("|") ? cells.dropLast() : cells)
      } else {
        if !table.isEmpty { close() }
        out += MarkdownOutline.pairs(CollectionOfOne(Substring(text)))
      }
    }
    if !table.isEmpty { close() }
    return out
  }

  /// Two columns hold names and values; four may hold two of each. More than that with a heading is a list of versions,
  /// of which the last is what counts.
  private static func pairs(of table: [[String]]) -> [(name: String, value: String)] {
    let rows = table.filter { row in !row.allSatisfy { cell in cell.allSatisfy { "-: ".contains($0) } } }
    guard let header = rows.first else { return [] }
    if header.count > 2 || rows.count == 2 && header.allSatisfy(isName), rows.count > 1,
      header.count(where: isName) >= 2
    {
      let best = rows.dropFirst().max { order($0, header) < order($1, header) } ?? []
      return zip(header, best).map { ($0, $1) }
    }
    return rows.flatMap { row in
      stride(from: 0, to: row.count - 1, by: 2).map { (row[$0], row[$0 + 1]) }
    }
  }

  /// A heading names something and has no number in it.
  private static func isName(_ cell: String) -> Bool {
    [
      "version", "versionsnummer", "versione", "versión", "versie", "rev", "revision", "date", "datum", "fecha", "data",
      "stand",
      "author", "autor", "auteur", "autore", "owner", "approvedby", "verantwortlich", "änderung", "change", "changes",
      "status", "description", "beschreibung", "nextreview", "nächsteprüfung", "classification", "klassifizierung",
      "effectivedate", "gültigab", "responsable", "modification", "prochainerevue", "freigabe", "ausgabe",
    ].contains(cell.folded)
  }

  /// Numbers of the version in a row, so that 1.10 comes after 1.9.
  private static func order(_ row: [String], _ header: [String]) -> Double {
    guard let column = header.firstIndex(where: { $0.folded.hasPrefix("vers") || $0.folded.hasPrefix("rev") }),
      row.indices.contains(column)
    else { return 0 }
    let parts = row[column].split { !$0.isNumber || !$0.isASCII }.prefix(3).map { Double($0) ?? 0 }
    return parts.reduce(0) { $0 * 1_000 + min($1, 999) } * (parts.count == 1 ? 1_000_000 : parts.count == 2 ? 1_000 : 1)
  }
}
