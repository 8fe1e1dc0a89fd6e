/// Another record, kept as its id. The store keeps the link both ways and refuses one that leads nowhere.
public struct ReferenceKind: FieldKind {
  /// Slugs of the registers it may point into.
  public var registers: [String]

  public init(registers: [String]) { self.registers = registers }

  public var control: Control { .reference(to: registers, many: false) }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "string", "description": .text("Id of one of: \(registers.joined(separator: ", ")).")]
  }

  /// Reads the code, the title or the e-mail address of a record; keeps its id.
  /// - Throws: ``Refusal`` if it means no record of these registers, or several.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    .text(try reading.record(registers, text.trimmed()))
  }

  /// Takes whatever `parse` reads, as JSON text.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value else { throw Refusal("The id of a record is expected here.") }
    return .text(try reading.record(registers, text))
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}

/// Other records, in the order given, none twice.
public struct ReferencesKind: FieldKind {
  /// Slugs of the registers they may point into.
  public var registers: [String]

  public init(registers: [String]) { self.registers = registers }

  public var control: Control { .reference(to: registers, many: true) }
  public var storage: Storage { .list }
  public func schema(_: Settings) -> [String: Value] {
    [
      "type": "array", "uniqueItems": true, "items": ["type": "string"],
      "description": .text("Ids of: \(registers.joined(separator: ", "))."),
    ]
  }

  /// Reads records separated by `;`, `,` or line breaks.
  /// - Throws: ``Refusal`` if one of them means no record of these registers, or several.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try each(text.parts, unique: true) { part throws(Refusal) in .text(try reading.record(registers, part)) }
  }

  /// Takes a list of what names a record.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    try each(value.list, unique: true) { part throws(Refusal) in
      try ReferenceKind(registers: registers).accept(part, reading)
    }
  }

  public func text(_ value: Value, _: Settings) -> String { value.texts.joined(separator: "; ") }
}

/// One requirement of a framework, kept as its uid (`iso27001:A.8.32`).
public struct RequirementKind: FieldKind {
  public init() {}

  public var control: Control { .requirement(many: false) }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "examples": ["iso27001:A.8.32"]] }

  /// Reads a uid, or an id such as `A.8.32` that the workspace's frameworks have; keeps the uid.
  /// - Throws: ``Refusal`` if it means no requirement, or several.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    .text(try reading.requirementUID(text.trimmed()))
  }

  /// Takes whatever `parse` reads, as JSON text.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value else { throw Refusal("The uid of a requirement is expected here.") }
    return try parse(text, reading)
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}

/// Requirements of any frameworks.
public struct RequirementsKind: FieldKind {
  public init() {}

  public var control: Control { .requirement(many: true) }
  public var storage: Storage { .list }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "array", "uniqueItems": true, "items": ["type": "string", "examples": ["iso42001:6.1.4"]]]
  }

  /// Reads requirements separated by `;`, `,` or line breaks; one that stands twice is kept once.
  /// - Throws: ``Refusal`` if one of them means no requirement, or several.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try each(text.parts, unique: true) { part throws(Refusal) in .text(try reading.requirementUID(part)) }
  }

  /// Takes a list of what names a requirement.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    try each(value.list, unique: true) { part throws(Refusal) in try RequirementKind().accept(part, reading) }
  }

  public func text(_ value: Value, _: Settings) -> String { value.texts.joined(separator: "; ") }
}

/// A stored file, kept as its SHA-256 in hexadecimal.
public struct FileKind: FieldKind {
  public init() {}

  public var control: Control { .file }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "pattern": "^[0-9a-f]{64}$"] }

  /// Reads a hash of 64 hexadecimal digits in lower case, of a file that was uploaded here.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value { try accept(.text(text), reading) }

  /// Takes a hash of 64 hexadecimal digits in lower case.
  /// - Throws: ``Refusal`` for what is none, and for a file that is not here: nobody could ever read it.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value, text.utf8.count == 64,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { throw Refusal("The SHA-256 of an uploaded file is expected here.") }
    guard reading.file(text) else { throw Refusal("No file with the SHA-256 \(text.prefix(12))… was uploaded here.") }
    return value
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}
