/// A kind of record: a plain struct whose stored properties are listed as fields by its register.
public protocol Record: Sendable {
  init()
  static var register: Register<Self> { get }
}

/// A property of a record type that is a field: its description and the way in and out.
public struct Field<R: Record>: Sendable {
  /// What the generic parts know of the field.
  public private(set) var spec: FieldSpec
  let get: @Sendable (R, Settings) -> Value
  /// False if the value is not of the property's type.
  let set: @Sendable (inout R, Value) -> Bool
  let path: (AnyKeyPath & Sendable)?

  var optional: Field {
    var field = self
    field.spec = FieldSpec(optional: spec)
    return field
  }

  /// Way to a property of the record.
  public typealias Path<T> = WritableKeyPath<R, T> & Sendable

  init<T: FieldProperty>(
    _ path: Path<T>, _ name: String, _ label: String, _ kind: any FieldKind, _ traits: [FieldTrait]
  ) {
    spec = FieldSpec(name, label, kind, traits)
    self.path = path
    get = { record, _ in record[keyPath: path].fieldValue }
    set = { record, value in
      guard let property = T(fieldValue: value) else { return false }
      record[keyPath: path] = property
      return true
    }
  }

  init<C: Choice>(choice path: Path<C>, _ name: String, _ label: String, _ traits: [FieldTrait]) {
    spec = FieldSpec(name, label, ChoiceKind(options: ChoiceOption.all(C.self)), traits)
    self.path = path
    get = { record, _ in .text(record[keyPath: path].rawValue) }
    set = { record, value in
      // Cleared: back to what a new record has.
      guard !value.isEmpty else {
        record[keyPath: path] = R()[keyPath: path]
        return true
      }
      guard let choice = value.text.flatMap(C.init(rawValue:)) else { return false }
      record[keyPath: path] = choice
      return true
    }
  }

  init<C: Choice>(optional path: Path<C?>, _ name: String, _ label: String, _ traits: [FieldTrait]) {
    spec = FieldSpec(name, label, ChoiceKind(options: ChoiceOption.all(C.self)), traits)
    self.path = path
    get = { record, _ in Value(record[keyPath: path]?.rawValue) }
    set = { record, value in
      let choice = value.text.flatMap(C.init(rawValue:))
      record[keyPath: path] = choice
      return choice != nil || value.isEmpty
    }
  }

  init<C: Choice>(choices path: Path<[C]>, _ name: String, _ label: String, _ traits: [FieldTrait]) {
    spec = FieldSpec(name, label, ChoicesKind(options: ChoiceOption.all(C.self)), traits)
    self.path = path
    get = { record, _ in Value(record[keyPath: path].map(\.rawValue)) }
    set = { record, value in
      let choices = value.texts.compactMap(C.init(rawValue:))
      record[keyPath: path] = choices
      return choices.count == value.list.count
    }
  }

  init(
    derived name: String, _ label: String, _ kind: any FieldKind, _ traits: [FieldTrait],
    _ value: @escaping @Sendable (R, Settings) -> Value
  ) {
    spec = FieldSpec(name, label, kind, traits + [.derived])
    path = nil
    get = value
    set = { _, _ in true }
  }
}

/// The Swift types that a field's property can have.
public protocol FieldProperty: Sendable {
  init?(fieldValue: Value)
  var fieldValue: Value { get }
}

extension String: FieldProperty {
  /// Null is the empty text; nil for anything else than a text.
  public init?(fieldValue: Value) {
    switch fieldValue {
    case .text(let text): self = text
    case .null: self = ""
    default: return nil
    }
  }
  public var fieldValue: Value { isEmpty ? .null : .text(self) }
}

extension Bool: FieldProperty {
  /// Null is no; nil for anything else than true and false.
  public init?(fieldValue: Value) {
    switch fieldValue {
    case .bool(let bool): self = bool
    case .null: self = false
    default: return nil
    }
  }
  public var fieldValue: Value { .bool(self) }
}

extension Optional: FieldProperty where Wrapped: FieldScalar {
  /// An empty value is none; nil if the value is not of the wrapped type.
  public init?(fieldValue: Value) {
    if fieldValue.isEmpty {
      self = .none
    } else {
      guard let scalar = Wrapped(scalar: fieldValue) else { return nil }
      self = .some(scalar)
    }
  }
  public var fieldValue: Value { self?.scalar ?? .null }
}

extension Array: FieldProperty where Element == String {
  /// Null is the empty list, a single text a list of one; nil if something else than texts is in it.
  public init?(fieldValue: Value) {
    let texts = fieldValue.texts
    guard texts.count == fieldValue.list.count else { return nil }
    self = texts
  }
  public var fieldValue: Value { Value(self) }
}

/// A type of which a field may hold none.
public protocol FieldScalar: Sendable {
  init?(scalar: Value)
  var scalar: Value { get }
}

extension Int: FieldScalar {
  public init?(scalar: Value) {
    guard let int = scalar.int else { return nil }
    self = int
  }
  public var scalar: Value { .int(self) }
}

extension Double: FieldScalar {
  public init?(scalar: Value) {
    guard let double = scalar.double else { return nil }
    self = double
  }
  public var scalar: Value { Int(exactly: self).map(Value.int) ?? .double(self) }
}

extension Bool: FieldScalar {
  public init?(scalar: Value) {
    guard let bool = scalar.bool else { return nil }
    self = bool
  }
  public var scalar: Value { .bool(self) }
}

extension String: FieldScalar {
  public init?(scalar: Value) {
    guard let text = scalar.text else { return nil }
    self = text
  }
  public var scalar: Value { .text(self) }
}

extension Day: FieldScalar {
  public init?(scalar: Value) {
    guard let day = scalar.text.flatMap({ Day($0) }) else { return nil }
    self = day
  }
  public var scalar: Value { .text(description) }
}

extension Instant: FieldScalar {
  public init?(scalar: Value) {
    guard let instant = scalar.text.flatMap({ Instant($0) }) else { return nil }
    self = instant
  }
  public var scalar: Value { .text(description) }
}
