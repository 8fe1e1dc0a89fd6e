import Domain
import RegisterKit

/// A workspace as the store knows it.
public struct Workspace: Sendable, Hashable {
  /// Row in the table of workspaces; means nothing outside this installation.
  public let id: Int
  /// Path of its pages and part of its ledger's name.
  public let slug: String
  public let name: String
  public init(id: Int, slug: String, name: String) {
    self.id = id
    self.slug = slug
    self.name = name
  }
}

/// One workspace on one connection. All that is read or written of an organization goes through it, so a query without
/// a workspace can't be written.
public struct Scope {
  public let connection: any Connection
  public let workspace: Workspace
  public let registers: Registers
  /// For whose eyes it reads; external auditors see what is shown for their audits and nothing else.
  public let audience: Audience
  let shownAuthors = ShownAuthors()

  public init(
    _ connection: any Connection, _ workspace: Workspace, _ registers: Registers, for audience: Audience = .members
  ) {
    self.connection = connection
    self.workspace = workspace
    self.registers = registers
    self.audience = audience
  }

  /// Only what is shown to external auditors of certain audits is seen.
  public var sharedOnly: Bool { !audience.seesAll }

  var ws: Int { workspace.id }
  /// Where the engine of this connection differs from others.
  public var dialect: any Dialect { connection.dialect }

  /// The condition that every query over `record` carries.
  public var visible: SQL {
    sharedOnly ? "record.workspace = \(ws) AND \(isShown("record.id"))" : "record.workspace = \(ws)"
  }
}

/// A record as it is stored: envelope and canonical body.
public struct StoredRecord: Sendable, Hashable {
  public var id: String
  public var kind: String
  public var title: String
  /// Name of the state; nil where the register has none.
  public var state: String?
  /// Id in the people register.
  public var owner: String?
  /// As the text of a ``Day``.
  public var due: String?
  /// Revision of the record, from 1.
  public var version: Int
  /// Position in the ledger of the entry that left it so.
  public var seq: Int
  /// Canonical JSON of the body.
  public var json: String
  /// The moment in UTC, as ``Instant`` writes it.
  public var createdAt: String
  /// As the ledger names authors: `account:ciso@example.com`.
  public var createdBy: String
  /// The moment in UTC, as ``Instant`` writes it.
  public var updatedAt: String
  public var updatedBy: String
  /// The last revision in a frozen state, such as approved; nil if there was none.
  public var approvedVersion: Int?
  public var isArchived: Bool
  /// It was read for an external auditor to whom it is shown; false where everything is read, see ``Scope/audits(showing:)``.
  public var isShared: Bool

  /// The fields. A body that is not JSON (only after somebody changed the database by hand) reads as empty.
  public var body: Body { (try? JSON.parse(json))?.object ?? [:] }
  /// What the policy needs to know to allow or refuse an action.
  public var envelope: Envelope { Envelope(register: kind, owner: owner, isShared: isShared) }

  /// The columns that ``init(_:)`` reads, in its order.
  public static let columns: SQL = """
    record.id, record.kind, record.title, record.state, record.owner, record.due, record.version, record.seq, record.body,
    record.created_at, record.created_by, record.updated_at, record.updated_by, record.approved_version, record.archived
    """

  /// Reads a row of ``columns``, as one that was read with everything there is.
  public init(_ row: any Row) { self.init(row, isShared: false) }

  /// As the entry that makes a record leaves it.
  init(
    id: String, kind: String, title: String, state: String?, owner: String?, due: String?, version: Int, seq: Int,
    json: String, at: String, by: String, approvedVersion: Int?
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.state = state
    self.owner = owner
    self.due = due
    self.version = version
    self.seq = seq
    self.json = json
    (createdAt, createdBy, updatedAt, updatedBy) = (at, by, at, by)
    self.approvedVersion = approvedVersion
    (isArchived, isShared) = (false, false)
  }

  init(_ row: any Row, isShared: Bool) {
    id = row.text(0)
    kind = row.text(1)
    title = row.text(2)
    state = row.optionalText(3)
    owner = row.optionalText(4)
    due = row.optionalText(5)
    version = row.int(6)
    seq = row.int(7)
    json = row.text(8)
    createdAt = row.text(9)
    createdBy = row.text(10)
    updatedAt = row.text(11)
    updatedBy = row.text(12)
    approvedVersion = row.optionalInt(13)
    isArchived = row.bool(14)
    self.isShared = isShared
  }
}

/// A record as a link or a choice shows it.
public struct RecordName: Sendable, Hashable {
  public let id: String
  public let kind: String
  public let title: String
  public let state: String?
  public init(id: String, kind: String, title: String, state: String?) {
    self.id = id
    self.kind = kind
    self.title = title
    self.state = state
  }
}

extension Scope {
  /// A record of this workspace, archived ones too; nil if there is none, or none that may be seen.
  /// - Returns: What external auditors see where the scope is narrowed to that: the approved revision of a draft.
  public func record(_ id: String) throws -> StoredRecord? {
    try connection.first(
      "SELECT \(StoredRecord.columns) FROM \(records) WHERE \(visible) AND record.id = \(id)", stored)
  }

  /// The content of a record alone.
  public func json(of id: String) throws -> String? {
    try connection.first("SELECT record.body FROM \(records) WHERE \(visible) AND record.id = \(id)") { $0.text(0) }
  }

  /// All records of a register that are not archived, by id; for calculations over a whole register.
  public func records(of kind: String) throws -> [StoredRecord] {
    try connection.all(
      "SELECT \(StoredRecord.columns) FROM \(records) WHERE \(visible) AND kind = \(kind) AND archived = 0 ORDER BY record.id",
      stored)
  }

  /// Names of records, in one query; ids that lead nowhere are left out.
  /// - Parameter archived: False leaves out archived ones.
  public func names(of ids: some Collection<String>, archived: Bool = true) throws -> [String: RecordName] {
    guard !ids.isEmpty else { return [:] }
    let present: SQL = archived ? "" : " AND record.archived = 0"
    var names: [String: RecordName] = [:]
    for chunk in Array(Set(ids)).chunks(of: 500) {
      let list = chunk.map { "\($0)" as SQL }.joined(", ")
      try connection.forEach(
        "SELECT id, kind, title, state FROM \(records) WHERE \(visible) AND record.id IN (\(list))\(present)"
      ) {
        names[$0.text(0)] = RecordName(id: $0.text(0), kind: $0.text(1), title: $0.text(2), state: $0.optionalText(3))
      }
    }
    return names
  }

  /// Records that point at one, with the field in which they do.
  public func linked(to id: String, limit: Int = 200) throws -> [(role: String, name: RecordName)] {
    try connection.all(
      """
      SELECT link.role, record.id, record.kind, record.title, record.state
      FROM link JOIN \(records) ON record.workspace = link.workspace AND record.id = link.from_id
      WHERE link.workspace = \(ws) AND link.to_id = \(id) AND \(visible) AND record.archived = 0
      ORDER BY record.kind, record.id LIMIT \(limit)
      """
    ) { ($0.text(0), RecordName(id: $0.text(1), kind: $0.text(2), title: $0.text(3), state: $0.optionalText(4))) }
  }

  /// Ids of all records that point at one, by register and id; archived ones are left out.
  public func pointing(at id: String) throws -> [String] {
    try connection.all(
      """
      SELECT DISTINCT record.kind, record.id
      FROM link JOIN \(records) ON record.workspace = link.workspace AND record.id = link.from_id
      WHERE link.workspace = \(ws) AND link.to_id = \(id) AND \(visible) AND record.archived = 0
      ORDER BY record.kind, record.id
      """
    ) { $0.text(1) }
  }

  /// Records of a register that point at one, for rules over a change.
  public func neighbours(pointingAt id: String, from kind: String) throws -> [Surroundings.Neighbour] {
    try connection.all(
      """
      SELECT DISTINCT record.id, record.state, record.body, record.kind
      FROM link JOIN \(records) ON record.workspace = link.workspace AND record.id = link.from_id
      WHERE link.workspace = \(ws) AND link.to_id = \(id) AND \(visible) AND record.kind = \(kind) AND record.archived = 0
      """, Self.neighbour)
  }

  /// Records of a register that name a requirement, for rules over a change.
  public func neighbours(naming uid: String, in kind: String) throws -> [Surroundings.Neighbour] {
    try connection.all(
      """
      SELECT DISTINCT record.id, record.state, record.body, record.kind
      FROM requirement_link JOIN \(records) ON record.workspace = requirement_link.workspace AND record.id = requirement_link.from_id
      WHERE requirement_link.workspace = \(ws) AND requirement_link.uid = \(uid) AND requirement_link.kind = \(kind)
      AND \(visible) AND record.archived = 0
      """, Self.neighbour)
  }

  private static func neighbour(_ row: any Row) -> Surroundings.Neighbour {
    Surroundings.Neighbour(
      register: row.text(3), state: row.optionalText(1), body: (try? JSON.parse(row.text(2)))?.object ?? [:])
  }

  /// Number of records of every register that has some, counted like a list's total.
  public func counts() throws -> [String: RecordCount] {
    let selects = registers.all.map { register -> SQL in
      """
      SELECT \(register.slug) AS kind, count(*) AS number FROM (SELECT 1 FROM \(records)
      WHERE \(visible) AND kind = \(register.slug) AND archived = 0 LIMIT \(RecordCount.most + 1)) AS found
      """
    }
    var counts: [String: RecordCount] = [:]
    try connection.forEach(selects.joined(" UNION ALL ")) { row in
      if row.int(1) > 0 { counts[row.text(0)] = RecordCount(row.int(1), upTo: RecordCount.most) }
    }
    return counts
  }

  /// The records that a person's or a file's words mean: by id, by a unique field such as the e-mail address, by title.
  public func find(_ kinds: [String], _ text: String) throws -> [String] {
    let list = kinds.map { "\($0)" as SQL }.joined(", ")
    let byID = try connection.all(
      "SELECT id FROM \(records) WHERE \(visible) AND record.id = \(text) AND kind IN (\(list)) AND archived = 0"
    ) { $0.text(0) }
    if !byID.isEmpty { return byID }
    for register in kinds.compactMap({ registers[$0] }) {
      for field in register.fields where field.traits.unique {
        let canonical = field.canonical(.text(text)).text ?? text
        let found = try holders(of: field, in: register, canonical)
        if !found.isEmpty { return found }
        // One that was kept before addresses were.
        let former = canonical == text ? [] : try holders(of: field, in: register, text)
        if !former.isEmpty { return former }
      }
    }
    return try connection.all(
      "SELECT id FROM \(records) WHERE \(visible) AND kind IN (\(list)) AND archived = 0 AND title = \(text) LIMIT 5"
    ) { $0.text(0) }
  }
}

extension Scope {
  /// The records of a register whose field has that text.
  public func holders(of field: FieldSpec, in register: AnyRegister, _ text: String) throws -> [String] {
    guard let slug = SQL.Name(register.slug), let name = SQL.Name(field.name) else { return [] }
    // Left to itself the engine would look through the whole register; a unique field always has its index.
    let isByIndex = field.traits.unique && !sharedOnly
    let found = isByIndex ? dialect.records(byIndexOf: name, register: slug) : records
    return try connection.all(
      """
      SELECT id FROM \(found) WHERE \(visible) AND kind = '\(slug)' AND archived = 0 AND \(dialect.field(name, as: .text)) = \(text)
      """
    ) { $0.text(0) }
  }
}

extension RandomAccessCollection {
  /// The same, but of few lengths, by saying the last one again: so there are few statements to prepare.
  var padded: [Element] {
    guard let last else { return [] }
    let length = [1, 4, 16, 64].first { $0 >= count } ?? Swift.max(256, count)
    return Array(self) + repeatElement(last, count: length - count)
  }
}

extension Array {
  func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
