import CCrypto

/// A SHA-256 hash, kept without an allocation: a million of them are hashed in a verification.
public struct Hash: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// All zeroes: no hash yet.
  public init() { words = (0, 0, 0, 0) }

  /// Nil unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.init()
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
  }

  /// Nil unless there are 64 hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64, let decoded = Ledger.bytes(hex) else { return nil }
    self.init(bytes: decoded)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

  /// 64 hexadecimal digits in lower case.
  public var hex: String { Ledger.hex(bytes) }

  public static func == (a: Hash, b: Hash) -> Bool { a.words == b.words }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  /// Hash of the bytes alone, with nothing put before them.
  public static func sha256(_ bytes: some Collection<UInt8>) -> Hash { make(nil, bytes) }

  /// Hash of a ledger entry: `H(0x00 ‖ entry)` (RFC 6962, 2.1).
  public static func leaf(_ entry: some Collection<UInt8>) -> Hash { make(0, entry) }

  /// Hash of an inner node: `H(0x01 ‖ left ‖ right)` (RFC 6962, 2.1).
  public static func node(_ left: Hash, _ right: Hash) -> Hash {
    var (prefix, hash) = (UInt8(1), Hash())
    withUnsafeBytes(of: left.words) { left in
      withUnsafeBytes(of: right.words) { right in
        withUnsafeMutableBytes(of: &hash.words) { out in
          _ = cc_sha256(
            &prefix, 1, left.bindMemory(to: UInt8.self).baseAddress, 32, right.bindMemory(to: UInt8.self).baseAddress,
            32,
            out.bindMemory(to: UInt8.self).baseAddress)
        }
      }
    }
    return hash
  }

  private static func make(_ prefix: UInt8?, _ a: some Collection<UInt8>) -> Hash {
    func run(_ a: UnsafeBufferPointer<UInt8>) -> Hash {
      var (prefixByte, hash) = (prefix ?? 0, Hash())
      withUnsafeMutableBytes(of: &hash.words) { out in
        _ = cc_sha256(
          &prefixByte, prefix == nil ? 0 : 1, a.baseAddress, a.count, nil, 0, out.bindMemory(to: UInt8.self).baseAddress
        )
      }
      return hash
    }
    return a.withContiguousStorageIfAvailable(run) ?? Array(a).withUnsafeBufferPointer(run)
  }
}

/// SHA-256 of what comes piece by piece, such as a large file.
public struct HashStream: ~Copyable {
  private var stream: OpaquePointer?

  /// Begins with no bytes.
  public init() { stream = cc_sha256_begin() }

  /// Adds the next piece.
  public mutating func add(_ bytes: [UInt8]) { _ = cc_sha256_add(stream, bytes, bytes.count) }

  public consuming func end() -> Hash {
    var out = [UInt8](repeating: 0, count: 32)
    _ = cc_sha256_end(stream, &out)
    stream = nil
    return Hash(bytes: out) ?? Hash()
  }

  deinit {
    if let stream {
      var out = [UInt8](repeating: 0, count: 32)
      _ = cc_sha256_end(stream, &out)
    }
  }
}
