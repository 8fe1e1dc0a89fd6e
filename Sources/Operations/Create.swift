import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// Makes one record; with a key, a repeated request gives the record of the first and makes none.
  /// - Parameter request: What was asked; the same key with another request is refused.
  public func create(
    _ register: String, _ values: Body, key: String?, request: [UInt8], in workspace: Workspace, as actor: Actor
  ) async throws -> StoredRecord {
    if let key, !(1...200).contains(key.utf8.count) {
      throw Failure.malformed("An idempotency key has 1 to 200 characters.")
    }
    let now = now
    // Enough to tell whether it is the same request; a body can have megabytes.
    let request = Hash.sha256(request).bytes
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      if let key, let (earlier, id) = try scope.record(forKey: key, actor: actor.name) {
        guard earlier == request else { throw Failure.conflict("This idempotency key was used for another request.") }
        if let record = try scope.record(id) { return record }
      }
      let committed = try commit([.create(register: register, values: values)], scope, actor, "", .entry, now)
      guard let record = committed.records.first else { throw StoreFailure.corrupt("The record was not kept.") }
      if let key { try scope.remember(key: key, actor: actor.name, request: request, record: record.id, at: now) }
      return record
    }
  }

  /// Forgets idempotency keys after a week: whoever repeats a request does so within minutes.
  public func forgetOldKeys() async throws {
    let week = Instant(milliseconds: now.milliseconds - 7 * 86_400_000)
    try await database.write { connection in
      for workspace in try connection.workspaces() {
        try Scope(connection, workspace, registers).forgetKeys(before: week)
      }
    }
  }

  /// An answer in bytes, worked out once as long as nothing is written; asked again, the database is not.
  public func answered(
    _ question: String, in workspace: Workspace, as actor: Actor, _ work: @escaping @Sendable (Scope) throws -> [UInt8]
  ) async throws -> [UInt8] {
    let key = AnswerCache.Key(
      workspace: workspace.id, position: database.writes.any, day: today.number,
      audience: Policy.audience(of: actor),
      question: question)
    if let known: [UInt8] = bytes.known(key) { return known }
    let answer = try await read(workspace, as: actor, work)
    bytes.keep(answer, key)
    return answer
  }
}
