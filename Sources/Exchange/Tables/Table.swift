import RegisterKit

/// A table found on a sheet, before anybody knows what it means.
///
/// Every row with text below the header is in exactly one place: ``rows``, ``problems`` without a column, ``setAside``.
public struct Table: Sendable, Equatable {
  /// Name of the sheet; nil for a file that has none.
  public var sheet: String?
  /// The sheet is one that its workbook doesn't show.
  public var isHidden = false
  /// Headings, clean and each once. Where there is none above filled cells, it is `Column F`.
  public var header: [String]
  /// For each heading the column of the sheet, from 0; nil for one that was added, such as `Group`.
  public var columns: [Int?] = []
  /// Numbers of the rows that hold the headings; nil if there is no table.
  public var headerRows: ClosedRange<Int>?
  /// What stands above the header, a line each.
  public var titles: [String] = []
  /// Records, each with as many cells as the header.
  public var rows: [TableRow]
  /// What can't be taken as it is. One without a column is about a whole row, which is not among ``rows``. One with a
  /// column is about a cell: its row is among ``rows``, with nothing in that cell, which says nothing about the value.
  public var problems: [TableProblem]
  /// What was read otherwise than it stands, to be said; the rows are among ``rows``.
  public var notes: [TableProblem] = []
  /// Rows below the header that are no records.
  public var setAside: [SetAside] = []
  /// Headings of columns that were left out because the sheet hides them or they stand beside the table.
  public var leftOut: [String] = []
  /// Number of the row at which another table begins on the same sheet, whose rows are among ``setAside``.
  public var next: Int?
  /// Why this is rather a summary, a pivot, a cover, a list of choices or a matrix; nil for a register.
  public var notRegister: String?
  /// It has more columns or cells than a table may have, and its rows were left empty.
  public private(set) var isTooLarge = false
  /// No register that people keep is wider, and each column is weighed against every field of every register.
  public static let mostColumns = 300
  /// Columns times rows, filled in or not.
  private static let mostCells = 8_000_000

  /// Leaves the rows empty if filling them up to the width would come to too much.
  /// - Parameter numbers: Of the rows that the table would have.
  /// - Returns: Whether it did.
  public mutating func isLeftEmpty(columns: Int, rows numbers: some Collection<Int>) -> Bool {
    guard columns > Self.mostColumns || columns * numbers.count > Self.mostCells else { return false }
    rows = numbers.map { TableRow(number: $0, cells: []) }
    isTooLarge = true
    return true
  }

  public init(sheet: String? = nil, header: [String] = [], rows: [TableRow] = [], problems: [TableProblem] = []) {
    self.sheet = sheet
    self.header = header
    self.rows = rows
    self.problems = problems
  }

  /// Finds the table of a sheet: its header of one to three lines, its records, and what is none of them.
  public init(_ sheet: Sheet, _ layout: TableLayout = .init(), words: LayoutWords = .init()) {
    var finder = TableFinder(sheet, layout, words)
    self = finder.table()
  }

  /// The table of raw rows.
  /// - Parameter sheet: Name of their sheet; nil for lines of delimited text.
  public init(sheet: String?, raw: [TableRow]) {
    self.init(Sheet(name: sheet, rows: raw, isText: sheet == nil))
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
  public init(row: Int, column: String?, value: String, reason: String) {
    self.row = row
    self.column = column
    self.value = value
    self.reason = reason
  }
}

/// Why a file can't be read at all.
public struct Unreadable: Error, Sendable, Equatable {
  /// In a sentence for the person who brought the file.
  public let reason: String
  public init(_ reason: String) { self.reason = reason }
}
