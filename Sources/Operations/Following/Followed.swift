import Domain
import RegisterKit
import Store
import Synchronization

/// What figures rest on, kept beside the ledger of one workspace: which records fit a query, and what a view keeps of a
/// register. It is worked out in full once, and then follows: whoever asks first after a write looks at what that write
/// touched, and at nothing else. So a figure costs what changed since it was asked for last, not what there is.
///
/// Somebody who reads a state of the ledger older than the one that a figure follows already, which takes a read that
/// overlaps a write, gets the figure of the newer one.
final class Followed: Sendable {
  /// More entries than this at once, and counting anew costs less.
  private static let mostEntries = 500
  /// So few that fit are looked up by their rows; of more, the list finds its first soon enough.
  private static let few = 64

  private struct Fitting: Sendable {
    var position: Int
    var rows: Rows
    /// What was said of them, by question.
    var said: [String: any Sendable] = [:]
  }
  fileprivate struct Viewed<Part: Sendable>: Sendable {
    var position: Int
    /// In the order of their bytes; to each its part.
    var ids: [String]
    var parts: [Part]
  }
  private struct State {
    /// What is compared with today is counted anew on another day.
    var day: Day?
    /// Position up to which ``changes`` go.
    var position = 0
    /// What was touched since a position.
    var changes: [Int: LedgerChanges] = [:]
    var fitting: [ListQuery: Fitting] = [:]
    var viewed: [String: any Sendable] = [:]
  }
  private let state = Mutex(State())

  /// Whether figures of such a scope can follow: where a write stands now it may never have stood, and what is shown to
  /// external auditors changes without the records.
  static func follows(_ scope: Scope) -> Bool { !scope.connection.isWriting && !scope.sharedOnly }

  func count(_ query: ListQuery, _ scope: Scope, today: Day) throws -> Int {
    try fitting(query, scope, today).rows.count
  }

  func said<T: Sendable>(
    _ question: String, of query: ListQuery, _ scope: Scope, today: Day,
    _ work: (_ count: Int, _ first: () throws -> [StoredRecord]) throws -> T
  ) throws -> T {
    let fitting = try fitting(query, scope, today)
    let rows = fitting.rows
    // Not cast as it is: where nothing was said, that would pass for an answer that is nil.
    let known = fitting.said[question].flatMap { $0 as? T }
    if let known { return known }
    let answer = try work(rows.count) {
      guard rows.count > 0 else { return [] }
      return try rows.count <= Self.few
        ? scope.list(query, rows: rows.all, today: today) : scope.list(query, today: today).records
    }
    let position = try scope.ledgerSize
    state.withLock { state in
      let key = Self.key(query)
      guard state.day == today, state.fitting[key]?.position == position else { return }
      state.fitting[key]?.said[question] = answer
    }
    return answer
  }

  func parts<Part>(_ view: RegisterView<Part>, _ scope: Scope, today: Day) throws -> [Part] {
    let followed = try state.withLock { state -> Viewed<Part>? in
      let position = try Self.advance(scope, today, &state)
      guard var viewed = state.viewed[view.name] as? Viewed<Part>, position - viewed.position <= Self.mostEntries else {
        return nil
      }
      guard viewed.position < position else { return viewed }
      let touched = try Self.changes(viewed.position, scope, &state).touched[view.register] ?? []
      if !touched.isEmpty {
        viewed = viewed.merged(without: touched, with: try scope.records(of: view.register, among: touched), view)
      }
      viewed.position = position
      state.viewed[view.name] = viewed
      return viewed
    }
    if let followed { return followed.parts }
    var viewed = Viewed<Part>(position: try scope.ledgerSize, ids: [], parts: [])
    for record in try scope.records(of: view.register) { viewed.append(record, view) }
    state.withLock { state in
      guard state.day == today else { return }
      let known = (state.viewed[view.name] as? Viewed<Part>)?.position ?? -1
      if known < viewed.position { state.viewed[view.name] = viewed }
    }
    return viewed.parts
  }

  // MARK: - Following

  /// Everything but order and page.
  private static func key(_ query: ListQuery) -> ListQuery {
    var key = query
    (key.sort, key.limit, key.cursor) = ([], 0, nil)
    return key
  }

  /// Where the ledger stands for whoever asks.
  private static func advance(_ scope: Scope, _ today: Day, _ state: inout State) throws -> Int {
    if state.day != today { state = State(day: today) }
    let position = try scope.ledgerSize
    if position != state.position { (state.position, state.changes) = (position, [:]) }
    return position
  }

  /// What was touched since a position, up to where the ledger stands for whoever asks.
  private static func changes(_ position: Int, _ scope: Scope, _ state: inout State) throws -> LedgerChanges {
    if let known = state.changes[position] { return known }
    let changes = try scope.changes(after: position)
    state.changes[position] = changes
    return changes
  }

  /// Only what follows is done under the lock. A full count is made beside it, by whoever asks, so that nobody waits for
  /// somebody else's.
  private func fitting(_ query: ListQuery, _ scope: Scope, _ today: Day) throws -> Fitting {
    let key = Self.key(query)
    if let followed = try state.withLock({ try Self.followed(query, key, scope, today, &$0) }) { return followed }
    let fitting = Fitting(position: try scope.ledgerSize, rows: Rows(try scope.rows(query, today: today)))
    state.withLock { state in
      guard state.day == today, (state.fitting[key]?.position ?? -1) < fitting.position else { return }
      state.fitting[key] = fitting
    }
    return fitting
  }

  /// Nil where it must be counted in full.
  private static func followed(
    _ query: ListQuery, _ key: ListQuery, _ scope: Scope, _ today: Day, _ state: inout State
  ) throws -> Fitting? {
    let position = try advance(scope, today, &state)
    guard var fitting = state.fitting[key], position - fitting.position <= Self.mostEntries else { return nil }
    guard fitting.position < position else { return fitting }
    let changes = try changes(fitting.position, scope, &state)
    var touched = changes.touched[query.register] ?? []
    for register in query.linkedRegisters { touched.formUnion(changes.pointedAt[register] ?? []) }
    state.fitting[key] = nil
    for (row, fits) in try scope.fits(query, touched, today: today) {
      if fits || fitting.rows.contains(row) { fitting.said = [:] }
      fitting.rows.set(row, fits)
    }
    fitting.position = position
    state.fitting[key] = fitting
    return fitting
  }
}

extension Followed.Viewed {
  fileprivate mutating func append(_ record: StoredRecord, _ view: RegisterView<Part>) {
    guard let part = view.part(of: record) else { return }
    ids.append(record.id)
    parts.append(part)
  }

  /// - Parameter new: In the order of ids.
  fileprivate func merged(
    without touched: Set<String>, with new: [StoredRecord], _ view: RegisterView<Part>
  ) -> Followed.Viewed<Part> {
    var merged = Followed.Viewed<Part>(position: position, ids: [], parts: [])
    merged.ids.reserveCapacity(ids.count + new.count)
    merged.parts.reserveCapacity(ids.count + new.count)
    var new = new[...]
    for (id, part) in zip(ids, parts) where !touched.contains(id) {
      while let next = new.first, next.id.utf8.lexicographicallyPrecedes(id.utf8) {
        merged.append(next, view)
        new.removeFirst()
      }
      merged.ids.append(id)
      merged.parts.append(part)
    }
    for next in new { merged.append(next, view) }
    return merged
  }
}

/// What is followed, by workspace; of many workspaces only those that were asked for last.
final class FollowedWorkspaces: Sendable {
  private struct State {
    var followed: [Int: Followed] = [:]
    /// Ids of workspaces, the one that was asked for last at the end.
    var used: [Int] = []
  }
  private let state = Mutex(State())
  private let most: Int

  /// - Parameter most: Workspaces.
  init(most: Int = 16) { self.most = most }

  func of(_ workspace: Workspace) -> Followed {
    state.withLock { state in
      if state.used.last != workspace.id {
        state.used.removeAll { $0 == workspace.id }
        state.used.append(workspace.id)
        if state.used.count > most { state.followed[state.used.removeFirst()] = nil }
      }
      if let known = state.followed[workspace.id] { return known }
      let new = Followed()
      state.followed[workspace.id] = new
      return new
    }
  }
}
