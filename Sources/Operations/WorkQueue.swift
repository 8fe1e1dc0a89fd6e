import Dispatch
import Synchronization

/// Threads for what waits for a disk or another program, or computes for long, so that the threads that answer requests do
/// neither. Those are as many as there are processors and come from the same source as an `OperationQueue` or a global queue
/// has its own from; a serial queue brings a thread along.
final class WorkQueue: Sendable {
  private let queues: [DispatchQueue]
  /// Pieces of work that each queue has.
  private let loads: Mutex<[Int]>

  /// - Parameter width: Pieces of work at a time; others wait.
  init(width: Int) {
    queues = (0..<max(1, width)).map { DispatchQueue(label: "concord.work.\($0)") }
    loads = Mutex([Int](repeating: 0, count: queues.count))
  }

  func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    let index = loads.withLock { loads -> Int in
      let index = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      loads[index] += 1
      return index
    }
    defer { loads.withLock { $0[index] -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queues[index].async { continuation.resume(with: Result { try body() }) }
    }
  }
}
