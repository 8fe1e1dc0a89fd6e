import Testing

@testable import Ledger

/// Keys that follow from a secret, and keys that follow one another.
@Suite struct KeyChainTests {
  private func key(_ number: UInt8, _ name: String = "concord-test") throws -> SigningKey {
    try #require(SigningKey(name: name, secret: Array(repeating: number, count: 32), .hkdf))
  }

  private func chain(_ keys: [SigningKey]) -> [String] {
    zip(keys, keys.dropFirst()).map { KeyChain.succession(from: $0, to: $1, at: "2027-01-01T00:00:00.000Z") }
  }

  /// RFC 5869, test case 3: no salt, no info; the first block.
  @Test func derivesAsTheStandardSays() {
    let derived = hkdf(Array(repeating: 0x0b, count: 22), "")
    #expect(hex(derived) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
  }

  @Test func oneSecretGivesKeysOfTheirOwn() throws {
    let secret: [UInt8] = Array(repeating: 9, count: 32)
    let new = try #require(SigningKey(name: "concord-test", secret: secret, .hkdf))
    #expect(Set([new.secret, new.seed, new.sealingKey, new.addressKey]).count == 4)
    // A key of the first kind signs, seals and derives as it always did.
    let old = try #require(SigningKey(name: "concord-test", seed: secret))
    #expect(old.seed == secret && old.addressKey == secret && old.sealingKey == hmac(secret, Array("rows".utf8)))
    #expect(old.verifyingKey != new.verifyingKey)
  }

  @Test func followsFromEachToTheLast() throws {
    let keys = try [key(1), key(2), key(3)]
    let found = try #require(KeyChain(notes: chain(keys), current: keys[2].verifyingKey))
    #expect(found.keys == keys.map(\.verifyingKey) && found.current == keys[2].verifyingKey)
    #expect(found.moments == Array(repeating: "2027-01-01T00:00:00.000Z", count: 2))
    #expect(KeyChain(notes: [], current: keys[0].verifyingKey)?.keys == [keys[0].verifyingKey])
    let checkpoint = Checkpoint(origin: "concord/concord-test/a", size: 3, root: .sha256([1]))
    #expect(found.checkpoint(checkpoint.signed(by: keys[1]))?.signers == 1...1)
    #expect(found.checkpoint(checkpoint.signed(by: [keys[0], keys[1]]))?.signers == 0...1)
    #expect(found.checkpoint(checkpoint.signed(by: try key(4))) == nil)
  }

  @Test func refusesWhatIsNoChain() throws {
    let keys = try [key(1), key(2), key(3)]
    let (first, second) = (chain(keys)[0], chain(keys)[1])
    let last = keys[2].verifyingKey
    // A gap, another order, the same twice, another end, a circle.
    for notes in [[first], [second, first], [first, second, second], [first, first, second]] {
      #expect(KeyChain(notes: notes, current: last) == nil)
    }
    #expect(KeyChain(notes: [first, second], current: keys[1].verifyingKey) == nil)
    let back = KeyChain.succession(from: keys[1], to: keys[0], at: "")
    #expect(KeyChain(notes: [first, back], current: keys[0].verifyingKey) == nil)
    // Signed by one of the two alone, or by somebody else.
    let text = first.prefix(while: { $0 != "\u{2014}" }).dropLast()
    for signers in [[keys[0]], [keys[1]], [keys[0], keys[2]]] {
      let note = SignedNote.sign(String(text), by: signers)
      #expect(KeyChain(notes: [note], current: keys[1].verifyingKey) == nil)
    }
    // Another name is another installation.
    let stranger = try key(5, "concord-other")
    let note = KeyChain.succession(from: keys[0], to: stranger, at: "")
    #expect(KeyChain(notes: [note], current: stranger.verifyingKey) == nil)
    // A byte changed anywhere.
    let bytes = Array(first.utf8)
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 1
      #expect(
        KeyChain(notes: [String(decoding: altered, as: UTF8.self)], current: keys[1].verifyingKey) == nil, "\(place)")
    }
  }

  @Test func goesOnAtEitherEnd() throws {
    let keys = try [key(1), key(2), key(3)]
    let notes = chain(keys)
    let whole = try #require(KeyChain(notes: notes, current: keys[2].verifyingKey))
    for known in keys { #expect(KeyChain(known.verifyingKey).extended(by: notes) == whole) }
    let first = try #require(KeyChain(notes: [notes[0]], current: keys[1].verifyingKey))
    #expect(first.extended(by: notes) == whole)
    // Nothing more, less, a stranger's, another successor of a key that has one, what is no chain.
    let other = try chain([keys[0], key(4), key(6)])
    let stranger = KeyChain(try key(5).verifyingKey)
    #expect(whole.extended(by: notes) == whole && whole.extended(by: [notes[0]]) == whole)
    #expect(whole.extended(by: []) == whole && stranger.extended(by: notes) == stranger)
    #expect(first.extended(by: other) == first)
    #expect(first.extended(by: [notes[1], notes[0]]) == first)
  }

  @Test func witnessesSignBesides() throws {
    let checkpoint = Checkpoint(origin: "concord/concord-test/a", size: 3, root: .sha256([1]))
    let (own, witness) = (try key(1), try key(2, "concord-witness"))
    let note = SignedNote.adding(witness, to: checkpoint.signed(by: own))
    #expect(Checkpoint(note: note, key: own.verifyingKey) == checkpoint)
    #expect(Checkpoint(note: note, key: witness.verifyingKey) == checkpoint)
    #expect(note == checkpoint.signed(by: [own, witness]))
  }

  /// From the upper parts of the tree as from all of its leaves.
  @Test func provesConsistencyFromTiles() {
    let leaves = (0..<1400).map { Hash.sha256([UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]) }
    var top = MerkleTop()
    for start in stride(from: 0, through: 1400 - MerkleTop.tile, by: MerkleTop.tile) {
      top.append(tile: Array(leaves[start..<start + MerkleTop.tile]))
    }
    for size in [1, 2, 3, 255, 256, 257, 511, 512, 513, 1024, 1400] {
      for first in [0, 1, 2, 3, 7, 128, 255, 256, 257, 500, 512, 768, 1023, 1024, 1399, 1400] where first <= size {
        let proof = top.consistencyProof(first, size: size) { leaves[$0] }
        #expect(proof == Merkle.consistencyProof(first, leaves[..<size]), "\(first) in \(size)")
        guard first > 0 else { continue }
        let (before, after) = (Merkle.root(leaves[..<first]), Merkle.root(leaves[..<size]))
        #expect(Merkle.verifyConsistency(first, before, size, after, proof: proof))
        #expect(!Merkle.verifyConsistency(first, .sha256([7]), size, after, proof: proof))
      }
    }
  }
}
