import Domain
import RegisterKit
import Store

/// What came of folding the ledger anew.
public struct RebuildComparison: Sendable {
  /// Number of ledger entries that were folded, over all workspaces.
  public var entries = 0
  /// Tables and keys at which the two differ.
  public var differences: [String] = []
}

extension Installation {
  /// Folds every ledger into the tables of an empty database and compares them, row by row, with the present ones.
  public func rebuild(into fresh: any Database) async throws -> RebuildComparison {
    var comparison = RebuildComparison()
    for workspace in try await database.read({ try $0.workspaces() }) {
      let registers = registers
      let (entries, present) = try await database.read { connection -> ([Revision], [String: [String]]) in
        let scope = Scope(connection, workspace, registers)
        return (try scope.revisions(from: 1, limit: Int(Int32.max)), try Self.dump(connection, workspace))
      }
      let folded = try await fresh.write { connection -> [String: [String]] in
        try connection.run(
          "INSERT INTO workspace (id, slug, name, created_at, ledger_frontier) VALUES (\(workspace.id), \(workspace.slug), \(workspace.name), '', x'')"
        )
        try Scope(connection, workspace, registers).foldAll(entries)
        return try Self.dump(connection, workspace)
      }
      comparison.entries += entries.count
      for (table, rows) in present {
        let other = Set(folded[table] ?? [])
        let mine = Set(rows)
        for row in mine.subtracting(other).sorted().prefix(5) {
          comparison.differences.append("\(table): only in the present tables: \(row.prefix(160))")
        }
        for row in other.subtracting(mine).sorted().prefix(5) {
          comparison.differences.append("\(table): only by the ledger: \(row.prefix(160))")
        }
      }
    }
    return comparison
  }

  /// Every row of the tables that follow from the ledger, as text.
  private static func dump(_ connection: any Connection, _ workspace: Workspace) throws -> [String: [String]] {
    let ws = workspace.id
    func rows(_ sql: SQL, _ columns: Int) throws -> [String] {
      try connection.all(sql) { row in
        (0..<columns).map { row.isNull($0) ? "∅" : row.text($0) }.joined(separator: " | ")
      }
    }
    return [
      "record": try rows("SELECT \(StoredRecord.columns) FROM record WHERE workspace = \(ws)", 15),
      "link": try rows("SELECT from_id, role, to_id FROM link WHERE workspace = \(ws)", 3),
      "requirement_link": try rows("SELECT uid, kind, from_id, role FROM requirement_link WHERE workspace = \(ws)", 4),
      "file_link": try rows("SELECT record_id, sha256, approved FROM file_link WHERE workspace = \(ws)", 3),
      "shown": try rows("SELECT record_id, audit FROM shown WHERE workspace = \(ws)", 2),
      "comment": try rows("SELECT seq, record_id, actor, at, text FROM comment WHERE workspace = \(ws)", 5),
      "search": try rows(
        """
        SELECT record.id, kept.title, kept.text FROM (\(connection.dialect.searchRows)) kept
        JOIN record ON record.row_id = kept.row_id WHERE record.workspace = \(ws)
        """, 3),
    ]
  }
}
