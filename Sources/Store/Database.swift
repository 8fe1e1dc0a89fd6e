import Synchronization

/// The seam to the engine. Everything above speaks ``SQL`` in the subset that SQLite and PostgreSQL share.
public protocol Database: Sendable {
  var dialect: any Dialect { get }
  /// How often something was written, for what is kept of answers.
  var writes: WriteCount { get }
  /// Reads one consistent state.
  func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T
  /// Writes all or nothing. Returns when it is durable; writers that wait together are made durable together. A body
  /// that throws leaves nothing behind. It may be run more than once, so it has no other effect.
  func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T
  /// A consistent copy of the whole database, taken while it is in use.
  func copy(to path: String) async throws
  /// Why nothing can be written at the moment, in words for whoever runs the installation; nil while all is well.
  var trouble: String? { get }
  /// Breaks off whatever is being read and written: each throws ``StoreFailure/stopped``, and what a write had changed is
  /// taken back. What begins later is not concerned.
  func stopWork()
  func close() throws
}

/// Counts what this process, the only one that writes, has written. What was read after a count was taken stands as long as
/// the count does.
public final class WriteCount: Sendable {
  private let all = Atomic(0)
  private let ofMembers = Atomic(0)
  public init() {}
  /// Writes of any kind.
  public var any: Int { all.load(ordering: .acquiring) }
  /// Changes of workspaces, accounts, memberships and tokens.
  public var members: Int { ofMembers.load(ordering: .acquiring) }
  /// Says that workspaces, accounts, memberships or tokens are no longer what they were.
  public func membersChange() { ofMembers.add(1, ordering: .acquiringAndReleasing) }

  /// Runs a write and counts it when it is durable, before anybody learns of it.
  public func counting<T>(_ write: () async throws -> T) async throws -> T {
    let members = members
    defer {
      all.add(1, ordering: .acquiringAndReleasing)
      // Counted once more: what was read before the write was durable is out of date only now.
      if self.members != members { membersChange() }
    }
    return try await write()
  }
}

/// One connection, inside a read or write.
public protocol Connection {
  var dialect: any Dialect { get }
  /// Inside a write, which may yet be taken back.
  var isWriting: Bool { get }
  /// With which rows outside the ledger are sealed; known to the installation only.
  var sealingKey: [UInt8] { get }
  /// Says that workspaces, accounts, memberships or tokens are no longer what they were.
  func membersChange()
  /// Runs a statement and hands over row by row; a row is valid only inside the call.
  func forEach(_ sql: SQL, _ body: (any Row) throws -> Void) throws
  /// Runs a statement that returns no rows; the number of rows that it changed.
  @discardableResult func run(_ sql: SQL) throws -> Int
  /// Inserts one row; the number by which the engine knows it, ``Schema``'s `row_id`.
  func insert(_ sql: SQL) throws -> Int
  /// To be called now and then by work that computes for long between two statements.
  /// - Throws: ``StoreFailure/stopped`` once nobody waits for it any more.
  func goOn() throws
}

/// One row of an answer, by column position from 0. A column of another type reads as empty, never traps.
public protocol Row {
  func text(_ column: Int) -> String
  func int(_ column: Int) -> Int
  func real(_ column: Int) -> Double
  func blob(_ column: Int) -> [UInt8]
  func isNull(_ column: Int) -> Bool
}

extension Row {
  /// Nil for NULL.
  public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
  /// Nil for NULL.
  public func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
  /// Whether the column holds something else than 0 and NULL.
  public func bool(_ column: Int) -> Bool { int(column) != 0 }
}

extension Connection {
  /// A value for each row, in the order of the answer.
  public func all<T>(_ sql: SQL, _ make: (any Row) throws -> T) throws -> [T] {
    var rows: [T] = []
    try forEach(sql) { rows.append(try make($0)) }
    return rows
  }

  /// The first row's value; nil if there is no row.
  public func first<T>(_ sql: SQL, _ make: (any Row) throws -> T) throws -> T? {
    var found: T?
    try forEach(sql) { row in if found == nil { found = try make(row) } }
    return found
  }

  /// The first column of the first row as a number; 0 if there is no row.
  public func count(_ sql: SQL) throws -> Int { try first(sql) { $0.int(0) } ?? 0 }
}

/// Where the engines differ, and nothing else may.
public protocol Dialect: Sendable {
  var name: String { get }
  /// Statements that make the current schema from nothing, then from each version to the next.
  var migrations: [[SQL]] { get }
  /// A field of the body, as text / whole number / number.
  func field(_ name: SQL.Name, as storage: FieldStorage) -> SQL
  /// The body without some of its fields, as JSON.
  func body(without fields: [SQL.Name]) -> SQL
  /// The list field holds the value.
  func list(_ name: SQL.Name, holds value: String) -> SQL
  /// The records of which a text search matches, as an expression over `record`; words are already split.
  func matches(_ words: [String]) -> SQL
  /// Keeps the searchable text of a record; `row` is what ``Store`` returned for it.
  func index(row: Int, title: String, text: String) -> [SQL]
  /// All that is kept for the text search, as `row_id`, `title` and `text`.
  var searchRows: SQL { get }
  /// The statement that makes the index of a field of one register.
  func createIndex(register: SQL.Name, field: SQL.Name, storage: FieldStorage) -> [SQL]
  /// The records, found by the index of a field of one register: an engine that knows how often values come may need no
  /// telling.
  func records(byIndexOf field: SQL.Name, register: SQL.Name) -> SQL
  /// Answers a row for each place at which the engine finds its own file damaged, and one that says `ok` if there is none.
  var integrity: SQL { get }
  /// Statements that fail if the text search does not fit what it is said to hold; they change nothing, but only a writer
  /// may give them.
  var searchIntegrity: [SQL] { get }
  /// How the plan of a statement is asked for.
  func explain(_ sql: SQL) -> SQL
}

/// How a field of the body is compared in SQL.
public enum FieldStorage: Sendable { case text, integer, real, flag }

/// What the store can't do, in words for the person who asked.
public enum StoreFailure: Error, Sendable, Equatable {
  /// The disk is full; nothing was changed.
  case full(String)
  /// The engine can't be trusted or reached; nothing was changed.
  case unavailable(String)
  /// Broken off, because the program ends or nobody waits for the answer; nothing was changed.
  case stopped
  /// The data does not hold together.
  case corrupt(String)
}
