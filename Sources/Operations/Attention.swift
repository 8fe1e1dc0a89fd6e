import Domain
import RegisterKit
import Store

/// A rule that has found something.
public struct AttentionItem: Sendable {
  public let rule: AttentionRule
  /// Number of records that the rule finds.
  public let count: Int
  /// The first records, for showing.
  public let records: [RecordName]
  /// Of those that are overdue by this rule, since when and whether somebody above was told; by code.
  public let late: [String: Late]
  /// The list's query, for the link.
  public let items: [(name: String, value: String)]
}

extension AttentionItem {
  /// That something is overdue.
  public struct Late: Sendable, Hashable {
    public let since: Day
    /// When it was last escalated; nil if it never was.
    public let escalated: Day?
  }
}

extension Installation {
  /// What needs attention: first what somebody from outside waits for, then the rest, worst first. Every rule is a list
  /// that ought to be empty (`Libraries/attention`), so each figure leads to the records that it counts.
  public func attention(_ scope: Scope) throws -> [AttentionItem] {
    try cached("attention", scope) {
      try libraries.rules.compactMap { rule -> AttentionItem? in
        guard let register = registers[rule.register] else { return nil }
        let items = rule.query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        var query = try ListQuery(items, register: register, among: registers)
        query.limit = 5
        return try said("attention \(rule.id)", of: query, scope) { count, first -> AttentionItem? in
          guard count > 0 else { return nil }
          let records = try first()
          return AttentionItem(
            rule: rule, count: count,
            records: records.map { RecordName(id: $0.id, kind: $0.kind, title: $0.title, state: $0.state) },
            late: try self.late(records, query, scope), items: items)
        }
      }.sorted { Self.rank($0.rule) < Self.rank($1.rule) }
    }
  }

  /// Since when records are overdue, where the rule asks for a day that is over.
  private func late(
    _ records: [StoredRecord], _ query: ListQuery, _ scope: Scope
  ) throws -> [String: AttentionItem.Late] {
    let condition = query.conditions.first { $0.test == .lt && $0.values.first?.hasPrefix("today") == true }
    guard let field = condition?.field else { return [:] }
    var late: [String: AttentionItem.Late] = [:]
    for record in records {
      guard let since = record.body[field]?.text.flatMap({ Day($0) }) else { continue }
      let told = try reminded(of: record.id, scope)
      late[record.id] = .init(since: since, escalated: told.last(where: \.isEscalation)?.day)
    }
    return late
  }

  private static func rank(_ rule: AttentionRule) -> Int {
    let severity =
      switch rule.severity {
      case .bad: 0
      case .warn: 1
      case .info: 2
      }
    return rule.isWaitedFor ? severity : severity + 3
  }
}
