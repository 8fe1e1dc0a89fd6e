/// The upper part of a ledger's Merkle tree: the roots of every 256 entries and all that stands above them. With it a proof
/// needs the entries of one or two tiles instead of the whole ledger. A quarter of a byte for each entry.
public struct MerkleTop: Sendable {
  /// Entries of a tile; a power of two, so that each tile is a subtree.
  public static let tile = 256

  /// Roots of 256 entries, of 512, of 1024 …
  private var levels: [[Hash]] = [[]]

  /// That of a ledger with less than one tile.
  public init() {}

  /// Number of entries that stand under it: whole tiles only.
  public var size: Int { levels[0].count * Self.tile }

  /// Adds the next 256 entries; another number of them changes nothing.
  public mutating func append(tile leaves: [Hash]) {
    guard leaves.count == Self.tile else { return }
    var node = Merkle.root(leaves[...])
    var level = 0
    while true {
      if level == levels.count { levels.append([]) }
      levels[level].append(node)
      guard levels[level].count % 2 == 0, levels[level].count >= 2 else { return }
      node = .node(levels[level][levels[level].count - 2], node)
      level += 1
    }
  }

  /// The hashes that lead from an entry to the root of the tree of the first `size` entries.
  /// - Parameters:
  ///   - index: Position of the entry from 0.
  ///   - leaves: Hashes of entries; asked only for ranges within one tile.
  public func inclusionProof(
    _ index: Int, size: Int, leaves: (Range<Int>) throws -> ArraySlice<Hash>
  ) rethrows -> [Hash] {
    guard index >= 0, index < size else { return [] }
    var (range, proof) = (0..<size, [Hash]())
    while range.count > 1 {
      let middle = range.lowerBound + Self.split(range.count)
      let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
      let isLeft = index < middle
      proof.append(try root(isLeft ? right : left, leaves))
      range = isLeft ? left : right
    }
    return proof.reversed()
  }

  /// Root of the tree of the first `size` entries.
  public func root(size: Int, leaves: (Range<Int>) throws -> ArraySlice<Hash>) rethrows -> Hash {
    size > 0 ? try root(0..<size, leaves) : .sha256([])
  }

  /// The hashes that show that the first `first` entries of the tree of the first `size` were the whole tree once.
  public func consistencyProof(
    _ first: Int, size: Int, leaves: (Range<Int>) throws -> ArraySlice<Hash>
  ) rethrows -> [Hash] {
    guard first > 0, first < size else { return [] }
    var (range, proof, isWhole) = (0..<size, [Hash](), true)
    while range.upperBound != first {
      let middle = range.lowerBound + Self.split(range.count)
      let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
      let isLeft = first <= middle
      proof.append(try root(isLeft ? right : left, leaves))
      if !isLeft { isWhole = false }
      range = isLeft ? left : right
    }
    if !isWhole { proof.append(try root(range, leaves)) }
    return proof.reversed()
  }

  private func root(_ range: Range<Int>, _ leaves: (Range<Int>) throws -> ArraySlice<Hash>) rethrows -> Hash {
    let count = range.count
    if count.nonzeroBitCount == 1, count >= Self.tile, range.upperBound <= size {
      return levels[(count / Self.tile).trailingZeroBitCount][range.lowerBound / count]
    }
    if count <= Self.tile { return Merkle.root(try leaves(range)) }
    let middle = range.lowerBound + Self.split(count)
    return .node(
      try root(range.lowerBound..<middle, leaves), try root(middle..<range.upperBound, leaves))
  }

  /// The largest power of two below a number from 2 on.
  private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
