import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Gap page") struct GapPageTests {
  @Test("declines several suggestions with one reason, and keeps each decision")
  func bulk() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    let page = try await site.ask(.get, "/w/acme/gap/iso42001", session: session)
    let boxes = page.body.components(separatedBy: "<input type=\"checkbox\" form=\"decisions\" name=\"pair\" value=\"")
      .dropFirst().compactMap { $0.split(separator: "\"").first.map(String.init) }
    #expect(boxes.count > 20 && Set(boxes).count == boxes.count)
    func decide(_ act: String, _ reason: String, _ pairs: ArraySlice<String>) async throws -> Int {
      try await site.ask(
        .post, "/w/acme/suggestions", session: session,
        form: [("act", act), ("reason", reason)] + pairs.map { ("pair", $0) }
      ).status
    }
    #expect(try await decide("decline", "", boxes[0..<2]) == 400)
    #expect(try await decide("decline", "Another team", []) == 400)
    #expect(try await decide("decline", "Another team", boxes[0..<3]) == 303)
    #expect(try await decide("accept", "Same duty", boxes[3..<5]) == 303)
    let decisions = try await site.read { try $0.records(of: "mapping-decisions").map(\.body) }
    func pairs(_ decision: Value, _ reason: Value) -> Set<String> {
      Set(
        decisions.filter { $0["decision"] == decision && $0["reason"] == reason }.map {
          "\($0["requirement"]?.text ?? "") \($0["control"]?.text ?? "")"
        })
    }
    #expect(decisions.count == 5)
    #expect(pairs("declined", "Another team") == Set(boxes[0..<3]))
    #expect(pairs("accepted", "Same duty") == Set(boxes[3..<5]))
    let after = try await site.ask(.get, "/w/acme/gap/iso42001", session: session)
    for pair in boxes[0..<5] { #expect(!after.body.contains("value=\"\(pair)\""), "\(pair)") }
  }

  @Test("folds what is covered, and shows all where the list is narrowed")
  func folding() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    let gap = try await site.read { try site.installation.gap("iso27001", $0) }
    let all = try await site.ask(.get, "/w/acme/gap/iso27001", session: session).body
    let parts = startTags(in: all).filter { $0.attributes["class"] == "gap-part card flush" }
    #expect(parts.contains { $0.attributes["open"] != nil } && parts.contains { $0.attributes["open"] == nil })
    #expect(all.contains("gap-done"))
    for line in gap.lines { #expect(all.contains("/requirements/\(WebAddress.encode(line.requirement.uid))\"")) }
    let covered = try await site.ask(.get, "/w/acme/gap/iso27001?status=covered", session: session).body
    #expect(
      startTags(in: covered).filter { $0.attributes["class"] == "gap-part card flush" }.allSatisfy {
        $0.attributes["open"] != nil
      })
    #expect(!covered.contains("gap-done"))
  }

  @Test("has the buttons for what was chosen behind the list, in a form of its own")
  func bar() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let page = try await site.ask(
      .get, "/w/acme/gap/iso42001", session: try await site.session(.manager, in: site.acme)
    ).body
    let bar = try #require(page.range(of: "<form class=\"decide-bar\" id=\"decisions\""))
    let last = try #require(page.range(of: "form=\"decisions\"", options: .backwards))
    #expect(last.upperBound < bar.lowerBound)
    let reader = try await site.ask(
      .get, "/w/acme/gap/iso42001", session: try await site.session(.reader, in: site.acme)
    ).body
    #expect(!reader.contains("decide-bar") && !reader.contains("form=\"decisions\""))
  }
}
