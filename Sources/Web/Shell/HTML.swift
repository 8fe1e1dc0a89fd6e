/// A piece of a page: bytes of well-formed HTML. Text becomes HTML only by being escaped.
///
/// Written as a string literal; whatever is interpolated is escaped for text and for attributes in double quotes,
/// unless it is HTML already:
///
///     let row: HTML = "<td title=\"\(risk.note)\">\(risk.title)\(when: risk.isAI, " <b>AI</b>")</td>"
///
/// A literal inside an interpolation is HTML too; a `String` is text, wherever it comes from.
///
/// Literals are `StaticString`, so a string made at run time can't pass for markup by accident: the one way round
/// the escaping is `HTML.raw`, which is easy to search for.
public struct HTML: Sendable, Equatable {
  /// The UTF-8 bytes, ready to be sent.
  public private(set) var bytes: [UInt8]

  /// An empty piece, with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Nothing.
  public static let empty = HTML()

  /// Text, escaped.
  public static func text(_ text: String) -> HTML {
    var html = HTML(capacity: text.utf8.count + 16)
    html.append(text: text)
    return html
  }

  /// Markup taken as it is. Only for markup that our own code has made; never for what a person, file or other
  /// server has sent.
  public static func raw(_ trusted: String) -> HTML {
    var html = HTML()
    html.bytes.append(contentsOf: trusted.utf8)
    return html
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The markup as a string, for tests and for files.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends a piece as it is.
  public mutating func append(_ other: HTML) { bytes.append(contentsOf: other.bytes) }

  /// Appends text, escaped.
  public mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(escaping: $0) }
  }

  /// Appends text, escaped.
  public mutating func append(text: Substring) {
    var text = text
    text.withUTF8 { append(escaping: $0) }
  }

  fileprivate mutating func append(literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Copies runs of harmless bytes whole and replaces the others: `& < > " '` by references, control characters,
  /// which HTML can't carry (NUL above all), by U+FFFD.
  private mutating func append(escaping text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for index in text.indices {
      guard let reference = Self.reference(for: text[index]) else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      append(literal: reference)
      start = index + 1
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  @inline(__always)
  private static func reference(for byte: UInt8) -> StaticString? {
    if byte > 0x3E { return byte == 0x7F ? "\u{FFFD}" : nil }
    switch byte {
    case 0x26: return "&amp;"
    case 0x3C: return "&lt;"
    case 0x3E: return "&gt;"
    case 0x22: return "&quot;"
    case 0x27: return "&#39;"
    case 0x00...0x08, 0x0B, 0x0E...0x1F: return "\u{FFFD}"
    default: return nil
    }
  }

  /// One piece after the other.
  public static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum.append(right)
    return sum
  }

  /// Appends a piece as it is.
  public static func += (left: inout HTML, right: HTML) { left.append(right) }
}

extension HTML: ExpressibleByStringInterpolation {
  /// Markup written in the source.
  public init(stringLiteral value: StaticString) {
    self.init()
    append(literal: value)
  }

  /// Markup written in the source, with what is interpolated escaped.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.html }

  /// Collects the pieces of a literal. See `HTML`.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html: HTML

    /// Makes room for the literal and some characters for each interpolation.
    public init(literalCapacity: Int, interpolationCount: Int) {
      html = HTML(capacity: literalCapacity + interpolationCount * 24)
    }

    /// Markup written in the source, as it is.
    public mutating func appendLiteral(_ literal: StaticString) { html.append(literal: literal) }

    /// Markup, as it is.
    public mutating func appendInterpolation(_ value: HTML) { html.append(value) }
    /// Markup, if there is any.
    public mutating func appendInterpolation(_ value: HTML?) { if let value { html.append(value) } }
    /// Markup, one piece after the other.
    public mutating func appendInterpolation(_ values: [HTML]) { for value in values { html.append(value) } }

    // The overloads for text are disfavoured so that a literal inside an interpolation, `\(x.map { "<b>\($0)</b>" })`,
    // is HTML like the literal around it. A literal can't hold what came from outside; a `String` is still escaped.

    /// Text, escaped.
    @_disfavoredOverload
    public mutating func appendInterpolation(_ text: String) { html.append(text: text) }
    /// A number.
    public mutating func appendInterpolation(_ number: Int) { html.append(text: String(number)) }
    /// Any value whose text is the value, escaped.
    @_disfavoredOverload
    public mutating func appendInterpolation<T: LosslessStringConvertible>(_ value: T) {
      html.append(text: value.description)
    }
    /// The same, if there is one.
    @_disfavoredOverload
    public mutating func appendInterpolation<T: LosslessStringConvertible>(_ value: T?) {
      if let value { html.append(text: value.description) }
    }

    /// Markup that is made and inserted only if the condition holds.
    public mutating func appendInterpolation(when condition: Bool, _ then: @autoclosure () -> HTML) {
      if condition { html.append(then()) }
    }
    /// One or the other.
    public mutating func appendInterpolation(
      when condition: Bool, _ then: @autoclosure () -> HTML, else other: @autoclosure () -> HTML
    ) {
      html.append(condition ? then() : other())
    }

    /// ` name="value"`, or nothing if there is no value. Leaves no space before it in the literal.
    public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
      guard let value else { return }
      html.append(literal: " ")
      html.append(literal: name)
      html.append(literal: "=\"")
      html.append(text: value)
      html.append(literal: "\"")
    }
    /// The same for a number.
    public mutating func appendInterpolation(attribute name: StaticString, _ value: Int?) {
      appendInterpolation(attribute: name, value.map(String.init))
    }
    /// ` name`, if it is on.
    public mutating func appendInterpolation(flag name: StaticString, _ isOn: Bool) {
      guard isOn else { return }
      html.append(literal: " ")
      html.append(literal: name)
    }
  }
}

extension Sequence {
  /// The markup of every element, one after the other.
  public func html(_ piece: (Element) -> HTML) -> HTML {
    var html = HTML()
    for element in self { html.append(piece(element)) }
    return html
  }
}

extension Sequence where Element == HTML {
  /// The pieces with something between them.
  public func joined(by separator: HTML) -> HTML {
    var html = HTML()
    for (index, piece) in enumerated() {
      if index > 0 { html.append(separator) }
      html.append(piece)
    }
    return html
  }
}
