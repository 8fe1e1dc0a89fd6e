/// What a field holds, in the shapes JSON has; the currency between forms, files, API, store and ledger.
public enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case text(String)
  case list([Value])
  case object([String: Value])
}

/// The fields of one record by name; absent and null mean the same: not filled in.
public typealias Body = [String: Value]

extension Value {
  /// Nothing was filled in: null, blank text or an empty list.
  public var isEmpty: Bool {
    switch self {
    case .null: true
    case .text(let text): text.isEmpty
    case .list(let list): list.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }
  /// The text; nil for a value of another shape.
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The truth value; nil for a value of another shape.
  public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  /// The whole number, also of a fraction that is one (`3.0`); nil for anything else.
  public var int: Int? {
    switch self {
    case .int(let int): int
    case .double(let double): Int(exactly: double)
    default: nil
    }
  }
  /// The number, whole or not; nil for anything else.
  public var double: Double? {
    switch self {
    case .int(let int): Double(int)
    case .double(let double): double
    default: nil
    }
  }
  /// The elements; none for null, and any other value is a list of one.
  public var list: [Value] {
    switch self {
    case .list(let list): list
    case .null: []
    default: [self]
    }
  }
  /// The members; nil for a value of another shape.
  public var object: [String: Value]? { if case .object(let members) = self { members } else { nil } }
  /// The texts of a list of texts; a single text is a list of one.
  public var texts: [String] { list.compactMap(\.text) }

  /// The member of an object, null where there is none.
  public subscript(name: String) -> Value { object?[name] ?? .null }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral,
  ExpressibleByStringInterpolation
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  public init(nilLiteral: ()) { self = .null }
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}

extension Value {
  /// A text, or null where there is none.
  public init(_ text: String?) { self = text.map(Value.text) ?? .null }
  public init(_ number: Int?) { self = number.map(Value.int) ?? .null }
  public init(_ texts: [String]) { self = .list(texts.map(Value.text)) }
}
