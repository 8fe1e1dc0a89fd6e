import RegisterKit

/// How names of people are compared: in any order, with or without titles, accents and capitals, or by e-mail.
public enum PersonName {
  private static let titles: Set<String> = [
    "dr", "drs", "prof", "professor", "doc", "mr", "mrs", "ms", "miss", "sir", "herr", "hr", "frau", "fr", "dipl",
    "ing",
    "inform", "kfm", "mag", "msc", "bsc", "mba", "phd", "mme", "mlle", "monsieur", "madame", "mgr", "sr", "sra", "srta",
    "dott", "ssa", "avv", "sig", "dhr", "mevr", "ir", "med", "jur", "rer", "nat", "pol", "cissp", "cisa", "cism", "llm",
  ]

  /// Keys of which two texts share one if they name the same person. Empty for a text that is no name.
  ///
  /// ü is taken as u and as ue, so that “Müller, Anna” is found as “Anna Muller” and as “Anna Mueller”.
  public static func keys(_ text: String) -> Set<String> {
    guard let (name, mails) = split(text) else { return [] }
    var keys = Set(mails)
    for words in spellings(name) where !words.isEmpty { keys.insert(words.sorted().joined(separator: " ")) }
    return keys
  }

  /// Keys that several people may share: an initial in place of a name (“A. Müller”), names in the middle left out, ue
  /// taken as u, the words of an e-mail address. They are worth a proposal where one person only has them.
  public static func weakKeys(_ text: String) -> Set<String> {
    guard let (name, mails) = split(text) else { return [] }
    var all = spellings(name)
    for mail in mails {
      let local = mail.prefix { $0 != "@" }.split { !$0.isLetter }.map(String.init)
      if local.count > 1 { all.append(local) }
    }
    var keys: Set<String> = []
    for words in all where words.count > 1 {
      for spelled in [words, words.map(contracted)] {
        keys.insert(spelled.sorted().joined(separator: " "))
        for (index, last) in spelled.enumerated() where last.count > 1 {
          for (other, first) in spelled.enumerated() where other != index {
            keys.insert("\(last) \(first.prefix(1)).")
            if first.count > 1, spelled.count > 2 { keys.insert([last, first].sorted().joined(separator: " ")) }
          }
        }
      }
    }
    return keys
  }

  /// The name and the addresses in a text; nil for what is too long or has too many words for a person.
  private static func split(_ text: String) -> (name: String, mails: [String])? {
    guard text.utf8.count <= 300 else { return nil }
    var (name, mails): ([Substring], [String]) = ([], [])
    let plain = CellText.plain(text).split { " <>;[]\"".contains($0) }
    guard plain.count <= 12 else { return nil }
    for part in plain {
      var word = part
      if word.lowercased().hasPrefix("mailto:") { word = word.dropFirst(7) }
      let mail = word.trimmed(also: "(),.")
      if let at = mail.firstIndex(of: "@"), at > mail.startIndex, mail[at...].contains(".") {
        mails.append(mail.lowercased())
      } else {
        name.append(word)
      }
    }
    return (name.joined(separator: " "), mails)
  }

  private static let umlauts: [Unicode.Scalar: String] = ["ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"]

  /// The words of a name as they are without accents, and with umlauts written out.
  private static func spellings(_ name: String) -> [[String]] {
    var (depth, plain, written) = (0, "", "")
    var previous: Unicode.Scalar?
    for scalar in name.lowercased().unicodeScalars {
      // What stands in brackets is a role or a unit.
      if scalar == "(" { depth += 1 }
      if scalar == ")" { depth = max(0, depth - 1) }
      guard depth == 0, scalar != "'" else { continue }
      if CellText.isMark(scalar) {
        // An umlaut of two characters: the dots behind their letter.
        if scalar.value == 0x308, let previous, "aou".unicodeScalars.contains(previous) { written += "e" }
        continue
      }
      previous = scalar
      if let umlaut = umlauts[scalar] {
        plain += CellText.letters[scalar] ?? ""
        written += umlaut
      } else {
        let letter = scalar.properties.isAlphabetic ? CellText.letters[scalar] ?? String(scalar) : " "
        plain += letter
        written += letter
      }
    }
    let both = plain == written ? [plain] : [plain, written]
    return both.map { text in
      let words = text.split(separator: " ").map(String.init)
      let rest = words.filter { !titles.contains($0) }
      return rest.count <= 8 ? (rest.isEmpty ? words : rest) : []
    }
  }

  private static func contracted(_ word: String) -> String {
    var out = ""
    for character in word {
      if character == "e", let last = out.last, "aou".contains(last) { continue }
      out.append(character)
    }
    return out
  }
}
