import Store
import Synchronization

/// Lets a bounded number of tasks do something at a time; the others wait in order without holding a thread, and beyond a
/// bounded number of those too they are told to come back.
public final class Turns: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, any Error>] = []
  }
  private let state: Mutex<State>
  private let most: Int
  private let refusal: String
  private let retryAfter: Int

  /// - Parameters:
  ///   - width: Tasks at a time.
  ///   - waiting: Tasks that may wait for their turn.
  ///   - refusal: What the others are told.
  ///   - retryAfter: In how many seconds they should ask again.
  public init(width: Int, waiting: Int, refusal: String, retryAfter: Int = 5) {
    state = Mutex(State(free: width))
    most = waiting
    self.refusal = refusal
    self.retryAfter = retryAfter
  }

  /// - Throws: ``Failure/busy(_:retryAfter:)`` if too many wait, `StoreFailure.stopped` if whoever asked has left by the
  ///   time it would begin; and whatever the body throws.
  public func take<T>(_ body: () async throws -> T) async throws -> T {
    try await wait()
    defer { end() }
    if Stop.current?.isSet == true { throw StoreFailure.stopped }
    return try await body()
  }

  private func wait() async throws {
    enum Place { case now, later, none }
    try await withCheckedThrowingContinuation { continuation in
      let place = state.withLock { state -> Place in
        if state.free > 0 {
          state.free -= 1
          return .now
        }
        guard state.waiting.count < most else { return .none }
        state.waiting.append(continuation)
        return .later
      }
      switch place {
      case .now: continuation.resume()
      case .none: continuation.resume(throwing: Failure.busy(refusal, retryAfter: retryAfter))
      case .later: break
      }
    }
  }

  private func end() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      if state.waiting.isEmpty {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
