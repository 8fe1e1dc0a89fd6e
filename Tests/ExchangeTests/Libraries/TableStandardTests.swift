import Domain
import Testing

@Suite("The standard of a table") struct TableStandardTests {
  typealias Row = (id: String, title: String?)

  static func standard(_ rows: [Row], _ hints: [String] = []) -> TableStandard {
    let frameworks = ["iso27001", "iso42001"].compactMap { Shipped.set.framework($0) }
    return TableStandard(rows, hints: hints, frameworks: frameworks, edition2013: Shipped.set.editions)
  }

  @Test("of 2013 has its 114 controls, and those of 2022 that are not new")
  func edition() throws {
    let edition = try #require(Shipped.set.editions["iso27001"])
    #expect(edition.lines.count { !$0.now.isEmpty } == 114)
    #expect(edition.lines.count { $0.now.isEmpty } == 49)
    let old = Set(edition.lines.flatMap(\.now))
    let new = Shipped.set.framework("iso27001")?.controls.map(\.id).filter { !old.contains($0) }
    let expected = [
      "A.5.7", "A.5.23", "A.5.30", "A.7.4", "A.8.9", "A.8.10", "A.8.11", "A.8.12", "A.8.16", "A.8.23", "A.8.28",
    ]
    #expect(new == expected)
  }

  @Test("is worked out from an id that one standard has alone")
  func alone() {
    let aims = Self.standard([("A.5.2", nil), ("A.5.3", nil), ("A.6.2.4", nil)])
    #expect(aims.framework == "iso42001" && aims.reason == "A.6.2.4 is in ISO/IEC 42001:2023 only.")
    #expect(aims.uid(of: "A.5.3", title: nil) == .one("iso42001:A.5.3"))
    let isms = Self.standard([("5.02", nil), ("5.03", nil), ("5.37", nil)])
    #expect(isms.framework == "iso27001" && isms.isAnnex)
    #expect(isms.uid(of: "5.03", title: nil) == .one("iso27001:A.5.3"))
  }

  @Test("is worked out from titles")
  func titles() {
    let rows: [Row] = [
      ("A.5.2", "Information security roles & responsibilities"), ("A.5.3", "Segregation of duties"),
      ("A.8.2", "Privileged access rights"),
    ]
    let isms = Self.standard(rows)
    #expect(isms.framework == "iso27001")
    for row in rows { #expect(isms.uid(of: row.id, title: row.title) == .one("iso27001:\(row.id)")) }
    let bare = Self.standard([
      ("5.2", "AI system impact assessment process"), ("8.2", "System documentation and information for users"),
    ])
    #expect(bare.isAnnex && bare.uid(of: "5.2", title: nil) == .one("iso42001:A.5.2"))
    let clauses = Self.standard([("5.2", "AI policy"), ("6.1.4", nil)])
    #expect(!clauses.isAnnex && clauses.uid(of: "5.2", title: "AI policy") == .one("iso42001:5.2"))
  }

  static let hints: [(String, String?)] = [
    ("soa-aims.csv", "iso42001"), ("ISO 42001 SoA", "iso42001"), ("KI-Managementsystem", "iso42001"),
    ("ISO42k", "iso42001"),
    ("ISO27001_SoA_v3.xlsx", "iso27001"), ("ISMS", "iso27001"), ("Informationssicherheit", "iso27001"),
    ("claims", nil), ("ISMS and AIMS", nil), ("Statement of Applicability", nil), ("", nil),
  ]

  @Test("is worked out from what names it", arguments: hints)
  func hint(_ hint: String, _ framework: String?) {
    let standard = Self.standard([("A.5.2", nil), ("A.8.2", nil)], [hint])
    #expect(standard.framework == framework)
    let both = TableStandard.Decision.open(["iso27001:A.8.2", "iso42001:A.8.2"])
    #expect(standard.uid(of: "A.8.2", title: nil) == framework.map { .one("\($0):A.8.2") } ?? both)
  }

  @Test("is decided row by row where a table mixes two")
  func mixed() {
    let rows: [Row] = [
      ("A.5.2", "AI system impact assessment process"), ("A.5.2", "Information security roles and responsibilities"),
      ("A.8.32", "Change management"), ("A.6.2.4", nil), ("A.5.3", nil), ("ISO 42001 A.5.3", nil),
      ("A.5.3", "Other words"),
    ]
    let table = Self.standard(rows)
    let both = TableStandard.Decision.open(["iso27001:A.5.3", "iso42001:A.5.3"])
    #expect(table.framework == nil)
    #expect(
      rows.map { table.uid(of: $0.id, title: $0.title) } == [
        .one("iso42001:A.5.2"), .one("iso27001:A.5.2"), .one("iso27001:A.8.32"), .one("iso42001:A.6.2.4"), both,
        .one("iso42001:A.5.3"), both,
      ])
  }

  @Test("is an earlier edition where ids or titles are its own")
  func earlier() {
    let rows: [Row] = [
      ("A.8.2", "Information classification"), ("A.6.2", "Mobile devices and teleworking"),
      ("A.9.2.3", "Management of privileged access rights"), ("A.9.1.1", nil), ("A.9.1.2", nil),
      ("A.6.1.2", "Segregation of duties"),
    ]
    let table = Self.standard(rows)
    #expect(table.edition == "ISO/IEC 27001:2013")
    let now = ["A.5.12", "A.5.13", "A.5.10"].map { "iso27001:\($0)" }
    #expect(
      table.uid(of: "A.8.2", title: "Information classification")
        == .otherEdition(title: "Information classification", now: now))
    for row in rows {
      guard case .otherEdition = table.uid(of: row.id, title: row.title) else {
        Issue.record("\(row.id) was decided")
        continue
      }
    }
    #expect(table.soleSuccessor(of: "A.9.2.3", title: nil) == "iso27001:A.8.2")
    #expect(table.soleSuccessor(of: "A.6.1.2", title: nil) == "iso27001:A.5.3")
    // Two rows became one control, one row became several.
    #expect(table.soleSuccessor(of: "A.9.1.1", title: nil) == nil)
    #expect(table.soleSuccessor(of: "A.8.2", title: "Information classification") == nil)
  }

  @Test("leaves out what no standard has")
  func none() {
    let table = Self.standard([("A.5.1", "Policies for information security")])
    for id in ["", "A.77.1", "access", String(repeating: "A.5.1 ", count: 10_000)] {
      #expect(table.uid(of: id, title: nil) == .none)
    }
    #expect(Self.standard([]).framework == nil)
  }

  @Test("keeps every row of a whole annex", arguments: ["iso27001", "iso42001"])
  func whole(_ uid: String) throws {
    let controls = try #require(Shipped.set.framework(uid)).controls
    for withTitle in [true, false] {
      let table = Self.standard(controls.map { ($0.id, withTitle ? $0.title : nil) })
      #expect(table.framework == uid && table.edition == nil)
      let wrong = controls.filter { table.uid(of: $0.id, title: withTitle ? $0.title : nil) != .one($0.uid) }
      #expect(wrong.map(\.id) == [])
    }
  }
}
