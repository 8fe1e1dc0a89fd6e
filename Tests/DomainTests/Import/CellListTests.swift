import Domain
import Testing

@Suite("Lists in a cell") struct CellListTests {
  static let records: Set<String> = [
    "ERP, production", "CRM", "Research and Development", "Sales", "IT", "AST-004", "AST-005", "AST-006",
    "Müller, Anna",
    "Tom", "R&D", "Legal", "Ventes et marketing", "ERP", "a, b, c, d",
  ]
  static let conjunctions: Set<String> = ["and", "und", "et", "y", "e", "en"]

  static let cases: [(String, [String])] = [
    ("", []), (" ; , \n", []), ("CRM", ["CRM"]), ("CRM; Sales", ["CRM", "Sales"]), ("CRM|Sales", ["CRM", "Sales"]),
    ("ERP, production, CRM", ["ERP, production", "CRM"]), ("CRM, ERP, production", ["CRM", "ERP, production"]),
    ("ERP, CRM", ["ERP", "CRM"]), ("Research and Development", ["Research and Development"]),
    ("Research and Development and Sales", ["Research and Development", "Sales"]),
    ("Sales, Research and Development", ["Sales", "Research and Development"]),
    ("Sales und CRM", ["Sales", "CRM"]), ("Ventes et marketing et CRM", ["Ventes et marketing", "CRM"]),
    ("one, two and three", ["one", "two", "three"]), ("- CRM\n- Sales", ["CRM", "Sales"]),
    ("• CRM\n• Sales", ["CRM", "Sales"]), ("• CRM • Sales", ["CRM", "Sales"]), ("1. CRM\n2) Sales", ["CRM", "Sales"]),
    ("AST-004 AST-005", ["AST-004", "AST-005"]), ("AST-900 AST-901", ["AST-900", "AST-901"]),
    ("Sales/CRM", ["Sales", "CRM"]), ("Sales/unknown", ["Sales/unknown"]), ("TCP/IP", ["TCP/IP"]),
    ("R&D", ["R&D"]), ("Sales & Legal", ["Sales", "Legal"]), ("Sales & nobody", ["Sales & nobody"]),
    ("AST-006 (1 laptop)", ["AST-006"]), ("AST-006 (1 laptop, old), AST-004", ["AST-006", "AST-004"]),
    ("Windows Server 2019", ["Windows Server 2019"]), ("something (1 laptop)", ["something (1 laptop)"]),
    ("Müller, Anna", ["Müller, Anna"]), ("Müller, Anna; Meier, Bob", ["Müller, Anna", "Meier, Bob"]),
    ("Müller, Anna, Tom", ["Müller, Anna", "Tom"]), ("CRM,,Sales,", ["CRM", "Sales"]),
    ("\u{200B}CRM\u{A0};\u{FEFF} Sales", ["CRM", "Sales"]), ("Sandy", ["Sandy"]), ("and", ["and"]),
    ("CRM (a", ["CRM (a"]), ("a, b, c, d, CRM", ["a, b, c, d", "CRM"]),
  ]

  @Test("are taken apart without breaking names", arguments: cases)
  func parts(_ text: String, _ parts: [String]) {
    let found = CellList.parts(text, conjunctions: Self.conjunctions) { Self.records.contains($0) }
    #expect(found == parts)
  }

  @Test("keep what is said in brackets")
  func remark() {
    let items = CellList.items("AST-006 (1 laptop); CRM", conjunctions: []) { Self.records.contains($0) }
    #expect(items.map(\.text) == ["AST-006", "CRM"])
    #expect(items.map(\.remark) == ["1 laptop", nil])
  }

  @Test(
    "look up no more than a bound, however long the cell", arguments: [", ", " and ", "/", "; ", " ", "(", " (", ","])
  func bound(_ separator: String) {
    var asked = 0
    let text = Array(repeating: "x1", count: 50_000).joined(separator: separator)
    _ = CellList.parts(text, conjunctions: Self.conjunctions) { _ in
      asked += 1
      return false
    }
    #expect(asked <= 80_000)
  }
}
