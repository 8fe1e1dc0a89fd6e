import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@Suite struct StatementTests {
  /// A workspace in which every line of 42001's statement is decided.
  private func decided() async throws -> Workplace {
    let place = try await Workplace()
    let soa = try await place.read { try place.installation.soa(["iso27001", "iso42001"], $0) }
    try await place.commit(
      soa.lines.map { line in
        .create(
          register: "coverage",
          values: [
            "requirement": .text(line.uid), "title": .text(line.title), "applicable": "yes",
            "justification": "=Good practice", "status": "planned",
          ])
      })
    try await place.commit([.create(register: "people", id: "PER-1", values: ["name": "Chief"])])
    return place
  }

  @Test func noneAskedForMeansThoseOfTheWorkspaceAndNoVersionIsEmpty() async throws {
    let place = try await decided()
    #expect(try await place.read { try place.installation.soa([], $0).lines.count } == 131)
    let version = try await place.installation.approveSoA(
      [], in: place.workspace, as: Workplace.chief(being: "PER-1"))
    #expect(version.body["frameworks"]?.texts == ["iso27001", "iso42001"])
    #expect(try JSON.parse(version.body["lines"]?.text ?? "").list.count == 131)
  }

  @Test(arguments: [["eu-ai-act"], ["iso9001"], ["iso42001", "nothing"]])
  func aStatementNeedsKnownStandardsWithControls(_ frameworks: [String]) async throws {
    let place = try await decided()
    await #expect(throws: Failure.self) {
      try await place.installation.approveSoA(
        frameworks, in: place.workspace, as: Workplace.chief(being: "PER-1"))
    }
    #expect(try await place.read { try $0.counts()["soa-versions"] } == nil)
  }

  @Test func aStandardNamedTwiceStandsInItOnce() async throws {
    let place = try await decided()
    let version = try await place.installation.approveSoA(
      ["iso42001", "iso42001"], in: place.workspace, as: Workplace.chief(being: "PER-1"))
    #expect(version.body["frameworks"]?.texts == ["iso42001"])
    #expect(try JSON.parse(version.body["lines"]?.text ?? "").list.count == 38)
  }

  @Test func asCSVItHasEveryLineAndNoFormula() async throws {
    let place = try await decided()
    let (csv, soa) = try await place.read { scope in
      let soa = try place.installation.soa([], scope)
      return (try soa.file(.csv, nil), soa)
    }
    let table = try CSV.read(csv)
    #expect(table.rows.count == soa.lines.count)
    let text = String(decoding: csv, as: UTF8.self)
    #expect(text.contains("'=Good practice") && !text.contains(",=Good practice"))
  }
}
