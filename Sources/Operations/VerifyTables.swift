import Ledger
import RegisterKit
import Store

/// The tables against the ledger.
extension Installation {
  /// Every current record must be what its last ledger entry says, and no record may be missing or extra.
  func verifyTables(
    _ scope: Scope, _ searched: inout [Int: Int], _ add: (String, String, String) -> Void
  ) throws {
    let ws = scope.workspace.id
    try scope.connection.forEach(
      """
      SELECT record.id, revision.seq IS NULL FROM record LEFT JOIN revision ON revision.workspace = record.workspace
        AND revision.seq = record.seq AND revision.record_id = record.id AND revision.version = record.version
        AND revision.kind = record.kind AND revision.body = record.body
        AND coalesce(revision.state, '') = coalesce(record.state, '')
        AND (revision.action = 'archived') = (record.archived = 1)
        AND revision.at = record.updated_at AND revision.actor = record.updated_by
      WHERE record.workspace = \(ws) AND revision.seq IS NULL
      """
    ) { add("record", $0.text(0), "It is not what the ledger says.") }
    try scope.connection.forEach(
      """
      SELECT last.record_id FROM (SELECT record_id, max(seq) AS seq FROM revision WHERE workspace = \(ws)
        AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id) last
      LEFT JOIN record ON record.workspace = \(ws) AND record.id = last.record_id AND record.seq = last.seq
      WHERE record.id IS NULL
      """
    ) { add("record", $0.text(0), "The ledger has a later revision than the register.") }
    try scope.connection.forEach(
      """
      SELECT record.id FROM record JOIN (SELECT record_id, min(seq) AS seq FROM revision WHERE workspace = \(ws) GROUP BY record_id) first
        ON first.record_id = record.id JOIN revision ON revision.workspace = \(ws) AND revision.seq = first.seq
      WHERE record.workspace = \(ws) AND (record.created_at <> revision.at OR record.created_by <> revision.actor)
      """
    ) { add("record", $0.text(0), "Its first author or date was altered.") }
    try scope.connection.forEach(
      """
      SELECT record.id FROM record LEFT JOIN (SELECT record_id, max(seq) AS seq FROM revision WHERE workspace = \(ws)
        AND action IN ('shared', 'unshared') GROUP BY record_id) last ON last.record_id = record.id
      LEFT JOIN revision ON revision.workspace = \(ws) AND revision.seq = last.seq
      WHERE record.workspace = \(ws) AND (coalesce(revision.action, '') = 'shared') <> (record.shared = 1)
      """
    ) { add("record", $0.text(0), "Whether it is shared with external auditors is not what the ledger says.") }
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
    try verifyMirrors(scope, &searched, add)
  }

  /// What is mirrored from a record's content, so that lists and links are quick, must be there as it is in the content.
  private func verifyMirrors(
    _ scope: Scope, _ searched: inout [Int: Int], _ add: (String, String, String) -> Void
  ) throws {
    let ws = scope.workspace.id
    var unfound = 0
    func checkSearch(_ row: any Row, _ record: StoredRecord, _ body: Body) {
      let text = SearchText(record.id, body, registers[record.kind], isArchived: record.isArchived)
      guard searched.removeValue(forKey: row.int(16)) != text.hashValue else { return }
      unfound += 1
      if unfound <= 20 { add("search", record.id, "What the search knows of it is not what its content says.") }
    }
    for register in registers.all {
      let owner = register.fields.first { $0.traits.owner }?.name
      let due = register.fields.first { $0.traits.due }?.name
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
      func said(_ fields: [FieldSpec], _ body: Body) -> Set<String> {
        Set(fields.flatMap { field in (body[field.name] ?? .null).texts.map { "\(field.name) \($0)" } })
      }
      try scope.connection.forEach(
        "SELECT \(StoredRecord.columns), record.row_id FROM record WHERE workspace = \(ws) AND kind = \(register.slug)"
      ) { row in
        let record = StoredRecord(row)
        let body = record.body
        checkSearch(row, record, body)
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
        for (name, source) in digests
        where (body[name]?.text ?? "") != (body[source]?.text).map({ Hash.sha256($0.utf8).hex }) ?? "" {
          add("record", record.id, "Its \(name) is not the hash of its \(source).")
        }
      }
      for id in Set(links.keys).union(served.keys).sorted() { add("link", id, "It has links and no record.") }
    }
    let kinds = registers.all.map { "\($0.slug)" as SQL }.joined(", ")
    try scope.connection.forEach(
      "SELECT \(StoredRecord.columns), record.row_id FROM record WHERE workspace = \(ws) AND kind NOT IN (\(kinds))"
    ) { row in
      let record = StoredRecord(row)
      checkSearch(row, record, record.body)
    }
    if unfound > 20 { add("search", scope.workspace.slug, "The search is wrong about \(unfound) records.") }
  }

  /// What points from each record, as “role target”.
  private func pairs(_ scope: Scope, _ query: SQL) throws -> [String: Set<String>] {
    var pairs: [String: Set<String>] = [:]
    try scope.connection.forEach(query) { pairs[$0.text(0), default: []].insert("\($0.text(1)) \($0.text(2))") }
    return pairs
  }

  /// The revision of each record that was approved last, by the ledger.
  private func approvedVersions(_ scope: Scope, _ register: AnyRegister) throws -> [String: Int] {
    guard let lifecycle = register.lifecycle else { return [:] }
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
