import RegisterKit

/// Delimited text, as spreadsheets and people make it.
public enum CSV {
  /// Reads a file: UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252; comma, semicolon, tab or
  /// bar; quoted cells with line breaks and doubled quotes.
  /// - Throws: ``Unreadable`` for what is no text.
  public static func read(_ bytes: [UInt8]) throws(Unreadable) -> Table {
    let text = try utf8(bytes)
    let separator = separator(text)
    return Table(sheet: nil, raw: try rows(text, separator))
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

  /// The separator that stands most evenly in the first lines, outside quotes.
  static func separator(_ text: [UInt8]) -> UInt8 {
    var best: (separator: UInt8, score: Int) = (UInt8(ascii: ","), 0)
    for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
      guard let rows = try? rows(text, candidate, most: 20) else { continue }
      let widths = rows.map(\.cells.count).filter { $0 > 1 }
      let common = Dictionary(grouping: widths, by: { $0 }).max { $0.value.count < $1.value.count }
      // Lines that agree count most; of two that agree as well, the one that makes more columns.
      let score = (common?.value.count ?? 0) * 1000 + (common?.key ?? 0)
      if score > best.score { best = (candidate, score) }
    }
    return best.separator
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
          $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D || $0 == UInt8(ascii: ";")
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
  public static func guarded(_ cell: String) -> String { looksLikeFormula(cell[...]) ? "'" + cell : cell }

  /// Undoes ``guarded(_:)``, and only that.
  public static func unguarded(_ cell: String) -> String {
    cell.first == "'" && looksLikeFormula(cell.dropFirst()) ? String(cell.dropFirst()) : cell
  }

  private static func looksLikeFormula(_ cell: Substring) -> Bool {
    if let first = cell.unicodeScalars.first, first == "\t" || first == "\r" || first == "\n" { return true }
    // An apostrophe in front of what looks like a formula was there before: it needs one of its own to come back.
    if cell.first == "'" { return looksLikeFormula(cell.dropFirst()) }
    guard let first = cell.first(where: { !$0.isWhitespace && $0 != "\u{FEFF}" }) else { return false }
    guard "=+-@＝＋－＠".contains(first) else { return false }
    return Double(cell.trimmed()) == nil
  }
}
