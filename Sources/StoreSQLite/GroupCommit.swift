import Dispatch
import GRDB
import Store
import Synchronization

/// Makes the writes that wait together durable together: one transaction, one fsync, many acknowledgements. Each write
/// has a savepoint of its own, so one that fails takes nothing else with it.
final class GroupCommit: Sendable {
  /// One waiting write: runs in its savepoint, and learns how the transaction ended.
  private struct Job: Sendable {
    let run: @Sendable (GRDB.Database) -> Bool
    let end: @Sendable ((any Error)?) -> Void
  }
  private struct Waiting: Sendable {
    var jobs: [Job] = []
    var isDraining = false
    /// After a failed commit the page cache can't be trusted: nothing is written until a restart has recovered the file.
    var broken: StoreFailure?
  }

  private let pool: DatabasePool
  private let queue = DispatchQueue(label: "concord.writer")
  private let waiting = Mutex(Waiting())
  /// More than this in one transaction only makes the first ones wait.
  private static let most = 256

  init(_ pool: DatabasePool) { self.pool = pool }

  func write<T: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
      let result = Mutex<Result<T, any Error>?>(nil)
      submit(
        Job(
          run: { db in
            let outcome = Result { try Self.inSavepoint(db, body) }
            result.withLock { $0 = outcome }
            if case .success = outcome { return true } else { return false }
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
      let failure = commit(jobs)
      for job in jobs { job.end(failure) }
    }
  }

  private func commit(_ jobs: [Job]) -> (any Error)? {
    do {
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          var kept = false
          for job in jobs { kept = job.run(db) || kept }
          return kept ? .commit : .rollback
        }
      }
      return nil
    } catch {
      if let error = error as? DatabaseError, error.resultCode == .SQLITE_IOERR {
        let broken = StoreFailure.unavailable(
          "A write to disk failed; nothing more is written until Concord is restarted.")
        waiting.withLock { $0.broken = broken }
        return broken
      }
      return error
    }
  }

  private static func inSavepoint<T>(_ db: GRDB.Database, _ body: (GRDB.Database) throws -> T) throws -> T {
    try db.execute(sql: "SAVEPOINT job")
    do {
      let value = try body(db)
      try db.execute(sql: "RELEASE job")
      return value
    } catch {
      // A full disk rolls the whole transaction back by itself; then there is no savepoint left, and the commit says so.
      try? db.execute(sql: "ROLLBACK TO job")
      try? db.execute(sql: "RELEASE job")
      throw error
    }
  }
}
