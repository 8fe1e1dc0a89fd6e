import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

extension Workplace {
  /// Imports texts as files, by name.
  func take(
    _ files: [(name: String, text: String)], _ change: (inout ImportOptions) -> Void = { _ in }
  ) async throws -> ImportReport {
    var options = ImportOptions()
    change(&options)
    let read = try files.map { name, text in
      let url = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: url)
      return ImportFile.read(url, as: name)
    }
    return try await installation.importFiles(read, options, in: workspace, as: Self.chief)
  }
}

/// What rows may not have in common, what a file may not set, and that looking costs nobody else their turn.
@Suite struct ImportRowTests {
  private static let repeated = [
    (
      "suppliers.csv", "supplier_id,name,service\nSUP-77,Nordkap,Cloud\nSUP-77,Veldmail,Mail\nSUP-78,Third,Post\n",
      [
        ImportReport.Rejected(
          row: 3, column: "supplier_id", value: "SUP-77", reason: "“SUP-77” stands in row 2 already.")
      ],
      2
    ),
    (
      "people.csv", "name,email\nAnn,ann@example.com\nBob,bob@example.com\nAnnie,ann@example.com\n",
      [
        ImportReport.Rejected(row: 4, column: "email", value: "ann@example.com", reason: "Row 2 has the same e-mail.")
      ], 2
    ),
  ]

  @Test(arguments: repeated)
  func whatStandsTwiceIsNamedAndTheRestGoesIn(
    _ name: String, _ text: String, _ rejected: [ImportReport.Rejected], _ created: Int
  ) async throws {
    let place = try await Workplace()
    var report = try await place.take([(name, text)])
    #expect(report.parts.flatMap(\.rejected) == rejected)
    #expect(report.created == 0 && report.batch == nil)
    report = try await place.take([(name, text)]) { $0.goodRowsOnly = true }
    #expect(report.parts.flatMap(\.rejected) == rejected)
    #expect(report.created == created && report.batch != nil)
    // The second time the first row is what is stored, and the other still stands against it.
    report = try await place.take([(name, text)]) { $0.isDryRun = true }
    #expect(report.rejectedCount == 1 && report.unchanged == created)
  }

  @Test func whatAnotherFileOrTheStoreHasIsNamedToo() async throws {
    let place = try await Workplace()
    let staff = ("staff.csv", "name,email,person_id\nBob,bob@example.com,P-2\nAnn,ann@example.com,P-9\n")
    var report = try await place.take([("people.csv", "person_id,name,email\nP-1,Ann,ann@example.com\n"), staff])
    #expect(
      report.parts.flatMap(\.rejected) == [
        .init(row: 3, column: "email", value: "ann@example.com", reason: "Row 2 of people.csv has the same e-mail.")
      ])
    _ = try await place.take([
      ("people.csv", "person_id,name,email\nP-1,Ann,ann@example.com\nP-2,Bob,bob@example.com\n")
    ])
    report = try await place.take([("people.csv", "person_id,name,email\nP-2,Bob,ann@example.com\n")])
    #expect(
      report.parts.flatMap(\.rejected) == [
        .init(row: 2, column: "email", value: "ann@example.com", reason: "P-1 has the same e-mail.")
      ])
    // Whoever gives an address up in the same file leaves it to others.
    report = try await place.take([
      ("people.csv", "person_id,name,email\nP-1,Ann,anna@example.com\nP-2,Bob,ann@example.com\n")
    ])
    #expect(report.rejectedCount == 0 && report.updated == 2)
  }

  @Test func aRowWithoutACodeIsTheRecordThatAnotherTableGivesOne() async throws {
    for files in [["people.csv", "staff.csv"], ["zz.csv", "staff.csv"]] {
      let place = try await Workplace()
      let report = try await place.take([
        (files[0], "name,email\nAnn,ann@example.com\nCem,cem@example.com\n"),
        (files[1], "name,email,person_id\nAnn,ann@example.com,P-9\n"),
      ])
      #expect(report.rejectedCount == 0 && report.created == 2 && report.unchanged == 1)
    }
  }

  @Test func aReferenceSurvivesTheRejectionOfARowThatWantedTheSameName() async throws {
    let place = try await Workplace()
    let report = try await place.take([
      ("people.csv", "name,email\nAnn,ann@example.com\nAnnie,ann@example.com\n"),
      ("suppliers.csv", "name,owner\nNordkap,ann@example.com\n"),
    ]) { $0.goodRowsOnly = true }
    #expect(report.created == 2 && report.rejectedCount == 1)
  }

  @Test func whoeverIsNotThereIsKeptAsWords() async throws {
    let place = try await Workplace()
    let report = try await place.take([
      ("suppliers.csv", "name,owner\nNordkap,ann@example.com\nVeldmail,IT Operations\n"),
      ("people.csv", "name,email\nAnn,ann@example.com\n"),
      (
        "more-people.csv",
        "name,email,reports_to\nCid,cid@example.com,nobody@example.com\nDan,dan@example.com,CID@example.com\n"
      ),
    ])
    #expect(report.rejectedCount == 0 && report.created == 5 && report.isWhole)
    #expect(report.parts.map { $0.warnings.map(\.row) } == [[3], [], [2]])
    #expect(report.parts[0].warnings[0].reason == "No person named “IT Operations”.")
    let suppliers = try await place.read { try $0.records(of: "suppliers") }
    #expect(suppliers.map { $0.body["extra"]?["Owner"] ?? .null } == [.null, "IT Operations"])
    // Once the team is a unit with a head, the same file makes the head the owner; the words stay.
    _ = try await place.take([("units.csv", "name,head\nIT  operations,Ann\n")])
    let again = try await place.take([
      ("suppliers.csv", "name,owner\nNordkap,ann@example.com\nVeldmail ,IT\u{A0}Operations\n")
    ])
    #expect(again.updated == 1 && again.created == 0)
    #expect(try await place.read { try $0.records(of: "suppliers").map { $0.owner != nil } } == [true, true])
  }

  @Test func whatFollowsFromARowOfAnotherFileSaysWhich() async throws {
    let place = try await Workplace()
    let files = [
      ("people.csv", "name,email\nCid,this is no address\n"),
      ("suppliers.csv", "name,owner\nNordkap,Cid\nVeldmail,Zoe\n"),
      ("auditors.csv", "person,department\nCid,IT\n"),
    ]
    let report = try await place.take(files) { $0.isDryRun = true }
    // A supplier comes in with the words; an auditor is nothing without the person.
    #expect(report.parts.map { $0.rejected.map(\.follows) } == [[nil], [], ["row 2 of people.csv"]])
    #expect(report.parts[1].warnings.map(\.follows) == ["row 2 of people.csv", nil])
    #expect(report.parts.map(\.following) == [0, 0, 1] && !report.isWhole)
    let row = report.value["files"].list[2]["rejected"].list[0]
    #expect(row["follows_from"] == "row 2 of people.csv")
  }

  @Test func aCodeFromAnotherRowIsNotGivenAway() async throws {
    let place = try await Workplace()
    let report = try await place.take([("suppliers.csv", "supplier_id,name\n,Nordkap\nSUP-0001,Veldmail\n")])
    #expect(report.rejectedCount == 0 && report.created == 2)
    #expect(try await place.read { try $0.record("SUP-0001")?.title } == "Veldmail")
  }

  @Test func anImportThatWasUndoneCanBeMadeAgain() async throws {
    let place = try await Workplace()
    let files = [
      ("people.csv", "person_id,name\nP-1,Ann\n"), ("suppliers.csv", "supplier_id,name,owner\nS-1,Nordkap,P-1\n"),
    ]
    let first = try await place.take(files)
    _ = try await place.installation.undo(
      batch: try #require(first.batch), in: place.workspace, as: Workplace.chief)
    #expect(try await place.read { try $0.record("S-1")?.isArchived } == true)
    let again = try await place.take(files)
    #expect(again.rejectedCount == 0 && again.created == 2)
    let stands = try await place.read { try $0.record("S-1") }
    #expect(stands?.isArchived == false && stands?.version == 3 && stands?.body["owner"] == "P-1")
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func anEmptyTitleInATitleColumnIsAProblem() async throws {
    let place = try await Workplace()
    let report = try await place.take([("risks.csv", "id,title,kind\nR-1,,ai\nR-2,Named,ai\n")]) {
      $0.goodRowsOnly = true
    }
    #expect(report.parts.flatMap(\.rejected).map(\.row) == [2] && report.created == 1)
  }

  @Test func aRecordIsNotCalledAfterItsOwner() async throws {
    let place = try await Workplace()
    let people = ("people.csv", "name,email\nBen Osei,ben@example.com\n")
    let named = try await place.take([people, ("assets.csv", "Asset name,Owner\nLaptops,Ben Osei\n")])
    #expect(named.rejectedCount == 0)
    #expect(try await place.read { try $0.records(of: "assets").map(\.title) } == ["Laptops"])
    // What nobody understood may be the name, so it is asked for.
    let course = try await place.take([("training.csv", "Quux,Person,Date\nAwareness,Ben Osei,2026-03-02\n")]) {
      $0.decisions["training.csv", default: .init()].register = "trainings"
    }
    #expect(course.created == 0 && course.parts.flatMap(\.rejected).contains { $0.reason.contains("needed") })
    #expect(try await place.read { try $0.records(of: "trainings").isEmpty })
  }

  @Test func aTextWithAHeadIsADocumentAndTitleLinesAreNoHeadings() async throws {
    let place = try await Workplace()
    let text = ("AI usage.md", "---\ntitle: AI usage\nkind: guideline\nowner: Ben\n---\nWith care.\n")
    #expect(try await place.take([text]).parts.map(\.register) == ["documents"])
    let titled = "Nordlicht risk register,,\nAs of March,,\nid,title,Probability\nR-1,Leak,3\n"
    let report = try await place.take([("Register.csv", titled)])
    #expect(report.parts.map(\.register) == ["risks"] && report.parts[0].header == ["id", "title", "Probability"])
  }

  @Test func commasInsideValuesOfYAMLAreTold() async throws {
    let place = try await Workplace()
    let report = try await place.take([
      ("sites.yaml", "sites:\n- {site_id: S-1, name: Depot, note: third floor, no lift, country: NL}\n")
    ])
    let record = try #require(try await place.read { try $0.record("S-1") })
    #expect(record.body["note"] == "third floor" && record.body["country"] == "NL")
    #expect(report.parts.flatMap(\.notes).contains { $0.contains("line 2: “no lift”") }, "\(report.parts)")
    // A risk method is the organization's words; there the text goes on.
    let scale = (1...3).map { "    \($0): {name: L\($0), meaning: harm \($0), or worse}\n" }.joined()
    _ = try await place.take([
      (
        "method.yaml",
        "risk_method:\n  likelihood:\n\(scale)  impact:\n\(scale)  levels:\n  - {name: all, from: 1, to: 9, accept: owner, board}\n"
      )
    ])
    let matrix = try await place.read { try place.installation.settings($0).matrix }
    #expect(matrix.impact.levels.map(\.meaning) == ["harm 1, or worse", "harm 2, or worse", "harm 3, or worse"])
    #expect(matrix.bands.map(\.acceptance) == ["owner, board"])
  }

  @Test func aDryRunForetellsTheImport() async throws {
    let place = try await Workplace()
    let files = ImportFile.files(at: Workplace.demo).filter { $0.url.pathExtension != "xlsx" }.map {
      ImportFile.read($0.url, as: $0.path)
    }
    var options = ImportOptions()
    for _ in 0..<2 {
      options.isDryRun = true
      let foretold = try await place.installation.importFiles(files, options, in: place.workspace, as: Workplace.chief)
      options.isDryRun = false
      let done = try await place.installation.importFiles(files, options, in: place.workspace, as: Workplace.chief)
      #expect(foretold.parts.map(\.created) == done.parts.map(\.created))
      #expect(foretold.parts.map(\.updated) == done.parts.map(\.updated))
      #expect(foretold.parts.map(\.unchanged) == done.parts.map(\.unchanged))
      #expect(foretold.parts.map(\.notes) == done.parts.map(\.notes))
      #expect(foretold.batch == nil)
    }
  }

  @Test func aDryRunDoesNotHoldTheWriter() async throws {
    let place = try await Workplace()
    let held = Held()
    // A write that waits until the dry run is over: were the dry run a write, neither would ever end.
    let writing = Task {
      try await place.installation.database.write { _ in
        held.hasBegun.signal()
        held.mayEnd.wait()
      }
    }
    await held.begun()
    let report = try await place.take([("suppliers.csv", "name\nNordkap\n")]) { $0.isDryRun = true }
    held.mayEnd.signal()
    try await writing.value
    #expect(report.created == 1 && report.parts.flatMap(\.rejected) == [])
    #expect(try await place.read { try $0.ledgerSize } == 0)
  }
}

private struct Held: Sendable {
  let hasBegun = DispatchSemaphore(value: 0)
  let mayEnd = DispatchSemaphore(value: 0)

  func begun() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        hasBegun.wait()
        continuation.resume()
      }
    }
  }
}
