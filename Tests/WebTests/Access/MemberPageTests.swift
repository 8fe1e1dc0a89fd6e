import Domain
import Foundation
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// What an administrator does with a member, and what must be proved again before it.
@Suite struct MemberPageTests {
  private static let password = "correct horse battery"

  private struct Place {
    let site: SiteUnderTest
    let admin: Account
    let session: String
    let member: Account
    var page: String { "/w/acme/members/\(member.id)" }
  }

  private func account(_ site: SiteUnderTest, _ email: String, _ role: Role, _ workspace: Workspace) async throws
    -> Account
  {
    try await site.installation.addMember(
      email: email, name: email, password: Self.password, role: role, in: workspace)
    return try #require(try await site.installation.database.read { try $0.account(email: email) })
  }

  private func prepared() async throws -> Place {
    let site = try await SiteUnderTest()
    let admin = try await account(site, "chief@example.com", .administrator, site.acme)
    return Place(
      site: site, admin: admin, session: try await site.installation.beginSession(admin),
      member: try await account(site, "m@example.com", .reader, site.acme))
  }

  private func role(_ place: Place, _ account: Account) async throws -> Role? {
    try await place.site.installation.database.read { try $0.memberships(of: account.id).first?.role }
  }

  private func resetPath(_ place: Place) async throws -> String? {
    let answer = try await place.site.ask(.post, "\(place.page)/reset", session: place.session, form: [])
    return answer.body.range(of: "/reset/[A-Za-z0-9]+", options: .regularExpression).map { String(answer.body[$0]) }
  }

  @Test func aRoleIsChangedAndTheLastAdministratorStays() async throws {
    let place = try await prepared()
    let changed = try await place.site.ask(
      .post, "\(place.page)/role", session: place.session, form: [("role", "manager"), ("until", "2027-01-31")])
    #expect(changed.status == 303)
    #expect(try await role(place, place.member) == .manager)
    for form in [[("role", "reader")], [("role", "administrator"), ("until", "2027-01-31")]] {
      let own = try await place.site.ask(
        .post, "/w/acme/members/\(place.admin.id)/role", session: place.session, form: form)
      #expect(own.status == 422)
    }
    for role in Role.allCases where role != .administrator {
      await #expect(throws: Failure.self) {
        try await place.site.installation.changePart(
          of: "chief@example.com", to: role, until: nil, in: place.site.acme)
      }
    }
    #expect(try await role(place, place.admin) == .administrator)
    let odd = try await place.site.ask(
      .post, "\(place.page)/role", session: place.session, form: [("role", "external_auditor")])
    #expect(odd.status == 422)
  }

  @Test func aResetLinkWorksOnceAndEndsSessions() async throws {
    let place = try await prepared()
    let session = try await place.site.installation.beginSession(place.member)
    let path = try #require(try await resetPath(place))
    #expect(try await place.site.ask(.get, "/w/acme", session: session).status == 200)
    #expect(try await place.site.ask(.post, path, form: [("password", "password1234")]).status == 422)
    #expect(try await place.site.ask(.post, path, form: [("password", "four words of mine")]).status == 303)
    #expect(try await place.site.ask(.get, "/w/acme", session: session).status == 303)
    #expect(try await place.site.ask(.post, path, form: [("password", "four words of yours")]).status == 404)
    #expect(try await place.site.installation.prove("m@example.com", by: .password("four words of mine")) != nil)
    // Another one takes the place of the one before.
    let second = try #require(try await resetPath(place))
    let third = try #require(try await resetPath(place))
    #expect(try await place.site.ask(.get, second).status == 404)
    // One that is lengthened by hand opens nothing.
    try await place.site.installation.database.write {
      _ = try $0.run("UPDATE password_reset SET expires_at = '2030-01-01T00:00:00.000Z'")
    }
    #expect(try await place.site.ask(.get, third).status == 404)
  }

  @Test func whoIsNotAdministratorEverywhereResetsNothing() async throws {
    let place = try await prepared()
    let path = try #require(try await resetPath(place))
    // The account takes a part elsewhere after the link was made.
    _ = try await account(place.site, "m@example.com", .reader, place.site.other)
    #expect(try await place.site.ask(.get, path).status == 404)
    #expect(try await place.site.ask(.post, path, form: [("password", "four words of mine")]).status == 404)
    #expect(try await resetPath(place) == nil)
    let sessions = try await place.site.ask(
      .post, "\(place.page)/sessions", session: place.session, form: [("all", "yes")])
    #expect(sessions.status == 403)
    // Nor does anybody reset their own, or a stranger of the workspace.
    let own = try await place.site.ask(
      .post, "/w/acme/members/\(place.admin.id)/reset", session: place.session, form: [])
    #expect(own.status == 422)
    let stranger = try await account(place.site, "s@example.com", .reader, place.site.other)
    let far = try await place.site.ask(.post, "/w/acme/members/\(stranger.id)/reset", session: place.session, form: [])
    #expect(far.status == 404)
  }

  @Test func aLinkOfWhoIsNoLongerAdministratorOpensNothing() async throws {
    let place = try await prepared()
    let path = try #require(try await resetPath(place))
    _ = try await account(place.site, "second@example.com", .administrator, place.site.acme)
    try await place.site.installation.changePart(
      of: "chief@example.com", to: .reader, until: nil, in: place.site.acme)
    #expect(try await place.site.ask(.get, path).status == 404)
  }

  @Test func sessionsOfAMemberAreSeenAndEnded() async throws {
    let place = try await prepared()
    let session = try await place.site.installation.beginSession(
      place.member, from: Device(sender: "192.0.2.9", agent: "Firefox/133.0 Windows"))
    let page = try await place.site.ask(.get, place.page, session: place.session).body
    #expect(page.contains("Firefox on Windows") && page.contains("192.0.2.9"))
    _ = try await place.site.ask(.post, "\(place.page)/sessions", session: place.session, form: [("all", "yes")])
    #expect(try await place.site.ask(.get, "/w/acme", session: session).status == 303)
  }

  /// A session whose last proof is so old.
  private func session(_ place: Place, provedBefore minutes: Int) async throws -> String {
    let (secret, now) = (Random.secret(), place.site.installation.now)
    let session = SignInSession(
      hash: Hash.sha256(secret.utf8).bytes, account: place.admin.id, createdAt: now,
      expires: Instant(milliseconds: now.milliseconds + 3_600_000),
      provedAt: Instant(milliseconds: now.milliseconds - minutes * 60_000), seenAt: now, sender: "", agent: "")
    try await place.site.installation.database.write { try $0.addSession(session) }
    return secret
  }

  @Test func afterAWhileThePasswordIsAskedAgainAndNothingIsLost() async throws {
    let place = try await prepared()
    let old = try await session(place, provedBefore: 15)
    let asked = try await place.site.ask(
      .post, "\(place.page)/role", session: old, form: [("role", "manager"), ("until", "2027-01-31")])
    #expect(asked.status == 200 && asked.body.contains("Confirm it is you"))
    #expect(asked.body.contains("value=\"manager\"") && asked.body.contains("value=\"2027-01-31\""))
    #expect(try await role(place, place.member) == .reader)
    func answer(_ password: String) async throws -> SiteUnderTest.Answer {
      try await place.site.ask(
        .post, "\(place.page)/role", session: old, form: [("role", "manager"), ("until", ""), ("_proof", password)])
    }
    #expect(try await answer("wrong").status == 422)
    #expect(try await role(place, place.member) == .reader)
    let token = try await place.site.formToken(old)
    let done = try await answer(Self.password)
    #expect(done.status == 303)
    #expect(try await role(place, place.member) == .manager)
    // The session has another secret, the former one is worth nothing; forms in other windows still hold.
    let fresh = try #require(secret(done))
    #expect(fresh != old)
    #expect(try await place.site.ask(.get, "/w/acme", session: old).status == 303)
    #expect(try await place.site.formToken(fresh) == token)
    // The proof is good for a while.
    let next = try await place.site.ask(.post, "\(place.page)/role", session: fresh, form: [("role", "reader")])
    #expect(next.status == 303)
    #expect(try await role(place, place.member) == .reader)
  }

  /// Of the session that an answer gives the browser.
  private func secret(_ answer: SiteUnderTest.Answer) -> String? {
    answer.headers[values: .setCookie].compactMap { cookie in
      cookie.range(of: "^concord-test=[^;]+", options: .regularExpression).map { String(cookie[$0].dropFirst(13)) }
    }.last
  }

  @Test func aRefusalAfterTheProofTellsTheBrowserTheNewSecretToo() async throws {
    let place = try await prepared()
    let old = try await session(place, provedBefore: 20)
    let answer = try await place.site.ask(
      .post, "/w/acme/members/999/role", session: old, form: [("role", "reader"), ("_proof", Self.password)])
    #expect(answer.status == 404)
    let fresh = try #require(secret(answer))
    #expect(try await place.site.ask(.get, "/w/acme", session: fresh).status == 200)
  }

  @Test func anotherRoleLeavesThePersonAndIsAnEvent() async throws {
    let place = try await prepared()
    let installation = place.site.installation
    _ = try await installation.commit(
      [.create(register: "people", id: "PER-1", values: ["name": "M"])], in: place.site.acme,
      as: Actor(name: "chief", role: .administrator))
    try await installation.setPerson("PER-1", of: "m@example.com", in: place.site.acme)
    let before = try await installation.securityEvents(of: place.site.acme, .init(), limit: 1)[0].id
    for form in [[("role", "manager")], [("role", "manager")], [("role", "reader"), ("until", "2027-01-31")]] {
      _ = try await place.site.ask(.post, "\(place.page)/role", session: place.session, form: form)
    }
    let (acme, member) = (place.site.acme, place.member)
    let membership = try #require(try await installation.database.read { try $0.memberships(of: member.id).first })
    #expect(membership.person == "PER-1" && membership.role == .reader && membership.until == Day("2027-01-31"))
    let events = try await installation.securityEvents(of: acme, .init(), limit: 9).filter { $0.id > before }
    // What changes nothing is none.
    #expect(events.map(\.kind) == [.memberChanged, .memberChanged])
    #expect(events.map(\.detail) == ["Manager → Reader, until 2027-01-31", "Reader → Manager"])
    #expect(events.allSatisfy { $0.actor == "chief@example.com" && $0.subject == "m@example.com" })
    #expect(try await installation.database.read { try $0.brokenSeals().isEmpty })
    // Resets and ended sessions are events too.
    _ = try await resetPath(place)
    _ = try await installation.beginSession(member)
    _ = try await place.site.ask(.post, "\(place.page)/sessions", session: place.session, form: [("all", "yes")])
    let further = try await installation.securityEvents(of: acme, .init(), limit: 9).filter { $0.id > before }
    #expect(Set(further.map(\.kind)).isSuperset(of: [.resetIssued, .sessionEnded]))
  }

  @Test func whatWasAlteredByHandIsNotChangedAndResetsNothing() async throws {
    let place = try await prepared()
    let (database, member) = (place.site.installation.database, place.member)
    let path = try #require(try await resetPath(place))
    try await database.write {
      _ = try $0.run("UPDATE membership SET until = '2029-01-01' WHERE account = \(member.id)")
    }
    let changed = try await place.site.ask(
      .post, "\(place.page)/role", session: place.session, form: [("role", "manager")])
    #expect(changed.status == 422 && changed.body.contains("altered outside of Concord"))
    #expect(try await role(place, place.member) == .reader)
    #expect(try await resetPath(place) == nil)
    try await database.write { _ = try $0.run("UPDATE membership SET until = NULL WHERE account = \(member.id)") }
    // An administration elsewhere that was written by hand lets nobody take an account over.
    _ = try await account(place.site, "m@example.com", .reader, place.site.other)
    let (other, admin) = (place.site.other.id, place.admin.id)
    try await database.write {
      _ = try $0.run(
        "INSERT INTO membership (workspace, account, role) VALUES (\(other), \(admin), 'administrator')")
    }
    #expect(try await resetPath(place) == nil)
    #expect(try await place.site.ask(.get, path).status == 404)
  }

  @Test func aResetLinkWrittenByHandIsNoted() async throws {
    let place = try await prepared()
    let path = try #require(try await resetPath(place))
    try await place.site.installation.database.write {
      _ = try $0.run("UPDATE password_reset SET expires_at = '2030-01-01T00:00:00.000Z'")
    }
    #expect(try await place.site.ask(.get, path).status == 404)
    let events = try await place.site.installation.securityEvents(
      of: nil, SecurityEventFilter(kind: .sealBroken), limit: 5)
    #expect(events.map(\.subject) == ["a password reset link"])
  }

  @Test func whatGivesPowerAsksAgain() async throws {
    let place = try await prepared()
    let paths = [
      "members", "members/removal", "members/visit", "members/person", "tokens", "members/1/role", "members/1/reset",
    ]
    for path in paths {
      let old = try await session(place, provedBefore: 20)
      let answer = try await place.site.ask(
        .post, "/w/acme/\(path)", session: old, form: [("name", "t"), ("role", "reader")])
      #expect(answer.body.contains("Confirm it is you"), "\(path)")
    }
    let id = place.site.acme.id
    #expect(try await place.site.installation.database.read { try $0.tokens(of: id) }.isEmpty)
  }

  @Test func linksLeadToTheAddressThatWasSetOnly() async throws {
    let place = try await prepared()
    func invite(_ host: String) async throws -> String {
      try await place.site.ask(
        .post, "/w/acme/members", session: place.session, form: [("email", "n@example.com"), ("role", "reader")],
        host: host
      ).body
    }
    #expect(try await invite("localhost:8080").contains("http://localhost:8080/invitation/"))
    let elsewhere = try await invite("evil.example")
    #expect(elsewhere.contains("/invitation/") && !elsewhere.contains("evil.example"))
    #expect(try await !invite("localhost.evil.example").contains("evil.example"))
    let set = Website(
      place.site.installation.sending(by: nil, from: "https://isms.example.com"), logger: place.site.site.logger)
    #expect(try await place.site.ask(.get, "/sign-in", host: "isms.example.com", of: set).status == 200)
    #expect(try await place.site.ask(.get, "/sign-in", host: "ISMS.example.com:443", of: set).status == 200)
    for host in ["evil.example", "isms.example.com.evil.example", "127.0.0.1.evil.example"] {
      #expect(try await place.site.ask(.get, "/sign-in", host: host, of: set).status == 421, "\(host)")
      #expect(try await place.site.ask(.get, "/health", host: host, of: set).status == 200)
    }
    let local = try await place.site.ask(
      .post, "/w/acme/members", session: place.session, form: [("email", "l@example.com"), ("role", "reader")], of: set)
    #expect(local.body.contains("https://isms.example.com/invitation/"))
  }
}
