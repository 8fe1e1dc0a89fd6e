import RegisterKit

/// How much of what audit points grow with is in scope.
public enum AuditSize {
  /// Registers from which it is counted.
  public static let kinds = ["units", "people", "sites", "ai-systems", "datasets", "suppliers", "assets"]

  /// By driver, as the library of audit points names them. A register that is empty says nothing.
  /// - Parameter audit: Its units and AI systems count, or all where it names none.
  public static func counted(for audit: Audit, in facts: PlanFacts) -> [String: Int] {
    var sizes: [String: Int] = [:]
    let units = facts.units.filter { audit.units.isEmpty || audit.units.contains($0.id) }
    let inUnits = units.reduce(0) { $0 + ($1.unit.people ?? 0) }
    // Naming every unit is the same as naming none.
    let onSites = units.count == facts.units.count ? facts["sites"].reduce(0) { $0 + ($1.body["people"]?.int ?? 0) } : 0
    let persons = onSites > 0 ? onSites : inUnits
    if persons > 0 { sizes["persons"] = persons }
    let systems = facts["ai-systems"].filter {
      $0.state != "retired" && (audit.aiSystems.isEmpty || audit.aiSystems.contains($0.id))
    }
    if !systems.isEmpty {
      sizes["ai_systems"] = systems.count
      let ids = Set(systems.map(\.id))
      let used = Set(systems.flatMap { $0.texts("datasets") })
      let datasets = facts["datasets"].filter { used.contains($0.id) || !ids.isDisjoint(with: $0.texts("ai_systems")) }
      if !datasets.isEmpty { sizes["datasets"] = datasets.count }
    }
    if !facts["suppliers"].isEmpty { sizes["suppliers"] = facts["suppliers"].count }
    let technical = facts["assets"].count { ["application", "infrastructure"].contains($0.text("kind") ?? "") }
    if technical > 0 { sizes["it_systems"] = technical }
    let named = Set(units.map(\.unit.site.folded).filter { !$0.isEmpty }).count
    let sites = named > 0 ? named : facts["sites"].count
    if sites > 0 { sizes["sites"] = sites }
    return sizes
  }
}
