import Foundation
import GRDB
import Store

/// A database file before it is opened for work: what it is, and the copy that is kept before its tables are changed.
public struct DatabaseFile: Sendable {
  public let url: URL
  /// Number of the last step by which its tables were made; nil if they are not Concord's, or the file is missing or empty.
  public let schema: Int?
  /// It is missing, or has no tables at all.
  public let isEmpty: Bool
  private let settings: [String: String]
  /// The number of the newest schema that this program knows.
  public static let newest = SQLiteDialect().migrations.count
  /// As many copies are kept as there may be versions to go back to.
  private static let kept = 2

  /// Looks without changing anything; nobody else may have it open.
  /// - Throws: ``StoreFailure/corrupt(_:)`` for a file that is no database.
  public init(_ url: URL) throws {
    self.url = url
    guard FileManager.default.fileExists(atPath: url.path) else {
      (schema, isEmpty, settings) = (nil, true, [:])
      return
    }
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: url.path, configuration: configuration)
      (schema, isEmpty, settings) = try queue.read { db in
        guard try db.tableExists("migration"), try db.tableExists("setting"), try db.tableExists("revision") else {
          return (nil, try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0, [:])
        }
        let rows = try GRDB.Row.fetchAll(db, sql: "SELECT name, value FROM setting WHERE length(value) < 10000")
        let settings = rows.map { ($0["name"] as String? ?? "", $0["value"] as String? ?? "") }
        return (
          try Int.fetchOne(db, sql: "SELECT max(version) FROM migration"), false,
          Dictionary(settings, uniquingKeysWith: { first, _ in first })
        )
      }
      try queue.close()
    } catch let error as DatabaseError { throw StoreFailure(error) }
  }

  /// What stands in a setting of less than 10,000 bytes.
  public func setting(_ name: String) -> String? { settings[name] }

  /// Before its tables are brought to the newest schema: refuses what is newer, copies what is older.
  /// - Returns: The copy; nil where none is needed.
  /// - Throws: ``StoreFailure`` in words for whoever runs the installation; then nothing was changed.
  public func keepCopy() throws -> URL? {
    guard let schema, schema != Self.newest else { return nil }
    guard schema < Self.newest else { throw Schema.tooNew(schema, newest: Self.newest) }
    let copy = url.deletingLastPathComponent().appendingPathComponent("\(prefix)\(schema)")
    let part = copy.appendingPathExtension("part")
    unlink(part.path)
    defer { unlink(part.path) }
    let size = ["", "-wal"].reduce(0) { $0 + Self.size("\(url.path)\($1)") }
    let (needed, free) = (size + size / 4 + (1 << 20), Self.free(url.deletingLastPathComponent()))
    let full = StoreFailure.full(
      """
      The disk has no room for a copy of the database before the upgrade: \(Self.megabytes(needed)) MB are needed in \
      \(url.deletingLastPathComponent().path), \(Self.megabytes(free)) MB are free. Make room and start again. Nothing was changed.
      """)
    guard free >= needed else { throw full }
    do {
      let queue = try DatabaseQueue(path: url.path)
      try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part.path]) }
      try queue.close()
    } catch let error as DatabaseError {
      throw error.resultCode == .SQLITE_FULL ? full : StoreFailure(error)
    }
    chmod(part.path, 0o600)
    guard Self.sync(part.path), rename(part.path, copy.path) == 0, Self.sync(url.deletingLastPathComponent().path)
    else {
      throw StoreFailure.unavailable(
        "The copy of the database before the upgrade could not be kept as \(copy.path). Nothing was changed.")
    }
    dropOlder()
    return copy
  }

  private var prefix: String { "\(url.lastPathComponent).schema-" }

  private func dropOlder() {
    let folder = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let copies = names.compactMap { name in name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil }
    for number in copies.sorted().dropLast(Self.kept) {
      unlink(folder.appendingPathComponent("\(prefix)\(number)").path)
    }
  }

  private static func size(_ path: String) -> Int {
    var found = stat()
    return stat(path, &found) == 0 ? Int(clamping: found.st_size) : 0
  }

  /// In bytes; what can't be asked is not in the way.
  private static func free(_ folder: URL) -> Int {
    var found = statvfs()
    guard statvfs(folder.path, &found) == 0 else { return .max }
    let (bytes, overflow) = Int(clamping: found.f_bavail).multipliedReportingOverflow(by: Int(clamping: found.f_frsize))
    return overflow ? .max : bytes
  }

  private static func megabytes(_ bytes: Int) -> Int { bytes / (1 << 20) + (bytes % (1 << 20) == 0 ? 0 : 1) }

  private static func sync(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return fsync(file) == 0
  }
}

extension SQLiteDatabase {
  /// Makes the tables as they were up to an earlier schema, for tests of upgrades.
  public static func make(_ url: URL, schema: Int) throws {
    try SQLiteDatabase(path: url.path, schema: schema).close()
  }
}
