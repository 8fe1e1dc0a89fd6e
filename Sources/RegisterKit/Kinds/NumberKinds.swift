/// A whole number in a range.
public struct NumberKind: FieldKind {
  public var range: ClosedRange<Int>

  public init(range: ClosedRange<Int>) { self.range = range }

  public var control: Control { .number }
  public var storage: Storage { .integer }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
  }

  /// Reads a number with marks for thousands in any usual notation; a fraction must be zero.
  /// - Throws: ``Refusal`` if it is no whole number or out of range.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let number = parseDecimal(text), let int = Int(exactly: number) else {
      throw Refusal("\(text.quoted) is not a whole number.")
    }
    return try accept(.int(int), reading)
  }

  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    guard let int = value.int else { throw Refusal("A whole number is expected here.") }
    guard range.contains(int) else { throw Refusal("From \(range.lowerBound) to \(range.upperBound); this is \(int).") }
    return .int(int)
  }

  public func text(_ value: Value, _: Settings) -> String { value.int.map(String.init) ?? "" }
}

/// A number with a fraction; percentages are kept as people write them (96.1 for 96.1 %).
public struct DecimalKind: FieldKind {
  /// What is counted, behind the number: `%`, `h`. Empty for a bare number.
  public var unit = ""

  public init(unit: String = "") { self.unit = unit }

  public var control: Control { .number }
  public var storage: Storage { .real }
  public func schema(_: Settings) -> [String: Value] { ["type": "number"] }

  /// Reads a number in any usual notation, with a sign for percent or a currency at either end.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let number = parseDecimal(text.trimmed(also: "%€$£")) else {
      throw Refusal("\(text.quoted) is not a number.")
    }
    return try accept(.double(number), reading)
  }

  /// Takes a number whose amount is below 10¹⁵; one without fraction is kept as a whole number.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    guard let number = value.double else { throw Refusal("A number is expected here.") }
    guard number.magnitude < 1e15 else { throw Refusal("This number is too large.") }
    return Int(exactly: number).map(Value.int) ?? .double(number)
  }

  /// The number without its unit.
  public func text(_ value: Value, _: Settings) -> String {
    value.int.map(String.init) ?? value.double.map { "\($0)" } ?? ""
  }
}

/// An amount in the workspace's currency, kept in hundredths.
public struct MoneyKind: FieldKind {
  /// Ten trillion, in hundredths.
  private static let most = 1_000_000_000_000_000

  public init() {}

  public var control: Control { .number }
  public var storage: Storage { .integer }
  public func schema(_: Settings) -> [String: Value] {
    ["type": "integer", "description": "Hundredths of the workspace's currency."]
  }

  /// Reads units of the currency (`12.50`), with a sign or code of a currency at either end; keeps hundredths (1250).
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let number = parseDecimal(text.trimmed(also: "€$£EURUSDGBPCHF")), number.magnitude < 1e13 else {
      throw Refusal("\(text.quoted) is not an amount.")
    }
    return try accept(.int(Int(saturating: number * 100)), reading)
  }

  /// Takes hundredths of the currency.
  public func accept(_ value: Value, _: Reading) throws(Refusal) -> Value {
    guard let int = value.int else { throw Refusal("An amount in hundredths is expected here.") }
    // So that sums and products of amounts stay within what is counted with.
    guard int.magnitude <= Self.most else { throw Refusal("This amount is too large.") }
    return .int(int)
  }

  /// Units of the currency with two decimals, without its name: `12.50`.
  public func text(_ value: Value, _: Settings) -> String {
    guard let int = value.int else { return "" }
    let cents = int.magnitude % 100
    return "\(int < 0 ? "-" : "")\(int.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}

/// A level of one of the workspace's scales, kept as its number from 1.
public struct LevelKind: FieldKind {
  /// Name of the scale in the workspace's settings.
  public var scale: String

  public init(scale: String) { self.scale = scale }

  public var control: Control { .level(scale: scale) }
  public var storage: Storage { .integer }
  public func schema(_ settings: Settings) -> [String: Value] {
    ["type": "integer", "minimum": 1, "maximum": .int(max(1, settings.scale(scale).levels.count))]
  }

  /// Reads `4`, `likely` or `4 – likely`; keeps the number.
  public func parse(_ text: String, _ reading: Reading) throws(Refusal) -> Value {
    guard let level = reading.settings.scale(scale).level(text) else { throw offScale(text, reading.settings) }
    return .int(level)
  }

  /// Takes the number of a level that the scale has.
  public func accept(_ value: Value, _ reading: Reading) throws(Refusal) -> Value {
    guard let int = value.int, int >= 1, int <= reading.settings.scale(scale).levels.count else {
      throw offScale(text(value, reading.settings), reading.settings)
    }
    return .int(int)
  }

  public func text(_ value: Value, _: Settings) -> String { value.int.map(String.init) ?? value.text ?? "" }

  private func offScale(_ text: String, _ settings: Settings) -> Refusal {
    let levels = settings.scale(scale).levels
    return Refusal(
      "\(text.quoted) is not on the scale 1 to \(levels.count) (\(levels.map(\.name).joined(separator: ", "))).")
  }
}

/// Reads `1 250.5`, `1,250.50`, `1.250,50`, `412'000`; nil if it is not one number for certain.
func parseDecimal(_ text: String) -> Double? {
  let compact = text.filter { !$0.isWhitespace && $0 != "'" && $0 != "’" }
  guard !compact.isEmpty, compact.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.,".contains($0)) }) else { return nil }
  let commas = compact.filter { $0 == "," }.count
  let points = compact.filter { $0 == "." }.count
  func plain(drop: Character, decimal: Character) -> Double? {
    Double(String(compact.filter { $0 != drop }.map { $0 == decimal ? "." : $0 }))
  }
  func inThrees(_ separator: Character) -> Bool {
    let groups = compact.drop { "+-".contains($0) }.split(separator: separator, omittingEmptySubsequences: false)
    return (1...3).contains(groups.first?.count ?? 0) && groups.dropFirst().allSatisfy { $0.count == 3 }
  }
  switch (commas, points) {
  case (0, 0), (0, 1): return Double(compact)
  case (1, 0): return inThrees(",") ? plain(drop: ",", decimal: ".") : plain(drop: ".", decimal: ",")
  case (_, 0): return inThrees(",") ? plain(drop: ",", decimal: ".") : nil
  case (0, _): return inThrees(".") ? plain(drop: ".", decimal: ",") : nil
  case (1, _):
    guard let comma = compact.lastIndex(of: ","), let point = compact.lastIndex(of: ".") else { return nil }
    return comma > point ? plain(drop: ".", decimal: ",") : (points == 1 ? plain(drop: ",", decimal: ".") : nil)
  case (_, 1): return plain(drop: ",", decimal: ".")
  default: return nil
  }
}
