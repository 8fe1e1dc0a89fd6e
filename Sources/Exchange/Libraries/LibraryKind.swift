/// Which kind of library a text is, from its top level, without parsing it.
extension FileReader {
  /// Begins as a JSON object. YAML that is written like JSON is one too, and is read as such.
  static func isJSON(_ text: String) -> Bool {
    text.utf8.first { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) } == UInt8(ascii: "{")
  }

  /// Whether the first names of a JSON object are those of an OSCAL document; `$schema` may stand before them.
  static func isOSCAL(_ text: String) -> Bool {
    let start = String(text.prefix(2_000))
    return oscalKinds.keys.contains { kind in
      guard let found = start.firstRange(of: "\"\(kind)\"") else { return false }
      let before = start[..<found.lowerBound].filter { $0 == "{" }.count
      let after = start[found.upperBound...].drop { $0.isWhitespace }
      return before == 1 && after.first == ":" && after.dropFirst().first { !$0.isWhitespace } == "{"
    }
  }

  /// Names at the beginning of lines that are not indented.
  static func topKeys(_ text: String) -> Set<String> {
    var keys: Set<String> = []
    for line in text.utf8.split(separator: 0x0A) {
      guard let first = line.first, first > 0x20, first != 0x23, first != 0x2D,
        let colon = line.firstIndex(of: 0x3A), line.distance(from: line.startIndex, to: colon) < 40
      else { continue }
      keys.insert(String(Substring(line[..<colon])))
    }
    return keys
  }
}
