import Store
import Synchronization

/// A database that counts what is asked of it and keeps each question once.
final class CountingDatabase: Database {
  private let inner: any Database
  private let counts = Mutex((statements: 0, rows: 0))
  private let questions = Mutex<[String: SQL]>([:])

  init(_ inner: any Database) { self.inner = inner }

  /// Every statement that was run since ``taken()``, once whatever its values.
  var asked: [SQL] { questions.withLock { Array($0.values) } }

  /// Statements run and rows handed over since the last call.
  func taken() -> (statements: Int, rows: Int) {
    questions.withLock { $0 = [:] }
    return counts.withLock { counts in
      defer { counts = (0, 0) }
      return counts
    }
  }

  var dialect: any Dialect { inner.dialect }
  var writes: WriteCount { inner.writes }
  func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    try await inner.read { try body(Counted(inner: $0, database: self)) }
  }
  func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
    try await inner.write { try body(Counted(inner: $0, database: self)) }
  }
  func copy(to path: String) async throws { try await inner.copy(to: path) }
  var trouble: String? { inner.trouble }
  func stopWork() { inner.stopWork() }
  func close() throws { try inner.close() }

  private func note(_ sql: SQL) {
    counts.withLock { $0.statements += 1 }
    questions.withLock { $0[sql.questioned] = sql }
  }

  private struct Counted: Connection {
    let inner: any Connection
    let database: CountingDatabase

    var dialect: any Dialect { inner.dialect }
    var isWriting: Bool { inner.isWriting }
    var sealingKey: [UInt8] { inner.sealingKey }
    func membersChange() { inner.membersChange() }
    func goOn() throws { try inner.goOn() }
    func forEach(_ sql: SQL, _ body: (any Row) throws -> Void) throws {
      database.note(sql)
      try inner.forEach(sql) { row in
        database.counts.withLock { $0.rows += 1 }
        try body(row)
      }
    }
    func run(_ sql: SQL) throws -> Int {
      database.note(sql)
      return try inner.run(sql)
    }
    func insert(_ sql: SQL) throws -> Int {
      database.note(sql)
      return try inner.insert(sql)
    }
  }
}
