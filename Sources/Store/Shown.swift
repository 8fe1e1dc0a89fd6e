import RegisterKit

// What external auditors see: what is shared with them, and of a record that was approved and is being worked on what is in
// force, not the draft.
extension Scope {
  /// Ids of all records that external auditors see, archived ones too.
  public func sharedRecords() throws -> [String] {
    try connection.all("SELECT record.id FROM record WHERE record.workspace = \(ws) AND record.shared = 1 ORDER BY record.id") {
      $0.text(0)
    }
  }

  /// The record as whoever asks may see it.
  func shown(_ record: StoredRecord) throws -> StoredRecord {
    guard sharedOnly, let approved = record.approvedVersion, approved < record.version,
      let register = registers[record.kind], register.lifecycle?.state(record.state)?.isFrozen == false,
      let revision = try revision(of: record.id, version: approved)
    else { return record }
    var shown = record
    shown.version = revision.version
    shown.seq = revision.seq
    shown.state = revision.state
    shown.json = JSON.text(revision.body)
    shown.title = (revision.body[register.titleField.name] ?? .null).text ?? record.title
    shown.updatedAt = "\(revision.at)"
    shown.updatedBy = revision.actor
    return shown
  }

  /// The condition that leaves out what was written into a record after its approval and is not approved yet.
  var approvedEntries: SQL {
    let drafts = registers.all.compactMap(\.lifecycle).filter { $0.states.contains(where: \.isFrozen) }
      .flatMap { $0.states.filter { !$0.isFrozen }.map(\.name) }
    let names = Set(drafts).sorted().map { "\($0)" as SQL }.joined(", ")
    return """
      EXISTS (SELECT 1 FROM record WHERE record.workspace = \(ws) AND record.id = revision.record_id AND record.shared = 1
      AND (record.approved_version IS NULL OR revision.version <= record.approved_version
        OR coalesce(revision.state, '') NOT IN (\(names))))
      """
  }
}
