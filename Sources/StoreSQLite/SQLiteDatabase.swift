import CSQLite
import GRDB
import Store

/// The embedded database: one file in the data directory, one writer, many readers.
///
/// The only process that opens the file: a second one that checkpoints while another resets the log can corrupt it with
/// SQLite before 3.51.3, so commands reach a running server through its socket.
public final class SQLiteDatabase: Store.Database {
  public let dialect: any Dialect = SQLiteDialect()
  public let writes = WriteCount()
  private let pool: DatabasePool
  private let sealingKey: [UInt8]
  private let writer: GroupCommit
  private let statements = PreparedStatements()

  /// Opens or makes the database and brings it to the current schema.
  /// - Parameter sealingKey: With which rows outside the ledger are sealed.
  /// - Throws: ``StoreFailure/unavailable(_:)`` if the engine can't promise durable writes.
  public init(path: String, readers: Int = 4, sealingKey: [UInt8] = Array("no secret".utf8)) throws {
    self.sealingKey = sealingKey
    var configuration = Configuration()
    configuration.maximumReaderCount = readers
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.label = "concord"
    configuration.prepareDatabase { db in
      if let handle = db.sqliteConnection { csqlite_plan_without_values(handle) }
      // Readers never checkpoint; the writer sets its own value after the pool has opened.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      try db.execute(sql: "PRAGMA mmap_size = 0")
      try db.execute(sql: "PRAGMA cache_size = -8000")
    }
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { db in
        // The pool's own set-up puts NORMAL here, with which a power cut loses acknowledged writes.
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 1000")
        // Room for what an import changes, so that its pages are not written out several times.
        try db.execute(sql: "PRAGMA cache_size = -48000")
        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
          try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
        else { throw StoreFailure.unavailable("SQLite does not promise durable writes here; Concord will not start.") }
      }
      writer = GroupCommit(pool)
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try Schema.migrate(try connection(db, isWriting: true))
          return .commit
        }
      }
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  private func connection(_ db: GRDB.Database, isWriting: Bool) throws -> SQLiteConnection {
    guard let handle = db.sqliteConnection else { throw StoreFailure.unavailable("The database is closed.") }
    return SQLiteConnection(handle, statements.of(handle), isWriting, sealingKey, writes)
  }

  /// Reads one consistent state, beside writers and other readers.
  /// - Throws: ``StoreFailure`` if the engine refuses; and whatever the body throws.
  public func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    do { return try await pool.read { try body(self.connection($0, isWriting: false)) } } catch let error
      as DatabaseError
    {
      throw StoreFailure(error)
    }
  }

  /// Writes all or nothing, together with other writers that wait; returns when it is on the disk.
  /// - Throws: ``StoreFailure`` if the engine refuses, then nothing was changed; and whatever the body throws.
  public func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    try await writes.counting { try await writer.write { try body(self.connection($0, isWriting: true)) } }
  }

  /// Writes a consistent copy, without gaps, to a file that must not exist yet.
  /// - Throws: ``StoreFailure`` if it can't be written.
  public func copy(to path: String) async throws {
    do {
      try await pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  /// Closes the file; later reads and writes fail.
  /// - Throws: ``StoreFailure`` if something still uses it.
  public func close() throws {
    statements.finalizeAll()
    do { try pool.close() } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  /// Version of the SQLite library in use.
  public static var libraryVersion: String {
    (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
  }
}

extension StoreFailure {
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_FULL: self = .full("The disk is full; nothing was changed.")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self = .corrupt("The database file is damaged: \(error.message ?? "no details").")
    default:
      self = .unavailable(
        "The database answered “\(error.message ?? "\(error.resultCode)")” (\(error.extendedResultCode.rawValue)).")
    }
  }
}
