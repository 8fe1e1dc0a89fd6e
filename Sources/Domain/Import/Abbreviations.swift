import RegisterKit

/// The words of headings, found by their beginnings: “Lik.”, “Verantw.”, “Risikoeign.”.
struct Abbreviations: Sendable {
  /// Sorted, each with the number of headings that it stands in, over all languages.
  private var words: [(word: String, count: Int)] = []
  /// So many words that one abbreviation may mean are tried.
  private static let most = 6
  /// Shorter beginnings say too little.
  static let shortest = 3

  init(_ counts: [String: Int]) {
    words = counts.filter { $0.key.count > Self.shortest }.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// The words that begin so, the commonest first, with how common each is among them, up to 1.
  func completions(of beginning: String) -> [(word: String, share: Double)] {
    guard beginning.count >= Self.shortest else { return [] }
    var (low, high) = (0, words.count)
    while low < high {
      let middle = (low + high) / 2
      if words[middle].word < beginning { low = middle + 1 } else { high = middle }
    }
    var found: [(word: String, count: Int)] = []
    while low < words.count, words[low].word.hasPrefix(beginning) {
      if words[low].word.count > beginning.count { found.append(words[low]) }
      low += 1
    }
    found.sort { ($1.count, $0.word) < ($0.count, $1.word) }
    let top = Double(found.first?.count ?? 1)
    return found.prefix(Self.most).map { ($0.word, Double($0.count) / top) }
  }
}

extension HeadingIndex {
  /// Of all abbreviations of a heading together, so many ways to read them.
  private static let mostReadings = 36
  private static let mostAbbreviations = 3

  /// The ways to read a text in which words are cut with a point behind them, each with how sure it is. None where no word
  /// is, or where one means nothing.
  func expanded(_ text: String) -> [(text: String, share: Double)] {
    guard text.contains(".") else { return [] }
    var readings: [(text: String, share: Double)] = [("", 1)]
    var (rest, number) = (text[...], 0)
    while let point = rest.firstIndex(of: ".") {
      let before = rest[..<point]
      let word = String(before.reversed().prefix { $0.isLetter }.reversed())
      let lead = before.dropLast(word.count)
      rest = rest[rest.index(after: point)...]
      let known = ImportText.words(word)
      guard known.count == 1, word.count >= Abbreviations.shortest, entries["=" + ImportText.value(word)] == nil else {
        readings = readings.map { ("\($0.text)\(before).", $0.share) }
        continue
      }
      number += 1
      let meant = completions(of: known[0])
      guard !meant.isEmpty, number <= Self.mostAbbreviations else { return [] }
      readings = Array(
        readings.flatMap { reading in
          meant.map { ("\(reading.text)\(lead)\($0.word) ", reading.share * (0.75 + 0.2 * $0.share)) }
        }.prefix(Self.mostReadings))
    }
    return number == 0 ? [] : readings.map { ("\($0.text)\(rest)", $0.share) }
  }

  /// Of the whole word, else of the end of a word that is put together.
  private func completions(of word: String) -> [(word: String, share: Double)] {
    let whole = abbreviations.completions(of: word)
    guard whole.isEmpty, word.count >= 7 else { return whole }
    for cut in stride(from: word.count - Abbreviations.shortest, through: 4, by: -1) {
      let head = word.prefix(cut)
      guard isWord(ImportText.stem(String(head))) else { continue }
      let tails = abbreviations.completions(of: String(word.dropFirst(cut)))
      if !tails.isEmpty { return tails.map { ("\(head) \($0.word)", $0.share) } }
    }
    return []
  }
}
