extension ImportWords {
  /// Before treatment, as things are now, or as they are aimed at; named as the fields that differ by it begin.
  public enum Moment: String, Sendable, CaseIterable { case before = "inherent", after = "current", target }

  /// The moment of which the words of a group of columns speak: “Gross risk”, “Nettorisiko (nach Maßnahmen)”.
  public func moment(_ text: String) -> Moment? {
    let said = ImportText.words(text).map(ImportText.squeezed)
    guard !said.isEmpty else { return nil }
    let whole = said.joined(separator: " ")
    var found: [Moment: Int] = [:]
    let lists: [(Moment, ImportLanguage.List)] = [(.before, .before), (.after, .after), (.target, .target)]
    for (moment, list) in lists {
      for words in all.flatMap({ $0.lists[list] ?? [] }) {
        let plain = ImportText.words(words).map(ImportText.squeezed)
        let isSaid =
          plain.count > 1
          ? whole.contains(plain.joined(separator: " "))
          : said.contains { word in
            plain.contains { word == $0 || word.count > $0.count + 2 && $0.count > 3 && word.hasPrefix($0) }
          }
        if isSaid { found[moment, default: 0] += plain.count }
      }
    }
    let best = found.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    guard let best, found.values.count(where: { $0 == best.value }) == 1 else { return nil }
    return best.key
  }
}
