import Domain
import Testing

@testable import Operations

@Suite struct AnswerCacheTests {
  private func key(_ question: String, position: Int = 1, day: Int = 1) -> AnswerCache.Key {
    AnswerCache.Key(workspace: 1, position: position, day: day, audience: .members, question: question)
  }

  @Test func staysWithinItsBudget() {
    let cache = AnswerCache(budget: 1 << 20)
    for number in 0..<1000 {
      _ = cache.answer(key("\(number)")) { [UInt8](repeating: 0, count: 10_000) }
      #expect(cache.cost <= 1 << 20)
    }
    #expect(cache.cost > 1 << 19)
  }

  @Test func whatIsAskedStays() {
    let cache = AnswerCache(budget: 1 << 20)
    var worked = 0
    for number in 0..<1000 {
      _ = cache.answer(key("\(number)")) { [UInt8](repeating: 0, count: 10_000) }
      _ = cache.answer(key("often")) { () -> [UInt8] in
        worked += 1
        return [1]
      }
    }
    #expect(worked == 1)
  }

  @Test func largeAnswersAreNotKept() {
    let cache = AnswerCache(budget: 1 << 20)
    _ = cache.answer(key("all")) { [UInt8](repeating: 0, count: 1 << 19) }
    #expect(cache.cost == 0)
  }

  @Test func anOlderPositionIsGivenUp() {
    let cache = AnswerCache()
    for number in 0..<50 { _ = cache.answer(key("\(number)")) { [UInt8](repeating: 0, count: 1000) } }
    let before = cache.cost
    _ = cache.answer(key("0", position: 2)) { [UInt8](repeating: 0, count: 1000) }
    #expect(cache.cost < before / 10)
    // Somebody still reads the older state: answered, not kept.
    let kept = cache.cost
    #expect(cache.answer(key("0")) { [UInt8](repeating: 1, count: 10) } == [UInt8](repeating: 1, count: 10))
    #expect(cache.cost == kept)
    _ = cache.answer(key("0", position: 2, day: 2)) { [UInt8](repeating: 0, count: 1000) }
    #expect(cache.cost == kept)
  }
}
