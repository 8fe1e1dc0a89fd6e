import RegisterKit

/// The text of a cell as a person sees it: what can't be seen or makes no difference to the eye is evened out.
enum CellText {
  /// Without marks that have no width, every blank a plain one and none of them double, every dash a hyphen, digits and
  /// punctuation of full width as their plain ones. Line breaks stay where `lines` says so.
  static func plain(_ text: some StringProtocol, lines: Bool = false) -> String {
    var out = String.UnicodeScalarView()
    var blank = false
    for scalar in text.unicodeScalars {
      guard let seen = seen(scalar) else { continue }
      if seen == "\n", lines {
        out.append("\n")
        blank = true
      } else if seen == " " || seen == "\n" {
        if !blank { out.append(" ") }
        blank = true
      } else {
        out.append(seen)
        blank = false
      }
    }
    return String(out).trimmed()
  }

  /// Words of letters and digits, small and without accents: `Q3/26` is `q3`, `26`.
  static func words(_ text: some StringProtocol) -> [String] {
    var (found, word): ([String], String) = ([], "")
    for scalar in plain(text).lowercased().unicodeScalars {
      if isMark(scalar) { continue }
      if scalar.properties.isAlphabetic || isDigit(scalar) {
        word += letters[scalar] ?? String(scalar)
      } else if !word.isEmpty {
        found.append(word)
        word = ""
      }
    }
    return word.isEmpty ? found : found + [word]
  }

  /// Letters and digits only, small and without accents: how words are compared in any language.
  static func key(_ text: some StringProtocol) -> String { words(text).joined() }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// An accent that stands as a character of its own behind its letter.
  static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x36F).contains(scalar.value) }

  private static func seen(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: "\n"
    case 0x21...0x7E: scalar
    case 0x00...0x08, 0x0E...0x1F, 0x7F...0x84, 0x86...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E,
      0x2060...0x2064, 0x2066...0x206F, 0xFE00...0xFE0F, 0xFEFF:
      nil
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: "-"
    case 0x2018, 0x2019, 0x2032, 0x02BC: "'"
    case 0x2044, 0x2215: "/"
    case 0x3002: "."
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0)
    default:
      if scalar.properties.isWhitespace {
        " "
      } else if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue,
        value >= 0, value <= 9
      {
        UInt32(exactly: value).flatMap { Unicode.Scalar(0x30 + $0) } ?? scalar
      } else {
        scalar
      }
    }
  }

  /// Small letters with accents and what they are without.
  static let letters: [Unicode.Scalar: String] = {
    let groups = [
      ("a", "àáâãäåāăąǎ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("h", "ĥħ"),
      ("i", "ìíîïĩīĭįı"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"), ("n", "ñńņňŉ"), ("o", "òóôõöøōŏő"), ("oe", "œ"),
      ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűų"), ("w", "ŵ"),
      ("y", "ýÿŷ"), ("z", "źżž"),
    ]
    var all: [Unicode.Scalar: String] = [:]
    for (plain, accented) in groups {
      for scalar in accented.unicodeScalars where !isMark(scalar) && !isASCII(scalar) { all[scalar] = plain }
    }
    return all
  }()

  private static func isASCII(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x80 }
}
