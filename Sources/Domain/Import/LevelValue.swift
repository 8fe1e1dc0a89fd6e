import RegisterKit

/// What one value of a column of levels says: a number, a word or both.
struct LevelValue {
  /// Evened out, to compare.
  let text: String
  /// As it was written, to show.
  let shown: String
  var number: Int?
  /// Of how many levels, where the value says it: `4/5`.
  var size: Int?
  var percent: Double?
  var word = ""

  init(_ text: some StringProtocol) {
    let plain = CellText.plain(text)
    self.text = plain
    shown = text.trimmed()
    guard plain.utf8.count <= 200 else {
      word = plain
      return
    }
    if plain.hasSuffix("%") {
      let figure = plain.dropLast().trimmed().map { $0 == "," ? "." : $0 }
      if let value = Double(String(figure)), value >= 0, value <= 100 { percent = value }
      return
    }
    var rest = plain[...]
    if let (figures, behind) = Self.figures(rest) {
      number = Self.whole(figures)
      // “3.5” is no level, and neither is the word that would be left of it.
      guard number != nil else { return }
      rest = behind
      if let (of, behind) = Self.size(rest) { (size, rest) = (of, behind) }
      word = rest.trimmed(also: "-:.)(=/")
    } else if let open = rest.lastIndex(where: { $0 == "(" || $0 == "[" || $0 == ":" || $0 == "=" || $0 == "-" }),
      let inside = Self.whole(rest[open...].trimmed(also: "()[]:=-")), open > rest.startIndex
    {
      number = inside
      word = rest[..<open].trimmed()
    } else {
      // “Level 4”, “Stufe 4”: the word says nothing, which the caller finds out.
      word = plain
      if let blank = rest.lastIndex(of: " "), let last = Self.whole(rest[blank...].trimmed()),
        Self.levels.contains(CellText.key(rest[..<blank]))
      {
        (number, word) = (last, "")
      }
    }
  }

  private static let levels: Set<String> = [
    "level", "lvl", "grade", "step", "stufe", "niveau", "klasse", "class", "nivel", "livello", "grad", "score", "wert",
    "category", "kategorie",
  ]

  private static func figures(_ text: Substring) -> (String, Substring)? {
    let figures = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
    guard figures.first?.isNumber == true else { return nil }
    let behind = text[figures.endIndex...]
    // “4th” and “2fa” are words.
    guard behind.first?.isLetter != true else { return nil }
    return (figures.trimmed(also: ".,"), behind)
  }

  /// `/5`, `of 5`, `out of 5`, `von 5`, `sur 5`, `de 5`, `su 5`, `van 5`.
  private static func size(_ text: Substring) -> (Int, Substring)? {
    var rest = text.drop { $0 == " " }
    if rest.first == "/" {
      rest = rest.dropFirst()
    } else {
      let word = rest.prefix { $0.isLetter }
      guard ["of", "out", "von", "sur", "de", "su", "van"].contains(word.lowercased()) else { return nil }
      rest = rest[word.endIndex...].drop { $0 == " " }
      if word.lowercased() == "out", rest.lowercased().hasPrefix("of ") { rest = rest.dropFirst(3) }
    }
    rest = rest.drop { $0 == " " }
    let figures = rest.prefix { $0.isASCII && $0.isNumber }
    guard let size = whole(figures), (2...100).contains(size) else { return nil }
    return (size, rest[figures.endIndex...])
  }

  /// `4`, `4,0` and `4.00`; nil for anything else, also for numbers that no scale has.
  private static func whole(_ text: some StringProtocol) -> Int? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    guard let first = parts.first, first.utf8.count <= 4, let number = Int(first), number >= 0, first.first != "+",
      parts.count <= 2, parts.dropFirst().allSatisfy({ $0.allSatisfy { $0 == "0" } && !$0.isEmpty })
    else { return nil }
    return number
  }

  static let roman = ["i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10]
}
