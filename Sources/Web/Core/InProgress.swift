import Operations
import Synchronization

/// Requests that are being answered, by whoever sent them: one who asks much at once waits for their own answers.
final class InProgress: Sendable {
  private let counts = Mutex(Tally())
  private let most: Int

  init(most: Int) { self.most = most }

  /// - Throws: ``Failure/busy(_:retryAfter:)``
  func begin(_ who: String) throws {
    try counts.withLock { counts in
      guard counts[who] < most else {
        throw Failure.busy("Too many requests of yours are being answered; wait for some of them.", retryAfter: 1)
      }
      counts.add(who)
    }
  }

  func end(_ who: String) { counts.withLock { $0.remove(who) } }
}
