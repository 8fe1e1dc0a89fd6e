import Domain
import Foundation
import RegisterKit
import Store
import Testing

@testable import Operations
@testable import Web

/// What one person, token or workspace may hold and ask for.
@Suite struct QuotaTests {
  private static let form = "application/x-www-form-urlencoded"

  private func site(_ quota: Int) async throws -> SiteUnderTest {
    try await SiteUnderTest(quotas: Quotas(workspace: quota))
  }

  private func token(_ site: SiteUnderTest, _ role: Role = .manager, name: String = "t") async throws -> String {
    try await site.installation.addToken(name: name, role: role, in: site.acme, by: "test")
  }

  @Test func aFileBeyondTheQuotaIsRefusedByName() async throws {
    let site = try await site(4000)
    let first = try await token(site)
    func send(_ text: String, _ token: String) async throws -> SiteUnderTest.Answer {
      try await site.ask(.post, "/api/v1/workspaces/acme/files", token: token, json: text)
    }
    // A quarter of it for one who asks.
    #expect(try await send(String(repeating: "a", count: 900), first).status == 201)
    let refused = try await send(String(repeating: "b", count: 900), first)
    #expect(refused.status == 507 && refused.body.contains("your quota of 1 kB for files in Acme"), "\(refused.body)")
    // What is held already costs nothing.
    #expect(try await send(String(repeating: "a", count: 900), first).status == 201)
    for number in 2...4 {
      let other = try await token(site, name: "t\(number)")
      #expect(try await send("\(number)" + String(repeating: "c", count: 900), other).status == 201)
    }
    let last = try await token(site, name: "last")
    let full = try await send(String(repeating: "d", count: 900), last)
    #expect(full.status == 507 && full.body.contains("its quota of 4 kB"), "\(full.body)")
    // No bytes are left of what was refused, and the pages of people say the same.
    let held = try await site.read { try $0.files().count }
    #expect(held == 4)
    // Another workspace has room of its own.
    let elsewhere = try await site.installation.addToken(name: "x", role: .manager, in: site.other, by: "test")
    #expect(
      try await site.ask(.post, "/api/v1/workspaces/other/files", token: elsewhere, json: "there is room").status == 201
    )
  }

  @Test func anAdministratorSetsLessAndNeverMore() async throws {
    let site = try await site(Quotas.gigabyte)
    let admin = try await site.session(.administrator, in: site.acme)
    for (typed, status) in [
      ("0.000001", 303), ("2", 422), ("-1", 422), ("nan", 422), ("1e400", 422), ("x", 422), ("", 303), ("0", 422),
      ("1", 303),
    ] {
      let answer = try await site.ask(
        .post, "/w/acme/storage", session: admin, form: [("bytes", typed), ("person_bytes", "")])
      #expect(answer.status == status, "\(typed): \(answer.status)")
    }
    #expect(
      try await site.ask(
        .post, "/w/acme/storage", session: admin, form: [("bytes", "0.000001"), ("person_bytes", "0.0000005")]
      ).status == 303)
    let token = try await token(site)
    let answer = try await site.ask(
      .post, "/api/v1/workspaces/acme/files", token: token, json: String(repeating: "a", count: 600))
    #expect(answer.status == 507 && answer.body.contains("500 bytes"), "\(answer.body)")
    let events = try await site.installation.securityEvents(of: site.acme, .init(kind: .quotaChanged), limit: 9)
    #expect(events.count == 4 && events[0].detail.contains("500 bytes for each person"))
    let page = try await site.ask(.get, "/w/acme/storage", session: admin)
    #expect(page.status == 200 && page.body.contains("Quota for files"))
    let manager = try await site.session(.manager, in: site.acme)
    #expect(try await site.ask(.get, "/w/acme/storage", session: manager).status == 403)
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/storage", token: token).status == 403)
  }

  @Test func theStorageOverTheAPIAddsUp() async throws {
    let site = try await SiteUnderTest()
    let token = try await token(site, .administrator)
    for text in ["one", "three"] {
      #expect(try await site.ask(.post, "/api/v1/workspaces/acme/files", token: token, json: text).status == 201)
    }
    let value = try JSON.parse(try await site.ask(.get, "/api/v1/workspaces/acme/storage", token: token).body)
    #expect(value["files"].int == 2 && value["bytes"].int == 8 && value["unlinked"]["files"].int == 2)
    #expect(value["people"].list.first?["bytes"].int == 8 && value["quota"].int == 20 * Quotas.gigabyte)
    #expect(value["largest"].list.map { $0["bytes"].int } == [5, 3])
  }

  @Test func viewsAreFewAndShort() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.reader, in: site.acme)
    func save(_ name: String, _ query: String, _ register: String = "risks") async throws -> Int {
      try await site.ask(
        .post, "/w/acme/\(register)/views", session: session, form: [("name", name), ("query", query)]
      ).status
    }
    #expect(try await save("long", String(repeating: "q", count: 2001)) == 400)
    for number in 1...Quotas.views {
      #expect(try await save("view \(number)", "q=x", number % 2 == 0 ? "risks" : "assets") == 303)
    }
    #expect(try await save("one more", "q=x") == 409)
    // One that is there is written over, and one that goes makes room.
    #expect(try await save("view 2", "q=other") == 303)
    #expect(
      try await site.ask(
        .post, "/w/acme/risks/views", session: session, form: [("name", "view 2"), ("query", ""), ("removes", "1")]
      ).status == 303)
    #expect(try await save("one more", "q=x") == 303)
    // Nothing of it can be more than a query, and others have room of their own.
    let other = try await site.session(.reader, in: site.acme)
    let odd = try await site.ask(
      .post, "/w/acme/risks/views", session: other, form: [("name", "odd"), ("query", "q=a\r\nX-Evil: 1#b")])
    #expect(
      odd.status == 303 && odd.headers[.location] == "/w/acme/risks?q=a%0D%0AX-Evil%3A%201%23b",
      "\(odd.headers[.location] ?? "")")
  }

  @Test func theLooksOfAMinuteAtOneAddressAreOneEntry() async throws {
    let site = try await SiteUnderTest()
    try await site.commit([
      .create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"]),
      .create(register: "assets", id: "A-1", values: ["name": "Open"]), .share(id: "A-1", for: "AUD-A", true),
    ])
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let second = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    func looks() async throws -> Int { try await site.read { try $0.records(of: "room-looks").count } }
    for _ in 0..<5 { #expect(try await site.ask(.get, "/w/acme/assets/A-1", session: auditor).status == 200) }
    #expect(try await looks() == 1)
    #expect(try await site.ask(.get, "/w/acme/assets/A-1?x=1", session: auditor).status == 200)
    #expect(try await site.ask(.get, "/w/acme/assets/A-1", session: second).status == 200)
    #expect(try await looks() == 3)
    // A long address can't hide what stands at its end.
    let long = "/w/acme/assets/A-1?pad=\(String(repeating: "a", count: 600))"
    for end in ["&q=one", "&q=two", "&q=two"] {
      #expect(try await site.ask(.get, long + end, session: auditor).status == 200)
    }
    #expect(try await looks() == 5)
  }

  @Test func aLookIsAnEntryAgainAfterItsMinute() {
    let desk = LookDesk()
    let look = LookDesk.Look(workspace: 1, actor: "a", what: "/x")
    let start = Instant(milliseconds: 1_000_000)
    #expect(desk.isNew(look, start))
    desk.keep(look, start)
    for (later, isNew) in [(0, false), (59_999, false), (60_000, true), (-1, true)] {
      #expect(desk.isNew(look, Instant(milliseconds: start.milliseconds + later)) == isNew, "\(later)")
    }
    for number in 0..<30_000 { desk.keep(.init(workspace: 1, actor: "a", what: "\(number)"), start) }
    #expect(desk.count <= 10_001)
  }

  @Test func aBudgetFillsEvenly() throws {
    let time = Clock()
    let budget = RequestBudget(perMinute: 60, clock: { time.now })
    for _ in 0..<60 { try budget.take("a") }
    #expect(throws: Failure.tooMany(retryAfter: 1)) { try budget.take("a") }
    try budget.take("b")
    time.now += 999
    #expect(throws: Failure.self) { try budget.take("a") }
    time.now += 1
    try budget.take("a")
    #expect(throws: Failure.self) { try budget.take("a") }
    time.now += 3_600_000
    for _ in 0..<60 { try budget.take("a") }
    #expect(throws: Failure.self) { try budget.take("a") }
    // A tenth for some; none for whoever runs it without.
    for _ in 0..<6 { try budget.take("c", share: 10) }
    #expect(throws: Failure.tooMany(retryAfter: 10)) { try budget.take("c", share: 10) }
    let free = RequestBudget(perMinute: 0, clock: { time.now })
    for _ in 0..<1000 { try free.take("a") }
  }

  private final class Clock: @unchecked Sendable { var now = 0 }

  @Test func whoAsksForTooMuchIsToldWhen() async throws {
    let site = try await SiteUnderTest(requestsPerMinute: 20)
    let token = try await token(site)
    var statuses: [Int] = []
    for _ in 0..<25 { statuses.append(try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token).status) }
    #expect(statuses.filter { $0 == 200 }.count >= 20 && statuses.last == 429, "\(statuses)")
    let refused = try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token)
    #expect(["1", "2", "3"].contains(refused.headers[.retryAfter]) || refused.status == 200, "\(refused.headers)")
    // Each for itself, and what is open to all needs none.
    #expect(
      try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: try await self.token(site, name: "u")).status
        == 200)
    #expect(try await site.ask(.get, "/health").status == 200)
  }

  /// The names of some registers stand in other addresses too.
  @Test func everyRegisterAnswersUnderItsOwnName() async throws {
    let site = try await SiteUnderTest()
    let token = try await token(site, .administrator)
    let session = try await site.session(.administrator, in: site.acme)
    for register in Catalogue.registers.all {
      let root = "/api/v1/workspaces/acme/\(register.slug)"
      #expect(try await site.ask(.get, root, token: token).status == 200, "\(register.slug)")
      #expect(try await site.ask(.get, "\(root)/export?format=csv", token: token).status == 200, "\(register.slug)")
      #expect(try await site.ask(.get, "\(root)/NONE-1", token: token).status == 404, "\(register.slug)")
      #expect(try await site.ask(.get, "\(root)/NONE-1/history", token: token).status == 404, "\(register.slug)")
      #expect(
        try await site.ask(.patch, "\(root)/NONE-1", token: token, json: "{}", headers: ["If-Match": "*"]).status
          == 404, "\(register.slug)")
      #expect(try await site.ask(.get, "/w/acme/\(register.slug)", session: session).status == 200, "\(register.slug)")
    }
  }
}
