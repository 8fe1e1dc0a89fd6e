/// A calendar day, without time or zone.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let number: Int

  /// The furthest, in days from 1970-01-01; so far that no text names it, so near that it can be counted with.
  private static let furthest = 10_000_000_000

  /// Any number of days since 1970-01-01 will do, also one beyond the years that a text can name; ten thousand million are the
  /// end.
  public init(number: Int) { self.number = max(-Self.furthest, min(Self.furthest, number)) }

  /// A day of the proleptic Gregorian calendar in the years 1 to 9999; nil if there is none such.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(month: month, year: year)
    else { return nil }
    // Days since 0000-03-01, so that the leap day ends the year.
    let y = month <= 2 ? year - 1 : year
    let m = (month + 9) % 12
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1
    number = days - 719_468
  }

  /// Reads `2026-11-16`; nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]), let day = digits(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public var parts: (year: Int, month: Int, day: Int) {
    let z = number + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1)
  }

  /// `2026-11-16`, what ``init(_:)`` reads back.
  public var description: String {
    let (year, month, day) = parts
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
  }

  /// Earlier.
  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
  /// So many days later; earlier for a negative number.
  public static func + (day: Day, days: Int) -> Day {
    let (number, overflows) = day.number.addingReportingOverflow(days)
    return Day(number: overflows ? (days < 0 ? .min : .max) : number)
  }
  /// Days from `b` to `a`; negative if `a` is earlier.
  public static func - (a: Day, b: Day) -> Int { a.number - b.number }

  /// The same day so many months later, the month's last day where it has no such day.
  public func adding(months: Int) -> Day {
    let (year, month, day) = parts
    let (index, overflows) = (year * 12 + month - 1).addingReportingOverflow(months)
    guard !overflows, index >= 0 else { return self }
    let (y, m) = (index / 12, index % 12 + 1)
    return Day(year: y, month: m, day: min(day, Day.length(month: m, year: y))) ?? self
  }

  static func length(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A moment in UTC, to the millisecond; its text sorts as it does: `2026-11-16T09:30:00.000Z`.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int

  public init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// Reads `2026-11-16T09:30:00Z`, with fraction or offset, a blank for the `T`, seconds left out, or a day alone (its
  /// midnight in UTC); nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= 40, let day = Day(String(text.prefix(10))) else { return nil }
    var seconds = 0
    var millis = 0
    var offset = 0
    if bytes.count > 10 {
      guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), bytes.count >= 16,
        bytes[13] == UInt8(ascii: ":"), let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
        hour < 24, minute < 60
      else { return nil }
      seconds = hour * 3600 + minute * 60
      var at = 16
      if at + 2 < bytes.count, bytes[at] == UInt8(ascii: ":") {
        guard let second = digits(bytes[at + 1..<at + 3]), second < 61 else { return nil }
        seconds += second
        at += 3
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
          var place = 100
          at += 1
          while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            millis += Int(bytes[at] - 0x30) * place
            place /= 10
            at += 1
          }
        }
      }
      let zone = bytes[at...]
      if zone.count == 6, zone.first == UInt8(ascii: "+") || zone.first == UInt8(ascii: "-"),
        bytes[at + 3] == UInt8(ascii: ":"), let h = digits(bytes[at + 1..<at + 3]),
        let m = digits(bytes[at + 4..<at + 6]), h < 24, m < 60
      {
        offset = (h * 3600 + m * 60) * (zone.first == UInt8(ascii: "-") ? -1 : 1)
      } else if !(zone.isEmpty || (zone.count == 1 && zone.first == UInt8(ascii: "Z"))) {
        return nil
      }
    }
    milliseconds = (day.number * 86_400 + seconds - offset) * 1000 + millis
  }

  /// Reads the moment of a question "as of": as `init`, but a day alone means its end, so that what happened on that day
  /// is in the answer.
  public init?(asOf text: String) {
    if let day = Day(text) {
      self.init(endOf: day)
    } else {
      self.init(text)
    }
  }

  /// The last millisecond of a day.
  public init(endOf day: Day) { milliseconds = (day.number + 1) * 86_400_000 - 1 }

  /// The day in UTC on which it falls.
  public var day: Day {
    Day(number: milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000)
  }

  public var description: String {
    let rest = milliseconds - day.number * 86_400_000
    let (seconds, millis) = (rest / 1000, rest % 1000)
    let time = "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2)).\(pad(millis, 3))"
    return "\(day)T\(time)Z"
  }

  /// Earlier.
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
}

private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
  var number = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    number = number * 10 + Int(byte - 0x30)
  }
  return number
}

private func pad(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
