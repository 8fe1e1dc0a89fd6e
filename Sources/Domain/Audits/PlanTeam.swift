import RegisterKit

// Who of the team is free when, and what somebody ruled out.
extension PlanBasis {
  /// Half-days on which auditors and units are taken by other audits that are not over.
  static func others(
    _ audit: String, _ facts: PlanFacts
  ) -> (units: [String: [String: String]], auditors: [String: [String: String]]) {
    var (units, auditors): ([String: [String: String]], [String: [String: String]]) = ([:], [:])
    for entry in facts["sessions"] where entry.state != "held" {
      let session = Session.register.decode(entry.body)
      guard let other = session.audit, other != audit, facts.entry("audits", other)?.state != "closed" else { continue }
      if let unit = session.unit { units[unit, default: [:]][session.halfDay] = other }
      for auditor in session.auditors { auditors[auditor, default: [:]][session.halfDay] = other }
    }
    return (units, auditors)
  }

  /// The audit's team; where none is named, every auditor who is not retired.
  static func members(
    _ audit: Audit, _ id: String, _ halfDays: [HalfDay], _ facts: PlanFacts, _ asked: Set<String>,
    _ notes: inout [Note]
  ) -> [Member] {
    let busy = others(id, facts).auditors
    var members: [Member] = []
    for entry in facts["auditors"] {
      let auditor = Auditor.register.decode(entry.body)
      guard audit.auditors.isEmpty ? auditor.status != .retired : audit.auditors.contains(entry.id) else { continue }
      let competences = auditor.competences(for: asked)
      let name = auditor.person.flatMap { facts.people[$0]?.name } ?? entry.title
      func warn(_ text: String) {
        notes.append(
          Note(isBlocking: false, text: "\(name) (\(entry.id)) \(text)", register: "auditors", record: entry.id))
      }
      let free = availability(auditor, halfDays, busy[entry.id] ?? [:], warn)
      let needed = audit.standards.map(\.rawValue)
      if needed.allSatisfy({ competences[$0, default: 0] == 0 }) {
        warn("has no competence in the standards of this audit, so can't be given anything.")
      }
      if free.isEmpty, !halfDays.isEmpty { warn("is free on no half-day of the audit.") }
      if auditor.status == .inTraining {
        warn("is in training: let somebody experienced go along (ISO 19011 7.6).")
      }
      members.append(
        Member(
          id: entry.id, name: name, person: auditor.person, competences: competences,
          isInTraining: auditor.status == .inTraining, conflicts: [], available: free, declared: auditor.conflicts))
    }
    for id in audit.auditors where !facts["auditors"].contains(where: { $0.id == id }) {
      notes.append(.warning("\(id) is named for the team and is in no register of auditors.", nil))
    }
    return members
  }

  /// The half-days of the audit on which somebody is free; what is written wrongly, twice or outside is told.
  private static func availability(
    _ auditor: Auditor, _ halfDays: [HalfDay], _ busy: [String: String], _ warn: (String) -> Void
  ) -> [HalfDay] {
    let known = Set(halfDays)
    var seen: Set<String> = []
    var (wrong, twice, outside): ([String], [String], [String]) = ([], [], [])
    var free: [HalfDay] = []
    for text in auditor.available {
      guard let half = HalfDay(text) else {
        wrong.append(text)
        continue
      }
      guard seen.insert(text).inserted else {
        twice.append(text)
        continue
      }
      guard known.contains(half) else {
        outside.append(text)
        continue
      }
      if let other = busy[text] {
        warn("is named as free on \(text), but is in a session of \(other) then.")
      } else {
        free.append(half)
      }
    }
    if !wrong.isEmpty { warn("has half-days that can't be read: \(wrong.joined(separator: ", ")).") }
    if !twice.isEmpty { warn("has half-days twice: \(twice.joined(separator: ", ")).") }
    if !outside.isEmpty, !halfDays.isEmpty {
      warn("has \(outside.count) half-days outside the working days of this audit; they are passed over.")
    }
    return free.sorted()
  }

  /// Combinations that somebody ruled out.
  static func forbid(
    _ audit: Audit, _ members: inout [Member], _ places: inout [Place], _ topics: [Topic], _ notes: inout [Note],
    _ id: String
  ) {
    for text in audit.forbidden {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmed() }
      let half = parts.count == 2 ? HalfDay(parts[1]) : nil
      if parts.count == 2, let at = members.firstIndex(where: { $0.id == parts[0] }) {
        let reason = "ruled out for this audit"
        if let half {
          members[at].available.removeAll { $0 == half }
          continue
        }
        if places.contains(where: { $0.id == parts[1] }) {
          members[at].conflicts.append(Conflict(subject: .unit(parts[1]), reason: reason))
          continue
        }
        if topics.contains(where: { $0.id == parts[1] }) {
          members[at].conflicts.append(Conflict(subject: .point(parts[1]), reason: reason))
          continue
        }
      } else if parts.count == 2, let half, let at = places.firstIndex(where: { $0.id == parts[0] }) {
        places[at].available.removeAll { $0 == half }
        places[at].closed[parts[1]] = "ruled out for this audit"
        continue
      }
      notes.append(.warning("“\(text)” rules out nothing that is in this plan; it is passed over.", id))
    }
  }
}
