import RegisterKit

/// The parts of a text that may be a day: numbers, words and the marks between them.
enum DayToken: Equatable {
  /// Its value and how many digits it is written with.
  case number(Int, digits: Int)
  /// In small letters without accents.
  case word(String)
  case mark(Unicode.Scalar)

  /// Nil for a text that is too long for a day or holds a number that no day has.
  static func read(_ plain: String) -> [DayToken]? {
    guard plain.utf8.count <= 120 else { return nil }
    let scalars = Array(plain.lowercased().unicodeScalars)
    var (tokens, at): ([DayToken], Int) = ([], 0)
    while at < scalars.count {
      let scalar = scalars[at]
      if CellText.isDigit(scalar) {
        var (value, digits) = (0, 0)
        while at < scalars.count, CellText.isDigit(scalars[at]) {
          guard digits < 9 else { return nil }
          value = value * 10 + Int(scalars[at].value - 0x30)
          digits += 1
          at += 1
        }
        tokens.append(.number(value, digits: digits))
      } else if scalar.properties.isAlphabetic {
        var word = ""
        while at < scalars.count, scalars[at].properties.isAlphabetic || CellText.isMark(scalars[at]) {
          if !CellText.isMark(scalars[at]) { word += CellText.letters[scalars[at]] ?? String(scalars[at]) }
          at += 1
        }
        tokens.append(.word(word))
      } else {
        if scalar != " " { tokens.append(.mark(scalar)) }
        at += 1
      }
    }
    return tokens
  }
}

/// A time of day as it stands behind a day.
struct TimeOfDay: Equatable {
  /// Since midnight.
  var milliseconds = 0
  /// Minutes that its zone is ahead of UTC; nil where none is named.
  var zone: Int?
}

/// Takes the time of day off the end of a day's tokens.
struct TimeReader {
  /// Minutes ahead of UTC. Names that mean several zones are not here.
  private static let zones = [
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "cet": 60, "mez": 60, "west": 60, "cest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "est": -300, "edt": -240, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "cdt": -300,
  ]
  /// What stands between a day and its time.
  private static let before: Set<String> = ["t", "um", "at", "a", "alle", "om", "las", "ore", "kl"]

  private let tokens: [DayToken]
  private var at: Int

  /// The tokens of the day and the time behind it. Nil if there is a time and it is none that exists.
  static func split(_ tokens: [DayToken]) -> (day: [DayToken], time: TimeOfDay?)? {
    guard let start = start(tokens) else { return (tokens, nil) }
    var reader = TimeReader(tokens, start)
    guard let time = reader.time() else { return nil }
    var day = Array(tokens[..<start])
    while let last = day.last {
      if case .word(let word) = last, before.contains(word) {
        day.removeLast()
      } else if last == .mark(",") || last == .mark("-") || last == .mark("(") {
        day.removeLast()
      } else {
        break
      }
    }
    return (day, time)
  }

  private init(_ tokens: [DayToken], _ at: Int) {
    self.tokens = tokens
    self.at = at
  }

  /// Where the time begins: at a number before a colon, an hour's word or a morning's, or behind the T of ISO 8601.
  private static func start(_ tokens: [DayToken]) -> Int? {
    var numbers = 0
    for (index, token) in tokens.enumerated() {
      guard case .number(_, let digits) = token else { continue }
      let next = index + 1 < tokens.count ? tokens[index + 1] : nil
      let isBehindDay = numbers >= 2 || (numbers == 1 && index > 1)
      if digits <= 2, isBehindDay, index + 2 < tokens.count, next == .mark(":"), case .number = tokens[index + 2] {
        return index
      }
      if digits <= 2, numbers >= 2, case .word(let word) = next, ["h", "uhr", "am", "pm", "heures"].contains(word) {
        return index
      }
      if digits == 4 || digits == 6, index >= 2, tokens[index - 1] == .word("t"),
        case .number(_, digits: 8) = tokens[index - 2]
      {
        return index
      }
      numbers += 1
    }
    return nil
  }

  private mutating func number(_ digits: ClosedRange<Int>) -> (value: Int, digits: Int)? {
    guard at < tokens.count, case .number(let value, let count) = tokens[at], digits.contains(count) else { return nil }
    at += 1
    return (value, count)
  }

  private mutating func skip(_ token: DayToken) -> Bool {
    guard at < tokens.count, tokens[at] == token else { return false }
    at += 1
    return true
  }

  private mutating func time() -> TimeOfDay? {
    guard let first = number(1...6) else { return nil }
    var (hour, minute, second, millis) = (first.value, 0, 0, 0)
    if first.digits > 2 {
      if first.digits == 6 { (hour, second) = (first.value / 100, first.value % 100) }
      (hour, minute) = (hour / 100, hour % 100)
    } else if skip(.mark(":")) {
      guard let minutes = number(2...2) else { return nil }
      minute = minutes.value
      if skip(.mark(":")) {
        guard let seconds = number(2...2) else { return nil }
        second = seconds.value
        if skip(.mark(".")) || skip(.mark(",")) {
          guard let fraction = number(1...9) else { return nil }
          millis = fraction.value
          for _ in 0..<max(0, 3 - fraction.digits) { millis *= 10 }
          for _ in 0..<max(0, fraction.digits - 3) { millis /= 10 }
        }
      }
    } else if skip(.word("h")) || skip(.word("uhr")) || skip(.word("heures")) {
      minute = number(2...2)?.value ?? 0
    }
    if let isAfternoon = afternoon() {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    guard hour < 24 || (hour == 24 && minute == 0 && second == 0), minute < 60, second < 61 else { return nil }
    var time = TimeOfDay(milliseconds: ((hour * 60 + minute) * 60 + second) * 1000 + millis)
    guard zone(&time) else { return nil }
    return time
  }

  private mutating func afternoon() -> Bool? {
    for (short, isAfternoon) in [("a", false), ("p", true)] {
      if skip(.word(short + "m")) { return isAfternoon }
      if at + 2 < tokens.count, tokens[at] == .word(short), tokens[at + 1] == .mark("."), tokens[at + 2] == .word("m") {
        at += 3
        _ = skip(.mark("."))
        return isAfternoon
      }
    }
    return nil
  }

  /// Reads what is left: words for hours, a zone by name, by its distance or both. False if something else is left.
  private mutating func zone(_ time: inout TimeOfDay) -> Bool {
    while at < tokens.count {
      let sign = tokens[at] == .mark("+") ? 1 : tokens[at] == .mark("-") ? -1 : 0
      if sign != 0 {
        at += 1
        guard let first = number(1...4) else { return false }
        var (hours, minutes) = first.digits > 2 ? (first.value / 100, first.value % 100) : (first.value, 0)
        if first.digits <= 2, skip(.mark(":")) {
          guard let rest = number(2...2) else { return false }
          minutes = rest.value
        }
        guard hours <= 14, minutes < 60 else { return false }
        hours *= 60
        time.zone = sign * (hours + minutes)
      } else if case .word(let word) = tokens[at] {
        at += 1
        if let zone = Self.zones[word] {
          time.zone = time.zone ?? zone
        } else if !["uhr", "h", "hrs"].contains(word) {
          return false
        }
      } else if [.mark("("), .mark(")"), .mark(".")].contains(tokens[at]) {
        at += 1
      } else {
        return false
      }
    }
    return true
  }
}
