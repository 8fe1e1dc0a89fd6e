import RegisterKit

/// The audit points of an audit and the minutes they take: what does not apply falls away, what grows with the
/// organization is scaled.
struct PlanPoints {
  private(set) var topics: [PlanBasis.Topic] = []
  private(set) var omitted: [PlanBasis.Omitted] = []
  let sizes: [String: Int]
  let overhead: Int

  init(_ audit: Audit, _ facts: PlanFacts, _ library: AuditPointSet) {
    sizes = AuditSize.counted(for: audit, in: facts)
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
}
