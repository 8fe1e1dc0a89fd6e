import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("What changed") struct WhatChangedTests {
  @Test("an import is one event that says what it brought and leads to the ledger")
  func anImportIsOneEvent() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    let records = try await site.read { try $0.counts().mapValues(\.number) }.filter {
      site.installation.registers[$0.key] != nil
    }
    let total = records.reduce(0) { $0 + $1.value }
    for page in ["/w/acme", "/w/acme/ledger"] {
      let home = try await site.ask(.get, page, session: session)
      let event = try #require(links(home.body).first { $0.text == "\(total) records" }, "\(page)")
      #expect(home.body.contains("imported <a"))
      #expect(home.body.contains("\(records["measurements"] ?? 0) measurements"))
      #expect(try await site.ask(.get, event.href, session: session).status == 200)
      #expect(event.href.contains("/ledger?before="))
    }
    try await site.commit([.create(register: "risks", id: "R-900", values: ["title": "New", "domains": ["ai"]])])
    let home = try await site.ask(.get, "/w/acme", session: session)
    #expect(home.body.contains("created it: <a href=\"/w/acme/risks/R-900\">risk R-900</a>"))
  }

  @Test("the ledger page goes back to the first act without losing or repeating one")
  func paging() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    for number in 1...60 {
      try await site.commit(
        (1...(number % 3 + 1)).map {
          .create(register: "context-issues", id: "I-\(number)-\($0)", values: ["issue": "Issue \(number) \($0)"])
        })
    }
    var events = 0
    var next: String? = "/w/acme/ledger"
    var pages = 0
    while let address = next, pages < 5 {
      let page = try await site.ask(.get, address, session: session)
      events += page.body.components(separatedBy: "/undo\"").count - 1
      next = links(page.body).first { $0.text == "Older" }?.href
      pages += 1
    }
    #expect(events == 60 && pages == 2)
  }
}
