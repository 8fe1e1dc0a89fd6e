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

  func isAbout(_ other: CellCorrection) -> Bool {
    column == other.column && was == other.was && key == other.key && row == other.row
  }

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
  /// So many are kept of a table; the oldest go first.
  private static let mostCorrections = 500

  /// Puts what was corrected before where the same row says the same again and nobody decided otherwise.
  mutating func recall(in table: Table) {
    guard !corrections.isEmpty else { return }
    let known = Dictionary(grouping: corrections) { [$0.key.folded, $0.row] }
    let keys = Set(corrections.map(\.key.folded))
    for row in table.rows {
      for (index, heading) in table.header.enumerated() where keys.contains(heading.folded) && index < row.cells.count {
        for correction in known[[heading.folded, row.cells[index]]] ?? [] {
          guard let column = table.header.firstIndex(where: { $0.folded == correction.column.folded }),
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
    for row in table.rows {
      guard let cells = mended[row.number] else { continue }
      for (heading, means) in cells.sorted(by: { $0.key < $1.key }) {
        guard let column = table.header.firstIndex(of: heading), column < row.cells.count,
          let key = keys.first(where: { isKey($0, row, table, not: column) })
        else { continue }
        let correction = CellCorrection(
          column: heading, was: row.cells[column], means: means, key: table.header[key], row: row.cells[key])
        if corrections.contains(correction) { continue }
        corrections.removeAll { $0.isAbout(correction) }
        // What the file says was meant after all.
        if means != correction.was { corrections.append(correction) }
      }
    }
    corrections = corrections.suffix(Self.mostCorrections)
  }

  private func isKey(_ key: Int, _ row: TableRow, _ table: Table, not column: Int) -> Bool {
    guard key != column, key < row.cells.count, !row.cells[key].isEmpty else { return false }
    return table.rows.count { key < $0.cells.count && $0.cells[key] == row.cells[key] } == 1
  }
}
