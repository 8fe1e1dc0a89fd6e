import RegisterKit

/// What the registers say, as far as the plan of an audit rests on it.
public struct PlanFacts: Sendable {
  /// A record as it stands.
  public struct Entry: Sendable, Hashable {
    public let id: String
    public let title: String
    /// Nil where the register has no states.
    public let state: String?
    public let body: Body
    public init(id: String, title: String, state: String?, body: Body) {
      self.id = id
      self.title = title
      self.state = state
      self.body = body
    }

    func text(_ field: String) -> String? { body[field]?.text }
    func texts(_ field: String) -> [String] { body[field]?.texts ?? [] }
  }

  /// Registers that are read, by slug.
  public static let kinds = [
    "units", "people", "roles", "processes", "controls", "risks", "documents", "coverage", "ai-systems", "models",
    "datasets", "suppliers", "assets", "sites", "changes", "impact-assessments", "soa-versions", "audits",
    "audit-programmes", "auditors", "sessions",
  ]

  let entries: [String: [Entry]]
  private let byID: [String: [String: Int]]
  let people: [String: Person]
  let units: [(id: String, unit: Unit)]

  /// - Parameter entries: Records that are not archived, by register.
  public init(_ entries: [String: [Entry]]) {
    self.entries = entries
    byID = entries.mapValues { list in
      Dictionary(list.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    people = Dictionary(
      (entries["people"] ?? []).map { ($0.id, Person.register.decode($0.body)) },
      uniquingKeysWith: { first, _ in first })
    units = (entries["units"] ?? []).map { ($0.id, Unit.register.decode($0.body)) }
  }

  /// The records of a register; none where it was not read.
  /// - Parameter kind: Slug of the register.
  public subscript(kind: String) -> [Entry] { entries[kind] ?? [] }

  func entry(_ kind: String, _ id: String) -> Entry? { byID[kind]?[id].map { self[kind][$0] } }

  /// The record of that code in any register, with the register.
  func anyEntry(_ id: String) -> (kind: String, entry: Entry)? {
    for (kind, index) in byID { if let at = index[id] { return (kind, self[kind][at]) } }
    return nil
  }

  /// The unit in which somebody works: the one that they head, that bears the name of their department, or that runs a
  /// process of theirs.
  func unit(of person: String) -> String? {
    if let headed = units.first(where: { $0.unit.head == person }) { return headed.id }
    if let department = people[person]?.department.folded, !department.isEmpty,
      let named = units.first(where: { $0.unit.name.folded == department || $0.id.folded == department })
    {
      return named.id
    }
    return self["processes"].first { $0.text("owner") == person }?.text("unit")
  }
}
