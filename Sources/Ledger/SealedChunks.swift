import CCrypto

/// Bytes encrypted with a passphrase, in chunks, so that a long file is never held whole: ChaCha20-Poly1305 (RFC 8439) with a
/// key from scrypt (RFC 7914). Each chunk says its number and whether it is the last one, so that none can be taken out,
/// moved or cut off.
public struct SealedChunks: Sendable {
  /// Bytes of a chunk before it is sealed; the last one may have fewer, also none.
  public static let size = 65_536
  /// What a sealed chunk has more.
  public static let overhead = 16
  private static let mark = Array("concord-sealed-1\n".utf8)
  /// Mark, cost, and salt.
  public static let headLength = mark.count + 1 + 16
  // 128 MiB, since whoever has the file can try passphrases for as long as they like.
  private static let cost: UInt8 = 17

  /// What stands before the chunks; not secret.
  public let head: [UInt8]
  private let key: [UInt8]

  /// Begins a new file, with a salt of its own.
  public init(passphrase: String) {
    self.init(head: Self.mark + [Self.cost] + Random.bytes(16), passphrase)
  }

  /// Continues from the head of a file that was written; nil if it is no such head.
  public init?(reading head: [UInt8], passphrase: String) {
    guard Self.isHead(head), head.count == Self.headLength, (14...20).contains(head[Self.mark.count]) else {
      return nil
    }
    self.init(head: head, passphrase)
  }

  private init(head: [UInt8], _ passphrase: String) {
    self.head = head
    key = Password.derive(passphrase, Array(head.suffix(16)), 1 << UInt64(head[Self.mark.count]), 8, 1)
  }

  /// Whether a file begins as a sealed one does.
  public static func isHead(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

  private func nonce(_ number: UInt64, _ isLast: Bool) -> [UInt8] {
    [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) } + [isLast ? 1 : 0]
  }

  /// The chunk of that number, from 0, encrypted.
  public func seal(_ bytes: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
    var out = [UInt8](repeating: 0, count: bytes.count + Self.overhead)
    let done = cc_seal(key, nonce(number, isLast), head, head.count, bytes, bytes.count, &out)
    return done == 1 ? out : nil
  }

  /// What a chunk holds; nil if the passphrase is another one, or if it was altered or moved.
  public func open(_ bytes: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
    guard bytes.count >= Self.overhead else { return nil }
    var out = [UInt8](repeating: 0, count: max(1, bytes.count - Self.overhead))
    guard cc_open(key, nonce(number, isLast), head, head.count, bytes, bytes.count, &out) == 1 else { return nil }
    return Array(out.prefix(bytes.count - Self.overhead))
  }
}
