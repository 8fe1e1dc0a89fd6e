import RegisterKit

/// The ledger as it stood at a position.
extension Scope {
  /// Each record of a register as it stood when the ledger had that many entries, archived ones left out, by id.
  /// - Parameter states: Only revisions in one of these states count, such as those that are approved; nil for all.
  public func revisions(of kind: String, upTo position: Int, in states: [String]? = nil) throws -> [Revision] {
    let list = states.map { names in "AND state IN (\(names.map { "\($0)" as SQL }.joined(", ")))" as SQL } ?? ""
    return try connection.all(
      """
      SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND seq IN (
        SELECT max(seq) FROM revision WHERE workspace = \(ws) AND kind = \(kind) AND seq <= \(position)
        AND action NOT IN ('commented', 'shared', 'unshared') \(list) GROUP BY record_id)
      AND record_id NOT IN (
        SELECT record_id FROM revision WHERE workspace = \(ws) AND seq IN (
          SELECT max(seq) FROM revision WHERE workspace = \(ws) AND kind = \(kind) AND seq <= \(position)
          AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id)
        AND action = 'archived')
      ORDER BY record_id
      """, Revision.init
    ).compactMap(\.self)
  }

  /// Records by their ids, as they stood when the ledger had that many entries, archived ones too.
  public func revisions(ofRecords ids: some Collection<String>, upTo position: Int) throws -> [Revision] {
    try Array(Set(ids)).sorted().chunks(of: 500).flatMap { chunk in
      let list = chunk.map { "\($0)" as SQL }.joined(", ")
      return try connection.all(
        """
        SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND seq IN (
          SELECT max(seq) FROM revision WHERE workspace = \(ws) AND record_id IN (\(list)) AND seq <= \(position)
          AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id) ORDER BY record_id
        """, Revision.init
      ).compactMap(\.self)
    }
  }

  /// Position of the last entry that is of none of these registers; 0 if there is none.
  public func lastEntry(notOf kinds: [String]) throws -> Int {
    let list = kinds.map { "\($0)" as SQL }.joined(", ")
    return try connection.count("SELECT max(seq) FROM revision WHERE workspace = \(ws) AND kind NOT IN (\(list))")
  }

  /// The last entry before a position that says what a record is; nil if there is none.
  /// - Throws: ``StoreFailure/corrupt(_:)`` if it can't be read.
  public func content(of id: String, before seq: Int) throws -> Revision? {
    let found = try connection.first(
      """
      SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND record_id = \(id) AND seq < \(seq)
      AND action NOT IN ('commented', 'shared', 'unshared') ORDER BY seq DESC LIMIT 1
      """, Revision.init)
    guard let found else { return nil }
    guard let found else { throw StoreFailure.corrupt("The entry of \(id) before entry \(seq) can't be read.") }
    guard found.fitsItsHashes(workspace: workspace.slug) else {
      throw StoreFailure.corrupt("Entry \(found.seq), of \(id), was altered outside of Concord.")
    }
    return found
  }

  /// Whether a record is what the entry of the ledger from which it follows says, and that entry was not altered.
  public func isByLedger(_ record: StoredRecord) throws -> Bool {
    let found = try connection.first(
      "SELECT \(Revision.columns) FROM revision WHERE workspace = \(ws) AND seq = \(record.seq)", Revision.init)
    guard let entry = found ?? nil else { return false }
    return entry.record == record.id && entry.kind == record.kind && entry.version == record.version
      && entry.state == record.state && entry.json == record.json && (entry.action == .archived) == record.isArchived
      && entry.fitsItsHashes(workspace: workspace.slug)
  }
}
