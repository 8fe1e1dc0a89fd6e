import RegisterKit

/// Finds who answers an audit point: the people who hold the roles that it asks for, and the unit in which they work.
struct PlanAuditees {
  private let facts: PlanFacts
  private let units: Set<String>
  private let roles: [String: AuditPointSet.Role]

  /// - Parameter units: Those in scope.
  init(_ facts: PlanFacts, _ library: AuditPointSet, _ units: [String]) {
    self.facts = facts
    self.units = Set(units)
    roles = Dictionary(library.roles.map { ($0.title, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Fills in who answers a point, and where.
  /// - Parameter chosen: The unit that somebody chose instead.
  func choose(_ topic: inout PlanBasis.Topic, _ point: AuditPoint, _ chosen: String?) {
    let found = point.auditees.map { role in (role: role, people: holders(role)) }
    if let chosen {
      topic.unit = chosen
      topic.choice = "Chosen by hand."
      topic.isChosen = true
    } else if let main = found.first, let answer = answer(main.role, main.people) {
      (topic.unit, topic.choice) = answer
    } else if let answer = controls(point) {
      (topic.unit, topic.choice) = answer
    } else if let answer = found.dropFirst().lazy.compactMap({ answer($0.role, $0.people) }).first {
      (topic.unit, topic.choice) = answer
    }
    let here = found.flatMap { $0.people.map(\.person) }.filter { facts.unit(of: $0) == topic.unit }
    let head = facts.units.first { $0.id == topic.unit }?.unit.head
    var people: [String] = []
    for person in here + (here.isEmpty ? [head].compactMap(\.self) : []) where !people.contains(person) {
      people.append(person)
    }
    topic.auditees = Array(people.prefix(3))
  }

  private func answer(_ role: String, _ people: [(person: String, why: String)]) -> (String?, String)? {
    for (person, why) in people {
      if let unit = facts.unit(of: person), units.contains(unit) {
        return (unit, "\(facts.people[person]?.name ?? person) \(why).")
      }
    }
    return nil
  }

  /// Who holds a role, the surest first: by the register of roles, by what is written at the person, by the job, by what
  /// the person owns.
  private func holders(_ title: String) -> [(person: String, why: String)] {
    let role = roles[title] ?? AuditPointSet.Role(title: title)
    let names = Set(([role.title] + role.also).map(\.folded))
    var found: [(person: String, why: String)] = []
    for entry in facts["roles"] where names.contains(entry.title.folded) {
      found += entry.texts("holders").map { ($0, "holds the role \(entry.title)") }
    }
    let people = facts.people.sorted { $0.key < $1.key }
    func isNamed(_ text: String) -> Bool {
      let whole = text.folded
      if names.contains(whole) { return true }
      // “overseer of triage” holds the role of an overseer.
      let first = text.lowercased().components(before: " of ")
      return first.map { names.contains($0.folded) } ?? false
    }
    let exact = { (text: String) in names.contains(text.folded) }
    for isSure in [true, false] {
      for (id, person) in people where person.roles.parts.contains(where: isSure ? exact : isNamed) {
        found.append((id, "is \(title.lowercasedStart)"))
      }
    }
    for (id, person) in people where names.contains(person.name.folded) || person.jobRole.parts.contains(where: exact) {
      found.append((id, "works as \(title.lowercasedStart)"))
    }
    if let register = role.owns { found += owners(register) }
    var seen: Set<String> = []
    return found.filter { seen.insert($0.person).inserted }
  }

  /// People by how many records of a register they own; heads of units by how many people work there.
  private func owners(_ register: String) -> [(person: String, why: String)] {
    if register == "units" {
      return facts.units.filter { units.contains($0.id) }
        .sorted { (-($0.unit.people ?? 0), $0.id) < (-($1.unit.people ?? 0), $1.id) }
        .compactMap { unit in unit.unit.head.map { ($0, "heads \(unit.unit.name), the largest unit") } }
    }
    let owners = facts[register].compactMap { $0.text("owner") }
    let counts = Dictionary(owners.map { ($0, 1) }, uniquingKeysWith: +)
    let many = register.split(separator: "-").joined(separator: " ")
    return counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .map { ($0.key, "owns \($0.value) of the \(many)") }
  }

  /// The unit whose controls serve most of what the point examines.
  private func controls(_ point: AuditPoint) -> (String?, String)? {
    let primary = Set(point.primary)
    var counts: [String: Int] = [:]
    for control in facts["controls"] where !primary.isDisjoint(with: control.texts("requirements")) {
      let unit = control.text("unit") ?? control.text("owner").flatMap { facts.unit(of: $0) }
      if let unit, units.contains(unit) { counts[unit, default: 0] += 1 }
    }
    guard let best = counts.min(by: { (-$0.value, $0.key) < (-$1.value, $1.key) }) else { return nil }
    let name = facts.units.first { $0.id == best.key }?.unit.name ?? best.key
    let many = best.value == 1 ? "a control" : "\(best.value) controls"
    return (best.key, "Nobody holds the role “\(point.auditees.first ?? "")”; \(name) runs \(many) for it.")
  }
}

extension String {
  /// What stands before a separator; nil if it is not there.
  fileprivate func components(before separator: String) -> String? {
    let words = split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    return words.count > 1 ? String(words[0]) : nil
  }

  /// The first letter small, unless the word is an abbreviation.
  fileprivate var lowercasedStart: String {
    guard let first, let second = dropFirst().first, !second.isUppercase else { return self }
    return first.lowercased() + dropFirst()
  }
}
