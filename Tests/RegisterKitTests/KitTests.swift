import Testing

@testable import RegisterKit

@Suite struct JSONTests {
  @Test(arguments: [
    (#"{"b":1,"a":[true,null,"x"]}"#, #"{"a":[true,null,"x"],"b":1}"#), (" [ 1.50 , -0.5e1 ] ", "[1.5,-5]"),
    (#""\u00e9\n\"\\\ud83d\ude00""#, "\"é\\n\\\"\\\\😀\""), ("9007199254740993", "9007199254740993"), ("{}", "{}"),
    ("[]", "[]"),
  ])
  func canonicalTextIsOne(_ text: String, _ canonical: String) throws {
    let value = try JSON.parse(text)
    #expect(JSON.text(value) == canonical)
    #expect(try JSON.parse(JSON.text(value)) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "1.", "+1", "nul", "\"a", "\"\u{1}\"", #""\ud800""#,
    #""\u0000""#, "[1] 2", "'a'",
    "1e999", "{1:2}", String(repeating: "[", count: 100), "NaN", "-", #""\x41""#,
  ])
  func whatIsNoJSONIsRefused(_ text: String) { #expect(throws: JSON.Malformed.self) { try JSON.parse(text) } }

  /// Cut off, overlong, half a surrogate pair, beyond the last scalar, a byte that never stands alone.
  @Test(arguments: [
    [0xC3], [0xE2, 0x82], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFF],
  ])
  func whatIsNoUTF8IsRefusedWhereItStands(_ wrong: [UInt8]) {
    let (before, after) = (Array(#"{"a":"é","b":""#.utf8), Array(#""}"#.utf8))
    let failure = #expect(throws: JSON.Malformed.self) { try JSON.parse(before + wrong + after) }
    #expect(failure?.reason == "a text is not UTF-8")
    #expect(failure?.offset == before.count + wrong.count)
    for bytes in [Array("{\"".utf8) + wrong + Array("\":1}".utf8), Array("[1,".utf8) + wrong + Array("]".utf8), wrong] {
      #expect(throws: JSON.Malformed.self) { try JSON.parse(bytes) }
    }
  }
}

@Suite struct TimeTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-16", 20_773), ("0001-01-01", -719_162),
    ("9999-12-31", 2_932_896),
  ])
  func daysAreCounted(_ text: String, _ number: Int) {
    #expect(Day(text)?.number == number)
    #expect("\(Day(number: number))" == text)
  }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-01 ", "", "2026/01/01"])
  func whatIsNoDayIsNone(_ text: String) { #expect(Day(text) == nil) }

  @Test func everyDayOfFourCenturiesReadsBack() {
    for number in stride(from: -146_097, to: 146_097, by: 1) {
      #expect(Day("\(Day(number: number))")?.number == number)
    }
  }

  @Test(arguments: [
    ("2026-11-16T09:30:00Z", "2026-11-16T09:30:00.000Z"), ("2026-11-16 09:30", "2026-11-16T09:30:00.000Z"),
    ("2026-11-16T09:30:15.25+02:00", "2026-11-16T07:30:15.250Z"), ("2026-11-16", "2026-11-16T00:00:00.000Z"),
    ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
  ])
  func momentsAreReadInUTC(_ text: String, _ canonical: String) { #expect(Instant(text).map { "\($0)" } == canonical) }

  @Test func monthsAreAddedToTheirLastDay() {
    #expect(Day("2026-01-31")?.adding(months: 1) == Day("2026-02-28"))
    #expect(Day("2026-11-16")?.adding(months: -12) == Day("2025-11-16"))
  }
}

@Suite struct KindTests {
  @Test(arguments: [
    ("412000", 412_000.0), ("412,000", 412_000), ("412.000,5", 412_000.5), ("1 250.5", 1250.5), ("1'250", 1250),
    ("96,1", 96.1), ("-3.5", -3.5),
  ])
  func numbersAreReadAsPeopleWriteThem(_ text: String, _ number: Double) { #expect(parseDecimal(text) == number) }

  @Test(arguments: ["", "abc", "1.2.3,4,5", "12a", "--1", "1,2,3"])
  func whatIsNoNumberIsNone(_ text: String) { #expect(parseDecimal(text) == nil) }

  @Test(arguments: [("16.11.2026", "2026-11-16"), ("2026-11-16 00:00", "2026-11-16"), ("31/12/2026", "2026-12-31")])
  func daysOfSpreadsheetsAreRead(_ text: String, _ day: String) throws {
    #expect(try DayKind().parse(text, Reading()) == .text(day))
  }

  @Test(arguments: ["01/02/2026", "tomorrow", "2026"])
  func anAmbiguousDayIsRefused(_ text: String) {
    #expect(throws: Refusal.self) { try DayKind().parse(text, Reading()) }
  }

  @Test(arguments: ["one\r\ntwo", "one\rtwo", "one\ntwo"])
  func linesAreBrokenOneWayHoweverTheyCome(_ text: String) throws {
    #expect(try ProseKind().accept(.text(text), Reading()) == "one\ntwo")
    #expect(try ProseKind().parse(text, Reading()) == "one\ntwo")
  }

  @Test func choicesAreMetByNameLabelSynonymAndLeadingWords() throws {
    let kind = ChoiceKind(options: [
      ChoiceOption("modify", "Modify", synonyms: ["mitigate"]), ChoiceOption("retain", "Retain"),
    ])
    for text in ["modify", "MODIFY", "mitigate", "Mitigate; by 2027", "modify (partly)"] {
      #expect(try kind.parse(text, Reading()) == "modify")
    }
    #expect(throws: Refusal.self) { try kind.parse("hope", Reading()) }
  }

  @Test func levelsAreOnTheWorkspacesScale() throws {
    let kind = LevelKind(scale: "likelihood")
    for text in ["4", "likely", "4 – likely", "4 likely"] { #expect(try kind.parse(text, Reading()) == 4) }
    for text in ["6", "0", "never", "4 rare"] { #expect(throws: Refusal.self) { try kind.parse(text, Reading()) } }
  }
}

@Suite struct AdmissionTests {
  private struct Thing: Record {
    var name = ""
    var size: Int?
    var decidedBy = ""
    static let register = Register<Thing>(
      "things", prefix: "THG", one: "Thing", many: "Things", area: .do,
      fields: [
        .line(\.name, "name", "Name", .title), .number(\.size, "size", "Size", in: 1...9),
        .line(\.decidedBy, "decided_by", "Decided by", .stamped),
        .derived("double", "Double", NumberKind(range: 0...99)) { thing, _ in Value(thing.size.map { $0 * 2 }) },
      ],
      upgrades: ["label": "name"],
      check: { thing, _, problems in if thing.name == "bad" { problems.add("name", "Not this one.") } })
  }
  private func admit(_ patch: Body, to body: Body = [:], by hand: AnyRegister.Hand = .entry) -> (Body, [Problem]) {
    var problems = Problems()
    return (Thing.register.erased.admit(patch, to: body, by: hand, Reading(), &problems), problems.all)
  }

  @Test func valuesAreMergedClearedAndDerived() {
    #expect(admit(["name": "A", "size": 2]).0 == ["name": "A", "size": 2, "double": 4])
    #expect(admit(["size": .null], to: ["name": "A", "size": 2, "double": 4]).0 == ["name": "A"])
    #expect(admit(["size": 3], to: ["label": "Old"]).0["name"] == "Old")
    #expect(admit(["name": "A", "extra": ["Colour": "red"]]).0["extra"] == ["Colour": "red"])
  }

  @Test(
    arguments: [
      (["size": 2], "name"), (["name": "A", "size": 10], "size"), (["name": "A", "size": "2"], "size"),
      (["name": "A", "colour": "red"], "colour"),
      (["name": "A", "double": 4], "double"), (["name": "A", "decided_by": "me"], "decided_by"),
      (["name": "bad"], "name"), (["name": "two\nlines"], "name"),
      (["name": "A", "extra": ["x": 1]], "extra"),
    ] as [(Body, String)])
  func whatCantBeTakenIsNamed(_ patch: Body, _ field: String) { #expect(admit(patch).1.contains { $0.field == field }) }

  @Test func historyMaySetWhatEntryMayNot() {
    #expect(admit(["name": "A", "decided_by": "Chief"], by: .history).0["decided_by"] == "Chief")
  }
}
