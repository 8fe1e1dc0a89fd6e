/// The public half, which anyone may have.
public struct VerifyingKey: Sendable, Hashable {
  /// As it stands in checkpoints, for people to tell keys apart.
  public let name: String
  /// The 32 bytes of an Ed25519 public key (RFC 8032).
  public let bytes: [UInt8]

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads `name+hash+key`, the form in which verifiers of signed notes take keys; nil if it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2).map(String.init)
    guard parts.count == 3, let raw = parts[2].base64Decoded, raw.count == 33, raw[0] == 1 else { return nil }
    name = parts[0]
    bytes = Array(raw.dropFirst())
    guard hex(id) == parts[1] else { return nil }
  }

  /// `name+hash+key`, which ``init(_:)`` reads back.
  public var description: String { "\(name)+\(hex(id))+\(([1] + bytes).base64)" }

  /// First four bytes of SHA-256 over name, line feed, algorithm 1 and key (C2SP signed-note).
  var id: [UInt8] { Array(Hash.sha256(Array(name.utf8) + [0x0A, 1] + bytes).bytes.prefix(4)) }
}

/// A signed statement of how far the ledger went and what it held: C2SP tlog-checkpoint in a signed note.
public struct Checkpoint: Sendable, Hashable {
  /// Names the ledger: `concord/INSTALLATION/WORKSPACE`.
  public let origin: String
  /// Number of entries.
  public let size: Int
  /// Root of the tree of these entries.
  public let root: Hash

  public init(origin: String, size: Int, root: Hash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  var text: String { "\(origin)\n\(size)\n\(root.bytes.base64)\n" }

  /// The note: three lines, a blank one, the signature.
  public func signed(by key: SigningKey) -> String { SignedNote.sign(text, by: [key]) }

  /// The note with a signature line for each key.
  public func signed(by keys: [SigningKey]) -> String { SignedNote.sign(text, by: keys) }

  /// Reads a note and checks its signature by this key; nil if anything is off. Signatures of other keys are passed over.
  public init?(note: String, key: VerifyingKey) {
    guard let text = SignedNote.text(of: note, signedBy: key) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0,
      "\(size)" == lines[1],
      let root = String(lines[2]).base64Decoded.flatMap(Hash.init(bytes:))
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
  }
}

extension String {
  /// The bytes of standard base64 with padding; nil if it is none.
  var base64Decoded: [UInt8]? {
    let input = Array(utf8)
    guard input.count % 4 == 0 else { return nil }
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var held: UInt32 = 0
    let padding = input.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard padding <= 2 else { return nil }
    for byte in input.dropLast(padding) {
      let six: UInt8
      switch byte {
      case 0x41...0x5A: six = byte - 0x41
      case 0x61...0x7A: six = byte - 0x61 + 26
      case 0x30...0x39: six = byte - 0x30 + 52
      case 0x2B: six = 62
      case 0x2F: six = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(truncatingIfNeeded: six)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    // One text a value: bits left over must be zero.
    return bits & ((1 << held) - 1) == 0 ? out : nil
  }
}

extension [UInt8] {
  /// Standard base64 with padding.
  var base64: String {
    let alphabet = Array<UInt8>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    for index in stride(from: 0, to: count, by: 3) {
      let rest = count - index
      let bits =
        UInt32(truncatingIfNeeded: self[index]) << 16
        | (rest > 1 ? UInt32(truncatingIfNeeded: self[index + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(truncatingIfNeeded: self[index + 2]) : 0)
      for place in 0..<4 {
        out.append(
          place <= rest ? alphabet[Int(bits >> (18 - 6 * UInt32(truncatingIfNeeded: place)) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
