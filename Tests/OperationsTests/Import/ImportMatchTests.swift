import Domain
import Exchange
import Operations
import RegisterKit
import Store
import Testing

/// What columns mean: by heading, by content, by decision, and as before.
@Suite struct ImportMatchTests {
  private static let people = ("people.csv", "person_id,name,email\nP-1,Ann,ann@example.com\nP-2,Bob,bob@example.com\n")

  private static let contents: [(String, String, String, String)] = [
    ("people by e-mail address", "suppliers", "name,service,Kontakt\nNordkap,Cloud,ann@example.com\n", "owner"),
    (
      "people who come in the same import", "suppliers", "name,service,Kontakt\nNordkap,Cloud,new@example.com\n",
      "owner"
    ),
    (
      "words of one choice", "suppliers",
      "name,service,category,owner,Stufe\nNordkap,Cloud,x,P-1,critical\nB,C,y,P-2,Routine\n",
      "tier"
    ),
    (
      "codes of the register itself", "suppliers", "name,service,Quux\nNordkap,Cloud,SUP-7\nVeldmail,Mail,SUP-8\n",
      "#"
    ),
    ("a day, where several fields could be meant", "suppliers", "name,service,Wann\nNordkap,Cloud,2026-01-02\n", "+"),
    (
      "days where a field of a day and time is free too", "incidents",
      "title,severity,Happened on\nLost laptop,2,2026-01-02\n", "+"
    ),
    ("words of no choice", "suppliers", "name,service,Stufe\nNordkap,Cloud,critical\nB,C,gigantic\n", "+"),
    ("nobody's address", "suppliers", "name,service,Kontakt\nNordkap,Cloud,nobody@example.com\n", "+"),
    (
      "days of the one field that is free", "trainings", "title,topic,valid_until,Wann\nA,b,2027-01-01,2026-01-02\n",
      "date"
    ),
    ("addresses of the people themselves", "people", "name,department,Quux\nCid,IT,cid@example.com\n", "email"),
  ]

  @Test(arguments: contents)
  func aColumnWithAnUnknownHeadingIsReadByItsContent(
    _ what: String, _ register: String, _ text: String, _ word: String
  ) async throws {
    let place = try await Workplace()
    _ = try await place.take([Self.people])
    let report = try await place.take([
      ("\(register).csv", text), ("more-people.csv", "name,email\nNew,new@example.com\n"),
    ]) { $0.isDryRun = true }
    let match = try #require(report.parts[0].match)
    let last = match.columns.count - 1
    #expect(match.columns[last].word == word, "\(what)")
    #expect(match.byContent == (word == "+" ? [] : [last]), "\(what)")
    #expect(report.parts[0].notes.contains { $0.hasSuffix("by its content.") } == (word != "+"), "\(what)")
    #expect(report.rejectedCount == 0, "\(what): \(report.parts.flatMap(\.rejected))")
  }

  @Test func whatWasDecidedIsKeptForTheSameHeadings() async throws {
    let place = try await Workplace()
    let first = ("quelle.csv", "Farbklang,Wofür,Farbe\nNordkap,Cloud,blue\n")
    var decision = TableDecision()
    decision.register = "suppliers"
    decision.columns = ["Farbklang": "name", "Wofür": "service", "Farbe": "-"]
    // A dry run keeps nothing.
    _ = try await place.take([first]) {
      $0.isDryRun = true; $0.decisions["quelle.csv"] = decision
    }
    #expect(try await place.take([first]).parts.map(\.register) == [nil])
    let taken = try await place.take([first]) { $0.decisions["quelle.csv"] = decision }
    #expect(taken.created == 1)
    // Another file, another order, nothing decided.
    let next = try await place.take([("neu.csv", "wofür;Farbe;Farbklang\nMail;red;Veldmail\n")])
    #expect(next.created == 1 && next.parts[0].match?.isRemembered == true)
    let record = try await place.read { try $0.records(of: "suppliers").last }
    #expect(record?.title == "Veldmail" && record?.body["service"] == "Mail" && record?.body["extra"] == nil)
    // Undoing the import leaves what was learned.
    _ = try await place.installation.undo(
      batch: try #require(taken.batch), in: place.workspace, as: Workplace.chief)
    let again = try await place.take([("neu.csv", "Farbklang,Wofür,Farbe\nThird,Post,red\n")])
    #expect(again.created == 1)
    // Other headings are another shape.
    #expect(try await place.take([("neu.csv", "Farbklang,Wofür\nFourth,Post\n")]).parts.map(\.register) == [nil])
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func aColumnCanBeGivenByItsHeading() async throws {
    let place = try await Workplace()
    _ = try await place.take([Self.people])
    let file = ("suppliers.csv", "name,service,Colour,Who\nNordkap,Cloud,blue,P-2\n")
    let report = try await place.take([file]) { $0.everywhere.columns = ["colour": "category", "Who": "-"] }
    #expect(report.created == 1 && report.parts[0].match?.columns.map(\.word) == ["name", "service", "category", "-"])
    let record = try await place.read { try $0.records(of: "suppliers").first }
    #expect(record?.body["category"] == "blue" && record?.body["owner"] == nil)
    // Kept, as what is decided on the page is.
    #expect(try await place.take([file]).parts[0].match?.columns.map(\.word) == ["name", "service", "category", "-"])
    await #expect(throws: Failure.malformed("No table here has a column “Shape”.")) {
      try await place.take([file]) { $0.everywhere.columns = ["Shape": "category"] }
    }
    await #expect(throws: Failure.malformed("Suppliers: there is no field “taste” for the column “Who”.")) {
      try await place.take([file]) { $0.everywhere.columns = ["Who": "taste"] }
    }
  }

  @Test func aRegisterCanBeFoundByContentOrGiven() async throws {
    let place = try await Workplace()
    _ = try await place.take([Self.people])
    // Two of four headings say too little; the people under a third make it a supplier.
    let found = ("x.csv", "Name;Service;Kontakt;Farbe\nNordkap;Cloud;ann@example.com;blue\n")
    var report = try await place.take([found]) { $0.isDryRun = true }
    #expect(report.parts.map(\.register) == ["suppliers"] && report.parts[0].match?.byContent == [2])
    let silent = ("y.csv", "Name;Farbe;Form\nNordkap;blue;round\n")
    report = try await place.take([silent])
    #expect(report.parts.map(\.register) == [nil] && report.parts[0].header == ["Name", "Farbe", "Form"])
    report = try await place.take([silent]) {
      $0.decisions["y.csv", default: .init()].register = "suppliers"
      $0.keepsMatches = false
    }
    #expect(report.created == 1 && report.parts.map(\.register) == ["suppliers"])
    #expect(try await place.take([silent]).parts.map(\.register) == [nil])
    _ = try await place.take([silent]) { $0.decisions["y.csv", default: .init()].register = "suppliers" }
    #expect(try await place.take([silent]).parts.map(\.register) == ["suppliers"])
  }
}
