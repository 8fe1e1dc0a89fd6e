import Store

/// SQLite 3.40 and later.
struct SQLiteDialect: Dialect {
  let name = "sqlite"

  var migrations: [[SQL]] {
    [
      Schema.version1 + [
        "CREATE VIRTUAL TABLE search USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2')"
      ],
      Schema.version2, Schema.version3, Schema.version4, Schema.version5, Schema.version6,
      Schema.version7 + Self.fileLinks, Schema.version8, Schema.version9, Schema.version10,
    ]
  }

  /// Files of the records that are there: of what stands, and of what is approved where that is an earlier revision.
  private static let fileLinks: [SQL] = {
    func files(_ body: SQL, _ approved: SQL, _ from: SQL) -> [SQL] {
      let insert: SQL =
        "INSERT INTO file_link (workspace, sha256, record_id, approved) SELECT DISTINCT record.workspace"
      let none: SQL = "ON CONFLICT DO NOTHING"
      return [
        """
        \(insert), file.value->>'sha256', record.id, \(approved) FROM \(from), json_each(\(body), '$.attachments') AS file
        WHERE file.value->>'sha256' IS NOT NULL \(none)
        """,
        """
        \(insert), \(body)->>'file', record.id, \(approved) FROM \(from)
        WHERE record.kind IN ('evidence', 'documents') AND \(body)->>'file' IS NOT NULL \(none)
        """,
      ]
    }
    return files(
      "record.body", "record.approved_version IS NOT NULL AND record.approved_version = record.version", "record")
      + files(
        "earlier.body", "1",
        """
        record JOIN revision AS earlier ON earlier.workspace = record.workspace AND earlier.record_id = record.id
          AND earlier.version = record.approved_version AND earlier.version < record.version
          AND earlier.action NOT IN ('commented', 'shared', 'unshared')
        """)
  }()

  func field(_ name: SQL.Name, as storage: FieldStorage) -> SQL {
    switch storage {
    case .text: "record.body->>'\(name)'"
    case .integer, .flag: "CAST(record.body->>'\(name)' AS INTEGER)"
    case .real: "CAST(record.body->>'\(name)' AS REAL)"
    }
  }

  func body(without fields: [SQL.Name]) -> SQL {
    fields.reduce("json_remove(record.body") { $0 + ", '$.\($1)'" } + ")"
  }

  func list(_ name: SQL.Name, holds value: String) -> SQL {
    "EXISTS (SELECT 1 FROM json_each(record.body, '$.\(name)') WHERE json_each.value = \(value))"
  }

  func matches(_ words: [String]) -> SQL {
    // Each word is quoted, so that none is an operator; the last may be unfinished.
    let query = words.map { "\"\($0)\"" }.joined(separator: " ") + "*"
    return "record.row_id IN (SELECT rowid FROM search WHERE search MATCH \(query))"
  }

  func index(row: Int, title: String, text: String) -> [SQL] {
    ["INSERT OR REPLACE INTO search (rowid, title, text) VALUES (\(row), \(title), \(text))"]
  }

  var searchRows: SQL { "SELECT rowid AS row_id, title, text FROM search" }

  func createIndex(register: SQL.Name, field: SQL.Name, storage: FieldStorage) -> [SQL] {
    let expression: SQL
    switch storage {
    case .text: expression = "body->>'\(field)'"
    case .integer, .flag: expression = "CAST(body->>'\(field)' AS INTEGER)"
    case .real: expression = "CAST(body->>'\(field)' AS REAL)"
    }
    return [
      // Without the title it could not give the order of those that tie.
      "DROP INDEX IF EXISTS \"field_\(register)_\(field)\"",
      """
      CREATE INDEX IF NOT EXISTS "list_\(register)_\(field)" ON record (workspace, \(expression), title, id)
      WHERE kind = '\(register)' AND archived = 0
      """,
    ]
  }

  func records(byIndexOf field: SQL.Name, register: SQL.Name) -> SQL {
    "record INDEXED BY \"list_\(register)_\(field)\""
  }

  var integrity: SQL { "PRAGMA integrity_check(20)" }
  var searchIntegrity: [SQL] { ["INSERT INTO search (search) VALUES ('integrity-check')"] }

  func explain(_ sql: SQL) -> SQL { "EXPLAIN QUERY PLAN \(sql)" }
}
