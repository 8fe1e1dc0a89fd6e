import Domain
import Testing

@Suite("Ids of requirements in a cell") struct RequirementIDsTests {
  /// Standard, edition, id and the end of a range in one line, `27001:2013 A.5.1–A.5.4`.
  static func line(_ name: RequirementName) -> String {
    let standard = name.standard.map { $0 + (name.edition.map { ":\($0)" } ?? "") + " " } ?? ""
    return standard + name.id + (name.through.map { "–\($0)" } ?? "")
  }

  static let cases: [(String, [String])] = [
    ("A.5.3", ["A.5.3"]), ("A 5.3", ["A.5.3"]), ("A5.3", ["A.5.3"]), ("a.5.3", ["A.5.3"]), ("A.05.03", ["A.5.3"]),
    ("A-5.3", ["A.5.3"]), ("A_5_3", ["A.5.3"]), ("A.5.3.", ["A.5.3"]), ("5.03", ["5.3"]), ("5.30", ["5.30"]),
    ("6.1.2", ["6.1.2"]), ("10", ["10"]), ("5,3", ["5.3"]), ("A.5", ["A.5"]),
    ("A.5.17 A.8.5", ["A.5.17", "A.8.5"]), ("A 5.17 A 8.5", ["A.5.17", "A.8.5"]),
    ("A.5.29 + A.5.30", ["A.5.29", "A.5.30"]), ("A.5.1, 5.2", ["A.5.1", "A.5.2"]), ("A.5.1/A.5.2", ["A.5.1", "A.5.2"]),
    ("A.5.1\nA.5.2; A.5.3|A.5.4", ["A.5.1", "A.5.2", "A.5.3", "A.5.4"]), ("A.5.1; 6.1.2", ["A.5.1", "6.1.2"]),
    ("A.5.1 and A.5.2 und A.5.3", ["A.5.1", "A.5.2", "A.5.3"]),
    ("A.5.1–A.5.4", ["A.5.1–A.5.4"]), ("A.5.1 - 5.4", ["A.5.1–A.5.4"]), ("A.5.1 bis A.5.4", ["A.5.1–A.5.4"]),
    ("A.8.1 to A.8.3", ["A.8.1–A.8.3"]), ("A.5.1-4", ["A.5.1–A.5.4"]),
    ("A.5.1-A.5.4, A.8.1", ["A.5.1–A.5.4", "A.8.1"]),
    ("A.5.1 à A.5.4", ["A.5.1–A.5.4"]), ("A.5.1…A.5.4", ["A.5.1–A.5.4"]), ("4.1 - 4.4", ["4.1–4.4"]),
    ("ISO 27001 A.5.1", ["27001 A.5.1"]), ("ISO/IEC 42001:2023 Annex A.6.2.4", ["42001:2023 A.6.2.4"]),
    ("27001:A.8.32", ["27001 A.8.32"]), ("iso42001:6.1.4", ["42001 6.1.4"]),
    ("ISO27001-2022:A.5.1", ["27001:2022 A.5.1"]),
    ("ISO 27001:2013 A.9.2.3", ["27001:2013 A.9.2.3"]),
    ("27001 A.5.1; 42001 A.6.2.4", ["27001 A.5.1", "42001 A.6.2.4"]),
    ("ISO 27001 A.5.1, A.5.2", ["27001 A.5.1", "27001 A.5.2"]), ("A.5.2 (ISO 42001)", ["42001 A.5.2"]),
    ("ISO 27002:2022 8.16", ["27001:2022 A.8.16"]), ("DIN EN ISO/IEC 27001:2024-01 A.5.1", ["27001:2024 A.5.1"]),
    ("ISO42k A.5.2", ["42001 A.5.2"]),
    ("Clause 6.1.2", ["6.1.2"]), ("Kap. 6.1.2", ["6.1.2"]), ("§ 6.1.2", ["6.1.2"]), ("Anhang A 5.1", ["A.5.1"]),
    ("Annexe A.5.1", ["A.5.1"]), ("Annex A 5.1, 5.2", ["A.5.1", "A.5.2"]), ("Control 8.16", ["A.8.16"]),
    ("Controls 8.15 and 8.16", ["A.8.15", "A.8.16"]), ("Clause 9", ["9"]), ("Abschnitt 9.2.1", ["9.2.1"]),
    ("6.1.3 d)", ["6.1.3"]), ("6.1.3d", ["6.1.3"]),
    ("A.5.1 Policies for information security", ["A.5.1"]), ("5.1 - Policies", ["5.1"]), ("5.1: Policies", ["5.1"]),
    ("A.8.20 Networks security, A.8.21 Security of network services", ["A.8.20", "A.8.21"]),
    ("A.8.8 Patches within 2 weeks, version 1.2", ["A.8.8"]),
    ("A.5.7 Threat intelligence and A.5.8", ["A.5.7", "A.5.8"]),
    ("\u{FEFF}A\u{A0}5.3\u{200B}", ["A.5.3"]), ("A.\u{FF15}.\u{FF13}", ["A.5.3"]),
    ("N/A", []), ("", []), ("-", []), ("keine", []),
  ]

  @Test("are found in every usual form", arguments: cases)
  func form(_ text: String, _ names: [String]) {
    let found = RequirementIDs.parse(text)
    #expect(found.names.map(Self.line) == names)
    #expect(found.unread == [])
  }

  static let annex: [(String, [String])] = [
    ("5.3", ["A.5.3"]), ("5.03", ["A.5.3"]), ("5.1-5.4", ["A.5.1–A.5.4"]), ("Clause 6.1.2", ["6.1.2"]),
    ("5.1 - Policies", ["A.5.1"]), ("5.15 8.5", ["A.5.15", "A.8.5"]), ("5,3", ["A.5.3"]),
  ]

  @Test("are controls in a column of controls", arguments: annex)
  func control(_ text: String, _ names: [String]) {
    #expect(RequirementIDs.parse(text, annex: true).names.map(Self.line) == names)
  }

  static let unread: [(String, [String])] = [
    ("access policy", ["access policy"]), ("A.5.1; see the policy", ["see the policy"]), ("a few; A.5.1", ["a few"]),
    ("Art. 9", ["Art"]), ("100000000000000000000", ["100000000"]), ("2FA", ["2FA"]), ("A.5.1.2.3.4.5", ["A"]),
    ("192.168.0.1", ["192.168.0.1"]),
  ]

  @Test("are said to be missing where there are none", arguments: unread)
  func missing(_ text: String, _ parts: [String]) {
    let found = RequirementIDs.parse(text).unread
    #expect(found.count == parts.count)
  }

  @Test("of a range are those of the standard between its ends")
  func range() {
    let name = RequirementName(id: "A.5.1", through: "A.5.3")
    #expect(name.ids(among: ["A.5", "A.5.1", "A.5.2", "A.5.3", "A.5.4"]) == ["A.5.1", "A.5.2", "A.5.3"])
    #expect(name.ids(among: ["A.5.1"]) == ["A.5.1", "A.5.3"])
    #expect(RequirementName(id: "A.5.3", through: "A.5.1").ids(among: ["A.5.1", "A.5.3"]) == ["A.5.3", "A.5.1"])
  }

  @Test("are found in no more than linear time", arguments: ["A.5.1 ", "A.", "1.", "A.5.1-", "(", "A.5.1 and ", "9"])
  func long(_ piece: String) {
    let found = RequirementIDs.parse(String(repeating: piece, count: 50_000))
    #expect(found.names.count <= 50_000)
  }
}
