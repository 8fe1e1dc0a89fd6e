import Domain
import RegisterKit
import Store

/// One thing to be done to one record.
public enum Change: Sendable {
  /// - Parameters:
  ///   - id: The organization's own code for it; the next free one if nil.
  ///   - state: Where the life cycle begins, for records that come with a history; else its first state.
  case create(register: String, id: String? = nil, values: Body, state: String? = nil)
  /// A merge patch. With `ifVersion`, only if that is the revision that stands.
  case edit(id: String, values: Body, ifVersion: Int? = nil, state: String? = nil)
  /// A step of the life cycle, with what it asks for.
  case step(id: String, noun: String, values: Body = [:], ifVersion: Int? = nil)
  case archive(id: String, ifVersion: Int? = nil)
  case restore(id: String)
  /// - Parameter facts: Kept beside the text in the ledger, for programs.
  case comment(id: String, text: String, facts: Body = [:])
  /// Puts a kept file at a record.
  case attach(id: String, file: StoredFile, name: String)
  /// Shows a record to the external auditors of an audit, or hides it from them.
  case share(id: String, for: String, Bool)
}

/// What an act came to.
public struct Committed: Sendable {
  /// The records as they stand now, one for each change, in order; an edit that changed nothing too.
  public var records: [StoredRecord] = []
  /// Number of ledger entries written.
  public var entries = 0
  /// By which the act can be found in the ledger and undone; nil if nothing was written.
  public var batch: Int?
}

extension Installation {
  /// The one door: every write of every interface goes through here. May this actor? → merge, convert, check, derive →
  /// ledger → tables, links, search; all changes or none.
  /// - Parameters:
  ///   - hand: `.history` for files of the organization's past, whose new records may bring stamped fields and states.
  /// - Throws: ``Failure``.
  public func commit(
    _ changes: [Change], in workspace: Workspace, as actor: Actor, note: String = "",
    hand: AnyRegister.Hand = .entry
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      return try commit(changes, scope, actor, note, hand, now)
    }
  }

  /// The same, inside a transaction that does more.
  /// - Parameter admitted: What the registers made of the values of new records, by the change's place, where the caller
  ///   had them admitted in this transaction by the same hand.
  /// - Parameter told: Is told of each record and whether anything was written, for acts of so many changes that they had
  ///   better not be kept; ``Committed/records`` is empty then.
  func commit(
    _ changes: [Change], _ scope: Scope, _ actor: Actor, _ note: String, _ hand: AnyRegister.Hand, _ now: Instant,
    reading given: Reading? = nil, settings: Body? = nil, admitted: (Int) -> Body? = { _ in nil },
    told: ((StoredRecord, _ wrote: Bool) -> Void)? = nil
  ) throws -> Committed {
    let reading = try given ?? reading(scope, self.settings(scope))
    let act = Act(
      scope: scope, actor: actor, note: note, hand: hand, now: now, reading: reading,
      appender: try Appender(scope, actor: actor.name, at: now), ownWork: OwnWork(self, scope))
    var committed = Committed()
    if let settings, try act.keepSettings(settings) { committed.entries += 1 }
    var rejections: [Failure.Rejection] = []
    for (index, change) in changes.enumerated() {
      try scope.connection.goOn()
      do {
        let (record, wrote) = try act.run(change, admitted: admitted(index))
        if let told { told(record, wrote) } else { committed.records.append(record) }
        if wrote { committed.entries += 1 }
      } catch Failure.invalid(let problems) {
        rejections.append(.init(index: index, record: problems.first?.record, problems: problems.flatMap(\.problems)))
      } catch Failure.forbidden(let reason) where hand == .history {
        // In a file it is this row's matter and no other's.
        rejections.append(.init(index: index, record: nil, problems: [Problem(nil, reason)]))
      } catch Failure.conflict(let reason) where hand == .history {
        rejections.append(.init(index: index, record: nil, problems: [Problem(nil, reason)]))
      }
    }
    guard rejections.isEmpty else { throw Failure.invalid(rejections) }
    try act.appender.finish()
    if committed.entries > 0 { try noteSharing(changes, scope, actor, now) }
    if committed.entries > 0 { committed.batch = act.appender.batch }
    return committed
  }

  /// Who outside of the organization may read something is asked about like any right, so it is an event too.
  func noteSharing(_ changes: [Change], _ scope: Scope, _ actor: Actor, _ now: Instant) throws {
    for isShown in [true, false] {
      var shares: [String: [String]] = [:]
      for case .share(let id, let audit, isShown) in changes { shares[audit, default: []].append(id) }
      for (audit, ids) in shares.sorted(by: { $0.key < $1.key }) {
        let named = ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? " and \(ids.count - 5) more" : "")
        try scope.connection.addEvent(
          Origin(actor: actor.name, sender: actor.sender).event(
            isShown ? .shown : .hidden, audit, in: scope.workspace, named, at: now))
      }
    }
  }
}
