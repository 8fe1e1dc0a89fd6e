import RegisterKit

/// Delimited text, as spreadsheets and people make it.
public enum CSV {
  /// Reads a file: UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252; comma, semicolon, tab or
  /// bar; quoted cells with line breaks and doubled quotes. The apostrophe that ``guarded(_:)`` set is taken away.
  /// - Parameter isHeading: Knows the headings that the reader hopes for; the separator that brings them out is the one.
  /// - Throws: ``Unreadable`` for what is no text.
  public static func read(
    _ bytes: [UInt8], isHeading: (String) -> Bool = { _ in false }
  ) throws(Unreadable) -> Table {
    let text = try utf8(bytes)
    var raw = try rows(text, separator(text, isHeading))
    for row in raw.indices {
      for cell in raw[row].cells.indices { raw[row].cells[cell] = unguarded(raw[row].cells[cell]) }
    }
    return Table(sheet: nil, raw: raw)
  }

  static func utf8(_ bytes: [UInt8]) throws(Unreadable) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try checked(Array(bytes.dropFirst(3))) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let little = bytes[0] == 0xFF
      guard bytes.count % 2 == 0 else { throw Unreadable("The file is cut off in the middle of a character.") }
      let units = stride(from: 2, to: bytes.count, by: 2).map { index in
        little
          ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8 : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw Unreadable("The file is not valid UTF-16 text.")
      }
      return try checked(Array(text.utf8))
    }
    if String(validating: bytes, as: UTF8.self) != nil { return try checked(bytes) }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 { out.append(byte) } else { out.append(contentsOf: String(Character(windows1252(byte))).utf8) }
    }
    return try checked(out)
  }

  private static func checked(_ bytes: [UInt8]) throws(Unreadable) -> [UInt8] {
    if bytes.contains(0) { throw Unreadable("This is not a text file: it has NUL bytes in it.") }
    return bytes
  }

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    let high: [UInt16] = [
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
      0x017D,
      0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
      0xFFFD,
      0x017E, 0x0178,
    ]
    return (0x80..<0xA0).contains(byte) ? Unicode.Scalar(high[Int(byte) - 0x80]) ?? "\u{FFFD}" : Unicode.Scalar(byte)
  }

  private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")]

  /// The separator of a file: the one that makes the most known headings, else the one that stands most evenly in the
  /// first lines. What is between quotation marks does not count, and a bar only where nothing else separates.
  static func separator(_ text: [UInt8], _ isHeading: (String) -> Bool = { _ in false }) -> UInt8 {
    var known: (separator: UInt8, count: Int) = (0, 0)
    for candidate in separators {
      // A line or two may stand above the header.
      let head = (try? rows(text, candidate, most: 3)) ?? []
      let count = head.filter { $0.cells.count > 1 }.map { $0.cells.count { isHeading($0.trimmed()) } }.max() ?? 0
      if count > known.count { known = (candidate, count) }
    }
    if known.count > 0 { return known.separator }
    let lines = separatorCounts(text, most: 20)
    var best: (separator: UInt8, score: Int, isEven: Bool) = (UInt8(ascii: ","), 0, false)
    for (index, candidate) in separators.enumerated() {
      let counts = lines.map { $0[index] }.filter { $0 > 0 }
      let common = Dictionary(grouping: counts, by: { $0 }).max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
      let isEven = common?.value.count == lines.count
      if candidate == UInt8(ascii: "|"), best.score > 0, best.isEven || !isEven { continue }
      // Lines that agree count most; of two that agree as well, the one that makes more columns.
      let score = (common?.value.count ?? 0) * 1000 + (common?.key ?? 0)
      if score > best.score || candidate == UInt8(ascii: "|") && isEven { best = (candidate, score, isEven) }
    }
    return best.separator
  }

  /// How often each separator stands outside quotation marks in each of the first lines that have text.
  private static func separatorCounts(_ text: [UInt8], most: Int) -> [[Int]] {
    var lines: [[Int]] = []
    var counts = separators.map { _ in 0 }
    var (quoted, atStart, isBlank) = (false, true, true)
    for byte in text {
      if byte == UInt8(ascii: "\"") {
        // A doubled mark closes and opens again, which comes to the same. In the middle of a cell it is a letter.
        if quoted {
          (quoted, atStart) = (false, true)
        } else if atStart {
          quoted = true
        }
        isBlank = false
        continue
      }
      if !quoted, byte == 0x0A || byte == 0x0D {
        if !isBlank { lines.append(counts) }
        if lines.count == most { return lines }
        (counts, atStart, isBlank) = (separators.map { _ in 0 }, true, true)
        continue
      }
      isBlank = false
      let index = quoted ? nil : separators.firstIndex(of: byte)
      if let index { counts[index] += 1 }
      atStart = index != nil
    }
    if !isBlank { lines.append(counts) }
    return lines
  }

  static func rows(_ text: [UInt8], _ separator: UInt8, most: Int = .max) throws(Unreadable) -> [TableRow] {
    var rows: [TableRow] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var (line, start) = (1, 1)
    var quoted = false
    var index = 0
    let count = text.count
    func endRow() {
      cells.append(String(decoding: cell, as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
      if cells.count > 1 || !(cells.first?.isEmpty ?? true) { rows.append(TableRow(number: start, cells: cells)) }
      cells.removeAll(keepingCapacity: true)
    }
    while index < count, rows.count < most {
      let byte = text[index]
      if quoted {
        if byte == UInt8(ascii: "\"") {
          if index + 1 < count, text[index + 1] == UInt8(ascii: "\"") {
            cell.append(byte)
            index += 1
          } else {
            quoted = false
          }
        } else {
          if byte == 0x0A { line += 1 }
          cell.append(byte)
        }
      } else if byte == UInt8(ascii: "\""), cell.isEmpty {
        quoted = true
      } else if byte == separator {
        cells.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
      } else if byte == 0x0A || byte == 0x0D {
        if byte == 0x0D, index + 1 < count, text[index + 1] == 0x0A { index += 1 }
        endRow()
        line += 1
        start = line
      } else {
        cell.append(byte)
      }
      index += 1
    }
    if quoted, most == .max { throw Unreadable("A quotation mark that opens in line \(start) never closes.") }
    if !cell.isEmpty || !cells.isEmpty { endRow() }
    return rows
  }

  /// A table as RFC 4180 with a byte order mark, so that spreadsheets read UTF-8. What a spreadsheet would take for a
  /// formula gets an apostrophe in front; ``unguarded(_:)`` takes it away again.
  public static func write(_ header: [String], _ rows: [[String]]) -> [UInt8] {
    var out: [UInt8] = [0xEF, 0xBB, 0xBF]
    for row in [header] + rows {
      for (index, cell) in row.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        let cell = guarded(cell)
        if cell.utf8.contains(where: {
          $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D || separators.contains($0)
        }) {
          out.append(UInt8(ascii: "\""))
          for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { out.append(byte) }
            out.append(byte)
          }
          out.append(UInt8(ascii: "\""))
        } else {
          out.append(contentsOf: cell.utf8)
        }
      }
      out.append(contentsOf: [0x0D, 0x0A])
    }
    return out
  }

  /// A cell that begins as a formula does, after blanks too, with an apostrophe in front. Plain numbers stay numbers.
  public static func guarded(_ cell: String) -> String {
    looksLikeFormula(cell.unicodeScalars[...]) ? "'" + cell : cell
  }

  /// Undoes ``guarded(_:)``, and only that: other apostrophes were the author's.
  static func unguarded(_ cell: String) -> String {
    guard cell.utf8.first == UInt8(ascii: "'"), looksLikeFormula(cell.unicodeScalars.dropFirst()) else { return cell }
    return String(cell.unicodeScalars.dropFirst())
  }

  // By scalars, as spreadsheets read: a combining mark behind the sign doesn't hide it.
  private static func looksLikeFormula(_ cell: Substring.UnicodeScalarView) -> Bool {
    // Apostrophes in front of what looks like a formula were there before: it needs one of its own to come back.
    let cell = cell.drop { $0 == "'" }
    guard let start = cell.first else { return false }
    if start == "\t" || start == "\r" || start == "\n" { return true }
    let rest = cell.drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
    guard let sign = rest.first, "=+-@＝＋－＠".unicodeScalars.contains(sign) else { return false }
    let isNumber = rest.allSatisfy { "0123456789.eE+-".unicodeScalars.contains($0) } && Double(String(rest)) != nil
    return !isNumber
  }
}
