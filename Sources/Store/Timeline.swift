import RegisterKit

/// One act in the ledger: the entries that were written together.
public struct LedgerAct: Sendable, Hashable {
  /// Positions of its first and last entry; the first is also its number.
  public let batch: Int
  /// Position of its last entry.
  public let last: Int
  /// Its last entry, for who, when and why.
  public let entry: Revision
  /// Number of its entries.
  public var count: Int { last - batch + 1 }
}

extension Scope {
  /// The latest acts, newest first. The entries of an act stand side by side and are numbered by the first, so each act
  /// is found from the one after it by its position: the cost does not grow with what the acts hold.
  public func acts(_ limit: Int, before seq: Int = .max) throws -> [LedgerAct] {
    var acts: [LedgerAct] = []
    var before = seq
    while acts.count < limit, let entry = try latest(1, before: before).first {
      acts.append(LedgerAct(batch: entry.batch, last: entry.seq, entry: entry))
      before = min(entry.batch, entry.seq)
    }
    return acts
  }

  /// How many records of each register an act touched, and what it did to them.
  public func contents(of act: LedgerAct) throws -> [(kind: String, records: Int, actions: Set<RevisionAction>)] {
    try connection.all(
      """
      SELECT kind, count(DISTINCT record_id), min(action), max(action) FROM revision
      WHERE workspace = \(ws) AND seq >= \(act.batch) AND seq <= \(act.last) GROUP BY kind ORDER BY kind
      """
    ) { row in (row.text(0), row.int(1), Set([row.text(2), row.text(3)].compactMap(RevisionAction.init))) }
  }

  /// Number of entries of an act; 0 if there is none.
  /// - Parameter batch: Position of its first entry.
  public func count(ofAct batch: Int) throws -> Int {
    try connection.count("SELECT count(*) FROM revision WHERE workspace = \(ws) AND batch = \(batch)")
  }

  /// The latest act with a note that has touched a record of an earlier act; nil if there is none.
  /// - Parameter batch: Number of the earlier act.
  public func act(noted note: String, onRecordsOf batch: Int) throws -> Int? {
    try connection.first(
      """
      SELECT max(later.batch) FROM revision JOIN revision AS later ON later.workspace = revision.workspace
        AND later.record_id = revision.record_id AND later.seq > revision.seq
      WHERE revision.workspace = \(ws) AND revision.batch = \(batch) AND later.batch > \(batch) AND later.note = \(note)
      """
    ) { $0.optionalInt(0) } ?? nil
  }

  /// Position of the last entry written by a moment; 0 before the first. Entries stand in the order of time, so it is
  /// looked for by halves.
  public func position(asOf moment: Instant) throws -> Int {
    let text = "\(moment)"
    var (low, high) = (0, try ledgerSize)
    while low < high {
      let middle = low + (high - low + 1) / 2
      let at = try connection.first("SELECT at FROM revision WHERE workspace = \(ws) AND seq = \(middle)") {
        $0.text(0)
      }
      if let at, at <= text { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The moment of an entry.
  public func moment(of seq: Int) throws -> Instant? {
    try connection.first("SELECT at FROM revision WHERE workspace = \(ws) AND seq = \(seq)") { Instant($0.text(0)) }
      ?? nil
  }

  /// Number of records of every register at a moment, archived ones left out.
  public func counts(asOf moment: Instant) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    try connection.forEach(
      """
      SELECT kind, count(*) FROM revision WHERE workspace = \(ws) AND seq IN (
        SELECT max(seq) FROM revision WHERE workspace = \(ws) AND at <= \("\(moment)")
        AND action NOT IN ('commented', 'shared', 'unshared') GROUP BY record_id)
      AND action <> 'archived' GROUP BY kind
      """
    ) { counts[$0.text(0)] = $0.int(1) }
    return counts
  }
}
