import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Five steps")
struct StepsPageTests {
  @Test("offer a judgement once, and to change it from then on")
  func judgements() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    func page() async throws -> String { try await site.ask(.get, "/w/acme/steps", session: session).body }
    let before = try await page()
    let progress = try await site.read { try site.installation.integration($0) }
    let task = try #require(progress.tasks.first { $0.state == .toJudge }).task
    let offer = "/w/acme/judgements/new?task=\(task.id)"
    #expect(before.contains(offer) && before.contains("Say that it is so"))
    try await site.commit([
      .create(
        register: "judgements", id: "JDG-1",
        values: ["task": .text(task.id), "title": .text(task.title), "holds": false, "reason": "Two units are missing"])
    ])
    let after = try await page()
    #expect(!after.contains(offer) && after.contains("Judged not to be so yet"))
    #expect(after.contains("<a href=\"/w/acme/judgements/JDG-1/edit\">Change the judgement</a>"))
    try await site.commit([.edit(id: "JDG-1", values: ["holds": true])])
    #expect(try await page().contains("Judged to be so"))
  }
}
