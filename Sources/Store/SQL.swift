/// A statement with its values apart: what is interpolated becomes a bind, never text. Only another `SQL` and a
/// ``Name`` enter as text, and a name can only be made from the catalogue's own identifiers.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
  var pieces: [String] = [""]
  /// Values in the order in which they stand in the text.
  public private(set) var binds: [SQLValue] = []

  public init(stringLiteral text: String) { pieces = [text] }
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  /// The text with a question mark for each bind (SQLite takes `$1` for a name, not a position).
  public var questioned: String { pieces.joined(separator: "?") }

  /// The text with `$1 … $n`, numbered in order of appearance, for PostgreSQL.
  public var numbered: String {
    var text = pieces[0]
    for (index, piece) in pieces.dropFirst().enumerated() { text += "$\(index + 1)\(piece)" }
    return text
  }

  mutating func append(_ text: String) { pieces[pieces.count - 1] += text }

  mutating func append(_ sql: SQL) {
    pieces[pieces.count - 1] += sql.pieces[0]
    pieces += sql.pieces.dropFirst()
    binds += sql.binds
  }

  mutating func bind(_ value: SQLValue) {
    pieces.append("")
    binds.append(value)
  }

  /// One statement after the other, with the values of both; nothing is put between.
  public static func + (a: SQL, b: SQL) -> SQL {
    var sum = a
    sum.append(b)
    return sum
  }

  /// Takes a literal of the source as text, and every value as a bind.
  public struct StringInterpolation: StringInterpolationProtocol {
    var sql = SQL(stringLiteral: "")
    public init(literalCapacity: Int, interpolationCount: Int) {}
    /// Text of the source itself.
    public mutating func appendLiteral(_ literal: String) { sql.append(literal) }
    /// A value becomes a bind.
    public mutating func appendInterpolation(_ value: some SQLBindable) { sql.bind(value.sqlValue) }
    /// A value becomes a bind; nil becomes NULL.
    public mutating func appendInterpolation<T: SQLBindable>(_ value: T?) { sql.bind(value?.sqlValue ?? .null) }
    /// Another statement enters as text, with its binds.
    public mutating func appendInterpolation(_ fragment: SQL) { sql.append(fragment) }
    /// A name of the catalogue enters as text.
    public mutating func appendInterpolation(_ name: Name) { sql.append(name.text) }
  }

  /// An identifier or literal of our own that stands in the text: a register's slug, a field's name.
  public struct Name: Sendable {
    let text: String
    /// Nil unless the text is made of lower-case letters, digits, `_` and `-`, so that nothing can be smuggled in.
    public init?(_ text: String) {
      guard !text.isEmpty,
        text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D })
      else { return nil }
      self.text = text
    }
  }
}

extension [SQL] {
  /// The parts as one statement, with a text of ours between them; empty for none.
  public func joined(_ separator: String) -> SQL {
    var out = SQL(stringLiteral: "")
    for (index, sql) in enumerated() {
      if index > 0 { out.append(separator) }
      out.append(sql)
    }
    return out
  }
}

/// A value in a row or a bind.
public enum SQLValue: Sendable, Hashable {
  case null
  case int(Int)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// A type whose values can be bound in a statement.
public protocol SQLBindable { var sqlValue: SQLValue { get } }
extension SQLValue: SQLBindable { public var sqlValue: SQLValue { self } }
extension String: SQLBindable { public var sqlValue: SQLValue { .text(self) } }
extension Int: SQLBindable { public var sqlValue: SQLValue { .int(self) } }
extension Double: SQLBindable { public var sqlValue: SQLValue { .real(self) } }
extension Bool: SQLBindable { public var sqlValue: SQLValue { .int(self ? 1 : 0) } }
extension [UInt8]: SQLBindable { public var sqlValue: SQLValue { .blob(self) } }
extension Optional: SQLBindable where Wrapped: SQLBindable {
  public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
