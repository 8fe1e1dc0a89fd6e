import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

/// Files as people bring them, and as Concord itself wrote them.
@Suite struct ImportFileTests {
  private static let accented = "name;note\nMüller Söhne;günstig\n"
  /// A letter of two bytes on the place where a window of 4,000 or 8,000 bytes would cut it.
  private static let straddling =
    "name,note\n"
    + String(repeating: "Nordkap,\(String(repeating: "é", count: 15))\n", count: 300)

  private static let latin: [UInt8] = accented.unicodeScalars.map { UInt8($0.value) }
  private static let utf16: [UInt8] = ("\u{FEFF}" + accented).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }

  private static let delimited: [(String, [UInt8], Int)] = [
    ("latin.csv", latin, 1), ("utf16.csv", utf16, 1), ("utf16.txt", utf16, 1),
    ("straddling.csv", Array(straddling.utf8), 300),
    ("straddling.tsv", Array(("\u{FEFF}" + straddling).utf8), 300),
    ("script.csv", Array("name,note\nA,<script>alert(1)</script>\n".utf8), 1),
    ("picture.csv", Array("name,note\nA,<svg>\n".utf8), 1),
    ("bracket.csv", Array("{name},note\nA,b\n".utf8), 1),
  ]

  @Test(arguments: delimited)
  func delimitedTextIsReadWhateverItLooksLike(_ name: String, _ bytes: [UInt8], _ rows: Int) throws {
    let file = try write(name, bytes)
    #expect(file.unreadable == nil)
    #expect(file.tables.map(\.table.rows.count) == [rows], "\(name)")
  }

  private static let others: [(String, [UInt8], String)] = [
    ("note.csv", Array("%PDF-1.7".utf8), "This is a PDF"),
    ("photo.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "This is a picture"),
    ("old.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0x00], "older Office"),
    ("raw.csv", [0x61, 0x00, 0x62], "NUL bytes"),
    ("page.html", Array("<!doctype html><p>Hi".utf8), "web page"),
  ]

  @Test(arguments: others)
  func whatIsNoTableIsRefusedByItsContent(_ name: String, _ bytes: [UInt8], _ words: String) throws {
    let file = try write(name, bytes)
    #expect(file.tables.isEmpty)
    #expect(file.unreadable?.contains(words) == true, "\(file.unreadable ?? "read")")
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws -> ImportFile {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(temporaryName("concord-files"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent(name)
    try Data(bytes).write(to: url)
    return ImportFile.read(url, as: name)
  }

  /// Every register of the catalogue that people fill, as CSV and as workbook: what came out goes in and changes nothing.
  @Test func theExportOfEveryRegisterIsReadBackUnchanged() async throws {
    let place = try await Workplace.withDemonstration()
    try await place.commit([
      .create(
        register: "suppliers",
        values: ["name": "'=x <script>", "service": "a | b | c", "extra": ["=heading": "'=1", "plain": "'quoted'"]]),
      .create(register: "suppliers", values: ["name": "=1+1", "service": "x\u{338} ;|;|;|"]),
    ])
    let counts = try await place.read { try $0.counts() }
    for register in Catalogue.registers.all where !register.isMadeByProgram && counts[register.slug] != nil {
      for format in [ExportFormat.csv, .xlsx] {
        let bytes = try await place.installation.export(
          register.slug, format, [], in: place.workspace, as: Workplace.chief)
        let url = place.folder.appendingPathComponent("\(register.slug).\(format.rawValue)")
        try Data(bytes).write(to: url)
        let report = try await place.installation.importFiles(
          [ImportFile.read(url, as: url.lastPathComponent)], ImportOptions(), in: place.workspace, as: Workplace.chief)
        let what = "\(register.slug) \(format): \(report.parts.map(\.notes))"
        #expect(report.parts.flatMap(\.rejected) == [], "\(what)")
        #expect(report.parts.map(\.register) == [register.slug], "\(what)")
        #expect(report.created == 0 && report.updated == 0, "\(what)")
        #expect(report.unchanged == counts[register.slug]?.number, "\(what)")
      }
    }
  }
}
