import Dispatch
import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Undoing from a page") struct UndoPageTests {
  private static let ledger = "/w/acme/ledger"
  private static let done = "/w/acme/ledger?done=undone"

  private func issues(_ count: Int, _ site: SiteUnderTest) async throws {
    try await site.commit(
      (1...count).map { .create(register: "context-issues", id: "I-\($0)", values: ["issue": "Issue \($0)"]) })
  }

  private func post(_ batch: Int, _ site: SiteUnderTest, _ session: String) async throws -> SiteUnderTest.Answer {
    try await site.ask(.post, "\(Self.ledger)/\(batch)/undo", session: session, form: [])
  }

  /// In how many seconds the page is to come again; nil if it is not.
  private func refresh(_ answer: SiteUnderTest.Answer) throws -> String? {
    answer.headers[try #require(HTTPField.Name("Refresh"))]
  }

  /// The page as it is once nothing is under way any more.
  private func ended(_ batch: Int, _ site: SiteUnderTest, _ session: String) async throws -> SiteUnderTest.Answer {
    while true {
      let page = try await site.ask(.get, "\(Self.ledger)/\(batch)/undo", session: session)
      if try refresh(page) == nil { return page }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("an act of many records has a page that tells how far it is and leads to the ledger")
  func aLongAct() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    try await issues(501, site)
    let semaphore = DispatchSemaphore(value: 0)
    let (entered, enter) = AsyncStream.makeStream(of: Void.self)
    Task.detached {
      try await site.installation.database.write { _ in
        enter.finish()
        semaphore.wait()
      }
    }
    for await _ in entered {}
    // Clicked twice, it is done once.
    for _ in 1...2 {
      let answer = try await post(1, site, session)
      #expect(answer.status == 303 && answer.headers[.location] == "\(Self.ledger)/1/undo")
    }
    let page = try await site.ask(.get, "\(Self.ledger)/1/undo", session: session)
    #expect(try page.status == 200 && refresh(page) == "1")
    #expect(page.body.contains("Records taken back: 0 of 501") && page.body.contains("role=\"status\""))
    semaphore.signal()
    let end = try await ended(1, site, session)
    #expect(end.status == 303 && end.headers[.location] == Self.done)
    #expect(try await site.read { try $0.ledgerSize } == 1002)
    #expect(try await site.read { try $0.records(of: "context-issues").count } == 0)
  }

  @Test("a long act that can't be taken back says why and stands")
  func aRefusal() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    try await issues(501, site)
    try await site.commit([.edit(id: "I-3", values: ["issue": "Another"])])
    #expect(try await post(1, site, session).headers[.location] == "\(Self.ledger)/1/undo")
    let page = try await ended(1, site, session)
    #expect(page.status == 200 && page.body.contains("Nothing was taken back."))
    #expect(page.body.contains("I-3 was changed since; undo that first, or change it by hand."))
    #expect(page.body.contains("action=\"\(Self.ledger)/1/undo\""))
    #expect(try await site.read { try $0.ledgerSize } == 502)
  }

  @Test("a short act is taken back at once, and its page remembers")
  func aShortAct() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    try await issues(2, site)
    let before = try await ended(1, site, session)
    #expect(before.status == 200 && before.body.contains("nothing of it was changed"))
    #expect(try await post(1, site, session).headers[.location] == Self.done)
    let after = try await ended(1, site, session)
    #expect(after.status == 200 && after.body.contains("Act 3 of the ledger took this act back."))
    #expect(try await ended(77, site, session).status == 404)
  }
}
