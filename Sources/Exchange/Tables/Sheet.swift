/// A sheet as it stands in a file, before anybody looked for its table.
public struct Sheet: Sendable, Equatable {
  /// Its name; nil for files without sheets.
  public var name: String?
  public var isHidden = false
  /// Rows with any text, in the order of their numbers; cells that hold a fault show its value.
  public var rows: [TableRow]
  /// Numbers of rows that the sheet doesn't show.
  public var hiddenRows: Set<Int> = []
  /// Columns that the sheet doesn't show, from 0.
  public var hiddenColumns: Set<Int> = []
  public var merged: [Merged] = []
  /// Cells that hold no value, such as `#REF!` or a formula that was never calculated.
  public var faults: [CellFault] = []
  /// What people noted at cells, beside the values.
  public var comments: [CellFault] = []
  /// Lines of delimited text, where a row of another width is a fault.
  public var isText = false
  /// What divides the cells of delimited text.
  public var separator: Character?

  public init(name: String? = nil, rows: [TableRow] = [], isText: Bool = false) {
    self.name = name
    self.rows = rows
    self.isText = isText
  }

  /// Cells that are one for the eye. The text stands in the first.
  public struct Merged: Sendable, Hashable {
    /// Numbers of rows.
    public var rows: ClosedRange<Int>
    /// From 0.
    public var columns: ClosedRange<Int>
    public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// The letters by which a sheet names a column, counted from 0: `A`, `Z`, `AA`.
  public static func letters(_ column: Int) -> String {
    var (rest, out) = (max(0, column), "")
    while true {
      out = String(Character(Unicode.Scalar(UInt8(clamping: 65 + rest % 26)))) + out
      if rest < 26 { return out }
      rest = rest / 26 - 1
    }
  }
}

/// A cell whose value can't be taken.
public struct CellFault: Sendable, Hashable {
  /// As ``TableRow/number``.
  public var row: Int
  /// From 0.
  public var column: Int
  /// As it stands in the file.
  public var value: String
  /// In a sentence for the person who brought the file.
  public var reason: String
  public init(row: Int, column: Int, value: String, reason: String) {
    self.row = row
    self.column = column
    self.value = value
    self.reason = reason
  }
}

/// What a person decided about where a sheet's table is; nil is found.
public struct TableLayout: Sendable, Hashable {
  /// Numbers of the rows that hold the headings.
  public var header: ClosedRange<Int>?
  /// Number of the last row that is a record.
  public var lastRow: Int?
  /// Hidden rows and columns are taken too.
  public var takesHidden: Bool
  public init(header: ClosedRange<Int>? = nil, lastRow: Int? = nil, takesHidden: Bool = false) {
    self.header = header
    self.lastRow = lastRow
    self.takesHidden = takesHidden
  }
}

/// A row that is no record: a group's title, a total, a line of help, a repeated header, a hidden row.
public struct SetAside: Sendable, Hashable {
  /// As ``TableRow/number``.
  public var row: Int
  /// Its cells, in a line.
  public var text: String
  /// In a sentence for the person who brought the file.
  public var reason: String
  public init(row: Int, text: String, reason: String) {
    self.row = row
    self.text = text
    self.reason = reason
  }
}
