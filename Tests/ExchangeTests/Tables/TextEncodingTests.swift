import Testing

@testable import Exchange

@Suite struct TextEncodingTests {
  private static func bytes(_ text: String, _ special: [Character: UInt8]) -> [UInt8] {
    text.flatMap { character in special[character].map { [$0] } ?? Array(String(character).utf8) }
  }
  private static func wide(_ text: String, isLittle: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      isLittle ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
  }

  /// Some databases write a sign beyond the first 65,536 as two halves of three bytes each.
  @Test func halvesOfSignsAreJoined() throws {
    let text = "name,note\nÄrzte,Done \u{1F600} and \u{1F511}\n"
    let halves = text.unicodeScalars.flatMap { scalar -> [UInt8] in
      guard scalar.value > 0xFFFF else { return Array(String(scalar).utf8) }
      return String(scalar).utf16.flatMap {
        [0xE0 | UInt8($0 >> 12), 0x80 | UInt8($0 >> 6 & 0x3F), 0x80 | UInt8($0 & 0x3F)]
      }
    }
    #expect(halves.count > text.utf8.count)
    #expect(try TextEncoding.utf8(halves) == Array(text.utf8))
    // A half alone is no sign.
    #expect(throws: Unreadable.self) { try TextEncoding.utf8(Array("Größe Übung, Ärzte ".utf8) + [0xED, 0xA0, 0xBD]) }
  }

  private static let german = "Nr;Titel;Größe\n1;Prüfung der Zugänge;groß\n2;„Übung“ – Löschung;mäßig\n"
  private static let french = "No;Libellé;Coût\n1;Évaluation du réseau à l’œuvre;élevé\n2;Sœur, cœur, forêt;200 €\n"
  private static let windows: [Character: UInt8] = [
    "ö": 0xF6, "ä": 0xE4, "ü": 0xFC, "ß": 0xDF, "Ü": 0xDC, "„": 0x84, "“": 0x93, "–": 0x96, "é": 0xE9, "É": 0xC9,
    "à": 0xE0, "û": 0xFB,
    "’": 0x92, "œ": 0x9C, "ê": 0xEA, "€": 0x80,
  ]
  private static let mac: [Character: UInt8] = [
    "ö": 0x9A, "ä": 0x8A, "ü": 0x9F, "ß": 0xA7, "Ü": 0x86, "„": 0xE3, "“": 0xD2, "–": 0xD0, "é": 0x8E, "É": 0x83,
    "à": 0x88, "û": 0x9E,
    "’": 0xD5, "œ": 0xCF, "ê": 0x90, "€": 0xDB,
  ]
  private static let latin9: [Character: UInt8] = [
    "é": 0xE9, "É": 0xC9, "à": 0xE0, "û": 0xFB, "œ": 0xBD, "ê": 0xEA, "€": 0xA4, "š": 0xA8, "Ž": 0xB4,
  ]
  private static let plainFrench =
    "No;Libellé;Coût\n1;Évaluation du réseau à la main d'œuvre;élevé\n2;Sœur, cœur, forêt;200 €\n"
  private static let czech = "Id;Jméno\n1;Tomaš Koš\n2;Žofie\n"

  static let cases: [(String, String, [UInt8])] = [
    ("German, Windows", german, bytes(german, windows)), ("French, Windows", french, bytes(french, windows)),
    ("German, Mac", german, bytes(german, mac)), ("French, Mac", french, bytes(french, mac)),
    ("French, ISO-8859-15", plainFrench, bytes(plainFrench, latin9)),
    ("names, ISO-8859-15", czech, bytes(czech, latin9)),
    ("UTF-16 without a mark", german, wide(german, isLittle: true)),
    ("UTF-16 from the big end", french, wide(french, isLittle: false)),
    ("one letter in Windows-1252", "a;b\nGrün;1\n", bytes("a;b\nGrün;1\n", windows)),
    ("one letter in Mac Roman", "a;b\nGrün;1\n", bytes("a;b\nGrün;1\n", mac)),
    ("a closing quotation mark behind ß", "a;b\n„Spaß“;größer\n", bytes("a;b\n„Spaß“;größer\n", windows)),
    (
      "half a page in Windows-1252", "a;b\n½ page;née\n",
      bytes("a;b\n½ page;née\n", windows.merging(["½": 0xBD]) { first, _ in first })
    ),
  ]

  @Test(arguments: cases) func theEncodingIsWorkedOutFromTheWholeFile(_ name: String, _ text: String, _ bytes: [UInt8])
    throws
  {
    #expect(String(decoding: try TextEncoding.utf8(bytes), as: UTF8.self) == text, "\(name)")
  }

  @Test(arguments: [
    ("a;b\nZoë;x\nnoch Gr", [0xFC, 0x6E, 0x3B], "line 3, column 1"),
    ("a,b\n“x”,1\n2,", [0xE9, 0x0A], "line 3, column 2"),
    ("a;b\n\"é;\né\";", [0xDF, 0x0A], "line 3, column 2"),
  ])
  func aFileOfTwoEncodingsIsRefusedWithThePlace(_ text: String, _ rest: [UInt8], _ place: String) {
    let error = #expect(throws: Unreadable.self) { try TextEncoding.utf8(Array(text.utf8) + rest) }
    #expect(error?.reason.contains(place) == true, "\(error?.reason ?? "")")
  }

  @Test func theFirstLineMaySayTheSeparator() throws {
    let sheet = try CSV.sheet(Array("sep=;\r\nname,x;note\r\na;b\r\n".utf8))
    #expect(sheet.rows == [TableRow(number: 2, cells: ["name,x", "note"]), TableRow(number: 3, cells: ["a", "b"])])
  }
}
