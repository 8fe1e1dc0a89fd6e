import CSQLite
import GRDB
import Store
import Synchronization

/// One connection of the pool, inside a read or write. Statements are run at SQLite's own interface: through the library
/// that keeps the pool, each value of each row costs several times as much.
struct SQLiteConnection: Connection {
  let dialect: any Dialect = SQLiteDialect()
  let isWriting: Bool
  let sealingKey: [UInt8]
  private let handle: OpaquePointer
  private let statements: PreparedStatements.OfConnection
  private let writes: WriteCount

  init(
    _ handle: OpaquePointer, _ statements: PreparedStatements.OfConnection, _ isWriting: Bool, _ sealingKey: [UInt8],
    _ writes: WriteCount
  ) {
    self.handle = handle
    self.statements = statements
    self.isWriting = isWriting
    self.sealingKey = sealingKey
    self.writes = writes
  }

  func membersChange() { writes.membersChange() }

  func goOn() throws { if statements.interrupts.isStopped { throw StoreFailure.stopped } }

  func forEach(_ sql: Store.SQL, _ body: (any Store.Row) throws -> Void) throws {
    try statements.use(sql) { statement in
      let row = SQLiteRow(statement: statement)
      while try step(statement) {
        try body(row)
        if !isWriting { try goOn() }
      }
    }
  }

  func run(_ sql: Store.SQL) throws -> Int {
    try statements.use(sql) { statement in while try step(statement) {} }
    return Int(sqlite3_changes(handle))
  }

  // Not with RETURNING, which more than doubles the cost of an insert.
  func insert(_ sql: Store.SQL) throws -> Int {
    _ = try run(sql)
    return Int(sqlite3_last_insert_rowid(handle))
  }

  /// Whether there is a row.
  private func step(_ statement: OpaquePointer) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    default: throw DatabaseError(in: handle)
    }
  }
}

extension DatabaseError {
  /// What went wrong last on a connection.
  init(in handle: OpaquePointer) {
    self.init(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(handle)),
      message: sqlite3_errmsg(handle).map { String(cString: $0) })
  }
}

/// How often everything under way was broken off.
final class Breaks: Sendable {
  private let count = Atomic(0)
  var soFar: Int { count.load(ordering: .acquiring) }
  func breakOff() { count.add(1, ordering: .acquiringAndReleasing) }
}

/// Breaks off what a connection is doing: SQLite asks every thousand steps of its own.
final class Interrupts: @unchecked Sendable {
  private let breaks: Breaks
  /// Of the read or write at the moment; a connection is used by one thread at a time.
  private var began: Int
  private var stop: Stop?
  private var isWriting = false
  /// False between two of them.
  private var isUsed = false

  init(_ handle: OpaquePointer, _ breaks: Breaks) {
    self.breaks = breaks
    began = breaks.soFar
    sqlite3_progress_handler(
      handle, 1000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Interrupts>.fromOpaque(context).takeUnretainedValue().breaksOff ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func begin(_ stop: Stop?, isWriting: Bool) {
    began = breaks.soFar
    self.stop = stop
    self.isWriting = isWriting
    isUsed = true
  }

  func end() { isUsed = false }

  var isStopped: Bool { isUsed && (breaks.soFar != began || stop?.isSet == true) }

  /// Whoever leaves while a write is answered has asked for it, so only what can take long asks ``Connection/goOn()``.
  private var breaksOff: Bool { isWriting ? isUsed && breaks.soFar != began : isStopped }
}

/// The statements of every connection of a pool, made once and used again.
final class PreparedStatements: Sendable {
  /// A connection is used by one thread at a time, and so are its statements.
  final class OfConnection: @unchecked Sendable {
    private struct Prepared {
      let statement: OpaquePointer
      var used: Int
    }
    private let handle: OpaquePointer
    let interrupts: Interrupts
    private var prepared: [String: Prepared] = [:]
    private var clock = 0
    /// Lists are filtered in many ways; what was not used for long is made anew.
    private static let most = 400

    fileprivate init(_ handle: OpaquePointer, _ breaks: Breaks) {
      self.handle = handle
      interrupts = Interrupts(handle, breaks)
    }

    /// Hands over the statement with its values bound.
    func use<T>(_ sql: Store.SQL, _ body: (OpaquePointer) throws -> T) throws -> T {
      let text = sql.questioned
      clock += 1
      if let known = prepared[text]?.statement, sqlite3_stmt_busy(known) == 0 {
        prepared[text]?.used = clock
        defer { release(known) }
        try bind(sql.binds, known)
        return try body(known)
      }
      let statement = try prepare(text)
      // The same question inside its own answer gets a statement of its own.
      guard prepared[text] == nil else {
        defer { sqlite3_finalize(statement) }
        try bind(sql.binds, statement)
        return try body(statement)
      }
      if prepared.count >= Self.most { forget() }
      prepared[text] = Prepared(statement: statement, used: clock)
      defer { release(statement) }
      try bind(sql.binds, statement)
      return try body(statement)
    }

    fileprivate func finalizeAll() {
      sqlite3_progress_handler(handle, 0, nil, nil)
      for known in prepared.values { sqlite3_finalize(known.statement) }
      prepared = [:]
    }

    private func prepare(_ text: String) throws -> OpaquePointer {
      var statement: OpaquePointer?
      guard
        sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
        let statement
      else { throw DatabaseError(in: handle) }
      return statement
    }

    private func release(_ statement: OpaquePointer) {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }

    /// Gives up the half that was not used for the longest.
    private func forget() {
      let idle = prepared.filter { sqlite3_stmt_busy($0.value.statement) == 0 }.sorted { $0.value.used < $1.value.used }
      for (text, old) in idle.prefix(Self.most / 2) {
        sqlite3_finalize(old.statement)
        prepared[text] = nil
      }
    }

    private func bind(_ values: [SQLValue], _ statement: OpaquePointer) throws {
      // SQLite copies what it is given with this.
      let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      for (index, value) in values.enumerated() {
        let place = Int32(clamping: index + 1)
        let code =
          switch value {
          case .null: sqlite3_bind_null(statement, place)
          case .int(let int): sqlite3_bind_int64(statement, place, Int64(int))
          case .real(let double): sqlite3_bind_double(statement, place, double)
          case .text(var text):
            text.withUTF8 { utf8 in
              utf8.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(statement, place, $0.baseAddress ?? Self.nothing, Int32(clamping: utf8.count), copied)
              }
            }
          case .blob(let bytes):
            bytes.withUnsafeBytes {
              sqlite3_bind_blob(
                statement, place, $0.baseAddress ?? UnsafeRawPointer(Self.nothing), Int32(clamping: $0.count), copied)
            }
          }
        if code != SQLITE_OK { throw DatabaseError(in: handle) }
      }
    }

    /// Somewhere, for texts and bytes of which there are none: without an address they would be null.
    private static nonisolated(unsafe) let nothing = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
  }

  private let breaks: Breaks
  init(_ breaks: Breaks) { self.breaks = breaks }

  /// By the address of the connection.
  private let connections = Mutex<[Int: OfConnection]>([:])

  func of(_ handle: OpaquePointer) -> OfConnection {
    let address = Int(bitPattern: handle)
    if let known = connections.withLock({ $0[address] }) { return known }
    let new = OfConnection(handle, breaks)
    connections.withLock { $0[address] = new }
    return new
  }

  /// Before the connections are closed; nobody uses them any more.
  func finalizeAll() {
    connections.withLock { connections in
      for statements in connections.values { statements.finalizeAll() }
      connections = [:]
    }
  }
}

/// The row at which a statement stands.
struct SQLiteRow: Store.Row {
  let statement: OpaquePointer

  func text(_ column: Int) -> String {
    let column = Int32(clamping: column)
    // Asked as a text, a number becomes one; the length is that of the text only when asked after it.
    guard sqlite3_column_type(statement, column) != SQLITE_BLOB, let start = sqlite3_column_text(statement, column)
    else { return "" }
    return String(
      decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
  }

  func int(_ column: Int) -> Int {
    let column = Int32(clamping: column)
    return switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: Int(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: Int(exactly: sqlite3_column_double(statement, column).rounded()) ?? 0
    case SQLITE_TEXT: Int(text(Int(column))) ?? 0
    default: 0
    }
  }

  func real(_ column: Int) -> Double {
    let column = Int32(clamping: column)
    return switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_column_double(statement, column)
    case SQLITE_TEXT: Double(text(Int(column))) ?? 0
    default: 0
    }
  }

  func blob(_ column: Int) -> [UInt8] {
    let column = Int32(clamping: column)
    guard sqlite3_column_type(statement, column) == SQLITE_BLOB, let start = sqlite3_column_blob(statement, column)
    else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }

  func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(clamping: column)) == SQLITE_NULL }
}
