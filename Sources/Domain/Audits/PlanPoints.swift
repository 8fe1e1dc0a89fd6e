import RegisterKit

/// The audit points of an audit and the minutes they take: what does not apply falls away, what grows with the
/// organization is scaled.
struct PlanPoints {
  private(set) var topics: [PlanBasis.Topic] = []
  private(set) var omitted: [PlanBasis.Omitted] = []
  let sizes: [String: Int]
  let overhead: Int

  init(_ audit: Audit, _ facts: PlanFacts, _ library: AuditPointSet) {
    sizes = Self.sizes(audit, facts)
    let standards = audit.standards.map(\.rawValue)
    let kind = standards.count == 1 ? standards[0] : "integrated"
    overhead = library.overhead.reduce(0) { $0 + ($1.minutes[kind] ?? 0) }
    let excluded = Set(
      facts["coverage"].filter { $0.text("applicable") == "no" }.compactMap { $0.text("requirement") })
    for point in library.points { add(point, standards, excluded, library) }
  }

  private mutating func add(
    _ point: AuditPoint, _ standards: [String], _ excluded: Set<String>, _ library: AuditPointSet
  ) {
    func leave(_ reason: String) {
      omitted.append(PlanBasis.Omitted(point: point.id, title: point.title, reason: reason))
    }
    let asked = standards.filter { (point.minutes[$0] ?? 0) > 0 }
    guard !asked.isEmpty else { return leave("No part of an audit of the chosen standard.") }
    func primary(_ standard: String) -> [String] { point.primary.filter { $0.hasPrefix("\(standard):") } }
    // A standard of which nothing applies has no part in the point any more.
    let live = asked.filter { standard in primary(standard).contains { !excluded.contains($0) } }
    guard !live.isEmpty else { return leave("None of its controls applies, by the statement of applicability.") }
    var alone: [String: Int] = [:]
    for standard in live {
      alone[standard] = cut(library.minutes(point, standard, size: sizes), primary(standard), excluded)
    }
    let minutes: Int
    if live.count == 1 {
      minutes = alone[live[0]] ?? 0
    } else {
      let both = cut(
        library.minutes(point, "integrated", size: sizes), live.flatMap(primary), excluded)
      // One conversation is never shorter than its longer half, nor longer than both.
      minutes = min(max(both, alone.values.max() ?? 0), alone.values.reduce(0, +))
    }
    let all = Set(point.requires.keys.filter { $0.hasPrefix("iso") })
    topics.append(
      PlanBasis.Topic(
        id: point.id, title: point.title, unit: nil, auditees: [], choice: "", isChosen: false,
        requirements: live.flatMap(primary).filter { !excluded.contains($0) }, minutes: minutes, minutesAlone: alone,
        requires: point.requires.filter { $0.value > 0 && (!all.contains($0.key) || live.contains($0.key)) }))
  }

  /// In proportion to what applies, not below half, to five minutes. Own rule.
  private func cut(_ minutes: Int, _ primary: [String], _ excluded: Set<String>) -> Int {
    let applying = primary.count { !excluded.contains($0) }
    guard applying < primary.count, applying > 0 else { return minutes }
    let share = max(0.5, Double(applying) / Double(primary.count))
    return max(5, Int((Double(minutes) * share / 5).rounded()) * 5)
  }

  /// How much of each driver is in scope, counted from the registers. A register that is empty says nothing.
  static func sizes(_ audit: Audit, _ facts: PlanFacts) -> [String: Int] {
    var sizes: [String: Int] = [:]
    let units = facts.units.filter { audit.units.isEmpty || audit.units.contains($0.id) }
    let persons = units.reduce(0) { $0 + ($1.unit.people ?? 0) }
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
    let sites = facts["sites"].count
    let named = Set(units.map(\.unit.site.folded).filter { !$0.isEmpty }).count
    if max(sites, named) > 0 { sizes["sites"] = named > 0 ? named : sites }
    return sizes
  }
}
