import Exchange
import RegisterKit

/// What a person wrote over a cell. The same row with the same words in that cell gets it again.
public struct CellCorrection: Sendable, Hashable {
  /// Heading of the column.
  public let column: String
  /// What the file says.
  public let was: String
  /// What is meant.
  public let means: String
  /// Heading of the column that tells rows apart.
  public let key: String
  /// What the row says there.
  public let row: String

  /// The cell that it is about, and what that says: of two, the later goes.
  var subject: [String] { [column, was, key, row] }

  var value: Value {
    ["column": .text(column), "was": .text(was), "means": .text(means), "key": .text(key), "row": .text(row)]
  }

  init(column: String, was: String, means: String, key: String, row: String) {
    (self.column, self.was, self.means, self.key, self.row) = (column, was, means, key, row)
  }

  /// Nil for a value that is no correction.
  init?(_ value: Value) {
    guard let column = value["column"].text, let key = value["key"].text, let row = value["row"].text else {
      return nil
    }
    self.init(column: column, was: value["was"].text ?? "", means: value["means"].text ?? "", key: key, row: row)
  }
}

extension TableDecision {
  /// A table with what was mended in place; what was wrong with those cells is said no more.
  func corrected(_ table: Table) -> Table {
    guard !mended.isEmpty else { return table }
    var table = table
    let columns = Dictionary(table.header.enumerated().map { ($1, $0) }) { first, _ in first }
    for index in table.rows.indices {
      for (heading, text) in mended[table.rows[index].number] ?? [:] {
        guard let column = columns[heading], column < table.rows[index].cells.count else { continue }
        table.rows[index].cells[column] = text
      }
    }
    table.problems.removeAll { problem in problem.column.map { mended[problem.row]?[$0] != nil } == true }
    return table
  }

  /// So many are kept of a table; the oldest go first.
  private static let mostCorrections = 500

  /// Puts what was corrected before where the same row says the same again and nobody decided otherwise.
  mutating func recall(in table: Table) {
    guard !corrections.isEmpty else { return }
    let known = Dictionary(grouping: corrections) { [$0.key.folded, $0.row] }
    let keys = Set(corrections.map(\.key.folded))
    let places = Dictionary(table.header.enumerated().map { ($1.folded, $0) }) { first, _ in first }
    let naming = table.header.enumerated().map { ($0, $1.folded) }.filter { keys.contains($0.1) }
    for row in table.rows {
      for (index, heading) in naming where index < row.cells.count {
        for correction in known[[heading, row.cells[index]]] ?? [] {
          guard let column = places[correction.column.folded],
            column < row.cells.count, row.cells[column] == correction.was,
            mended[row.number]?[table.header[column]] == nil
          else { continue }
          mended[row.number, default: [:]][table.header[column]] = correction.means
        }
      }
    }
  }

  /// Keeps what was mended in a table for the next file, by what tells its rows apart.
  /// - Parameters:
  ///   - table: As it stands in the file.
  ///   - keys: The columns that may tell its rows apart, the best first.
  mutating func keepCorrections(of mended: [Int: [String: String]], in table: Table, keys: [Int]) {
    // How often a row says each thing in a column that may tell rows apart.
    var counts: [Int: [String: Int]] = [:]
    for key in keys {
      for row in table.rows where key < row.cells.count { counts[key, default: [:]][row.cells[key], default: 0] += 1 }
    }
    for row in table.rows {
      guard let cells = mended[row.number] else { continue }
      for (heading, means) in cells.sorted(by: { $0.key < $1.key }) {
        guard let column = table.header.firstIndex(of: heading), column < row.cells.count,
          let key = keys.first(where: { key in
            key != column && key < row.cells.count && !row.cells[key].isEmpty && counts[key]?[row.cells[key]] == 1
          })
        else { continue }
        let correction = CellCorrection(
          column: heading, was: row.cells[column], means: means, key: table.header[key], row: row.cells[key])
        if corrections.contains(correction) { continue }
        corrections.removeAll { $0.subject == correction.subject }
        // What the file says was meant after all.
        if means != correction.was { corrections.append(correction) }
      }
    }
    corrections = corrections.suffix(Self.mostCorrections)
  }
}
