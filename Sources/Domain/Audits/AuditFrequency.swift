import RegisterKit

/// Something in the registers that speaks for looking at a requirement more often (ISO/IEC 27001:2022 and
/// ISO/IEC 42001:2023 9.2.2: importance of the processes and results of earlier audits; ISO 19011 5.2).
public struct AuditSign: Sendable, Hashable {
  /// Where in the registers a sign was found.
  public enum Kind: String, Sendable, CaseIterable {
    case risk, incident, finding, change
    case aiSystem = "ai_system"
    /// Signs of one kind count no more than this together.
    var most: Int { self == .change || self == .aiSystem ? 1 : 2 }
  }
  public let kind: Kind
  /// Id of the record that gives the sign.
  public let record: String
  /// In words that follow the record's code.
  public let text: String
  /// 1 speaks for it, 2 speaks strongly for it.
  public let weight: Int
  /// Asks for a look in the first year.
  public let isUrgent: Bool
  public init(kind: Kind, record: String, text: String, weight: Int, isUrgent: Bool = false) {
    self.kind = kind
    self.record = record
    self.text = text
    self.weight = weight
    self.isUrgent = isUrgent
  }

  /// A record counts once at a point, however many of its requirements it speaks of.
  func stronger(_ other: AuditSign) -> AuditSign {
    let most = (other.weight, other.isUrgent ? 1 : 0) > (weight, isUrgent ? 1 : 0) ? other : self
    return AuditSign(
      kind: most.kind, record: most.record, text: most.text, weight: most.weight, isUrgent: isUrgent || other.isUrgent)
  }
}

/// What a programme is proposed from.
public struct ProgrammeFacts: Sendable {
  /// Signs by the requirement of which they speak.
  public var signs: [String: [AuditSign]] = [:]
  /// AI systems with high impact: they concern every point that grows with AI systems or their data.
  public var highImpact: [AuditSign] = []
  /// Controls that the statement of applicability excludes.
  public var excluded: Set<String> = []
  /// Standards that no internal audit looked at yet.
  public var neverAudited: Set<String> = []
  /// How much of each driver is in scope.
  public var size: [String: Int] = [:]
  public init() {}
}

/// How often an audit point is due in a cycle, and why.
public struct AuditFrequency: Sendable, Hashable {
  /// Id of the audit point.
  public let point: String
  /// In the whole cycle, 1 to its number of years.
  public let times: Int
  /// One of the times is the first year.
  public let isFirst: Bool
  /// In words, each with the records that it rests on.
  public let reasons: [String]

  /// `twice: R-054 (very high risk)`.
  public func text(of years: Int) -> String { "\(Self.word(times, of: years)): \(reasons.joined(separator: "; "))" }

  /// With the audits of the cycle that have the point already, by year.
  func given(_ audits: [String: String]) -> AuditFrequency {
    guard !audits.isEmpty else { return self }
    let named = audits.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key) has it" }
    return AuditFrequency(point: point, times: max(times, audits.count), isFirst: isFirst, reasons: reasons + named)
  }

  /// How often, in words: `twice`, `every year`.
  public static func word(_ times: Int, of years: Int) -> String {
    switch times {
    case 0: "never"
    case 1 where years > 1: "once"
    case years...: "every year"
    case 2: "twice"
    default: "\(times) times"
    }
  }
}

extension AuditPoint {
  /// The requirements of these standards that the point covers and that apply.
  public func covers(_ standards: [Standard], _ facts: ProgrammeFacts) -> [String] {
    primary.filter { uid in
      standards.contains { uid.hasPrefix("\($0.rawValue):") } && !facts.excluded.contains(uid)
    }
  }

  /// Every year where the library says so; else once, twice with a sign for more, every year with several. Own rule, open to
  /// view: each sign is named.
  public func frequency(_ standards: [Standard], _ facts: ProgrammeFacts, years: Int) -> AuditFrequency {
    let covered = covers(standards, facts)
    var signs: [AuditSign] = []
    for sign in covered.flatMap({ facts.signs[$0] ?? [] }) {
      if let at = signs.firstIndex(where: { $0.kind == sign.kind && $0.record == sign.record }) {
        signs[at] = signs[at].stronger(sign)
      } else {
        signs.append(sign)
      }
    }
    if covered.contains(where: { $0.hasPrefix("iso42001:") }), ["ai_systems", "datasets"].contains(driver) {
      signs += facts.highImpact
    }
    let weight = AuditSign.Kind.allCases.reduce(0) { sum, kind in
      sum + min(kind.most, signs.filter { $0.kind == kind }.reduce(0) { $0 + $1.weight })
    }
    let isNew = facts.neverAudited.filter { framework in covered.contains { $0.hasPrefix("\(framework):") } }
    var reasons: [String] = []
    var times = 1
    if cadence == .yearly {
      times = years
      reasons.append("the library asks for it each year")
    } else if weight > 0 {
      times = weight > 2 ? years : 2
    } else {
      reasons.append("nothing speaks for more")
    }
    for kind in AuditSign.Kind.allCases {
      let all = signs.filter { $0.kind == kind }.sorted { ($1.weight, $0.record) < ($0.weight, $1.record) }
      reasons += all.prefix(2).map { "\($0.record) (\($0.text))" }
      if all.count > 2 { reasons.append("and \(all.count - 2) more") }
    }
    for framework in isNew.sorted() {
      let name = Standard(rawValue: framework)?.label ?? framework
      reasons.append("\(name) had no internal audit yet, so the first one looks at all of it")
    }
    return AuditFrequency(
      point: id, times: min(times, max(years, 1)), isFirst: !isNew.isEmpty || signs.contains(where: \.isUrgent),
      reasons: reasons)
  }
}

/// Which audit point in which year: each as often as it is due, the minutes of the years as even as that allows.
public struct ProgrammeProposal: Sendable {
  /// By point, then by year.
  public let planned: [PlannedPoint]
  /// Of every point that the programme has to cover.
  public let frequencies: [AuditFrequency]
  /// Minutes of fieldwork by year.
  public let minutes: [String: Int]

  /// - Parameters:
  ///   - kept: Years of points that somebody chose; they are taken as they are.
  ///   - given: Audits of the cycle that have a point already, by point and year.
  ///   - today: What is over by then gets nothing any more.
  public static func compute(
    _ set: AuditPointSet, _ standards: [Standard], _ years: [ProgrammeYear], _ facts: ProgrammeFacts,
    kept: [String: Set<String>] = [:], given: [String: [String: String]] = [:], today: Day
  ) -> ProgrammeProposal {
    let names = years.map(\.name)
    let left = years.filter { $0.to >= today }.map(\.name)
    var load = Dictionary(names.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
    var chosen: [String: Set<String>] = [:]
    var frequencies: [AuditFrequency] = []
    var open: [(point: AuditPoint, times: Int, minutes: Int)] = []
    for point in set.points where !point.covers(standards, facts).isEmpty && !names.isEmpty {
      let audits = given[point.id] ?? [:]
      let due = point.frequency(standards, facts, years: names.count).given(audits)
      frequencies.append(due)
      let minutes = set.minutes(point, standards, facts)
      var mine = Set(audits.keys)
      if let own = kept[point.id]?.intersection(names), !own.isEmpty {
        mine = own
      } else {
        if due.isFirst, let first = left.first { mine.insert(first) }
        if due.times >= names.count { mine.formUnion(left) }
        if mine.count < due.times { open.append((point, due.times, minutes)) }
      }
      chosen[point.id] = mine
      for year in mine { load[year, default: 0] += minutes }
    }
    // The long ones first; the short ones even out what remains.
    for (point, times, minutes) in open.sorted(by: { ($1.minutes, $0.point.id) < ($0.minutes, $1.point.id) }) {
      for year in left.sorted(by: { (load[$0] ?? 0, $0) < (load[$1] ?? 0, $1) }) {
        guard (chosen[point.id]?.count ?? 0) < times else { break }
        if chosen[point.id, default: []].insert(year).inserted { load[year, default: 0] += minutes }
      }
    }
    let planned = set.points.flatMap { point in
      names.filter { chosen[point.id]?.contains($0) == true }.map { PlannedPoint(year: $0, point: point.id) }
    }
    return ProgrammeProposal(planned: planned, frequencies: frequencies, minutes: load)
  }
}

extension AuditPointSet {
  /// Minutes of a point in an audit over these standards, as the plan of that audit counts them.
  public func minutes(_ point: AuditPoint, _ standards: [Standard], _ facts: ProgrammeFacts) -> Int {
    minutes(point, standards.map(\.rawValue), excluded: facts.excluded, size: facts.size).together
  }
}
