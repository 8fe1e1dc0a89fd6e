import RegisterKit

extension Scope {
  /// A record of a list as it was at a position of the ledger.
  public struct PastRecord: Sendable, Hashable {
    public let id: String
    public let title: String
    /// Revision of the record that was current then.
    public let version: Int
    /// Canonical JSON of the body.
    public let json: String
    /// The fields. A body that is not JSON reads as empty.
    public var body: Body { (try? JSON.parse(json))?.object ?? [:] }
  }

  /// The records of a list as they stood at a position of the ledger, archived ones left out, by id: the same filter over
  /// the revisions that were current then.
  /// - Parameters:
  ///   - today: What `today` in the filter means.
  ///   - position: The last entry that counts.
  /// - Throws: `Refusal` for filters by words or by links, which are kept for the present only.
  public func records(_ query: ListQuery, today: Day, at position: Int) throws -> [PastRecord] {
    guard let register = registers[query.register], let title = SQL.Name(register.titleField.name) else {
      throw Refusal("There is no register “\(query.register)”.")
    }
    guard query.text.isEmpty else { throw Refusal("A population can't be chosen by words; filter by fields.") }
    guard !query.showsArchived else { throw Refusal("Archived records are in no population.") }
    let kept = ["created_at", "created_by"]
    for condition in query.conditions {
      guard condition.test != .linked, condition.test != .none, !kept.contains(condition.field) else {
        throw Refusal(
          "A population can't be chosen by “\(condition.field)”; filter by fields of \(register.many.lowercased()).")
      }
    }
    func mirrored(_ field: FieldSpec?) -> SQL {
      field.flatMap { SQL.Name($0.name) }.map { "body->>'\($0)'" } ?? "NULL"
    }
    // The filter speaks of `record`; here that is what the ledger says it was.
    return try connection.all(
      """
      WITH record AS (
        SELECT workspace, record_id AS id, kind, body->>'\(title)' AS title, state,
          \(mirrored(register.ownerField)) AS owner,
          \(mirrored(register.dueField)) AS due,
          version, at AS updated_at, actor AS updated_by, body, 0 AS archived
        FROM revision WHERE \(visibleEntries) AND seq IN (
          SELECT max(seq) FROM revision WHERE workspace = \(ws) AND kind = \(register.slug) AND seq <= \(position)
          AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id)
        AND action <> 'archived')
      SELECT record.id, record.title, record.version, record.body FROM record
      WHERE \(try ListPlan(self, query, today).filter) ORDER BY record.id
      """
    ) {
      PastRecord(
        id: $0.text(0), title: $0.optionalText(1) ?? $0.text(0), version: $0.int(2), json: $0.optionalText(3) ?? "{}")
    }
  }

  /// A revision of a record by its number; nil if there is none such.
  public func revision(of id: String, version: Int) throws -> Revision? {
    try connection.first(
      """
      SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND record_id = \(id) AND version = \(version)
      AND action NOT IN ('commented', 'shared', 'unshared') ORDER BY seq DESC LIMIT 1
      """, Revision.init) ?? nil
  }
}
