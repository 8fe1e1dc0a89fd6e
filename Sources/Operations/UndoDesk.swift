import RegisterKit
import Synchronization

/// An act that is being taken back.
public struct UndoJob: Sendable, Hashable {
  public let began: Instant
  /// How many records are as they were; written when all are.
  public var done = 0
  /// How many there are to take back; until they are read, the number of entries.
  public var total: Int
}

/// How the last try to take an act back ended, since the program was started.
public enum UndoOutcome: Sendable, Hashable {
  case undone
  /// Nothing was written, and why.
  case refused(String)
}

/// Which long acts are being taken back, each once at a time. Nothing here outlives the process: an act is taken back in
/// one transaction, so a server that ends in the middle has changed nothing.
final class UndoDesk: Sendable {
  struct Key: Hashable, Sendable {
    let workspace: Int
    let batch: Int
  }
  private struct State {
    var jobs: [Key: UndoJob] = [:]
    var outcomes: [Key: UndoOutcome] = [:]
  }
  private let state = Mutex(State())
  private let most: Int

  /// - Parameter most: Acts that are taken back at once in all; they wait for each other, and each holds its entries.
  init(most: Int = 8) { self.most = most }

  /// - Returns: Whether it begins now; false if that act is being taken back already.
  /// - Throws: ``Failure/busy(_:retryAfter:)`` if as many others as there may be are.
  func begin(_ key: Key, of total: Int, at now: Instant) throws -> Bool {
    try state.withLock { state in
      guard state.jobs[key] == nil else { return false }
      guard state.jobs.count < most else {
        throw Failure.busy("Other acts are being taken back; try again in a minute.", retryAfter: 30)
      }
      state.jobs[key] = UndoJob(began: now, total: total)
      state.outcomes[key] = nil
      return true
    }
  }

  func tell(_ key: Key, _ done: Int, of total: Int) {
    state.withLock { state in
      state.jobs[key]?.done = done
      state.jobs[key]?.total = total
    }
  }

  func end(_ key: Key, _ outcome: UndoOutcome) {
    state.withLock { state in
      state.jobs[key] = nil
      state.outcomes[key] = outcome
    }
  }

  func job(_ key: Key) -> UndoJob? { state.withLock { $0.jobs[key] } }
  func outcome(_ key: Key) -> UndoOutcome? { state.withLock { $0.outcomes[key] } }
}
