import Domain
import RegisterKit
import Store

/// Answers within one act why an auditor is no judge of some work (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2).
///
/// The registers are read when a rule asks for the first time, and again only those in which the act has written since.
final class OwnWork {
  private let installation: Installation
  private let scope: Scope
  private var entries: [String: [PlanFacts.Entry]] = [:]
  private var facts: PlanFacts?

  init(_ installation: Installation, _ scope: Scope) { (self.installation, self.scope) = (installation, scope) }

  /// In sentences; empty where nothing is against it.
  /// - Parameter work: Ids of units and audit points, and uids of requirements.
  func reasons(_ auditor: String, _ work: [String], _ audit: String) throws -> [String] {
    for kind in PlanFacts.kinds where entries[kind] == nil {
      entries[kind] = try installation.planEntries(kind, scope)
      facts = nil
    }
    let facts = facts ?? PlanFacts(entries)
    self.facts = facts
    return PlanBasis.ownWork(of: auditor, in: work, of: audit, facts, installation.libraries.auditPoints)
  }

  /// The act has written in a register.
  func forget(_ kind: String) { entries[kind] = nil }
}
