import RegisterKit

/// How the items of a sample are chosen (ISO 19011:2018 A.6). Pure: the same population, size and order give the same
/// items.
public enum Sampling {
  /// One record that could be drawn.
  public struct Member: Sendable, Hashable {
    public let id: String
    /// Value of the field by which the population is divided; empty without one.
    public let stratum: String
    public init(_ id: String, stratum: String = "") {
      self.id = id
      self.stratum = stratum
    }
  }

  /// How many to look at, where nobody says otherwise: all of up to five, else the square root of the population rounded
  /// up, five at least. Own rule of thumb; IAF MD 1 takes the square root for sites.
  public static func usualSize(population: Int) -> Int {
    if population <= 5 { return max(0, population) }
    return min(population, max(5, Int(saturating: Double(population).squareRoot(), .up)))
  }

  /// The items that a method draws, in the order in which they are drawn.
  ///
  /// - random: those that the seed puts first.
  /// - systematic: evenly spaced in the order of the ids, from a start that the seed gives.
  /// - stratified: from each stratum in proportion to its size, one at least as far as the size allows, at random inside.
  /// - Parameters:
  ///   - population: In any order; ids are unique.
  ///   - size: More than there is means all.
  ///   - rank: A number for a text that follows from the seed, alike likely everywhere.
  public static func draw(
    _ method: Sample.Method, from population: [Member], size: Int, rank: (String) -> UInt64
  ) -> [String] {
    let members = population.sorted { $0.id < $1.id }
    let size = max(0, min(size, members.count))
    switch method {
    case .random: return random(members, size, rank)
    case .systematic:
      guard size > 0 else { return [] }
      let start = Int(rank("") % UInt64(members.count))
      return (0..<size).map { members[(start + $0 * members.count / size) % members.count].id }
    case .stratified:
      let strata = Dictionary(grouping: members, by: \.stratum).sorted { $0.key < $1.key }
      let shares = shares(strata.map(\.value.count), size)
      return zip(strata, shares).flatMap { random($0.value, $1, rank) }
    case .judgemental: return []
    }
  }

  private static func random(_ members: [Member], _ size: Int, _ rank: (String) -> UInt64) -> [String] {
    let ranked = members.map { (rank: rank($0.id), id: $0.id) }
    return ranked.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.prefix(size).map(\.id)
  }

  /// Parts of a size in proportion to counts: one each where that is possible, the rest by the largest remainder.
  static func shares(_ counts: [Int], _ size: Int) -> [Int] {
    let total = counts.reduce(0, +)
    guard total > 0 else { return counts.map { _ in 0 } }
    let least = size >= counts.count { $0 > 0 } ? 1 : 0
    var shares = counts.map { min($0, max(least, $0 * size / total)) }
    // One for each may be more than there is to give; the largest shares give it back.
    while shares.reduce(0, +) > size, let most = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }) {
      shares[most] -= 1
    }
    let order = counts.indices.sorted { a, b in
      (counts[b] * size % total, a) < (counts[a] * size % total, b)
    }
    while shares.reduce(0, +) < size {
      guard
        let next = order.first(where: { shares[$0] < counts[$0] && shares[$0] <= counts[$0] * size / total })
          ?? order.first(where: { shares[$0] < counts[$0] })
      else { break }
      shares[next] += 1
    }
    return shares
  }
}
