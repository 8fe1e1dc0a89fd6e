/// How alike two titles of requirements are.
struct TitleMatch: Hashable {
  private let key: String
  private let words: Set<String>

  private static let idle: Set<String> = ["of", "the", "and", "for", "to", "in", "on", "a", "an", "or", "with", "from"]

  init(_ title: String) {
    // A whole text in the place of a title is compared by its beginning.
    let words = CellText.words(title.prefix(300)).filter { !Self.idle.contains($0) }.map(Self.stem)
    key = words.joined()
    self.words = Set(words)
  }

  var isEmpty: Bool { words.isEmpty }

  /// The same words, nearly the same, or these words with a text behind them.
  func means(_ other: TitleMatch) -> Bool { score(other) >= 0.7 }

  /// From 0, nothing alike, to 1, the same words.
  func score(_ other: TitleMatch) -> Double {
    guard !isEmpty, !other.isEmpty else { return 0 }
    if key == other.key { return 1 }
    let shared = words.intersection(other.words).count
    let alike = Double(2 * shared) / Double(words.count + other.words.count)
    return other.words.count > 1 && words.count > 2 * other.words.count && key.hasPrefix(other.key) ? 0.9 : alike
  }

  /// One spelling for plurals and for -isation.
  private static func stem(_ word: String) -> String {
    var stem = word
    if stem.hasSuffix("ies") {
      stem = stem.dropLast(3) + "y"
    } else if stem.hasSuffix("s"), !stem.hasSuffix("ss") {
      stem.removeLast()
    }
    if stem.hasSuffix("isation") { stem = stem.dropLast(7) + "ization" }
    return stem
  }
}
