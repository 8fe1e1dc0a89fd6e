import Ledger
import RegisterKit

/// Security events are only ever added. Each carries a keyed hash over itself and the one before, and the ends of the chain
/// stand in a setting with a hash of their own, so that events that are altered, added or taken out by hand show, at
/// the end too.
extension Connection {
  private static var chainName: String { "security events" }
  private static var columns: SQL { "id, at, workspace, kind, actor, subject, sender, detail, times" }

  /// Adds one, in the transaction of what it tells of.
  public func addEvent(_ event: SecurityEvent) throws {
    var chain = try eventChain() ?? beginEvents()
    var event = event
    event.id = chain.last + 1
    chain.last = event.id
    chain.head = chained(chain.head, Self.content(event))
    try run(
      """
      INSERT INTO security_event (id, at, workspace, kind, actor, subject, sender, detail, times, mac)
      VALUES (\(event.id), \("\(event.at)"), \(event.workspace), \(event.kind.rawValue), \(event.actor), \(event.subject),
        \(event.sender), \(event.detail), \(event.times), \(chain.head))
      """)
    try keep(chain)
  }

  /// Those of a workspace and of the accounts of its members, or with nil all of the installation; the newest first.
  public func events(of workspace: Int?, _ filter: SecurityEventFilter, limit: Int) throws -> [SecurityEvent] {
    var wanted: SQL = ""
    if let kind = filter.kind { wanted = wanted + " AND kind = \(kind.rawValue)" }
    if let person = filter.person { wanted = wanted + " AND (actor = \(person) OR subject = \(person))" }
    if let from = filter.from { wanted = wanted + " AND at >= \("\(from)")" }
    if let to = filter.to { wanted = wanted + " AND at < \("\(to + 1)")" }
    if let before = filter.before { wanted = wanted + " AND id < \(before)" }
    guard let workspace else {
      return try all(
        "SELECT \(Self.columns) FROM security_event WHERE id > 0\(wanted) ORDER BY id DESC LIMIT \(limit)", Self.event
      ).compactMap(\.self)
    }
    let ofWorkspace: SQL = "workspace = \(workspace)\(wanted)"
    let ofMembers: SQL = """
      workspace IS NULL AND subject IN (SELECT account.email FROM membership JOIN account ON account.id = membership.account
        WHERE membership.workspace = \(workspace))\(wanted)
      """
    // Each by its own index; together they are no more than twice the page.
    let found = try [ofWorkspace, ofMembers].flatMap { condition in
      try all(
        "SELECT \(Self.columns) FROM security_event WHERE \(condition) ORDER BY id DESC LIMIT \(limit)", Self.event
      ).compactMap(\.self)
    }
    return Array(found.sorted { $0.id > $1.id }.prefix(limit))
  }

  /// Whether some are older than that day.
  public func hasEvents(before day: Day) throws -> Bool {
    try first("SELECT at FROM security_event ORDER BY id LIMIT 1") { $0.text(0) }.map { $0 < "\(day)" } ?? false
  }

  /// Forgets those before a day; the chain then begins later.
  /// - Returns: How many there were.
  public func dropEvents(before day: Day) throws -> Int {
    guard var chain = try eventChain(),
      let (last, mac) = try first(
        """
        SELECT id, mac FROM security_event WHERE id < (
          SELECT coalesce(min(id), \(chain.last + 1)) FROM security_event WHERE at >= \("\(day)")) ORDER BY id DESC LIMIT 1
        """, { ($0.int(0), $0.text(1)) })
    else { return 0 }
    let dropped = try run("DELETE FROM security_event WHERE id <= \(last)")
    chain.first = last + 1
    chain.before = mac
    try keep(chain)
    return dropped
  }

  /// What no longer is what was written, by number, with what is wrong.
  public func brokenEvents() throws -> [(name: String, problem: String)] {
    guard let text = try setting(Self.chainName) else {
      return try count("SELECT count(*) FROM security_event") == 0
        ? [] : [("all", "The security events have no seal, or it was taken away.")]
    }
    guard let chain = EventChain(text), chain.isSealed(text, rowSeal) else {
      return [("all", "The seal of the security events was altered.")]
    }
    var broken: [(String, String)] = []
    var (next, before) = (chain.first, chain.before)
    try forEach("SELECT \(Self.columns), mac FROM security_event ORDER BY id") { row in
      let (id, mac) = (row.int(0), row.text(9))
      if id < chain.first || id > chain.last {
        broken.append(("\(id)", "It was added by hand."))
        return
      }
      if id > next { broken.append((Self.range(next, id - 1), "Taken out by hand.")) }
      // Behind a gap nothing tells what came before; there the event's own hash is believed, and the end is checked.
      let isRight =
        id > next || Self.event(row).map { chained(before, Self.content($0)) == mac } ?? false
      if !isRight { broken.append(("\(id)", "It was altered.")) }
      (next, before) = (id + 1, mac)
    }
    if next <= chain.last {
      broken.append((Self.range(next, chain.last), "Taken out by hand."))
    } else if before != chain.head, broken.isEmpty {
      broken.append(("\(chain.last)", "It was altered."))
    }
    return broken
  }

  /// Takes the events as they stand as all that happened.
  public func sealEvents() throws {
    guard try setting(Self.chainName) != nil || count("SELECT count(*) FROM security_event") > 0 else { return }
    let events = try all("SELECT \(Self.columns) FROM security_event ORDER BY id", Self.event).compactMap(\.self)
    var chain = EventChain(start: chained("", "security events"))
    if let first = events.first { (chain.first, chain.last) = (first.id, first.id - 1) }
    // A gap that is accepted is closed: the numbers say the order, and nothing else names an event by its number.
    for event in events {
      chain.last += 1
      var event = event
      let old = event.id
      event.id = chain.last
      chain.head = chained(chain.head, Self.content(event))
      try run("UPDATE security_event SET id = \(event.id), mac = \(chain.head) WHERE id = \(old)")
    }
    try keep(chain)
  }

  private static func range(_ from: Int, _ to: Int) -> String { from == to ? "\(from)" : "\(from) to \(to)" }

  private func beginEvents() throws -> EventChain {
    var chain = EventChain(start: chained("", "security events"))
    // Events without their setting are what somebody left who took it away.
    if let last = try first("SELECT max(id) FROM security_event", { $0.optionalInt(0) }) ?? nil {
      (chain.last, chain.isSound) = (last, false)
    }
    // So is a setting that was taken away with all of them.
    if try seals()?["security events"] != nil { chain.isSound = false }
    // In the seal of the installation too, so that all events can't go together with their own.
    try sealing { try keep(chain) }
    return chain
  }

  /// What was broken by hand stays broken, so that the next honest event can't make it look right; it is kept all the same.
  private func eventChain() throws -> EventChain? {
    guard let text = try setting(Self.chainName) else { return nil }
    guard var chain = EventChain(text) else {
      var chain = EventChain(start: chained("", "security events"))
      chain.last = try count("SELECT coalesce(max(id), 0) FROM security_event")
      chain.isSound = false
      return chain
    }
    chain.isSound = chain.isSealed(text, rowSeal)
    let last = try count("SELECT coalesce(max(id), 0) FROM security_event")
    if last > chain.last { (chain.last, chain.isSound) = (last, false) }
    return chain
  }

  private func keep(_ chain: EventChain) throws { try setSetting(Self.chainName, chain.text(rowSeal)) }

  private func chained(_ before: String, _ content: String) -> String {
    rowSeal("security event", [.text(before), .text(content)])
  }

  private static func content(_ event: SecurityEvent) -> String {
    JSON.text(
      .list([
        .int(event.id), .text("\(event.at)"), event.workspace.map(Value.int) ?? .null, .text(event.kind.rawValue),
        .text(event.actor), .text(event.subject), .text(event.sender), .text(event.detail), .int(event.times),
      ]))
  }

  private static func event(_ row: any Row) -> SecurityEvent? {
    guard let at = Instant(row.text(1)), let kind = SecurityEvent.Kind(rawValue: row.text(3)) else { return nil }
    return SecurityEvent(
      id: row.int(0), at: at, workspace: row.optionalInt(2), kind: kind, actor: row.text(4), subject: row.text(5),
      sender: row.text(6), detail: row.text(7), times: row.int(8))
  }
}

/// Both ends of the chain of events.
private struct EventChain {
  /// Number of the first event that is kept, and the hash before it.
  var first = 1
  var before: String
  /// Number of the last event, 0 before any, and its hash.
  var last = 0
  var head: String
  /// Nobody but the program changed it so far.
  var isSound = true

  init(start: String) { (before, head) = (start, start) }

  init?(_ text: String) {
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 5, let first = Int(parts[0]), let last = Int(parts[2]), last < .max else { return nil }
    (self.first, before, self.last, head) = (first, parts[1], last, parts[3])
  }

  /// Sealed itself: the hash of an earlier event, which stands there to be read, must not pass for the end.
  func text(_ seal: (String, [Value]) -> String) -> String {
    let own = isSound ? seal("security events", [.int(first), .text(before), .int(last), .text(head)]) : "broken"
    return "\(first) \(before) \(last) \(head) \(own)"
  }

  func isSealed(_ text: String, _ seal: (String, [Value]) -> String) -> Bool {
    var sound = self
    sound.isSound = true
    return sound.text(seal) == text
  }
}
