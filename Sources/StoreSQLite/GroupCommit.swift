import CSQLite
import Dispatch
import Foundation
import GRDB
import Store
import Synchronization

/// Makes the writes that wait together durable together: one transaction, one fsync, many acknowledgements. One that fails
/// takes nothing else with it: if it had written something, all are run again, each in a transaction of its own. That is
/// rare, since a write is judged before it writes; a savepoint for each would cost every one of them, most of all because
/// the text search writes out what it holds at each.
final class GroupCommit: Sendable {
  /// One waiting write: may be run more than once, and learns how the transaction ended.
  private struct Job: Sendable {
    /// Nil if it succeeded, else why not.
    let run: @Sendable (GRDB.Database) -> (any Error)?
    let end: @Sendable ((any Error)?) -> Void
  }
  private struct Waiting: Sendable {
    var jobs: [Job] = []
    var isDraining = false
    /// After a failed commit the page cache can't be trusted: nothing is written until the file is opened anew.
    var broken: StoreFailure?
  }

  private let pool: DatabasePool
  private let queue = DispatchQueue(label: "concord.writer")
  private let waiting = Mutex(Waiting())
  /// More than this in one transaction only makes the first ones wait.
  private static let most = 256

  private let isLost: @Sendable () -> StoreFailure?
  private let failed: @Sendable (StoreFailure) -> Void

  /// - Parameters:
  ///   - isLost: Asked after each commit whether what was written can be found; why not.
  ///   - failed: Called once, when a write was lost.
  init(
    _ pool: DatabasePool, isLost: @escaping @Sendable () -> StoreFailure?,
    failed: @escaping @Sendable (StoreFailure) -> Void
  ) {
    self.pool = pool
    self.isLost = isLost
    self.failed = failed
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
      let result = Mutex<Result<T, any Error>?>(nil)
      submit(
        Job(
          run: { db in
            let outcome = Result { try body(db) }
            result.withLock { $0 = outcome }
            if case .failure(let error) = outcome { return error } else { return nil }
          },
          end: { failure in
            let outcome = result.withLock { $0 }
            switch (outcome, failure) {
            case (.failure(let error), _): continuation.resume(throwing: Self.told(error))
            case (_, let failure?): continuation.resume(throwing: Self.told(failure))
            case (.success(let value), nil): continuation.resume(returning: value)
            case (nil, nil): continuation.resume(throwing: StoreFailure.unavailable("The write did not run."))
            }
          }))
    }
  }

  private static func told(_ error: any Error) -> any Error {
    (error as? DatabaseError).map { StoreFailure($0) } ?? error
  }

  private func submit(_ job: Job) {
    let (start, broken) = waiting.withLock { waiting -> (Bool, StoreFailure?) in
      if let broken = waiting.broken { return (false, broken) }
      waiting.jobs.append(job)
      defer { waiting.isDraining = true }
      return (!waiting.isDraining, nil)
    }
    if let broken { job.end(broken) } else if start { queue.async { self.drain() } }
  }

  private func drain() {
    while true {
      let jobs = waiting.withLock { waiting -> [Job] in
        let jobs = Array(waiting.jobs.prefix(Self.most))
        waiting.jobs.removeFirst(jobs.count)
        if jobs.isEmpty { waiting.isDraining = false }
        return jobs
      }
      if jobs.isEmpty { return }
      var failure = commit(jobs)
      // One alone that failed has its own error to tell, and nothing was kept.
      guard failure is Spoiled, jobs.count > 1 else {
        for job in jobs { job.end(failure is Spoiled ? nil : failure) }
        continue
      }
      for job in jobs {
        failure = commit([job])
        job.end(failure is Spoiled ? nil : failure)
      }
    }
  }

  /// A write failed after it had written something, or what it wrote could not be committed; nothing was kept.
  private struct Spoiled: Error {}

  private func commit(_ jobs: [Job]) -> (any Error)? {
    if let broken = waiting.withLock({ $0.broken }) { return broken }
    var systemError: Int32 = 0
    do {
      try pool.writeWithoutTransaction { db in
        do { try transaction(jobs, db) } catch {
          if let handle = db.sqliteConnection { systemError = csqlite_last_system_error(handle) }
          throw error
        }
      }
      // Before anybody is told: it must be in the file that the next start will open.
      guard let lost = isLost() else { return nil }
      shut(lost)
      return lost
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT && jobs.count > 1 {
      return Spoiled()
    } catch {
      guard let loss = Self.loss(error, systemError) else { return error }
      if case .lost(let told) = loss { shut(told) }
      return loss.told
    }
  }

  /// Writes nothing any more.
  func shut(_ told: StoreFailure) {
    let isFirst = waiting.withLock { waiting in
      defer { waiting.broken = told }
      return waiting.broken == nil
    }
    if isFirst { failed(told) }
  }

  private func transaction(_ jobs: [Job], _ db: GRDB.Database) throws {
    try db.inTransaction(.immediate) {
      var kept = false
      for job in jobs {
        let before = db.totalChangesCount
        let failure = job.run(db)
        // A disk that failed is told once; running the write again could find it well and hide it.
        if let failure, Self.isWriteError(failure) { throw failure }
        // Some errors end the transaction by themselves; then nothing of it may count as kept.
        guard db.isInsideTransaction else { throw Spoiled() }
        if failure == nil { kept = true } else if db.totalChangesCount != before { throw Spoiled() }
      }
      return kept ? .commit : .rollback
    }
  }

  /// What a write that the disk did not take means for those after it.
  private enum Loss {
    /// What was written may not be where SQLite believes it is.
    case lost(StoreFailure)
    /// Nothing was written, and it is known.
    case refused(StoreFailure)

    var told: StoreFailure {
      switch self {
      case .lost(let told), .refused(let told): told
      }
    }
  }

  /// - Parameter systemError: What the system said last, as `errno` has it.
  private static func loss(_ error: any Error, _ systemError: Int32) -> Loss? {
    guard isWriteError(error), let error = error as? DatabaseError else { return nil }
    // A quota is a full disk; so is a disk that says so only when it is asked to keep what it took.
    let isFull = systemError == EDQUOT || systemError == ENOSPC
    let told: StoreFailure =
      isFull
      ? .full("The disk is full; nothing was changed.")
      : .unavailable(
        "A write to disk failed, so it is not known to be kept. Nothing is written until the disk takes writes again; Concord tries by itself."
      )
    return isFull && error.extendedResultCode == .SQLITE_IOERR_WRITE ? .refused(told) : .lost(told)
  }

  /// A read that failed leaves everything as it was.
  private static func isWriteError(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError, error.resultCode == .SQLITE_IOERR else { return false }
    return ![.SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ].contains(error.extendedResultCode)
  }
}
