import RegisterKit

/// What a text can mean as a day before the rest of its column is known.
enum DayShape: Equatable {
  /// No day and nothing like one: “Rolling”, “N/A”.
  case none
  /// Written like a day and none that exists: 31.02.2026.
  case broken
  case day(Day)
  /// The last day of a longer time.
  case end(Day)
  /// Three numbers whose order is still to be found out. Short years are whole already, except where the first number
  /// may be one.
  case numbers(first: Int, second: Int, third: Int, isShort: Bool, hasPoints: Bool)
  /// A bare number as spreadsheets count days.
  case serial(Int)
}

/// Reads one text into a ``DayShape``.
struct DayReader {
  /// By name without accents.
  private let months: [String: Int]

  init(months: [String: Int]) {
    var all: [String: Int] = [:]
    for (name, month) in months where (1...12).contains(month) { all[CellText.key(name)] = month }
    self.months = all
  }

  func read(_ text: String) -> (shape: DayShape, time: TimeOfDay?, remark: String?) {
    if let day = Day(text) { return (.day(day), nil, nil) }
    guard text.utf8.count <= 400 else { return (.none, nil, nil) }
    let plain = CellText.plain(text)
    guard plain.unicodeScalars.contains(where: CellText.isDigit) else { return (.none, nil, nil) }
    if let serial = Self.serial(plain) { return (.serial(serial), nil, nil) }
    let whole = read(plain: plain)
    guard whole.shape == .none, plain.hasSuffix(")"), let open = plain.lastIndex(of: "("), open > plain.startIndex
    else {
      return (whole.shape, whole.time, nil)
    }
    let rest = read(plain: plain[..<open].trimmed())
    return (rest.shape, rest.time, rest.shape == .none ? nil : String(plain[open...]))
  }

  /// 46115 and 46115.604166666664, in the years from 1954 to 2119.
  private static func serial(_ plain: String) -> Int? {
    let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.unicodeScalars.allSatisfy(CellText.isDigit) }), parts[0].utf8.count == 5,
      let number = Int(parts[0]), (20_000...80_000).contains(number)
    else { return nil }
    return number
  }

  private func read(plain: String) -> (shape: DayShape, time: TimeOfDay?) {
    guard let tokens = DayToken.read(plain) else { return (.none, nil) }
    guard let (day, time) = TimeReader.split(tokens) else {
      // A time that is none behind a day is a slip; behind anything else it says nothing.
      return (tokens.contains { if case .word = $0 { true } else { false } } ? .none : .broken, nil)
    }
    guard let parts = DayParts(day, months) else { return (.none, nil) }
    return (parts.shape, time)
  }
}

/// The numbers and words of a day without its time, articles and days of the week.
private struct DayParts {
  private enum Period { case quarter, half, week }

  private static let periods: [String: Period] = {
    let words: [(Period, String)] = [
      (.quarter, "q qtr quarter quartal trimestre trimester trim t kwartaal"),
      (.half, "h hj halbjahr half semestre sem halfjaar"),
      (.week, "kw cw w wk week kalenderwoche woche semaine semana settimana sett"),
    ]
    var all: [String: Period] = [:]
    for (period, names) in words { for name in names.split(separator: " ") { all[String(name)] = period } }
    return all
  }()
  private static let roman = ["i": 1, "ii": 2, "iii": 3, "iv": 4]
  /// Words that say nothing about which day it is: articles, days of the week, endings of ordinal numbers, “by”.
  private static let idle: Set<String> = Set(
    """
    the of on by until till to end den der dem am des bis zum ende spatestens le la les du de d au jusqu fin el los del \
    hasta il lo al dell entro fine het op tot eind einde year jahr annee ano anno jaar uhr calendar fiscal \
    st nd rd th er re e eme ieme ste \u{ba} \u{aa} \
    mo tu we th fr sa su mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday \
    sunday di mi do so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lun mar mer jeu ven sam \
    dim lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes mie miercoles jue jueves vie viernes sab \
    sabado dom domingo lunedi martedi mercoledi gio giovedi venerdi sabato domenica ma wo vr za zo maandag dinsdag \
    woensdag donderdag vrijdag zaterdag zondag
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  private var numbers: [(value: Int, digits: Int)] = []
  private var month: Int?
  /// How many numbers stand before the month or the period.
  private var place = 0
  private var period: Period?
  private var marks: [Unicode.Scalar] = []
  private var isShortYear = false

  /// Nil where a word stands that no day has.
  init?(_ tokens: [DayToken], _ months: [String: Int]) {
    let named = tokens.count { if case .word(let word) = $0 { months[word] != nil } else { false } }
    for (index, token) in tokens.enumerated() {
      switch token {
      case .number(let value, let digits):
        numbers.append((value, digits))
        guard numbers.count <= 3 else { return nil }
      case .mark(let mark):
        switch mark {
        case ".", "/", "-": if !numbers.isEmpty || month != nil, index < tokens.count - 1 { marks.append(mark) }
        case ",", "(", ")", ";": break
        case "'": isShortYear = true
        default: return nil
        }
      case .word(let word):
        // “mar.” is a Tuesday in French and a month elsewhere: a month it is unless another one stands here.
        let isSpare =
          Self.idle.contains(word) && (named > 1 || tokens.count { if case .number = $0 { true } else { false } } == 3)
        if let found = months[word], !isSpare {
          guard month == nil, period == nil else { return nil }
          (month, place) = (found, numbers.count)
        } else if let found = Self.periods[word] {
          guard month == nil, period == nil else { return nil }
          (period, place) = (found, numbers.count)
        } else if let number = Self.roman[word], period == .quarter || Self.isQuarter(tokens, index + 1) {
          numbers.append((number, 1))
        } else if !Self.idle.contains(word) {
          return nil
        }
      }
    }
  }

  private static func isQuarter(_ tokens: [DayToken], _ index: Int) -> Bool {
    for token in tokens.dropFirst(index).prefix(2) {
      if case .word(let word) = token { return periods[word] == .quarter }
    }
    return false
  }

  var shape: DayShape {
    if let period { return end(of: period) }
    if let month { return named(month) }
    switch numbers.count {
    case 1: return single(numbers[0])
    case 2: return pair(numbers[0], numbers[1])
    case 3: return triple(numbers[0], numbers[1], numbers[2])
    default: return .none
    }
  }

  /// 26 is 2026, 70 to 99 are of the last century; nil for what is no year.
  private static func year(_ number: (value: Int, digits: Int)) -> Int? {
    switch number.digits {
    case 4: number.value
    case 2: number.value + (number.value < 70 ? 2000 : 1900)
    default: nil
    }
  }

  private static func isYear(_ number: (value: Int, digits: Int)) -> Bool {
    number.digits == 4 && (1900...2199).contains(number.value)
  }

  private static func made(_ year: Int?, _ month: Int, _ day: Int) -> DayShape {
    guard let year, let day = Day(year: year, month: month, day: day) else { return .broken }
    return .day(day)
  }

  private static func end(_ year: Int?, month: Int) -> DayShape {
    guard let year, let first = Day(year: year, month: month, day: 1) else { return .broken }
    return .end(first.adding(months: 1) + -1)
  }

  private func named(_ month: Int) -> DayShape {
    switch numbers.count {
    case 1:
      let number = numbers[0]
      if Self.isYear(number) { return Self.end(number.value, month: month) }
      // Apr-26, April '26: how spreadsheets show a month. 26-Apr and “April 26” are a day without its year.
      if number.digits == 2, isShortYear || number.value > 31 || (place == 0 && (marks == ["-"] || marks == ["/"])) {
        return Self.end(Self.year(number), month: month)
      }
      return .broken
    case 2:
      let (first, second) = (numbers[0], numbers[1])
      if first.digits == 4 || (first.value > 31 && second.digits <= 2) {
        return Self.made(Self.year(first), month, second.value)
      }
      return Self.made(Self.year(second), month, first.value)
    default: return .none
    }
  }

  private func single(_ number: (value: Int, digits: Int)) -> DayShape {
    switch number.digits {
    case 8:
      let (year, rest) = (number.value / 10_000, number.value % 10_000)
      if (1900...2199).contains(year), let day = Day(year: year, month: rest / 100, day: rest % 100) {
        return .day(day)
      }
      return .broken
    case 4 where Self.isYear(number): return Self.end(number.value, month: 12)
    default: return .none
    }
  }

  private func pair(_ first: (value: Int, digits: Int), _ second: (value: Int, digits: Int)) -> DayShape {
    if first.digits <= 2, Self.isYear(second) { return Self.end(second.value, month: first.value) }
    if Self.isYear(first), second.digits <= 2 { return Self.end(first.value, month: second.value) }
    // A day without its year. 24/7 is no slip.
    if first.digits <= 2, second.digits <= 2, marks.first == "." || marks.first == "/",
      !(first.value == 24 && second.value == 7)
    {
      return .broken
    }
    return .none
  }

  private func triple(
    _ first: (value: Int, digits: Int), _ second: (value: Int, digits: Int), _ third: (value: Int, digits: Int)
  ) -> DayShape {
    guard second.digits <= 2 else { return .broken }
    if first.digits == 4, third.digits <= 2 { return Self.made(first.value, second.value, third.value) }
    guard first.digits <= 2, third.digits == 4 || third.digits == 2 else { return .broken }
    return .numbers(
      first: first.value, second: second.value, third: third.value, isShort: first.digits == 2 && third.digits == 2,
      hasPoints: marks.first == ".")
  }

  private func end(of period: Period) -> DayShape {
    guard (2...3).contains(numbers.count) else { return .none }
    // 2026-W12-3 is a day.
    if numbers.count == 3 {
      guard period == .week, Self.isYear(numbers[0]), place == 1, (1...7).contains(numbers[2].value),
        let end = Self.sunday(numbers[1].value, numbers[0].value)
      else { return .broken }
      return .day(end + (numbers[2].value - 7))
    }
    var (number, year) = (numbers[0], numbers[1])
    // The year is the long one; of two short ones the other than the one at the word.
    if Self.isYear(number)
      || (!Self.isYear(year) && place == 1 && number.value > 4 && number.digits == 2 && year.value <= 4)
    {
      (number, year) = (year, number)
    }
    guard let whole = Self.year(year), number.digits <= 2, number.value >= 1 else { return .broken }
    switch period {
    case .quarter where number.value <= 4: return Self.end(whole, month: number.value * 3)
    case .half where number.value <= 2: return Self.end(whole, month: number.value * 6)
    case .week: return Self.sunday(number.value, whole).map { .end($0) } ?? .broken
    default: return .broken
    }
  }

  /// The last day of a week of ISO 8601; nil if the year has no such week.
  private static func sunday(_ week: Int, _ year: Int) -> Day? {
    guard (1...53).contains(week), let fourth = Day(year: year, month: 1, day: 4) else { return nil }
    let sunday = fourth + (7 - fourth.weekday + (week - 1) * 7)
    // A week belongs to the year of its Thursday.
    return (sunday + -3).parts.year == year ? sunday : nil
  }
}

extension DayShape {
  /// The day that three numbers are in an order; nil where there is none such.
  func day(_ order: DayColumn.Order) -> Day? {
    guard case .numbers(let first, let second, let third, let isShort, _) = self else { return nil }
    func whole(_ year: Int) -> Int { year >= 100 ? year : year + (year < 70 ? 2000 : 1900) }
    return switch order {
    case .dayFirst: Day(year: whole(third), month: second, day: first)
    case .monthFirst: Day(year: whole(third), month: first, day: second)
    case .yearFirst: isShort ? Day(year: whole(first), month: second, day: third) : nil
    }
  }
}
