extension JSON {
  /// Reads one JSON value and nothing after it. Refuses duplicate members, NUL, lone surrogates, numbers out of range
  /// and nesting deeper than 64, so that what is read can always be written again.
  public static func parse(_ bytes: [UInt8]) throws(Malformed) -> Value {
    // Looked at as a whole, since each text alone would cost several times as much; what is wrong is then told where.
    let isUTF8 = (try? UTF8Span(validating: bytes.span)) != nil
    return try parse(bytes.span, isUTF8: isUTF8)
  }

  /// Reads one JSON value and nothing after it, from a text.
  public static func parse(_ text: String) throws(Malformed) -> Value { try parse(text.utf8.span, isUTF8: true) }

  private static func parse(_ bytes: Span<UInt8>, isUTF8: Bool) throws(Malformed) -> Value {
    var failure: Malformed?
    let value: Value = bytes.withUnsafeBufferPointer { buffer in
      var parser = Parser(bytes: buffer, isUTF8: isUTF8)
      do throws(Malformed) { return try parser.document() } catch {
        failure = error
        return .null
      }
    }
    if let failure { throw failure }
    return value
  }
}

private struct Parser {
  let bytes: UnsafeBufferPointer<UInt8>
  /// All of them together.
  let isUTF8: Bool
  var at = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>, isUTF8: Bool) {
    self.bytes = bytes
    self.isUTF8 = isUTF8
  }

  mutating func document() throws(JSON.Malformed) -> Value {
    let value = try value()
    skipSpace()
    guard at == bytes.count else { throw malformed("something follows the value") }
    return value
  }

  private func malformed(_ reason: String) -> JSON.Malformed { JSON.Malformed(offset: at, reason: reason) }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func expect(_ literal: StaticString, _ value: Value) throws(JSON.Malformed) -> Value {
    let count = literal.utf8CodeUnitCount
    guard at + count <= bytes.count else { throw malformed("cut off") }
    for index in 0..<count where bytes[at + index] != literal.utf8Start[index] { throw malformed("unknown word") }
    at += count
    return value
  }

  private mutating func value() throws(JSON.Malformed) -> Value {
    skipSpace()
    guard let byte = next else { throw malformed("a value is missing") }
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try list()
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try expect("true", .bool(true))
    case UInt8(ascii: "f"): return try expect("false", .bool(false))
    case UInt8(ascii: "n"): return try expect("null", .null)
    default: return try number()
    }
  }

  private mutating func enter() throws(JSON.Malformed) {
    depth += 1
    if depth > 64 { throw malformed("nested deeper than 64") }
    at += 1
    skipSpace()
  }

  private mutating func object() throws(JSON.Malformed) -> Value {
    try enter()
    // A body has twenty fields or so; growing step by step costs more than the room.
    var members = depth == 1 ? [String: Value](minimumCapacity: 24) : [:]
    if next == UInt8(ascii: "}") {
      at += 1
      depth -= 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw malformed("a member's name is missing") }
      let name = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw malformed("a colon is missing") }
      at += 1
      let member = try value()
      guard members.updateValue(member, forKey: name) == nil else { throw malformed("\"\(name)\" stands twice") }
      skipSpace()
      let byte = next
      at += 1
      if byte == UInt8(ascii: "}") { break }
      if byte != UInt8(ascii: ",") {
        at -= 1
        throw malformed("a comma or } is missing")
      }
    }
    depth -= 1
    return .object(members)
  }

  private mutating func list() throws(JSON.Malformed) -> Value {
    try enter()
    var elements: [Value] = []
    if next == UInt8(ascii: "]") {
      at += 1
      depth -= 1
      return .list(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      let byte = next
      at += 1
      if byte == UInt8(ascii: "]") { break }
      if byte != UInt8(ascii: ",") {
        at -= 1
        throw malformed("a comma or ] is missing")
      }
    }
    depth -= 1
    return .list(elements)
  }

  private mutating func string() throws(JSON.Malformed) -> String {
    at += 1
    let start = at
    while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 { at += 1 }
    if next == 0x22 {
      defer { at += 1 }
      return try decoded(bytes[start..<at])
    }
    var out = Array(bytes[start..<at])
    while let byte = next {
      switch byte {
      case 0x22:
        at += 1
        return try out.withUnsafeBufferPointer { buffer throws(JSON.Malformed) in try decoded(buffer[...]) }
      case 0x5C: try escape(into: &out)
      case 0..<0x20: throw malformed("a control character must be escaped")
      default:
        out.append(byte)
        at += 1
      }
    }
    throw malformed("a text does not end")
  }

  private func decoded(_ slice: Slice<UnsafeBufferPointer<UInt8>>) throws(JSON.Malformed) -> String {
    // What stands between two quotation marks of valid UTF-8 is valid too.
    if isUTF8 { return String(decoding: UnsafeBufferPointer(rebasing: slice), as: UTF8.self) }
    guard let text = String(validating: slice, as: UTF8.self) else { throw malformed("a text is not UTF-8") }
    return text
  }

  private mutating func escape(into out: inout [UInt8]) throws(JSON.Malformed) {
    at += 1
    guard let byte = next else { throw malformed("a text does not end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "u"):
      var code = try hex4()
      if code >= 0xD800, code < 0xDC00 {
        guard at + 1 < bytes.count, bytes[at] == 0x5C, bytes[at + 1] == UInt8(ascii: "u") else {
          throw malformed("half a surrogate pair")
        }
        at += 2
        let low = try hex4()
        guard low >= 0xDC00, low < 0xE000 else { throw malformed("half a surrogate pair") }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw malformed("half a surrogate pair") }
      guard code != 0 else { throw malformed("NUL is not allowed in text") }
      out.append(contentsOf: String(Character(scalar)).utf8)
    default: throw malformed("unknown escape")
    }
  }

  private mutating func hex4() throws(JSON.Malformed) -> UInt32 {
    guard at + 4 <= bytes.count else { throw malformed("cut off") }
    var code: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[at]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x61...0x66: digit = byte - 0x61 + 10
      case 0x41...0x46: digit = byte - 0x41 + 10
      default: throw malformed("four hexadecimal digits are needed")
      }
      code = code << 4 | UInt32(truncatingIfNeeded: digit)
      at += 1
    }
    return code
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, byte >= 0x30, byte <= 0x39 { at += 1 }
    return at - start
  }

  private mutating func number() throws(JSON.Malformed) -> Value {
    let start = at
    if next == UInt8(ascii: "-") { at += 1 }
    let leadingZero = next == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !(leadingZero && whole > 1) else { throw malformed("not a value") }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      at += 1
      guard digits() > 0 else { throw malformed("a digit is missing after the point") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      at += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
      guard digits() > 0 else { throw malformed("a digit is missing in the exponent") }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isWhole, let int = Int(text) { return .int(int) }
    guard let double = Double(text), double.isFinite else { throw malformed("a number out of range") }
    // One value, one form: 5.0 and 5e0 are the whole number 5, as it is written.
    if double.magnitude < 1e15, let int = Int(exactly: double) { return .int(int) }
    return .double(double)
  }
}
