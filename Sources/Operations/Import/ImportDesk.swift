import Foundation
import RegisterKit
import Synchronization

/// An import that is being written.
public struct ImportJob: Sendable, Hashable {
  public let began: Instant
  /// Number of rows that create or update a record; 0 where nobody counted them.
  public let rows: Int
}

/// What was read of the files of imports on their way, so that each page need not read them again, and how far those are
/// that are being written. Nothing here outlives the process: an import is written in one transaction, so a server that
/// ends in the middle has changed nothing.
final class ImportDesk: Sendable {
  /// Imports whose files are remembered at most.
  private static let most = 4
  /// Imports that are written at once at most; they wait for each other, and each holds its files.
  private static let mostRunning = 8
  private struct State {
    var files: [(key: String, files: [ImportFile])] = []
    var reports: [(key: String, report: ImportReport)] = []
    var running: [String: ImportJob] = [:]
    /// Why the last try to write an import ended without writing.
    var refused: [String: String] = [:]
    /// Number of open questions of an import as it was last looked at.
    var questions: [String: Int] = [:]
  }
  private let state = Mutex(State())
  /// Files are read here, two at a time, so that a large one keeps no other request waiting.
  private let readers = WorkQueue(width: 2)
  private let reading = Turns(width: 2, waiting: 16, refusal: ImportDesk.refusal, retryAfter: 10)
  /// Rows are matched and judged on the connections that lists are read with, of which there are four.
  private let judging = Turns(width: 2, waiting: 16, refusal: ImportDesk.refusal, retryAfter: 10)
  private static let refusal = "Other files are being read; try again in a minute."

  /// Reads files, away from the threads that answer requests.
  func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await reading.take { try await readers.work(body) }
  }

  /// Matches and judges rows.
  func judge<T>(_ body: () async throws -> T) async throws -> T { try await judging.take(body) }

  /// Files that were read before under that key; remembers what is read now.
  func files(_ key: String, _ read: @escaping @Sendable () throws -> [ImportFile]) async throws -> [ImportFile] {
    if let known = state.withLock({ $0.files.first { $0.key == key }?.files }) { return known }
    let files = try await work(read)
    state.withLock { state in
      state.files.removeAll { $0.key == key }
      state.files.append((key, files))
      if state.files.count > Self.most { state.files.removeFirst() }
    }
    return files
  }

  func report(_ key: String) -> ImportReport? { state.withLock { $0.reports.first { $0.key == key }?.report } }

  func keep(_ report: ImportReport, _ key: String, of import: String) {
    let questions = report.questionCount
    state.withLock { state in
      state.reports.removeAll { $0.key == key }
      state.reports.append((key, report))
      if state.reports.count > Self.most { state.reports.removeFirst() }
      if state.questions.count > 500 { state.questions = [:] }
      state.questions[`import`] = questions
    }
  }

  func questions(_ key: String) -> Int? { state.withLock { $0.questions[key] } }

  /// - Returns: Whether it begins now; false if that import is being written already. Whoever gets true says
  ///   ``end(_:refused:)`` later.
  /// - Throws: ``Failure/busy(_:retryAfter:)`` if as many others as there may be are.
  func begin(_ key: String, _ job: ImportJob) throws -> Bool {
    try state.withLock { state in
      guard state.running[key] == nil else { return false }
      guard state.running.count < Self.mostRunning else {
        throw Failure.busy("Other files are being imported; try again in a minute.", retryAfter: 30)
      }
      state.running[key] = job
      state.refused[key] = nil
      return true
    }
  }

  func end(_ key: String, refused reason: String? = nil) {
    state.withLock { state in
      state.running[key] = nil
      state.refused[key] = reason
    }
  }

  func job(_ key: String) -> ImportJob? { state.withLock { $0.running[key] } }
  func refused(_ key: String) -> String? { state.withLock { $0.refused[key] } }
}
