import Foundation

/// Threads for what waits for a disk or another program, or computes for long, so that the threads that answer requests do
/// neither.
final class WorkQueue: Sendable {
  private let queue = OperationQueue()

  /// - Parameter width: Pieces of work at a time; others wait.
  init(width: Int) { queue.maxConcurrentOperationCount = width }

  func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result { try body() }) }
    }
  }
}
