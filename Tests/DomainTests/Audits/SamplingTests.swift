import Testing

@testable import Domain

@Suite("A sample")
struct SamplingTests {
  /// Stands for a hash: the same text gives the same number, and the numbers are well mixed.
  static func rank(_ seed: UInt64) -> (String) -> UInt64 {
    { text in text.utf8.reduce(seed &* 0x9E37_79B9_7F4A_7C15) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
  }
  static let population = (1...40).map {
    Sampling.Member("R-\($0 + 100)", stratum: $0 <= 30 ? "a" : $0 <= 39 ? "b" : "c")
  }

  @Test(
    "has by rule of thumb all of a few, else the square root, five at least",
    arguments: [(0, 0), (3, 3), (5, 5), (6, 5), (25, 5), (26, 6), (100, 10), (101, 11), (10_000, 100)])
  func size(population: Int, size: Int) { #expect(Sampling.usualSize(population: population) == size) }

  @Test(
    "has as many different records of the population as asked for, in any order of it",
    arguments: [
      Sample.Method.random, .systematic, .stratified,
    ], [1, 5, 7, 39, 40, 100])
  func drawn(method: Sample.Method, size: Int) {
    let drawn = Sampling.draw(method, from: Self.population, size: size, rank: Self.rank(7))
    #expect(drawn.count == min(size, 40) && Set(drawn).count == drawn.count)
    #expect(Set(drawn).isSubset(of: Set(Self.population.map(\.id))))
    #expect(Sampling.draw(method, from: Self.population.reversed(), size: size, rank: Self.rank(7)) == drawn)
  }

  @Test("differs with the seed")
  func seeds() {
    for method in [Sample.Method.random, .systematic, .stratified] {
      let draws = Set((1...20).map { Sampling.draw(method, from: Self.population, size: 6, rank: Self.rank($0)) })
      #expect(draws.count > 5, "\(method)")
    }
  }

  @Test("is evenly spaced where it is systematic")
  func systematic() {
    let drawn = Sampling.draw(.systematic, from: Self.population, size: 8, rank: Self.rank(3))
    let places = drawn.compactMap { id in Self.population.firstIndex { $0.id == id } }.sorted()
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 == 5 })
  }

  @Test(
    "takes from each stratum in proportion, one at least",
    arguments: [
      ([30, 9, 1], 8, [6, 1, 1]), ([30, 9, 1], 9, [6, 2, 1]), ([30, 9, 1], 3, [1, 1, 1]), ([30, 9, 1], 2, [2, 0, 0]),
      ([1, 1, 1], 3, [1, 1, 1]),
      ([10, 10], 5, [3, 2]), ([0, 4], 2, [0, 2]), ([100, 1, 1, 1], 5, [2, 1, 1, 1]), ([], 3, []),
    ] as [([Int], Int, [Int])])
  func shares(counts: [Int], size: Int, shares: [Int]) { #expect(Sampling.shares(counts, size) == shares) }
}
