import RegisterKit

/// A file that a workspace holds, by its hash.
public struct StoredFile: Sendable, Hashable {
  public let sha256: String
  public let size: Int
  /// Media type found in its content.
  public let type: String
  public init(sha256: String, size: Int, type: String) {
    self.sha256 = sha256
    self.size = size
    self.type = type
  }
}

/// What somebody said about a record.
public struct Comment: Sendable, Hashable {
  public let seq: Int
  public let actor: String
  public let at: String
  public let text: String
}

/// A list that somebody keeps under a name.
public struct SavedView: Sendable, Hashable {
  public let name: String
  public let query: String
  public init(name: String, query: String) {
    self.name = name
    self.query = query
  }
}

/// Codes of one register, counted on.
public struct CodeSeries: Sendable, Hashable {
  public let prefix: String
  public let digits: Int
  public private(set) var last: Int

  public init(prefix: String, digits: Int, last: Int) {
    self.prefix = prefix
    self.digits = digits
    self.last = last
  }

  public mutating func next() -> String {
    last += 1
    let number = String(last)
    return prefix + String(repeating: "0", count: max(0, digits - number.count)) + number
  }
}

extension Scope {
  // Files: the bytes lie beside the database, content-addressed; the row says that this workspace holds them.

  public func file(_ sha256: String) throws -> StoredFile? {
    try connection.first("SELECT sha256, size, type FROM blob WHERE workspace = \(ws) AND sha256 = \(sha256)") {
      StoredFile(sha256: $0.text(0), size: $0.int(1), type: $0.text(2))
    }
  }

  public func files() throws -> [StoredFile] {
    try connection.all("SELECT sha256, size, type FROM blob WHERE workspace = \(ws) ORDER BY sha256") {
      StoredFile(sha256: $0.text(0), size: $0.int(1), type: $0.text(2))
    }
  }

  /// A record that may be seen has the file.
  public func isFileVisible(_ sha256: String) throws -> Bool {
    // Of a draft, the approved revision may have another file.
    try connection.all(
      """
      SELECT record.id FROM record WHERE \(visible) AND archived = 0
      AND (body LIKE \("%" + sha256.filter { $0.isHexDigit } + "%") OR approved_version < version)
      """
    ) { $0.text(0) }.contains { try json(of: $0)?.contains(sha256) == true }
  }

  public func addFile(_ file: StoredFile, at: Instant) throws {
    try connection.run(
      """
      INSERT INTO blob (workspace, sha256, size, type, at) VALUES (\(ws), \(file.sha256), \(file.size), \(file.type), \("\(at)"))
      ON CONFLICT (workspace, sha256) DO NOTHING
      """)
  }

  public func comments(on id: String) throws -> [Comment] {
    try connection.all(
      "SELECT seq, actor, at, text FROM comment WHERE workspace = \(ws) AND record_id = \(id) ORDER BY seq"
    ) {
      Comment(seq: $0.int(0), actor: $0.text(1), at: $0.text(2), text: $0.text(3))
    }
  }

  /// Comments on any of these records, by record, oldest first.
  public func comments(on ids: [String]) throws -> [String: [Comment]] {
    var found: [String: [Comment]] = [:]
    for chunk in ids.chunks(of: 500) {
      let list = chunk.map { "\($0)" as SQL }.joined(", ")
      try connection.forEach(
        """
        SELECT record_id, seq, actor, at, text FROM comment WHERE workspace = \(ws) AND record_id IN (\(list)) ORDER BY seq
        """
      ) {
        found[$0.text(0), default: []].append(
          Comment(seq: $0.int(1), actor: $0.text(2), at: $0.text(3), text: $0.text(4)))
      }
    }
    return found
  }

  // Saved views: a person's own, no part of the management system, so not in the ledger.

  public func savedViews(account: Int, kind: String) throws -> [SavedView] {
    try connection.all(
      "SELECT name, query FROM saved_view WHERE workspace = \(ws) AND account = \(account) AND kind = \(kind) ORDER BY name"
    ) { SavedView(name: $0.text(0), query: $0.text(1)) }
  }

  public func saveView(account: Int, kind: String, _ view: SavedView) throws {
    try connection.run(
      """
      INSERT INTO saved_view (workspace, account, kind, name, query)
      VALUES (\(ws), \(account), \(kind), \(view.name), \(view.query))
      ON CONFLICT (workspace, account, kind, name) DO UPDATE SET query = excluded.query
      """)
  }

  public func removeView(account: Int, kind: String, name: String) throws {
    try connection.run(
      "DELETE FROM saved_view WHERE workspace = \(ws) AND account = \(account) AND kind = \(kind) AND name = \(name)")
  }

  /// How the codes of a register go on: `RSK-0042`, or after the organization's own numbers, `R-070` → `R-071`.
  public func codes(of register: AnyRegister) throws -> CodeSeries {
    let last = try connection.first(
      "SELECT id FROM record WHERE workspace = \(ws) AND kind = \(register.slug) AND archived = 0 ORDER BY id DESC LIMIT 1"
    ) { $0.text(0) }
    let digits = last.map { $0.reversed().prefix { $0.isASCII && $0.isNumber }.count } ?? 0
    guard let last, (1...9).contains(digits), last.count > digits, !last.hasPrefix("\(register.prefix)-") else {
      return CodeSeries(prefix: "\(register.prefix)-", digits: 4, last: try self.last("\(register.prefix)-"))
    }
    let prefix = String(last.dropLast(digits))
    return CodeSeries(
      prefix: prefix, digits: digits, last: max(Int(last.suffix(digits)) ?? 0, try self.last(prefix)))
  }

  private func last(_ prefix: String) throws -> Int {
    try connection.count("SELECT last FROM code_counter WHERE workspace = \(ws) AND prefix = \(prefix)")
  }

  /// The next free code of a register; the number is used up.
  public func nextCode(_ register: AnyRegister) throws -> String {
    var series = try codes(of: register)
    while true {
      let code = series.next()
      try connection.run(
        """
        INSERT INTO code_counter (workspace, prefix, last) VALUES (\(ws), \(series.prefix), \(series.last))
        ON CONFLICT (workspace, prefix) DO UPDATE SET last = excluded.last
        """)
      if try connection.count("SELECT count(*) FROM record WHERE workspace = \(ws) AND id = \(code)") == 0 {
        return code
      }
    }
  }

  // Checkpoints

  public func addCheckpoint(size: Int, note: String, at: Instant) throws {
    let added = try connection.run(
      """
      INSERT INTO checkpoint (workspace, size, at, note) VALUES (\(ws), \(size), \("\(at)"), \(note))
      ON CONFLICT (workspace, size) DO NOTHING
      """)
    if added > 0 { try connection.chainCheckpoint(workspace: ws, size: size, note: note) }
  }

  /// The newest; there is one for each minute in which something was written.
  public func lastCheckpoint() throws -> (size: Int, note: String)? {
    try connection.first("SELECT size, note FROM checkpoint WHERE workspace = \(ws) ORDER BY size DESC LIMIT 1") {
      ($0.int(0), $0.text(1))
    }
  }

  public func checkpoints() throws -> [(size: Int, note: String)] {
    try connection.all("SELECT size, note FROM checkpoint WHERE workspace = \(ws) ORDER BY size") {
      ($0.int(0), $0.text(1))
    }
  }

  // A repeated request with the same key has the same effect once.

  public func record(forKey key: String, actor: String) throws -> (request: [UInt8], record: String)? {
    try connection.first(
      "SELECT request, record_id FROM idempotency WHERE workspace = \(ws) AND actor = \(actor) AND key = \(key)"
    ) { ($0.blob(0), $0.text(1)) }
  }

  public func remember(key: String, actor: String, request: [UInt8], record: String, at: Instant) throws {
    try connection.run(
      """
      INSERT INTO idempotency (workspace, key, actor, request, record_id, at)
      VALUES (\(ws), \(key), \(actor), \(request), \(record), \("\(at)"))
      """)
  }

  /// Records that serve requirements: uid → those that name it, of one register.
  public func serving(kind: String, role: String) throws -> [String: [String]] {
    var serving: [String: [String]] = [:]
    try connection.forEach(
      "SELECT uid, from_id FROM requirement_link WHERE workspace = \(ws) AND kind = \(kind) AND role = \(role) ORDER BY uid, from_id"
    ) { serving[$0.text(0), default: []].append($0.text(1)) }
    return serving
  }
}
