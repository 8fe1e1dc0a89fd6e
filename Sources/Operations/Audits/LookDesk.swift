import Ledger
import RegisterKit
import Synchronization

/// The looks of external auditors of the last minute, each of which stands in the ledger: looking at the same address again
/// within it is told by the same entry.
final class LookDesk: Sendable {
  struct Look: Hashable {
    let workspace: Int
    let actor: String
    private let address: [UInt8]

    /// - Parameter what: The whole address; of a long one that is cut, an end that differs would be hidden. Its hash is
    ///   remembered, so that long ones take no room.
    init(workspace: Int, actor: String, what: String) {
      self.workspace = workspace
      self.actor = actor
      address = Hash.sha256(what.utf8).bytes
    }
  }
  private let moments = Mutex<[Look: Instant]>([:])
  static let milliseconds = 60_000
  private static let most = 10_000

  func isNew(_ look: Look, _ now: Instant) -> Bool {
    moments.withLock { moments in moments[look].map { !Self.isFresh($0, now) } ?? true }
  }

  /// To be called once the look is kept.
  func keep(_ look: Look, _ now: Instant) {
    moments.withLock { moments in
      if moments.count >= Self.most { moments = moments.filter { Self.isFresh($0.value, now) } }
      if moments.count >= Self.most { moments = [:] }
      moments[look] = now
    }
  }

  /// How many are remembered, for those who watch that it is bounded.
  var count: Int { moments.withLock { $0.count } }

  private static func isFresh(_ moment: Instant, _ now: Instant) -> Bool {
    (0..<milliseconds).contains(now.milliseconds - moment.milliseconds)
  }
}
