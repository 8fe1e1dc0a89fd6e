import Domain
import RegisterKit
import Store

extension Installation {
  /// Where a workspace stands on the path of integration: every figure is the length of a list, so it leads to the
  /// records that it counts.
  public func integration(_ scope: Scope) throws -> IntegrationProgress {
    let today = today
    return try cached("integration", scope) {
      let judged = try scope.records(of: "judgements").filter { $0.body["holds"]?.bool == true }.compactMap {
        $0.body["task"]?.text
      }
      // Tasks share lists: each is counted once.
      var counts: [ListQuery: Int] = [:]
      return try IntegrationProgress(libraries.steps, judged: Set(judged)) { condition in
        guard let register = registers[condition.register] else {
          throw Refusal("The steps name the register “\(condition.register)”, which is not here.")
        }
        let query = try ListQuery(condition.items, register: register, among: registers)
        if let count = counts[query] { return count }
        let count = try scope.count(query, today: today)
        counts[query] = count
        return count
      }
    }
  }
}
