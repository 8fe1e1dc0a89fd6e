import Domain
import Exchange
import Operations
import RegisterKit
import Store
import Testing

/// Sheets as organizations keep them: words cut short, scales explained elsewhere, two registers below each other.
@Suite struct ImportOwnWaysTests {
  /// A sheet from lines in which bars divide cells; an empty line is an empty row.
  private static func sheet(_ name: String, _ text: String) -> ImportTable {
    var sheet = Sheet(name: name, rows: [])
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
    {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      sheet.rows.append(TableRow(number: index + 1, cells: cells))
    }
    return ImportTable(name: name, content: .sheet(sheet), sheet: name)
  }

  private static func taken(
    _ place: Workplace, _ tables: [ImportTable], _ change: (inout ImportOptions) -> Void = { _ in }
  ) async throws -> ImportReport {
    var options = ImportOptions()
    options.goodRowsOnly = true
    change(&options)
    return try await place.installation.importFiles(
      [ImportFile(path: "own.xlsx", tables: tables)], options, in: place.workspace, as: Workplace.chief)
  }

  private static func records(_ place: Workplace, _ register: String) async throws -> [StoredRecord] {
    try await place.read { try $0.records(of: register) }.sorted { $0.id < $1.id }
  }

  private static let cut = [
    (
      "English",
      "Ref.|Risk desc.|Lik.|Imp.|Resp.|Resid. lik.|Resid. imp.\n1|Phishing of staff|4|3|Ann|2|2\n2|Fire in the hall|1|5|Ann|1|3",
      ["#", "description", "inherent_likelihood", "inherent_impact", "owner", "current_likelihood", "current_impact"]
    ),
    (
      "German",
      "Nr.|Risikobez.|Eintrittsw.|Auswirk.|Verantw.|Risikobeschr.\n1|Brand|4|3|Ann|Es brennt\n2|Diebstahl|1|5|Ann|Jemand stiehlt",
      ["#", "title", "inherent_likelihood", "inherent_impact", "owner", "description"]
    ),
    (
      "Spanish", "Nº|Riesgo|Probab.|Impacto|Respons.\n1|Incendio|4|3|Ann\n2|Robo|1|5|Ann",
      ["#", "title", "inherent_likelihood", "inherent_impact", "owner"]
    ),
  ]

  @Test(arguments: cut)
  func headingsThatAreCutAreRead(_ language: String, _ text: String, _ columns: [String]) async throws {
    let place = try await Workplace()
    try await place.commit([.create(register: "people", values: ["name": "Ann"])])
    let report = try await Self.taken(place, [Self.sheet("Risk register", text)])
    #expect(report.parts.first?.register == "risks", "\(language)")
    #expect(report.parts.first?.columns.map(\.word) == columns, "\(language)")
    #expect(report.created == 2)
  }

  /// What the scale's sheet says, the cells of a column of likelihoods, and the levels that they are.
  private static let scales = [
    (
      "three levels spread over five", "Level|Likelihood|Impact\n1|rare|low\n2|possible|medium\n3|likely|high",
      [1, 3, 5]
    ),
    (
      "the lowest number is the highest level",
      "Value|Likelihood\n1|Almost certain\n2|Likely\n3|Possible\n4|Unlikely\n5|Rare", [5, 4, 3]
    ),
    ("a line for each level", "Likelihood\n1 = rare\n2 = sometimes\n3 = often", [1, 3, 5]),
    (
      "all in one line", "How to read this\nLikelihood: 0 = never, 1 = rare, 2 = possible, 3 = often, 4 = daily",
      [2, 3, 4]
    ),
    (
      "two scales below each other, the second is meant",
      "Impact|Meaning\n1|small\n2|medium\n3|large\n4|huge\n\nProbability|Meaning\n1|once in ten years\n2|yearly\n3|weekly",
      [1, 3, 5]
    ),
  ]

  @Test(arguments: scales)
  func aSheetThatExplainsTheScaleIsHeeded(_ what: String, _ scale: String, _ levels: [Int]) async throws {
    let place = try await Workplace()
    let risks = Self.sheet("Risks", "Risk|Likelihood|Impact\nFire|1|2\nTheft|2|2\nFlood|3|2")
    let report = try await Self.taken(place, [risks, Self.sheet("Explained", scale)])
    let found = try await Self.records(place, "risks").compactMap { $0.body["inherent_likelihood"]?.int }
    #expect(found == levels, "\(what)")
    #expect(
      report.parts.contains { $0.register == "risks" && $0.notes.contains { $0.contains("Explained") } }, "\(what)")
    #expect(report.isWhole, "\(what): \(report.parts.flatMap(\.rejected))")
  }

  /// What is no scale: a small register with a number beside each name.
  @Test func aSmallRegisterIsNoScale() async throws {
    let place = try await Workplace()
    let report = try await Self.taken(
      place, [Self.sheet("Assets", "No|Asset|Owner\n1|ERP|IT\n2|Web shop|IT\n3|Archive|HR")])
    #expect(report.parts.map(\.register) == ["assets"])
    #expect(report.created == 3)
  }

  @Test func twoRegistersOnASheetBothComeIn() async throws {
    let place = try await Workplace()
    let both = Self.sheet(
      "ISMS",
      "Assets\nAsset|Owner|Location\nERP|IT|Hall\nWeb shop|IT|Cloud\n\n\nSuppliers\nSupplier|Service|Contract end\nNordkap|Hosting|2027-12-31\nVeldmail|Post|2026-06-30"
    )
    let report = try await Self.taken(place, [both])
    #expect(report.parts.map(\.register) == ["assets", "suppliers"])
    #expect(report.parts.map(\.sheet) == ["ISMS", "ISMS: Suppliers"])
    #expect(report.parts.map(\.created) == [2, 2])
    #expect(report.isWhole)
    let again = try await Self.taken(place, [both])
    #expect(again.unchanged == 4 && again.created == 0)
  }

  /// Who reports to whom in a file, which of the rows is named, and who reports to whom afterwards.
  private static let chains = [
    ("to oneself", ["A>A", "B>A"], ["A"], ["B>A"]),
    ("two to each other", ["A>B", "B>A", "C>A"], ["B"], ["A>B", "C>A"]),
    ("three round", ["A>B", "B>C", "C>A", "D>C"], ["C"], ["A>B", "B>C", "D>C"]),
    ("two circles", ["A>B", "B>A", "C>D", "D>C"], ["B", "D"], ["A>B", "C>D"]),
    ("none", ["A>B", "B>C", "C>"], [], ["A>B", "B>C"]),
  ]

  @Test(arguments: chains)
  func aCircleIsBrokenAndNothingElseIsLost(
    _ what: String, _ pairs: [String], _ named: [String], _ expected: [String]
  ) async throws {
    let place = try await Workplace()
    func rows(_ pairs: [String]) -> String {
      "name,email,reports to\n"
        + pairs.map { pair in
          let names = pair.split(separator: ">", omittingEmptySubsequences: false)
          return "Person \(names[0]),\(names[0])@example.com,\(names[1].isEmpty ? "" : "Person \(names[1])")\n"
        }.joined()
    }
    let report = try await place.take([("people.csv", rows(pairs))])
    #expect(report.created == pairs.count, "\(what)")
    #expect(
      report.parts[0].warnings.map(\.row)
        == named.compactMap { one in pairs.firstIndex { $0.hasPrefix(one) }.map { $0 + 2 } })
    let people = try await Self.records(place, "people")
    let names = Dictionary(uniqueKeysWithValues: people.map { ($0.id, String($0.title.suffix(1))) })
    let chains = people.compactMap { person in
      person.body["reports_to"]?.text.map { "\(String(person.title.suffix(1)))>\(names[$0] ?? "?")" }
    }
    #expect(chains.sorted() == expected.sorted(), "\(what)")
    #expect(try await place.installation.verify().problems == [])
  }

  /// By hand nobody closes a circle either; a file may turn a whole chain round at once.
  @Test func aChainIsTurnedRoundByAFileAndNoCircleIsMadeByHand() async throws {
    let place = try await Workplace()
    _ = try await place.take([("people.csv", "id,name,reports to\nP-1,Ann,\nP-2,Bob,P-1\nP-3,Cid,P-2\n")])
    for above in ["P-1", "P-2", "P-3"] {
      await #expect(throws: Failure.self) {
        try await place.commit([.edit(id: "P-1", values: ["reports_to": .text(above)])])
      }
    }
    let report = try await place.take([("people.csv", "id,name,reports to\nP-1,Ann,P-2\nP-2,Bob,P-3\nP-3,Cid,\n")])
    #expect(report.parts[0].updated == 3 && report.parts[0].warnings.isEmpty)
  }

  /// A record that a row brings along may not take the code of another, and costs no other row.
  @Test func aCodeThatIsTakenElsewhereCostsNoRow() async throws {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "suppliers", id: "K-05", values: ["name": "Nordkap", "service": "Hosting"])
    ])
    let objectives = "title,indicator,target\nEvents are seen quickly,K-05,4\nTrained staff,K-06,90\n"
    let report = try await place.take([("objectives.csv", objectives), ("people.csv", "name\nAnn\n")])
    #expect(report.parts.map(\.created) == [2, 1])
    #expect(report.isWhole, "\(report.parts.flatMap(\.rejected))")
    let again = try await place.take([("objectives.csv", objectives)])
    #expect(again.unchanged == 2)
  }

  /// What the door refuses of one row is that row's matter: here the address of somebody who has an account.
  @Test func whatTheDoorRefusesCostsOneRow() async throws {
    let place = try await Workplace()
    _ = try await place.take([("people.csv", "id,name,email\nP-1,Ann,ann@example.com\n")])
    try await place.installation.addMember(
      email: "ann@example.com", name: "Ann", password: "correct horse battery", role: .reader, in: place.workspace)
    let manager = Actor(name: "boss@example.com", role: .manager)
    let folder = place.folder.appendingPathComponent("people.csv")
    try "id,name,email\nP-1,Ann,evil@example.com\nP-2,Bob,bob@example.com\n".write(
      to: folder, atomically: true, encoding: .utf8)
    var options = ImportOptions()
    options.goodRowsOnly = true
    let report = try await place.installation.importFiles(
      [ImportFile.read(folder, as: "people.csv")], options, in: place.workspace, as: manager)
    #expect(report.parts[0].created == 1 && report.parts[0].rejected.map(\.row) == [2])
    #expect(
      try await Self.records(place, "people").map { $0.body["email"]?.text } == ["ann@example.com", "bob@example.com"])
  }

  /// A text that slipped into the header is no name of a value, and costs no row.
  @Test func aHeadingOfAWholeTextCostsNoRow() async throws {
    let place = try await Workplace()
    let heading = String(repeating: "a long heading ", count: 600)
    let report = try await place.take([("assets.csv", "name,kind,\(heading)\nERP,application,x\nShop,application,y\n")])
    #expect(report.created == 2 && report.isWhole)
    let extra = try await Self.records(place, "assets").first?.body[AnyRegister.extra]?.object ?? [:]
    #expect(extra.values.first?.text == "x" && extra.keys.allSatisfy { $0.count <= 120 })
  }

  private static let targets = [
    (">= 95 %", 95.0), ("< 5", 5), ("max. 3", 3), ("≥ 99,5%", 99.5), ("mind. 4 Stunden", 4), ("> 10 of 20", nil),
  ]

  @Test(arguments: targets)
  func aComparisonIsReadAsItsNumber(_ text: String, _ number: Double?) async throws {
    let place = try await Workplace()
    _ = try await place.take([("indicators.csv", "name,target,unit\nPatching,\"\(text)\",%\nPhishing,7,%\n")])
    let found = try await Self.records(place, "indicators").first { $0.title == "Patching" }
    let target = found?.body["target"].flatMap { value in value.int.map(Double.init) ?? value.double }
    #expect(target == number)
    #expect(found?.body[AnyRegister.extra]?["Target"].text == text)
  }

  /// What every row says that it is, counts.
  @Test func aListIsTakenForWhatItIs() async throws {
    let place = try await Workplace()
    let tickets =
      "Summary|Issue key|Issue Type|Status|Created\nLost badge|SEC-1|Security Incident|Done|2026-01-02\nMalware|SEC-2|Security Incident|Open|2026-01-12"
    let report = try await Self.taken(place, [Self.sheet("Export", tickets)])
    #expect(report.parts.first?.register == "incidents")
    #expect(report.created == 2)
  }
}
