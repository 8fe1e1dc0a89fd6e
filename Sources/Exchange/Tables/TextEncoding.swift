import RegisterKit

/// Works out from a whole file in which encoding its text is.
enum TextEncoding {
  /// The text as UTF-8.
  /// - Throws: ``Unreadable`` for what is no text, or is in two encodings at once.
  static func utf8(_ bytes: [UInt8]) throws(Unreadable) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try decoded(Array(bytes.dropFirst(3))) }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, from: 2, isLittle: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, from: 2, isLittle: false) }
    if let isLittle = wide(bytes) { return try utf16(bytes, from: 0, isLittle: isLittle) }
    return try decoded(bytes)
  }

  private static func checked(_ bytes: [UInt8]) throws(Unreadable) -> [UInt8] {
    if bytes.contains(0) { throw Unreadable("This is not a text file: it has NUL bytes in it.") }
    return bytes
  }

  private static func utf16(_ bytes: [UInt8], from start: Int, isLittle: Bool) throws(Unreadable) -> [UInt8] {
    guard bytes.count % 2 == 0 else { throw Unreadable("The file is cut off in the middle of a character.") }
    let units = stride(from: start, to: bytes.count, by: 2).map { index in
      isLittle
        ? Self.unit(bytes[index + 1], bytes[index]) : Self.unit(bytes[index], bytes[index + 1])
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw Unreadable("The file is not valid UTF-16 text.")
    }
    return try checked(Array(text.utf8))
  }

  private static func unit(_ high: UInt8, _ low: UInt8) -> UInt16 {
    UInt16(truncatingIfNeeded: high) << 8 | UInt16(truncatingIfNeeded: low)
  }

  /// UTF-16 without a mark: in each pair the byte of the same side is nearly always zero. True if the little end is first.
  private static func wide(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
    var zeros = [0, 0]
    for index in bytes.indices where bytes[index] == 0 { zeros[index & 1] += 1 }
    let pairs = bytes.count / 2
    if zeros[1] * 10 >= pairs * 4, zeros[0] * 50 <= pairs { return true }
    if zeros[0] * 10 >= pairs * 4, zeros[1] * 50 <= pairs { return false }
    return nil
  }

  private static func decoded(_ raw: [UInt8]) throws(Unreadable) -> [UInt8] {
    let bytes = joinedSurrogates(raw)
    if String(validating: bytes, as: UTF8.self) != nil { return try checked(bytes) }
    _ = try checked(bytes)
    let found = sequences(bytes)
    if let bad = found.invalid, found.likely > 0 || found.valid > 4 {
      throw Unreadable(
        "Text in two encodings: most of it is UTF-8, but \(place(bad, bytes)) is not; save the file as UTF-8 and bring it again."
      )
    }
    let table = SingleByte.best(bytes)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        out.append(byte)
      } else {
        out.append(contentsOf: String(Character(table[Int(byte) - 0x80])).utf8)
      }
    }
    return out
  }

  /// Signs beyond the first 65,536 that were written as two halves of three bytes each (CESU-8, as some databases export),
  /// as UTF-8 has them. Unicode Technical Report 26.
  private static func joinedSurrogates(_ bytes: [UInt8]) -> [UInt8] {
    func half(_ at: Int, _ second: ClosedRange<UInt8>) -> UInt32? {
      guard at + 2 < bytes.count, bytes[at] == 0xED, second.contains(bytes[at + 1]), bytes[at + 2] & 0xC0 == 0x80
      else { return nil }
      return 0xD000 | UInt32(truncatingIfNeeded: bytes[at + 1] & 0x3F) << 6
        | UInt32(truncatingIfNeeded: bytes[at + 2] & 0x3F)
    }
    guard bytes.indices.contains(where: { half($0, 0xA0...0xAF) != nil && half($0 + 3, 0xB0...0xBF) != nil }) else {
      return bytes
    }
    var (out, at) = ([UInt8](), 0)
    out.reserveCapacity(bytes.count)
    while at < bytes.count {
      if let high = half(at, 0xA0...0xAF), let low = half(at + 3, 0xB0...0xBF),
        let sign = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        out += Array(String(Character(sign)).utf8)
        at += 6
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  /// Where a byte is, as a person finds it: line, cell and character.
  private static func place(_ index: Int, _ bytes: [UInt8]) -> String {
    let readable = bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "a") }
    let separator = CSV.separator(readable)
    var (line, cell, character, isQuoted) = (1, 1, 1, false)
    for (at, byte) in bytes.enumerated() {
      if at == index { break }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == 0x0A || byte == 0x0D && !(at + 1 < bytes.count && bytes[at + 1] == 0x0A) {
        (line, character) = (line + 1, 1)
        if !isQuoted { cell = 1 }
      } else if byte & 0xC0 != 0x80 {
        character += 1
        if byte == separator, !isQuoted { cell += 1 }
      }
    }
    return "the character in line \(line), column \(cell) (character \(character) of the line)"
  }

  /// How many characters of several bytes there are that people write, how many of all, and the first byte of none.
  private static func sequences(_ bytes: [UInt8]) -> (likely: Int, valid: Int, invalid: Int?) {
    var (likely, valid, index) = (0, 0, 0)
    var invalid: Int?
    while index < bytes.count {
      let byte = bytes[index]
      let length =
        byte < 0x80
        ? 1 : (0xC2...0xDF).contains(byte) ? 2 : (0xE0...0xEF).contains(byte) ? 3 : (0xF0...0xF4).contains(byte) ? 4 : 0
      let end = index + length
      guard length > 0, end <= bytes.count, String(validating: bytes[index..<end], as: UTF8.self) != nil else {
        invalid = invalid ?? index
        index += 1
        continue
      }
      if length > 1 {
        valid += 1
        // Letters of Western Europe, their quotation marks and dashes: by chance these pairs are rare in other encodings.
        let second = bytes[index + 1]
        if byte == 0xC3 || byte == 0xC2 && second >= 0xA0 || byte == 0xE2 && (second == 0x80 || second == 0x82) {
          likely += 1
        }
      }
      index = end
    }
    return (likely, valid, invalid)
  }
}

/// Encodings with one byte for a character.
private enum SingleByte {
  /// What the upper 128 bytes are in the encoding under which the letters stand best in their words.
  static func best(_ bytes: [UInt8]) -> [Unicode.Scalar] {
    let tables = [windows, latin9, mac]
    var best = (score: Int.min, table: windows)
    for table in tables {
      let score = score(bytes, table)
      if score > best.score { best = (score, table) }
    }
    return best.table
  }

  private static func score(_ bytes: [UInt8], _ table: [Unicode.Scalar]) -> Int {
    func scalar(_ index: Int) -> Unicode.Scalar {
      guard bytes.indices.contains(index) else { return " " }
      return bytes[index] < 0x80 ? Unicode.Scalar(bytes[index]) : table[Int(bytes[index]) - 0x80]
    }
    var score = 0
    for index in bytes.indices where bytes[index] >= 0x80 {
      let here = scalar(index)
      let (before, after) = (scalar(index - 1), scalar(index + 1))
      let (isAfterLetter, isBeforeLetter) = (before.properties.isAlphabetic, after.properties.isAlphabetic)
      if here == "\u{FFFD}" || (0x80..<0xA0).contains(here.value) {
        score -= 8
      } else if here.properties.isAlphabetic, !"ªºµƒıˆπΩ".unicodeScalars.contains(here) {
        let isAlone = !isAfterLetter && !isBeforeLetter
        if isAlone { score += "àÀéèêôòìíóáåÅ".unicodeScalars.contains(here) ? 0 : -3 }
        if common.contains(here), !isAlone { score += 2 }
        if here.properties.isUppercase {
          // A capital begins a word or stands among capitals.
          score += before.properties.isLowercase ? -4 : isBeforeLetter ? 1 : 0
        } else {
          score += isAlone ? 0 : 2
          if before.properties.isUppercase, after.properties.isUppercase { score -= 3 }
        }
      } else if isAfterLetter, isBeforeLetter, !"’‘–-·".unicodeScalars.contains(here) {
        score -= 4
      } else if "“”„‘’‚«»–—…€•§°\u{A0}".unicodeScalars.contains(here) {
        score += here == "€" ? 3 : 1
        if "“„‚‘«".unicodeScalars.contains(here), isAfterLetter, here != "“" { score -= 1 }
      } else if "½¼¾²³±×™®©£".unicodeScalars.contains(here) {
        score += 0
      } else {
        score -= 2
      }
    }
    return score
  }

  private static let common = Set("äöüßÄÖÜéèêëàâçîïôûùœáíóúñ¿¡ãõåæøìòÉÈÀÇÁÅØÆÑšžŠŽ".unicodeScalars)

  private static let latin1 = (UInt8(0xA0)...0xFF).map { Unicode.Scalar($0) }
  private static let windows =
    Array("€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars) + latin1
  private static let latin9 =
    (UInt8(0x80)..<0xA0).map { Unicode.Scalar($0) }
    + latin1.map { scalar in
      switch scalar.value {
      case 0xA4: "€"
      case 0xA6: "Š"
      case 0xA8: "š"
      case 0xB4: "Ž"
      case 0xB8: "ž"
      case 0xBC: "Œ"
      case 0xBD: "œ"
      case 0xBE: "Ÿ"
      default: scalar
      }
    }
  private static let mac = Array(
    ("ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰"
      + "ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ").unicodeScalars)
}
