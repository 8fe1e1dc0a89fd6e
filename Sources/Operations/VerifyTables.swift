import Ledger
import RegisterKit
import Store

/// The tables against the ledger.
extension Installation {
  /// Every current record must be what its last ledger entry says, and no record may be missing or extra; and what is
  /// mirrored from a record's content, so that lists and links are quick, must be there as it is in the content.
  func verifyTables(
    _ scope: Scope, _ searched: inout [Int: Int], _ add: (String, String, String) -> Void
  ) throws {
    var (found, unfound) = (0, 0)
    func tell(_ what: String, _ name: String, _ problem: String) {
      found += 1
      add(what, name, problem)
    }
    for register in registers.all { try verify(register, scope, &searched, &unfound, tell) }
    let kinds = registers.all.map { "\($0.slug)" as SQL }.joined(", ")
    try compared("record.kind NOT IN (\(kinds))", scope, tell) { row, record, body in
      checkSearch(row, record, body, &searched, &unfound, tell)
    }
    if unfound > 20 { add("search", scope.workspace.slug, "The search is wrong about \(unfound) records.") }
    let ws = scope.workspace.id
    let kept = try scope.connection.count("SELECT count(*) FROM record WHERE workspace = \(ws)")
    let told = try scope.connection.count("SELECT count(DISTINCT record_id) FROM revision WHERE workspace = \(ws)")
    // If each record that is there is what the ledger says and there are as many, none is missing.
    if found > 0 || kept != told {
      try scope.connection.forEach(
        """
        SELECT DISTINCT record_id FROM revision WHERE workspace = \(ws)
        AND NOT EXISTS (SELECT 1 FROM record WHERE record.workspace = \(ws) AND record.id = revision.record_id)
        """
      ) { add("record", $0.text(0), "The ledger has it and the register does not.") }
    }
    try scope.connection.forEach(
      """
      SELECT DISTINCT from_id FROM link WHERE workspace = \(ws)
      AND NOT EXISTS (SELECT 1 FROM record WHERE record.workspace = \(ws) AND record.id = link.from_id)
      """
    ) { add("link", $0.text(0), "It has links and no record.") }
    try verifyComments(scope, add)
    try verifyShowing(scope, add)
  }

  /// What each audit shows to its external auditors.
  private func verifyShowing(_ scope: Scope, _ add: (String, String, String) -> Void) throws {
    let wrong = try scope.showings().symmetricDifference(scope.showingsByLedger())
    for id in Set(wrong.map(\.record)).sorted() {
      add("record", id, "For which audits it is shown to external auditors is not what the ledger says.")
    }
  }

  /// Each record beside the entry of the ledger that it is said to be, one after the other.
  private func compared(
    _ condition: SQL, _ scope: Scope, _ add: (String, String, String) -> Void,
    _ body: (any Row, StoredRecord, Body) throws -> Void
  ) throws {
    let ws = scope.workspace.id
    try scope.connection.forEach(
      """
      SELECT \(StoredRecord.columns), record.row_id, revision.seq IS NOT NULL,
        EXISTS (SELECT 1 FROM revision AS later WHERE later.workspace = \(ws) AND later.record_id = record.id
          AND later.seq > record.seq AND later.action NOT IN ('commented', 'shared', 'unshared')),
        (SELECT first.at = record.created_at AND first.actor = record.created_by FROM revision AS first
          WHERE first.workspace = \(ws) AND first.record_id = record.id ORDER BY first.seq LIMIT 1)
      FROM record LEFT JOIN revision ON revision.workspace = record.workspace
        AND revision.seq = record.seq AND revision.record_id = record.id AND revision.version = record.version
        AND revision.kind = record.kind AND revision.body = record.body
        AND coalesce(revision.state, '') = coalesce(record.state, '')
        AND (revision.action = 'archived') = (record.archived = 1)
        AND revision.at = record.updated_at AND revision.actor = record.updated_by
      WHERE record.workspace = \(ws) AND \(condition)
      """
    ) { row in
      let record = StoredRecord(row)
      if !row.bool(16) { add("record", record.id, "It is not what the ledger says.") }
      if row.bool(17) { add("record", record.id, "The ledger has a later revision than the register.") }
      if !row.isNull(18), !row.bool(18) { add("record", record.id, "Its first author or date was altered.") }
      try body(row, record, record.body)
    }
  }

  private func verifyComments(_ scope: Scope, _ add: (String, String, String) -> Void) throws {
    let ws = scope.workspace.id
    try scope.connection.forEach(
      """
      SELECT revision.record_id, revision.body, comment.text FROM revision
      LEFT JOIN comment ON comment.workspace = revision.workspace AND comment.seq = revision.seq
        AND comment.record_id = revision.record_id AND comment.actor = revision.actor AND comment.at = revision.at
      WHERE revision.workspace = \(ws) AND revision.action = 'commented'
      """
    ) { row in
      let said = (try? JSON.parse(row.text(1)))?["text"].text
      if said == nil || row.optionalText(2) != said {
        add("comment", row.text(0), "A comment is not what the ledger says.")
      }
    }
    let comments = try scope.connection.count("SELECT count(*) FROM comment WHERE workspace = \(ws)")
    let said = try scope.connection.count(
      "SELECT count(*) FROM revision WHERE workspace = \(ws) AND action = 'commented'")
    if comments != said {
      add("comment", scope.workspace.slug, "There are \(comments) comments; the ledger has \(said).")
    }
  }

  private func checkSearch(
    _ row: any Row, _ record: StoredRecord, _ body: Body, _ searched: inout [Int: Int], _ unfound: inout Int,
    _ add: (String, String, String) -> Void
  ) {
    let text = SearchText(record.id, body, registers[record.kind], isArchived: record.isArchived)
    guard searched.removeValue(forKey: row.int(15)) != text.hashValue else { return }
    unfound += 1
    if unfound <= 20 { add("search", record.id, "What the search knows of it is not what its content says.") }
  }

  private func verify(
    _ register: AnyRegister, _ scope: Scope, _ searched: inout [Int: Int], _ unfound: inout Int,
    _ add: (String, String, String) -> Void
  ) throws {
    let ws = scope.workspace.id
    let owner = register.ownerField?.name
    let due = register.dueField?.name
    let requirements = register.fields.filter { if case .requirement = $0.kind.control { true } else { false } }
    let digests = register.fields.compactMap { field in field.traits.digestOf.map { (field.name, $0) } }
    let approved = try approvedVersions(scope, register)
    var links = try pairs(
      scope,
      """
      SELECT link.from_id, link.role, link.to_id FROM link JOIN record ON record.workspace = link.workspace AND record.id = link.from_id
      WHERE link.workspace = \(ws) AND record.kind = \(register.slug)
      """)
    var served = try pairs(
      scope, "SELECT from_id, role, uid FROM requirement_link WHERE workspace = \(ws) AND kind = \(register.slug)")
    var filed = try pairs(
      scope,
      """
      SELECT file_link.record_id, file_link.approved, file_link.sha256 FROM file_link
      JOIN record ON record.workspace = file_link.workspace AND record.id = file_link.record_id
      WHERE file_link.workspace = \(ws) AND record.kind = \(register.slug)
      """)
    let inForce = try scope.filesInForce(register)
    func said(_ fields: [FieldSpec], _ body: Body) -> Set<String> {
      Set(fields.flatMap { field in (body[field.name] ?? .null).texts.map { "\(field.name) \($0)" } })
    }
    try compared("record.kind = \(register.slug)", scope, add) { row, record, body in
      checkSearch(row, record, body, &searched, &unfound, add)
      if record.title != body[register.titleField.name]?.text ?? record.id
        || record.owner != owner.flatMap({ body[$0]?.text }) || record.due != due.flatMap({ body[$0]?.text })
      {
        add("record", record.id, "Its title, owner or date is not what its content says.")
      }
      if record.approvedVersion != approved[record.id] {
        add("record", record.id, "Which revision is approved is not what the ledger says.")
      }
      let isGone = record.isArchived
      if links.removeValue(forKey: record.id) ?? [] != (isGone ? [] : said(register.references, body)) {
        add("link", record.id, "Its links are not what its content says.")
      }
      if served.removeValue(forKey: record.id) ?? [] != (isGone ? [] : said(requirements, body)) {
        add("link", record.id, "The requirements that it serves are not what its content says.")
      }
      let standing = register.files(in: body).map { "\(record.approvedVersion == record.version ? 1 : 0) \($0)" }
      if filed.removeValue(forKey: record.id) ?? [] != Set(standing + (inForce[record.id] ?? []).map { "1 \($0)" }) {
        add("link", record.id, "Which files belong to it is not what the ledger says.")
      }
      for (name, source) in digests
      where (body[name]?.text ?? "") != (body[source]?.text).map({ Hash.sha256($0.utf8).hex }) ?? "" {
        add("record", record.id, "Its \(name) is not the hash of its \(source).")
      }
    }
    for id in served.keys.sorted() { add("link", id, "It has links and no record.") }
  }

  /// What points from each record, as “role target”.
  private func pairs(_ scope: Scope, _ query: SQL) throws -> [String: Set<String>] {
    var pairs: [String: Set<String>] = [:]
    try scope.connection.forEach(query) { pairs[$0.text(0), default: []].insert("\($0.text(1)) \($0.text(2))") }
    return pairs
  }

  /// The revision of each record that was approved last, by the ledger.
  private func approvedVersions(_ scope: Scope, _ register: AnyRegister) throws -> [String: Int] {
    guard let lifecycle = register.lifecycle, lifecycle.states.contains(where: \.isFrozen) else { return [:] }
    var approved: [String: Int] = [:]
    try scope.connection.forEach(
      """
      SELECT record_id, version, state FROM revision WHERE workspace = \(scope.workspace.id) AND kind = \(register.slug)
        AND action NOT IN ('commented', 'shared', 'unshared') ORDER BY seq
      """
    ) { if lifecycle.state($0.optionalText(2))?.isFrozen == true { approved[$0.text(0)] = $0.int(1) } }
    return approved
  }
}
