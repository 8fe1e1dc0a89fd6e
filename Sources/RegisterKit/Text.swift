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
    String(
      String.UnicodeScalarView(
        lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) }))
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
