/// The morning or the afternoon of a day, as audits are planned: `2027-03-01/AM`.
public struct HalfDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let day: Day
  public let isMorning: Bool

  public init(_ day: Day, isMorning: Bool) {
    self.day = day
    self.isMorning = isMorning
  }

  /// Reads `2027-03-01/AM`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let day = Day(String(parts[0])), parts[1] == "AM" || parts[1] == "PM" else { return nil }
    self.init(day, isMorning: parts[1] == "AM")
  }

  /// `2027-03-01/AM`, what ``init(_:)`` reads back.
  public var description: String { "\(day)/\(isMorning ? "AM" : "PM")" }

  /// Earlier.
  public static func < (a: HalfDay, b: HalfDay) -> Bool {
    (a.day, a.isMorning ? 0 : 1) < (b.day, b.isMorning ? 0 : 1)
  }

  /// When sessions begin on the clock of the place, in minutes after midnight: nine o'clock, half past one.
  public var begins: Int { isMorning ? 9 * 60 : 13 * 60 + 30 }

  /// Every half-day from Monday to Friday between two days, both included; of the first ten years, if there are more.
  public static func working(from: Day, to: Day) -> [HalfDay] {
    guard from <= to else { return [] }
    return (from.number...min(to.number, from.number + 3660)).map { Day(number: $0) }.filter { $0.weekday <= 5 }
      .flatMap { [HalfDay($0, isMorning: true), HalfDay($0, isMorning: false)] }
  }
}

extension Day {
  /// 1 for Monday to 7 for Sunday.
  public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }
}
