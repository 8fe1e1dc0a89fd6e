import RegisterKit

/// For which audits records are shown to external auditors: rows that follow from the ledger's entries of showing and hiding,
/// each of which names its audit. Entries from before sharing was by audit name none; what they showed is kept under the
/// empty name, which no external auditor is invited to, so that it is seen by nobody and can be found and shown again.
extension Scope {
  /// What an entry of the ledger says for which audit; empty for an entry that names none.
  public static func audit(of body: Body) -> String { body["audit"]?.text ?? "" }

  /// The condition that a record is shown for an audit of whoever reads. The ids are found by an index, so the cost is that
  /// of what is shown and not of the register.
  func isShown(_ id: SQL) -> SQL {
    let audits = audience.audits
    guard !audits.isEmpty else { return "1 = 0" }
    return
      "\(id) IN (SELECT shown.record_id FROM shown WHERE shown.workspace = \(ws) AND shown.audit IN (\(listed(audits))))"
  }

  /// The condition that an entry of showing or hiding is about an audit of whoever reads.
  var isOfAudits: SQL {
    let audits = audience.audits
    return audits.isEmpty ? "1 = 0" : "revision.body->>'audit' IN (\(listed(audits)))"
  }

  /// The audits for which a record is shown, by code; of these an external auditor sees their own. What was shown before
  /// sharing was by audit counts for none.
  public func audits(showing id: String) throws -> [String] {
    let audits = try connection.all(
      "SELECT audit FROM shown WHERE workspace = \(ws) AND record_id = \(id) AND audit <> '' ORDER BY audit"
    ) { $0.text(0) }
    return sharedOnly ? audits.filter(audience.audits.contains) : audits
  }

  /// Whether a record is shown for an audit; an external auditor learns it of their own.
  public func isShown(_ id: String, for audit: String) throws -> Bool {
    guard !sharedOnly || audience.audits.contains(audit) else { return false }
    return try connection.count(
      "SELECT count(*) FROM shown WHERE workspace = \(ws) AND record_id = \(id) AND audit = \(audit)") > 0
  }

  /// Ids of all records that an audit shows, archived ones too; with an empty name, of those that were shown before sharing
  /// was by audit. An external auditor gets those of their own audits only.
  public func shown(for audit: String) throws -> [String] {
    guard !sharedOnly || audience.audits.contains(audit) else { return [] }
    return try connection.all(
      "SELECT record_id FROM shown WHERE workspace = \(ws) AND audit = \(audit) ORDER BY record_id"
    ) { $0.text(0) }
  }

  /// Every record with every audit that shows it, the empty name too, for verification.
  public func showings() throws -> Set<Showing> {
    Set(
      try connection.all("SELECT record_id, audit FROM shown WHERE workspace = \(ws)") {
        Showing(record: $0.text(0), audit: $0.text(1))
      })
  }

  /// The same, as the ledger says it.
  public func showingsByLedger() throws -> Set<Showing> {
    var shown: Set<Showing> = []
    try connection.forEach(
      """
      SELECT record_id, action, body FROM revision WHERE workspace = \(ws) AND action IN ('shared', 'unshared')
      ORDER BY record_id, seq
      """
    ) { row in
      let body = row.optionalText(2).flatMap { try? JSON.parse($0) }?.object ?? [:]
      let showing = Showing(record: row.text(0), audit: Self.audit(of: body))
      if row.text(1) == RevisionAction.shared.rawValue { shown.insert(showing) } else { shown.remove(showing) }
    }
    return shown
  }

  /// Brings the table up to date with an entry.
  func keepShowing(_ entry: Revision, _ body: Body) throws {
    let audit = Self.audit(of: body)
    if entry.action == .shared {
      try connection.run(
        """
        INSERT INTO shown (workspace, record_id, audit) VALUES (\(ws), \(entry.record), \(audit))
        ON CONFLICT (workspace, record_id, audit) DO NOTHING
        """)
    } else {
      try connection.run(
        "DELETE FROM shown WHERE workspace = \(ws) AND record_id = \(entry.record) AND audit = \(audit)")
    }
  }
}

/// A record that an audit shows to its external auditors.
public struct Showing: Sendable, Hashable {
  /// Id of the record.
  public let record: String
  /// Code of the audit; empty for what was shown before sharing was by audit.
  public let audit: String
  public init(record: String, audit: String) {
    self.record = record
    self.audit = audit
  }
}
