import Foundation
import Testing

@testable import Exchange

/// Texts that no cell of a workbook holds.
@Suite struct LongTextsTests {
  private func read(_ sheets: [XLSX.Sheet]) throws -> [Exchange.Sheet] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(temporaryName("concord-test")).xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try XLSX.write(sheets)).write(to: file)
    return try SheetReader.read(file, as: "long.xlsx")
  }

  private static let long = [
    String(repeating: "abcdefghi ", count: 4_000) + "end", String(repeating: "😀", count: 40_000) + "é",
    String(repeating: "x", count: 32_767), String(repeating: "e\u{301}", count: 17_000),
    "same " + String(repeating: "y", count: 33_000),
    "same " + String(repeating: "y", count: 33_000) + "!",
  ]

  @Test func theyComeBackWhole() throws {
    let rows = Self.long.enumerated().map { [XLSX.Cell.text("R-\($0)"), .text($1), .text("short")] }
    let sheets = try read([.init(name: "Risks: all", header: ["ID", "Description", "Note"], rows: rows)])
    #expect(sheets.map(\.name) == ["Risks all"])
    let table = Table(sheets[0])
    #expect(table.problems.isEmpty)
    #expect(table.rows.map { $0.cells[1] } == Self.long)
  }

  @Test func aTextOfJustWhatACellHoldsStaysThere() throws {
    let text = String(repeating: "z", count: 32_766)
    let sheets = try read([.init(name: "Risks", header: ["ID", "Text"], rows: [[.text("1"), .text(text)]])])
    #expect(sheets.count == 1 && sheets[0].rows[1].cells[1] == text)
  }

  @Test func aCutTextIsNamedAndNeverTaken() throws {
    let moved = LongTexts.moved([
      .init(name: "Risks", header: ["ID", "Text"], rows: [[.text("1"), .text(Self.long[0])]])
    ])
    guard case .text(let cut) = moved[0].rows[0][1] else { return }
    #expect(cut.utf16.count < 32_767)
    let table = Table(
      Exchange.Sheet(
        name: "Risks", rows: [TableRow(number: 1, cells: ["ID", "Text"]), TableRow(number: 2, cells: ["1", cut])]))
    #expect(table.rows.map(\.cells) == [["1", ""]])
    #expect(table.problems.map(\.column) == ["Text"])
    let full = Table(
      try Made.sheets(
        "book = openpyxl.Workbook(); book.active.append(['ID', 'Text']); book.active.append([1, 'q' * 32767]); book.active.append([2, 'q' * 32766]); book.save(path)"
      )[0])
    #expect(full.rows.map { $0.cells[1].count } == [0, 32_766])
    #expect(full.problems.map(\.row) == [2])
  }

  @Test func sortedRowsFindTheirTextsAndLostPartsDoNot() {
    let rows = Self.long.prefix(2).map { [XLSX.Cell.text("1"), .text($0)] }
    let moved = LongTexts.moved([.init(name: "Risks", header: ["ID", "Text"], rows: rows)])
    func sheet(_ written: XLSX.Sheet) -> Exchange.Sheet {
      let cells =
        [written.header]
        + written.rows.map { row in
          row.map {
            if case .text(let text) = $0 { text } else if case .number(let number) = $0 { "\(Int(number))" } else { "" }
          }
        }
      return Exchange.Sheet(name: written.name, rows: cells.enumerated().map { TableRow(number: $0 + 1, cells: $1) })
    }
    var sorted = moved.map(sheet)
    sorted[0].rows.swapAt(1, 2)
    sorted[1].rows = [sorted[1].rows[0]] + sorted[1].rows.dropFirst().reversed()
    for index in sorted[1].rows.indices { sorted[1].rows[index].number = index + 1 }
    #expect(LongTexts.restored(sorted)[0].rows.dropFirst().map { $0.cells[1] } == [Self.long[1], Self.long[0]])
    var lost = moved.map(sheet)
    lost[1].rows.remove(at: 2)
    #expect(Table(LongTexts.restored(lost)[0]).problems.count == 1)
  }
}
