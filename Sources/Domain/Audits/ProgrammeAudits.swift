import RegisterKit

/// An audit that a programme still lacks in a year, or an audit that is there and lacks its points.
public struct AuditToMake: Sendable, Hashable {
  /// The audit that is there already and is given points; nil for a new one.
  public let existing: String?
  public let title: String
  public let kind: Audit.Kind
  public let standards: [Standard]
  public let from: Day
  public let to: Day
  /// Ids of the audit points that it gets, those that it has already among them; empty for external audits.
  public let points: [String]
  /// Why it is needed, in a sentence.
  public let reason: String
}

/// A certificate as a programme sees it.
public struct ProgrammeCertificate: Sendable, Hashable {
  public let standard: Standard
  /// Last day; nil where it is not known.
  public let validUntil: Day?
  public init(standard: Standard, validUntil: Day?) {
    self.standard = standard
    self.validUntil = validUntil
  }
}

extension AuditProgramme {
  /// What is to be made so that a year of the programme has its audits: the internal one with the points of that year, and the
  /// external one that a certificate needs (surveillance each year, recertification before it runs out; ISO/IEC 17021-1 9.6).
  public func toMake(
    _ year: ProgrammeYear, _ audits: [ProgrammeAudit], _ certificates: [ProgrammeCertificate], _ set: AuditPointSet
  ) -> [AuditToMake] {
    let there = audits.filter { $0.audit.from.map(year.contains) ?? false }
    return [internalAudit(year, there, audits, set)].compactMap { $0 }
      + externalAudits(year, there, audits, certificates)
  }

  private func internalAudit(
    _ year: ProgrammeYear, _ there: [ProgrammeAudit], _ audits: [ProgrammeAudit], _ set: AuditPointSet
  ) -> AuditToMake? {
    let internals = there.filter { $0.audit.kind == .internal }
    let given = Set(internals.flatMap(\.audit.points))
    let points = planned.filter { $0.year == year.name }.map(\.point)
    let missing = points.filter { !given.contains($0) }
    guard !missing.isEmpty else { return nil }
    let covered = Set(set.points.filter { missing.contains($0.id) }.flatMap(\.primary))
    let standards = self.covered.filter { standard in covered.contains { $0.hasPrefix("\(standard.rawValue):") } }
    if let open = internals.first(where: { $0.state == "planned" }), let from = open.audit.from {
      return AuditToMake(
        existing: open.id, title: open.audit.title, kind: .internal,
        standards: Standard.allCases.filter { open.audit.standards.contains($0) || standards.contains($0) }, from: from,
        to: open.audit.to ?? from, points: open.audit.points + missing,
        reason: "\(open.id) is planned; it gets the \(missing.count) points of \(year.name) that no audit has yet.")
    }
    let (from, to) = dates(year, model: audits.last { $0.audit.kind == .internal }, month: 2, days: 5)
    return AuditToMake(
      existing: nil, title: "Internal audit \(year.name)", kind: .internal, standards: standards, from: from, to: to,
      points: missing, reason: "\(missing.count) points are due in \(year.name) and no audit has them.")
  }

  private func externalAudits(
    _ year: ProgrammeYear, _ there: [ProgrammeAudit], _ audits: [ProgrammeAudit], _ certificates: [ProgrammeCertificate]
  ) -> [AuditToMake] {
    let externals = audits.filter(\.audit.kind.isExternal)
    var due: [Audit.Kind: [Standard]] = [:]
    for standard in covered {
      let mine = externals.filter { $0.audit.standards.contains(standard) }
      guard !there.contains(where: { $0.audit.kind.isExternal && $0.audit.standards.contains(standard) }) else {
        continue
      }
      let certificate = certificates.first { $0.standard == standard }
      let first = mine.first { $0.audit.kind != .stage1 && ($0.audit.from ?? year.to) < year.from }
      guard certificate != nil || first != nil else { continue }
      let runsOut = certificate?.validUntil.map(year.contains) ?? false
      due[runsOut ? .recertification : .surveillance, default: []].append(standard)
    }
    return due.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, standards in
      let length = kind == .surveillance ? 2 : 4
      var (from, to) = dates(year, model: externals.last, month: 8, days: length)
      if kind == .surveillance { to = min(to, from + (length - 1)) }
      if let last = certificates.compactMap(\.validUntil).filter(year.contains).min(), kind == .recertification,
        to > last.adding(months: -1)
      {
        from = max(year.from, Self.monday(last.adding(months: -2)))
        to = from + (length - 1)
      }
      let names = standards.map(\.label).joined(separator: " and ")
      return AuditToMake(
        existing: nil, title: "\(kind.label) \(year.name)", kind: kind, standards: standards, from: from, to: to,
        points: [],
        reason: kind == .surveillance
          ? "A certificate for \(names) is kept by an audit each year." : "The certificate for \(names) runs out.")
    }
  }

  /// The days of the model moved by whole weeks into the year, so that the weekday stays; else a Monday of a month.
  private func dates(_ year: ProgrammeYear, model: ProgrammeAudit?, month: Int, days: Int) -> (Day, Day) {
    if let day = model?.audit.from {
      let length = max(0, (model?.audit.to ?? day) - day)
      var from = day
      while from < year.from { from = from + 364 }
      while from > year.to { from = from + -364 }
      if year.contains(from) { return (from, from + length) }
    }
    let from = min(Self.monday(year.from.adding(months: month)), year.to)
    return (from, from + (days - 1))
  }

  /// The Monday on or after a day. Day 0 is a Thursday.
  private static func monday(_ day: Day) -> Day { day + ((4 - day.number) % 7 + 7) % 7 }

  /// Audits of this programme that its cycle does not hold.
  public func outside(_ id: String, _ audits: [ProgrammeAudit]) -> [ProgrammeAudit] {
    audits.filter { audit in
      guard audit.audit.programme == id, let from = audit.audit.from else { return false }
      return !years.contains { $0.contains(from) }
        || audit.audit.to.map { day in years.last.map { $0.to < day } ?? false } ?? false
    }
  }
}
