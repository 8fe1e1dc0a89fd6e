import Domain
import Exchange
import Operations
import RegisterKit
import Store
import Testing

/// What a file tries that it may not do.
@Suite struct ImportAttackTests {
  private static let people = ("people.csv", "person_id,name,email\nP-1,Ann,ann@example.com\nP-2,Bob,bob@example.com\n")

  @Test func whatWasDecidedHereIsNotTakenBackByAFile() async throws {
    let place = try await Workplace()
    let files = [
      Self.people,
      ("documents.csv", "id,title,owner,state,approved_by,approved_on\nPOL-1,Policy,P-1,approved,P-1,2026-01-05\n"),
    ]
    #expect(try await place.take(files).created == 3)
    let report = try await place.take([("documents.csv", "id,title,state\nPOL-1,Policy,draft\n")])
    #expect(report.parts[0].warnings.map(\.value) == ["draft"])
    #expect(try await place.read { try $0.record("POL-1")?.state } == "approved")
  }

  @Test func anApprovalToComeIsNone() async throws {
    let place = try await Workplace()
    let file = ("documents.csv", "id,title,state,approved_by,approved_on\nPOL-1,Policy,approved,P-1,2099-01-01\n")
    let report = try await place.take([Self.people, file])
    #expect(report.created == 3 && report.parts[1].warnings[0].reason.contains("2099-01-01"))
    #expect(try await place.read { try $0.record("POL-1")?.state } == "draft")
  }

  @Test func theCodeOfTheSettingsIsNobodys() async throws {
    let place = try await Workplace()
    let report = try await place.take([("suppliers.csv", "supplier_id,name\nSETTINGS,Nordkap\nS-1,Veldmail\n")])
    #expect(report.created == 2 && report.rejectedCount == 0)
    let names = try await place.read { try $0.records(of: "suppliers").map { [$0.id, $0.title] } }
    #expect(names.contains(["S-1", "Veldmail"]) && !names.contains { $0[0] == "SETTINGS" })
  }

  @Test func addressAndNameOfTwoPeopleAreNamed() async throws {
    let place = try await Workplace()
    _ = try await place.take([Self.people])
    let report = try await place.take([("people.csv", "name,email\nBob,mailto:ann@example.com\n")])
    #expect(
      report.parts[0].rejected.map(\.reason) == [
        "E-mail is that of P-1, and “Bob” is P-2; say which with the code."
      ])
    #expect(try await place.read { try $0.records(of: "people").map(\.title) } == ["Ann", "Bob"])
  }

  @Test func aliasesOfAProfileAreRefusedBeforeTheyAreFollowed() {
    var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (before, name) in zip("abcdefghi", "bcdefghij") {
      bomb += "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ","))]\n"
    }
    #expect(throws: Failure.self) { try ImportProfileText.read(bomb) }
  }

  @Test(arguments: [("Vorname;Nachname;E-Mail", "Ann Kern"), ("Surname,First name,Email", "Ann Kern")])
  func aNameInTwoColumnsIsOne(_ header: String, _ name: String) async throws {
    let place = try await Workplace()
    let isGivenFirst = header.hasPrefix("Vorname")
    let separator = isGivenFirst ? ";" : ","
    let cells = (isGivenFirst ? ["Ann", "Kern"] : ["Kern", "Ann"]) + ["ann@example.com"]
    let report = try await place.take([("people.csv", "\(header)\n\(cells.joined(separator: separator))\n")])
    #expect(report.created == 1)
    #expect(try await place.read { try $0.records(of: "people").map(\.title) } == [name])
  }
}
