import Domain
import RegisterKit
import Testing

@Suite("Days of a column") struct DayColumnTests {
  /// Each by itself, in a column that nothing else decides.
  static let certain: [(String, String)] = [
    ("3.4.26", "2026-04-03"), ("03.04.2026", "2026-04-03"), ("3. 4. 2026", "2026-04-03"), ("2026-04-03", "2026-04-03"),
    ("2026/4/3", "2026-04-03"), ("2026.04.03", "2026-04-03"), ("20260403", "2026-04-03"), ("3-Apr-26", "2026-04-03"),
    ("03-APR-2026", "2026-04-03"), ("3. April 2026", "2026-04-03"), ("April 3, 2026", "2026-04-03"),
    ("Apr. 3rd, 2026", "2026-04-03"), ("3 avril 2026", "2026-04-03"), ("1er mars 2026", "2026-03-01"),
    ("3 de abril de 2026", "2026-04-03"), ("den 3. April 2026", "2026-04-03"), ("Fr., 03.04.2026", "2026-04-03"),
    ("Freitag, den 3. April 2026", "2026-04-03"), ("vendredi 3 avril 2026", "2026-04-03"),
    ("3 aprile 2026", "2026-04-03"),
    ("mar. 03.03.2026", "2026-03-03"), ("1 Août 2026", "2026-08-01"), ("1 Aou\u{302}t 2026", "2026-08-01"),
    ("2026-04-03T22:00:00-05:00", "2026-04-03"), ("2026-04-03T22:00:00.123Z", "2026-04-03"),
    ("20260403T220000Z", "2026-04-03"), ("03.04.2026 14:30", "2026-04-03"), ("03.04.2026, 14:30 Uhr", "2026-04-03"),
    ("3.4.2026 um 9 Uhr", "2026-04-03"), ("4/13/2026 2:30 PM", "2026-04-13"), ("13/4/2026", "2026-04-13"),
    ("4.13.2026", "2026-04-13"), ("4/4/2026", "2026-04-04"), ("31.12.99", "1999-12-31"), ("1.1.70", "1970-01-01"),
    ("1.1.69", "2069-01-01"), ("\u{FF11}\u{FF15}.\u{FF14}.\u{FF12}\u{FF10}\u{FF12}\u{FF16}", "2026-04-15"),
    ("\u{200F}15.04.2026\u{200E}", "2026-04-15"), ("\u{A0}15\u{2013}04\u{2013}2026 ", "2026-04-15"),
    ("29.02.2028", "2028-02-29"), ("9999-12-31", "9999-12-31"), ("2026 April 3", "2026-04-03"),
    ("2026-W12-3", "2026-03-18"), ("30.06.2026 (planned)", "2026-06-30"), ("bis 30.06.2026", "2026-06-30"),
    ("2026-04-03 00:00:00", "2026-04-03"), ("by April 3, 2026", "2026-04-03"),
  ]

  @Test("are read in every usual spelling", arguments: certain)
  func spelling(_ text: String, _ day: String) {
    let column = DayColumn([text], months: ColumnSamples.months)
    #expect(column.read(text)?.day.description == day)
    #expect(!column.isBroken(text))
    #expect(!column.isAmbiguous)
  }

  static let ends: [(String, String)] = [
    ("Q3 2026", "2026-09-30"), ("Q3/26", "2026-09-30"), ("2026-Q3", "2026-09-30"), ("26-Q3", "2026-09-30"),
    ("3Q26", "2026-09-30"), ("3. Quartal 2026", "2026-09-30"), ("III. Quartal 2026", "2026-09-30"),
    ("T3 2026", "2026-09-30"), ("3e trimestre 2026", "2026-09-30"), ("1er trimestre 2026", "2026-03-31"),
    ("Q4 2026", "2026-12-31"), ("April 2026", "2026-04-30"), ("Apr-26", "2026-04-30"), ("April '26", "2026-04-30"),
    ("04/2026", "2026-04-30"), ("2026-04", "2026-04-30"), ("02.2028", "2028-02-29"), ("2026", "2026-12-31"),
    ("Ende 2026", "2026-12-31"), ("end of March 2026", "2026-03-31"), ("KW 12/2026", "2026-03-22"),
    ("CW12 2026", "2026-03-22"), ("2026-W12", "2026-03-22"), ("12. KW 2026", "2026-03-22"), ("2026-W53", "2027-01-03"),
    ("H1 2026", "2026-06-30"), ("2. Halbjahr 2026", "2026-12-31"),
  ]

  @Test("are the last of a longer time, and it is said", arguments: ends)
  func end(_ text: String, _ day: String) {
    let read = DayColumn([text], months: ColumnSamples.months).read(text)
    #expect(read?.day.description == day)
    #expect(read?.note == "\(text) was read as \(day).")
  }

  static let broken = [
    "31.02.2026", "0/0/0", "0000-00-00", "32. April 2026", "2026-13-01", "13/2026", "31/31/2026", "20261301", "Q5 2026",
    "29.02.2026", "1.2.3", "3.4.", "KW 54/2026", "2025-W53", "31 February 2026", "03.04.202", "03.04.2026 25:00",
  ]

  @Test("that look like one and are none are a slip", arguments: broken)
  func slip(_ text: String) {
    let column = DayColumn([text, "2026-01-01"], months: ColumnSamples.months)
    #expect(column.read(text) == nil)
    #expect(column.isBroken(text))
  }

  static let words = [
    "", " ", "Rolling", "Continuous", "N/A", "within 2 weeks", "24/7", "tbd", "-", "jährlich", "100000000000000000000",
    "Phase 2", "10.0.0.1", "A.5.3", "every 3 months", "12", "1,5", "April", "3.4.2026 to 5.4.2026", "mid 2026",
    String(repeating: "9", count: 100_000), String(repeating: "1.1.2026 ", count: 10_000), "Q3", "V1.2 2026",
  ]

  @Test("are none where words stand", arguments: words)
  func word(_ text: String) {
    let column = DayColumn([text, "2026-01-01"], months: ColumnSamples.months)
    #expect(column.read(text) == nil)
    #expect(!column.isBroken(text))
  }

  @Test("take the order that one value of the column proves")
  func order() {
    let first = DayColumn(["3/4/2026", "13/4/2026", "n/a"], months: [:])
    #expect(first.order == .dayFirst)
    #expect(first.read("3/4/2026")?.day.description == "2026-04-03")
    let second = DayColumn(["3/4/2026", "4/13/2026", ""], months: [:])
    #expect(second.order == .monthFirst)
    #expect(second.read("3/4/2026")?.day.description == "2026-03-04")
    // Points keep their own meaning beside it.
    #expect(second.read("3.4.2026")?.day.description == "2026-04-03")
    let third = DayColumn(["70-04-03", "99-12-30"], months: [:])
    #expect(third.order == .yearFirst)
    #expect(third.read("99-12-30")?.day.description == "1999-12-30")
  }

  @Test("are asked about once where both orders are possible")
  func ambiguous() {
    let values = ["3/4/2026", "5/5/2026", "6-7-26", "2026-01-01"]
    let column = DayColumn(values, months: [:])
    #expect(column.isAmbiguous && column.order == nil && !column.isConflicting)
    #expect(column.example == "3/4/2026")
    #expect(column.examples == ["3/4/2026", "6-7-26"])
    #expect(column.read("3/4/2026") == nil && !column.isBroken("3/4/2026"))
    #expect(column.read("5/5/2026")?.day.description == "2026-05-05")
    let told = DayColumn(values, months: [:], order: .monthFirst)
    #expect(!told.isAmbiguous && told.example == nil)
    #expect(told.read("3/4/2026")?.day.description == "2026-03-04")
  }

  @Test("of a column that contradicts itself are read where only one day is possible")
  func conflict() {
    let column = DayColumn(["13/4/2026", "4/14/2026", "3/4/2026"], months: [:])
    #expect(column.isConflicting && !column.isAmbiguous && column.order == nil)
    #expect(column.read("13/4/2026")?.day.description == "2026-04-13")
    #expect(column.read("4/14/2026")?.note == "4/14/2026 was read as 2026-04-14.")
    #expect(column.read("3/4/2026") == nil && column.isBroken("3/4/2026"))
  }

  @Test("are counted by spreadsheets from 1900, where the column holds days")
  func serial() {
    let column = DayColumn(["46115", "2026-01-01"], months: [:])
    #expect(column.read("46115")?.day.description == "2026-04-03")
    #expect(column.read("46115.604166666664")?.note == "46115.604166666664 was read as 2026-04-03.")
    #expect(column.read("19999") == nil && column.read("80001") == nil)
    #expect(DayColumn(["46115", "50000"], months: [:]).read("46115") == nil)
    #expect(DayColumn(["46115"], months: [:], serials: true).read("46115")?.day.description == "2026-04-03")
  }

  static let instants: [(String, String)] = [
    ("22.01.2026 09:14", "2026-01-22T09:14:00.000Z"), ("1/22/2026 9:14 AM", "2026-01-22T09:14:00.000Z"),
    ("1/22/2026 12:05 a.m.", "2026-01-22T00:05:00.000Z"), ("22/1/2026 9:14:07 PM", "2026-01-22T21:14:07.000Z"),
    ("22.01.2026", "2026-01-22T00:00:00.000Z"), ("22.01.2026, 09:14 Uhr", "2026-01-22T09:14:00.000Z"),
    ("22 janv 2026 14h30", ""), ("22.01.2026 14h30", "2026-01-22T14:30:00.000Z"),
    ("2026-01-22T09:14:00-05:00", "2026-01-22T14:14:00.000Z"), ("2026-01-22 09:14 +0100", "2026-01-22T08:14:00.000Z"),
    ("22.01.2026 09:14 MEZ", "2026-01-22T08:14:00.000Z"), ("22.01.2026 09:14 (UTC+2)", "2026-01-22T07:14:00.000Z"),
    ("20260122T091407Z", "2026-01-22T09:14:07.000Z"), ("22.01.2026 25:00", ""), ("22.01.2026 13:00 PM", ""),
    ("31.12.2026 24:00", "2027-01-01T00:00:00.000Z"), ("22.01.2026 09:14:07.5", "2026-01-22T09:14:07.500Z"),
    ("46044.385", "2026-01-22T09:14:24.000Z"), ("Monday", ""), ("", ""),
  ]

  @Test("with a time are moments in UTC", arguments: instants)
  func instant(_ text: String, _ instant: String) {
    let column = InstantColumn([text, "2026-01-01"], months: ColumnSamples.months)
    #expect(column.read(text)?.instant.description ?? "" == instant)
  }

  @Test("cost little in long columns")
  func long() {
    let values = (0..<20_000).map { "\($0 % 28 + 1)/\($0 % 12 + 1)/2026" }
    let column = DayColumn(values, months: ColumnSamples.months)
    #expect(column.order == .dayFirst)
    #expect(values.allSatisfy { column.read($0) != nil })
  }
}
