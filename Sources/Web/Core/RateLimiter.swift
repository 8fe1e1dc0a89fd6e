import Synchronization

/// Counts attempts to sign in before they are looked at, so that many at once count like many in turn; a success takes its
/// own back. The rules stand in decision 0031:
///
/// - A sender is an IPv4 address or an IPv6 network of 64 bits; whoever has more of them has at most one of 48 bits.
/// - Strangers wait soon where one sender tries one account, later where it tries many.
/// - An account at which many senders guess asks each stranger to wait some seconds before an attempt, each sender for
///   itself, so that nobody keeps others out by coming first.
/// - A device from which the account signed in before has a count of its own and knows none of these.
final class RateLimiter: Sendable {
  /// Longer addresses belong to nobody (RFC 5321, with the errata) and are not worth room.
  static let longestAddress = 254
  /// Attempts are forgotten after an hour without one.
  static let memory = 3_600_000
  /// How long a stranger waits before an attempt at an account at which many guess, in milliseconds.
  static let turn = 5000
  /// Attempts of strangers at one account after which each of them waits for a turn.
  static let crowd = 60
  /// Entries of strangers, and as many of devices.
  static let most = 20_000

  private struct Entry {
    var attempts = 0
    var until = 0
    var last: Int
    /// When a stranger may try an account at which many guess.
    var turn: Int?
  }
  private struct State {
    var strangers: [String: Entry] = [:]
    var devices: [String: Entry] = [:]
  }
  private struct Limit {
    let key: String
    let free: Int
  }

  private let state = Mutex(State())
  private let clock: @Sendable () -> Int

  /// - Parameter clock: Milliseconds since any moment, never set back; the wall clock may be, and would then lock out or let in.
  init(clock: @escaping @Sendable () -> Int = RateLimiter.monotonic) { self.clock = clock }

  private static let start = ContinuousClock.now
  static let monotonic: @Sendable () -> Int = {
    let passed = start.duration(to: .now).components
    return Int(passed.seconds) * 1000 + Int(passed.attoseconds / 1_000_000_000_000_000)
  }

  /// The networks of a sender, the narrowest first, with the attempts that each has at many accounts.
  private static func networks(_ sender: String) -> [Limit] {
    guard let address = NetworkAddress(sender) else { return [Limit(key: "net \(sender.prefix(60))", free: 40)] }
    guard address.isIPv6 else { return [Limit(key: "net \(address)", free: 40)] }
    return [
      Limit(key: "net \(address.masked(64))", free: 40), Limit(key: "wide \(address.masked(48))", free: 400),
    ]
  }

  private static func limits(_ email: String, _ sender: String) -> [Limit] {
    let networks = networks(sender)
    return [Limit(key: "both \(networks[0].key) \(email)", free: 5)] + networks
  }

  /// Takes an attempt.
  /// - Parameters:
  ///   - email: In small letters, not longer than ``longestAddress``.
  ///   - device: A device from which this account signed in before.
  /// - Returns: Seconds to wait; 0 if it may go on. Past the free ones each waits twice as long, 15 seconds at first, an
  ///   hour at most.
  func attempt(_ email: String, from sender: String, device: String? = nil) -> Int {
    let now = clock()
    return state.withLock { state in
      if let device {
        let limit = Limit(key: "\(device) \(email)", free: 5)
        let wait = Self.wait(state.devices[limit.key], now)
        if wait == 0 { Self.count(&state.devices, limit, now) }
        return wait
      }
      let limits = Self.limits(email, sender)
      let wait = limits.map { Self.wait(state.strangers[$0.key], now) }.max() ?? 0
      if wait > 0 { return wait }
      let account = "account \(email)"
      let turn = Self.takeTurn(&state.strangers, limits[0].key, account, now)
      if turn > 0 { return turn }
      for limit in limits + [Limit(key: account, free: .max)] { Self.count(&state.strangers, limit, now) }
      return 0
    }
  }

  /// The attempt was right: it and those before it at this account from this sender are forgotten.
  func succeeded(_ email: String, from sender: String, device: String? = nil) {
    state.withLock { state in
      if let device {
        state.devices["\(device) \(email)"] = nil
        return
      }
      let limits = Self.limits(email, sender)
      state.strangers[limits[0].key] = nil
      for key in limits.dropFirst().map(\.key) + ["account \(email)"] {
        guard let attempts = state.strangers[key]?.attempts else { continue }
        state.strangers[key]?.attempts = attempts - 1
        state.strangers[key]?.until = 0
      }
    }
  }

  /// How many are kept, for those who watch that it is bounded.
  var count: Int { state.withLock { $0.strangers.count + $0.devices.count } }

  private static func wait(_ entry: Entry?, _ now: Int) -> Int { max(0, ((entry?.until ?? 0) - now + 999) / 1000) }

  /// Seconds until a stranger's turn at an account at which many guess; 0 if it has come, or nobody needs one.
  private static func takeTurn(_ entries: inout [String: Entry], _ key: String, _ account: String, _ now: Int) -> Int {
    guard let many = entries[account], many.attempts >= crowd, many.last > now - memory else { return 0 }
    var entry = entries[key] ?? Entry(last: now)
    defer { entries[key] = entry }
    guard let turn = entry.turn, turn > now - 60_000 else {
      entry.turn = now + Self.turn
      entry.last = now
      makeRoom(&entries, now)
      return (Self.turn + 999) / 1000
    }
    if turn > now { return (turn - now + 999) / 1000 }
    entry.turn = nil
    return 0
  }

  private static func count(_ entries: inout [String: Entry], _ limit: Limit, _ now: Int) {
    if entries[limit.key] == nil { makeRoom(&entries, now) }
    var entry = entries[limit.key] ?? Entry(last: now)
    if entry.last < now - memory { entry.attempts = 0 }
    entry.attempts += 1
    entry.last = now
    if entry.attempts >= limit.free {
      entry.until = now + min(3600, 15 << min(8, entry.attempts - limit.free)) * 1000
    }
    entries[limit.key] = entry
  }

  /// The oldest quarter goes when it gets too many, so that the work is shared by many attempts.
  private static func makeRoom(_ entries: inout [String: Entry], _ now: Int) {
    guard entries.count >= most else { return }
    let oldest = entries.values.map(\.last).sorted()[most / 4]
    entries = entries.filter { $0.value.last > oldest && $0.value.last > now - memory }
  }
}
