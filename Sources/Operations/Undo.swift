import Domain
import RegisterKit
import Store

extension Installation {
  /// Takes back an act: what it made is archived, what it changed, archived or shared is as it was. The ledger keeps both.
  /// - Throws: ``Failure/conflict(_:)`` where somebody has gone on from there, where others point at what would be archived,
  ///   or where the act can't be taken back: a comment was read, an approved statement is replaced by a new one.
  public func undo(batch: Int, in workspace: Workspace, as actor: Actor) async throws -> Committed {
    try await undo(batch: batch, in: workspace, as: actor) { _, _ in }
  }

  /// The same, telling how far it is.
  /// - Parameter tell: Is given how many records of how many are dealt with, from 0 on; from 0 again where the database
  ///   runs the transaction once more.
  func undo(
    batch: Int, in workspace: Workspace, as actor: Actor, telling tell: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let entries = try scope.batch(batch)
      guard !entries.isEmpty else { throw Failure.notFound("There is no act \(batch) in the ledger.") }
      let act = Act(
        scope: scope, actor: actor, note: Self.note(ofUndoing: batch), hand: .program, now: now,
        reading: reading(scope, try settings(scope)), appender: try Appender(scope, actor: actor.name, at: now),
        ownWork: OwnWork(self, scope))
      var committed = Committed()
      committed.entries = try act.undo(entries, telling: tell)
      guard committed.entries > 0 else { throw Failure.conflict("A comment can't be undone; write another.") }
      try act.appender.finish()
      let shown = entries.compactMap { entry -> Change? in
        guard entry.action == .shared || entry.action == .unshared else { return nil }
        return .share(id: entry.record, for: Scope.audit(of: entry.body), entry.action == .unshared)
      }
      try noteSharing(shown, scope, actor, now)
      committed.batch = act.appender.batch
      return committed
    }
  }

  /// What the entries that take an act back say.
  static func note(ofUndoing batch: Int) -> String { "Undoes act \(batch)" }
}

extension Act {
  /// What was written for each record and for each showing is looked at once, so the work grows with the act and not with
  /// its square.
  /// - Returns: Number of entries written.
  func undo(_ entries: [Revision], telling tell: (_ done: Int, _ total: Int) -> Void) throws -> Int {
    let content = entries.filter { $0.action.isContent }
    let showing = entries.filter { $0.action == .shared || $0.action == .unshared }
    let taken = TakenBack(content, batch: entries[0].batch)
    let total = taken.last.count + showing.count
    var (written, done) = (0, 0)
    tell(0, total)
    for entry in showing.reversed() {
      if try hideOrShow(entry) { written += 1 }
      done += 1
      tell(done, total)
    }
    for index in taken.last.indices {
      if try takeBack(index, of: taken) { written += 1 }
      done += 1
      tell(done, total)
    }
    return written
  }

  /// An act on its way back.
  private struct TakenBack {
    /// The last entry about each record, the last that was touched first.
    let last: [Revision]
    let batch: Int
    /// Records of which it says what they are.
    let touched: Set<String>
    /// Those of them that it made.
    let made: Set<String>
    /// Those that it made or brought back: they go together, whoever points at whom.
    let brought: Set<String>

    /// - Parameter content: Its entries that say what records are, in order.
    init(_ content: [Revision], batch: Int) {
      var seen: Set<String> = []
      last = content.reversed().filter { seen.insert($0.record).inserted }
      self.batch = batch
      var (touched, back) = (Set<String>(), Set<String>())
      for entry in content where touched.insert(entry.record).inserted && entry.action == .restored {
        back.insert(entry.record)
      }
      made = Set(content.filter { $0.action == .created }.map(\.record))
      self.touched = touched
      brought = made.union(back)
    }
  }

  /// - Returns: Whether there was something to write.
  private func hideOrShow(_ entry: Revision) throws -> Bool {
    let audit = Scope.audit(of: entry.body)
    guard let record = try reachable(entry.record),
      try scope.isShown(record.id, for: audit) == (entry.action == .shared)
    else { return false }
    try appender.append(
      NewRevision(
        record: record.id, kind: record.kind, version: record.version,
        action: entry.action == .shared ? .unshared : .shared, state: record.state,
        body: entry.body, note: note))
    return true
  }

  /// - Parameter index: Of the record among those of the act; those before it are as they were.
  /// - Returns: Whether there was something to write.
  private func takeBack(_ index: Int, of taken: TakenBack) throws -> Bool {
    let entry = taken.last[index]
    guard let record = try reachable(entry.record) else { return false }
    guard isAsLeft(record, by: entry) else { throw try goneOn(taken.last[index...]) }
    let register = scope.registers[record.kind]
    if let register, register.isMadeByProgram, register.lifecycle != nil {
      throw Failure.conflict("\(record.id) was approved; approve a new one instead.")
    }
    if let register, register.isMadeByProgram {
      throw Failure.conflict("\(register.many) are kept by Concord as they happened, and not taken back.")
    }
    let before = try scope.content(of: record.id, before: taken.batch)
    let (body, former) = (record.body, before?.body)
    if former != body, let register {
      // What was written into a session that was held since stands, unless the session itself is taken back here.
      let around = surroundings(of: record.id, without: taken.touched)
      let state = taken.made.contains(record.id) ? nil : record.state
      if let reason = register.settled(body, state, around) ?? register.settled(former ?? [:], state, around) {
        throw Failure.conflict(reason)
      }
    }
    let isGone = before.map { $0.action == .archived } ?? true
    if isGone {
      let others = try scope.pointing(at: record.id).filter { !taken.brought.contains($0) }
      guard others.isEmpty else {
        throw Failure.conflict(
          "\(record.id) is used by \(others.prefix(5).joined(separator: ", ")); take it out there first.")
      }
    } else if let register, let former {
      let problems = try standing(former, record.id, register)
      guard problems.isEmpty else {
        throw Failure.conflict(
          "\(record.id) can't be as it was: \(problems.all.map(\.message).joined(separator: " "))")
      }
    }
    // Settings are never archived: without them the standard method holds.
    let isSettings = record.id == Installation.settingsID
    _ = try written(
      NewRevision(
        record: record.id, kind: record.kind, version: record.version.next,
        action: isSettings ? .changed : isGone ? .archived : record.isArchived ? .restored : .changed,
        state: before?.state ?? record.state, body: former ?? (isSettings ? [:] : body), note: note))
    return true
  }

  /// Names the records that are no longer as the act left them.
  private func goneOn(_ last: ArraySlice<Revision>) throws -> Failure {
    let ids = try last.filter { entry in
      try scope.record(entry.record).map { !isAsLeft($0, by: entry) } ?? false
    }.map(\.record).sorted()
    return .conflict(
      "\(ids.prefix(5).joined(separator: ", "))\(ids.count > 5 ? " and \(ids.count - 5) more" : "") \(ids.count == 1 ? "was" : "were") changed since; undo that first, or change it by hand."
    )
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
