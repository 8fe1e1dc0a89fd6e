import CSQLite
import GRDB
import Store

/// The database file while it is open: a pool of connections with their statements, and the one writer.
final class OpenFile: Sendable {
  let pool: DatabasePool
  let writer: GroupCommit
  let place: FilePlace
  private let statements: PreparedStatements

  /// - Parameters:
  ///   - failed: Called when a write was lost; nothing is written through this any more.
  /// - Throws: `DatabaseError` or ``StoreFailure`` if the engine can't promise durable writes.
  init(path: String, readers: Int, breaks: Breaks, failed: @escaping @Sendable (StoreFailure) -> Void) throws {
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
    let place = FilePlace(path: path)
    self.place = place
    writer = GroupCommit(pool, isLost: { place.isKept ? nil : .unavailable(FilePlace.problem(path)) }, failed: failed)
    statements = PreparedStatements(breaks)
  }

  /// One connection of the pool for one read or write.
  func use<T>(
    _ db: GRDB.Database, isWriting: Bool, _ stop: Stop?, _ sealingKey: [UInt8], _ writes: WriteCount,
    _ body: (SQLiteConnection) throws -> T
  ) throws -> T {
    guard let handle = db.sqliteConnection else { throw StoreFailure.unavailable("The database is closed.") }
    let statements = statements.of(handle)
    statements.interrupts.begin(stop, isWriting: isWriting)
    // What the pool itself does before the next one is no part of this one.
    defer { statements.interrupts.end() }
    return try body(SQLiteConnection(handle, statements, isWriting, sealingKey, writes))
  }

  /// Waits until nobody reads or writes, then closes. Statements are finalized only while nobody steps them.
  func close() throws {
    try pool.barrierWriteWithoutTransaction { _ in statements.finalizeAll() }
    place.close()
    try pool.close()
  }
}
