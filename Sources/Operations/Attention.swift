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
  /// The list's query, for the link.
  public let items: [(name: String, value: String)]
}

extension Installation {
  /// What needs attention, worst first. Every rule is a list that ought to be empty (`Libraries/attention`), so each figure
  /// leads to the records that it counts.
  public func attention(_ scope: Scope) throws -> [AttentionItem] {
    let today = today
    return try cached("attention", scope) {
      try libraries.rules.compactMap { rule -> AttentionItem? in
        guard let register = registers[rule.register] else { return nil }
        let items = rule.query.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        var query = try ListQuery(items, register: register, among: registers)
        query.limit = 5
        let count = try scope.count(query, today: today)
        guard count > 0 else { return nil }
        let records = try scope.list(query, today: today).records
        return AttentionItem(
          rule: rule, count: count,
          records: records.map { RecordName(id: $0.id, kind: $0.kind, title: $0.title, state: $0.state) }, items: items)
      }.sorted { Self.rank($0.rule.severity) < Self.rank($1.rule.severity) }
    }
  }

  private static func rank(_ severity: AttentionRule.Severity) -> Int {
    switch severity {
    case .bad: 0
    case .warn: 1
    case .info: 2
    }
  }
}
