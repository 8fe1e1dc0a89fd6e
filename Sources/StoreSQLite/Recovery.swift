import Foundation
import Store
import Synchronization

/// Gets writing going again after the disk failed: asks the disk every second whether it keeps what it is given, and has
/// the file opened anew once it does.
final class Recovery: Sendable {
  private struct State {
    var trouble: String?
    var isAtWork = false
    var isEnding = false
    /// Since when the file is not where it was opened.
    var goneSince: ContinuousClock.Instant?
    var isKept: @Sendable () -> Bool = { true }
    var reopen: @Sendable () throws -> Void = {}
  }
  private let state = Mutex(State())
  private let path: String
  private let log: @Sendable (String) -> Void
  private let vanished: @Sendable () -> Void
  /// How long a file that is gone is waited for: as long as a rename there and back may take.
  private static let patience = Duration.seconds(5)

  /// - Parameters:
  ///   - path: Of the database; the disk is asked beside it.
  ///   - vanished: Called where the file is gone from its path and does not come back.
  init(path: String, log: @escaping @Sendable (String) -> Void, vanished: @escaping @Sendable () -> Void) {
    self.path = path
    self.log = log
    self.vanished = vanished
  }

  /// - Parameters:
  ///   - isKept: Whether the file lies where it was opened.
  ///   - reopen: Opens the file anew.
  func prepare(isKept: @escaping @Sendable () -> Bool, reopen: @escaping @Sendable () throws -> Void) {
    state.withLock { ($0.isKept, $0.reopen) = (isKept, reopen) }
  }

  /// Why nothing can be written at the moment; nil while all is well.
  var trouble: String? { state.withLock { $0.trouble } }

  /// A write was lost.
  func begin(_ failure: StoreFailure) {
    let text =
      switch failure {
      case .full(let text), .unavailable(let text), .corrupt(let text): text
      case .stopped: ""
      }
    let begins = state.withLock { state in
      state.trouble = text
      defer { state.isAtWork = true }
      return !state.isAtWork
    }
    log(
      state.withLock { $0.isKept }()
        ? "A write to disk failed. Nothing is written until it takes writes again; reading goes on." : text)
    if begins { Thread.detachNewThread { self.run() } }
  }

  var isEnding: Bool { state.withLock { $0.isEnding } }

  /// The database is closed for good.
  func end() { state.withLock { $0.isEnding = true } }

  private func run() {
    while goesOn() {
      Thread.sleep(forTimeInterval: 1)
      let (isKept, reopen) = state.withLock { ($0.isKept, $0.reopen) }
      guard isKept() else {
        // Nothing is opened or closed meanwhile: by its path SQLite would make an empty file, or take away the log of another.
        wait()
        continue
      }
      state.withLock { $0.goneSince = nil }
      tryAgain(reopen)
    }
  }

  private func wait() {
    let since = state.withLock { state in
      state.goneSince = state.goneSince ?? .now
      return state.goneSince ?? .now
    }
    if ContinuousClock.now - since > Self.patience { vanished() }
  }

  private func goesOn() -> Bool {
    state.withLock { state in
      state.isAtWork = state.trouble != nil && !state.isEnding
      return state.isAtWork
    }
  }

  private func tryAgain(_ reopen: () throws -> Void) {
    guard keeps() else { return }
    do {
      // Before, so that a write that fails through the new file is not forgotten.
      state.withLock { $0.trouble = nil }
      try reopen()
      log("The database takes writes again; what was acknowledged before is there.")
    } catch {
      state.withLock { $0.trouble = "The database can't be opened after a write to disk failed: \(error)." }
    }
  }

  /// Whether the disk keeps what it is given, as far as it can be asked.
  private func keeps() -> Bool {
    let probe = "\(path)-probe"
    let file = open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer {
      close(file)
      unlink(probe)
    }
    let bytes = [UInt8](repeating: 0x2E, count: 65_536)
    return write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
  }
}
