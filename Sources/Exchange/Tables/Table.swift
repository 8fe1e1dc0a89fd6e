import RegisterKit

/// A table read from a file, before anybody knows what it means.
public struct Table: Sendable, Equatable {
  /// Name of the sheet; nil for a file that has none.
  public var sheet: String?
  /// Headings, trimmed; one may be empty.
  public var header: [String]
  /// Each with as many cells as the header.
  public var rows: [TableRow]
  /// Rows and headings that can't be taken as they are; those rows are not among ``rows``.
  public var problems: [TableProblem]

  public init(sheet: String? = nil, header: [String] = [], rows: [TableRow] = [], problems: [TableProblem] = []) {
    self.sheet = sheet
    self.header = header
    self.rows = rows
    self.problems = problems
  }

  /// Makes a table of raw rows: finds the header, refuses rows of another width instead of shifting their cells.
  ///
  /// Title lines above the header are recognised by having text in one cell, where a line under them has more.
  public init(sheet: String?, raw: [TableRow]) {
    self.init(sheet: sheet)
    let filled = raw.filter { !$0.cells.allSatisfy(\.isEmpty) }
    guard var first = filled.first else { return }
    var rest = filled.dropFirst()
    func count(_ row: TableRow) -> Int { row.cells.count { !$0.isEmpty } }
    while count(first) <= 1, let next = rest.first, rest.prefix(10).contains(where: { count($0) > count(first) }) {
      first = next
      rest = rest.dropFirst()
    }
    header = first.cells.map { $0.trimmed() }
    while header.last?.isEmpty == true { header.removeLast() }
    let twice = Dictionary(grouping: header.filter { !$0.isEmpty }, by: { $0 }).filter { $0.value.count > 1 }.keys
      .sorted()
    for name in twice {
      problems.append(TableProblem(row: first.number, column: name, value: name, reason: "This heading stands twice."))
    }
    for row in rest {
      let extra = row.cells.dropFirst(header.count)
      guard extra.allSatisfy(\.isEmpty) else {
        problems.append(
          TableProblem(
            row: row.number, column: nil, value: row.cells.joined(separator: ", "),
            reason:
              "This line has \(row.cells.count) cells, the header \(header.count); a cell with the separator in it needs quotation marks."
          ))
        continue
      }
      // A sheet leaves empty cells at the end of a row out; a line of text that does so was cut off.
      guard sheet != nil || row.cells.count >= header.count else {
        problems.append(
          TableProblem(
            row: row.number, column: nil, value: row.cells.joined(separator: ", "),
            reason:
              "This line has \(row.cells.count) of \(header.count) cells; separators must stand for empty ones too."))
        continue
      }
      var cells = Array(row.cells.prefix(header.count))
      while cells.count < header.count { cells.append("") }
      rows.append(TableRow(number: row.number, cells: cells))
    }
  }
}

/// A line of a table.
public struct TableRow: Sendable, Equatable {
  /// As a person sees it in the file: the sheet's row, the text's line, from 1.
  public var number: Int
  public var cells: [String]
  public init(number: Int, cells: [String]) {
    self.number = number
    self.cells = cells
  }
}

/// What is wrong with a line of a file, before anybody knows what it means.
public struct TableProblem: Sendable, Equatable {
  /// As ``TableRow/number``.
  public var row: Int
  /// Heading of the column; nil where the whole line is meant.
  public var column: String?
  /// As it stands in the file.
  public var value: String
  /// In a sentence for the person who brought the file.
  public var reason: String
}

/// Why a file can't be read at all.
public struct Unreadable: Error, Sendable, Equatable {
  /// In a sentence for the person who brought the file.
  public let reason: String
  public init(_ reason: String) { self.reason = reason }
}
