import Foundation
import RegisterKit
import Testing

@testable import Exchange

/// Workbooks as Excel, openpyxl and attackers make them.
@Suite struct XLSXTests {
  @Test func valuesAreReadAsTheSheetShowsThem() throws {
    let file = try Made.file(
      """
      book = openpyxl.Workbook()
      sheet = book.active
      sheet.title = "Suppliers"
      sheet.append(["name", "day", "moment", "number", "share", "flag", "text"])
      sheet.append(["Nordkap", datetime.date(2026, 11, 16), datetime.datetime(2026, 11, 16, 9, 30), 12.0, 0.1 + 0.2, True, "'=x"])
      sheet.append(["Veldmail", datetime.datetime(2026, 1, 2), None, -7, 1e3, False, "2026-11-16"])
      sheet["B3"].number_format = "dd/mm/yyyy"
      book.create_sheet("Empty")
      book.save(path)
      """)
    defer { try? FileManager.default.removeItem(at: file) }
    let sheets = try XLSX.read(file)
    #expect(sheets.map(\.sheet) == ["Suppliers", "Empty"])
    #expect(
      sheets[0].rows.map(\.cells) == [
        ["Nordkap", "2026-11-16", "2026-11-16 09:30", "12", "0.3", "yes", "'=x"],
        ["Veldmail", "2026-01-02", "", "-7", "1000", "no", "2026-11-16"],
      ])
    #expect(sheets[1].rows.isEmpty)
  }

  @Test func datesOfTheOtherCalendarAreTheSameDays() throws {
    let file = try Made.file(
      """
      book = openpyxl.Workbook()
      book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
      book.active.append(["name", "day"])
      book.active.append(["Nordkap", datetime.date(2026, 11, 16)])
      book.save(path)
      """)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(try XLSX.read(file)[0].rows.map(\.cells) == [["Nordkap", "2026-11-16"]])
  }

  @Test func whatIsWrittenIsReadBackExactly() throws {
    let texts = CSVTests.cells.filter { !$0.contains("\r") }
    let day = try #require(Day("2026-11-16"))
    let bytes = try XLSX.write([
      .init(
        name: "All: [of] it", header: ["text", "day", "number"],
        rows: texts.map { [.text($0), .day(day), .number(1.5)] })
    ])
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(temporaryName("concord-test")).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    let sheet = try XLSX.read(file)[0]
    #expect(sheet.sheet == "All of it")
    #expect(sheet.rows.map(\.cells) == texts.map { [CSVTests.read($0), "2026-11-16", "1.5"] })
  }

  private static let hostile: [(String, String, String)] = [
    (
      "shared texts that swell to 400 MB",
      #"""
      altered("xl/_rels/workbook.xml.rels", lambda b: b.replace(b"</Relationships>", b'<Relationship Id="s" Type="x/sharedStrings" Target="texts.xml"/></Relationships>'), {"xl/texts.xml": b"<sst><si><t>" + b"a" * 400_000_000 + b"</t></si></sst>"})
      """#, "longer than 150 million characters"
    ),
    (
      "more columns than a sheet has",
      #"""
      altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", b'<row r="3"><c r="ZZZ3"><v>1</v></c></row></sheetData>'))
      """#, "more than 16,384 columns"
    ),
    (
      "a row beyond the last one",
      #"""
      altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", b'<row r="99999999"><c><v>1</v></c></row></sheetData>'))
      """#, "more than 1,048,576 rows"
    ),
    ("a binary workbook", #"altered("", None, {"xl/workbook.bin": b"x"})"#, "save it as XLSX"),
    (
      "a part that unpacks to 2 GB", #"altered("", None, {"xl/media/zeros.bin": bytes(2_000_000_000)})"#,
      "it unpacks to more than 500 MB"
    ),
    ("a swarm of parts", #"altered("", None, {f"xl/p{n}": b"" for n in range(20_000)})"#, "more than 10,000 parts"),
    (
      "an entity for a file of the server",
      #"""
      altered("xl/worksheets/sheet1.xml", lambda b: b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + b[b.index(b"<worksheet"):].replace(b"</sheetData>", b'<row r="3"><c r="A3" t="inlineStr"><is><t>&f;</t></is></c></row></sheetData>'))
      """#, "it declares a document type"
    ),
    (
      "a billion laughs, behind a megabyte of comment",
      #"""
      laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10))
      altered("xl/workbook.xml", lambda b: b"<!--" + b" " * 1_048_570 + b"--><!DOCTYPE x [" + laughs + b"]>" + b[b.index(b"<workbook"):])
      """#, "it declares a document type"
    ),
    (
      "a document type in UTF-16",
      #"altered("xl/workbook.xml", lambda b: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"))"#,
      "it declares a document type"
    ),
    (
      "an entity in a part of another name",
      #"""
      altered("xl/_rels/workbook.xml.rels", lambda b: b.replace(b"sheet1.xml", b"sheet1.svg"), {"xl/worksheets/sheet1.svg": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>'})
      """#, "it declares a document type"
    ),
    ("an archive that is no workbook", #"zipfile.ZipFile(path, "w").writestr("a.txt", "hi")"#, "it is no workbook"),
    (
      "half a workbook", #"altered("", None); b = open(path, "rb").read(); open(path, "wb").write(b[:len(b) // 2])"#,
      "archive is damaged"
    ),
    ("text", #"open(path, "w").write("name;note")"#, "archive is damaged"),
    (
      "a sheet that is no XML", #"altered("xl/worksheets/sheet1.xml", lambda b: b"<worksheet><sheetData><row>")"#,
      "one of its parts is broken"
    ),
  ]

  @Test(arguments: hostile)
  func aHostileWorkbookIsRefusedWithAReason(_ what: String, _ script: String, _ reason: String) throws {
    let file = try Made.file(script)
    defer { try? FileManager.default.removeItem(at: file) }
    let start = ContinuousClock.now
    let error = #expect(throws: Unreadable.self, "\(what)") { try XLSX.read(file) }
    #expect(error?.reason.contains(reason) == true, "\(what): \(error?.reason ?? "")")
    #expect(start.duration(to: .now) < .seconds(40), "\(what)")
  }
}
