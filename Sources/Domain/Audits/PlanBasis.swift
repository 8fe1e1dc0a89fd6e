import RegisterKit

/// What the plan of an audit rests on, worked out from the registers: which audit points belong to it, who answers each,
/// how long it takes, who may audit it and when everybody is there.
///
/// ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2.2 (objective and impartial auditors); ISO 19011:2018 5.5 and 6.3.
public struct PlanBasis: Sendable, Hashable {
  /// A unit that can be visited.
  public struct Place: Sendable, Hashable {
    public var id: String
    public var name: String
    public var available: [HalfDay]
    /// Half-days of the audit on which nobody there can be visited, with the reason.
    public var closed: [String: String]
  }

  /// Why somebody may not audit something.
  public struct Conflict: Sendable, Hashable {
    /// What somebody may not audit.
    public enum Subject: Sendable, Hashable {
      case unit(String)
      case point(String)
    }
    public var subject: Subject
    /// “owns the control C-52 Release tests”.
    public var reason: String
  }

  /// An auditor of the team, with all that decides what they can take.
  public struct Member: Sendable, Hashable {
    public var id: String
    public var name: String
    /// Their entry in the people register; nil where it has none.
    public var person: String?
    /// 0 to 3 by standard, and by each key of a ``TechnicalArea`` that a point of the audit asks for.
    public var competences: [String: Int]
    /// Somebody experienced should go along (ISO 19011 7.6).
    public var isInTraining: Bool
    public var conflicts: [Conflict]
    public var available: [HalfDay]
    /// What the auditor declared, in their own words.
    public var declared: String

    /// Those that stand against a point: its own, and those with the unit that answers it.
    public func conflicts(with point: Topic) -> [Conflict] {
      conflicts.filter { $0.subject == .point(point.id) || $0.subject == .unit(point.unit ?? "") }
    }
  }

  /// An audit point as it is asked in this audit.
  public struct Topic: Sendable, Hashable {
    public var id: String
    public var title: String
    /// Who answers; nil where nobody was found.
    public var unit: String?
    /// People who answer, the main one first.
    public var auditees: [String]
    /// Why this unit: “Head of Engineering is head of software development”.
    public var choice: String
    /// Somebody chose another unit than was proposed.
    public var isChosen: Bool
    /// Requirements that are examined: those of the audit's standards that apply.
    public var requirements: [String]
    /// In one audit over all standards of this audit.
    public var minutes: Int
    /// Minutes in an audit of one standard alone, by standard.
    public var minutesAlone: [String: Int]
    /// The least level, 0 to 3, by standard or key of a ``TechnicalArea``.
    public var requires: [String: Int]
  }

  /// An audit point that is no part of this audit, and why.
  public struct Omitted: Sendable, Hashable {
    public var point: String
    public var title: String
    /// In a sentence.
    public var reason: String
  }

  /// Something that a person should know before the plan is worked out.
  public struct Note: Sendable, Hashable {
    /// There can be no plan until it is mended.
    public var isBlocking: Bool
    /// What to know, in a sentence.
    public var text: String
    /// The register and record where it can be mended.
    public var register: String?
    public var record: String?
  }

  public var audit: String
  public var title: String
  public var standards: [Standard]
  public var halfDays: [HalfDay]
  public var places: [Place]
  public var members: [Member]
  public var topics: [Topic]
  public var omitted: [Omitted]
  public var notes: [Note]
  /// How much of each driver is in scope; what no register says is missing.
  public var sizes: [String: Int]
  /// Auditor minutes that belong to no point, such as opening, closing and report.
  public var overhead: Int

  /// Nothing stands in the way of a plan.
  public var isReady: Bool { !notes.contains(where: \.isBlocking) }
  /// The topic of an audit point; nil if the point is no part of this audit.
  public func topic(_ id: String) -> Topic? { topics.first { $0.id == id } }
  /// The unit of that id; nil if the audit does not visit it.
  public func place(_ id: String) -> Place? { places.first { $0.id == id } }
  /// The auditor of that id; nil if they are not in the team.
  public func member(_ id: String) -> Member? { members.first { $0.id == id } }
}

extension PlanBasis {
  /// - Parameters:
  ///   - audit: Code of the audit, one of the facts; nil if it is none.
  ///   - assessed: Requirements that an audit has to look at, by standard; what no audit point examines is told.
  ///   - isWhole: Every point of its standards counts, whatever was given to other audits or left out by hand.
  public init?(
    of audit: String, _ facts: PlanFacts, _ library: AuditPointSet, assessed: [String: [String]] = [:],
    isWhole: Bool = false
  ) {
    guard let entry = facts.entry("audits", audit) else { return nil }
    var record = Audit.register.decode(entry.body)
    if isWhole {
      record.points = []
      record.pointUnits.removeAll { $0.hasSuffix(":-") }
    }
    var notes = Self.readiness(record, audit, facts, library)
    let halfDays = Self.halfDays(record)
    let points = PlanPoints(record, facts, library)
    var places = Self.places(record, audit, halfDays, facts)
    var topics = points.topics
    let auditees = PlanAuditees(facts, library, places.map(\.id))
    var chosen: [String: String] = [:]
    for text in record.pointUnits {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmed() }
      guard parts.count == 2, library.points.contains(where: { $0.id == parts[0] }),
        parts[1] == "-" || places.contains(where: { $0.id == parts[1] })
      else {
        notes.append(.warning("“\(text)” names no audit point and unit of this audit; it is passed over.", audit))
        continue
      }
      chosen[parts[0]] = parts[1]
    }
    var omitted = points.omitted
    topics = topics.filter { topic in
      guard chosen[topic.id] == "-" else { return true }
      omitted.append(Omitted(point: topic.id, title: topic.title, reason: "Left out of this audit by hand."))
      return false
    }
    for index in topics.indices {
      guard let point = library.points.first(where: { $0.id == topics[index].id }) else { continue }
      auditees.choose(&topics[index], point, chosen[point.id])
    }
    var members = Self.members(record, audit, halfDays, facts, Set(topics.flatMap(\.requires.keys)), &notes)
    let conflicts = PlanConflicts(record, facts, library, topics)
    for index in members.indices { members[index].conflicts = conflicts.of(members[index].id, facts) }
    Self.forbid(record, &members, &places, topics, &notes, audit)
    let examined = Set(library.points.flatMap(\.primary))
    for standard in record.standards where !library.points.isEmpty {
      let holes = (assessed[standard.rawValue] ?? []).filter { !examined.contains($0) }
      if !holes.isEmpty {
        let ids = holes.map { $0.split(separator: ":").last.map(String.init) ?? $0 }.joined(separator: ", ")
        notes.append(
          .warning("No audit point of the library examines \(ids) of \(standard.label); no plan covers it.", nil))
      }
    }
    for id in record.points where !library.points.contains(where: { $0.id == id }) {
      notes.append(.warning("“\(id)” is on the audit's list of points and in no library; it is passed over.", audit))
    }
    for topic in topics where topic.unit == nil {
      notes.append(
        .warning("Nobody was found who answers \(topic.id) \(topic.title); choose a unit for it below.", audit))
    }
    self.init(
      audit: audit, title: entry.title, standards: record.standards, halfDays: halfDays, places: places,
      members: members, topics: topics, omitted: omitted.sorted { $0.point < $1.point }, notes: notes,
      sizes: points.sizes, overhead: points.overhead)
  }

  /// Half-days longer than this are no audit but a mistake in a date.
  static let longestAudit = 92

  private static func halfDays(_ audit: Audit) -> [HalfDay] {
    guard let from = audit.from, let to = audit.to, to >= from, to - from <= longestAudit else { return [] }
    return HalfDay.working(from: from, to: to)
  }

  /// What must be known before anything can be planned.
  private static func readiness(
    _ audit: Audit, _ id: String, _ facts: PlanFacts, _ library: AuditPointSet
  ) -> [Note] {
    var notes: [Note] = []
    func block(_ text: String, _ register: String = "audits", _ record: String? = nil) {
      notes.append(Note(isBlocking: true, text: text, register: register, record: record ?? id))
    }
    if audit.standards.isEmpty { block("The audit names no standard.") }
    if let from = audit.from, let to = audit.to {
      if to < from { block("The audit ends (\(to)) before it begins (\(from)).") }
      if to - from > longestAudit {
        block("The audit goes from \(from) to \(to); a plan is made for \(longestAudit) days at most.")
      }
    } else {
      block("The audit has no first and last day.")
    }
    if facts.units.isEmpty {
      notes.append(
        Note(isBlocking: true, text: "There is no unit that could be audited.", register: "units", record: nil))
    }
    if library.points.isEmpty { block("The library of audit points is missing or empty.") }
    if facts["auditors"].isEmpty {
      notes.append(
        Note(
          isBlocking: true, text: "There is no auditor in the register of auditors.", register: "auditors", record: nil)
      )
    }
    if let programme = audit.programme.flatMap({ facts.entry("audit-programmes", $0) }) {
      let cycle = AuditProgramme.register.decode(programme.body)
      for (day, what) in [(audit.from, "begins"), (audit.to, "ends")] {
        guard let day else { continue }
        if let from = cycle.from, day < from {
          notes.append(.warning("The audit \(what) on \(day), before the cycle of its programme (from \(from)).", id))
        }
        if let to = cycle.to, day > to {
          notes.append(.warning("The audit \(what) on \(day), after the cycle of its programme (until \(to)).", id))
        }
      }
    }
    return notes
  }

  /// Units in scope, each on every working half-day on which it is open and not visited by another audit.
  private static func places(
    _ audit: Audit, _ id: String, _ halfDays: [HalfDay], _ facts: PlanFacts
  ) -> [Place] {
    let busy = others(id, facts)
    return facts.units.filter { audit.units.isEmpty || audit.units.contains($0.id) }.map { id, unit in
      var closed: [String: String] = [:]
      for text in unit.closedHalfDays { closed[text] = "\(id) can't be visited then" }
      for (half, other) in busy.units[id] ?? [:] { closed[half] = "\(id) is visited by \(other) then" }
      return Place(
        id: id, name: unit.name, available: halfDays.filter { closed["\($0)"] == nil },
        closed: closed.filter { half, _ in halfDays.contains { "\($0)" == half } })
    }
  }
}

extension PlanBasis.Note {
  static func warning(_ text: String, _ audit: String?) -> Self {
    Self(isBlocking: false, text: text, register: audit == nil ? nil : "audits", record: audit)
  }
}
