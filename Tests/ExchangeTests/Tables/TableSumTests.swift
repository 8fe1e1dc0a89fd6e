import Testing

@testable import Exchange

/// No row vanishes: each with text below the header is a record, named, or set aside, and only one of these.
@Suite struct TableSumTests {
  private static let texts = [
    "", "", "", "1", "R-1", "ID", "Title", "Owner", "Fire", "Total", "Summe", "Please choose", "#REF!", "=A1", "3.5",
    "x", "A.5", "A.5.1",
    "GROUP:", "(1)", "(2)", "2026-01-02", "e.g. fire", "\u{A0}", "\u{200B}", "gr\u{FFFD}n", "two\nlines", "Ann, Bo",
    " loose",
  ]

  private static func sheet(_ random: inout some RandomNumberGenerator) -> Exchange.Sheet {
    var sheet = Exchange.Sheet(name: Bool.random(using: &random) ? "Risks" : nil, isText: Bool.random(using: &random))
    sheet.separator = sheet.isText ? "," : nil
    let width = Int.random(in: 1...7, using: &random)
    var number = 1
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      number += Int.random(in: 1...3, using: &random) / 2 + (sheet.rows.isEmpty ? 0 : 1)
      let count = Int.random(in: 1...(width + 1), using: &random)
      let cells = (0..<count).map { _ in texts.randomElement(using: &random) ?? "" }
      sheet.rows.append(TableRow(number: number, cells: cells))
      if Int.random(in: 0..<12, using: &random) == 0 { sheet.hiddenRows.insert(number) }
      if Int.random(in: 0..<8, using: &random) == 0 {
        let first = Int.random(in: 0..<width, using: &random)
        sheet.merged.append(
          .init(
            rows: number...(number + Int.random(in: 0...3, using: &random)),
            columns: first...(first + Int.random(in: 0...3, using: &random))))
      }
      if Int.random(in: 0..<10, using: &random) == 0 {
        sheet.faults.append(
          CellFault(
            row: number, column: Int.random(in: 0...9, using: &random), value: "=B1", reason: "It has no value."))
      }
    }
    if Int.random(in: 0..<6, using: &random) == 0 {
      sheet.hiddenColumns.insert(Int.random(in: 0..<width, using: &random))
    }
    return sheet
  }

  @Test(arguments: 0..<20) func everyRowIsInOnePlace(_ seed: UInt64) {
    var random = Seeded(state: seed &+ 1)
    for _ in 0..<150 {
      let sheet = Self.sheet(&random)
      let layout = TableLayout(
        lastRow: Int.random(in: 0..<5, using: &random) == 0 ? 12 : nil, takesHidden: Bool.random(using: &random))
      let table = Table(sheet, layout, words: TableLayoutTests.words)
      let end = table.headerRows?.upperBound ?? .max
      let full = sheet.rows.filter { row in row.number > end && !row.cells.allSatisfy { $0.cleaned.isEmpty } }.map(
        \.number)
      let stray = Set(sheet.faults.map(\.row)).subtracting(
        sheet.rows.filter { !$0.cells.allSatisfy { $0.cleaned.isEmpty } }.map(\.number))
      let whole = table.problems.filter { $0.column == nil }.map(\.row)
      let placed = (table.rows.map(\.number) + whole + table.setAside.map(\.row)).filter { !stray.contains($0) }
        .sorted()
      #expect(placed == full, "\(sheet)")
      #expect(table.rows.allSatisfy { $0.cells.count == table.header.count }, "\(sheet)")
      #expect(table.columns.count == table.header.count && Set(table.header).count == table.header.count, "\(sheet)")
      #expect(!table.rows.contains { $0.cells.contains { $0.contains("\u{FFFD}") } }, "\(sheet)")
    }
  }

  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var mixed = state
      mixed ^= mixed >> 33
      mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
      return mixed ^ (mixed >> 33)
    }
  }
}
