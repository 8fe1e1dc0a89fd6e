/// A statement with its values apart: what is interpolated becomes a bind, never text. Only another `SQL` and a
/// ``Name`` enter as text, and a name can only be made from the catalogue's own identifiers.
public struct SQL: Sendable, ExpressibleByStringInterpolation {
  var pieces: [String] = [""]
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

  public static func + (a: SQL, b: SQL) -> SQL {
    var sum = a
    sum.append(b)
    return sum
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    var sql = SQL(stringLiteral: "")
    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { sql.append(literal) }
    public mutating func appendInterpolation(_ value: some SQLBindable) { sql.bind(value.sqlValue) }
    public mutating func appendInterpolation<T: SQLBindable>(_ value: T?) { sql.bind(value?.sqlValue ?? .null) }
    public mutating func appendInterpolation(_ fragment: SQL) { sql.append(fragment) }
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
