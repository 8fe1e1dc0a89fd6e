import Exchange
import Foundation
import Testing

@Suite("Policies as texts")
struct PolicyTextTests {
  private func cell(_ file: BroughtFile, _ heading: String) -> String? {
    guard let table = file.tables.first, let column = table.header.firstIndex(of: heading) else { return nil }
    return table.rows.first?.cells[column]
  }

  @Test(
    "title, kind, version, days and owner are read where they stand",
    arguments: [
      (
        "# Richtlinie zur Zugangskontrolle\n\nVersion 2.1 · Stand: 01.03.2026 · Verantwortlich: Anna Berg\n\n| Nächste Prüfung | 1. März 2027 |\n|---|---|\n| Klassifizierung | vertraulich |\n",
        "policy", "2.1", "Anna Berg", "2027-03-01"
      ),
      (
        "Politique de sécurité\n=====\n\nPropriétaire : Jeanne Martin\nProchaine revue : 1er avril 2027\n\n| Version | Date | Auteur | Modification |\n|--|--|--|--|\n| 1.9 | 13/03/2025 | A | - |\n| 1.10 | 15/02/2026 | B | - |\n",
        "policy", "1.10", "Jeanne Martin", "2027-04-01"
      ),
      (
        "# Backup procedure\n\n**Owner:** IT Operations\n**Version:** v3 (draft)\nNext review: March 1st, 2027\n",
        "procedure",
        "3", "IT Operations", "2027-03-01"
      ),
      (
        "| Owner | Bob | Version | 4.0 |\n|--|--|--|--|\n\n# Incident response plan\n\nReview date: 03/04/2027\n",
        "plan", "4.0",
        "Bob", "03/04/2027"
      ),
      ("# Verfahrensanweisung Audit\n", "procedure", nil, nil, nil),
      ("# Wer darf was\n\nDiese Richtlinie regelt alles.\n", "policy", nil, nil, nil),
      ("# Plan for the audit of the login procedure\n", "plan", nil, nil, nil),
      ("# Clean desk\n\nTidy up the record room.\n", "other", nil, nil, nil),
    ] as [(String, String, String?, String?, String?)])
  func markdown(text: String, kind: String, version: String?, owner: String?, review: String?) {
    let file = PolicyText.read(markdown: text, name: "doc.md")
    #expect(file.tables.map(\.register) == ["documents"])
    #expect(cell(file, "kind") == kind)
    #expect(cell(file, "version") == version)
    #expect(cell(file, "owner") == owner)
    #expect(cell(file, "next_review") == review)
    #expect(cell(file, "text") == text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  @Test("title and version come from the name of the file where the text has none")
  func fileName() {
    let file = PolicyText.read(markdown: "Only words.", name: "POL-02_Clean_desk_v1.4.md")
    #expect(cell(file, "title") == "POL-02 Clean desk v1.4")
    #expect(cell(file, "version") == "1.4" && cell(file, "kind") == "policy")
    #expect(PolicyText.read(markdown: " \n", name: "x.md").tables.isEmpty)
  }

  @Test("a text that no field holds is left in the file, and that is said")
  func long() {
    let file = PolicyText.read(markdown: "# Policy\n\n" + String(repeating: "word ", count: 50_000), name: "x.md")
    #expect(cell(file, "text") == nil && cell(file, "title") == "Policy")
    #expect(file.says("more than the field holds"))
  }

  // MARK: Files

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(temporaryName("policies"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test("a Word file is read by its title, its table and its text")
  func word() throws {
    try inFolder { folder in
      let (source, target) = (folder.appendingPathComponent("s.md"), folder.appendingPathComponent("t.docx"))
      let text =
        "---\ntitle: Access policy\n---\n\n| Owner | Anna Berg |\n|---|---|\n| Version | 1.2 |\n\n# Purpose\n\nKeep out.\n"
      try Data(text.utf8).write(to: source)
      let made = try Subprocess.run("pandoc", [source.path, "-o", target.path], seconds: 20, megabytes: 512)
      try #require(made.status == 0, "\(made.errors)")
      let file = try PolicyText.read(docx: target, name: "t.docx")
      #expect(cell(file, "title") == "Access policy" && cell(file, "kind") == "policy")
      #expect(cell(file, "owner") == "Anna Berg" && cell(file, "version") == "1.2")
      #expect(cell(file, "text")?.contains("# Purpose\n\nKeep out.") == true)
    }
  }

  @Test("a PDF gives title, version and days; its text stays in it")
  func pdf() async throws {
    let page =
      "<html><head><title>Access policy</title></head><body><h1>Access policy</h1><p>Version: 1.4</p><p>Owner: Anna Berg</p><p>Next review: 1 May 2027</p></body></html>"
    let bytes = try await PDF.render(Array(page.utf8))
    try inFolder { folder in
      let target = folder.appendingPathComponent("t.pdf")
      try Data(bytes).write(to: target)
      let file = try PolicyText.read(pdf: target, name: "t.pdf")
      #expect(cell(file, "title") == "Access policy" && cell(file, "version") == "1.4")
      #expect(cell(file, "owner") == "Anna Berg" && cell(file, "next_review") == "2027-05-01")
      #expect(cell(file, "text") == nil)
      let cut = folder.appendingPathComponent("cut.pdf")
      try Data(bytes.prefix(300)).write(to: cut)
      #expect(refusal { try PolicyText.read(pdf: cut, name: "cut.pdf") }?.contains("can't be read") == true)
    }
  }

  @Test(
    "what is no such file is refused with a reason",
    arguments: [
      ("PK\u{3}\u{4}rubbish", true, "can't be read"), ("plain", true, "not a Word file"), ("", true, "empty"),
      ("plain", false, "not a PDF"), ("%PDF-1.7\nrubbish", false, "can't be read"), ("", false, "empty"),
    ])
  func refused(content: String, isWord: Bool, reason: String) throws {
    try inFolder { folder in
      let file = folder.appendingPathComponent("f")
      try Data(content.utf8).write(to: file)
      let said = refusal {
        isWord ? try PolicyText.read(docx: file, name: "f") : try PolicyText.read(pdf: file, name: "f")
      }
      #expect(said?.contains(reason) == true, "\(said ?? "taken")")
    }
  }
}
