/// Rules for addresses in pages.
public enum WebAddress {
  /// The address if a page may link to it: `http`, `https`, `mailto`, or relative to this site; else nil.
  ///
  /// Follows what browsers do before they look for a scheme: they drop TAB, CR and LF anywhere and control
  /// characters and spaces at the ends, so `java\tscript:` is refused here too.
  public static func safe(_ address: String) -> String? {
    let kept = address.unicodeScalars.filter { $0 != "\t" && $0 != "\n" && $0 != "\r" }
    guard !kept.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return nil }
    let trimmed = String(String.UnicodeScalarView(kept)).trimmingSpaces
    guard let colon = trimmed.firstIndex(of: ":") else { return trimmed }
    let head = trimmed[..<colon]
    // A colon after the first slash, question mark or hash belongs to the path, not to a scheme.
    if head.contains(where: { $0 == "/" || $0 == "?" || $0 == "#" }) { return trimmed }
    return ["http", "https", "mailto"].contains(head.lowercased()) ? trimmed : nil
  }

  /// Whether the address stays on this site: a path that starts with a single slash. For redirects after sign-in.
  public static func isLocal(_ address: String) -> Bool {
    let bytes = Array(address.utf8)
    guard bytes.first == UInt8(ascii: "/") else { return false }
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) else { return false }
    return bytes.count == 1 || bytes[1] != UInt8(ascii: "/")
  }

  /// One part of a query or path, percent-encoded (RFC 3986 unreserved characters stay).
  public static func encode(_ part: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in part.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `path?name=value&…`; pairs without a value are left out.
  public static func query(_ path: String, _ pairs: [(String, String?)]) -> String {
    let written = pairs.compactMap { name, value in value.map { "\(encode(name))=\(encode($0))" } }
    return written.isEmpty ? path : path + "?" + written.joined(separator: "&")
  }

  /// An address with more parameters than it has; what it said before about something just done is left out.
  public static func adding(_ pairs: [(String, String)], to address: String) -> String {
    let path = String(address.prefix { $0 != "?" })
    let kept = address.dropFirst(path.count + 1).split(separator: "&").filter { pair in
      !["done", "count", "draft"].contains(pair.prefix { $0 != "=" })
    }
    let new = pairs.map { "\(encode($0))=\(encode($1))" }
    return path + "?" + (kept.map(String.init) + new).joined(separator: "&")
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
