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

/// A morning or an afternoon of a day.
public struct HalfDayKind: FieldKind {
  public init() {}

  public var control: Control { .halfDay(many: false) }
  public var storage: Storage { .text }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}/(AM|PM)$"]
  }

  /// Reads `2027-03-01/AM`.
  /// - Throws: ``Refusal`` for anything else.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let half = HalfDay(text.trimmed()) else {
      throw Refusal("\(text.quoted) is no half-day; write the day and AM or PM, such as 2027-03-01/AM.")
    }
    return .text("\(half)")
  }

  /// Takes what `parse` takes, as JSON text.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard case .text(let text) = value else {
      throw Refusal("A half-day is expected here, written as 2027-03-01/AM.")
    }
    return try parse(text, reading)
  }

  public func text(_ value: Value, _: Settings) -> String { value.text ?? "" }
}

/// Several mornings and afternoons.
public struct HalfDaysKind: FieldKind {
  public init() {}

  public var control: Control { .halfDay(many: true) }
  public var storage: Storage { .list }
  public func schema(_ settings: Settings) -> [String: Value] {
    ["type": "array", "items": .object(HalfDayKind().schema(settings))]
  }

  /// Reads half-days separated by `;`, `,` or line breaks; one that stands twice stays, so that the plan can say so.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    try accept(Value(text.parts), reading)
  }

  /// Takes a list of half-days.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    try each(value.list, unique: false) { part throws(Refusal) in try HalfDayKind().accept(part, reading) }
  }

  public func text(_ value: Value, _: Settings) -> String { value.texts.joined(separator: "; ") }
}
