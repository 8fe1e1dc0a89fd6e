import RegisterKit

/// What somebody said about a record.
public struct Comment: Sendable, Hashable {
  /// Position in the ledger of the entry that says it.
  public let seq: Int
  /// Who said it, as the ledger names authors.
  public let actor: String
  /// The moment in UTC, as ``Instant`` writes it.
  public let at: String
  public let text: String
}

/// Codes of one register, counted on.
public struct CodeSeries: Sendable, Hashable {
  /// With its hyphen: `RSK-`.
  public let prefix: String
  /// The number is filled up with zeroes to so many digits.
  public let digits: Int
  /// The last number that was given; 0 before the first.
  public private(set) var last: Int

  public init(prefix: String, digits: Int, last: Int) {
    self.prefix = prefix
    self.digits = digits
    self.last = last
  }

  /// Counts on and gives the code of the new number; that it is free is for the caller to see to.
  public mutating func next() -> String {
    last += 1
    let number = String(last)
    return prefix + String(repeating: "0", count: max(0, digits - number.count)) + number
  }
}

extension Scope {
  /// What was said about a record, oldest first.
  public func comments(on id: String) throws -> [Comment] {
    // What people say among themselves is not for external auditors.
    if sharedOnly { return [] }
    return try connection.all(
      "SELECT seq, actor, at, text FROM comment WHERE workspace = \(ws) AND record_id = \(id) ORDER BY seq"
    ) {
      Comment(seq: $0.int(0), actor: $0.text(1), at: $0.text(2), text: $0.text(3))
    }
  }

  /// What was said after a position of the ledger, in order: the record, and the entry's text and facts.
  public func remarks(after seq: Int) throws -> [(record: String, body: Body)] {
    if sharedOnly { return [] }
    return try connection.all(
      """
      SELECT record_id, body FROM revision WHERE workspace = \(ws) AND seq > \(seq) AND action = 'commented' ORDER BY seq
      """
    ) { ($0.text(0), $0.optionalText(1).flatMap { try? JSON.parse($0) }?.object ?? [:]) }
  }

  /// What was said about a record, in order, with the facts that are kept beside the text.
  public func remarks(on id: String) throws -> [Body] {
    if sharedOnly { return [] }
    return try connection.all(
      """
      SELECT body FROM revision WHERE workspace = \(ws) AND record_id = \(id) AND action = 'commented' ORDER BY seq
      """
    ) { $0.optionalText(0).flatMap { try? JSON.parse($0) }?.object ?? [:] }
  }

  /// Comments on any of these records, by record, oldest first.
  public func comments(on ids: [String]) throws -> [String: [Comment]] {
    var found: [String: [Comment]] = [:]
    if sharedOnly { return found }
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

  /// How the codes of a register go on: `RSK-0042`, or after the organization's own numbers, `R-070` → `R-071`.
  public func codes(of register: AnyRegister) throws -> CodeSeries {
    let last = try longestSeries(of: register)
    let digits = last.map(Self.digits) ?? 0
    guard let last, (1...9).contains(digits), last.count > digits, !last.hasPrefix("\(register.prefix)-") else {
      return CodeSeries(prefix: "\(register.prefix)-", digits: 4, last: try self.last("\(register.prefix)-"))
    }
    let prefix = String(last.dropLast(digits))
    return CodeSeries(
      prefix: prefix, digits: digits, last: max(Int(last.suffix(digits)) ?? 0, try self.last(prefix)))
  }

  /// The highest code of the series that most records have, judged by those at both ends: one that sorts last by chance
  /// begins none.
  private func longestSeries(of register: AnyRegister) throws -> String? {
    let both: [SQL] = ["ASC", "DESC"]
    let codes = try both.flatMap { order in
      try connection.all(
        """
        SELECT id FROM record WHERE workspace = \(ws) AND kind = \(register.slug) AND archived = 0
        ORDER BY id \(order) LIMIT 50
        """
      ) { $0.text(0) }
    }
    let series = Dictionary(grouping: Set(codes)) { Substring($0.utf8.dropLast(Self.digits($0))) }
    let longest = series.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    return longest?.value.max { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }

  /// How many digits a code ends with. By bytes, since it is asked a hundred times for each new record.
  private static func digits(_ code: String) -> Int {
    code.utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
  }

  private func last(_ prefix: String) throws -> Int {
    try connection.count("SELECT last FROM code_counter WHERE workspace = \(ws) AND prefix = \(prefix)")
  }

  /// Uses up the numbers of a series to its last, for whoever counted on by themselves.
  public func use(_ series: CodeSeries) throws {
    try connection.run(
      """
      INSERT INTO code_counter (workspace, prefix, last) VALUES (\(ws), \(series.prefix), \(series.last))
      ON CONFLICT (workspace, prefix) DO UPDATE SET last = excluded.last
      """)
  }

  /// The next free code of a register; the number is used up.
  public func nextCode(_ register: AnyRegister) throws -> String {
    var series = try codes(of: register)
    while true {
      let code = series.next()
      try use(series)
      if try connection.count("SELECT count(*) FROM record WHERE workspace = \(ws) AND id = \(code)") == 0 {
        return code
      }
    }
  }

  // Checkpoints

  /// Keeps a checkpoint and chains it to the one before; without effect if there is one of that size.
  /// - Parameters:
  /// - size: Number of entries for which it stands.
  /// - note: The signed note.
  public func addCheckpoint(size: Int, note: String, at: Instant) throws {
    let added = try connection.run(
      """
      INSERT INTO checkpoint (workspace, size, at, note) VALUES (\(ws), \(size), \("\(at)"), \(note))
      ON CONFLICT (workspace, size) DO NOTHING
      """)
    if added > 0 { try connection.chainCheckpoint(workspace: ws, size: size, note: note) }
  }

  /// The newest; there is one for each minute in which something was written.
  public func lastCheckpoint() throws -> (size: Int, at: Instant?, note: String)? {
    try connection.first("SELECT size, at, note FROM checkpoint WHERE workspace = \(ws) ORDER BY size DESC LIMIT 1") {
      ($0.int(0), Instant($0.text(1)), $0.text(2))
    }
  }

  /// Puts another note in the place of the one of that size.
  public func replaceCheckpoint(size: Int, note: String) throws {
    try connection.run("UPDATE checkpoint SET note = \(note) WHERE workspace = \(ws) AND size = \(size)")
  }

  /// All checkpoints, by the number of entries for which they stand.
  public func checkpoints() throws -> [(size: Int, note: String)] {
    try connection.all("SELECT size, note FROM checkpoint WHERE workspace = \(ws) ORDER BY size") {
      ($0.int(0), $0.text(1))
    }
  }

  // A repeated request with the same key has the same effect once.

  /// What an actor's request under that key brought about; nil if the key is new.
  /// - Returns: Hash of the request, to be compared with the one at hand, and the id of the record that came of it.
  public func record(forKey key: String, actor: String) throws -> (request: [UInt8], record: String)? {
    try connection.first(
      "SELECT request, record_id FROM idempotency WHERE workspace = \(ws) AND actor = \(actor) AND key = \(key)"
    ) { ($0.blob(0), $0.text(1)) }
  }

  /// Keeps what a request under that key brought about. A key holds for one actor of one workspace.
  /// - Parameter request: Hash of the request.
  public func remember(key: String, actor: String, request: [UInt8], record: String, at: Instant) throws {
    try connection.run(
      """
      INSERT INTO idempotency (workspace, key, actor, request, record_id, at)
      VALUES (\(ws), \(key), \(actor), \(request), \(record), \("\(at)"))
      """)
  }

  /// Forgets keys that were first used before a moment.
  public func forgetKeys(before moment: Instant) throws {
    try connection.run("DELETE FROM idempotency WHERE workspace = \(ws) AND at < \("\(moment)")")
  }
}
