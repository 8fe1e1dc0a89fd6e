/// One line of text.
public struct LineKind: FieldKind {
  /// Characters at most.
  public var max: Int

  public init(max: Int) { self.max = max }

  public var control: Control { .line }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "maxLength": .int(max)] }

  /// Joins lines with a blank.
  /// - Throws: ``Refusal`` for control characters and for a text that is too long.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    let line = text.split(whereSeparator: \.isNewline).map { $0.trimmed() }.joined(separator: " ")
    return try accept(.text(line.trimmed()), reading)
  }

  /// Takes a text of one line; a line break is refused here, not joined.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    .text(try checkedText(value, max: max, lines: false))
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}

/// Text of any length, in Markdown.
public struct ProseKind: FieldKind {
  /// Characters at most.
  public var max = 200_000

  public init(max: Int = 200_000) { self.max = max }

  public var control: Control { .prose }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "maxLength": .int(max)] }

  /// Keeps line breaks and tabs; a line break becomes one line feed.
  /// - Throws: ``Refusal`` for other control characters and for a text that is too long.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try accept(.text(text), reading)
  }

  /// Takes what `parse` takes, as JSON text.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    // By bytes: “\r\n” is one character, and no “\r” is found in it.
    guard let text = value.text, text.utf8.contains(0x0D) else {
      return .text(try checkedText(value, max: max, lines: true))
    }
    return .text(try checkedText(.text(text.replacingLineBreaks), max: max, lines: true))
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}

extension String {
  /// With every line break as a single line feed, as browsers and spreadsheets disagree about it.
  fileprivate var replacingLineBreaks: String {
    String(map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
  }
}

/// A text without control characters, not longer than `max` characters.
func checkedText(_ value: Value, max: Int, lines: Bool) throws(Refusal) -> String {
  guard case .text(let text) = value else { throw Refusal("Text is expected here.") }
  if text.utf8.count > max, text.count > max { throw Refusal("At most \(max) characters; this has \(text.count).") }
  // A letter may carry any number of marks and still count as one; no language needs more than this.
  if text.utf8.count > 4 * max { throw Refusal("At most \(max) characters; this has \(text.utf8.count) bytes.") }
  for byte in text.utf8 where byte < 0x20 && !(lines && (byte == 0x0A || byte == 0x09)) {
    throw Refusal(byte == 0x0A ? "One line only." : "A control character is not allowed in text.")
  }
  return text
}
