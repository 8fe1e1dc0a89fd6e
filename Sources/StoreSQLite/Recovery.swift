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
    var reopen: @Sendable () throws -> Void = {}
  }
  private let state = Mutex(State())
  private let path: String
  private let log: @Sendable (String) -> Void

  /// - Parameter path: Of the database; the disk is asked beside it.
  init(path: String, log: @escaping @Sendable (String) -> Void) {
    self.path = path
    self.log = log
  }

  /// - Parameter reopen: Opens the file anew.
  func prepare(reopen: @escaping @Sendable () throws -> Void) { state.withLock { $0.reopen = reopen } }

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
    log("A write to disk failed. Nothing is written until it takes writes again; reading goes on.")
    if begins { Thread.detachNewThread { self.run() } }
  }

  /// The database is closed for good.
  func end() { state.withLock { $0.isEnding = true } }

  private func run() {
    while goesOn() {
      Thread.sleep(forTimeInterval: 1)
      let reopen = state.withLock { state -> @Sendable () throws -> Void in state.reopen }
      tryAgain(reopen)
    }
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
      log("The disk takes writes again; what was acknowledged before is there.")
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
