import CCrypto

/// Random bytes, always from the system's generator: other sources on Linux answer with a constant when file descriptors
/// run out.
public enum Random {
  /// So many random bytes.
  public static func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// A secret of 256 bits as text for URLs, cookies and headers.
  public static func secret() -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var generator = SystemRandomNumberGenerator()
    return String(decoding: (0..<43).map { _ in alphabet[Int.random(in: 0..<62, using: &generator)] }, as: UTF8.self)
  }
}

/// Compares two secrets in a time that does not depend on where they differ.
public func equalInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
  a.count == b.count && cc_equal(a, b, a.count) == 1
}

/// Keyed hash (RFC 2104), for tokens that are derived from a secret.
public func hmac(_ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
  var out = [UInt8](repeating: 0, count: 32)
  _ = cc_hmac_sha256(key, key.count, bytes, bytes.count, &out)
  return out
}

/// A password as it is kept: scrypt (RFC 7914) with its parameters and salt, so that they can be raised later.
public enum Password {
  /// What keeping or comparing one costs.
  public struct Cost: Sendable, Hashable {
    /// Exponent of 2; memory is 128 · r · 2^n bytes.
    public let n: Int
    public let r: Int
    public let p: Int

    /// OWASP's least for scrypt (Password Storage Cheat Sheet): 128 MiB, about half a second on a small machine.
    public static let standard = Cost(n: 17, r: 8, p: 1)
    /// Next to nothing, for tests that make many accounts.
    public static let forTests = Cost(n: 10, r: 8, p: 1)
  }

  /// `scrypt$17$8$1$salt$hash`, salt and hash in hexadecimal.
  public static func hash(_ password: String, _ cost: Cost = .standard) -> String {
    let salt = Random.bytes(16)
    return "scrypt$\(cost.n)$\(cost.r)$\(cost.p)$\(hex(salt))$\(hex(derive(password, salt, cost)))"
  }

  /// Whether a password is the one that was kept. As slow as keeping it was; false too if what was kept can't be read.
  public static func matches(_ password: String, _ stored: String) -> Bool {
    guard let (cost, salt, key) = read(stored) else { return false }
    return equalInConstantTime(derive(password, salt, cost), key)
  }

  /// The cost at which a password was kept; nil if that can't be read.
  public static func cost(of stored: String) -> Cost? { read(stored)?.cost }

  /// Takes as long as a real comparison, for accounts that don't exist.
  public static func matchesNothing(_ password: String, _ cost: Cost = .standard) {
    _ = derive(password, Array(repeating: 7, count: 16), cost)
  }

  /// After a comparison with what was kept at a lower cost: takes the time by which it was shorter.
  public static func spendRest(_ password: String, _ stored: String, _ cost: Cost) {
    guard let spent = self.cost(of: stored) else { return matchesNothing(password, cost) }
    guard spent.n < cost.n, spent.r == cost.r, spent.p == cost.p else { return }
    for _ in 1..<(1 << (cost.n - spent.n)) { matchesNothing(password, spent) }
  }

  private static func read(_ stored: String) -> (cost: Cost, salt: [UInt8], key: [UInt8])? {
    let parts = stored.split(separator: "$").map(String.init)
    guard parts.count == 6, parts[0] == "scrypt", let n = Int(parts[1]), (10...17).contains(n), let r = Int(parts[2]),
      (1...16).contains(r), let p = Int(parts[3]), (1...4).contains(p), let salt = bytes(parts[4]),
      let key = bytes(parts[5]), key.count == 32
    else { return nil }
    return (Cost(n: n, r: r, p: p), salt, key)
  }

  private static func derive(_ password: String, _ salt: [UInt8], _ cost: Cost) -> [UInt8] {
    derive(password, salt, 1 << UInt64(cost.n), UInt64(cost.r), UInt64(cost.p))
  }

  static func derive(_ password: String, _ salt: [UInt8], _ n: UInt64, _ r: UInt64, _ p: UInt64, count: Int = 32)
    -> [UInt8]
  {
    var out = [UInt8](repeating: 0, count: count)
    var password = password
    let done = password.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cc_scrypt($0.baseAddress, $0.count, salt, salt.count, n, r, p, &out, count)
      }
    }
    // An all-zero key must never match: without memory there is no sign-in.
    return done == 1 ? out : Random.bytes(count)
  }
}

func hex(_ bytes: [UInt8]) -> String {
  func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
  return String(unsafeUninitializedCapacity: bytes.count * 2) { out in
    for (index, byte) in bytes.enumerated() {
      out[index * 2] = digit(byte >> 4)
      out[index * 2 + 1] = digit(byte & 15)
    }
    return bytes.count * 2
  }
}

func bytes(_ hex: String) -> [UInt8]? {
  let digits = Array(hex.utf8)
  guard digits.count % 2 == 0 else { return nil }
  var out: [UInt8] = []
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else { return nil }
    out.append(byte)
  }
  return out
}
