/// Several short texts.
public struct LabelsKind: FieldKind {
  public init() {}

  public var control: Control { .line }
  public var storage: Storage { .list }
  public func schema(_: Settings) -> [String: Value] { ["type": "array", "items": ["type": "string"]] }

  /// Reads texts separated by `;`, `,` or line breaks; one that stands twice is kept once.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try accept(Value(text.parts), reading)
  }

  /// Takes a list of lines of 300 characters at most.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    try each(value.list, unique: true) { part throws(Refusal) in try LineKind(max: 300).accept(part, reading) }
  }

  public func text(_ value: Value, _: Settings) -> String { value.texts.joined(separator: "; ") }
}
