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

/// How many records of a register are of both standards: what shows that two systems are one.
public struct SharedRecords: Sendable, Hashable {
  /// Such as “Documents that serve both”.
  public let what: String
  /// Slug of the register.
  public let register: String
  /// Records of both standards.
  public let both: Int
  /// All records of the register that are not archived.
  public let all: Int
}

extension Installation {
  /// What the registers say of how far the two systems are one; worked out once for each position of the ledger.
  public func sharedRecords(_ scope: Scope) throws -> [SharedRecords] {
    try cached("shared records", scope) {
      try [
        ("documents", "Documents that serve both", "requirements"),
        ("controls", "Controls that serve both", "requirements"),
        ("audits", "Audits over both", "standards"),
        ("management-reviews", "Management reviews over both", "standards"),
        ("risks", "Risks of both kinds", "domains"),
      ].map { slug, what, field in
        let records = try parts(
          RegisterView("shared \(slug)", of: slug) { Self.frameworks($0.body[field]?.texts ?? []).count > 1 }, scope)
        return SharedRecords(what: what, register: slug, both: records.count(where: \.self), all: records.count)
      }
    }
  }

  /// What stands before the colon of each: frameworks of requirements, or the words themselves.
  private static func frameworks(_ texts: [String]) -> Set<Substring> {
    Set(texts.compactMap { $0.split(separator: ":").first })
  }

  /// Counts what the registers hold now; worked out once for each position of the ledger.
  public func reuse(_ scope: Scope) throws -> Reuse {
    try cached("reuse", scope) {
      var reuse = Reuse()
      for control in try parts(CoverageViews.controls, scope) {
        reuse.controls += 1
        reuse.served += control.requirements.count
        if Self.frameworks(control.requirements).count > 1 { reuse.controlsServingBoth += 1 }
      }
      reuse.duplicatesAvoided =
        Set(try parts(CoverageViews.decisions, scope).filter { $0.decision == "accepted" }.map(\.pair)).count
      return reuse
    }
  }
}
