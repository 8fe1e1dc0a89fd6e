import Domain
import Exchange
import RegisterKit
import Store

// What an import holds of each row and of each table while it is on its way.
extension ImportRun {
  /// One row on its way in.
  struct Row {
    let part: Int
    let source: Source
    let register: String
    let number: Int
    /// As they stand in the file; none for a record that is only brought along.
    var cells: [String] = []
    var texts: ImportTexts = [:]
    var seconds: ImportTexts = [:]
    var extra: [String: String] = [:]
    var state: String?
    var id = ""
    /// The organization's own number, where that is not the code.
    var reference: String?
    /// What no other record of the register has, such as the address or the requirement.
    var unique: String?
    var existing: StoredRecord? {
      get { held.first }
      set { held = newValue.map { [$0] } ?? [] }
    }
    /// Most rows have none, and it is large.
    private var held: [StoredRecord] = []
    /// Comes back from the archive, where it was not in its first state.
    var isBack = false
    var isRejected = false
    /// Says what another row said before it; nothing is written for it.
    var isRepeated = false
    /// Known to be wrong before anything was looked up.
    var wrong: [Trouble] = []
    /// Cells of which the words were kept beside the field.
    var kept: [Trouble] = []
    /// The same, found on the way into the record.
    var lost: [Trouble] = []
    var patch: Body = [:]
    /// What the register makes of a new record's values.
    var admitted: Body? {
      get { made.map { Body(uniqueKeysWithValues: $0) } }
      set { made = newValue.map { Array($0) } }
    }
    var isAdmitted: Bool { made != nil }
    /// Its members, in half the room of a dictionary.
    private var made: [Body.Element]?
    /// What a record that is there becomes.
    var changed: Body?
    /// The state that is written with it.
    var next: String?
    /// Differs from what is stored.
    var isChange = true
    /// Made because another row points at it, not a row of the file.
    var isBrought = false

    init(part: Int, source: Source, register: String, number: Int) {
      self.part = part
      self.source = source
      self.register = register
      self.number = number
    }

    /// Keeps words under the name of what they are beside, with those that are kept there already.
    mutating func keep(_ words: String, beside label: String) {
      guard let before = extra[label], before != words else {
        extra[label] = words
        return
      }
      extra[label] = "\(before); \(words)"
    }
  }

  /// By what a row is known again in the next try: its place, and what it brings along.
  struct RowName: Hashable {
    let path: String
    let sheet: String?
    let number: Int
    let register: String
    let title: String?

    init(_ row: Row) {
      (path, sheet, number, register) = (row.source.path, row.source.found.sheet, row.number, row.register)
      title = row.isBrought ? row.texts.first { !$0.value.isEmpty }?.value : nil
    }
  }

  /// Keeps out from the start what the door refused in the try before, so that one row costs no other.
  mutating func rejectWhatTheDoorRefused() {
    guard !refused.isEmpty else { return }
    for index in rows.indices where !rows[index].isRejected {
      guard let problems = refused[RowName(rows[index])] else { continue }
      reject(index, problems.map { Trouble(field: $0.field, reason: $0.message) })
    }
  }

  /// What is wrong with a row, or was kept of it as words: the field, the value where it is not the field's text, why.
  struct Trouble {
    let field: String?
    var value: String?
    let reason: String
    /// The heading, where the field has no column of its own.
    var heading: String?
    /// Index of the refused row because of which it is so.
    var cause: Int?
    /// What of it is asked about.
    var about = ImportReport.Rejected.Cause.other
  }

  /// One table with what it means. A class, since every row points at it.
  final class Source {
    let path: String
    let found: ImportTable
    let table: Table
    var match: TableMatch
    var decision: TableDecision
    /// Of the registers that were weighed, the best.
    let guesses: [RegisterGuess]
    /// Read as a table with these headings was before.
    let isKept: Bool
    /// Columns of which a person said what they are.
    var decided: Set<Int> = []
    var standard: TableStandard?
    /// Columns of which the heading names the standard: uid of the framework.
    var headed: [Int: String] = [:]
    /// The column in which each row names its standard.
    var naming: Int?
    /// A number alone, such as 5.3, is a control of the annex.
    var isAnnex = true
    var readings: [Int: ColumnReading] = [:]
    /// Place in the report.
    var part = 0

    init(
      path: String, found: ImportTable, table: Table, match: TableMatch, decision: TableDecision,
      guesses: [RegisterGuess] = [], isKept: Bool = false
    ) {
      self.path = path
      self.found = found
      self.table = table
      self.match = match
      self.decision = decision
      self.guesses = guesses
      self.isKept = isKept
    }

    /// Every different cell of a column, the commonest first.
    func different(_ column: Int) -> [String] {
      var counts: [String: Int] = [:]
      for row in table.rows where column < row.cells.count && !row.cells[column].isEmpty {
        counts[row.cells[column], default: 0] += 1
      }
      return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
  }
}
