import Domain
import Foundation
import HTTPTypes
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// What somebody says of themselves, and what a browser keeps of them.
@Suite struct AccountPageTests {
  private static let password = "correct horse battery"

  private struct Place {
    let site: SiteUnderTest
    let session: String

    func account() async throws -> Account {
      try #require(try await site.installation.database.read { try $0.account(email: "a@example.com") })
    }

    func save(_ name: String, zone: String = "", reminders: String = "all") async throws -> SiteUnderTest.Answer {
      try await site.ask(
        .post, "/account", session: session, form: [("name", name), ("zone", zone), ("reminders", reminders)])
    }
  }

  private func prepared() async throws -> Place {
    let site = try await SiteUnderTest()
    for email in ["a@example.com", "b@example.com"] {
      try await site.installation.addMember(
        email: email, name: "Ada", password: Self.password, role: .administrator, in: site.acme)
    }
    let account = try #require(try await site.installation.database.read { try $0.account(email: "a@example.com") })
    return Place(site: site, session: try await site.installation.beginSession(account))
  }

  @Test func nameZoneAndRemindersAreOnesOwn() async throws {
    let place = try await prepared()
    #expect(try await place.save("Ada Lovelace", zone: "Europe/Berlin", reminders: "overdue").status == 303)
    let account = try await place.account()
    #expect(account.name == "Ada Lovelace" && account.zone == "Europe/Berlin" && account.overdueOnly)
    let page = try await place.site.ask(.get, "/account", session: place.session).body
    #expect(page.contains("value=\"Ada Lovelace\"") && page.contains("value=\"Europe/Berlin\" selected"))
    #expect(page.contains("Language: English"))
    // The name is sealed like the rest of the account, and an event says what it was.
    #expect(try await place.site.installation.database.read { try $0.brokenSeals().isEmpty })
    #expect(try await place.save("Ada Lovelace").status == 303)
    let events = try await place.site.installation.securityEvents(
      of: place.site.acme, SecurityEventFilter(kind: .accountChanged), limit: 5)
    #expect(events.map(\.detail) == ["Ada → Ada Lovelace"])
    #expect(try await place.account().zone == nil)
  }

  @Test(arguments: ["", "two\nlines", "turned \u{202E}round", "nul\u{7}", String(repeating: "x", count: 101)])
  func whatIsNoNameIsRefused(_ name: String) async throws {
    let place = try await prepared()
    #expect(try await place.save(name).status == 422)
    #expect(try await place.account().name == "Ada")
  }

  @Test(arguments: ["Nowhere/Land", "../../etc/passwd", "GMT+25", "UTC\u{0}"])
  func whatIsNoTimeZoneIsRefused(_ zone: String) async throws {
    let place = try await prepared()
    #expect([400, 422].contains(try await place.save("Ada", zone: zone).status))
    #expect(try await place.account().zone == nil)
  }

  @Test func anAccountAlteredByHandIsNotRenamedIntoASoundOne() async throws {
    let place = try await prepared()
    try await place.site.installation.database.write {
      _ = try $0.run("UPDATE account SET name = 'Mallory' WHERE email = 'a@example.com'")
    }
    // Its session opens nothing, so there is no page to save.
    #expect(try await place.save("Ada").headers[.location]?.hasPrefix("/sign-in") == true)
    #expect(try await place.account().name == "Mallory")
  }

  @Test func momentsAreShownInTheTimeZoneOfWhoeverReads() async throws {
    let place = try await prepared()
    func shown() async throws -> String {
      try await place.site.ask(.get, "/w/acme/security-events", session: place.session).body
    }
    #expect(try await shown().contains("16 Nov 2026, 08:00"))
    _ = try await place.save("Ada", zone: "Pacific/Kiritimati")
    let page = try await shown()
    #expect(page.contains("16 Nov 2026, 22:00") && page.contains("2026-11-16T08:00:00.000Z"))
    // What goes to programs stays in UTC.
    let lines = try await place.site.ask(.get, "/w/acme/security-events/export", session: place.session).body
    #expect(lines.contains("2026-11-16T08:00:00.000Z") && !lines.contains("22:00"))
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-03-29T00:30:00.000Z", "29 Mar 2026, 01:30"),
    ("Europe/Berlin", "2026-03-29T01:30:00.000Z", "29 Mar 2026, 03:30"),
    ("America/St_Johns", "2027-01-01T00:10:00.000Z", "31 Dec 2026, 20:40"),
    ("Asia/Kathmandu", "0001-01-01T00:00:00.000Z", nil), ("Asia/Kathmandu", "9999-12-31T23:59:59.999Z", nil),
    ("Asia/Kathmandu", "yesterday", "yesterday"),
  ])
  func momentsAtTheEdges(_ zone: String, _ moment: String, _ expected: String?) {
    let shown = Words.$zone.withValue(TimeZone(identifier: zone)) { Words.local(moment).shown }
    #expect(expected.map { $0 == shown } ?? !shown.isEmpty)
  }

  @Test func signingOutClearsWhatTheBrowserHolds() async throws {
    let place = try await prepared()
    let header = try #require(HTTPField.Name("Clear-Site-Data"))
    let answer = try await place.site.ask(.post, "/sign-out", session: place.session, form: [])
    #expect(answer.status == 303 && answer.headers[header] == "\"storage\"")
  }

  @Test func whatOneAccountLeftIsClearedForTheNextAndKeptForTheSame() async throws {
    let place = try await prepared()
    let header = try #require(HTTPField.Name("Clear-Site-Data"))
    func signIn(_ email: String, _ cookie: String) async throws -> SiteUnderTest.Answer {
      try await place.site.ask(
        .post, "/sign-in", form: [("email", email), ("password", Self.password)], headers: ["Cookie": cookie])
    }
    let first = try await signIn("a@example.com", "")
    #expect(first.headers[header] == nil)
    let owner = try #require(first.headers[values: .setCookie].first { $0.hasPrefix("concord-owner-") })
    let cookie = String(owner.prefix { $0 != ";" })
    #expect(try await signIn("a@example.com", cookie).headers[header] == nil)
    #expect(try await signIn("b@example.com", cookie).headers[header] == "\"storage\"")
    // The pages say whose they are, by a mark that tells nothing.
    let page = try await place.site.ask(.get, "/w/acme", session: place.session).body
    #expect(page.contains("data-owner=\"\(cookie.split(separator: "=")[1])\""))
  }

  @Test func endingSessionsAsksForThePasswordAgain() async throws {
    let place = try await prepared()
    let (account, now) = (try await place.account(), place.site.installation.now)
    let old = SignInSession(
      hash: Array(repeating: 1, count: 32), account: account.id, createdAt: now,
      expires: Instant(milliseconds: now.milliseconds + 3_600_000),
      provedAt: Instant(milliseconds: now.milliseconds - 16 * 60_000), seenAt: now, sender: "", agent: "")
    let hash = try #require(try await place.site.installation.sessions(of: account).first?.hash)
    try await place.site.installation.database.write { connection in
      guard let session = try connection.session(hash: hash)?.session else { return }
      var stale = session
      stale.provedAt = old.provedAt
      try connection.replaceSession(hash: hash, with: stale)
      try connection.addSession(old)
    }
    let asked = try await place.site.ask(
      .post, "/account/sessions/end", session: place.session, form: [("others", "yes")])
    #expect(asked.body.contains("Confirm it is you") && asked.body.contains("action=\"/sign-out\""))
    let list = try await place.site.ask(.get, "/account/sessions", session: place.session).body
    #expect(list.contains("action=\"/sign-out\""))
    #expect(try await place.site.installation.sessions(of: account).count == 2)
    let done = try await place.site.ask(
      .post, "/account/sessions/end", session: place.session, form: [("others", "yes"), ("_proof", Self.password)])
    #expect(done.status == 303)
    // The one in which it was asked for goes on.
    #expect(try await place.site.installation.sessions(of: account).count == 1)
  }

  @Test func whoApprovesWithoutBeingAPersonIsToldWhy() async throws {
    let place = try await prepared()
    let manager = try await place.site.session(.manager, in: place.site.acme)
    _ = try await place.site.installation.commit(
      [
        .create(register: "people", id: "PER-1", values: ["name": "Owner"]),
        .create(register: "documents", id: "DOC-1", values: ["title": "Policy", "text": "Text", "owner": "PER-1"]),
      ],
      in: place.site.acme, as: Actor(name: "x", role: .administrator))
    let answer = try await place.site.ask(
      .post, "/w/acme/documents/DOC-1/steps/approval", session: manager, form: [])
    #expect(answer.status == 403 && answer.body.contains("linked to anybody in the People register"))
    #expect(try await place.site.read { try $0.record("DOC-1")?.state } != "approved")
  }
}
