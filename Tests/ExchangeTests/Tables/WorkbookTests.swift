import Foundation
import Testing

@testable import Exchange

/// What people keep in workbooks.
@Suite struct WorkbookTests {
  private func cells(_ script: String) throws -> [[String]] {
    try Made.sheets("book = openpyxl.Workbook(); sheet = book.active\n" + script + "\nbook.save(path)")[0].rows.map(
      \.cells)
  }

  static let shown: [(String, String, String)] = [
    ("0.961", "0.0%", "96.1 %"), ("0.5", "0%", "50 %"), ("1.2", "0.00%", "120 %"), ("0.07", "#,##0.0 %", "7 %"),
    ("7", "0000", "0007"), ("12", "\\\"R-\\\"000", "R-012"), ("12", "\\\\R0000", "R0012"), ("123456", "00", "123456"),
    ("12.5", "#,##0.00", "12.5"), ("1200", "#,##0 [$€-407]", "1200"), ("5", "0\\\" days\\\"", "5"),
    ("46000", "dd.mm.yyyy", "2025-12-09"), ("46000.5", "d. mmm yyyy hh:mm", "2025-12-09 12:00"),
    ("46000", "[$-407]d/ mmm/ yy;@", "2025-12-09"),
    ("0.395833333333", "hh:mm", "09:30"), ("1.5", "[h]:mm", "36:00"), ("46000", "[Red]0.0", "46000"),
    ("46000", "General", "46000"),
    ("1e-7", "General", "1e-07"), ("0.1+0.2", "General", "0.3"),
    ("1e20", "0", "1e+20"), ("True", "General", "yes"),
    ("\"007\"", "@", "007"), ("-3", "0000", "-3"),
  ]

  @Test func valuesAreShownByTheirFormats() throws {
    let script = Self.shown.enumerated().map { index, test in
      "c = sheet.cell(\(index + 1), 1, \(test.0)); c.number_format = \"\(test.1)\""
    }
    let rows = try cells(script.joined(separator: "\n"))
    for (row, test) in zip(rows, Self.shown) { #expect(row == [test.2], "\(test.0) as \(test.1)") }
    #expect(rows.count == Self.shown.count)
  }

  @Test func formulasGiveWhatWasStoredOrAreNamed() throws {
    let sheet = try Made.sheets(
      #"""
      rows = b"""<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1&amp;"x"</f><v>namex</v></c></row>
      <row r="3"><c r="A3"><f>SUM(A1:A2)</f></c><c r="B3" t="e"><f>B9</f><v>#REF!</v></c></row>
      <row r="4"><c r="A4" t="str"><f>IF(TRUE,"","")</f><v></v></c><c r="B4" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></is></c></row>"""
      altered("xl/worksheets/sheet1.xml", lambda b: b[:b.index(b'<row r="2"')] + rows + b[b.index(b"</sheetData>"):])
      """#)[0]
    #expect(sheet.rows.map(\.cells) == [["name", "note"], ["2", "namex"], ["=SUM(A1:A2)", "#REF!"], ["", "rich"]])
    #expect(sheet.faults.map { [$0.row, $0.column] } == [[3, 0], [3, 1]])
    let table = Table(sheet)
    #expect(table.setAside.isEmpty)
    #expect(table.problems.map(\.column) == ["name", "note"])
    #expect(table.problems.first?.reason.contains("A3") == true)
  }

  @Test func aTitledSheetWithGroupsAndTotalsIsRead() throws {
    let sheets = try Made.sheets(
      """
      book = openpyxl.Workbook(); s = book.active; s.title = "Risiken"
      s["A1"] = "Risikoregister"; s.merge_cells("A1:F1")
      s["B3"] = "ID"; s.merge_cells("B3:B4"); s["C3"] = "Titel"; s.merge_cells("C3:C4")
      s["D3"] = "Bewertung"; s.merge_cells("D3:E3"); s["D4"] = "Eintritt"; s["E4"] = "Auswirkung"; s["F3"] = "Stand"; s.merge_cells("F3:F4")
      s["B5"] = "Organisation"; s.merge_cells("B5:F5")
      for n, row in enumerate([["1", "Brand", 2, 3, datetime.date(2026, 4, 3)], ["2", "Ausfall", 1, 1, None]], 6):
          for m, value in enumerate(row, 2): s.cell(n, m, value)
      s.merge_cells("F6:F7")
      s["B8"] = "Technik"; s.merge_cells("B8:F8")
      for m, value in enumerate(["3", "Verlust", 4, 5, datetime.date(2026, 5, 3)], 2): s.cell(9, m, value)
      s["B10"] = "Summe"; s["D10"] = 7
      s["XFD1048576"] = "lost"; s["XFD9"] = "far"
      s.row_dimensions[7].hidden = True
      h = book.create_sheet("Geheim"); h.sheet_state = "veryHidden"; h.append(["x"])
      book.save(path)
      """, "xlsm")
    #expect(sheets.map(\.isHidden) == [false, true])
    #expect(sheets[0].rows.allSatisfy { $0.cells.count < 10 })
    let table = Table(sheets[0], words: TableLayoutTests.words)
    #expect(table.header == ["ID", "Titel", "Bewertung: Eintritt", "Bewertung: Auswirkung", "Stand", "Group"])
    #expect(
      table.rows.map(\.cells) == [
        ["1", "Brand", "2", "3", "2026-04-03", "Organisation"], ["3", "Verlust", "4", "5", "2026-05-03", "Technik"],
      ])
    #expect(table.setAside.map(\.row) == [5, 7, 8, 10, 1_048_576])
    #expect(table.problems.map(\.value) == ["far"])
    let all = Table(sheets[0], TableLayout(takesHidden: true), words: TableLayoutTests.words)
    #expect(all.rows.map { $0.cells[4] } == ["2026-04-03", "2026-04-03", "2026-05-03"])
  }

  @Test(arguments: [
    #"wide = b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>'; altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", b"".join(wide % (n, n) for n in range(3, 20_003)) + b"</sheetData>"))"#,
    #"altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", b"<row/>" * 1_000_000 + b"</sheetData>"))"#,
    #"altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 200_000 + b"</mergeCells>"))"#,
    #"altered("xl/worksheets/sheet1.xml", lambda b: b.replace(b"<sheetData>", b"<cols>" + b'<col min="3" max="16384" hidden="1"/>' * 100_000 + b"</cols><sheetData>"))"#,
  ])
  func sheetsThatGrowCostLittle(_ script: String) throws {
    let start = ContinuousClock.now
    let table = Table(try Made.sheets(script)[0])
    #expect(table.rows.first?.cells == ["Nordkap", "x"])
    #expect(table.header.count == 2)
    #expect(start.duration(to: .now) < .seconds(40))
  }

  @Test(arguments: [
    ("open(path, 'wb').write(b'\\xd0\\xcf\\x11\\xe0' + b'x' * 600)", "xls", "save it as XLSX"),
    (
      "open(path, 'wb').write(b'\\xd0\\xcf\\x11\\xe0' + 'EncryptedPackage'.encode('utf-16-le'))", "xlsx",
      "has a password"
    ),
    ("open(path, 'w').write('<html><table><tr><td>x</td></tr></table></html>')", "xls", "web page"),
    ("open(path, 'w').write('')", "csv", "empty"), ("open(path, 'w').write('%PDF-1.7 x')", "csv", "PDF"),
    ("zipfile.ZipFile(path, 'w').writestr('a.csv', 'x')", "zip", "no workbook"),
    ("open(path, 'w').write('{}')", "json", "JSON"),
  ])
  func whatIsNoSheetIsRefusedWithWhatToDo(_ script: String, _ ending: String, _ reason: String) {
    let error = #expect(throws: Unreadable.self) { try Made.sheets(script, ending) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test func aTextThatSpeaksOfPagesIsStillATable() throws {
    let sheets = try Made.sheets("open(path, 'w').write('name,note\\nx,<script>alert(1)</script>\\n')", "csv")
    #expect(sheets[0].rows.count == 2)
  }

  @Test func unicodeTextOfExcelIsRead() throws {
    let sheets = try Made.sheets(
      "open(path, 'wb').write('name\\tnote\\r\\nZoë\\t\"a\\nb\"\\r\\n'.encode('utf-16'))", "txt")
    #expect(sheets[0].rows.map(\.cells) == [["name", "note"], ["Zoë", "a\nb"]])
  }
}
