/// JSON in and out, our own because the ledger hashes the bytes: one value has exactly one text.
///
/// Canonical form: members sorted by their UTF-8 bytes, no white space, null members left out of records by the
/// caller, shortest round-trip numbers, only `"`, `\` and control characters escaped.
public enum JSON {
  /// Why a text is not JSON, with the byte at which it stops being so.
  public struct Malformed: Error, Equatable, CustomStringConvertible {
    /// Position from 0.
    public let offset: Int
    public let reason: String
    public var description: String { "not valid JSON at byte \(offset): \(reason)" }
  }

  /// The canonical text of a value, as UTF-8.
  public static func bytes(_ value: Value) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    write(value, to: &out)
    return out
  }

  /// The canonical text of a value.
  public static func text(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

  /// The canonical text of a body.
  public static func text(_ body: Body) -> String { text(.object(body)) }

  /// Appends the canonical text of a value. A number that is not finite becomes null; no field accepts one.
  public static func write(_ value: Value, to out: inout [UInt8]) {
    switch value {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let bool): out.append(contentsOf: (bool ? "true" : "false").utf8)
    case .int(let int): out.append(contentsOf: String(int).utf8)
    case .double(let double):
      if let int = Int(exactly: double), double.magnitude < 1e15 {
        out.append(contentsOf: String(int).utf8)
      } else {
        // JSON has no infinity and no NaN; no field accepts them, and null is the only honest text.
        out.append(contentsOf: (double.isFinite ? "\(double)" : "null").utf8)
      }
    case .text(let text): write(text, to: &out)
    case .list(let list):
      out.append(UInt8(ascii: "["))
      for (index, element) in list.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      var first = true
      for (name, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
        if !first { out.append(UInt8(ascii: ",")) }
        first = false
        write(name, to: &out)
        out.append(UInt8(ascii: ":"))
        write(member, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// A text as a JSON string with its quotes.
  public static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for index in bytes.indices {
        let byte = bytes[index]
        guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
        out.append(contentsOf: bytes[start..<index])
        start = index + 1
        switch byte {
        case 0x22: out.append(contentsOf: "\\\"".utf8)
        case 0x5C: out.append(contentsOf: "\\\\".utf8)
        case 0x0A: out.append(contentsOf: "\\n".utf8)
        case 0x0D: out.append(contentsOf: "\\r".utf8)
        case 0x09: out.append(contentsOf: "\\t".utf8)
        default:
          // Below 0x20, so the first digit is 0 or 1.
          out.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u001".utf8)
          out.append(contentsOf: String(byte & 15, radix: 16).utf8)
        }
      }
      out.append(contentsOf: bytes[start...])
    }
    out.append(UInt8(ascii: "\""))
  }
}
