import RegisterKit

/// Which records name a file: rows that follow from the ledger, like links. Whether somebody may have a file is decided by
/// these and by what they may read, never by searching texts: anybody can write a hash into a text.
extension Scope {
  /// A record that may be seen has the file, among its attachments or in a field for a file.
  public func isFileVisible(_ sha256: String) throws -> Bool {
    let holders = try connection.all(
      "SELECT DISTINCT record_id FROM file_link WHERE workspace = \(ws) AND sha256 = \(sha256) ORDER BY record_id"
    ) { $0.text(0) }
    // As whoever asks may see it: of a draft after an approval, the files of what is in force.
    return try holders.contains { id in
      guard let record = try record(id), !record.isArchived else { return false }
      return (registers[record.kind]?.files(in: record.body) ?? []).contains(sha256)
    }
  }

  /// Brings the table up to date with an entry that says what a record is.
  /// - Parameter isApproved: It leaves the record approved.
  func keepFiles(_ entry: Revision, _ body: Body, isApproved: Bool) throws {
    if entry.action != .created {
      let kept: SQL = isApproved ? "" : " AND approved = 0"
      try connection.run("DELETE FROM file_link WHERE workspace = \(ws) AND record_id = \(entry.record)\(kept)")
    }
    let named = Set(registers[entry.kind]?.files(in: body) ?? [])
    try nameFiles(named)
    for sha256 in named {
      try connection.run(
        """
        INSERT INTO file_link (workspace, sha256, record_id, approved)
        VALUES (\(ws), \(sha256), \(entry.record), \(isApproved))
        """)
    }
  }

  /// The files of approved revisions behind drafts of a register, by record, as the ledger says; for verification.
  public func filesInForce(_ register: AnyRegister) throws -> [String: [String]] {
    guard register.lifecycle?.states.contains(where: \.isFrozen) == true else { return [:] }
    var files: [String: [String]] = [:]
    try connection.forEach(
      """
      SELECT record.id, revision.body FROM record JOIN revision ON revision.workspace = record.workspace
        AND revision.record_id = record.id AND revision.version = record.approved_version
        AND revision.action NOT IN ('commented', 'shared', 'unshared')
      WHERE record.workspace = \(ws) AND record.kind = \(register.slug) AND record.approved_version < record.version
      """
    ) { files[$0.text(0)] = register.files(in: (try? JSON.parse($0.text(1)))?.object ?? [:]) }
    return files
  }
}
