import Testing

@testable import Ledger

@Suite struct MerkleTests {
  /// Leaves and roots of RFC 6962's published test data, checked with an independent implementation.
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
  ]

  @Test(arguments: [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
  ])
  func rootsAreThoseOfTheStandard(_ size: Int, _ root: String) {
    var frontier = Frontier()
    for leaf in Self.leaves.prefix(size) { frontier.append(.leaf(leaf)) }
    #expect(frontier.root.hex == root)
    #expect(Merkle.root(Self.leaves.prefix(size).map { Hash.leaf($0) }[...]).hex == root)
    #expect(Frontier(serialized: frontier.serialized) == frontier)
  }

  /// The kept upper part gives the same proofs as the whole tree, at every shape of its right edge.
  @Test(arguments: [1, 2, 255, 256, 257, 511, 512, 513, 1000, 1023, 1024, 1025, 1791])
  func theUpperPartProvesTheSame(_ size: Int) {
    let leaves = (0..<1792).map { Hash.leaf([UInt8($0 & 255), UInt8($0 >> 8)]) }
    var top = MerkleTop()
    // It may have grown beyond the tree that is asked for.
    for tile in 0..<7 { top.append(tile: Array(leaves[(tile * 256)..<(tile * 256 + 256)])) }
    var few = MerkleTop()
    for tile in 0..<(size / 256) { few.append(tile: Array(leaves[(tile * 256)..<(tile * 256 + 256)])) }
    let root = Merkle.root(leaves[..<size])
    for top in [top, few] {
      #expect(top.root(size: size) { leaves[$0] } == root)
      for index in [0, size / 3, size / 2, size - 1] {
        let proof = top.inclusionProof(index, size: size) { range in
          #expect(range.lowerBound / 256 == (range.upperBound - 1) / 256)
          return leaves[range]
        }
        #expect(proof == Merkle.inclusionProof(index, leaves[..<size]))
      }
    }
  }

  @Test func everyProofHoldsAndNoAlteredOneDoes() {
    let leaves = (0..<64).map { Hash.leaf([UInt8($0)]) }
    for size in 1...64 {
      let tree = leaves[..<size]
      let root = Merkle.root(tree)
      for index in 0..<size {
        let proof = Merkle.inclusionProof(index, tree)
        #expect(Merkle.verifyInclusion(leaves[index], at: index, size: size, proof: proof, root: root))
        #expect(!Merkle.verifyInclusion(leaves[(index + 1) % 64], at: index, size: size, proof: proof, root: root))
        if size > 1 {
          #expect(!Merkle.verifyInclusion(leaves[index], at: (index + 1) % size, size: size, proof: proof, root: root))
        }
        if !proof.isEmpty {
          #expect(!Merkle.verifyInclusion(leaves[index], at: index, size: size, proof: proof.dropLast(), root: root))
        }
      }
      for old in 1...size {
        let proof = Merkle.consistencyProof(old, tree)
        #expect(Merkle.verifyConsistency(old, Merkle.root(leaves[..<old]), size, root, proof: proof))
        #expect(!Merkle.verifyConsistency(old, Hash.leaf([99]), size, root, proof: proof))
      }
    }
  }

  @Test func aDamagedFrontierIsRefused() {
    var frontier = Frontier()
    for number in 0..<11 { frontier.append(.leaf([UInt8(number)])) }
    #expect(Frontier(serialized: Array(frontier.serialized.dropLast())) == nil)
    #expect(Frontier(serialized: Array(frontier.serialized.dropLast(32))) == nil)
    #expect(Frontier(serialized: []) == nil)
  }
}

@Suite struct SecretTests {
  /// RFC 7914, 12.
  @Test func scryptGivesTheStandardsVector() {
    let key = Password.derive("password", Array("NaCl".utf8), 1024, 8, 16, count: 64)
    #expect(
      hex(key)
        == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
    )
  }

  @Test func aPasswordMatchesItselfOnly() {
    let stored = Password.hash("correct horse battery")
    #expect(Password.matches("correct horse battery", stored))
    #expect(!Password.matches("correct horse batterz", stored))
    #expect(!Password.matches("", stored))
    for damaged in [
      "", "scrypt", "scrypt$15$8$1$00$", "scrypt$99$8$1$00$\(String(repeating: "0", count: 64))",
      "plain$correct horse battery",
    ] {
      #expect(!Password.matches("correct horse battery", damaged))
    }
  }

  /// RFC 8032, 7.1, test 2.
  @Test func ed25519GivesTheStandardsVector() throws {
    let seed = try #require(bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    let key = try #require(SigningKey(name: "test", seed: seed))
    #expect(hex(key.verifyingKey.bytes) == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    #expect(
      hex(key.sign("r"))
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
  }

  @Test func randomSecretsDiffer() {
    #expect(Set((0..<1000).map { _ in Random.secret() }).count == 1000)
    #expect(Random.secret().count == 43)
  }
}

@Suite struct CheckpointTests {
  private func note() throws -> (String, SigningKey) {
    let key = try #require(SigningKey(name: "concord-test", seed: Array(repeating: 9, count: 32)))
    return (Checkpoint(origin: "concord/test/acme", size: 812, root: .leaf([1])).signed(by: key), key)
  }

  @Test func aSignedNoteIsReadBack() throws {
    let (note, key) = try note()
    #expect(
      Checkpoint(note: note, key: key.verifyingKey)
        == Checkpoint(origin: "concord/test/acme", size: 812, root: .leaf([1])))
    let copy = try #require(VerifyingKey(key.verifyingKey.description))
    #expect(Checkpoint(note: note, key: copy) != nil)
  }

  @Test func everyFlippedByteIsRefused() throws {
    let (note, key) = try note()
    let bytes = Array(note.utf8)
    for index in bytes.indices {
      var altered = bytes
      altered[index] ^= 1
      let text = String(decoding: altered, as: UTF8.self)
      #expect(Checkpoint(note: text, key: key.verifyingKey) == nil, "byte \(index)")
    }
  }

  @Test func notesOfOthersAndLooseFormsAreRefused() throws {
    let (note, key) = try note()
    let other = try #require(SigningKey(name: "concord-test", seed: Array(repeating: 8, count: 32)))
    #expect(Checkpoint(note: note, key: other.verifyingKey) == nil)
    for loose in [
      note + "\n", " " + note, note.split(separator: "812").joined(separator: "0812"), String(note.dropLast()), "",
    ] {
      #expect(Checkpoint(note: loose, key: key.verifyingKey) == nil)
    }
  }
}
