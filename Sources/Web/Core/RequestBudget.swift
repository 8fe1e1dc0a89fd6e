import Operations
import Synchronization

/// How many requests each account and token may send a minute. The budget fills evenly, so that a burst is fine and what goes
/// on for ever is slowed down. More generous than people and programs need that mean well; see decision 0038.
final class RequestBudget: Sendable {
  private struct Entry {
    /// One request is as many as there are milliseconds in a minute, so that each of those brings a minute's number.
    var left: Int
    var at: Int
  }
  private static let minute = 60_000
  private let entries = Mutex<[String: Entry]>([:])
  private let perMinute: Int
  private let clock: @Sendable () -> Int
  private static let most = 20_000

  /// - Parameters:
  ///   - perMinute: 0 for as many as they like.
  ///   - clock: Milliseconds since any moment, never set back.
  init(perMinute: Int, clock: @escaping @Sendable () -> Int = RateLimiter.monotonic) {
    self.perMinute = perMinute
    self.clock = clock
  }

  /// Takes one request of somebody.
  /// - Parameter share: They have only one part in so many.
  /// - Throws: ``Failure/tooMany(retryAfter:)``
  func take(_ who: String, share: Int = 1) throws {
    guard perMinute > 0 else { return }
    let (now, rate) = (clock(), max(1, perMinute / share))
    let wait = entries.withLock { entries -> Int in
      if entries.count >= Self.most { entries = entries.filter { $0.value.at > now - Self.minute } }
      var entry = entries[who] ?? Entry(left: rate * Self.minute, at: now)
      let passed = min(Self.minute, max(0, now - entry.at))
      entry.left = min(rate * Self.minute, entry.left + passed * rate)
      entry.at = now
      defer { entries[who] = entry }
      guard entry.left < Self.minute else {
        entry.left -= Self.minute
        return 0
      }
      return ((Self.minute - entry.left) / rate + 999) / 1000
    }
    if wait > 0 { throw Failure.tooMany(retryAfter: wait) }
  }
}
