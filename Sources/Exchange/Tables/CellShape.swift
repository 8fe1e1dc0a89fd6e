import RegisterKit

/// What a cell looks like, before anybody knows what it means.
enum CellShape {
  /// A number, an amount, a percentage or a date in figures: digits and no letters.
  static func isFigure(_ cell: String) -> Bool {
    var digits = false
    for byte in cell.utf8 {
      switch byte {
      case 0x30...0x39: digits = true
      case 0x41...0x5A, 0x61...0x7A: return false
      case 0x80...:
        // Beyond ASCII only signs of money and blanks are part of a figure.
        return cell.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic }
          && cell.unicodeScalars.contains { ("0"..."9").contains($0) }
      default: break
      }
    }
    return digits
  }

  /// The name of a record, as registers number them: `R-001`, `CAPA-2026-001`, `A.5.1`, `5.1`, `R/2026/02`, `R 003`.
  static func isCode(_ cell: String) -> Bool {
    guard (1...24).contains(cell.utf8.count) else { return false }
    var (letters, digits, blanks, last) = (0, 0, 0, UInt8(0))
    for byte in cell.utf8 {
      switch byte {
      case 0x30...0x39: digits += 1
      case 0x41...0x5A, 0x61...0x7A:
        if blanks > 0 { return false }
        letters += 1
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "#"): break
      case 0x20: blanks += 1
      default: return false
      }
      last = byte
    }
    return digits > 0 && blanks <= 1 && letters <= (blanks > 0 ? 5 : 10) && last != UInt8(ascii: "%")
  }

  /// Has a letter, or a sign that stands for a word.
  static func isWorded(_ cell: String) -> Bool { cell.unicodeScalars.contains { $0.properties.isAlphabetic } }

  /// Could be a heading: short, worded, no sentence, no code, no address.
  static func isHeading(_ cell: String) -> Bool {
    if ["#", "№", "%", "€", "$"].contains(cell) { return true }
    guard cell.utf8.count <= 160, isWorded(cell), !isCode(cell), !cell.utf8.contains(UInt8(ascii: "@")),
      !cell.contains("://")
    else { return false }
    if cell.hasSuffix("."), cell.utf8.count > 12 { return false }
    return !["yes", "no", "ja", "nein", "nee", "oui", "non", "si", "x", "na"].contains(cell.folded)
  }

  /// What stands beside a title and is no heading: `Stand: 01.02.2026`, `Version: 3`, `Owner: Data office`.
  static func isStamp(_ cell: String) -> Bool {
    guard let colon = cell.firstIndex(of: ":"), colon > cell.startIndex else { return false }
    let value = cell[cell.index(after: colon)...]
    return value.first == " " && value.contains { $0.isNumber }
  }

  /// The name of an error in place of a value, as spreadsheets say it in any language: `#REF!`, `#BEZUG!`, `#NV`.
  static func isError(_ cell: String) -> Bool {
    guard let first = cell.utf8.first else { return false }
    if first == UInt8(ascii: "E"), cell.hasPrefix("Err:") {
      return cell.utf8.dropFirst(4).allSatisfy({ (0x30...0x39).contains($0) })
    }
    guard first == UInt8(ascii: "#"), (3...24).contains(cell.utf8.count) else { return false }
    if ["#N/A", "#NV", "#N/D", "#N/B", "#N/V", "#GETTING_DATA"].contains(cell) { return true }
    if cell.utf8.allSatisfy({ $0 == UInt8(ascii: "#") }) { return cell.utf8.count >= 4 }
    guard cell.hasSuffix("!") || cell.hasSuffix("?") else { return false }
    let inner = cell.dropFirst().dropLast().unicodeScalars
    return inner.contains { $0.properties.isUppercase }
      && inner.allSatisfy { $0.properties.isUppercase || "/0¡¿_".unicodeScalars.contains($0) }
  }

  /// Holds the sign that stands where a character was lost.
  static func hasLostCharacter(_ cell: String) -> Bool {
    guard cell.utf8.contains(0xEF) else { return false }
    return cell.unicodeScalars.contains("\u{FFFD}")
  }
}

extension CellShape {
  /// What stands under a heading to say how values are written: `(1–5)`, `[EUR]`, `in %`, `dd.mm.yyyy`.
  static func isUnit(_ cell: String) -> Bool {
    guard cell.utf8.count <= 24 else { return false }
    if let first = cell.first, let last = cell.last, cell.count > 2, "([{<".contains(first), ")]}>".contains(last) {
      return true
    }
    if ["%", "in %", "€", "$", "EUR", "USD", "CHF", "GBP", "h", "min", "d", "k€", "T€", "TEUR"].contains(cell) {
      return true
    }
    let scalars = cell.unicodeScalars
    return (3...7).contains(scalars.count)
      && scalars.count { "-–—…".unicodeScalars.contains($0) } == 1
      && scalars.allSatisfy { "0123456789 -–—…".unicodeScalars.contains($0) }
  }
}

extension CellShape {
  /// Told from one pass over its bytes: clean, on one line, and none of the texts that stand for a fault.
  static func isHarmless(_ cell: String) -> Bool {
    cell.utf8.withContiguousStorageIfAvailable { bytes in
      guard let first = bytes.first, let end = bytes.last else { return true }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: "E") || end == UInt8(ascii: "]") || end == 0x20 {
        return false
      }
      var last: UInt8 = 0x20
      for byte in bytes {
        switch byte {
        case 0x20: if last == 0x20 { return false }
        // Control characters, and what may begin a blank or an invisible character beyond ASCII.
        case 0..<0x20, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF: return false
        default: break
        }
        last = byte
      }
      return true
    } ?? false
  }
}
