import Ledger
import RegisterKit
import Store
import Synchronization

/// A signed tree and, for entries of the ledger, the hashes that lead from each to its root.
public struct LedgerProofs: Sendable {
  /// Number of entries of the tree.
  public let size: Int
  /// Root of the tree that is signed.
  public let root: Hash
  /// By position; entries newer than the tree have none.
  public let proofs: [Int: [Hash]]
}

/// The upper parts of the trees, kept while the program runs: a ledger only grows.
final class LedgerTrees: Sendable {
  private let tops = Mutex<[Int: MerkleTop]>([:])

  /// The upper part of the tree of the first `size` entries or more.
  func top(_ scope: Scope, size: Int) throws -> MerkleTop {
    let ws = scope.workspace.id
    var top = tops.withLock { $0[ws] } ?? MerkleTop()
    let whole = size / MerkleTop.tile * MerkleTop.tile
    guard top.size < whole else { return top }
    var tile: [Hash] = []
    try scope.connection.forEach(
      "SELECT leaf_hash FROM revision WHERE workspace = \(ws) AND seq > \(top.size) AND seq <= \(whole) ORDER BY seq"
    ) { row in
      tile.append(Hash(bytes: row.blob(0)) ?? Hash())
      guard tile.count == MerkleTop.tile else { return }
      top.append(tile: tile)
      tile.removeAll(keepingCapacity: true)
    }
    let grown = top
    tops.withLock { if ($0[ws]?.size ?? 0) < grown.size { $0[ws] = grown } }
    return grown
  }
}

extension Installation {
  /// Proofs that entries are in the tree that was signed last; nil before the first signature.
  public func proofs(_ entries: [Revision], _ scope: Scope) throws -> LedgerProofs? {
    guard let size = try scope.lastCheckpoint()?.size, try scope.ledgerSize >= size else { return nil }
    return try proofs(entries, size: size, scope)
  }

  /// Proofs that entries are in the tree of the first `size` entries.
  func proofs(_ entries: [Revision], size: Int, _ scope: Scope) throws -> LedgerProofs {
    let top = try trees.top(scope, size: size)
    var tiles = LedgerTiles(scope)
    var proofs: [Int: [Hash]] = [:]
    for entry in entries where entry.seq <= size {
      proofs[entry.seq] = try top.inclusionProof(entry.seq.previous, size: size) { try tiles.leaves($0) }
    }
    return LedgerProofs(size: size, root: try top.root(size: size) { try tiles.leaves($0) }, proofs: proofs)
  }

  /// The hashes that show that the first `first` entries were the whole ledger once, now that it has `size`.
  func consistency(_ first: Int, size: Int, _ scope: Scope) throws -> [Hash] {
    var tiles = LedgerTiles(scope)
    return try trees.top(scope, size: size).consistencyProof(first, size: size) { try tiles.leaves($0) }
  }

  /// Root of the tree of the first `size` entries.
  func root(size: Int, _ scope: Scope) throws -> Hash {
    var tiles = LedgerTiles(scope)
    return try trees.top(scope, size: size).root(size: size) { try tiles.leaves($0) }
  }
}

/// Hashes of entries, read a tile at a time and kept as long as a proof is made.
private struct LedgerTiles {
  private let scope: Scope
  private var tiles: [Int: [Hash]] = [:]

  init(_ scope: Scope) { self.scope = scope }

  mutating func leaves(_ range: Range<Int>) throws -> ArraySlice<Hash> {
    let number = range.lowerBound / MerkleTop.tile
    let first = number * MerkleTop.tile
    let tile =
      try tiles[number]
      ?? scope.connection.all(
        """
        SELECT leaf_hash FROM revision WHERE workspace = \(scope.workspace.id)
          AND seq > \(first) AND seq <= \(first + MerkleTop.tile) ORDER BY seq
        """
      ) { Hash(bytes: $0.blob(0)) ?? Hash() }
    tiles[number] = tile
    guard range.upperBound - first <= tile.count else {
      throw StoreFailure.corrupt("The ledger of \(scope.workspace.slug) has a gap.")
    }
    return tile[(range.lowerBound - first)..<(range.upperBound - first)]
  }
}
