import Domain
import Foundation
import Ledger
import RegisterKit
import Store

// Rows that decide who may do what are compared with their seals when they are used: what was altered by hand lets nobody in,
// also where it is put back before anybody looks.
extension Installation {
  /// What was found, without the rows of which the seal is broken; those are told to whoever runs the installation.
  func sound<T: Sendable>(
    _ read: @escaping @Sendable (any Connection, _ isSound: (SealedRow) throws -> Bool) throws -> T
  ) async throws -> T {
    let members = database.writes.members
    let seals = seals
    let (found, broken) = try await database.read { connection in
      var broken: [String] = []
      let found = try read(connection) { row in
        let names = try seals.broken([row], connection, members)
        broken += names
        return names.isEmpty
      }
      return (found, broken)
    }
    for name in broken { try await noteBroken(name) }
    return found
  }

  /// - Throws: ``Failure/conflict(_:)`` where a row is not what was sealed, so that nothing rests on it.
  func checkSound(_ rows: [SealedRow], _ connection: any Connection) throws {
    guard let name = try seals.broken(rows, connection, database.writes.members).first else { return }
    throw Failure.conflict(
      "\(name.first.map { $0.uppercased() + name.dropFirst() } ?? name) was altered outside of Concord and can't be changed here. Whoever runs the installation finds out more with concord verify."
    )
  }

  func noteBroken(_ name: String) async throws {
    try await note(.sealBroken, name, "Altered outside of Concord; concord verify says more.", by: "")
    Self.warn("\(name) was altered outside of Concord and is refused; see concord verify and concord reseal")
  }

  /// To whoever runs the installation.
  static func warn(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
}
