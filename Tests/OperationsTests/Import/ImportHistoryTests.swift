import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

/// What a file may say of an organization's past, and what it may not decide.
@Suite struct ImportHistoryTests {
  @Test func aFileBringsHistoryOfNewRecordsOnly() async throws {
    let place = try await Workplace()
    let people = ("people.csv", "person_id,name\nP-1,Ann\n")
    func file(_ state: String, _ day: String) -> (String, String) {
      ("documents.csv", "id,title,owner,state,approved_by,approved_on\nPOL-1,Policy,P-1,\(state),P-1,\(day)\n")
    }
    _ = try await place.take([people, file("approved", "2026-01-05")])
    let document = try #require(try await place.read { try $0.record("POL-1") })
    #expect(document.state == "approved" && document.body["approved_on"] == "2026-01-05")
    let report = try await place.take([file("approved", "2026-11-01")])
    #expect(report.parts.flatMap(\.rejected).map(\.column) == ["approved_on"])
    #expect(report.parts.flatMap(\.rejected).map(\.value) == ["2026-11-01"])
    #expect(report.updated == 0 && report.batch == nil)
    // Nor is a draft approved by a file.
    _ = try await place.take([("documents.csv", "id,title,owner\nPOL-2,Rule,P-1\n")])
    let kept = try await place.take([("documents.csv", "id,title,state\nPOL-2,Rule,approved\n")]).parts.flatMap(
      \.warnings)
    #expect(kept.map(\.column) == ["state"] && kept.map(\.value) == ["approved"])
    let draft = try #require(try await place.read { try $0.record("POL-2") })
    #expect(draft.state == "draft" && draft.body["extra"]?["State"] == "approved")
    // Nor does a new one come in approved by nobody.
    let said = try await place.take([("documents.csv", "id,title,state\nPOL-3,Other rule,approved\n")])
    #expect(said.created == 1 && said.parts[0].warnings.map(\.value) == ["approved"])
    #expect(try await place.read { try $0.record("POL-3")?.state } == "draft")
    // Without a word of approval the file says nothing against it, and another title opens a new draft.
    let other = ("documents.csv", "id,title,owner,approved_by,approved_on\nPOL-1,Policy two,P-1,,\n")
    #expect(try await place.take([other]) { $0.isDryRun = true }.updated == 1)
    #expect(try await place.read { try $0.record("POL-1") } == document)
    #expect(try await place.take([other]).updated == 1)
    let edited = try await place.read { try $0.record("POL-1") }
    #expect(edited?.state == "draft" && edited?.approvedVersion == 1 && edited?.body["approved_on"] == "2026-01-05")
  }

  @Test func aFileClosesNoNonconformityThatWasNotAnswered() async throws {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "people", id: "P-1", values: ["name": "Ann"]),
      .create(
        register: "findings", id: "F-1",
        values: [
          "statement": "Lapse", "grade": "major_nonconformity", "requirements": ["iso27001:A.5.22"],
        ]),
    ])
    let file = ("findings.csv", "id,statement,state\nF-1,Lapse,closed\n")
    let rejected = try await place.take([file]).parts.flatMap(\.rejected)
    #expect(rejected.count == 1 && rejected.first?.reason.contains("corrective action") == true, "\(rejected)")
    #expect(try await place.read { try $0.record("F-1")?.state } == "open")
    try await place.commit(
      [
        .create(
          register: "corrective-actions", id: "CA-1",
          values: ["action": "Do", "sources": ["F-1"], "cause": "Why", "owner": "P-1", "effect_criterion": "Seen"]),
        .step(
          id: "CA-1", noun: "completion",
          values: ["effect_check_on": "2027-02-01", "similar_places": "Two other suppliers: in order"]),
        .step(id: "CA-1", noun: "closure"),
      ], as: try await place.signer())
    #expect(try await place.take([file]).updated == 1)
    let closed = try #require(try await place.read { try $0.record("F-1") })
    #expect(closed.state == "closed" && closed.body["closed_on"] == "2026-11-16")
    // Once more it changes nothing, and another file opens it again.
    #expect(try await place.take([file]).batch == nil)
    #expect(try await place.take([("findings.csv", "id,statement,state\nF-1,Lapse,open\n")]).updated == 1)
    let open = try #require(try await place.read { try $0.record("F-1") })
    #expect(open.state == "open" && open.body["closed_on"] == nil)
  }

  @Test func whatConcordMakesItselfCantBeImported() async throws {
    let place = try await Workplace()
    let register = try #require(Catalogue.registers.all.first { $0.isMadeByProgram })
    let file = ("versions.csv", "id,title\nSOA-1,Forged\n")
    for choose in [
      { (options: inout ImportOptions) in options.everywhere.register = register.slug },
      { $0.decisions["versions.csv", default: .init()].register = register.slug },
    ] {
      let report = try await place.take([file], choose)
      #expect(report.created == 0 && report.batch == nil)
      #expect(
        report.parts.flatMap(\.rejected).map(\.reason) == [
          "\(register.many) are made by Concord itself and can't be imported."
        ])
    }
    #expect(try await place.read { try $0.ledgerSize } == 0)
  }
}
