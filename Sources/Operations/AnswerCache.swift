import Domain
import Synchronization

/// Answers that were worked out, kept as long as the ledger, or what was written at all, stands where it stood: everything in
/// an answer follows from that position, the day and who asks, so these are its key and nothing has to be invalidated. What an older
/// position answered is given up with the first answer of a newer one; the rest has a budget in bytes.
final class AnswerCache: Sendable {
  struct Key: Hashable, Sendable {
    var workspace: Int
    var position: Int
    var day: Int
    /// For whose eyes.
    var audience: Audience
    /// What was asked, with one text for each question and one question for each text.
    var question: String
  }

  private struct Kept: Sendable {
    var answer: any Sendable
    var cost: Int
    var used: Int
  }

  private struct State: Sendable {
    var answers: [Key: Kept] = [:]
    var cost = 0
    var clock = 0
    /// The newest position and day for which something is kept, by workspace.
    var newest: [Int: [Int]] = [:]
  }
  private let state = Mutex(State())
  private let budget: Int

  /// - Parameter budget: Bytes of all answers together.
  init(budget: Int = 24 << 20) { self.budget = budget }

  /// Bytes that are kept now.
  var cost: Int { state.withLock { $0.cost } }

  func answer<T: Sendable>(_ key: Key, _ work: () throws -> T) rethrows -> T {
    if let known: T = known(key) { return known }
    let answer = try work()
    keep(answer, key)
    return answer
  }

  func known<T>(_ key: Key) -> T? {
    let kept = state.withLock { state -> (any Sendable)? in
      guard let answer = state.answers[key]?.answer else { return nil }
      state.clock += 1
      state.answers[key]?.used = state.clock
      return answer
    }
    // Not cast as it is: where nothing is kept, that would pass for an answer that is nil.
    return kept.flatMap { $0 as? T }
  }

  func keep(_ answer: some Sendable, _ key: Key) {
    // Bytes are counted; of anything else the size is not known, and a guess on the safe side has to do.
    let cost = key.question.utf8.count + ((answer as? [UInt8])?.count ?? (answer is Int ? 64 : 256 << 10))
    // One large answer is not worth many small ones.
    if cost <= budget / 32 { keep(answer, cost, key) }
  }

  private func keep(_ answer: any Sendable, _ cost: Int, _ key: Key) {
    state.withLock { state in
      let stands = [key.position, key.day]
      if let newest = state.newest[key.workspace], newest != stands {
        // Somebody who reads an older state of the ledger keeps nothing.
        guard newest.lexicographicallyPrecedes(stands) else { return }
        for (old, kept) in state.answers where old.workspace == key.workspace {
          state.answers[old] = nil
          state.cost -= kept.cost
        }
      }
      state.newest[key.workspace] = stands
      state.clock += 1
      if let former = state.answers.updateValue(Kept(answer: answer, cost: cost, used: state.clock), forKey: key) {
        state.cost -= former.cost
      }
      state.cost += cost
      guard state.cost > budget else { return }
      // The half that was not asked for the longest goes.
      for (old, kept) in state.answers.sorted(by: { $0.value.used < $1.value.used }) {
        guard state.cost > budget / 2 else { break }
        state.answers[old] = nil
        state.cost -= kept.cost
      }
    }
  }
}
