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
    /// When the last use of a token was written, in milliseconds.
    var used: [Hash: Int] = [:]
  }
  private let state = Mutex(State())

  func known(_ hash: Hash, _ members: Int) -> Known? {
    state.withLock { $0.members == members ? $0.found[hash] : nil }
  }

  /// Whether the use of a token is to be written: once an hour, since each is a write.
  func isUseDue(_ hash: Hash, _ now: Instant) -> Bool {
    state.withLock { state in
      if let used = state.used[hash], (used..<used + 3_600_000).contains(now.milliseconds) { return false }
      state.used[hash] = now.milliseconds
      return true
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
