import Foundation
import Planning
import RegisterKit
import Synchronization

/// A plan that is being worked out.
public struct PlanJob: Sendable {
  public let began: Instant
  /// What is planned now: the audit, or for comparison one standard alone.
  public var stage: String
  /// Nil until the solver has said something.
  public var progress: PlanProgress?
  /// Somebody asked that it ends with the best plan so far.
  public var isStopping = false
}

/// Which plans are being worked out: one at a time for each audit, and no more at once than there are processors, because the
/// solver keeps one busy. Nothing here outlives the process: a plan is kept only
/// when it is there, so a server that ends in the middle loses nothing.
final class PlanDesk: Sendable {
  struct Key: Hashable, Sendable {
    let workspace: Int
    let audit: String
  }
  private struct State {
    var jobs: [Key: PlanJob] = [:]
    var failures: [Key: String] = [:]
  }
  private let state = Mutex(State())
  private let most: Int

  /// - Parameter most: Plans that are worked out at once.
  init(most: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)) { self.most = most }

  /// - Throws: ``Failure/conflict(_:)`` if that plan is being worked out already, ``Failure/busy(_:retryAfter:)`` if as many
  ///   others as there may be are.
  func begin(_ key: Key, at now: Instant) throws {
    try state.withLock { state in
      guard state.jobs[key] == nil else {
        throw Failure.conflict("The plan of \(key.audit) is being worked out already.")
      }
      guard state.jobs.count < most else {
        throw Failure.busy("Other plans are being worked out; try again in a minute.", retryAfter: 30)
      }
      state.jobs[key] = PlanJob(began: now, stage: "")
      state.failures[key] = nil
    }
  }

  func end(_ key: Key, failure: String?) {
    state.withLock { state in
      state.jobs[key] = nil
      state.failures[key] = failure
    }
  }

  func stage(_ key: Key, _ stage: String) {
    state.withLock { state in
      state.jobs[key]?.stage = stage
      state.jobs[key]?.progress = nil
    }
  }

  func tell(_ key: Key, _ progress: PlanProgress) { state.withLock { $0.jobs[key]?.progress = progress } }
  func stop(_ key: Key) { state.withLock { $0.jobs[key]?.isStopping = true } }
  /// Also where there is no such job: nobody waits for it any more.
  func isStopping(_ key: Key) -> Bool { state.withLock { $0.jobs[key]?.isStopping ?? true } }
  func job(_ key: Key) -> PlanJob? { state.withLock { $0.jobs[key] } }
  func failure(_ key: Key) -> String? { state.withLock { $0.failures[key] } }
}
