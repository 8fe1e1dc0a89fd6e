import Domain
import RegisterKit
import Store

extension Installation {
  /// Where a workspace stands on the path of integration: every figure is the length of a list, so it leads to the
  /// records that it counts.
  public func integration(_ scope: Scope) throws -> IntegrationProgress {
    try cached("integration", scope) {
      try IntegrationProgress(libraries.steps, judged: Set(parts(.judged, scope))) { condition in
        guard let register = registers[condition.register] else {
          throw Refusal("The steps name the register “\(condition.register)”, which is not here.")
        }
        return try count(ListQuery(condition.items, register: register, among: registers), scope)
      }
    }
  }
}

extension RegisterView<String> {
  /// Tasks that somebody judged to hold.
  fileprivate static let judged = RegisterView("judged", of: "judgements") { record in
    record.body["holds"]?.bool == true ? record.body["task"]?.text : nil
  }
}
