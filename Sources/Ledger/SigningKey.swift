import CCrypto

/// The installation's key: a secret of 32 bytes, from which follow the seed by which it signs (RFC 8032), the key by which rows
/// outside the ledger are sealed, and the one from which secret addresses are derived.
public struct SigningKey: Sendable {
  /// How the three follow from the secret.
  public enum Derivation: String, Sendable {
    /// The secret is the seed itself, as with the first keys; who is given it to sign can seal.
    case seed
    /// Each by HKDF (RFC 5869) under a label of its own: none says anything of another.
    case hkdf
  }

  /// As it stands in checkpoints; a name without blanks or plus signs. A successor has the name of its predecessor.
  public let name: String
  /// 32 bytes, to be kept secret.
  public let secret: [UInt8]
  public let derivation: Derivation
  let seed: [UInt8]
  /// Of the keyed hashes over accounts, members, tokens, events, sessions and files.
  public let sealingKey: [UInt8]
  /// Of the secret parts of addresses and cookies.
  public let addressKey: [UInt8]

  /// Nil unless the secret has 32 bytes and the name neither a blank nor a plus sign.
  public init?(name: String, secret: [UInt8], _ derivation: Derivation) {
    guard secret.count == 32, !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "+" }) else { return nil }
    (self.name, self.secret, self.derivation) = (name, secret, derivation)
    switch derivation {
    case .seed: (seed, sealingKey, addressKey) = (secret, hmac(secret, Array("rows".utf8)), secret)
    case .hkdf:
      func key(_ label: String) -> [UInt8] { hkdf(secret, "concord \(label)") }
      (seed, sealingKey, addressKey) = (key("signing"), key("sealing"), key("addresses"))
    }
  }

  /// A key of which the secret is the seed.
  public init?(name: String, seed: [UInt8]) { self.init(name: name, secret: seed, .seed) }

  /// The public half, under the same name.
  public var verifyingKey: VerifyingKey {
    var out = [UInt8](repeating: 0, count: 32)
    _ = cc_ed25519_public(seed, &out)
    return VerifyingKey(name: name, bytes: out)
  }

  func sign(_ text: String) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 64)
    let bytes = Array(text.utf8)
    _ = cc_ed25519_sign(seed, bytes, bytes.count, &out)
    return out
  }
}

/// 32 bytes that follow from a secret under a label: HKDF with SHA-256 and no salt (RFC 5869).
func hkdf(_ secret: [UInt8], _ label: String) -> [UInt8] {
  hmac(hmac([UInt8](repeating: 0, count: 32), secret), Array(label.utf8) + [1])
}
