import Exchange
import Ledger
import RegisterKit

// How a table was read once is kept with the workspace's settings, in the ledger, by the set of its headings: the next
// file of the same shape is read alike, whatever its name and the order of its columns.
extension ImportRun {
  private static let member = "import_matches"
  /// So many shapes are kept; the one that was kept longest ago goes first.
  private static let most = 200

  private static func shape(_ header: [String]) -> String {
    Hash.sha256(Set(header.map(\.folded)).sorted().joined(separator: "\n").utf8).hex
  }

  /// How a table with these headings was read before, if that still makes sense.
  func kept(for header: [String]) -> TableMatch? {
    guard let kept = stored?.body[Self.member]?[Self.shape(header)], !kept.isEmpty,
      let register = kept["register"].text.flatMap({ scope.registers[$0] })
    else { return nil }
    var match = TableMatch(header, register)
    for (index, heading) in header.enumerated() {
      guard let word = kept["columns"][heading.folded].text,
        let column = TableMatch.Column(word, register, instead: match.columns[index])
      else { continue }
      match.columns[index] = column
    }
    match.certainty = 1
    match.isRemembered = true
    return match
  }

  /// Keeps how the tables were read where it differs from what their headings say, and forgets what no longer does.
  func keepMatches(in body: inout Body, _ today: Day) {
    var kept = body[Self.member]?.object ?? [:]
    for source in sources {
      let header = source.table.table.header
      // Headings that stand twice, or not at all, can't be told apart the next time.
      guard !source.table.isIncidental, !header.contains(ImportFile.bodyHeading),
        Set(header.map(\.folded)).count == header.count
      else { continue }
      let shape = Self.shape(header)
      let isPlain = source.match.register == source.plain?.register && source.match.columns == source.plain?.columns
      if isPlain || !source.isKept {
        if isPlain, source.isKept { kept[shape] = nil }
        continue
      }
      let columns = zip(header, source.match.columns).map { ($0.folded, Value.text($1.word)) }
      let before = kept[shape]
      if before?["register"].text == source.match.register,
        before?["columns"].object == Body(columns, uniquingKeysWith: { first, _ in first })
      {
        continue
      }
      kept[shape] = [
        "register": .text(source.match.register), "on": .text("\(today)"),
        "columns": .object(Body(columns, uniquingKeysWith: { first, _ in first })),
      ]
    }
    while kept.count > Self.most,
      let oldest = kept.min(by: { ($0.value["on"].text ?? "", $0.key) < ($1.value["on"].text ?? "", $1.key) })
    {
      kept[oldest.key] = nil
    }
    body[Self.member] = kept.isEmpty ? nil : .object(kept)
  }
}
