import RegisterKit

/// An audit as a programme sees it.
public struct ProgrammeAudit: Sendable {
  public let id: String
  public let audit: Audit
  /// Name of its state.
  public let state: String
  public init(id: String, audit: Audit, state: String) {
    self.id = id
    self.audit = audit
    self.state = state
  }
  /// The report is out.
  public var isHeld: Bool { state == "closed" || state == "actions_open" }
}

/// A check, as a programme sees it.
public struct ProgrammeCheck: Sendable, Hashable {
  public let id: String
  /// Id of its audit.
  public let audit: String
  /// Requirements on which there is a verdict; none while it is not judged.
  public let requirements: [String]
  public init(id: String, audit: String, requirements: [String]) {
    self.id = id
    self.audit = audit
    self.requirements = requirements
  }
}

/// The requirements of a programme over the years of its cycle: planned, done, open.
public struct ProgrammeCoverage: Sendable {
  /// How it is known that a requirement was audited.
  public struct Done: Sendable, Hashable {
    /// What shows it, from the surest on.
    public enum How: String, Sendable {
      case check
      /// The audit's report is out, and the requirement's point was on its list.
      case point
      /// The audit's report is out, and the words of its scope name the requirement.
      case scope
    }
    /// Id of the audit.
    public let audit: String
    /// Id of the record that shows it: the check, or the audit itself.
    public let record: String
    public let how: How
  }
  /// One requirement in one year.
  public struct Cell: Sendable, Hashable {
    public var isPlanned = false
    public var done: [Done] = []
  }
  /// One requirement over all years of the cycle.
  public struct Line: Sendable, Hashable {
    /// The requirement.
    public let uid: String
    /// The points that cover it; normally one.
    public let points: [String]
    /// The statement of applicability excludes it.
    public let isExcluded: Bool
    /// By year, in order.
    public let cells: [Cell]
    /// In some year.
    public var isDone: Bool { cells.contains { !$0.done.isEmpty } }
    /// For some year.
    public var isPlanned: Bool { cells.contains(where: \.isPlanned) }
    /// Neither planned nor done in the whole cycle.
    public var isGap: Bool { !isExcluded && !isDone && !isPlanned }
  }
  /// Something to be put right, with what to do.
  public struct Gap: Sendable, Hashable {
    /// The requirements concerned.
    public let uids: [String]
    /// What is wrong, in a sentence.
    public let what: String
    /// What to do about it, in a sentence.
    public let remedy: String
    /// The audit point that it is about, if one.
    public let point: String?
  }
  /// In order.
  public let years: [ProgrammeYear]
  /// In the order of the requirements.
  public let lines: [Line]
  public let gaps: [Gap]

  /// - Parameters:
  ///   - requirements: Uids of all clauses and controls of the programme's standards, in order.
  ///   - audits: All internal audits; those in the cycle count.
  public static func compute(
    _ programme: AuditProgramme, _ requirements: [String], _ set: AuditPointSet, _ facts: ProgrammeFacts,
    _ audits: [ProgrammeAudit], _ checks: [ProgrammeCheck], today: Day
  ) -> ProgrammeCoverage {
    let years = programme.years
    let holders = Dictionary(
      set.points.flatMap { point in point.primary.map { ($0, [point.id]) } }, uniquingKeysWith: { $0 + $1 })
    let planned = Dictionary(grouping: programme.planned, by: \.point).mapValues { Set($0.map(\.year)) }
    var done: [String: [String: [Done]]] = [:]
    for audit in audits where audit.audit.kind == .internal {
      guard let day = audit.audit.from, let year = years.first(where: { $0.contains(day) }) else { continue }
      for (uid, how) in audit.covered(requirements, set, checks) {
        done[uid, default: [:]][year.name, default: []].append(how)
      }
    }
    let lines = requirements.map { uid in
      let points = holders[uid] ?? []
      return Line(
        uid: uid, points: points, isExcluded: facts.excluded.contains(uid),
        cells: years.map { year in
          Cell(
            isPlanned: points.contains { planned[$0]?.contains(year.name) == true }, done: done[uid]?[year.name] ?? [])
        })
    }
    return ProgrammeCoverage(
      years: years, lines: lines, gaps: gaps(programme, lines, years, set, planned, today))
  }

  private static func gaps(
    _ programme: AuditProgramme, _ lines: [Line], _ years: [ProgrammeYear], _ set: AuditPointSet,
    _ planned: [String: Set<String>], _ today: Day
  ) -> [Gap] {
    var gaps: [Gap] = []
    let holes = lines.filter { !$0.isExcluded && $0.points.isEmpty }.map(\.uid)
    if !holes.isEmpty {
      gaps.append(
        Gap(
          uids: holes, what: "No audit point covers them",
          remedy: "The library of audit points has a hole: add a point for them to the library.", point: nil))
    }
    for point in set.points {
      let uids = lines.filter { $0.isGap && $0.points == [point.id] }.map(\.uid)
      if !uids.isEmpty {
        gaps.append(
          Gap(
            uids: uids, what: "\(point.id) \(point.title): in no year of the cycle",
            remedy: "Tick a year for it under Audit points, or propose again.", point: point.id))
      }
    }
    for (index, year) in years.enumerated() where year.to < today {
      let late = lines.filter { $0.cells[index].isPlanned && $0.cells[index].done.isEmpty && !$0.isExcluded }
      let later = late.filter { line in !line.cells[(index + 1)...].contains { $0.isPlanned || !$0.done.isEmpty } }
      if !later.isEmpty {
        gaps.append(
          Gap(
            uids: later.map(\.uid), what: "Planned for \(year.name), which is over, and not audited",
            remedy: "Move them to a year that is left, or finish and close the audit that looked at them.", point: nil))
      }
    }
    let names = Set(years.map(\.name))
    let lost = planned.filter { !$0.value.isSubset(of: names) }.keys.sorted()
    if !lost.isEmpty {
      gaps.append(
        Gap(
          uids: [], what: "\(lost.joined(separator: ", ")): planned in years that are not in the cycle",
          remedy: "The dates of the programme were changed; propose again or tick other years.", point: nil))
    }
    return gaps
  }
}

extension ProgrammeAudit {
  /// What the audit looked at, with how that is known; the best knowledge for each requirement.
  func covered(
    _ requirements: [String], _ set: AuditPointSet, _ checks: [ProgrammeCheck]
  ) -> [(uid: String, how: ProgrammeCoverage.Done)] {
    var found: [String: ProgrammeCoverage.Done] = [:]
    let mine = requirements.filter { uid in audit.standards.contains { uid.hasPrefix("\($0.rawValue):") } }
    let own = checks.filter { $0.audit == id }
    // Where there are checks, they tell what was seen; the list speaks for audits that were held elsewhere.
    if isHeld, own.isEmpty {
      let how: ProgrammeCoverage.Done.How = audit.points.isEmpty ? .scope : .point
      for uid in listed(mine, set) { found[uid] = .init(audit: id, record: id, how: how) }
    }
    for check in own {
      for uid in check.requirements { found[uid] = .init(audit: id, record: check.id, how: .check) }
    }
    return requirements.compactMap { uid in found[uid].map { (uid, $0) } }
  }
}

extension ProgrammeAudit {
  /// The requirements that are on the audit's list: those of its points or, where it has none, those that the words of its
  /// scope name.
  public func listed(_ requirements: [String], _ set: AuditPointSet) -> [String] {
    if audit.points.isEmpty { return AuditScope.named(audit.scope, among: requirements) }
    let points = Set(audit.points)
    let covered = Set(set.points.filter { points.contains($0.id) }.flatMap(\.primary))
    return requirements.filter(covered.contains)
  }
}

extension AuditProgramme {
  /// Audit points that an internal audit of the cycle has already, planned or held: by point, the audit in each year.
  /// - Parameter requirements: Uids of all clauses and controls of the programme's standards, in order.
  public func given(
    _ audits: [ProgrammeAudit], _ requirements: [String], _ set: AuditPointSet
  ) -> [String: [String: String]] {
    var given: [String: [String: String]] = [:]
    for audit in audits where audit.audit.kind == .internal {
      guard let day = audit.audit.from, let year = years.first(where: { $0.contains(day) }) else { continue }
      let mine = requirements.filter { uid in audit.audit.standards.contains { uid.hasPrefix("\($0.rawValue):") } }
      let listed = Set(audit.listed(mine, set))
      for point in set.points where point.primary.contains(where: listed.contains) {
        given[point.id, default: [:]][year.name] = audit.id
      }
    }
    return given
  }
}

/// Reads which requirements the words of an audit's scope name: `Clauses 4 to 10; A.5.1-A.5.18, A.6`.
public enum AuditScope {
  /// - Parameter requirements: Uids in the order of their standards.
  public static func named(_ scope: String, among requirements: [String]) -> [String] {
    var found: Set<String> = []
    for part in scope.split(whereSeparator: { ",;\n".contains($0) }) {
      let words = part.lowercased()
      if words.contains("sample") || words.contains("first look") { continue }
      if words.contains("all clauses") { found.formUnion(requirements.filter { !isControl($0) }) }
      if words.contains("all") && words.contains("controls") { found.formUnion(requirements.filter(isControl)) }
      let ids = tokens(String(part))
      guard let first = ids.first, let last = ids.last else { continue }
      if ids.count == 2, words.contains(" to ") || part.contains("-") || part.contains("–") {
        found.formUnion(range(first, last, requirements))
      } else {
        for id in ids { found.formUnion(requirements.filter { belongs($0, to: id) }) }
      }
    }
    return requirements.filter(found.contains)
  }

  /// `A.5.1` and `4`, not the numbers inside other words.
  private static func tokens(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "-" || $0 == "–" || $0 == "(" || $0 == ")" }.map { $0.trimmed(also: ".:") }.filter {
      word in
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      let numbers = parts.first == "A" ? parts.dropFirst() : parts[...]
      guard !numbers.isEmpty, numbers.allSatisfy({ Int($0) != nil && $0.count <= 2 }) else { return false }
      return parts.first == "A" || (Int(numbers.first ?? "").map { (4...10).contains($0) } ?? false)
    }
  }

  private static func range(_ first: String, _ last: String, _ requirements: [String]) -> [String] {
    var found: [String] = []
    for (_, group) in Dictionary(grouping: requirements, by: { $0.split(separator: ":").first ?? "" }) {
      guard let from = group.firstIndex(where: { belongs($0, to: first) }),
        let to = group.lastIndex(where: { belongs($0, to: last) }), from <= to
      else { continue }
      // Clauses run to clauses and controls to controls.
      found += group[from...to].filter { isControl($0) == first.hasPrefix("A") }
    }
    return found
  }

  private static func belongs(_ uid: String, to id: String) -> Bool {
    let own = uid.split(separator: ":").last ?? ""
    return own == id || own.hasPrefix("\(id).")
  }
  private static func isControl(_ uid: String) -> Bool { uid.contains(":A.") }
}
