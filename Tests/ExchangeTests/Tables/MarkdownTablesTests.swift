import Testing

@testable import Exchange

@Suite struct MarkdownTablesTests {
  @Test func everyTableIsASheetNamedByItsHeading() {
    let sheets = MarkdownTables.sheets(
      """
      # Risks

      Some text | with a bar.

      | ID | Title |
      |:---|-----:|
      | 1 | a \\| b |
      | **2** | first<br>second |

      Suppliers
      ---------
      Name | Note
      --- | ---
      Nordkap | `x`
      Veldmail |

      ```
      | a | b |
      |---|---|
      | no | table |
      ```
      """)
    #expect(sheets.map(\.name) == ["Risks", "Suppliers"])
    #expect(
      sheets.first?.rows == [
        TableRow(number: 5, cells: ["ID", "Title"]), TableRow(number: 7, cells: ["1", "a | b"]),
        TableRow(number: 8, cells: ["2", "first\nsecond"]),
      ])
    #expect(sheets.last?.rows.map(\.cells) == [["Name", "Note"], ["Nordkap", "x"], ["Veldmail"]])
  }

  @Test(arguments: ["", "no table", "a | b\n\n---", "| a |\n", "|\n|-|", "\\|\n|-|\n"])
  func whatIsNoTableGivesNone(_ text: String) {
    #expect(MarkdownTables.sheets(text).flatMap(\.rows).count < 2, "\(text)")
  }
}
