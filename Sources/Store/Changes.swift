import RegisterKit

/// What a run of ledger entries touched, for whoever follows the ledger.
public struct LedgerChanges: Sendable {
  /// Records that the entries are about, by register.
  public internal(set) var touched: [String: Set<String>] = [:]
  /// Records that those of a register point at, or did before, by that register.
  public internal(set) var pointedAt: [String: Set<String>] = [:]
}

extension Scope {
  /// What the entries after a position touched. Links that went are found in what stood at that position.
  public func changes(after position: Int) throws -> LedgerChanges {
    var changes = LedgerChanges()
    func point(_ kind: String, _ body: Body) {
      for field in registers[kind]?.references ?? [] {
        changes.pointedAt[kind, default: []].formUnion(body[field.name]?.texts ?? [])
      }
    }
    // Not the same as those that were touched: a comment comes before a change too, and says nothing of what stood.
    var changed: Set<String> = []
    for entry in try revisions(from: position.next, limit: Int(Int32.max)) {
      changes.touched[entry.kind, default: []].insert(entry.record)
      guard entry.action.isContent else { continue }
      point(entry.kind, entry.body)
      if changed.insert(entry.record).inserted, entry.action != .created,
        let before = try content(of: entry.record, before: position.next)
      {
        point(entry.kind, before.body)
      }
    }
    return changes
  }

  /// Rows of the records that fit a query, its order and page apart.
  public func rows(_ query: ListQuery, today: Day) throws -> [Int] {
    try connection.all("SELECT record.row_id FROM \(records) WHERE \(try ListPlan(self, query, today).filter)") {
      $0.int(0)
    }
  }

  /// Rows of the records of these ids, and whether they fit a query.
  public func fits(_ query: ListQuery, _ ids: Set<String>, today: Day) throws -> [(row: Int, fits: Bool)] {
    let filter = try ListPlan(self, query, today).filter
    return try ids.sorted().chunks(of: 256).flatMap { chunk in
      try connection.all(
        """
        SELECT record.row_id, CASE WHEN \(filter) THEN 1 ELSE 0 END FROM \(records)
        WHERE \(visible) AND record.id IN (\(listed(chunk.padded)))
        """
      ) { ($0.int(0), $0.bool(1)) }
    }
  }

  /// Those of these records that are of a register and not archived, by id.
  public func records(of kind: String, among ids: Set<String>) throws -> [StoredRecord] {
    try ids.sorted().chunks(of: 256).flatMap { chunk in
      try connection.all(
        """
        SELECT \(StoredRecord.columns) FROM \(records)
        WHERE \(visible) AND record.id IN (\(listed(chunk.padded))) AND kind = \(kind) AND archived = 0 ORDER BY record.id
        """, stored)
    }
  }
}
