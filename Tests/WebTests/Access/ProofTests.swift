import Domain
import Foundation
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// What comes of a password that is given once more, what a new one ends, and that a refused form is not lost.
@Suite struct ProofTests {
  private static let password = "correct horse battery"

  private struct Place {
    let site: SiteUnderTest
    let chief: Account
    let session: String
    let member: Account

    func resetPath() async throws -> String {
      let answer = try await site.ask(.post, "/w/acme/members/\(member.id)/reset", session: session, form: [])
      let path = answer.body.range(of: "/reset/[A-Za-z0-9]+", options: .regularExpression).map { answer.body[$0] }
      return String(try #require(path))
    }
  }

  private func account(_ site: SiteUnderTest, _ email: String, _ role: Role) async throws -> Account {
    try await site.installation.addMember(
      email: email, name: "Ada", password: Self.password, role: role, in: site.acme)
    return try #require(try await site.installation.database.read { try $0.account(email: email) })
  }

  private func prepared() async throws -> Place {
    let site = try await SiteUnderTest()
    let chief = try await account(site, "chief@example.com", .administrator)
    return Place(
      site: site, chief: chief, session: try await site.installation.beginSession(chief),
      member: try await account(site, "m@example.com", .reader))
  }

  /// The cookies of the session that an answer sets, by their secrets; an empty one takes it away.
  private func secrets(_ answer: SiteUnderTest.Answer) -> [String] {
    answer.headers[values: .setCookie].filter { $0.hasPrefix("concord-test=") }.map {
      String($0.dropFirst("concord-test=".count).prefix { $0 != ";" })
    }
  }

  @Test func aNewPasswordEndsALinkThatSetsAnother() async throws {
    let place = try await prepared()
    let path = try await place.resetPath()
    #expect(try await place.site.ask(.get, path).status == 200)
    try await place.site.installation.changePassword(of: place.member, to: "four words of mine")
    #expect(try await place.site.ask(.get, path).status == 404)
    #expect(try await place.site.ask(.post, path, form: [("password", "four words of theirs")]).status == 404)
    #expect(try await place.site.installation.prove("m@example.com", by: .password("four words of mine")) != nil)
  }

  @Test func anAccountThatWasShutAndOpenedHasNoLinkLeft() async throws {
    let place = try await prepared()
    let path = try await place.resetPath()
    try await place.site.installation.setDisabled(email: "m@example.com", true)
    try await place.site.installation.setDisabled(email: "m@example.com", false)
    #expect(try await place.site.ask(.get, path).status == 404)
    #expect(try await place.site.installation.database.read { try $0.brokenSeals().isEmpty })
  }

  /// Two clicks bring the same secret twice; the second must not end what the first has begun.
  @Test func theSecondOfTwoProofsLeavesTheSession() async throws {
    let place = try await prepared()
    let (installation, hash) = (place.site.installation, Hash.sha256(place.session.utf8).bytes)
    let session = try #require(try await installation.database.read { try $0.session(hash: hash)?.session })
    let proof = Proof.password(Self.password)
    guard case .right(let fresh, _) = try await installation.proveAgain(session, place.chief, by: proof) else {
      Issue.record("the first is refused")
      return
    }
    guard case .superseded = try await installation.proveAgain(session, place.chief, by: proof) else {
      Issue.record("the second is not told apart")
      return
    }
    #expect(try await place.site.ask(.get, "/w/acme", session: fresh).status == 200)
  }

  @Test func aPasswordThatCouldNotBeKeptLeavesTheSession() async throws {
    let place = try await prepared()
    let form = [("old", Self.password), ("new", "four words of mine")]
    try await place.site.installation.database.write {
      _ = try $0.run(
        "CREATE TRIGGER no_new_password BEFORE UPDATE OF password ON account BEGIN SELECT RAISE(ABORT, 'no'); END")
    }
    let failed = try await place.site.ask(.post, "/account/password", session: place.session, form: form)
    #expect(failed.status >= 400)
    let fresh = try #require(secrets(failed).last)
    #expect(try await place.site.ask(.get, "/w/acme", session: fresh).status == 200)
    try await place.site.installation.database.write { _ = try $0.run("DROP TRIGGER no_new_password") }
    // Once it is kept, the browser holds nothing any more.
    let done = try await place.site.ask(.post, "/account/password", session: fresh, form: form)
    #expect(done.status == 303 && secrets(done) == [""])
  }

  @Test(arguments: [("reader", "soon", "is no day"), ("", "2027-01-31", "Choose a role.")])
  func aRefusedTokenKeepsWhatWasTyped(_ role: String, _ until: String, _ problem: String) async throws {
    let place = try await prepared()
    let answer = try await place.site.ask(
      .post, "/w/acme/tokens", session: place.session, form: [("name", "nightly"), ("role", role), ("until", until)])
    #expect(answer.status == 422 && answer.body.contains(problem) && answer.body.contains("value=\"nightly\""))
  }
}
