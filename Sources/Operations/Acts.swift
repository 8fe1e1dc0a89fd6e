import Domain
import RegisterKit
import Store

extension Installation {
  /// What an act did in one register.
  public struct ActPart: Sendable, Hashable {
    /// Slug of the register.
    public let kind: String
    /// Number of records that the act touched.
    public let records: Int
    public let actions: Set<RevisionAction>
  }

  /// What an act holds, by register; the settings that it may bring along are no records. It never changes, so it is
  /// counted once.
  public func contents(of act: LedgerAct, _ scope: Scope) throws -> [ActPart] {
    if act.count == 1 { return [ActPart(kind: act.entry.kind, records: 1, actions: [act.entry.action])] }
    let key = AnswerCache.Key(
      workspace: scope.workspace.id, position: act.last, day: 0, audience: .members, question: "act \(act.batch)")
    return try cache.answer(key) {
      try scope.contents(of: act).filter { registers[$0.kind] != nil }.map {
        ActPart(kind: $0.kind, records: $0.records, actions: $0.actions)
      }
    }
  }
}
