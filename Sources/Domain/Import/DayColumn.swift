import RegisterKit

/// Reads the days of a column as a person would who has seen all of it.
///
/// Which of 3/4/2026 is the day is worked out from every value together: 13/4/2026 in the same column settles it. Points
/// mean that the day stands first unless no such day exists.
public struct DayColumn: Sendable {
  /// What stands first in a day of three numbers.
  public enum Order: String, Sendable, CaseIterable { case dayFirst = "dmy", monthFirst = "mdy", yearFirst = "ymd" }

  /// A day, and what had to be decided to read it.
  public struct Read: Sendable, Equatable {
    public let day: Day
    /// “Q3 2026 was read as 2026-09-30.”; nil where the text says nothing else.
    public let note: String?
  }

  /// How days of three numbers are read; nil while both orders are possible, where none had to be found out, and where
  /// the values contradict each other.
  public let order: Order?
  /// Both orders are possible for every value whose order matters: somebody has to say.
  public let isAmbiguous: Bool
  /// Some values are days only one way and others only the other way.
  public let isConflicting: Bool
  /// Values that could be two days, at most five, in the order of the column.
  public let examples: [String]
  /// The first of the ``examples``.
  public var example: String? { examples.first }

  private let reader: DayReader
  private let readsSerials: Bool
  /// Somebody has said the order, for points too.
  private let isTold: Bool

  /// Works the order out from all values of a column.
  /// - Parameters:
  ///   - months: Names of months in any language, with their numbers from 1.
  ///   - order: Somebody has said it, so that nothing is worked out.
  ///   - serials: Bare numbers are days as spreadsheets count them, also where the column holds no other day.
  public init(_ values: some Sequence<String>, months: [String: Int], order: Order? = nil, serials: Bool = false) {
    let reader = DayReader(months: months)
    var (found, examples): (Set<Order>, [String]) = ([], [])
    var hasDays = false
    for value in values {
      let shape = reader.read(value).shape
      switch shape {
      case .none, .broken, .serial: continue
      case .day, .end: hasDays = true
      case .numbers(_, _, _, _, let hasPoints):
        hasDays = true
        guard !hasPoints else { continue }
        let possible = Self.possible(shape)
        if possible.count == 1 {
          found.formUnion(possible.map(\.0))
        } else if possible.count > 1, examples.count < 5, Set(possible.map(\.1)).count > 1, !examples.contains(value) {
          examples.append(value)
        }
      }
    }
    self.reader = reader
    isTold = order != nil
    readsSerials = serials || hasDays
    isConflicting = order == nil && found.count > 1
    isAmbiguous = order == nil && found.isEmpty && !examples.isEmpty
    self.order = order ?? (found.count == 1 ? found.first : nil)
    self.examples = self.order == nil ? examples : []
  }

  /// The orders in which three numbers are a day. A year stands first only where nothing else is possible.
  private static func possible(_ shape: DayShape) -> [(Order, Day)] {
    let usual = [Order.dayFirst, .monthFirst].compactMap { order in shape.day(order).map { (order, $0) } }
    return usual.isEmpty ? shape.day(.yearFirst).map { [(.yearFirst, $0)] } ?? [] : usual
  }

  /// The day that a value of the column is; nil where it is none, or one of two as long as nobody has said which.
  public func read(_ text: String) -> Read? {
    let (shape, _, remark) = reader.read(text)
    guard let (day, isSaid) = day(shape) else { return nil }
    guard isSaid || remark != nil else { return Read(day: day, note: nil) }
    return Read(day: day, note: "\(CellText.plain(text)) was read as \(day).")
  }

  /// Looks like a day and is none, such as 31.02.2026: a slip to be mended, unlike words such as “Rolling”.
  /// In a column that contradicts itself also a value that could be two days.
  public func isBroken(_ text: String) -> Bool {
    let shape = reader.read(text).shape
    switch shape {
    case .broken: return true
    case .numbers: return day(shape) == nil && (isConflicting || Self.possible(shape).isEmpty)
    default: return false
    }
  }

  /// A day of three numbers, whichever of them is the day.
  public func isNumbers(_ text: String) -> Bool { if case .numbers = reader.read(text).shape { true } else { false } }

  /// The day of a shape, and whether it has to be said how it was read.
  func day(_ shape: DayShape) -> (day: Day, isSaid: Bool)? {
    switch shape {
    case .none, .broken: return nil
    case .day(let day): return (day, false)
    case .end(let day): return (day, true)
    case .serial(let number):
      // Day 25,569 of a spreadsheet is the first of 1970.
      return readsSerials ? (Day(number: number - 25_569), true) : nil
    case .numbers(_, _, _, _, let hasPoints):
      let possible = Self.possible(shape)
      if hasPoints, !isTold, let day = shape.day(.dayFirst) ?? possible.first?.1 { return (day, false) }
      if let order, let day = shape.day(order) { return (day, false) }
      guard let only = possible.first, possible.allSatisfy({ $0.1 == only.1 }) else { return nil }
      // Against the order of the column: only one day is possible, and it is said.
      return (only.1, order != nil || isConflicting)
    }
  }

  func shape(_ text: String) -> (shape: DayShape, time: TimeOfDay?, remark: String?) { reader.read(text) }
}

/// Reads the moments of a column as ``DayColumn`` reads days. Without a zone a moment is taken as UTC; a day alone is its
/// midnight.
public struct InstantColumn: Sendable {
  /// A moment, and what had to be decided to read it.
  public struct Read: Sendable, Equatable {
    public let instant: Instant
    /// In a sentence; nil where the text says nothing else.
    public let note: String?
  }

  /// How the days are read, and whether somebody has to say.
  public let days: DayColumn

  /// As ``DayColumn/init(_:months:order:serials:)``.
  public init(
    _ values: some Sequence<String>, months: [String: Int], order: DayColumn.Order? = nil, serials: Bool = false
  ) {
    days = DayColumn(values, months: months, order: order, serials: serials)
  }

  /// The moment that a value of the column is; nil where it is none.
  public func read(_ text: String) -> Read? {
    if let instant = Instant(text.trimmed()) { return Read(instant: instant, note: nil) }
    let (shape, time, remark) = days.shape(text)
    guard let (day, isSaid) = days.day(shape) else { return nil }
    var milliseconds = day.number * 86_400_000 + (time?.milliseconds ?? 0) - (time?.zone ?? 0) * 60_000
    if case .serial = shape { milliseconds += Self.fraction(text) }
    let instant = Instant(milliseconds: milliseconds)
    return Read(
      instant: instant, note: isSaid || remark != nil ? "\(CellText.plain(text)) was read as \(instant)." : nil)
  }

  /// As ``DayColumn/isBroken(_:)``.
  public func isBroken(_ text: String) -> Bool { days.isBroken(text) }

  /// Whether a value names its day by numbers alone.
  public func isNumbers(_ text: String) -> Bool { if case .numbers = days.shape(text).0 { true } else { false } }

  /// The time of day of a serial, to the second.
  private static func fraction(_ text: String) -> Int {
    guard let serial = Double(CellText.plain(text)), (20_000...80_001).contains(serial) else { return 0 }
    let whole = serial.rounded(.down)
    return Int(saturating: min(1e6, (serial - whole) * 86_400)) * 1000
  }
}
