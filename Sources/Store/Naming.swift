import RegisterKit

extension Scope {
  /// Records of registers that name any of these requirements, each once, by register and id.
  public func records(of kinds: [String], naming uids: [String]) throws -> [StoredRecord] {
    guard !kinds.isEmpty, !uids.isEmpty else { return [] }
    var found: [String: StoredRecord] = [:]
    for chunk in uids.chunks(of: 300) {
      let (names, slugs) = (
        chunk.map { "\($0)" as SQL }.joined(", "), kinds.map { "\($0)" as SQL }.joined(", ")
      )
      try connection.forEach(
        """
        SELECT \(StoredRecord.columns)
        FROM requirement_link JOIN \(records) ON record.workspace = requirement_link.workspace
          AND record.id = requirement_link.from_id
        WHERE requirement_link.workspace = \(ws) AND requirement_link.uid IN (\(names))
        AND requirement_link.kind IN (\(slugs)) AND \(visible) AND record.archived = 0
        """
      ) { row in
        let record = try stored(row)
        found[record.id] = record
      }
    }
    return found.values.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) }
  }

  /// Records of a register that point at any of these, each once, by id; through a field of that name, if one is given.
  /// Archived ones are left out. Found by the links, so the cost is that of the answer and not of the register.
  public func records(of kind: String, pointingAt ids: [String], in role: String? = nil) throws -> [StoredRecord] {
    var found: [String: StoredRecord] = [:]
    for chunk in ids.chunks(of: 300) {
      let list = chunk.map { "\($0)" as SQL }.joined(", ")
      let condition: SQL = role.map { " AND link.role = \($0)" } ?? ""
      try connection.forEach(
        """
        SELECT \(StoredRecord.columns)
        FROM link JOIN \(records) ON record.workspace = link.workspace AND record.id = link.from_id
        WHERE link.workspace = \(ws) AND link.to_id IN (\(list))\(condition) AND record.kind = \(kind)
        AND \(visible) AND record.archived = 0
        """
      ) { row in
        let record = try stored(row)
        found[record.id] = record
      }
    }
    return found.values.sorted { $0.id < $1.id }
  }
}
