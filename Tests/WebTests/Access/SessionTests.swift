import Domain
import HTTPTypes
import Ledger
import Logging
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// Sessions: sealed, seen, ended by silence, by their owner and by wrong passwords.
@Suite struct SessionTests {
  private static let password = "correct horse battery"

  private func signedIn(_ site: SiteUnderTest, agent: String = "") async throws -> String {
    let answer = try await site.ask(
      .post, "/sign-in", form: [("email", "a@example.com"), ("password", Self.password)], headers: ["User-Agent": agent]
    )
    #expect(answer.status == 303)
    let cookie = answer.headers[values: .setCookie].first?.split(separator: ";").first?.split(separator: "=").last
    return String(try #require(cookie))
  }

  private func prepared() async throws -> SiteUnderTest {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "a@example.com", name: "A", password: Self.password, role: .manager, in: site.acme)
    return site
  }

  private func run(_ site: SiteUnderTest, _ sql: SQL) async throws {
    try await site.installation.database.write { _ = try $0.run(sql) }
  }

  private func status(_ site: SiteUnderTest, _ session: String) async throws -> Int {
    try await site.ask(.get, "/w/acme", session: session).status
  }

  @Test func aSessionWrittenByHandOpensNothing() async throws {
    let site = try await prepared()
    let session = try await signedIn(site)
    let (hash, forged) = (Hash.sha256(session.utf8).bytes, Hash.sha256("forged".utf8).bytes)
    try await run(
      site,
      """
      INSERT INTO session (hash, account, created_at, seen_at, expires_at, proved_at, sender, agent, wrong, seal)
      SELECT \(forged), account, created_at, seen_at, expires_at, proved_at, sender, agent, wrong, seal FROM session
      """)
    #expect(try await status(site, "forged") == 303)
    #expect(try await status(site, session) == 200)
    let events = try await site.installation.securityEvents(of: nil, SecurityEventFilter(kind: .sealBroken), limit: 5)
    #expect(!events.isEmpty)
    try await run(site, "UPDATE session SET expires_at = '2030-01-01T00:00:00.000Z' WHERE hash = \(hash)")
    #expect(try await status(site, session) == 303)
  }

  @Test(arguments: [("seen_at", "2026-11-16T05:59:00.000Z", 303), ("seen_at", "2026-11-16T06:01:00.000Z", 200)])
  func silenceEndsASession(_ column: String, _ moment: String, _ expected: Int) async throws {
    let site = try await prepared()
    let session = try await signedIn(site)
    try await run(site, "UPDATE session SET seen_at = \(moment)")
    #expect(try await status(site, session) == expected)
    // What is asked for is written, so that the next silence begins anew.
    let seen = try await site.installation.database.read { try $0.first("SELECT seen_at FROM session") { $0.text(0) } }
    #expect((seen == "2026-11-16T08:00:00.000Z") == (expected == 200))
  }

  @Test func signingInAgainAndTakingAPartChangeTheSecret() async throws {
    let site = try await prepared()
    let former = try await signedIn(site)
    let answer = try await site.ask(
      .post, "/sign-in", session: former, form: [("email", "a@example.com"), ("password", Self.password)])
    #expect(answer.status == 303)
    #expect(try await status(site, former) == 303)
  }

  @Test func thePresentPasswordCantBeGuessedFromASession() async throws {
    let site = try await prepared()
    let session = try await signedIn(site)
    var statuses: [Int] = []
    for _ in 0..<5 {
      statuses.append(
        try await site.ask(
          .post, "/account/password", session: session, form: [("old", "guess"), ("new", "four words of mine")]
        ).status)
    }
    #expect(statuses == [422, 422, 422, 422, 303])
    #expect(try await status(site, session) == 303)
    #expect(try await site.installation.prove("a@example.com", by: .password(Self.password)) != nil)
  }

  @Test func manyGuessesAtOnceCountLikeManyInTurn() async throws {
    let site = try await prepared()
    let session = try await signedIn(site)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await site.ask(
            .post, "/account/password", session: session, form: [("old", "guess"), ("new", "four words of mine")]
          ).status
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 422 } <= 5)
    #expect(try await status(site, session) == 303)
  }

  @Test func aNewPasswordEndsEverySession() async throws {
    let site = try await prepared()
    let (first, second) = (try await signedIn(site), try await signedIn(site))
    let weak = try await site.ask(
      .post, "/account/password", session: first, form: [("old", Self.password), ("new", "P4ssw0rd1234!")])
    #expect(weak.status == 422 && weak.body.contains("too easy to guess"))
    // What was proved goes on under another secret, which the browser is told.
    let cookie = try #require(weak.headers[.setCookie])
    let third = String(cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)[1])
    #expect(try await status(site, first) == 303)
    let done = try await site.ask(
      .post, "/account/password", session: third, form: [("old", Self.password), ("new", "four words of mine")])
    #expect(done.status == 303)
    for session in [first, second, third] { #expect(try await status(site, session) == 303) }
  }

  @Test func onesOwnSessionsAreListedAndEnded() async throws {
    let site = try await prepared()
    let mine = try await signedIn(site, agent: "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0")
    let phone = try await signedIn(site, agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1")
    let third = try await signedIn(site)
    let page = try await site.ask(.get, "/account/sessions", session: mine).body
    #expect(page.contains("Firefox on Linux") && page.contains("Safari on iPhone") && page.contains("Unknown browser"))
    let name = Hash.sha256(phone.utf8).hex.prefix(16)
    #expect(
      try await site.ask(.post, "/account/sessions/end", session: mine, form: [("session", String(name))]).status == 303
    )
    #expect(try await status(site, phone) == 303)
    #expect(try await status(site, third) == 200)
    _ = try await site.ask(.post, "/account/sessions/end", session: mine, form: [("others", "yes")])
    #expect(try await status(site, third) == 303)
    #expect(try await status(site, mine) == 200)
    // Nobody ends those of others.
    let stranger = try await site.session(.administrator, in: site.acme)
    let own = Hash.sha256(mine.utf8).hex.prefix(16)
    _ = try await site.ask(.post, "/account/sessions/end", session: stranger, form: [("session", String(own))])
    #expect(try await status(site, mine) == 200)
  }

  @Test func theUseOfATokenIsWritten() async throws {
    let site = try await prepared()
    let token = try await site.installation.addToken(name: "t", role: .reader, in: site.acme, by: "test")
    func used() async throws -> Instant? {
      let id = site.acme.id
      return try await site.installation.database.read { try $0.tokens(of: id).first?.usedAt }
    }
    #expect(try await used() == nil)
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token).status == 200)
    #expect(try await used() == site.installation.now)
  }

  @Test func overHTTPSTheBrowserIsToldToStayThere() async throws {
    let site = try await SiteUnderTest()
    let secure = Website(site.installation, isSecure: true, logger: Logger(label: "test"))
    #expect(Gate.cookie(secure).hasPrefix("__Host-"))
    let cookie = Gate.setCookie(secure, "s", seconds: 1)
    #expect(cookie.contains("; Secure") && cookie.contains("Path=/;") && !cookie.contains("Domain"))
    let name = try #require(HTTPField.Name("Strict-Transport-Security"))
    #expect(secure.response(Reply(status: .ok)).headers[name] == "max-age=31536000")
    #expect(site.site.response(Reply(status: .ok)).headers[name] == nil)
  }
}
