extension StringProtocol {
  /// Without white space at both ends, and without the given characters there.
  public func trimmed(also characters: String = "") -> String {
    let strip: (Character) -> Bool = { $0.isWhitespace || characters.contains($0) }
    var slice = self[...]
    while let first = slice.first, strip(first) { slice = slice.dropFirst() }
    while let last = slice.last, strip(last) { slice = slice.dropLast() }
    return String(slice)
  }

  /// Letters and digits only, in lower case: how names, labels and headings are compared.
  public var folded: String {
    if let plain = foldedASCII { return plain }
    return String(
      String.UnicodeScalarView(
        lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }))
  }

  /// The same for ASCII, as nearly every heading and value is, without the tables of Unicode; nil for other text.
  private var foldedASCII: String? {
    var out: [UInt8] = []
    out.reserveCapacity(utf8.count)
    for byte in utf8 {
      switch byte {
      case 0x61...0x7A, 0x30...0x39: out.append(byte)
      case 0x41...0x5A: out.append(byte | 0x20)
      case 0..<0x80: break
      default: return nil
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension String {
  /// `in_place` → `In place`: the label of a name that has none of its own.
  public var asLabel: String {
    let words = split(separator: "_").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// The parts of a cell that holds several references: separated by `;`, `,` or line breaks.
  public var parts: [String] {
    split { $0 == ";" || $0 == "," || $0 == "\n" }.map { $0.trimmed() }.filter { !$0.isEmpty }
  }
}

extension Int {
  /// A count with its noun: `1 problem`, `4 problems`.
  public func of(_ one: String, _ many: String) -> String { "\(self) \(self == 1 ? one : many)" }
}
