import Ledger
import RegisterKit

/// What a ledger entry did.
public enum RevisionAction: String, Sendable, CaseIterable {
  case created, changed, archived, restored
  /// A step of the life cycle; the entry's note begins with its noun.
  case stepped
  case commented
  case shared, unshared
}

/// One entry of the ledger: one revision of one record.
public struct Revision: Sendable, Hashable {
  /// Position in the ledger, from 1.
  public var seq: Int
  /// Id of the record.
  public var record: String
  /// Slug of the record's register.
  public var kind: String
  /// Revision of the record, from 1.
  public var version: Int
  public var action: RevisionAction
  /// Name of the state after it; nil where the register has none.
  public var state: String?
  /// As the ledger names authors: `account:ciso@example.com`, `command line`.
  public var actor: String
  /// The moment in UTC, as ``Instant`` writes it.
  public var at: String
  /// The author's remark, after a step its noun first; empty if nothing was said.
  public var note: String
  /// Number that the entries of one act share: the position of the first.
  public var batch: Int
  /// Canonical JSON of the body; nil after an erasure of personal data, whose hash stays.
  public var json: String?
  /// SHA-256 of the body's canonical JSON.
  public var bodyHash: Hash
  /// Hash of the entry as a leaf of the ledger's tree (RFC 6962, 2.1).
  public var leafHash: Hash

  /// The fields; empty after an erasure.
  public var body: Body { json.flatMap { try? JSON.parse($0) }?.object ?? [:] }

  /// The most bytes that a note and the name of an author may have.
  public static let (longestNote, longestActor) = (10_000, 500)

  /// The bytes that the ledger hashes. The body enters by its hash, so that it can be erased and the entry still stand.
  public func entry(workspace: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(400)
    func member(_ name: String, _ value: String?) {
      out.append(out.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
      JSON.write(name, to: &out)
      out.append(UInt8(ascii: ":"))
      if let value { JSON.write(value, to: &out) } else { out.append(contentsOf: "null".utf8) }
    }
    func member(_ name: String, _ value: Int) {
      out.append(UInt8(ascii: ","))
      JSON.write(name, to: &out)
      out.append(contentsOf: ":\(value)".utf8)
    }
    member("action", action.rawValue)
    member("actor", actor)
    member("at", at)
    member("batch", batch)
    member("body_sha256", bodyHash.hex)
    member("id", record)
    member("kind", kind)
    member("note", note)
    member("seq", seq)
    member("state", state)
    member("version", version)
    member("workspace", workspace)
    out.append(UInt8(ascii: "}"))
    return out
  }

  /// Whether content and entry are those that were hashed.
  func fitsItsHashes(workspace: String) -> Bool {
    json.map { Hash.sha256($0.utf8) } == bodyHash && Hash.leaf(entry(workspace: workspace)) == leafHash
  }

  /// The columns that ``init(_:)`` reads, in its order.
  public static let columns: SQL =
    "seq, record_id, kind, version, action, state, actor, at, note, batch, body, body_hash, leaf_hash"

  /// Reads a row of ``columns``; nil if the action or a hash can't be read.
  public init?(_ row: any Row) {
    guard let action = RevisionAction(rawValue: row.text(4)), let bodyHash = Hash(bytes: row.blob(11)),
      let leafHash = Hash(bytes: row.blob(12))
    else { return nil }
    seq = row.int(0)
    record = row.text(1)
    kind = row.text(2)
    version = row.int(3)
    self.action = action
    state = row.optionalText(5)
    actor = row.text(6)
    at = row.text(7)
    note = row.text(8)
    batch = row.int(9)
    json = row.optionalText(10)
    self.bodyHash = bodyHash
    self.leafHash = leafHash
  }

  /// An entry with its hashes worked out.
  public init(
    seq: Int, record: String, kind: String, version: Int, action: RevisionAction, state: String?, actor: String,
    at: String, note: String, batch: Int, json: String, workspace: String
  ) {
    self.seq = seq
    self.record = record
    self.kind = kind
    self.version = version
    self.action = action
    self.state = state
    self.actor = actor
    self.at = at
    self.note = note
    self.batch = batch
    self.json = json
    bodyHash = Hash.sha256(json.utf8)
    leafHash = Hash()
    leafHash = Hash.leaf(entry(workspace: workspace))
  }
}

/// What is to be appended; the ledger numbers and hashes it.
public struct NewRevision: Sendable {
  public var record: String
  public var kind: String
  public var version: Int
  public var action: RevisionAction
  /// Name of the state after it; nil where the register has none.
  public var state: String?
  public var body: Body
  /// The author's remark; for a step its noun comes first.
  public var note: String

  public init(
    record: String, kind: String, version: Int, action: RevisionAction, state: String?, body: Body, note: String = ""
  ) {
    self.record = record
    self.kind = kind
    self.version = version
    self.action = action
    self.state = state
    self.body = body
    self.note = note
  }
}

/// Appends entries to a workspace's ledger inside one transaction and brings the tables up to date with each.
/// ``finish()`` must be called last: it keeps the new head of the tree.
public final class Appender {
  private let scope: Scope
  private let actor: String
  private let at: Instant
  private var frontier: Frontier
  /// What the search does not know yet.
  private var applied: [Scope.Applied] = []
  /// Number that the entries of this act share.
  public let batch: Int

  /// Opens the ledger for entries of one author at one moment.
  /// - Throws: ``StoreFailure/corrupt(_:)`` if the head of the tree does not fit the number of entries.
  public init(_ scope: Scope, actor: String, at: Instant) throws {
    guard
      let (size, bytes) = try scope.connection.first(
        "SELECT ledger_size, ledger_frontier FROM workspace WHERE id = \(scope.ws)", { ($0.int(0), $0.blob(1)) }),
      let frontier = Frontier(serialized: bytes), frontier.size == size
    else { throw StoreFailure.corrupt("The head of the ledger of \(scope.workspace.slug) can't be read.") }
    self.scope = scope
    self.actor = actor
    self.at = at
    self.frontier = frontier
    batch = size + 1
  }

  /// - Returns: The record as it stands now; nil for an entry that only says something about it.
  /// - Throws: `Refusal` for a note or an author that is too long to come back from an export.
  @discardableResult public func append(_ new: NewRevision) throws -> StoredRecord? {
    guard new.note.utf8.count <= Revision.longestNote else {
      throw Refusal(
        "The note of this act has \(new.note.utf8.count) bytes; \(Revision.longestNote) at most fit, with the step it is of."
      )
    }
    guard actor.utf8.count <= Revision.longestActor else { throw Refusal("The name of the author is too long.") }
    let entry = Revision(
      seq: frontier.size + 1, record: new.record, kind: new.kind, version: new.version, action: new.action,
      state: new.state, actor: actor, at: "\(at)", note: new.note, batch: batch, json: JSON.text(new.body),
      workspace: scope.workspace.slug)
    return try keep(entry, new.body)
  }

  @discardableResult private func keep(_ entry: Revision, _ body: Body) throws -> StoredRecord? {
    try scope.connection.run(
      """
      INSERT INTO revision (workspace, seq, record_id, kind, version, action, state, actor, at, note, batch, body, body_hash, leaf_hash)
      VALUES (\(scope.ws), \(entry.seq), \(entry.record), \(entry.kind), \(entry.version), \(entry.action.rawValue), \(entry.state),
        \(entry.actor), \(entry.at), \(entry.note), \(entry.batch), \(entry.json), \(entry.bodyHash.bytes), \(entry.leafHash.bytes))
      """)
    frontier.append(entry.leafHash)
    guard let one = try scope.apply(entry, body: body) else { return nil }
    applied.append(one)
    if applied.count == 1000 { try index() }
    return one.record
  }

  private func index() throws {
    try scope.index(applied)
    applied = []
  }

  /// Appends entries of another installation as they were, numbers, authors and hashes included.
  fileprivate func replay(_ entries: [Revision]) throws {
    for entry in entries {
      guard entry.seq == frontier.size + 1 else { throw StoreFailure.corrupt("Entry \(frontier.size + 1) is missing.") }
      try keep(entry, entry.body)
    }
    try finish()
  }

  /// Keeps the new head of the tree and brings the search up to date; nothing if no entry was appended.
  public func finish() throws {
    guard frontier.size >= batch else { return }
    try index()
    try scope.connection.run(
      "UPDATE workspace SET ledger_size = \(frontier.size), ledger_frontier = \(frontier.serialized) WHERE id = \(scope.ws)"
    )
  }
}

extension RevisionAction {
  /// The entry holds what the record is; the others say something about it.
  public var isContent: Bool {
    switch self {
    case .created, .changed, .stepped, .restored, .archived: true
    case .commented, .shared, .unshared: false
    }
  }
}

extension Scope {
  /// The condition that every query over `revision` carries.
  var visibleEntries: SQL {
    sharedOnly
      ? "revision.workspace = \(ws) AND \(shownEntries)"
      : "revision.workspace = \(ws)"
  }

  /// Fills an empty ledger with the entries of an export.
  public func replay(_ entries: [Revision]) throws {
    try Appender(self, actor: "", at: Instant(milliseconds: 0)).replay(entries)
  }

  /// Entries from a position on, in order.
  public func revisions(from seq: Int, limit: Int) throws -> [Revision] {
    try connection.all(
      "SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND seq >= \(seq) ORDER BY seq LIMIT \(limit)",
      Revision.init
    ).compactMap(\.self)
  }

  /// All revisions of a record, oldest first.
  public func history(of id: String) throws -> [Revision] {
    try connection.all(
      "SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND record_id = \(id) ORDER BY seq",
      Revision.init
    ).compactMap(\.self)
  }

  /// The entries of one act.
  public func batch(_ number: Int) throws -> [Revision] {
    try connection.all(
      "SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND batch = \(number) ORDER BY seq",
      Revision.init
    ).compactMap(\.self)
  }

  /// The latest entries, the newest first.
  public func latest(_ limit: Int, before seq: Int = .max) throws -> [Revision] {
    try connection.all(
      """
      SELECT \(Revision.columns) FROM revision
      WHERE \(visibleEntries) AND seq < \(seq) ORDER BY seq DESC LIMIT \(limit)
      """, Revision.init
    ).compactMap(\.self)
  }

  /// The revision of a record that was current at a moment; nil if it did not exist yet or was archived then.
  public func revision(of id: String, asOf moment: Instant) throws -> Revision? {
    let found = try connection.first(
      """
      SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND record_id = \(id) AND at <= \("\(moment)")
      AND action NOT IN ('commented', 'shared', 'unshared') ORDER BY seq DESC LIMIT 1
      """, Revision.init)
    guard let revision = found ?? nil, revision.action != .archived else { return nil }
    return revision
  }

  /// Each record of a register as it was at a moment, archived ones left out, by id.
  public func revisions(of kind: String, asOf moment: Instant) throws -> [Revision] {
    try connection.all(
      """
      SELECT \(Revision.columns) FROM revision WHERE \(visibleEntries) AND seq IN (
        SELECT max(seq) FROM revision WHERE workspace = \(ws) AND kind = \(kind) AND at <= \("\(moment)")
        AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id)
      AND action <> 'archived' ORDER BY record_id
      """, Revision.init
    ).compactMap(\.self)
  }

  /// Number of entries, and the position of the last.
  public var ledgerSize: Int {
    get throws { try connection.count("SELECT ledger_size FROM workspace WHERE id = \(ws)") }
  }
}
