import RegisterKit

/// How headings and values of spreadsheets are compared: without accents, capitals and signs, word by word.
enum ImportText {
  /// Characters that are in a text and not to be seen: soft hyphens, blanks and joiners without width.
  private static let unseen: Set<UInt32> = [0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]
  private static let ligatures: [UInt32: String] = [
    0xDF: "ss", 0x1E9E: "ss", 0xE6: "ae", 0xC6: "ae", 0x153: "oe", 0x152: "oe", 0xF8: "o", 0xD8: "o", 0xFB01: "fi",
    0xFB02: "fl",
  ]

  /// Letters without their accents, in lower case; signs are blanks. A capital after a small letter begins a word.
  static func words(_ text: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    func end() {
      if !word.isEmpty { words.append(word) }
      word = ""
      wasSmall = false
    }
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if unseen.contains(scalar.value) || scalar.properties.generalCategory == .nonspacingMark { continue }
      // A word that was divided at the end of a line.
      if "-\n\r".unicodeScalars.contains(scalar), isDivision(scalars, index) { continue }
      if let letters = ligatures[scalar.value] {
        word += letters
        wasSmall = true
      } else if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
        if wasSmall, scalar.properties.isUppercase { end() }
        wasSmall = scalar.properties.isLowercase
        word += plain(scalar)
      } else {
        end()
      }
    }
    end()
    return words
  }

  private static func isDivision(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    let isBreak = { (scalar: Unicode.Scalar) in scalar == "\n" || scalar == "\r" }
    if scalars[index] == "-" {
      guard index + 1 < scalars.count, isBreak(scalars[index + 1]), index > 0 else { return false }
      return scalars[index - 1].properties.isLowercase
    }
    guard index > 0 else { return false }
    let before = scalars[..<index].last { !isBreak($0) }
    let after = scalars[index...].first { !isBreak($0) }
    return before == "-" && after?.properties.isLowercase == true
  }

  /// One letter as it is without its accent.
  private static func plain(_ scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return scalar.properties.lowercaseMapping }
    // The name says which letter it is: LATIN SMALL LETTER E WITH ACUTE.
    let parts = (scalar.properties.name ?? "").split(separator: " ")
    if parts.count >= 5, parts[0] == "LATIN", parts[2] == "LETTER", parts[3].count == 1, parts[4] == "WITH" {
      return parts[3].lowercased()
    }
    return scalar.properties.lowercaseMapping
  }

  /// The word with the two ways to write an umlaut made one.
  static func squeezed(_ word: String) -> String {
    guard word.contains("e") else { return word }
    var out: [Character] = []
    for letter in word {
      if letter == "e", let last = out.last, "aou".contains(last) { continue }
      out.append(letter)
    }
    return String(out)
  }

  private static let endings: Set<Character> = ["s", "n", "e", "a", "o", "i"]

  /// The word without the endings of number, gender and case, as far as comparing needs it.
  static func stem(_ word: String) -> String { stem(squeezed: Array(squeezed(word))[...]) }

  /// The same for letters that ``squeezed(_:)`` left.
  static func stem(squeezed letters: ArraySlice<Character>) -> String {
    var stem = letters
    while stem.count > 4, let last = stem.last, endings.contains(last) { stem.removeLast() }
    return String(stem)
  }

  /// The text as one word: for values, of which every letter counts.
  static func value(_ text: some StringProtocol) -> String { words(text).map(squeezed).joined() }

  /// The ways to read a value: whole, without a number before or behind it, and its leading words.
  static func readings(_ text: String) -> [String] {
    var readings = [value(text)]
    func add(_ part: some StringProtocol) {
      let reading = value(part)
      if !reading.isEmpty, !readings.contains(reading) { readings.append(reading) }
    }
    let isSign = { (letter: Character) in letter.isNumber || letter.isWhitespace || "-–—.:=()[]/%".contains(letter) }
    let bare = text.drop(while: isSign)
    add(bare)
    if let last = bare.lastIndex(where: { !isSign($0) }) { add(bare[...last]) }
    for part in [text[...], bare] {
      if let end = part.firstIndex(where: { ";,:(.\n[".contains($0) }) { add(part[..<end]) }
      for dash in [" - ", " – ", " — ", " / "] {
        if let end = part.firstRange(of: dash) { add(part[..<end.lowerBound]) }
      }
    }
    return readings.filter { !$0.isEmpty }
  }
}
