import RegisterKit

/// The audit points of an audit and the minutes they take: what does not apply or was given to another audit falls away,
/// what grows with the organization is scaled.
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
    let given = Set(audit.points)
    for point in library.points { add(point, standards, excluded, given, library) }
  }

  private mutating func add(
    _ point: AuditPoint, _ standards: [String], _ excluded: Set<String>, _ given: Set<String>, _ library: AuditPointSet
  ) {
    func leave(_ reason: String) {
      omitted.append(PlanBasis.Omitted(point: point.id, title: point.title, reason: reason))
    }
    guard standards.contains(where: { (point.minutes[$0] ?? 0) > 0 }) else {
      return leave("No part of an audit of the chosen standard.")
    }
    let live = point.live(standards, excluded)
    guard !live.isEmpty else { return leave("None of its controls applies, by the statement of applicability.") }
    // An audit without a list of its own takes what its scope holds.
    guard given.isEmpty || given.contains(point.id) else { return leave("The programme gives it to another audit.") }
    let (minutes, alone) = library.minutes(point, standards, excluded: excluded, size: sizes)
    let all = Set(point.requires.keys.filter { $0.hasPrefix("iso") })
    topics.append(
      PlanBasis.Topic(
        id: point.id, title: point.title, unit: nil, auditees: [], choice: "", isChosen: false,
        requirements: live.flatMap(point.primary(of:)).filter { !excluded.contains($0) }, minutes: minutes,
        minutesAlone: alone,
        requires: point.levels.filter { $0.value > 0 && (!all.contains($0.key) || live.contains($0.key)) }))
  }
}

extension AuditPoint {
  /// What it asks for, with technical knowledge in the areas that it names.
  fileprivate var levels: [String: Int] {
    Dictionary(
      requires.map { (TechnicalArea.areas($0.key) == [] ? TechnicalArea.key(areas) : $0.key, $0.value) },
      uniquingKeysWith: max)
  }

  fileprivate func primary(of standard: String) -> [String] { primary.filter { $0.hasPrefix("\(standard):") } }

  /// The standards that have a part in the point; one of which nothing applies has none any more.
  fileprivate func live(_ standards: [String], _ excluded: Set<String>) -> [String] {
    standards.filter { standard in
      (minutes[standard] ?? 0) > 0 && primary(of: standard).contains { !excluded.contains($0) }
    }
  }
}

extension AuditPointSet {
  /// Minutes of a point in one audit over these standards, and in an audit of each standard alone.
  /// - Parameters:
  ///   - excluded: Requirements that do not apply.
  ///   - size: How much of each driver is in scope.
  func minutes(
    _ point: AuditPoint, _ standards: [String], excluded: Set<String>, size: [String: Int]
  ) -> (together: Int, alone: [String: Int]) {
    let live = point.live(standards, excluded)
    var alone: [String: Int] = [:]
    for standard in live {
      alone[standard] = Self.cut(minutes(point, standard, size: size), point.primary(of: standard), excluded)
    }
    guard live.count > 1 else { return (live.first.flatMap { alone[$0] } ?? 0, alone) }
    let both = Self.cut(minutes(point, "integrated", size: size), live.flatMap(point.primary(of:)), excluded)
    // One conversation is never shorter than its longer half, nor longer than both.
    return (min(max(both, alone.values.max() ?? 0), alone.values.reduce(0, +)), alone)
  }

  /// In proportion to what applies, not below half, to five minutes. Own rule.
  private static func cut(_ minutes: Int, _ primary: [String], _ excluded: Set<String>) -> Int {
    let applying = primary.count { !excluded.contains($0) }
    guard applying < primary.count, applying > 0 else { return minutes }
    let share = max(0.5, Double(applying) / Double(primary.count))
    return max(5, Int(saturating: min(1e9, Double(minutes) * share / 5)) * 5)
  }
}
