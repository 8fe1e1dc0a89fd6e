import RegisterKit

/// What an import came to, table by table and row by row.
public struct ImportReport: Sendable {
  /// A row that was not taken, or a cell of it that can't be read.
  public struct Rejected: Sendable, Hashable {
    /// As a person sees it in the file, from 1; 0 where the whole table is refused.
    public let row: Int
    /// Heading of the column; nil where the whole row is meant.
    public let column: String?
    /// As it stands in the file.
    public let value: String
    /// In a sentence for the person who brought the file.
    public let reason: String
    /// The refused row for which alone this one is refused, such as “row 12 of assets.csv”: mend that, and this is gone.
    public let follows: String?
    public init(row: Int, column: String?, value: String, reason: String, follows: String? = nil) {
      self.row = row
      self.column = column
      self.value = value
      self.reason = reason
      self.follows = follows
    }
  }
  /// One table of a file.
  public struct Part: Sendable {
    public let path: String
    /// Nil for a file without sheets.
    public let sheet: String?
    /// Slug; nil if no register takes the table.
    public let register: String?
    /// How it was read; nil if no register takes it.
    public var match: TableMatch?
    public var header: [String] = []
    /// Number of rows of the table.
    public var rows = 0
    /// Number of records.
    public var created = 0
    /// Number of records.
    public var updated = 0
    /// Number of records that the rows would not change.
    public var unchanged = 0
    public var rejected: [Rejected] = []
    /// Said about the whole part: what was left out and why.
    public var notes: [String] = []

    /// Number of rejections that are gone when others are mended.
    public var following: Int { rejected.count { $0.follows != nil } }

    /// How each column was read, and by what it was recognised.
    var columns: [Value] {
      zip(header, match?.columns ?? []).enumerated().map { index, column in
        let by =
          match?.byContent.contains(index) == true ? "content" : match?.isRemembered == true ? "before" : "heading"
        return ["heading": .text(column.0), "field": .text(column.1.word), "by": .text(by)]
      }
    }
  }

  /// Nothing was written; the counts say what would be.
  public var isDryRun: Bool
  public var parts: [Part]
  /// By which all of it can be undone; nil if nothing was written.
  public var batch: Int?

  /// Number of rejections over all tables; a row may have several.
  public var rejectedCount: Int { parts.reduce(0) { $0 + $1.rejected.count } }
  /// Those that are gone when others are mended.
  public var followingCount: Int { parts.reduce(0) { $0 + $1.following } }
  public var created: Int { parts.reduce(0) { $0 + $1.created } }
  public var updated: Int { parts.reduce(0) { $0 + $1.updated } }
  public var unchanged: Int { parts.reduce(0) { $0 + $1.unchanged } }

  /// As the API and `--json` print it.
  public var value: Value {
    [
      "dry_run": .bool(isDryRun), "batch": Value(batch),
      "files": .list(
        parts.map { part in
          [
            "path": .text(part.path), "sheet": Value(part.sheet), "register": Value(part.register),
            "rows": .int(part.rows),
            "created": .int(part.created), "updated": .int(part.updated), "unchanged": .int(part.unchanged),
            "notes": Value(part.notes), "columns": .list(part.columns),
            "rejected": .list(
              part.rejected.map {
                [
                  "row": .int($0.row), "column": Value($0.column), "value": .text($0.value), "reason": .text($0.reason),
                  "follows_from": Value($0.follows),
                ]
              }),
          ]
        }),
    ]
  }
}
