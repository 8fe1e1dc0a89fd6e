import RegisterKit

/// Delimited text, as spreadsheets and people make it.
public enum CSV {
  /// Text in any of the usual encodings.
  /// - Throws: ``Unreadable`` for what is no text, with the place of what can't be decoded.
  public static func text(_ bytes: [UInt8]) throws(Unreadable) -> String {
    String(decoding: try TextEncoding.utf8(bytes), as: UTF8.self)
  }

  /// The table of a file; see ``sheet(_:isHeading:)``.
  /// - Throws: ``Unreadable`` for what is no text.
  public static func read(
    _ bytes: [UInt8], isHeading: @escaping @Sendable (String) -> Bool = { _ in false }
  ) throws(Unreadable) -> Table {
    Table(try sheet(bytes, isHeading: isHeading), words: LayoutWords(isHeading: isHeading))
  }

  /// Reads a file in any of the usual encodings; comma, semicolon, tab or bar, or what a first line such as `sep=;` says;
  /// quoted cells with line breaks and doubled quotes. The apostrophe that ``guarded(_:)`` set is taken away.
  /// - Parameter isHeading: Knows the headings that the reader hopes for; the separator that brings them out is the one.
  /// - Throws: ``Unreadable`` for what is no text.
  public static func sheet(
    _ bytes: [UInt8], isHeading: (String) -> Bool = { _ in false }
  ) throws(Unreadable) -> Sheet {
    var text = try TextEncoding.utf8(bytes)
    var (said, line): (UInt8?, Int) = (nil, 1)
    if let first = saidSeparator(text) {
      said = first.separator
      text.removeFirst(first.length)
      line = 2
    }
    let separator = said ?? separator(text, isHeading)
    var raw = try rows(text, separator, from: line)
    for row in raw.indices {
      for cell in raw[row].cells.indices where raw[row].cells[cell].utf8.first == UInt8(ascii: "'") {
        raw[row].cells[cell] = unguarded(raw[row].cells[cell])
      }
    }
    var sheet = Sheet(rows: raw, isText: true)
    sheet.separator = Character(Unicode.Scalar(separator))
    return sheet
  }

  /// The separator that a first line such as `sep=;` names, and how many bytes the line has.
  private static func saidSeparator(_ text: [UInt8]) -> (separator: UInt8, length: Int)? {
    guard let end = text.prefix(12).firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
    let line = text[..<end].filter { $0 != UInt8(ascii: "\"") }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
    let isPair = text[end] == 0x0D && end + 1 < text.count && text[end + 1] == 0x0A
    return (line[4], end + (isPair ? 2 : 1))
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

  static func rows(
    _ text: [UInt8], _ separator: UInt8, most: Int = .max, from first: Int = 1
  ) throws(Unreadable) -> [TableRow] {
    var rows: [TableRow] = []
    var cells: [String] = []
    // A cell is a piece of the text, unless a quotation mark within it made it a text of its own.
    var own: [UInt8] = []
    var (from, isOwn) = (0, false)
    var (line, start) = (first, first)
    var (quoted, width, index) = (false, 0, 0)
    let count = text.count
    text.withUnsafeBufferPointer { text in
      func endCell() {
        if isOwn {
          own.append(contentsOf: text[from..<index])
          cells.append(String(decoding: own, as: UTF8.self))
          own.removeAll(keepingCapacity: true)
        } else {
          cells.append(from == index ? "" : String(decoding: text[from..<index], as: UTF8.self))
        }
        isOwn = false
      }
      func endRow() {
        endCell()
        if cells.count > 1 || !(cells.first?.isEmpty ?? true) {
          width = cells.count
          rows.append(TableRow(number: start, cells: cells))
        }
        cells = []
        cells.reserveCapacity(width)
      }
      while index < count, rows.count < most {
        let byte = text[index]
        if quoted {
          if byte == UInt8(ascii: "\"") {
            own.append(contentsOf: text[from..<index])
            if index + 1 < count, text[index + 1] == byte {
              own.append(byte)
              index += 1
            } else {
              quoted = false
            }
            from = index + 1
          } else if byte == 0x0A || byte == 0x0D && !(index + 1 < count && text[index + 1] == 0x0A) {
            line += 1
          }
        } else if byte == UInt8(ascii: "\""), from == index, own.isEmpty {
          (quoted, isOwn, from) = (true, true, index + 1)
        } else if byte == separator {
          endCell()
          from = index + 1
        } else if byte == 0x0A || byte == 0x0D {
          endRow()
          if byte == 0x0D, index + 1 < count, text[index + 1] == 0x0A { index += 1 }
          from = index + 1
          line += 1
          start = line
        }
        index += 1
      }
      index = min(index, count)
      if !quoted, from < index || isOwn || !cells.isEmpty { endRow() }
    }
    if quoted, most == .max { throw Unreadable("A quotation mark that opens in line \(start) never closes.") }
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
