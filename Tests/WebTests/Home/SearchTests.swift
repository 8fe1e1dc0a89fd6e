import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Search")
struct SearchTests {
  @Test(
    "leads to the requirement that is named with its standard",
    arguments: [
      ("42001 A.6.2.4", "iso42001%3AA.6.2.4"), ("27001 a.5.1", "iso27001%3AA.5.1"),
      ("ISO/IEC 27001:2022 5.2", "iso27001%3A5.2"), ("iso42001:5.2", "iso42001%3A5.2"),
    ])
  func named(text: String, uid: String) async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.reader, in: site.acme)
    let answer = try await site.ask(.get, "/w/acme/search?q=\(WebAddress.encode(text))", session: session)
    #expect(answer.status == 303 && answer.headers[.location] == "/w/acme/requirements/\(uid)")
  }

  @Test("lists what an id means in every standard that has it, and finds nothing under a standard that has it not")
  func bare() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.reader, in: site.acme)
    let both = try await site.ask(.get, "/w/acme/search?q=5.2", session: session)
    #expect(both.status == 200 && both.body.contains("27001 5.2") && both.body.contains("42001 5.2"))
    let none = try await site.ask(.get, "/w/acme/search?q=42001%20A.99", session: session)
    #expect(none.status == 200 && none.body.contains("Nothing found"))
    let offered = try await site.ask(.get, "/w/acme/lookup?in=requirements&q=42001%20a.6.2.4", session: session)
    #expect(try JSON.parse(offered.body)["items"].list.first?["value"] == "iso42001:A.6.2.4")
  }
}
