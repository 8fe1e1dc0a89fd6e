/// Yes or no.
public struct FlagKind: FieldKind {
  public init() {}

  public var control: Control { .flag }
  public var storage: Storage { .flag }
  public func schema(_: Settings) -> [String: Value] { ["type": "boolean"] }

  /// Reads yes and no in English, German, French and Dutch, `x`, `on` and `off`, 1 and 0.
  /// - Throws: ``Refusal`` for any other word.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    switch text.folded {
    case "yes", "true", "1", "x", "on", "y", "ja", "oui", "j": return true
    case "no", "false", "0", "off", "n", "nein", "nee", "non": return false
    default: throw Refusal("\(text.quoted) is neither yes nor no.")
    }
  }

  /// Takes JSON's true and false only.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    guard case .bool = value else { throw Refusal("true or false is expected here.") }
    return value
  }

  public func text(_ value: Value, _: Settings) -> String { value.bool.map { $0 ? "yes" : "no" } ?? "" }
}

/// One of a few named values.
public struct ChoiceKind: FieldKind {
  public var options: [ChoiceOption]

  public init(options: [ChoiceOption]) { self.options = options }

  public var control: Control { .choice(options) }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "string", "enum": .list(options.map { .text($0.name) })]
  }

  /// Reads an option by its name, its label or a synonym, whole or as the leading words; keeps its name.
  /// - Throws: ``Refusal``, naming the options, if the words mean none of them.
  public func parse(_ text: String, _: Reading) throws(Refusal) -> Value {
    guard let option = options.meant(by: text) else { throw refusal(text) }
    return .text(option.name)
  }

  /// Takes the stored name of an option, not its label.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value, options.named(text) != nil else { throw refusal(value.text ?? "") }
    return value
  }

  /// The option's label; the stored text itself where no option has that name any more.
  public func text(_ value: Value, _: Settings) -> String { options.named(value.text)?.label ?? value.text ?? "" }

  private func refusal(_ text: String) -> Refusal {
    Refusal("\(text.quoted) is not one of \(options.map(\.label).joined(separator: ", ")).")
  }
}

/// Any number of a few named values.
public struct ChoicesKind: FieldKind {
  public var options: [ChoiceOption]

  public init(options: [ChoiceOption]) { self.options = options }

  public var control: Control { .choices(options) }
  public var storage: Storage { .list }
  public func schema(_: Settings) -> [String: Value] {
    [
      "type": "array", "uniqueItems": true,
      "items": ["type": "string", "enum": .list(options.map { .text($0.name) })],
    ]
  }

  /// Reads the options of a cell, separated by `;`, `,` or line breaks; one that stands twice is kept once.
  /// - Throws: ``Refusal`` if one of them is none.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try each(text.parts, unique: true) { part throws(Refusal) in try ChoiceKind(options: options).parse(part, reading) }
  }

  /// Takes a list of stored names; one that stands twice is kept once.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    try each(value.list, unique: true) { part throws(Refusal) in try ChoiceKind(options: options).accept(part, reading)
    }
  }

  /// The labels, separated by `; `.
  public func text(_ value: Value, _ settings: Settings) -> String {
    value.list.map { ChoiceKind(options: options).text($0, settings) }.joined(separator: "; ")
  }
}

/// Converts element by element, leaving out what stands twice.
func each<Element>(
  _ elements: [Element], unique: Bool, _ convert: (Element) throws(Refusal) -> Value
) throws(Refusal) -> Value {
  var out: [Value] = []
  for element in elements {
    let value = try convert(element)
    if !unique || !out.contains(value) { out.append(value) }
  }
  return .list(out)
}
