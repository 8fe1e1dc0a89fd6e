import RegisterKit

extension Scope {
  /// A record as an entry left it, with its row and what the search is to know of it.
  struct Applied {
    let record: StoredRecord
    let row: Int
    let searched: SearchText
  }

  /// Brings the current tables up to date with one ledger entry. The only code that writes them: a commit calls it for
  /// each new entry, a rebuild for every entry from the first on, and both must come to the same tables. What it answers
  /// is to be given to ``index(_:)`` before the transaction ends.
  func apply(_ entry: Revision, body: Body) throws -> Applied? {
    switch entry.action {
    case .commented:
      try connection.run(
        """
        INSERT INTO comment (workspace, seq, record_id, actor, at, text)
        VALUES (\(ws), \(entry.seq), \(entry.record), \(entry.actor), \(entry.at), \(body["text"]?.text ?? ""))
        """)
    case .shared, .unshared: try keepShowing(entry, body)
    case .created, .changed, .stepped, .restored, .archived: return try keep(entry, body)
    }
    return nil
  }

  /// Brings the text search up to date. After the other tables, not between them: each of their statements would make it
  /// write out what it holds so far.
  func index(_ applied: [Applied]) throws {
    for one in applied {
      for statement in dialect.index(row: one.row, title: one.searched.title, text: one.searched.text) {
        try connection.run(statement)
      }
    }
  }

  private func keep(_ entry: Revision, _ body: Body) throws -> Applied {
    let register = registers[entry.kind]
    let title = register.flatMap { body[$0.titleField.name]?.text } ?? entry.record
    let owner = register?.ownerField.flatMap { body[$0.name]?.text }
    let due = register?.dueField.flatMap { body[$0.name]?.text }
    let approved = entry.state.flatMap { register?.lifecycle?.state($0) }?.isFrozen == true ? entry.version : nil
    let archived = entry.action == .archived
    let json = entry.json ?? "{}"
    let record: StoredRecord
    let row: Int
    // Most entries of a long import are of new records, and an insert that may find one there costs more than twice as much.
    if entry.action == .created {
      record = StoredRecord(
        id: entry.record, kind: entry.kind, title: title, state: entry.state, owner: owner, due: due,
        version: entry.version, seq: entry.seq, json: json, at: entry.at, by: entry.actor, approvedVersion: approved)
      row = try connection.insert(
        """
        INSERT INTO record (workspace, id, kind, title, state, owner, due, version, seq, body, created_at, created_by,
          updated_at, updated_by, approved_version, archived)
        VALUES (\(ws), \(entry.record), \(entry.kind), \(title), \(entry.state), \(owner), \(due), \(entry.version),
          \(entry.seq), \(json), \(entry.at), \(entry.actor), \(entry.at), \(entry.actor), \(approved), 0)
        """)
    } else {
      try connection.run(
        """
        UPDATE record SET title = \(title), state = \(entry.state), owner = \(owner), due = \(due),
          version = \(entry.version), seq = \(entry.seq), body = \(json), updated_at = \(entry.at),
          updated_by = \(entry.actor), approved_version = coalesce(\(approved), approved_version), archived = \(archived)
        WHERE workspace = \(ws) AND id = \(entry.record)
        """)
      let kept = try connection.first(
        "SELECT \(StoredRecord.columns), record.row_id FROM record WHERE workspace = \(ws) AND id = \(entry.record)"
      ) { (StoredRecord($0), $0.int(15)) }
      guard let kept else { throw StoreFailure.corrupt("\(entry.record) is changed before it is made.") }
      (record, row) = kept
      try connection.run("DELETE FROM link WHERE workspace = \(ws) AND from_id = \(entry.record)")
      try connection.run("DELETE FROM requirement_link WHERE workspace = \(ws) AND from_id = \(entry.record)")
    }
    for field in register?.fields ?? [] where !archived {
      guard let value = body[field.name] else { continue }
      switch field.kind.control {
      case .reference:
        for id in Set(value.texts) {
          try connection.run(
            "INSERT INTO link (workspace, from_id, role, to_id) VALUES (\(ws), \(entry.record), \(field.name), \(id))")
        }
      case .requirement:
        for uid in Set(value.texts) {
          try connection.run(
            """
            INSERT INTO requirement_link (workspace, uid, kind, from_id, role)
            VALUES (\(ws), \(uid), \(entry.kind), \(entry.record), \(field.name))
            """)
        }
      default: break
      }
    }
    try keepFiles(entry, body, isApproved: approved != nil)
    return Applied(
      record: record, row: row, searched: SearchText(entry.record, body, register, isArchived: archived))
  }

  /// Folds the whole ledger into the tables of this connection, which must hold none of the workspace's records yet.
  public func foldAll(_ entries: some Sequence<Revision>) throws {
    var applied: [Applied] = []
    for entry in entries {
      if let one = try apply(entry, body: entry.body) { applied.append(one) }
      if applied.count == 1000 {
        try index(applied)
        applied = []
      }
    }
    try index(applied)
  }
}
