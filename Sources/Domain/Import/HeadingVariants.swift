/// The ways in which a heading can be read: whole, without what stands in brackets, and each of its parts.
struct HeadingVariant: Hashable {
  /// Stems, each once, in the order of the heading.
  var stems: [String]
  /// Place among the stems of the word that the heading is about, by the rule that it stands last and that it stands first.
  var last: Int
  var first: Int
  /// Words beside this part of the heading that make another heading of it.
  var beside: Set<String> = []
  /// 1 for the whole heading, less for a part.
  var share: Double
  /// Written as one word.
  var joined: String
}

extension HeadingIndex {
  private static let most = 12

  /// The ways to read a heading, the whole first.
  func variants(_ heading: String) -> [HeadingVariant] {
    let text = Self.unnumbered(heading.prefix(300))
    let (outside, inside) = Self.brackets(text)
    var texts: [(text: String, share: Double)] = [(text, 1)]
    if !inside.isEmpty { texts.append((outside, 1)) }
    let parts = Self.parts(outside)
    if parts.count > 1 { texts += parts.map { ($0, 0.85) } }
    texts += inside.filter { ImportText.words($0).contains { $0.count > 2 } }.map { ($0, 0.85) }
    let qualifying = Set(stems(of: text).stems).intersection(qualifiers)
    var variants: [HeadingVariant] = []
    for (text, share) in texts {
      guard var variant = variant(text, share) else { continue }
      variant.beside = qualifying.subtracting(variant.stems)
      if !variants.contains(where: { $0.stems == variant.stems }) { variants.append(variant) }
    }
    // “Resid. lik.” as “residual likelihood”: with all of its words, so that what qualifies it does so.
    for reading in expanded(outside) {
      guard var variant = variant(reading.text, reading.share) else { continue }
      variant.beside = qualifying.subtracting(variant.stems)
      if !variants.contains(where: { $0.stems == variant.stems }) { variants.append(variant) }
    }
    return variants
  }

  private func variant(_ text: String, _ share: Double) -> HeadingVariant? {
    let (stems, end) = stems(of: text)
    guard !stems.isEmpty else { return nil }
    return HeadingVariant(
      stems: stems, last: max(0, end - 1), first: 0, share: share,
      joined: ImportText.value(text))
  }

  /// The stems of a text, each once, and how many of them stand before the first article or preposition.
  func stems(of text: some StringProtocol) -> (stems: [String], end: Int) {
    var words = ImportText.words(text)
    // A scale at the end: 1-5.
    if words.count > 2, words.suffix(2).allSatisfy({ $0.count <= 2 && Int($0) != nil }) { words.removeLast(2) }
    var (stems, end): ([String], Int?) = ([], nil)
    for word in words {
      if stopWords.contains(word) {
        if !stems.isEmpty, end == nil { end = stems.count }
        continue
      }
      for part in parts(ofCompound: word) where !stems.contains(part) { stems.append(part) }
      if stems.count > Self.most { break }
    }
    // “From” and “Von” are headings too.
    if stems.isEmpty { stems = words.map(ImportText.squeezed) }
    return (stems, end ?? stems.count)
  }

  /// Without the number before it: `3. Owner`, `b) Owner`.
  private static func unnumbered(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace || "*#•".contains($0) }
    let number = start.prefix { $0.isNumber || $0 == "." }
    let rest = start.dropFirst(number.count)
    if !number.isEmpty, number.contains(where: \.isNumber), let sign = rest.first,
      sign.isWhitespace || ").:-".contains(sign), rest.contains(where: \.isLetter), number.contains(".") || sign != "-"
    {
      return String(rest.drop { !$0.isLetter && $0 != "(" })
    }
    let letter = start.prefix(1)
    if letter.first?.isLetter == true, let sign = start.dropFirst().first, sign == ")" {
      return String(start.dropFirst(2))
    }
    return String(start)
  }

  /// What stands outside brackets and what stands in each pair.
  private static func brackets(_ text: String) -> (outside: String, inside: [String]) {
    var (outside, inside, current, depth) = ("", [String](), "", 0)
    for letter in text {
      switch letter {
      case "(", "[", "{":
        depth += 1
        outside.append(" ")
      case ")", "]", "}":
        depth = max(0, depth - 1)
        if depth == 0, !current.isEmpty {
          inside.append(current)
          current = ""
        }
      default: if depth > 0 { current.append(letter) } else { outside.append(letter) }
      }
    }
    if !current.isEmpty { inside.append(current) }
    return (outside, inside)
  }

  private static func parts(_ text: String) -> [String] {
    var parts = [text]
    for sign in ["/", "|", "\n", ";", " - ", " – ", " — ", ": ", " > "] {
      parts = parts.flatMap { $0.split(separator: sign).map(String.init) }
    }
    return parts.filter { $0.contains(where: \.isLetter) }
  }
}
