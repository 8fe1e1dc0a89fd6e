import Domain
import RegisterKit
import Store

extension Installation {
  /// What stands in the way of steps of a record, by the noun of the step; a step that can be taken is left out. Found by
  /// trying each without writing anything, so that a page says the same as the door. A step that asks for values can't be
  /// tried without them.
  public func hindrances(
    to steps: [Lifecycle.Step], of record: StoredRecord, as actor: Actor, _ scope: Scope
  ) throws -> [String: [Problem]] {
    guard let register = registers[record.kind] else { return [:] }
    let now = now
    let act = Act(
      scope: scope, actor: actor, note: "", hand: .entry, now: now, reading: try reading(scope, settings(scope)),
      appender: try Appender(scope, actor: actor.name, at: now), ownWork: OwnWork(self, scope))
    return Dictionary(
      steps.filter(\.asks.isEmpty).map { step in
        var problems = Problems()
        _ = act.taken(step, record, register, [:], &problems)
        return (step.noun, problems.all)
      }.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }
}
