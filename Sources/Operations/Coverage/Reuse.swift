import Domain
import RegisterKit
import Store

/// How much one thing serves many requirements.
public struct Reuse: Sendable, Hashable {
  /// Number of controls in the register.
  public var controls = 0
  /// Controls with requirements of both standards.
  public var controlsServingBoth = 0
  /// Requirements served, counted once for each control that serves them.
  public var served = 0
  /// Accepted suggestions, each requirement and control once: controls that would otherwise have been written a second
  /// time.
  public var duplicatesAvoided = 0
  /// To one decimal.
  public var perControl: Double { controls == 0 ? 0 : (Double(served) / Double(controls) * 10).rounded() / 10 }
}

extension Installation {
  /// Counts what the registers hold now; worked out once for each position of the ledger.
  public func reuse(_ scope: Scope) throws -> Reuse {
    try cached("reuse", scope) {
      var reuse = Reuse()
      for record in try scope.records(of: "controls") {
        let uids = record.body["requirements"]?.texts ?? []
        let frameworks = Set(uids.compactMap { $0.split(separator: ":").first })
        reuse.controls += 1
        reuse.served += uids.count
        if frameworks.count > 1 { reuse.controlsServingBoth += 1 }
      }
      reuse.duplicatesAvoided =
        Set(
          try scope.records(of: "mapping-decisions").filter { $0.body["decision"]?.text == "accepted" }
            .map { MappingDecision.register.decode($0.body).pair }
        ).count
      return reuse
    }
  }
}
