import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// Requests of external auditors: they stand where work is, are answered in the room, and stay in the auditor's words.
@Suite struct RoomAnswersTests {
  private let room = "/w/acme/certification/AUD-2027-2"

  /// The demonstration organization, in whose room an external auditor asks for something.
  private func asked() async throws -> (site: SiteUnderTest, auditor: String, request: StoredRecord) {
    let site = try await SiteUnderTest.withDemonstration()
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    try await site.commit([.share(id: "AUD-2027-2", for: "AUD-2027-2", true)])
    let form = [("title", "Records of training"), ("kind", "sample")]
    #expect(try await site.ask(.post, "\(room)/requests", session: auditor, form: form).status == 303)
    let request = try #require(try await site.read { try $0.records(of: "audit-requests") }.first)
    return (site, auditor, request)
  }

  private func attention(_ site: SiteUnderTest) async throws -> [String: AttentionRule.Severity] {
    let items = try await site.read { try site.installation.attention($0) }
    let own = items.filter { $0.rule.register == "audit-requests" }
    return Dictionary(own.map { ($0.rule.id, $0.rule.severity) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func openRequestsNeedAttentionAndLateOnesAreBad() async throws {
    let (site, auditor, request) = try await asked()
    #expect(try await attention(site) == ["audit-request-open": .warn])
    let form = [("title", "The access list"), ("kind", "document"), ("due_on", "2026-11-15")]
    #expect(try await site.ask(.post, "\(room)/requests", session: auditor, form: form).status == 303)
    let late = try #require(
      try await site.read { try $0.records(of: "audit-requests") }.first { $0.id != request.id })
    #expect(try await attention(site) == ["audit-request-open": .warn, "audit-request-overdue": .bad])
    // Who audits waits, so they stand first on the home page too.
    let manager = try await site.session(.manager, in: site.acme)
    let home = try await site.ask(.get, "/w/acme", session: manager).body
    #expect(home.contains("Requests of external auditors that are overdue"))
    #expect(home.contains("Requests of external auditors to be answered"))
    try await site.commit([
      .edit(id: request.id, values: ["answer": "Here"]), .step(id: request.id, noun: "answer"),
      .edit(id: late.id, values: ["answer": "Here"]), .step(id: late.id, noun: "answer"),
    ])
    #expect(try await attention(site) == [:])
  }

  @Test func anAnswerIsGivenInTheRoomWithWhatShowsIt() async throws {
    let (site, auditor, request) = try await asked()
    let manager = try await site.session(.manager, in: site.acme)
    #expect(try await site.ask(.get, "\(room)/room", session: manager).body.contains("Give the answer"))
    func answer(_ fields: [(String, String)], by session: String) async throws -> SiteUnderTest.Answer {
      try await site.ask(
        .post, "\(room)/answers", session: session, form: [("request", request.id)] + fields)
    }
    #expect(try await answer([("act", "give"), ("answer", "Mine")], by: auditor).status == 403)
    // Nothing to give, a code that leads nowhere: what was typed comes back.
    let empty = try await answer([("act", "give"), ("answer", "")], by: manager)
    #expect(empty.status == 422 && empty.body.contains("role=\"alert\""))
    let wrong = try await answer([("act", "give"), ("answer", "Typed before"), ("shows", "R-999")], by: manager)
    #expect(wrong.status == 422 && wrong.body.contains("Typed before"))
    #expect(
      try await answer([("act", "keep"), ("answer", "A draft"), ("owner", "ciso@halden-health.example")], by: manager)
        .status < 500)
    #expect(try await !site.ask(.get, "\(room)/room", session: auditor).body.contains("A draft"))
    // Given in one act: answered, and what it points at is shown for this audit.
    #expect(try await site.ask(.get, "/w/acme/risks/R-001", session: auditor).status == 404)
    let given = try await answer(
      [("act", "give"), ("answer", "Five of twelve"), ("shows", "R-001")], by: manager)
    #expect(given.status == 303)
    let stands = try #require(try await site.read { try $0.record(request.id) })
    #expect(stands.state == "answered" && stands.body["shows"] == ["R-001"])
    let seen = try await site.ask(.get, "\(room)/room", session: auditor).body
    #expect(seen.contains("Five of twelve") && seen.contains("Phishing of staff accounts"))
    #expect(try await site.read { try $0.audits(showing: "R-001") } == ["AUD-2027-2"])
    #expect(try await !site.ask(.get, "\(room)/room", session: manager).body.contains("Give the answer"))
    // A request of another audit is not answered here.
    let other = try await site.commit([
      .create(register: "audit-requests", values: ["title": "Other", "audit": "AUD-2026-2"])
    ]).records[0].id
    let elsewhere = [("request", other), ("act", "give"), ("answer", "x")]
    #expect(try await site.ask(.post, "\(room)/answers", session: manager, form: elsewhere).status == 404)
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func whoOwnsTheRequestAnswersItAndShowsNothing() async throws {
    let (site, auditor, request) = try await asked()
    let person = try await site.commit([
      .create(register: "people", id: "PER-X", values: ["name": "Olga Owner", "email": "olga@example.com"])
    ]).records[0].id
    try await site.installation.addMember(
      email: "olga@example.com", name: "Olga", password: "four words of mine", role: .contributor, in: site.acme)
    let account = try #require(try await site.installation.database.read { try $0.account(email: "olga@example.com") })
    let owner = try await site.installation.beginSession(account)
    let form = [
      ("request", request.id), ("act", "give"), ("answer", "By the owner"), ("shows", "R-001"), ("owner", person),
    ]
    #expect(try await site.ask(.post, "\(room)/answers", session: owner, form: form).status == 403)
    try await site.commit([.edit(id: request.id, values: ["owner": .text(person)])])
    #expect(try await site.ask(.get, "\(room)/room", session: owner).body.contains("Give the answer"))
    #expect(try await site.ask(.post, "\(room)/answers", session: owner, form: form).status == 303)
    #expect(try await site.ask(.get, "\(room)/room", session: auditor).body.contains("By the owner"))
    #expect(try await site.read { try $0.audits(showing: "R-001") } == [])
  }

  @Test func theQuestionStaysInTheAuditorsWords() async throws {
    let (site, _, request) = try await asked()
    let manager = try await site.session(.manager, in: site.acme)
    let token = try await site.installation.addToken(name: "m", role: .manager, in: site.acme, by: "test")
    let address = "/api/v1/workspaces/acme/audit-requests/\(request.id)"
    for (field, value) in [
      ("title", "\"Something easier\""), ("kind", "\"question\""), ("kind", "null"), ("audit", "\"AUD-2026-2\""),
      ("due_on", "\"2028-01-31\""), ("asked_by", "\"somebody\""), ("asked_on", "\"2026-01-01\""),
    ] {
      let answer = try await site.ask(
        .patch, address, token: token, json: "{\"\(field)\":\(value)}", headers: ["If-Match": "*"])
      #expect([400, 422].contains(answer.status), "\(field): \(answer.status) \(answer.body)")
    }
    for values: Body in [["title": "Easier"], ["kind": "question"]] {
      await #expect(throws: Failure.self) { try await site.commit([.edit(id: request.id, values: values)]) }
    }
    // The same again is no change, and the rest is theirs to say.
    try await site.commit([
      .edit(id: request.id, values: ["title": "Records of training", "answer": "Soon"])
    ])
    let form = try await site.ask(.get, "/w/acme/audit-requests/\(request.id)/edit", session: manager).body
    #expect(form.contains("Stays as it is") && form.contains("Records of training"))
    #expect(!form.contains("name=\"title\"") && !form.contains("name=\"kind\"") && form.contains("name=\"answer\""))
    let saved = try await site.ask(
      .post, "/w/acme/audit-requests/\(request.id)", session: manager,
      form: [("title", "Easier"), ("kind", "question"), ("answer", "Saved by form")])
    #expect(saved.status == 303)
    let stands = try #require(try await site.read { try $0.record(request.id) })
    #expect(stands.title == "Records of training" && stands.body["kind"] == "sample")
    #expect(stands.body["answer"] == "Saved by form")
    // What the organization noted itself is its own.
    let own = try await site.commit([
      .create(register: "audit-requests", values: ["title": "Asked by phone", "audit": "AUD-2027-2"])
    ]).records[0].id
    try await site.commit([.edit(id: own, values: ["title": "Asked by phone on Monday", "kind": "question"])])
  }

  @Test func anAuditorWritesTheQuestionAndNothingElse() async throws {
    let (site, _, request) = try await asked()
    let auditor = Actor(name: "account:x@body.example", role: .externalAuditor, audits: ["AUD-2027-2"])
    for values: Body in [
      ["title": "x", "answer": "Mine"], ["title": "x", "shows": ["R-001"]], ["title": "x", "owner": "PER-1"],
    ] {
      await #expect(throws: Failure.self) {
        try await site.installation.write(
          "audit-requests", values, forAudit: "AUD-2027-2", in: site.acme, as: auditor)
      }
    }
    for change: Operations.Change in [
      .edit(id: request.id, values: ["answer": "Mine"]), .step(id: request.id, noun: "answer"),
      .archive(id: request.id),
    ] {
      await #expect(throws: Failure.self) {
        try await site.installation.commit([change], in: site.acme, as: auditor)
      }
    }
  }
}
