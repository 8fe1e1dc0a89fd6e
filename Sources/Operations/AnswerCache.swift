import Synchronization

/// Answers that were worked out, kept as long as the ledger stands where it stood: everything in an answer follows from
/// the ledger's position, the day and who asks, so these are its key and nothing has to be invalidated.
final class AnswerCache: Sendable {
  struct Key: Hashable, Sendable {
    var workspace: Int
    var position: Int
    var day: Int
    var sharedOnly: Bool
    var question: String
  }

  private struct State: Sendable {
    var answers: [Key: any Sendable] = [:]
    var order: [Key] = []
  }
  private let state = Mutex(State())
  private let most = 512

  func answer<T: Sendable>(_ key: Key, _ work: () throws -> T) rethrows -> T {
    if let known = state.withLock({ $0.answers[key] }) as? T { return known }
    let answer = try work()
    state.withLock { state in
      if state.answers.updateValue(answer, forKey: key) == nil { state.order.append(key) }
      if state.order.count > most {
        for old in state.order.prefix(most / 2) { state.answers[old] = nil }
        state.order.removeFirst(most / 2)
      }
    }
    return answer
  }
}
