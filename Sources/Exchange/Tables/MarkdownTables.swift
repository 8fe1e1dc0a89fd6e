import RegisterKit

/// Tables of Markdown: `| a | b |`, a line of dashes, and rows.
public enum MarkdownTables {
  /// Each table a sheet, named by the heading above it; the numbers of its rows are lines of the text.
  public static func sheets(_ text: String) -> [Sheet] {
    var sheets: [Sheet] = []
    var (heading, previous): (String?, (number: Int, line: Substring)?) = (nil, nil)
    var (open, fence): (Bool, Substring?) = (false, nil)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let number = index + 1
      let bare = line.trimmed()
      let marks = bare.prefix { $0 == "`" || $0 == "~" }
      if marks.count >= 3, fence == nil || bare.hasPrefix(fence ?? "") && marks.count == bare.count {
        fence = fence == nil ? Substring(marks) : nil
        (open, previous) = (false, nil)
        continue
      }
      if fence != nil { continue }
      if open {
        if isRow(bare) {
          sheets[sheets.count - 1].rows.append(TableRow(number: number, cells: cells(bare)))
          continue
        }
        open = false
      }
      if isDashes(bare), let header = previous, isRow(header.line.trimmed()),
        cells(bare).count == cells(header.line.trimmed()).count
      {
        sheets.append(
          Sheet(name: heading, rows: [TableRow(number: header.number, cells: cells(header.line.trimmed()))]))
        (open, previous) = (true, nil)
        continue
      }
      if let title = title(bare) {
        heading = title
      } else if !bare.isEmpty, bare.allSatisfy({ $0 == "=" }) || bare.allSatisfy({ $0 == "-" }), let above = previous,
        !above.line.trimmed().isEmpty
      {
        heading = above.line.trimmed()
      }
      previous = (number, line)
    }
    return sheets
  }

  private static func title(_ line: String) -> String? {
    let marks = line.prefix { $0 == "#" }
    guard (1...6).contains(marks.count), line.dropFirst(marks.count).first?.isWhitespace ?? true else { return nil }
    return plain(line.trimmed(also: "#"))
  }

  private static func isRow(_ line: String) -> Bool { line.contains("|") && !line.isEmpty }

  private static func isDashes(_ line: String) -> Bool {
    line.contains("-") && line.contains("|") && line.allSatisfy { "|-: \t".contains($0) }
      && cells(line).allSatisfy { $0.contains("-") }
  }

  /// The cells of a row: bars divide, but not behind a backslash or within code.
  static func cells(_ line: String) -> [String] {
    var (cells, cell, isEscaped) = ([String](), "", false)
    var rest = line[...]
    if rest.first == "|" { rest = rest.dropFirst() }
    while let character = rest.first {
      rest = rest.dropFirst()
      if isEscaped {
        if character != "|" { cell.append("\\") }
        cell.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append(plain(cell))
        cell = ""
      } else {
        cell.append(character)
      }
    }
    if isEscaped { cell.append("\\") }
    // A bar at the end opens no cell.
    if !line.hasSuffix("|") || line.hasSuffix("\\|") || cells.isEmpty { cells.append(plain(cell)) }
    return cells
  }

  /// Without the marks around a whole cell, and with its line breaks.
  private static func plain(_ cell: String) -> String {
    var text = cell.trimmed()
    for tag in ["<br>", "<br/>", "<br />", "<BR>"] { text = text.replacing(tag, with: "\n") }
    for mark in ["**", "__", "`"] {
      if text.count > mark.count * 2, text.hasPrefix(mark), text.hasSuffix(mark),
        !text.dropFirst(mark.count).dropLast(mark.count).contains(mark)
      {
        text = String(text.dropFirst(mark.count).dropLast(mark.count))
      }
    }
    return text.trimmed()
  }
}
