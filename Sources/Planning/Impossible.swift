/// Points that no plan can hold, found from each point alone, before anything is solved; and what would change that.
extension PlanProblem {
  /// In the order of the points; the first reason that holds, as the definition orders them.
  func impossible() -> [UncoveredPoint] {
    let units = Dictionary(units.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return points.compactMap { point in
      guard let unit = units[point.unit] else { return nil }
      if point.minutes > capacity { return tooLong(point) }
      let competent = auditors.filter { $0.isCompetent(for: point) }
      if competent.isEmpty { return nobodyCompetent(point) }
      let independent = competent.filter { $0.conflict(with: point) == nil }
      if independent.isEmpty { return nobodyIndependent(point, competent) }
      let open = Set(unit.available)
      if independent.allSatisfy({ open.isDisjoint(with: $0.available) }) { return noWindow(point, unit, independent) }
      return nil
    }
  }

  private func tooLong(_ point: Point) -> UncoveredPoint {
    UncoveredPoint(
      point: point.id, reason: .tooLong,
      detail: "\(point.minutes) minutes do not fit into a session, which holds \(capacity)",
      remedy: "Divide \(point.id), or make sessions \(point.minutes + overheadMinutes) minutes long.")
  }

  private func nobodyCompetent(_ point: Point) -> UncoveredPoint {
    func missing(_ auditor: Auditor) -> [(key: String, has: Int, needs: Int)] {
      point.requires.map { ($0.key, auditor.competences[$0.key, default: 0], $0.value) }.filter { $0.1 < $0.2 }
        .sorted { $0.0 < $1.0 }
    }
    let wanted = point.requires.filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let nearest = auditors.min {
      (missing($0).reduce(0) { $0 + $1.needs - $1.has }, $0.id) < (
        missing($1).reduce(0) { $0 + $1.needs - $1.has }, $1.id
      )
    }
    let gap = nearest.map { missing($0).map { "\($0.key) \($0.has) instead of \($0.needs)" }.joined(separator: ", ") }
    return UncoveredPoint(
      point: point.id, reason: .noCompetentAuditor,
      detail: "nobody reaches \(wanted)" + (nearest.map { "; nearest is \($0.id) with \(gap ?? "")" } ?? ""),
      remedy: "An auditor with \(wanted)"
        + (nearest.map { ", such as \($0.id) after training in \(missing($0).map(\.key).joined(separator: " and "))." }
          ?? "."))
  }

  private func nobodyIndependent(_ point: Point, _ competent: [Auditor]) -> UncoveredPoint {
    let reasons = competent.map { "\($0.id) (\($0.conflict(with: point) ?? ""))" }.joined(separator: ", ")
    let levels = point.requires.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return UncoveredPoint(
      point: point.id, reason: .noIndependentAuditor, detail: "competent but not independent: \(reasons)",
      remedy: "Another auditor with \(levels) who has no part in \(point.unit).")
  }

  private func noWindow(_ point: Point, _ unit: Unit, _ independent: [Auditor]) -> UncoveredPoint {
    func days(_ list: [String]) -> String { list.isEmpty ? "never" : list.joined(separator: ", ") }
    let theirs = independent.map { "\($0.id): \(days($0.available))" }.joined(separator: "; ")
    return UncoveredPoint(
      point: point.id, reason: .noCommonWindow,
      detail: "no common half-day; \(unit.id): \(days(unit.available)); \(theirs)",
      remedy: "One half-day on which \(unit.id) can be visited and "
        + independent.map(\.id).joined(separator: " or ") + " is free.")
  }

  /// What is short where a point could be covered by itself, but not together with the others.
  /// - Parameter sessions: The plan in which it has no place.
  func shortage(_ point: Point, _ sessions: [PlannedSession]) -> UncoveredPoint {
    let here = points.filter { $0.unit == point.unit && $0.minutes <= capacity }
    let unit = units.first { $0.id == point.unit }
    let days = unit?.available.count ?? 0
    let needed = Packing.leastSessions(here.map(\.minutes), capacity: capacity)
    let able = auditors.filter { auditor in
      auditor.isCompetent(for: point) && auditor.conflict(with: point) == nil
        && auditor.available.contains { unit?.available.contains($0) == true }
    }
    let names = able.map(\.id)
    if needed > days {
      return UncoveredPoint(
        point: point.id, reason: .capacity,
        detail: "\(point.unit) needs at least \(needed) half-days for its points and has \(days)",
        remedy: "\(needed - days) more half-day\(needed - days == 1 ? "" : "s") at \(point.unit) with "
          + names.joined(separator: " or ") + ".")
    }
    let held = able.map { auditor in
      "\(auditor.id) \(sessions.count { $0.auditor == auditor.id }) of \(auditor.available.count)"
    }
    return UncoveredPoint(
      point: point.id, reason: .capacity,
      detail:
        "too few half-days of the auditors who may take it at \(point.unit), taken: \(held.joined(separator: ", "))",
      remedy:
        "One more half-day of \(names.joined(separator: " or ")) on which \(point.unit) can be visited, or another "
        + "auditor with "
        + point.requires.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        + ".")
  }
}
