import RegisterKit

/// A file that a workspace holds, by its hash.
public struct StoredFile: Sendable, Hashable {
  /// In 64 hexadecimal digits, lower case.
  public let sha256: String
  /// In bytes.
  public let size: Int
  /// Media type found in its content.
  public let type: String
  public init(sha256: String, size: Int, type: String) {
    self.sha256 = sha256
    self.size = size
    self.type = type
  }

  /// The columns that ``init(_:from:)`` reads, in its order.
  static let columns: SQL = "sha256, size, type"

  /// Reads a row of ``columns``, which may begin further on.
  init(_ row: any Row, from column: Int = 0) {
    self.init(sha256: row.text(column), size: row.int(column + 1), type: row.text(column + 2))
  }
}

/// What of the files of a workspace stands where.
public struct FileUse: Sendable, Hashable {
  /// Number of files and their bytes.
  public var count = 0
  public var bytes = 0
  public init(count: Int = 0, bytes: Int = 0) {
    self.count = count
    self.bytes = bytes
  }
}

/// What an administrator set for a workspace, in bytes; nil where the installation's own figure holds.
public struct FileLimits: Sendable, Hashable {
  public var bytes: Int?
  public var personBytes: Int?
  public init(bytes: Int? = nil, personBytes: Int? = nil) {
    self.bytes = bytes
    self.personBytes = personBytes
  }
}

// The bytes lie beside the database, content-addressed; the row says that this workspace holds them.
extension Scope {
  /// A file that this workspace holds; nil if it holds none of that hash.
  /// - Parameter sha256: In 64 hexadecimal digits, lower case.
  public func file(_ sha256: String) throws -> StoredFile? {
    try connection.first(
      "SELECT \(StoredFile.columns), at, seal FROM blob WHERE workspace = \(ws) AND sha256 = \(sha256)"
    ) { row in
      let file = StoredFile(row)
      // Altered by hand: its bytes are what its hash says, but nothing is believed of their type.
      guard connection.fileSeal(ws, file, at: row.text(3)) == row.text(4) else {
        return StoredFile(sha256: file.sha256, size: file.size, type: "application/octet-stream")
      }
      return file
    }
  }

  /// All files that this workspace holds, by hash.
  public func files() throws -> [StoredFile] {
    try connection.all("SELECT \(StoredFile.columns) FROM blob WHERE workspace = \(ws) ORDER BY sha256") {
      StoredFile($0)
    }
  }

  /// Says that this workspace holds a file; one that it holds already and no entry names waits for one from now on. The
  /// bytes are kept elsewhere.
  /// - Parameter actor: Who brought it, as the ledger names authors.
  public func addFile(_ file: StoredFile, by actor: String = "", at: Instant) throws {
    try connection.run(
      """
      INSERT INTO blob (workspace, sha256, size, type, at, brought_by, seal)
      VALUES (\(ws), \(file.sha256), \(file.size), \(file.type), \("\(at)"), \(actor),
        \(connection.fileSeal(ws, file, at: "\(at)")))
      ON CONFLICT (workspace, sha256) DO UPDATE
      SET size = excluded.size, type = excluded.type, at = excluded.at, seal = excluded.seal WHERE named = 0
      """)
  }

  /// An entry of the ledger names these files, so they stay as long as it does.
  func nameFiles(_ hashes: Set<String>) throws {
    for sha256 in hashes {
      try connection.run(
        "UPDATE blob SET named = 1 WHERE workspace = \(ws) AND sha256 = \(sha256) AND named = 0")
    }
  }

  /// All files of the workspace together.
  public func fileUse() throws -> FileUse { try fileUse("") }

  /// The files that somebody brought.
  /// - Parameter actor: As the ledger names authors.
  public func fileUse(of actor: String) throws -> FileUse { try fileUse(" AND brought_by = \(actor)") }

  /// Files that no entry names yet.
  public func unnamedFileUse() throws -> FileUse { try fileUse(" AND named = 0") }

  private func fileUse(_ condition: SQL) throws -> FileUse {
    try connection.first("SELECT count(*), total(size) FROM blob WHERE workspace = \(ws)\(condition)") {
      FileUse(count: $0.int(0), bytes: $0.int(1))
    } ?? FileUse()
  }

  /// Who brought how much, the most first; under an empty name what was there before that was kept, or came from an export.
  public func fileUseByPerson(_ limit: Int) throws -> [(actor: String, use: FileUse)] {
    try connection.all(
      """
      SELECT brought_by, count(*), total(size) FROM blob WHERE workspace = \(ws)
      GROUP BY brought_by ORDER BY total(size) DESC, brought_by LIMIT \(limit)
      """
    ) { ($0.text(0), FileUse(count: $0.int(1), bytes: $0.int(2))) }
  }

  /// The largest files, each with who brought it and a record that names it now, if one does.
  public func largestFiles(_ limit: Int) throws -> [(file: StoredFile, by: String, record: RecordName?)] {
    let files = try connection.all(
      """
      SELECT \(StoredFile.columns), brought_by, (SELECT min(record_id) FROM file_link
        WHERE file_link.workspace = blob.workspace AND file_link.sha256 = blob.sha256)
      FROM blob WHERE workspace = \(ws) ORDER BY size DESC, sha256 LIMIT \(limit)
      """
    ) { row in
      (StoredFile(row), by: row.text(3), id: row.optionalText(4))
    }
    let names = try names(of: files.compactMap(\.id))
    return files.map { ($0.0, $0.by, $0.id.flatMap { names[$0] }) }
  }

  /// What an administrator set.
  public func fileLimits() throws -> FileLimits {
    try connection.first("SELECT bytes, person_bytes FROM quota WHERE workspace = \(ws)") {
      // Altered by hand they may be any numbers.
      FileLimits(bytes: $0.optionalInt(0).map { max(0, $0) }, personBytes: $0.optionalInt(1).map { max(0, $0) })
    } ?? FileLimits()
  }

  public func setFileLimits(_ limits: FileLimits) throws {
    try connection.run(
      """
      INSERT INTO quota (workspace, bytes, person_bytes) VALUES (\(ws), \(limits.bytes), \(limits.personBytes))
      ON CONFLICT (workspace) DO UPDATE SET bytes = excluded.bytes, person_bytes = excluded.person_bytes
      """)
  }
}

extension Connection {
  /// Forgets files that no entry names and that came before a moment.
  /// - Returns: Their hashes.
  public func dropUnnamedFiles(before moment: Instant, limit: Int) throws -> [String] {
    let gone = try all("SELECT workspace, sha256 FROM blob WHERE \(unnamed(before: moment)) ORDER BY at LIMIT \(limit)")
    {
      ($0.int(0), $0.text(1))
    }
    for (workspace, sha256) in gone {
      try run("DELETE FROM blob WHERE workspace = \(workspace) AND sha256 = \(sha256) AND named = 0")
    }
    return gone.map(\.1)
  }

  public func hasUnnamedFiles(before moment: Instant) throws -> Bool {
    try first("SELECT 1 FROM blob WHERE \(unnamed(before: moment)) LIMIT 1") { _ in true } ?? false
  }

  /// A file that a record names stays, also where its mark was altered by hand.
  private func unnamed(before moment: Instant) -> SQL {
    """
    named = 0 AND at < \("\(moment)")
    AND NOT EXISTS (SELECT 1 FROM file_link WHERE file_link.workspace = blob.workspace AND file_link.sha256 = blob.sha256)
    """
  }

  /// Whether any workspace holds a file.
  public func isHeld(_ sha256: String) throws -> Bool {
    try count("SELECT count(*) FROM (SELECT 1 FROM blob WHERE sha256 = \(sha256) LIMIT 1)") > 0
  }
}
