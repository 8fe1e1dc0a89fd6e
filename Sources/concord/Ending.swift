import Foundation
import Store
import Synchronization

/// Ends the program in order once it is told to: what is under way has some seconds to come to its end, what takes longer
/// is broken off whole, and the database is closed when nobody uses it any more.
final class Ending {
  /// Seconds that work has from the moment the program is told to end.
  private static let patience = 5.0
  /// Seconds after which the program ends whatever is at work. What is on disk is whole without closing it.
  private static let longest = 9.0

  private final class Told: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)
    func now() { moment.withLock { $0 = $0 ?? .now } }
    /// Seconds since the program was told, 0 if it was not.
    var ago: Double { moment.withLock { $0.map { (ContinuousClock.now - $0) / .seconds(1) } ?? 0 } }
  }

  private let database: any Database
  private let told = Told()
  private let signals: [any DispatchSourceSignal]

  init(_ database: any Database) {
    self.database = database
    signals = [SIGTERM, SIGINT].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    for signal in signals {
      signal.setEventHandler { [told] in
        told.now()
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { database.stopWork() }
      }
      signal.resume()
    }
  }

  /// Waits for a task, but no longer than that; then it is left to itself.
  /// - Returns: Whether it came to its end.
  static func wait(for task: Task<Void, Never>, atMost limit: Duration) async -> Bool {
    let (outcomes, outcome) = AsyncStream.makeStream(of: Bool.self)
    Task.detached {
      await task.value
      outcome.yield(true)
    }
    let patience = Task.detached {
      try? await Task.sleep(for: limit)
      outcome.yield(false)
    }
    defer { patience.cancel() }
    var first = outcomes.makeAsyncIterator()
    return await first.next() ?? false
  }

  /// Closes the database when everything that uses it has come to its end.
  func close() {
    let closed = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [database] in
      try? database.close()
      closed.signal()
    }
    if closed.wait(timeout: .now() + max(0.1, Self.patience + 0.1 - told.ago)) == .success { return }
    database.stopWork()
    if closed.wait(timeout: .now() + max(0.5, Self.longest - told.ago)) == .success { return }
    _exit(0)
  }
}
