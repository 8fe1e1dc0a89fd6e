import RegisterKit
import Testing

@testable import Exchange

@Suite struct CSVTests {
  private static let text = "name;note\nZoë;€ 5 – “gut”\n"

  private static func utf16(_ text: String, littleFirst: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in ("\u{FEFF}" + text).utf16 {
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      bytes += littleFirst ? [low, high] : [high, low]
    }
    return bytes
  }

  private static let windows1252: [UInt8] =
    Array("name;note\nZo".utf8) + [0xEB, 0x3B, 0x80, 0x20, 0x35, 0x20, 0x96, 0x20, 0x93] + Array("gut".utf8)
    + [0x94, 0x0A]

  private static let encodings: [(String, [UInt8])] = [
    ("plain UTF-8", Array(text.utf8)), ("UTF-8 with a byte order mark", [0xEF, 0xBB, 0xBF] + Array(text.utf8)),
    ("UTF-16, little end first", utf16(text, littleFirst: true)),
    ("UTF-16, big end first", utf16(text, littleFirst: false)), ("Windows-1252", windows1252),
  ]

  @Test(arguments: encodings)
  func everyUsualEncodingIsRead(_ name: String, _ bytes: [UInt8]) throws {
    let table = try CSV.read(bytes)
    #expect(table.header == ["name", "note"], "\(name)")
    #expect(table.rows.map(\.cells) == [["Zoë", "€ 5 – “gut”"]], "\(name)")
  }

  private static let broken: [([UInt8], String)] = [
    ([0x61, 0x00, 0x62], "This is not a text file: it has NUL bytes in it."),
    ([0xFF, 0xFE, 0x61], "The file is cut off in the middle of a character."),
    ([0xFF, 0xFE, 0x00, 0xD8], "The file is not valid UTF-16 text."),
    (Array("a,b\n1,\"2\n3,4\n".utf8), "A quotation mark that opens in line 2 never closes."),
  ]

  @Test(arguments: broken)
  func whatIsNoTextIsRefusedWithAReason(_ bytes: [UInt8], _ reason: String) {
    #expect(throws: Unreadable(reason)) { try CSV.read(bytes) }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", ","), ("a;b\n1,5;2,5\n1,6;2,6\n", ";"), ("a\tb, c\n1\t2\n", "\t"), ("a|b|c\n1|2, 3|4\n5|6|7\n", "|"),
    // What stands between quotation marks is no separator, however often.
    ("a,b\n\"x|y|z|w\",1\n\"x|y|z|w\",2\n", ","), ("a;b\n\"1,2,3\";\"4,5\n6,7\"\n\"1,2,3\";x\n", ";"),
    ("a,b\n\"he said \"\"x|y|z\"\"\",1\nq,\"|\"\n", ","),
    // A bar in running text doesn't outvote the header's commas.
    ("first,second\nx|y|z,1\nx|y|z,2\nx|y|z,3\n", ","),
    ("Suppliers, all\na;b;c\n1;2;3\n4;5;6\n", ";"),
  ])
  func theSeparatorIsFound(_ text: String, _ separator: String) {
    #expect(CSV.separator(Array(text.utf8)) == separator.utf8.first, "\(text)")
  }

  @Test func knownHeadingsDecideTheSeparator() throws {
    let text = "name,due_on\nx; y; z,1\np; q; r,2\np; q; r,3\n"
    let table = try CSV.read(Array(text.utf8)) { ["name", "due_on"].contains($0) }
    #expect(table.header == ["name", "due_on"])
  }

  @Test func quotedCellsKeepLineBreaksMarksAndSeparators() throws {
    let table = try CSV.read(Array("a,b\r\n\"one\r\ntwo\",\"say \"\"no\"\", please\"\r\nthree,4\" pipe\r\n".utf8))
    #expect(
      table.rows == [
        TableRow(number: 2, cells: ["one\r\ntwo", "say \"no\", please"]),
        TableRow(number: 4, cells: ["three", "4\" pipe"]),
      ])
  }

  @Test func aRowOfAnotherWidthIsNamedAndNotShifted() throws {
    let table = try CSV.read(Array("a,b\n1,2\n3,4,5\n6\n".utf8))
    #expect(table.rows.map(\.cells) == [["1", "2"]])
    #expect(table.problems.map(\.row) == [3, 4])
  }

  static let cells = [
    "=1+1", "+1", "-1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1", "'=x", "''=x", "'", "''", "'quoted'", "-inf",
    "+49 30 1",
    "=\u{338}x", "a\nb", "\na", "a\r\nb", "x|y", "x;y", "x\ty", "“”", "\"", " blank ", "\u{FEFF}=1", "- note", "1e5",
  ]

  /// As a table shows it: without blanks that nobody sees.
  static func read(_ cell: String) -> String { cell.contains { $0.isNewline } ? cell.cleanedProse : cell.cleaned }

  @Test(arguments: cells) func whatIsWrittenIsReadBackExactly(_ cell: String) throws {
    let bytes = CSV.write(["k", "v"], [["1", cell], ["2", "plain"]])
    #expect(try CSV.sheet(bytes).rows.dropFirst().map(\.cells) == [["1", cell], ["2", "plain"]])
    #expect(try CSV.read(bytes).rows.map(\.cells) == [["1", Self.read(cell)], ["2", "plain"]])
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("＝1", "'＝1"), ("=\u{338}x", "'=\u{338}x"), ("-inf", "'-inf"), ("'=x", "''=x"), ("-1.5", "-1.5"),
    ("+1e5", "+1e5"), ("'x", "'x"), ("", ""),
  ])
  func onlyWhatLooksLikeAFormulaIsGuarded(_ cell: String, _ guarded: String) {
    #expect(CSV.guarded(cell).unicodeScalars.elementsEqual(guarded.unicodeScalars))
  }

  @Test func aMillionApostrophesEndNothing() throws {
    let cell = String(repeating: "'", count: 1_000_000) + "="
    #expect(CSV.guarded(cell).utf8.count == cell.utf8.count + 1)
  }
}
