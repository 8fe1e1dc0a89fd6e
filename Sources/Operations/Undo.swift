import Domain
import RegisterKit
import Store

extension Installation {
  /// Takes back an act: what it made is archived, what it changed, archived or shared is as it was. The ledger keeps both.
  /// - Throws: ``Failure/conflict(_:)`` where somebody has gone on from there, where others point at what would be archived,
  ///   or where the act can't be taken back: a comment was read, an approved statement is replaced by a new one.
  public func undo(batch: Int, in workspace: Workspace, as actor: Actor) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let entries = try scope.batch(batch)
      guard !entries.isEmpty else { throw Failure.notFound("There is no act \(batch) in the ledger.") }
      let act = Act(
        scope: scope, actor: actor, note: "Undoes act \(batch)", hand: .program, now: now,
        reading: reading(scope, try settings(scope)), appender: try Appender(scope, actor: actor.name, at: now),
        ownWork: OwnWork(self, scope))
      var committed = Committed()
      committed.entries = try act.undo(entries)
      guard committed.entries > 0 else { throw Failure.conflict("A comment can't be undone; write another.") }
      try act.appender.finish()
      committed.batch = act.appender.batch
      return committed
    }
  }
}

extension Act {
  /// - Returns: Number of entries written.
  func undo(_ entries: [Revision]) throws -> Int {
    var written = 0
    let batch = entries[0].batch
    // Each record once, the last that was touched first.
    var done: Set<String> = []
    let content = entries.filter { $0.action.isContent }
    let made = Set(content.filter { $0.action == .created }.map(\.record))
    for entry in entries.reversed() where entry.action == .shared || entry.action == .unshared {
      let audit = Scope.audit(of: entry.body)
      guard let record = try reachable(entry.record),
        try scope.isShown(record.id, for: audit) == (entry.action == .shared)
      else { continue }
      try appender.append(
        NewRevision(
          record: record.id, kind: record.kind, version: record.version,
          action: entry.action == .shared ? .unshared : .shared, state: record.state,
          body: entry.body, note: note))
      written += 1
    }
    for entry in content.reversed() where done.insert(entry.record).inserted {
      guard let record = try reachable(entry.record) else { continue }
      guard isAsLeft(record, by: entry) else {
        let changed = try content.filter { entry in
          try scope.record(entry.record).map { !isAsLeft($0, by: entry) } ?? false
        }
        let ids = Set(changed.map(\.record)).sorted()
        throw Failure.conflict(
          "\(ids.prefix(5).joined(separator: ", "))\(ids.count > 5 ? " and \(ids.count - 5) more" : "") \(ids.count == 1 ? "was" : "were") changed since; undo that first, or change it by hand."
        )
      }
      let register = scope.registers[record.kind]
      if let register, register.isMadeByProgram, register.lifecycle != nil {
        throw Failure.conflict("\(record.id) was approved; approve a new one instead.")
      }
      if let register, register.isMadeByProgram {
        throw Failure.conflict("\(register.many) are kept by Concord as they happened, and not taken back.")
      }
      // What was written into a session that was held since stands, unless the session itself is taken back here.
      let around = surroundings(of: record.id, without: Set(content.map(\.record)))
      let before = try scope.history(of: record.id).last { $0.batch < batch && $0.action.isContent }
      let isReopening = before?.body == record.body
      let own = made.contains(record.id) ? nil : record.state
      for (body, state) in [(record.body, own), (before?.body ?? [:], own)] where !isReopening {
        if let reason = register?.settled(body, state, around) { throw Failure.conflict(reason) }
      }
      let isGone = before.map { $0.action == .archived } ?? true
      if isGone {
        let others = try scope.linked(to: record.id, limit: 1000).map(\.name.id).filter { !made.contains($0) }
        guard others.isEmpty else {
          throw Failure.conflict(
            "\(record.id) is used by \(others.prefix(5).joined(separator: ", ")); take it out there first.")
        }
      } else if let register, let body = before?.body {
        let problems = try standing(body, record.id, register)
        guard problems.isEmpty else {
          throw Failure.conflict(
            "\(record.id) can't be as it was: \(problems.all.map(\.message).joined(separator: " "))")
        }
      }
      // Settings are never archived: without them the standard method holds.
      let isSettings = record.id == Installation.settingsID
      _ = try self.written(
        NewRevision(
          record: record.id, kind: record.kind, version: record.version + 1,
          action: isSettings ? .changed : isGone ? .archived : record.isArchived ? .restored : .changed,
          state: before?.state ?? record.state, body: before?.body ?? (isSettings ? [:] : record.body), note: note))
      written += 1
    }
    return written
  }

  /// Nobody has gone on from there, or what they did was taken back.
  private func isAsLeft(_ record: StoredRecord, by entry: Revision) -> Bool {
    record.version == entry.version
      || record.json == entry.json && record.state == entry.state && record.isArchived == (entry.action == .archived)
  }

  private func reachable(_ id: String) throws -> StoredRecord? {
    guard let record = try scope.record(id) else { return nil }
    guard Policy.allows(actor, .archive, record.envelope) else { throw Failure.forbidden("You may not undo this.") }
    return record
  }
}
