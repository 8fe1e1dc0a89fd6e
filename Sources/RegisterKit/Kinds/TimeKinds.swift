/// A calendar day.
public struct DayKind: FieldKind {
  public init() {}

  public var control: Control { .day }
  public var storage: Storage { .day }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "format": "date"] }

  /// Reads `2026-11-16`, a moment (its day in UTC), and `16.11.2026` or `16/11/2026` where the order of day and month
  /// is certain.
  /// - Throws: ``Refusal`` for anything else.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    if let day = Day(text.trimmed()) { return .text("\(day)") }
    // A spreadsheet's day often carries an empty time of day.
    if text.count > 10, let instant = Instant(text.trimmed()) { return .text("\(instant.day)") }
    if let day = dayFirst(text) { return .text("\(day)") }
    throw Refusal("\(text.quoted) is not a day; write it as 2026-11-16.")
  }

  /// Takes `2026-11-16` only.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value, let day = Day(text) else {
      throw Refusal("A day is expected here, written as 2026-11-16.")
    }
    return .text("\(day)")
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }

  /// `16.11.2026` and `16/11/2026` where no other reading is possible: a first number above 12, or points.
  private func dayFirst(_ text: String) -> Day? {
    for separator in [".", "/", "-"] as [Character] {
      let parts = text.trimmed().split(separator: separator, omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2], year > 1900 else {
        continue
      }
      if separator == "." || day > 12 || day == month { return Day(year: year, month: month, day: day) }
    }
    return nil
  }
}

/// A moment in UTC.
public struct InstantKind: FieldKind {
  public init() {}

  public var control: Control { .instant }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] { ["type": "string", "format": "date-time"] }

  /// Reads what ``Instant`` reads: `2026-11-16 09:30`, with seconds, fraction or offset, or a day alone.
  /// - Throws: ``Refusal`` for anything else.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let instant = Instant(text.trimmed()) else {
      throw Refusal("\(text.quoted) is not a moment; write it as 2026-11-16 09:30.")
    }
    return .text("\(instant)")
  }

  /// Takes what `parse` reads, as JSON text; keeps it in UTC to the millisecond.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value else {
      throw Refusal("A moment is expected here, written as 2026-11-16T09:30:00Z.")
    }
    return try parse(text, reading)
  }

  /// To the minute where nothing finer was given, as people write it.
  public func text(_ value: Value, _: Settings) -> String {
    guard let text = value.text else { return "" }
    return text.hasSuffix(":00.000Z") ? text.prefix(16).split(separator: "T").joined(separator: " ") : text
  }
}
