import Testing

@testable import Exchange

/// Where the table of a sheet is, and what its rows are.
@Suite struct TableLayoutTests {
  static let known: Set<String> = [
    "id", "name", "title", "titel", "owner", "status", "likelihood", "impact", "due", "kind", "kennung", "risk",
    "residualrisklikelihood",
  ]
  static let words = LayoutWords { known.contains($0.folded) }

  /// A sheet from lines in which bars divide cells; an empty line is an empty row.
  static func sheet(_ text: String, merged: [Exchange.Sheet.Merged] = [], isText: Bool = false) -> Exchange.Sheet {
    var sheet = Exchange.Sheet(name: isText ? nil : "Sheet", isText: isText)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
    {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0 == "·" ? "" : String($0) }
      sheet.rows.append(TableRow(number: index + 1, cells: cells))
    }
    sheet.merged = merged
    return sheet
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var text: String
    var merged: [Exchange.Sheet.Merged] = []
    var header: [String]
    var rows: [Int]
    var aside: [Int] = []
    var titles: [String] = []
    var testDescription: String { what }
  }

  static let cases: [Case] = [
    Case(what: "plain", text: "ID|Name\n1|a\n2|b", header: ["ID", "Name"], rows: [2, 3]),
    Case(
      what: "a title and a line of instructions above",
      text: "Risk register 2026\nPlease fill in all cells.\n\nID|Title|Owner\n1|Fire|Ann",
      header: ["ID", "Title", "Owner"], rows: [5], titles: ["Risk register 2026", "Please fill in all cells."]),
    Case(
      what: "a block of keys and values above",
      text: "Owner|Ann Lee\nVersion|1.2\nStatus|released\n\nID|Title|Likelihood|Impact|Status\n1|Fire|3|4|open",
      header: ["ID", "Title", "Likelihood", "Impact", "Status"], rows: [6],
      titles: ["Owner Ann Lee", "Version 1.2", "Status released"]),
    Case(
      what: "unknown words with a title",
      text: "Lista\n·|Nazwa|Opis|Data\n·|Serwer|Duży|2026-01-02\n·|Laptop|Mały|2026-01-03",
      header: ["Nazwa", "Opis", "Data"], rows: [3, 4], titles: ["Lista"]),
    Case(
      what: "merged groups over names",
      text: "ID|Inherent||Residual|\n|Likelihood|Impact|Likelihood|Impact\n1|2|3|1|1\n2|2|2|1|1",
      merged: [
        .init(rows: 1...2, columns: 0...0), .init(rows: 1...1, columns: 1...2), .init(rows: 1...1, columns: 3...4),
      ],
      header: ["ID", "Inherent: Likelihood", "Inherent: Impact", "Residual: Likelihood", "Residual: Impact"],
      rows: [3, 4]),
    Case(
      what: "groups without merges, a single name suffices",
      text: "ID|Rating|·|Owner\n·|Likelihood|Impact|·\n1|2|3|Ann\n2|2|2|Bo",
      header: ["ID", "Likelihood", "Impact", "Owner"], rows: [3, 4]),
    Case(
      what: "a group line over a full header",
      text: "·|Who and what|·|Rating|·\nID|Title|Owner|Likelihood|Impact\n1|Fire|Ann|2|3",
      header: ["ID", "Title", "Owner", "Likelihood", "Impact"], rows: [3]),
    Case(
      what: "the headings in two languages",
      text: "Nr.|Bezeichnung|Verantwortung|Stand\nID|Title|Owner|Status\n1|Brand|Ann|offen",
      header: ["ID", "Title", "Owner", "Status"], rows: [3]),
    Case(
      what: "units below", text: "ID|Title|Likelihood|Impact\n·|·|(1–5)|(1–5)\n1|Fire|2|3\n2|Water|1|1",
      header: ["ID", "Title", "Likelihood (1–5)", "Impact (1–5)"], rows: [3, 4]),
    Case(
      what: "help under the header",
      text: "ID|Title|Owner\nunique number|e.g. fire in the data centre|Please choose\n1|Fire|Ann",
      header: ["ID", "Title", "Owner"], rows: [3], aside: [2]),
    Case(
      what: "German help and data types",
      text: "ID|Titel|Owner\nPflichtfeld|Pflichtfeld|optional\nZahl|Text|Text\n1|Feuer|Ann",
      header: ["ID", "Titel", "Owner"], rows: [4], aside: [2, 3]),
    Case(
      what: "numbered columns", text: "ID|Title|Owner\n(1)|(2)|(3)\n7|Fire|Ann", header: ["ID", "Title", "Owner"],
      rows: [3], aside: [2]),
    Case(
      what: "an example", text: "ID|Title|Owner\nExample|Flood|Bo\n7|Fire|Ann", header: ["ID", "Title", "Owner"],
      rows: [3], aside: [2]),
    Case(
      what: "titles of groups",
      text: "ID|Title|Owner|Status\nOrganization\nR-1|Fire|Ann|open\nTechnology\nR-2|Outage|Bo|open\nR-3|Loss|Bo|open",
      header: ["ID", "Title", "Owner", "Status", "Group"], rows: [3, 5, 6], aside: [2, 4]),
    Case(
      what: "groups with a number of their own",
      text: "ID|Title|Owner|Status\nA.5|Organizational\nA.5.1|Policies|Ann|open\nA.6|People\nA.6.1|Screening|Bo|open",
      header: ["ID", "Title", "Owner", "Status", "Group"], rows: [3, 5], aside: [2, 4]),
    Case(
      what: "a total and a note below",
      text:
        "ID|Title|Likelihood|Impact\nR-1|Fire|2|3\nR-2|Total loss of the site|3|1\nTotal|·|5|4\n\nNote: reviewed in May",
      header: ["ID", "Title", "Likelihood", "Impact"], rows: [2, 3], aside: [4, 6]),
    Case(
      what: "totals in other words",
      text: "ID|Title|Likelihood\nR-1|Fire|2\nZwischensumme:|·|2\nR-2|Water|3\n·|Summe (offen)|5\nTotal risks: 2",
      header: ["ID", "Title", "Likelihood"], rows: [2, 4], aside: [3, 5, 6]),
    Case(
      what: "the header again and empty rows between",
      text: "ID|Title|Owner\n1|Fire|Ann\n\nID|Title|Owner\n2|Water|Bo\n\n\n3|Ice|Cy",
      header: ["ID", "Title", "Owner"], rows: [2, 5, 8], aside: [4]),
    Case(
      what: "a second table", text: "ID|Title|Likelihood\nR-1|Fire|2\nR-2|Ice|3\n\nName|Owner\nAnn|IT\nBo|HR",
      header: ["ID", "Title", "Likelihood"], rows: [2, 3], aside: [5, 6, 7]),
    Case(
      what: "empty columns, a nameless column and a heading twice",
      text: "·|ID|·|Title|Title|·\n·|1|·|Fire|Feuer|x\n·|2|·|Ice|Eis|·",
      header: ["ID", "Title", "Title (2)", "Column F"], rows: [2, 3]),
    Case(
      what: "merged downwards in the data", text: "ID|Title|Owner\n1|Fire|Ann\n2|Water|·\n3|Ice|Bo",
      merged: [.init(rows: 2...3, columns: 2...2)],
      header: ["ID", "Title", "Owner"], rows: [2, 3, 4]),
    Case(
      what: "a form of names and values", text: "Name|Nordkap B.V.\nKind|software\nCity|Utrecht\nStatus|active",
      header: ["Name", "Nordkap B.V."], rows: [2, 3, 4]),
    Case(what: "one column", text: "Name\nAnn\nBo", header: ["Name"], rows: [2, 3]),
    Case(
      what: "a record with nothing but its title", text: "Title|Owner|Status\nFire|Ann|open\nWater\nIce|Bo|open",
      header: ["Title", "Owner", "Status"], rows: [2, 3, 4]),
    Case(
      what: "a title with a stamp beside it is no group of headings",
      text: "Risks|·|·|Status: 01.02.2026\nID|Title|Owner|Due\n1|Fire|Ann|x\n2|Theft|Bob|y",
      header: ["ID", "Title", "Owner", "Due"], rows: [3, 4], titles: ["Risks Status: 01.02.2026"]),
    Case(
      what: "a name in capitals alone in its row, where names are in capitals",
      text: "Name|Kind|Owner|Status\nERP|app|Ann|x\nFIREWALL|device|Bob|y\nVPN GATEWAY\nMAIL|app|Ann|z\nARCHIVE",
      header: ["Name", "Kind", "Owner", "Status"], rows: [2, 3, 4, 5, 6]),
    Case(
      what: "a title in capitals between rows, where names are not",
      text: "Name|Kind|Owner|Status\nErp|app|Ann|x\nDEVICES\nFirewall|device|Bob|y\nLaptop|device|Bob|y",
      header: ["Name", "Kind", "Owner", "Status"], rows: [2, 4, 5], aside: [3]),
  ]

  @Test(arguments: cases) func theTableIsFound(_ test: Case) {
    let table = Table(Self.sheet(test.text, merged: test.merged), words: Self.words)
    #expect(table.header == test.header)
    #expect(table.rows.map(\.number) == test.rows)
    #expect(table.setAside.map(\.row) == test.aside)
    #expect(table.titles == test.titles)
    #expect(table.problems.isEmpty)
    #expect(table.notRegister == nil)
  }

  @Test func valuesFollowMergesAndGroups() {
    let merged = Table(
      Self.sheet("ID|Title|Owner\n1|Fire|Ann\n2|Water|·\n3|Ice|·", merged: [.init(rows: 2...3, columns: 2...2)]),
      words: Self.words)
    #expect(merged.rows.map(\.cells) == [["1", "Fire", "Ann"], ["2", "Water", "Ann"], ["3", "Ice", ""]])
    let grouped = Table(Self.sheet(Self.cases[13].text), words: Self.words)
    #expect(grouped.rows.map { $0.cells.last } == ["Organization", "Technology", "Technology"])
    #expect(grouped.columns == [0, 1, 2, 3, nil])
  }

  @Test(arguments: [
    ("Activity|CEO|CISO|IT\nApprove policy|A|R|C\nRun audits|I|A/R|C", "Sheet", "RACI"),
    ("Topic|Ann|Bo|Cy\nBackup|x|x|·\nFirewall|·|x|x", "Sheet", "marks"),
    ("Impact|1|2|3\nSevere|3|6|9\nMinor|1|2|3", "Sheet", "figures"),
    ("Row Labels|Count of ID\nHigh|3\nLow|4", "Sheet1", "pivot"),
    ("Zeilenbeschriftungen|Anzahl von ID\nHoch|3\nGesamtergebnis|3", "T", "pivot"),
    ("Welcome\nFill in the next sheet", "Read me", "cover"),
    ("Stufe|Bedeutung\nhoch|schlimm\nniedrig|harmlos", "Legende", "explains"),
    ("Kategorie|Offen|Erledigt\nIT|3|4\nHR|1|2", "Auswertung", "sums"),
    ("Department|Open|Closed\nIT|3|4\nHR|1|2", "Numbers", "sums"),
    ("Dear colleague\nthis is how it works\nand so on", "Notes", "running text"),
  ])
  func whatIsNoRegisterIsToldWithAReason(_ text: String, _ name: String, _ reason: String) {
    var sheet = Self.sheet(text)
    sheet.name = name
    let table = Table(sheet, words: Self.words)
    #expect(table.notRegister?.contains(reason) == true, "\(table.notRegister ?? "nothing")")
  }

  @Test func knownHeadingsMakeARegisterWhateverItsSheetIsCalled() {
    var sheet = Self.sheet("ID|Title|Owner|Status\n1|Fire|Ann|open\n2|Ice|Bo|open")
    for name in ["Overview", "Übersicht", "Legend"] {
      sheet.name = name
      #expect(Table(sheet, words: Self.words).notRegister == nil, "\(name)")
    }
  }

  @Test func hiddenRowsAndColumnsAreLeftOutUnlessTaken() {
    var sheet = Self.sheet("ID|Title|Owner\n1|Fire|Ann\n2|Water|Bo\n3|Ice|Cy")
    sheet.hiddenRows = [3]
    sheet.hiddenColumns = [2]
    let shown = Table(sheet, words: Self.words)
    #expect(shown.header == ["ID", "Title"])
    #expect(shown.rows.map(\.cells) == [["1", "Fire"], ["3", "Ice"]])
    #expect(shown.setAside.map(\.row) == [3])
    #expect(shown.leftOut == ["Owner"])
    let all = Table(sheet, TableLayout(takesHidden: true), words: Self.words)
    #expect(all.rows.map(\.cells) == [["1", "Fire", "Ann"], ["2", "Water", "Bo"], ["3", "Ice", "Cy"]])
  }

  @Test func aPersonSaysWhereTheTableIs() {
    let sheet = Self.sheet("x|y\nID|Title\n1|Fire\nName|Kind\n2|Ice\n3|Snow")
    let table = Table(sheet, TableLayout(header: 4...4, lastRow: 5), words: Self.words)
    #expect(table.header == ["Name", "Kind"])
    #expect(table.rows.map(\.number) == [5])
    #expect(table.setAside.map(\.row) == [6])
    #expect(Table(sheet, TableLayout(header: 90...91), words: Self.words).notRegister?.contains("90") == true)
  }

  @Test(arguments: [
    "#REF!", "#N/A", "#DIV/0!", "#NAME?", "#BEZUG!", "#NV", "#WERT!", "#VALEUR!", "#¡VALOR!", "#VERW!", "Err:502",
    "######", "gr\u{FFFD}n",
  ])
  func aCellWithoutAValueIsNamed(_ value: String) {
    let table = Table(Self.sheet("ID|Title|Owner\n1|Fire|Ann\n2|\(value)|Bo"), words: Self.words)
    #expect(table.problems.map(\.column) == ["Title"])
    #expect(table.problems.first?.value == value)
    #expect(table.problems.first?.reason.contains("cell B3") == true)
    #expect(table.rows.last?.cells == ["2", "", "Bo"])
  }

  @Test(arguments: ["#1", "#hashtag", "R #REF! y", "Err: none", "###", "No!"])
  func whatOnlyLooksLikeAnErrorIsAValue(_ value: String) {
    let table = Table(Self.sheet("ID|Title|Owner\n1|\(value)|Ann"), words: Self.words)
    #expect(table.problems.isEmpty)
    #expect(table.rows.first?.cells[1] == value)
  }

  @Test func aLineWithoutSeparatorsAtItsEndIsTakenOnlyWhereMostAreSo() {
    let few = Table(Self.sheet("ID|Title|Owner\n1|Fire|Ann\n2|Ice|Bo\n3|Cut", isText: true), words: Self.words)
    #expect(few.problems.map(\.row) == [4])
    let most = Table(Self.sheet("ID|Title|Owner\n1|Fire|Ann\n2|Ice\n3|Snow", isText: true), words: Self.words)
    #expect(most.rows.map(\.cells) == [["1", "Fire", "Ann"], ["2", "Ice", ""], ["3", "Snow", ""]])
  }

  @Test func aSeparatorWithinASentenceIsMendedAndSaid() throws {
    let table = try CSV.read(Array("ID,Title,Owner\n1,Fire,Ann\n2,Ice, snow and hail,Bo\n3,a,b,c\n".utf8))
    #expect(table.rows.map(\.cells) == [["1", "Fire", "Ann"], ["2", "Ice, snow and hail", "Bo"]])
    #expect(table.notes.map(\.row) == [3])
    #expect(table.problems.map(\.row) == [4])
    // Where blanks follow all separators they say nothing.
    let loose = try CSV.read(Array("ID, Title, Owner\n1, Fire, Ann\n2, Ice, snow, Bo\n".utf8))
    #expect(loose.problems.map(\.row) == [3])
  }
}
