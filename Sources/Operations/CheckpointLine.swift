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

  /// The name of the ledger as it stands in the note, which may be signed by nobody.
  var origin: String { String(note.prefix { $0 != "\n" }) }

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

/// The newest of what was published of each ledger of an installation.
public struct LastPublished: Sendable {
  fileprivate typealias Newest = (checkpoint: Checkpoint, note: String)
  /// By the name of the ledger.
  fileprivate var newest: [String: Newest] = [:]

  /// Where nothing was published yet.
  public init() {}
}

extension Installation {
  /// The newest of published lines, as far as they are this installation's. A file of them gains a line a minute for years, so
  /// the last line of each ledger is found by its text, and no other is verified where that one is signed.
  /// - Parameter before: What stood before these lines.
  public func lastPublished(_ lines: [CheckpointLine], after before: LastPublished = LastPublished()) -> LastPublished {
    var found: [String: LastPublished.Newest] = [:]
    for line in lines.reversed() {
      let origin = line.origin
      guard origin.hasPrefix(originPrefix), found[origin] == nil, let signed = keys.checkpoint(line.note) else {
        continue
      }
      found[origin] = (checkpoint: signed.checkpoint, note: line.note)
    }
    var last = before
    last.newest.merge(found) { $1 }
    return last
  }

  /// The newest checkpoint of a workspace, to be published; nil before the first entry.
  /// - Parameter last: What was published of it last, which must be the beginning of what it is now.
  /// - Throws: ``Failure/conflict(_:)`` if it is not.
  private func checkpointLine(_ scope: Scope, after last: Checkpoint?) throws -> CheckpointLine? {
    guard let last else { return try checkpointLine(scope, since: 0) }
    let (size, slug) = (try scope.ledgerSize, scope.workspace.slug)
    guard size >= last.size else {
      throw Failure.conflict(Departure.rolledBack(from: last.size, to: size).sentence(slug))
    }
    guard try last.size == 0 || root(size: last.size, scope) == last.root else {
      throw Failure.conflict(Departure.rewritten(first: last.size).sentence(slug))
    }
    return try checkpointLine(scope, since: last.size)
  }

  /// The newest checkpoint of a workspace with the proof that leads to it from a number of entries; nil before the first entry.
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
  /// - Throws: ``Failure/conflict(_:)`` if a ledger does not begin with what was published of it.
  public func newCheckpoints(after before: LastPublished = LastPublished()) async throws -> [CheckpointLine] {
    try await signCheckpoints()
    let registers = registers
    return try await database.read { connection in
      try connection.workspaces().compactMap { workspace -> CheckpointLine? in
        let last = before.newest[origin(workspace)]
        let line = try checkpointLine(Scope(connection, workspace, registers), after: last?.checkpoint)
        return line?.note == last?.note ? nil : line
      }
    }
  }
}
