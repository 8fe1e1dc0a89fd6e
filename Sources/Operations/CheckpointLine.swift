import Domain
import Ledger
import RegisterKit
import Store

/// A checkpoint as it is published: with the hashes that lead to it from the one published before, so that whoever holds that
/// one can tell whether the ledger only grew.
public struct CheckpointLine: Sendable, Hashable {
  /// The signed note.
  public var note: String
  /// The moment at which it was published, for people.
  public var at: String
  /// Number of entries of the one before, 0 for the first.
  public var since: Int
  /// From that one to this (RFC 6962, 2.1.2).
  public var proof: [Hash]
  /// Statements by which former keys named their successors.
  public var succession: [String]

  public var value: Value {
    var value: Body = [
      "at": .text(at), "note": .text(note), "since": .int(since), "proof": Value(proof.map(\.hex)),
    ]
    if !succession.isEmpty { value["succession"] = Value(succession) }
    return .object(value)
  }

  init(note: String, at: String, since: Int, proof: [Hash], succession: [String]) {
    (self.note, self.at, self.since, self.proof, self.succession) = (note, at, since, proof, succession)
  }

  private init?(_ value: Value) {
    let proof = value["proof"].texts.map { Hash(hex: $0) }
    guard let note = value["note"].text, let since = value["since"].int, since >= 0, !proof.contains(nil) else {
      return nil
    }
    self.init(
      note: note, at: value["at"].text ?? "", since: since, proof: proof.compactMap(\.self),
      succession: value["succession"].texts)
  }

  /// Lines of JSON, one for each.
  /// - Throws: ``Failure/malformed(_:)`` with the number of the line that is none.
  public static func read(_ text: String) throws -> [CheckpointLine] {
    try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      if line.allSatisfy(\.isWhitespace) { return nil }
      guard let value = try? JSON.parse(String(line)), let read = CheckpointLine(value) else {
        throw Failure.malformed("Line \(index + 1) is no published checkpoint.")
      }
      return read
    }
  }
}

extension Installation {
  /// The newest checkpoint of a workspace, to be published; nil before the first entry.
  /// - Parameter before: What was published last, of all its ledgers; one of this ledger must be the beginning of what it
  ///   is now.
  /// - Throws: ``Failure/conflict(_:)`` if it is not.
  public func checkpointLine(_ scope: Scope, after before: [CheckpointLine]) throws -> CheckpointLine? {
    let origin = origin(scope.workspace)
    let known = before.compactMap { keys.checkpoint($0.note)?.checkpoint }.filter { $0.origin == origin }
    guard let last = known.last else { return try checkpointLine(scope, since: 0) }
    let size = try scope.ledgerSize
    let isSame = try size >= last.size && (last.size == 0 || root(size: last.size, scope) == last.root)
    guard isSame else {
      throw Failure.conflict(
        size < last.size
          ? "Rolled back: \(last.size.of("entry", "entries")) of \(scope.workspace.slug) were published, and the ledger has only \(size)."
          : "Rewritten: the first \(last.size.of("entry", "entries")) of \(scope.workspace.slug) are not the ones that were published."
      )
    }
    return try checkpointLine(scope, since: last.size)
  }

  /// The same from a number of entries on.
  /// - Throws: ``Failure/malformed(_:)`` for more entries than there are.
  public func checkpointLine(_ scope: Scope, since: Int) throws -> CheckpointLine? {
    guard let (size, _, note) = try scope.lastCheckpoint() else { return nil }
    guard (0...size).contains(since) else {
      throw Failure.malformed("The ledger of \(scope.workspace.slug) has \(size.of("entry", "entries")), not \(since).")
    }
    return CheckpointLine(
      note: note, at: "\(now)", since: since, proof: try consistency(since, size: size, scope),
      succession: keys.notes)
  }

  /// What is new since then, a line for each ledger that grew.
  public func newCheckpoints(after before: [CheckpointLine]) async throws -> [CheckpointLine] {
    try await signCheckpoints()
    let registers = registers
    return try await database.read { connection in
      try connection.workspaces().compactMap { workspace -> CheckpointLine? in
        let line = try checkpointLine(Scope(connection, workspace, registers), after: before)
        return line.flatMap { line in before.contains { $0.note == line.note } ? nil : line }
      }
    }
  }
}
