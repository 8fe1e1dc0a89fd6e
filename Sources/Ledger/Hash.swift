import CCrypto

/// A SHA-256 hash.
public struct Hash: Hashable, Sendable {
  public let bytes: [UInt8]

  /// All zeroes: no hash yet.
  public init() { bytes = Array(repeating: 0, count: 32) }

  /// Nil unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Nil unless there are 64 hexadecimal digits.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public static func sha256(_ bytes: some Collection<UInt8>) -> Hash { make(nil, bytes) }

  /// Hash of a ledger entry: `H(0x00 ‖ entry)` (RFC 6962, 2.1).
  public static func leaf(_ entry: some Collection<UInt8>) -> Hash { make(0, entry) }

  /// Hash of an inner node: `H(0x01 ‖ left ‖ right)` (RFC 6962, 2.1).
  public static func node(_ left: Hash, _ right: Hash) -> Hash { make(1, left.bytes, right.bytes) }

  private static func make(_ prefix: UInt8?, _ a: some Collection<UInt8>, _ b: [UInt8] = []) -> Hash {
    func run(_ a: UnsafeBufferPointer<UInt8>) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: 32) { out, count in
        var prefixByte = prefix ?? 0
        _ = b.withUnsafeBufferPointer { b in
          cc_sha256(&prefixByte, prefix == nil ? 0 : 1, a.baseAddress, a.count, b.baseAddress, b.count, out.baseAddress)
        }
        count = 32
      }
    }
    let bytes = a.withContiguousStorageIfAvailable(run) ?? Array(a).withUnsafeBufferPointer(run)
    return Hash(known: bytes)
  }

  private init(known bytes: [UInt8]) { self.bytes = bytes }
}

/// SHA-256 of what comes piece by piece, such as a large file.
public struct HashStream: ~Copyable {
  private var stream: OpaquePointer?

  public init() { stream = cc_sha256_begin() }

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
