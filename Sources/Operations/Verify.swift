import Domain
import Foundation
import Ledger
import RegisterKit
import Store

/// What a check of the whole installation came to.
public struct Verification: Sendable {
  public struct Problem: Sendable, Hashable {
    /// `revision`, `record`, `link`, `comment`, `search`, `file`, `checkpoint`, `ledger` or `member`.
    public let what: String
    public let name: String
    public let problem: String
  }
  public var entries = 0
  public var files = 0
  public var checkpoints = 0
  public var problems: [Problem] = []
  public var isOK: Bool { problems.isEmpty }

  public var value: Value {
    [
      "ok": .bool(isOK), "ledger_entries": .int(entries), "files": .int(files), "checkpoints": .int(checkpoints),
      "problems": .list(
        problems.map { ["what": .text($0.what), "name": .text($0.name), "problem": .text($0.problem)] }),
    ]
  }
}

/// Every file that an entry of the ledger names, with the record that did so first. Files are never given up: an earlier
/// revision must find its own.
private struct NamedFiles {
  var holders: [String: String] = [:]
  private static let mark = "\"\(AnyRegister.attachments)\""

  mutating func take(_ entry: Revision, _ register: AnyRegister?) {
    let fields = register?.fields.filter { $0.kind.control == .file } ?? []
    // Most bodies name no file; they are not read.
    guard let json = entry.json, !fields.isEmpty || strstr(json, Self.mark) != nil else { return }
    let body = entry.body
    let hashes =
      fields.compactMap { body[$0.name]?.text }
      + (body[AnyRegister.attachments]?.list ?? []).compactMap { $0["sha256"].text }
    for hash in hashes where holders[hash] == nil { holders[hash] = entry.record }
  }
}

extension Installation {
  /// Hashes ledger, tables and files again and names what does not fit.
  /// - Parameter outside: Notes of checkpoints kept elsewhere; they show a ledger that was cut back or written anew.
  public func verify(outside: [String] = []) async throws -> Verification {
    try await database.read { connection in
      var verification = Verification()
      for (name, problem) in try connection.brokenSeals() {
        verification.problems.append(.init(what: "member", name: name, problem: problem))
      }
      var searched = try searchTexts(connection)
      for workspace in try connection.workspaces() {
        try verify(Scope(connection, workspace, registers), outside, &searched, &verification)
      }
      if !searched.isEmpty {
        verification.problems.append(
          .init(what: "search", name: "all", problem: "The search has \(searched.count) texts that no record has."))
      }
      return verification
    }
  }

  func origin(_ workspace: Workspace) -> String { "concord/\(key.name)/\(workspace.slug)" }

  /// After a change by hand that was meant: takes workspaces, accounts, members, tokens and the list of checkpoints as they
  /// stand as right.
  public func reseal() async throws {
    try await database.write { connection in
      try connection.seal()
      for workspace in try connection.workspaces() {
        let checkpoints = try Scope(connection, workspace, registers).checkpoints()
        try connection.sealCheckpoints(checkpoints, workspace: workspace.id)
      }
    }
  }

  /// What the search holds, by row; as hashes, since only the comparison is wanted.
  private func searchTexts(_ connection: any Connection) throws -> [Int: Int] {
    var texts: [Int: Int] = [:]
    try connection.forEach(connection.dialect.searchRows) {
      texts[$0.int(0)] = SearchText(title: $0.text(1), text: $0.text(2)).hashValue
    }
    return texts
  }

  private func verify(
    _ scope: Scope, _ outside: [String], _ searched: inout [Int: Int], _ found: inout Verification
  ) throws {
    let name = scope.workspace.slug
    func add(_ what: String, _ name: String, _ problem: String) {
      found.problems.append(.init(what: what, name: name, problem: problem))
    }
    // Checkpoints by the size of the tree at which they were signed.
    var checkpoints: [Int: [Checkpoint]] = [:]
    let signed = try scope.checkpoints()
    if try !scope.connection.areAllCheckpoints(signed, workspace: scope.workspace.id) {
      add("checkpoint", name, "Checkpoints were taken out, added or altered: they are not all that were signed.")
    }
    for (size, note) in signed {
      guard let checkpoint = Checkpoint(note: note, key: key.verifyingKey), checkpoint.size == size,
        checkpoint.origin == origin(scope.workspace)
      else {
        add("checkpoint", "\(name) at \(size)", "The signature or the text is not what this installation signed.")
        continue
      }
      checkpoints[size, default: []].append(checkpoint)
      found.checkpoints += 1
    }
    for note in outside {
      guard let checkpoint = Checkpoint(note: note, key: key.verifyingKey) else {
        add("checkpoint", "from outside", "It is not signed by this installation.")
        continue
      }
      if checkpoint.origin == origin(scope.workspace) { checkpoints[checkpoint.size, default: []].append(checkpoint) }
    }
    // The ledger, entry by entry.
    var frontier = Frontier()
    func check(_ size: Int) {
      for checkpoint in checkpoints.removeValue(forKey: size) ?? [] where checkpoint.root != frontier.root {
        add("checkpoint", "\(name) at \(size)", "The ledger up to here is not the one that was signed.")
      }
    }
    check(0)
    var seq = 0
    var named = NamedFiles()
    try scope.connection.forEach(
      "SELECT \(Revision.columns) FROM revision WHERE workspace = \(scope.workspace.id) ORDER BY seq"
    ) { row in
      seq += 1
      guard let entry = Revision(row) else {
        add("revision", "\(name) \(row.int(0))", "The entry can't be read.")
        return
      }
      if entry.seq != seq {
        add("revision", "\(name) \(seq)", "The entry is missing; the next is \(entry.seq).")
        seq = entry.seq
      }
      // Nothing in this version takes a content away, so an empty one was emptied by hand.
      if entry.json.map({ Hash.sha256($0.utf8) }) != entry.bodyHash {
        add("revision", "\(name) \(entry.seq) (\(entry.record), revision \(entry.version))", "Its content was altered.")
      }
      let leaf = Hash.leaf(entry.entry(workspace: name))
      if leaf != entry.leafHash {
        add("revision", "\(name) \(entry.seq) (\(entry.record), revision \(entry.version))", "The entry was altered.")
      }
      named.take(entry, registers[entry.kind])
      frontier.append(leaf)
      check(frontier.size)
    }
    found.entries += frontier.size
    for (size, _) in checkpoints.sorted(by: { $0.key < $1.key }) {
      add(
        "checkpoint", "\(name) at \(size)", "It was signed over \(size) entries; the ledger has only \(frontier.size).")
    }
    let head = try scope.connection.first(
      "SELECT ledger_size, ledger_frontier FROM workspace WHERE id = \(scope.workspace.id)", { ($0.int(0), $0.blob(1)) }
    )
    if head?.0 != frontier.size || head?.1 != frontier.serialized {
      add("ledger", name, "Its head does not fit its entries.")
    }
    try verifyTables(scope, &searched, add)
    for file in try scope.files() {
      found.files += 1
      named.holders[file.sha256] = nil
      guard let bytes = files.bytes(file.sha256) else {
        add("file", file.sha256, "The file is missing.")
        continue
      }
      if Hash.sha256(bytes).hex != file.sha256 || bytes.count != file.size {
        add("file", file.sha256, "Its content was altered.")
      }
    }
    for (hash, record) in named.holders.sorted(by: { $0.key < $1.key }) {
      add("file", hash, "\(record) names this file and the workspace does not hold it.")
    }
  }

  /// Every current record must be what its last ledger entry says, and no record may be missing or extra.
  private func verifyTables(
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

  /// Signs how far every ledger goes, where that is not signed yet.
  @discardableResult
  public func signCheckpoints() async throws -> [Checkpoint] {
    let now = now
    return try await database.write { connection in
      try connection.workspaces().compactMap { workspace -> Checkpoint? in
        let scope = Scope(connection, workspace, registers)
        guard
          let (size, bytes) = try connection.first(
            "SELECT ledger_size, ledger_frontier FROM workspace WHERE id = \(workspace.id)", { ($0.int(0), $0.blob(1)) }
          ),
          let frontier = Frontier(serialized: bytes), size > 0, try scope.lastCheckpoint()?.size != size
        else { return nil }
        let checkpoint = Checkpoint(origin: origin(workspace), size: size, root: frontier.root)
        try scope.addCheckpoint(size: size, note: checkpoint.signed(by: key), at: now)
        return checkpoint
      }
    }
  }
}
