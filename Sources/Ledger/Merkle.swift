/// The right edge of a Merkle tree (RFC 6962): enough to append and to know the root, in a few hundred bytes.
public struct Frontier: Sendable, Hashable {
  /// Number of leaves.
  public private(set) var size: Int
  /// Roots of the full subtrees, largest first; one for each bit set in `size`.
  private var peaks: [Hash]

  /// That of an empty tree.
  public init() {
    size = 0
    peaks = []
  }

  /// Reads what ``serialized`` wrote; nil if it does not hold together.
  public init?(serialized bytes: [UInt8]) {
    guard bytes.count >= 8, (bytes.count - 8) % 32 == 0 else { return nil }
    let size = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let size = Int(exactly: size), size.nonzeroBitCount == (bytes.count - 8) / 32 else { return nil }
    self.size = size
    peaks = stride(from: 8, to: bytes.count, by: 32).compactMap { Hash(bytes: Array(bytes[$0..<$0 + 32])) }
  }

  /// Eight bytes of the size, the greatest first, and 32 for each root; what ``init(serialized:)`` reads.
  public var serialized: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: size >> (56 - 8 * $0)) } + peaks.flatMap(\.bytes)
  }

  /// Adds the next leaf at the right.
  public mutating func append(_ leaf: Hash) {
    var node = leaf
    var bits = size
    while bits & 1 == 1, let left = peaks.popLast() {
      node = .node(left, node)
      bits >>= 1
    }
    peaks.append(node)
    size += 1
  }

  /// Root of the tree; of the empty one, the hash of nothing.
  public var root: Hash {
    guard var root = peaks.last else { return .sha256([]) }
    for peak in peaks.dropLast().reversed() { root = .node(peak, root) }
    return root
  }
}

/// Proofs over the hashes of a ledger's entries (RFC 6962, 2.1.1 and 2.1.2).
public enum Merkle {
  /// Root of the tree over these leaves; of none, the hash of nothing.
  public static func root(_ leaves: ArraySlice<Hash>) -> Hash {
    var frontier = Frontier()
    for leaf in leaves { frontier.append(leaf) }
    return frontier.root
  }

  /// The hashes that lead from an entry to the root.
  /// - Parameter index: Position of the entry from 0.
  public static func inclusionProof(_ index: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
    guard leaves.count > 1, index >= 0, index < leaves.count else { return [] }
    let split = largestPowerOfTwo(below: leaves.count)
    let middle = leaves.startIndex + split
    return index < split
      ? inclusionProof(index, leaves[..<middle]) + [root(leaves[middle...])]
      : inclusionProof(index - split, leaves[middle...]) + [root(leaves[..<middle])]
  }

  /// Whether an entry's hash stands at a position of the tree with that root.
  public static func verifyInclusion(_ leaf: Hash, at index: Int, size: Int, proof: [Hash], root: Hash) -> Bool {
    guard index >= 0, index < size else { return false }
    var (fn, sn) = (index, size - 1)
    var hash = leaf
    for step in proof {
      if sn == 0 { return false }
      if fn & 1 == 1 || fn == sn {
        hash = .node(step, hash)
        while fn & 1 == 0, fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        hash = .node(hash, step)
      }
      fn >>= 1
      sn >>= 1
    }
    return sn == 0 && hash == root
  }

  /// The hashes that show that the first `size` entries of the tree were the whole tree once.
  public static func consistencyProof(_ size: Int, _ leaves: ArraySlice<Hash>) -> [Hash] {
    guard size > 0, size < leaves.count else { return [] }
    func sub(_ m: Int, _ leaves: ArraySlice<Hash>, _ whole: Bool) -> [Hash] {
      if m == leaves.count { return whole ? [] : [root(leaves)] }
      let split = largestPowerOfTwo(below: leaves.count)
      let middle = leaves.startIndex + split
      return m <= split
        ? sub(m, leaves[..<middle], whole) + [root(leaves[middle...])]
        : sub(m - split, leaves[middle...], false) + [root(leaves[..<middle])]
    }
    return sub(size, leaves, true)
  }

  /// Whether the tree of the first size and root is the beginning of the second.
  public static func verifyConsistency(
    _ first: Int, _ firstRoot: Hash, _ second: Int, _ secondRoot: Hash, proof: [Hash]
  ) -> Bool {
    if first == second { return proof.isEmpty && firstRoot == secondRoot }
    guard first > 0, first < second else { return false }
    var steps = proof[...]
    if first.nonzeroBitCount == 1 { steps = [firstRoot] + steps }
    guard let start = steps.popFirst() else { return false }
    var (fn, sn) = (first - 1, second - 1)
    while fn & 1 == 1 {
      fn >>= 1
      sn >>= 1
    }
    var (fr, sr) = (start, start)
    for step in steps {
      if sn == 0 { return false }
      if fn & 1 == 1 || fn == sn {
        fr = .node(step, fr)
        sr = .node(step, sr)
        while fn & 1 == 0, fn != 0 {
          fn >>= 1
          sn >>= 1
        }
      } else {
        sr = .node(sr, step)
      }
      fn >>= 1
      sn >>= 1
    }
    return sn == 0 && fr == firstRoot && sr == secondRoot
  }

  private static func largestPowerOfTwo(below count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }
}
