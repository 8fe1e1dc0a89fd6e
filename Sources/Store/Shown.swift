import RegisterKit

// What external auditors see: what is shown for their audits, and of a record that was approved and is being worked on what is in
// force, not the draft.
extension Scope {
  /// The records as whoever asks may see them, named `record`; every query that gives something to people reads these.
  var records: SQL { sharedOnly ? "(\(shownRecords)) AS record" : "record" }

  /// What is shown: as approved where a draft follows, without what is held back. What is not in force is found by no
  /// words, so such a record has no row in the search.
  var shownRecords: SQL {
    func approved(_ column: SQL, _ field: (AnyRegister) -> String?) -> SQL {
      let cases = drafted.compactMap { register, _ -> SQL? in
        guard let name = field(register).flatMap({ SQL.Name($0) }) else { return nil }
        return "WHEN \(register.slug) THEN approved.body->>'\(name)'"
      }
      guard !cases.isEmpty else { return "record.\(column)" }
      return """
        CASE WHEN approved.seq IS NULL THEN record.\(column)
        ELSE CASE record.kind \(cases.joined(" ")) ELSE record.\(column) END END
        """
    }
    func either(_ column: SQL, _ revised: SQL) -> SQL {
      "CASE WHEN approved.seq IS NULL THEN record.\(column) ELSE approved.\(revised) END AS \(column)"
    }
    let bodies = heldBack.map { register, fields, states -> SQL in
      "WHEN record.kind = \(register.slug) AND record.state IN (\(listed(states))) THEN \(dialect.body(without: fields))"
    }
    return """
      SELECT record.workspace, record.id, record.kind, \(approved("title") { $0.titleField.name }) AS title,
        \(either("state", "state")), \(approved("owner") { $0.ownerField?.name }) AS owner,
        \(approved("due") { $0.dueField?.name }) AS due,
        \(either("version", "version")), \(either("seq", "seq")),
        CASE WHEN approved.seq IS NOT NULL THEN approved.body \(bodies.joined(" ")) ELSE record.body END AS body,
        record.created_at, record.created_by, \(either("updated_at", "at")), \(either("updated_by", "actor")),
        record.approved_version, record.archived,
        CASE WHEN approved.seq IS NULL THEN record.row_id END AS row_id
      FROM record LEFT JOIN revision AS approved ON approved.workspace = record.workspace
        AND approved.record_id = record.id AND approved.version = record.approved_version
        AND approved.action NOT IN ('commented', 'shared', 'unshared')
        AND record.approved_version < record.version AND (\(isDraft("record")))
      WHERE record.workspace = \(ws) AND \(isShown("record.id"))
      """
  }

  /// The condition on entries of the ledger that says the same of them: none after the approval that is not approved, none
  /// with what is held back, nothing that was said about a record, and nothing of what other audits show.
  var shownEntries: SQL {
    let held = heldBack.map { register, fields, states -> SQL in
      let filled = fields.map { "coalesce(revision.body->>'\($0)', '') NOT IN ('', '[]')" as SQL }
      return """
         AND NOT (revision.kind = \(register.slug) AND revision.state IN (\(listed(states))) AND (\(filled.joined(" OR "))))
        """
    }
    return """
      revision.action <> 'commented' AND (revision.action NOT IN ('shared', 'unshared') OR \(isOfAudits)) AND EXISTS (
        SELECT 1 FROM record WHERE record.workspace = \(ws) AND record.id = revision.record_id AND \(isShown("record.id"))
        AND (record.approved_version IS NULL OR revision.version <= record.approved_version
          OR NOT (\(isDraft("revision"))))) \(held.joined(" "))
      """
  }

  /// Registers whose records are approved, with the states in which they are not.
  private var drafted: [(AnyRegister, [String])] {
    registers.all.compactMap { register in
      guard let states = register.lifecycle?.states, states.contains(where: \.isFrozen) else { return nil }
      return (register, states.filter { !$0.isFrozen }.map(\.name))
    }
  }

  /// Registers with fields that are held back, and the states in which they are.
  private var heldBack: [(AnyRegister, [SQL.Name], [String])] {
    registers.all.compactMap { register in
      let fields = register.fields.filter { !$0.traits.heldBack.isEmpty }
      guard !fields.isEmpty else { return nil }
      return (
        register, fields.compactMap { SQL.Name($0.name) }, Array(Set(fields.flatMap(\.traits.heldBack))).sorted()
      )
    }
  }

  private func isDraft(_ table: SQL) -> SQL {
    let tests = drafted.map { register, states -> SQL in
      "\(table).kind = \(register.slug) AND coalesce(\(table).state, '') IN (\(listed(states)))"
    }
    return tests.isEmpty ? "1 = 0" : tests.joined(" OR ")
  }

  func listed(_ words: [String]) -> SQL { words.map { "\($0)" as SQL }.joined(", ") }
}
