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
  /// As a person reads it: without blanks at both ends, runs of blanks on a line as one, none that can't be seen. Line
  /// breaks stay. How texts from files are compared.
  public var cleaned: String { cleaned(keepingRuns: false) }

  /// The same, with the runs of blanks that indent and align lines of prose.
  public var cleanedProse: String { cleaned(keepingRuns: true) }

  private func cleaned(keepingRuns: Bool) -> String {
    if isPlain { return self }
    var out = String.UnicodeScalarView()
    var blanks: [Unicode.Scalar] = []
    let scalars = unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      scalars.formIndex(after: &index)
      if scalar.isInvisible {
        // Between letters of scripts that join, and within emoji, it is part of the spelling.
        guard scalar.isJoiner, blanks.isEmpty, let before = out.last, before.value > 0x24F, index < scalars.endIndex,
          scalars[index].value > 0x24F, !scalars[index].isInvisible, !scalars[index].isBlank
        else { continue }
        out.append(scalar)
      } else if scalar.isLineBreak {
        // Blanks before the end of a line are seen by nobody, but in Markdown two of them break the line.
        if !keepingRuns { while let last = blanks.last, !last.isLineBreak { blanks.removeLast() } }
        blanks.append(scalar)
      } else if scalar.isBlank {
        if keepingRuns || blanks.isEmpty { blanks.append(scalar == "\t" && keepingRuns ? "\t" : " ") }
      } else {
        // One by one: appending several copies all that is there.
        if !out.isEmpty { for blank in blanks { out.append(blank) } }
        blanks.removeAll(keepingCapacity: true)
        out.append(scalar)
      }
    }
    return String(out)
  }

  /// Nothing to clean, told from the bytes.
  private var isPlain: Bool {
    var last: UInt8 = 0x20
    for byte in utf8 {
      switch byte {
      case 0x20: if last == 0x20 { return false }
      case 0..<0x20: return false
      // The first bytes of what is beyond ASCII and may be a blank or invisible.
      case 0xC2, 0xE1, 0xE2, 0xE3, 0xEF: return false
      default: break
      }
      last = byte
    }
    return last > 0x20 || isEmpty
  }

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

extension Unicode.Scalar {
  fileprivate var isLineBreak: Bool {
    (0x0A...0x0D).contains(value) || value == 0x85 || value == 0x2028 || value == 0x2029
  }
  fileprivate var isBlank: Bool { properties.isWhitespace || value == 0x2800 || value == 0x3164 }
  fileprivate var isJoiner: Bool { value == 0x200C || value == 0x200D }
  /// Takes no room on a line: zero-width blanks and joiners, soft hyphen, byte order mark, marks of direction.
  fileprivate var isInvisible: Bool {
    switch value {
    case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: true
    case 0..<0x20: !isLineBreak && value != 0x09
    default: false
    }
  }
}
