import Foundation
import Testing

@testable import Exchange

/// Spreadsheets of LibreOffice and tables of Word.
@Suite struct OfficeTests {
  private func spreadsheet(_ tables: String, styles: String = "", before: String = "") throws -> [Exchange.Sheet] {
    let names = ["office", "table", "text", "style"].map {
      "xmlns:\($0)=\"urn:oasis:names:tc:opendocument:xmlns:\($0):1.0\""
    }
    let content =
      "<?xml version=\"1.0\"?>\(before)<office:document-content \(names.joined(separator: " ")) xmlns:calcext=\"urn:c\"><office:automatic-styles>\(styles)</office:automatic-styles><office:body><office:spreadsheet>\(tables)</office:spreadsheet></office:body></office:document-content>"
    return try Made.sheets(
      """
      with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
          archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
          archive.writestr("content.xml", r'''\(content)''')
      """, "ods")
  }
  private func cell(_ text: String, _ more: String = "") -> String {
    "<table:table-cell \(more)><text:p>\(text)</text:p></table:table-cell>"
  }
  private func value(_ type: String, _ value: String, _ text: String, _ more: String = "") -> String {
    cell(text, "office:value-type=\"\(type)\" office:\(value) \(more)")
  }

  @Test func aSpreadsheetIsReadAsItIsShown() throws {
    let head = ["ID", "Share", "Day", "Flag", "At"].map { cell($0) }.joined()
    let first =
      value("float", "value=\"7\"", "007") + value("percentage", "value=\"0.961\"", "96%")
      + value("date", "date-value=\"2026-11-16\"", "16.11.26") + value("boolean", "boolean-value=\"true\"", "WAHR")
      + value("time", "time-value=\"PT09H30M00S\"", "9:30")
    let second =
      value("float", "value=\"8.5\"", "8,50 €") + cell("a<text:s text:c=\"2\"/>b")
      + value("date", "date-value=\"2026-11-16T09:30:00\"", "x")
      + cell("one</text:p><text:p>two") + cell("<text:a>link</text:a>")
    let table =
      "<table:table table:name=\"Risks\"><table:table-column/><table:table-row>\(head)</table:table-row>"
      + "<table:table-row>\(first)</table:table-row><table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>"
      + "<table:table-row>\(second)<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>"
      + "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>"
    let sheet = try spreadsheet(table)[0]
    #expect(
      sheet.rows == [
        TableRow(number: 1, cells: ["ID", "Share", "Day", "Flag", "At"]),
        TableRow(number: 2, cells: ["007", "96.1 %", "2026-11-16", "yes", "09:30"]),
        TableRow(number: 6, cells: ["8.5", "a  b", "2026-11-16 09:30", "one\ntwo", "link"]),
      ])
  }

  @Test func itsHiddenPartsMergesAndFaultsAreKnown() throws {
    let sheets = try spreadsheet(
      "<table:table table:name=\"A\" table:style-name=\"h\"><table:table-column/><table:table-column table:visibility=\"collapse\"/>"
        + "<table:table-row>\(cell("Group", "table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\""))<table:covered-table-cell/></table:table-row>"
        + "<table:table-row table:visibility=\"filter\">\(cell("#REF!", "table:formula=\"of:=[.X1]\" calcext:value-type=\"error\""))<table:table-cell table:formula=\"of:=1+1\"/></table:table-row></table:table>",
      styles: "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>")
    #expect(sheets[0].isHidden)
    #expect(sheets[0].hiddenRows == [2] && sheets[0].hiddenColumns == [1])
    #expect(sheets[0].merged == [.init(rows: 1...1, columns: 0...1)])
    #expect(sheets[0].faults.map(\.value) == ["#REF!", "=1+1"])
  }

  @Test(arguments: [
    ("<!DOCTYPE x [<!ENTITY a \"b\">]>", "<table:table/>", "document type"),
    (
      "",
      "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
      "8,000,000 cells"
    ), ("", "<table:table>", "broken"),
  ])
  func aHostileSpreadsheetIsRefused(_ before: String, _ table: String, _ reason: String) {
    let error = #expect(throws: Unreadable.self) { try spreadsheet(table, before: before) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  private func document(_ body: String) throws -> [Exchange.Sheet] {
    let content =
      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>\(body)</w:body></w:document>"
    let styles =
      "<w:styles xmlns:w=\"urn:w\"><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
    return try Made.sheets(
      """
      with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
          archive.writestr("word/document.xml", r'''\(content)''')
          archive.writestr("word/styles.xml", r'''\(styles)''')
      """, "docx")
  }
  private func paragraph(_ text: String, _ style: String = "") -> String {
    "<w:p>" + (style.isEmpty ? "" : "<w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr>")
      + "<w:r><w:t>\(text)</w:t></w:r></w:p>"
  }
  private func column(_ text: String, _ more: String = "") -> String {
    "<w:tc><w:tcPr>\(more)</w:tcPr>\(paragraph(text))</w:tc>"
  }

  @Test func tablesOfWordAreSheetsNamedByTheirHeadings() throws {
    let sheets = try document(
      paragraph("Assets", "berschrift1") + paragraph("Some words.")
        + "<w:tbl><w:tr>\(column("Name"))\(column("Owner"))\(column("Note"))</w:tr>"
        + "<w:tr>\(column("Server"))\(column("IT", "<w:vMerge w:val=\"restart\"/>"))\(column("a</w:t><w:br/><w:t>b"))</w:tr>"
        + "<w:tr>\(column("Laptop"))\(column("", "<w:vMerge/>"))<w:tc><w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p></w:tc></w:tr>"
        + "<w:tr>\(column("All of it", "<w:gridSpan w:val=\"3\"/>"))</w:tr></w:tbl>" + paragraph("Second", "Heading1")
        + "<w:tbl><w:tr>\(column("x"))\(column("y"))</w:tr></w:tbl>")
    #expect(sheets.map(\.name) == ["Assets", "Assets"])
    #expect(
      sheets[0].rows.map(\.cells) == [
        ["Name", "Owner", "Note"], ["Server", "IT", "a\nb"], ["Laptop", "", "new"], ["All of it"],
      ])
    #expect(Table(sheets[0]).rows.map(\.cells).dropFirst().first == ["Laptop", "IT", "new"])
    #expect(sheets[0].merged.contains(.init(rows: 4...4, columns: 0...2)))
  }

  @Test func aDocumentWithoutTablesHasNoSheets() throws {
    #expect(try document(paragraph("Only words.")).isEmpty)
  }
}
