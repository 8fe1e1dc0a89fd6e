import RegisterKit

/// The first day that a text names, in the usual spellings.
enum PolicyDays {
  /// `2026-03-01`; as it stands where day and month may be either (`03/04/2026`); nil if there is none.
  static func first(in text: String) -> String? {
    let words = text.prefix(300).split { $0.isWhitespace || ",;()".contains($0) }.map(String.init)
    for (index, word) in words.enumerated() {
      if let day = inFigures(word) { return day }
      if let day = inWords(Array(words[index...].prefix(6))) { return day }
    }
    return nil
  }

  private static func inFigures(_ word: String) -> String? {
    let bare = word.prefix { $0 != "T" }.trimmed(also: ".:")
    if let day = Day(bare) { return day.description }
    for separator in [".", "/", "-"] as [Character] {
      let parts = bare.split(separator: separator).map(String.init)
      guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && $0.count <= 4 })
      else {
        continue
      }
      let numbers = parts.compactMap { Int($0) }
      if parts[0].count == 4 { return Day(year: numbers[0], month: numbers[1], day: numbers[2])?.description }
      let year = parts[2].count <= 2 ? 2000 + numbers[2] : numbers[2]
      let dayFirst = Day(year: year, month: numbers[1], day: numbers[0])
      let monthFirst = Day(year: year, month: numbers[0], day: numbers[1])
      // Points are written only where the day comes first.
      if separator == "." || monthFirst == nil || dayFirst == monthFirst { return dayFirst?.description }
      if dayFirst == nil { return monthFirst?.description }
      return bare
    }
    return nil
  }

  /// `1. März 2026`, `March 1st, 2026`, `1er mars 2026`, `1 de marzo de 2026`.
  private static func inWords(_ words: [String]) -> String? {
    let words = words.map { $0.lowercased().trimmed(also: ".") }.filter {
      !["de", "del", "of", "den", "the"].contains($0)
    }
    guard words.count >= 3, let year = Int(words[2]), words[2].count == 4 else { return nil }
    func number(_ word: String) -> Int? {
      let digits = word.prefix { $0.isNumber && $0.isASCII }
      return ["", "st", "nd", "rd", "th", "er", "º", "°"].contains(word.dropFirst(digits.count)) ? Int(digits) : nil
    }
    if let day = number(words[0]), let month = month(words[1]) {
      return Day(year: year, month: month, day: day)?.description
    }
    if let month = month(words[0]), let day = number(words[1]) {
      return Day(year: year, month: month, day: day)?.description
    }
    return nil
  }

  private static func month(_ word: String) -> Int? {
    guard word.count >= 3 else { return nil }
    let found = months.firstIndex { names in
      names.contains(word) || names.contains { $0.hasPrefix(word) && word.count >= 3 }
    }
    return found.map { $0 + 1 }
  }

  /// In English, German, French, Spanish, Italian and Dutch. A word's beginning means the first month that begins so.
  private static let months: [[String]] = [
    ["january", "januar", "jänner", "janvier", "enero", "gennaio", "januari"],
    ["february", "februar", "feber", "février", "fevrier", "febrero", "febbraio", "februari"],
    ["march", "märz", "maerz", "mars", "marzo", "maart", "mrz"],
    ["april", "avril", "abril", "aprile"],
    ["may", "mai", "mayo", "maggio", "mei"],
    ["june", "juni", "juin", "junio", "giugno"],
    ["july", "juli", "juillet", "julio", "luglio"],
    ["august", "août", "aout", "agosto", "augustus"],
    ["september", "septembre", "septiembre", "settembre"],
    ["october", "oktober", "octobre", "octubre", "ottobre"],
    ["november", "novembre", "noviembre"],
    ["december", "dezember", "décembre", "decembre", "diciembre", "dicembre"],
  ]
}
