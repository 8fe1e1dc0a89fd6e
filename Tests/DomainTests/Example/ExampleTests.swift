import Domain
import Foundation
import RegisterKit
import Testing

/// The example register of CONTRIBUTING: the page shows this very file, and it does what the page says.
@Suite struct ExampleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  @Test func thePageShowsTheFile() throws {
    let file = try String(contentsOf: Self.folder.appendingPathComponent("Visit.swift"), encoding: .utf8)
    let page = try String(
      contentsOf: Self.folder.appendingPathComponent("../../../CONTRIBUTING.md").standardized, encoding: .utf8)
    #expect(page.contains("```swift\n\(file)```"), "Copy Visit.swift into CONTRIBUTING.md.")
  }

  @Test func itIsAdmittedLikeAnyOther() throws {
    let reading = Reading(settings: Settings(), find: { _, text in .one(text) }, requirement: { _ in .none })
    let register = try #require(Registers([Visit.register.erased])["visits"])
    var problems = Problems()
    let body = register.admit(
      ["visitor": .text("A. Smith"), "arrived": .text("2026-11-16"), "left": .text("2026-11-16")], reading, &problems)
    #expect(problems.isEmpty)
    #expect(Visit.register.decode(body).visitor == "A. Smith")
    #expect(body["badge"] == .text("visitor"))
    #expect(Visit.register.missingProperties.isEmpty)
  }

  @Test func itsRuleHolds() throws {
    let reading = Reading(settings: Settings(), find: { _, text in .one(text) }, requirement: { _ in .none })
    var problems = Problems()
    _ = Visit.register.erased.admit(
      ["visitor": .text("A. Smith"), "arrived": .text("2026-11-16"), "left": .text("2026-11-15")], reading, &problems)
    #expect(problems.messages(for: "left") == ["Nobody leaves before arriving."])
  }
}
