import Exchange
import RegisterKit

/// What an import came to, table by table and row by row.
public struct ImportReport: Sendable {
  /// A row that was not taken, or a cell of it that can't be read; or, as a warning, a cell whose words were kept beside
  /// the field.
  public struct Rejected: Sendable, Hashable {
    /// As a person sees it in the file, from 1; 0 where the whole table is refused.
    public let row: Int
    /// Heading of the column; nil where the whole row is meant.
    public let column: String?
    /// As it stands in the file.
    public let value: String
    /// In a sentence for the person who brought the file.
    public let reason: String
    /// What it comes from, where that is asked about once for the whole table, or no more.
    let cause: Cause
    /// - `missing`: a required field of that name is nowhere said.
    enum Cause: Sendable, Hashable { case settled, missing(String), standard, other }
    /// The refused row for which alone this one is refused, such as “row 12 of assets.csv”: mend that, and this is gone.
    public let follows: String?
    public init(row: Int, column: String?, value: String, reason: String, follows: String? = nil) {
      self.init(row: row, column: column, value: value, reason: reason, follows: follows, cause: .other)
    }

    init(row: Int, column: String?, value: String, reason: String, follows: String?, cause: Cause) {
      self.cause = cause
      self.row = row
      self.column = column
      self.value = value
      self.reason = reason
      self.follows = follows
    }

    var json: Value {
      [
        "row": .int(row), "column": Value(column), "value": .text(value), "reason": .text(reason),
        "follows_from": Value(follows),
      ]
    }
  }

  /// Something that only a person can say, asked once for the whole table.
  public struct Question: Sendable, Hashable {
    /// What is asked for.
    public enum About: String, Sendable { case register, standard, days, column, value, reference, missing }
    public let about: About
    /// Heading of the column; nil where the table is meant.
    public let heading: String?
    /// Name of the field; nil where the table is meant.
    public let field: String?
    /// The words of the file that are asked about, the commonest first.
    public let words: [String]
    /// In a sentence.
    public let text: String
    /// The best answers, as decisions take them.
    public let choices: [String]
    public init(
      _ about: About, heading: String? = nil, field: String? = nil, words: [String] = [], _ text: String,
      choices: [String] = []
    ) {
      self.about = about
      self.heading = heading
      self.field = field
      self.words = words
      self.text = text
      self.choices = choices
    }

    var json: Value {
      [
        "about": .text(about.rawValue), "heading": Value(heading), "field": Value(field), "words": Value(words),
        "text": .text(text), "choices": Value(choices),
      ]
    }
  }

  /// What a row would do to a record.
  public struct RowChange: Sendable, Hashable {
    public let row: Int
    /// Code of the record; of a new one it may be another in the end.
    public let id: String
    public let title: String
    public let isNew: Bool
    /// Label of each field that differs, with its text before and after.
    public let differences: [Difference]
    public struct Difference: Sendable, Hashable {
      public let field: String
      public let before: String
      public let after: String
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
    /// Rows of the header, as the file numbers them; nil for a file that has none.
    public var headerRows: ClosedRange<Int>?
    /// Number of rows of the table: all that have something in them, below the header.
    public var rows = 0
    /// Number of rows.
    public var created = 0
    /// Number of rows.
    public var updated = 0
    /// Number of rows that would not change anything.
    public var unchanged = 0
    public var rejected: [Rejected] = []
    /// Cells whose words were kept beside the field; their rows were taken.
    public var warnings: [Rejected] = []
    /// Rows that are no records, each with the reason: totals, titles of groups, help.
    public var setAside: [SetAside] = []
    /// Headings that nobody understood; their columns are kept with the records.
    public var unknown: [String] = []
    /// What only a person can say.
    public var questions: [Question] = []
    /// Registers that fit best, where none is sure.
    public var guesses: [RegisterGuess] = []
    /// Uid of the framework that the ids of the table mean; nil where they name none or several.
    public var standard: String?
    /// Everything as it was decided or proposed: saved, it is a profile.
    public var proposal = TableDecision()
    /// Said about the whole part: what was left out and why.
    public var notes: [String] = []
    /// What the rows would do, those that change nothing left out; see ``ImportOptions/mostChanges``.
    public var changes: [RowChange] = []
    /// The sheet is no register, such as a cover: nothing of it is missed.
    public var isNoRegister = false

    /// Number of rejections that are gone when others are mended.
    public var following: Int { rejected.count { $0.follows != nil } }
    /// Number of rows that were not taken and stand in ``rejected`` or ``setAside``; all of them where no register takes
    /// the table.
    public var named: Int {
      register == nil ? rows : Set(rejected.map(\.row)).subtracting([0]).union(setAside.map(\.row)).count
    }
    /// Whether something was not taken that should have been.
    public var lacks: Bool { !rejected.isEmpty || (register == nil && rows > 0 && !isNoRegister) }

    /// How each column was read, and by what it was recognised.
    public var columns: [(heading: String, word: String, by: String, strength: Double)] {
      zip(header, match?.columns ?? []).enumerated().map { index, column in
        let by =
          match?.byContent.contains(index) == true ? "content" : match?.isRemembered == true ? "before" : "heading"
        let strengths = match?.strengths ?? []
        return (column.0, column.1.word, by, index < strengths.count ? min(1, strengths[index]) : 0)
      }
    }

    init(path: String, sheet: String?, register: String?) {
      self.path = path
      self.sheet = sheet
      self.register = register
    }

    var json: Value {
      [
        "path": .text(path), "sheet": Value(sheet), "register": Value(register), "standard": Value(standard),
        "header_rows": headerRows.map { .list([.int($0.lowerBound), .int($0.upperBound)]) } ?? .null,
        "rows": .int(rows), "created": .int(created), "updated": .int(updated), "unchanged": .int(unchanged),
        "named": .int(named), "notes": Value(notes),
        "columns": .list(
          columns.map {
            [
              "heading": .text($0.heading), "field": .text($0.word), "by": .text($0.by),
              "certainty": .double($0.strength),
            ]
          }),
        "unknown_headings": Value(unknown), "questions": .list(questions.map(\.json)),
        "suggestions": .list(
          guesses.prefix(3).map {
            ["register": .text($0.match.register), "score": .double($0.score), "reason": .text($0.reason)]
          }),
        "left_out": .list(
          setAside.map { ["row": .int($0.row), "text": .text($0.text), "reason": .text($0.reason)] }),
        "warnings": .list(warnings.map(\.json)), "rejected": .list(rejected.map(\.json)),
        "proposal": proposal.value,
      ]
    }
  }

  /// Nothing was written; the counts say what would be.
  public var isDryRun: Bool
  public var parts: [Part]
  /// By which all of it can be undone; nil if nothing was written.
  public var batch: Int?

  /// Number of rejections over all tables; a row may have several.
  public var rejectedCount: Int { parts.reduce(0) { $0 + $1.rejected.count } }
  /// Whether a row stands in the way of taking all of them. A file that can't be read, or that no register takes, is named
  /// and holds up no other.
  public var isHeldUp: Bool {
    parts.contains { part in
      part.register != nil && part.rejected.contains { $0.row > 0 || part.register == Self.method }
    }
  }
  /// Number of rows that were not taken although they are records, or may be.
  public var leftCount: Int {
    parts.reduce(0) { $0 + ($1.register == nil ? ($1.lacks ? $1.rows : 0) : Set($1.rejected.map(\.row)).count) }
  }
  /// Those that are gone when others are mended.
  public var followingCount: Int { parts.reduce(0) { $0 + $1.following } }
  public var created: Int { parts.reduce(0) { $0 + $1.created } }
  public var updated: Int { parts.reduce(0) { $0 + $1.updated } }
  public var unchanged: Int { parts.reduce(0) { $0 + $1.unchanged } }
  /// Number of things that are asked; a name that several tables say is asked for once.
  public var questionCount: Int {
    var names: Set<String> = []
    return parts.flatMap(\.questions).count { question in
      guard question.about == .reference else { return true }
      return !question.words.filter { names.insert($0).inserted }.isEmpty
    }
  }
  public var warningCount: Int { parts.reduce(0) { $0 + $1.warnings.count } }

  /// Files of which nothing was taken at all.
  public var passedOver: [String] {
    var taken: [String: Bool] = [:]
    for part in parts {
      let isTaken =
        part.register != nil && part.created + part.updated + part.unchanged > 0 || part.register == Self.method
      taken[part.path] = (taken[part.path] ?? false) || isTaken
    }
    return taken.filter { !$0.value }.map(\.key).sorted()
  }

  /// Whether every row of every file was taken.
  public var isWhole: Bool { !parts.contains(where: \.lacks) && passedOver.isEmpty }

  /// How the name of a file of rows to be corrected ends, and the heading of the column that says why.
  public static let correctionsEnding = " rows to correct.csv"
  static let reasonHeading = "Reason"

  /// Stands for a register where a file brought the risk method or a library.
  static let method = "settings"

  /// As the API and `--json` print it.
  public var value: Value {
    ["dry_run": .bool(isDryRun), "batch": Value(batch), "whole": .bool(isWhole), "files": .list(parts.map(\.json))]
  }
}

extension ImportReport {
  /// How the tables were read, as profiles: what a dry run prints.
  public var profiles: [(headings: [String], name: String, decision: TableDecision)] {
    parts.filter { !$0.header.isEmpty && !$0.isNoRegister }.map { part in
      (part.header, part.sheet ?? part.path.fileStem, part.proposal)
    }
  }
}
