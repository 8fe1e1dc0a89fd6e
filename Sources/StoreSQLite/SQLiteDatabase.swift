import Foundation
import GRDB
import Store

/// The embedded database: one file in the data directory, one writer, many readers.
///
/// The only process that opens the file: a second one that checkpoints while another resets the log can corrupt it with
/// SQLite before 3.51.3, so commands reach a running server through its socket.
public final class SQLiteDatabase: Store.Database {
  public let dialect: any Dialect = SQLiteDialect()
  private let pool: DatabasePool
  private let sealingKey: [UInt8]
  private let writer: GroupCommit

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
        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
          try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
        else { throw StoreFailure.unavailable("SQLite does not promise durable writes here; Concord will not start.") }
      }
      writer = GroupCommit(pool)
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try Schema.migrate(SQLiteConnection(db, sealingKey))
          return .commit
        }
      }
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    let sealingKey = sealingKey
    do { return try await pool.read { try body(SQLiteConnection($0, sealingKey)) } } catch let error as DatabaseError {
      throw StoreFailure(error)
    }
  }

  public func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    let sealingKey = sealingKey
    return try await writer.write { try body(SQLiteConnection($0, sealingKey)) }
  }

  public func copy(to path: String) async throws {
    do {
      try await pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  public func close() throws {
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

struct SQLiteConnection: Connection {
  let db: GRDB.Database
  let dialect: any Dialect = SQLiteDialect()
  let sealingKey: [UInt8]

  init(_ db: GRDB.Database, _ sealingKey: [UInt8]) {
    self.db = db
    self.sealingKey = sealingKey
  }

  func forEach(_ sql: Store.SQL, _ body: (any Store.Row) throws -> Void) throws {
    let statement = try db.cachedStatement(sql: sql.questioned)
    let rows = try GRDB.Row.fetchCursor(statement, arguments: sql.arguments)
    while let row = try rows.next() { try body(SQLiteRow(row: row)) }
  }

  func run(_ sql: Store.SQL) throws -> Int {
    try db.cachedStatement(sql: sql.questioned).execute(arguments: sql.arguments)
    return db.changesCount
  }
}

struct SQLiteRow: Store.Row {
  let row: GRDB.Row

  private func value(_ column: Int) -> DatabaseValue.Storage {
    column < row.count ? (row[column] as DatabaseValue).storage : .null
  }

  func text(_ column: Int) -> String {
    switch value(column) {
    case .string(let text): text
    case .int64(let int): String(int)
    case .double(let double): "\(double)"
    case .null, .blob: ""
    }
  }
  func int(_ column: Int) -> Int {
    switch value(column) {
    case .int64(let int): Int(int)
    case .double(let double): Int(exactly: double.rounded()) ?? 0
    case .string(let text): Int(text) ?? 0
    case .null, .blob: 0
    }
  }
  func real(_ column: Int) -> Double {
    switch value(column) {
    case .int64(let int): Double(int)
    case .double(let double): double
    case .string(let text): Double(text) ?? 0
    case .null, .blob: 0
    }
  }
  func blob(_ column: Int) -> [UInt8] { if case .blob(let data) = value(column) { [UInt8](data) } else { [] } }
  func isNull(_ column: Int) -> Bool { if case .null = value(column) { true } else { false } }
}

extension Store.SQL {
  var arguments: StatementArguments {
    StatementArguments(
      binds.map { bind -> (any DatabaseValueConvertible)? in
        switch bind {
        case .null: nil
        case .int(let int): int
        case .real(let double): double
        case .text(let text): text
        case .blob(let bytes): Data(bytes)
        }
      })
  }
}
