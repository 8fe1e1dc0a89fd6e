import Domain
import Ledger
import RegisterKit
import Store
import Synchronization

/// Whom tokens stand for, kept until somebody's part in a workspace changes.
final class TokenDesk: Sendable {
  /// Whom a token stands for, and until which day.
  struct Known: Sendable {
    let workspace: Workspace
    let actor: Actor
    let until: Day?
  }

  private struct State: Sendable {
    var members = 0
    var found: [Hash: Known] = [:]
    /// When the use of a token was noted last.
    var used: [Hash: Instant] = [:]
  }
  private let state = Mutex(State())

  func known(_ hash: Hash, _ members: Int) -> Known? {
    state.withLock { $0.members == members ? $0.found[hash] : nil }
  }

  /// What is to be written of the use of a token, as far as this process knows.
  enum Use { case nothing, again, firstOfDay }

  /// Once an hour and at the first use of a day, since each is a write.
  func use(_ hash: Hash, _ now: Instant) -> Use {
    state.withLock { state in
      let last = state.used[hash]
      if let last, last.day == now.day, (0..<3_600_000).contains(now.milliseconds - last.milliseconds) {
        return .nothing
      }
      state.used[hash] = now
      return last?.day == now.day ? .again : .firstOfDay
    }
  }

  /// - Parameter members: The count of changes before the token was looked up.
  func keep(_ hash: Hash, _ found: Known, _ members: Int) {
    state.withLock { state in
      guard members >= state.members else { return }
      if members > state.members { state = State(members: members, used: state.used) }
      state.found[hash] = found
    }
  }
}

/// The settings of each workspace as they were read last; the same text reads the same.
final class SettingsRead: Sendable {
  private let read = Mutex<[Int: (json: String, settings: Settings)]>([:])

  func settings(_ json: String, _ workspace: Int) -> Settings {
    if let known = read.withLock({ $0[workspace] }), known.json == json { return known.settings }
    let settings = Settings(body: (try? JSON.parse(json))?.object ?? [:])
    read.withLock { $0[workspace] = (json, settings) }
    return settings
  }
}

/// The seals of accounts, memberships, tokens and invitations as they were read last, by how often such rows were changed.
final class SealDesk: Sendable {
  private let read = Mutex<(members: Int, seals: [String: Value])?>(nil)

  /// The rows that are not what was sealed, by name.
  /// - Parameter members: The count of changes before anything was read.
  func broken(_ rows: [SealedRow], _ connection: any Connection, _ members: Int) throws -> [String] {
    if let known = read.withLock({ $0 }), known.members == members,
      try connection.broken(rows, known.seals).isEmpty
    {
      return []
    }
    // A row may be newer than the seals that are known: only those of the same state decide.
    let seals = try connection.seals()
    if let seals { read.withLock { if ($0?.members ?? 0) <= members { $0 = (members, seals) } } }
    return try connection.broken(rows, seals)
  }
}
