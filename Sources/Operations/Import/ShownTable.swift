import Exchange
import Store

/// A table of an import with its headings and rows, for showing.
public struct ShownTable: Sendable {
  /// As it is read, with what was corrected in place.
  public let table: Table
  /// The rows as they are in the file; nil where it has no sheet.
  public let sheet: Sheet?

  /// Different cells of a column with how often each is there, the commonest first.
  public func words(_ column: Int) -> [(text: String, count: Int)] {
    var counts: [String: Int] = [:]
    for row in table.rows where column < row.cells.count && !row.cells[column].isEmpty {
      counts[row.cells[column], default: 0] += 1
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The first different cells of a column, in the order of the rows.
  public func samples(_ column: Int, _ most: Int = 3) -> [String] {
    var found: [String] = []
    for row in table.rows where column < row.cells.count && !row.cells[column].isEmpty {
      if !found.contains(row.cells[column]) { found.append(row.cells[column]) }
      if found.count == most { break }
    }
    return found
  }
}

extension OpenImport {
  /// Changes that pages show of each table at most.
  public static let shown = 50
}

extension Installation {
  /// A table of an import as it is read.
  public func shown(_ part: ImportReport.Part, of open: OpenImport) async throws -> ShownTable? {
    guard let found = open.table(part) else { return nil }
    let (words, decision) = (libraries.importWords, part.proposal)
    return try await imports.work {
      ShownTable(table: decision.corrected(found.laidOut(decision, words)), sheet: found.raw)
    }
  }

  /// The rows of a table that were not taken, as ``ImportReport/rejectedRows(of:_:_:)`` writes them.
  public func rejectedRows(_ part: ImportReport.Part, of open: OpenImport) async throws -> [UInt8]? {
    guard let found = open.table(part) else { return nil }
    let words = libraries.importWords
    return try await imports.work { ImportReport.rejectedRows(of: part, found, words) }
  }
}
