import Operations
import Synchronization

/// Requests that are being answered, by whoever sent them: one who asks much at once waits for their own answers.
final class InProgress: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  private let most: Int

  init(most: Int) { self.most = most }

  /// - Throws: ``Failure/busy(_:retryAfter:)``
  func begin(_ who: String) throws {
    try counts.withLock { counts in
      guard counts[who, default: 0] < most else {
        throw Failure.busy("Too many requests of yours are being answered; wait for some of them.", retryAfter: 1)
      }
      counts[who, default: 0] += 1
    }
  }

  func end(_ who: String) { counts.withLock { $0[who] = $0[who].flatMap { $0 > 1 ? $0 - 1 : nil } } }
}
