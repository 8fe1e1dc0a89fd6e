import CSQLite
import Foundation
import GRDB
import Store
import Synchronization

/// The embedded database: one file in the data directory, one writer, many readers.
///
/// The only process that opens the file: a second one that checkpoints while another resets the log can corrupt it with
/// SQLite before 3.51.3, so commands reach a running server through its socket.
public final class SQLiteDatabase: Store.Database {
  public let dialect: any Dialect = SQLiteDialect()
  public let writes = WriteCount()
  private let path: String
  private let readers: Int
  private let sealingKey: [UInt8]
  private let breaks = Breaks()
  private let recovery: Recovery
  private let file: Mutex<OpenFile>

  /// Opens or makes the database and brings it to the current schema.
  /// - Parameters:
  ///   - sealingKey: With which rows outside the ledger are sealed.
  ///   - log: Takes what whoever runs the installation should know: that the disk failed, that it takes writes again.
  ///   - vanished: Called where the file is gone from its path, or another lies there. The process has to end then,
  ///     without closing: what is at the path is not ours to touch.
  /// - Throws: ``StoreFailure/unavailable(_:)`` if the engine can't promise durable writes.
  public convenience init(
    path: String, readers: Int = 4, sealingKey: [UInt8] = Array("no secret".utf8),
    log: @escaping @Sendable (String) -> Void = { _ in }, vanished: @escaping @Sendable () -> Void = {}
  ) throws {
    try self.init(
      path: path, readers: readers, sealingKey: sealingKey, schema: .max, log: log, vanished: vanished)
  }

  init(
    path: String, readers: Int = 4, sealingKey: [UInt8] = [], schema: Int,
    log: @escaping @Sendable (String) -> Void = { _ in }, vanished: @escaping @Sendable () -> Void = {}
  ) throws {
    self.path = path
    self.readers = readers
    self.sealingKey = sealingKey
    recovery = Recovery(path: path, log: log, vanished: vanished)
    do {
      let opened = try OpenFile(path: path, readers: readers, breaks: breaks, failed: recovery.begin)
      file = Mutex(opened)
      try opened.pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try opened.use(db, isWriting: true, nil, sealingKey, writes) { try Schema.migrate($0, to: schema) }
          return .commit
        }
      }
    } catch let error as DatabaseError { throw StoreFailure(error) }
    recovery.prepare(
      isKept: { [weak self] in self?.isKept ?? true }, reopen: { [weak self] in try self?.reopen() })
    watch()
  }

  private var isKept: Bool { file.withLock { $0 }.place.isKept }

  /// Looks after the file once a second, for the times when nobody writes.
  private func watch() {
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [weak self] in
      guard let self, !recovery.isEnding else { return }
      if !isKept { file.withLock { $0 }.writer.shut(.unavailable(FilePlace.problem(path))) }
      watch()
    }
  }

  /// Reads one consistent state, beside writers and other readers.
  /// - Throws: ``StoreFailure`` if the engine refuses; and whatever the body throws.
  public func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    let (sealingKey, writes, stop) = (sealingKey, writes, Stop.current)
    var tries = 0
    while true {
      let file = file.withLock { $0 }
      do {
        return try await file.pool.read { try file.use($0, isWriting: false, stop, sealingKey, writes, body) }
      } catch let error as DatabaseError {
        // It was closed to be opened anew after a fault.
        guard error.resultCode == .SQLITE_MISUSE, tries < 50 else { throw StoreFailure(error) }
        tries += 1
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  /// Writes all or nothing, together with other writers that wait; returns when it is on the disk.
  /// - Throws: ``StoreFailure`` if the engine refuses, then nothing was changed; and whatever the body throws.
  public func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    let (sealingKey, writes, stop, file) = (sealingKey, writes, Stop.current, file.withLock { $0 })
    return try await writes.counting {
      try await file.writer.write { try file.use($0, isWriting: true, stop, sealingKey, writes, body) }
    }
  }

  public var trouble: String? { recovery.trouble ?? (isKept ? nil : FilePlace.problem(path)) }

  public func stopWork() { breaks.breakOff() }

  /// Writes a consistent copy, without gaps, to a file that must not exist yet.
  /// - Throws: ``StoreFailure`` if it can't be written.
  public func copy(to path: String) async throws {
    let pool = file.withLock { $0.pool }
    do {
      try await pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  /// Waits until nobody reads or writes and closes the file; later reads and writes fail.
  /// - Throws: ``StoreFailure`` if it can't be closed.
  public func close() throws {
    recovery.end()
    do { try file.withLock { $0 }.close() } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  /// Reads the file anew after a fault: what the failed write left in memory is forgotten, and what reached the file is
  /// copied out of the log and synced by closing it.
  private func reopen() throws {
    let old = file.withLock { $0 }
    // Closed already if an earlier try could not open it again.
    try? old.close()
    let new = try OpenFile(path: path, readers: readers, breaks: breaks, failed: recovery.begin)
    guard new.place.isSame(as: old.place) else {
      new.writer.shut(.unavailable(FilePlace.problem(path)))
      return
    }
    file.withLock { $0 = new }
  }

  /// Version of the SQLite library in use.
  public static var libraryVersion: String {
    (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "unknown"
  }
}

extension StoreFailure {
  init(_ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_INTERRUPT: self = .stopped
    case .SQLITE_FULL: self = .full("The disk is full; nothing was changed.")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self = .corrupt("The database file is damaged: \(error.message ?? "no details").")
    default:
      self = .unavailable(
        "The database answered “\(error.message ?? "\(error.resultCode)")” (\(error.extendedResultCode.rawValue)).")
    }
  }
}
