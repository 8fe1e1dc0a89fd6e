import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// What is noted of acts that the ledger does not hold, and who reads it.
@Suite struct SecurityEventTests {
  private enum Noted {
    /// Whichever of these comes of it.
    case event([SecurityEvent.Kind])
    /// It changes records or settings, and each change is an entry of the ledger with its author.
    case ledger
    case none(String)
  }

  /// Every act of the site. One that is refused is an event in any case.
  private static let acts: [String: Noted] = [
    "POST /w/:ws/:register/:id/plan": .ledger,
    "POST /w/:ws/:register/:id/plan/end": .ledger,
    "POST /w/:ws/:register/:id/plan/forbidden": .ledger,
    "POST /w/:ws/:register/:id/plan/points": .ledger,
    "POST /w/:ws/:register/:id/plan/sessions/:session": .ledger,
    "POST /w/:ws/:register/:id/plan/sessions/:session/pin": .ledger,
    "POST /w/:ws/:register/:id/agenda/address": .none("one's own calendar address"),
    "POST /w/:ws/:register/:id/agenda/notice": .none("mail to those who are in the plan"),
    "POST /w/:ws/certification/:id/sharing": .event([.shown, .hidden]),
    "POST /w/:ws/certification/:id/requests": .ledger,
    "POST /w/:ws/certification/:id/findings": .ledger,
    "POST /w/:ws/certification/:id/answers": .ledger,
    "POST /w/:ws/audit-time/tables": .ledger,
    "POST /w/:ws/audit-programme": .ledger,
    "POST /w/:ws/:register/:id/proposal": .ledger,
    "POST /w/:ws/:register/:id/points": .ledger,
    "POST /w/:ws/:register/:id/audits": .ledger,
    "POST /w/:ws/:register/:id/report": .ledger,
    "POST /w/:ws/:register/:id/report/texts": .ledger,
    "POST /w/:ws/:register/:id/receipt": .ledger,
    "POST /w/:ws/:register/:id/paper": .ledger,
    "POST /w/:ws/:register/:id/fields": .ledger,
    "POST /w/:ws/:register/:id/photos": .ledger,
    "POST /w/:ws/:register/:id/finding": .ledger,
    "POST /w/:ws/draw": .ledger,
    "POST /w/:ws/:register/:id/results": .ledger,
    "POST /sign-in": .event([.signIn, .signInFailed, .slowedDown]),
    "POST /sign-out": .event([.signOut]),
    "POST /invitation/:secret": .event([.invitationUsed, .accountMade, .signIn]),
    "POST /reset/:secret": .event([.resetUsed]),
    "POST /account": .event([.accountChanged]),
    "POST /account/password": .event([.passwordChanged, .passwordRefused]),
    "POST /w/:ws/suggestions": .ledger,
    "POST /w/:ws/soa/approval": .ledger,
    "POST /w/:ws/soa/decisions": .ledger,
    "POST /w/:ws/method": .ledger,
    "POST /w/:ws/reminders": .ledger,
    "POST /w/:ws/ledger/:batch/undo": .event([.shown, .hidden]),
    "POST /w/:ws/storage": .event([.quotaChanged]),
    "POST /w/:ws/members": .event([.invitationMade]),
    "POST /w/:ws/members/removal": .event([.memberRemoved]),
    "POST /w/:ws/members/person": .event([.memberChanged]),
    "POST /w/:ws/members/:id/role": .event([.memberChanged]),
    "POST /w/:ws/members/:id/reset": .event([.resetIssued]),
    "POST /w/:ws/members/:id/sessions": .event([.sessionEnded]),
    "POST /w/:ws/members/visit": .event([.memberChanged]),
    "POST /w/:ws/invitations/removal": .event([.invitationWithdrawn]),
    "POST /w/:ws/tokens": .event([.tokenMade]),
    "POST /w/:ws/tokens/removal": .event([.tokenEnded]),
    "POST /w/:ws/:register": .ledger,
    "POST /w/:ws/:register/bulk": .event([.shown, .hidden]),
    "POST /w/:ws/:register/views": .none("a person's own saved view"),
    "POST /w/:ws/:register/:id": .ledger,
    "POST /w/:ws/:register/:id/steps/:noun": .ledger,
    "POST /w/:ws/:register/:id/comments": .ledger,
    "POST /w/:ws/:register/:id/attachments": .ledger,
    "POST /w/:ws/:register/:id/archive": .ledger,
    "POST /w/:ws/:register/:id/restoration": .ledger,
    "POST /w/:ws/:register/:id/share": .event([.shown, .hidden]),
    "POST /api/v1/workspaces/:ws/files": .none("bytes without a record"),
    "POST /api/v1/workspaces/:ws/imports": .ledger,
    "POST /api/v1/workspaces/:ws/imports/:id/files": .ledger,
    "POST /api/v1/workspaces/:ws/imports/:id/decisions": .ledger,
    "POST /api/v1/workspaces/:ws/imports/:id/taking": .ledger,
    "POST /api/v1/workspaces/:ws/:register": .ledger,
    "POST /api/v1/workspaces/:ws/:register/import": .ledger,
    "PATCH /api/v1/workspaces/:ws/:register/:id": .ledger,
    "DELETE /api/v1/workspaces/:ws/:register/:id": .ledger,
    "POST /api/v1/workspaces/:ws/:register/:id/:noun": .ledger,
    "POST /w/:ws/import": .none("an import is a record"),
    "POST /account/sessions/end": .event([.sessionEnded]),
    "POST /w/:ws/import/profiles": .none("settings"),
    "POST /w/:ws/import/profiles/change": .none("settings"),
    "POST /w/:ws/import/:id/table": .ledger,
    "POST /w/:ws/import/:id/files": .ledger,
    "POST /w/:ws/import/:id/assignment": .ledger,
    "POST /w/:ws/import/:id/discard": .ledger,
    "POST /w/:ws/import/:id/taking": .ledger,
    "POST /w/:ws/import/:id/undo": .ledger,
    "POST /w/:ws/import/:id/again": .ledger,
    "POST /w/:ws/certification/:id/pack": .ledger,
    "POST /w/:ws/certification/:id/archive": .event([.exported]),
    "POST /w/:ws/certification/:id/integration": .ledger,
  ]

  @Test func everyActHasItsEventOrAReason() {
    let acts = Routes.all.filter { $0.method != .get }.map { "\($0.method.rawValue) \($0.path)" }
    for act in acts where Self.acts[act] == nil {
      Issue.record("Say here which security event “\(act)” makes, or why none.")
    }
    #expect(Set(Self.acts.keys).subtracting(acts).isEmpty, "These routes are gone.")
  }

  private func kinds(_ site: SiteUnderTest, _ work: () async throws -> Void) async throws -> [SecurityEvent.Kind] {
    let before = try await site.installation.securityEvents(of: nil, .init(), limit: 1).first?.id ?? 0
    try await work()
    return try await site.installation.securityEvents(of: nil, .init(), limit: 100).filter { $0.id > before }.map(
      \.kind
    )
    .reversed()
  }

  @Test func actsOfAnAdministratorAreNoted() async throws {
    let site = try await SiteUnderTest()
    let admin = try await site.session(.administrator, in: site.acme)
    _ = try await site.installation.commit(
      [
        .create(register: "risks", id: "R-1", values: ["title": "Phishing", "domains": ["ai"]]),
        .create(register: "people", id: "PER-1", values: ["name": "Ada"]),
        .create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"]),
      ], in: site.acme, as: Actor(name: "test", role: .administrator))
    try await site.installation.addMember(
      email: "ada@example.com", name: "Ada", password: "correct horse battery", role: .manager, in: site.acme)
    let guest = [("email", "guest@example.com"), ("role", "reader")]
    let ada = [("email", "ada@example.com")]
    let steps: [(String, [(String, String)], [SecurityEvent.Kind])] = [
      ("members", guest, [.invitationMade]),
      ("invitations/removal", guest, [.invitationWithdrawn]),
      ("invitations/removal", guest, []),
      ("tokens", [("name", "ci"), ("role", "reader")], [.tokenMade]),
      ("tokens/removal", [("name", "ci")], [.tokenEnded]),
      ("members/person", ada + [("person", "PER-1")], [.memberChanged]),
      ("members/person", ada + [("person", "PER-9")], []),
      ("members/removal", ada, [.memberRemoved]),
      ("risks/R-1/share", [("audit", "AUD-A")], [.shown]),
      ("risks/R-1/share", [], [.hidden]),
    ]
    for (path, form, expected) in steps {
      let noted = try await kinds(site) {
        let answer = try await site.ask(.post, "/w/acme/\(path)", session: admin, form: form)
        #expect([200, 303, 422].contains(answer.status), "\(path): \(answer.status)")
      }
      #expect(noted == expected, "\(path): \(noted)")
    }
    let exported = try await kinds(site) {
      for _ in 0..<5 { _ = try await site.ask(.get, "/w/acme/risks/export?format=csv", session: admin) }
    }
    #expect(exported == [.exported])
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func comingInAndBeingKeptOutIsNoted() async throws {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "a@example.com", name: "A", password: "correct horse battery", role: .reader, in: site.acme)
    func signIn(_ email: String, _ password: String) async throws {
      _ = try await site.ask(
        .post, "/sign-in", form: [("email", email), ("password", password)],
        headers: ["X-Forwarded-For": "192.0.2.7"])
    }
    #expect(try await kinds(site) { try await signIn("a@example.com", "correct horse battery") } == [.signIn])
    #expect(try await kinds(site) { try await signIn("a@example.com", "wrong horse battery") } == [.signInFailed])
    #expect(try await kinds(site) { try await signIn("nobody@secret.example", "x") } == [.signInFailed])
    let reader = try await site.session(.reader, in: site.acme)
    let refused = try await kinds(site) {
      for _ in 0..<20 { _ = try await site.ask(.post, "/w/acme/members", session: reader, form: []) }
      _ = try await site.ask(.get, "/w/other/risks", session: reader)
    }
    #expect(refused == [.refused, .refused])
    let token = try await site.installation.addToken(name: "t", role: .reader, in: site.acme, by: "test")
    let used = try await kinds(site) {
      for _ in 0..<3 { _ = try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token) }
      _ = try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: "concord_guess")
    }
    #expect(used == [.tokenUsed, .tokenUnknown])
    #expect(
      try await kinds(site) { _ = try await site.ask(.post, "/sign-out", session: reader, form: []) } == [.signOut])
    try await site.installation.settleEvents(all: true)
    let all = try await site.installation.securityEvents(of: nil, .init(), limit: 100)
    #expect(all.contains { $0.kind == .refused && $0.times == 19 })
    #expect(all.contains { $0.kind == .signInFailed && $0.subject == "a@example.com" })
    #expect(
      !all.contains { "\($0)".contains("secret.example") || "\($0)".contains("horse") || "\($0)".contains(token) })
  }

  @Test func administratorsReadThoseOfTheirWorkspaceAndMembers() async throws {
    let site = try await SiteUnderTest()
    let admin = try await site.session(.administrator, in: site.acme)
    let stranger = try await site.session(.administrator, in: site.other)
    let token = try await site.installation.addToken(name: "siem", role: .administrator, in: site.acme, by: "test")
    let page = try await site.ask(.get, "/w/acme/security-events", session: admin)
    #expect(page.status == 200 && page.body.contains("Signed in") && page.body.contains("token:siem"))
    let other = try await site.ask(.get, "/w/other/security-events", session: stranger)
    #expect(other.status == 200 && !other.body.contains("token:siem"))
    let address = "/api/v1/workspaces/acme/security-events"
    let first = try await site.ask(.get, "\(address)?limit=2", token: token)
    let items = try JSON.parse(first.body)
    #expect(items["items"].list.count == 2)
    let next = try #require(items["next"].text)
    let second = try JSON.parse(try await site.ask(.get, "\(address)?limit=2&before=\(next)", token: token).body)
    #expect(second["items"].list.allSatisfy { ($0["id"].int ?? 0) < Int(next) ?? 0 } && !second["items"].list.isEmpty)
    let lines = try await site.ask(.get, "\(address)?format=jsonl&kind=token_made", token: token)
    #expect(lines.body.split(separator: "\n").count == 1 && lines.body.contains("\"subject\":\"token:siem\""))
    for bad in ["kind=x", "from=soon", "limit=0", "before=-1", "format=xml", "limit=9223372036854775807"] {
      #expect(try await site.ask(.get, "\(address)?\(bad)", token: token).status == 400, "\(bad)")
    }
    _ = try await site.installation.commit(
      [.create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"])], in: site.acme,
      as: Actor(name: "test", role: .administrator))
    for role in Role.allCases where role != .administrator {
      let isOutside = role == .externalAuditor
      let weak = try await site.installation.addToken(
        name: "weak-\(role)", role: role, until: isOutside ? Day("2026-12-31") : nil,
        audits: isOutside ? ["AUD-A"] : [],
        in: site.acme, by: "test")
      #expect(try await site.ask(.get, address, token: weak).status == 403, "\(role)")
    }
  }

  /// External auditors read names and roles: no e-mail address, no size of the ledger, no positions.
  @Test func anExternalAuditorReadsNoAddressAndNoPosition() async throws {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "secret.author@example.com", name: "Ada", password: "correct horse battery", role: .manager, in: site.acme)
    let author = Actor(name: "secret.author@example.com", role: .administrator)
    _ = try await site.installation.commit(
      [
        .create(register: "risks", id: "R-1", values: ["title": "Phishing", "domains": ["ai"]]),
        .create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"]),
      ], in: site.acme, as: author)
    _ = try await site.installation.commit([.share(id: "R-1", for: "AUD-A", true)], in: site.acme, as: author)
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let token = try await site.installation.addToken(
      name: "x", role: .externalAuditor, until: Day("2026-12-31"), audits: ["AUD-A"], in: site.acme, by: "test")
    for path in ["risks/R-1", "risks/R-1/history", "risks/R-1/revisions/1", "risks", "ledger", ""] {
      let body = try await site.ask(.get, "/w/acme/\(path)".dropLastSlash, session: session).body
      #expect(!body.contains("secret.author"), "\(path)")
      #expect(!body.contains("Ledger position") && !body.contains("The ledger has"), "\(path)")
    }
    let history = try await site.ask(.get, "/w/acme/risks/R-1/history", session: session).body
    #expect(history.contains("Ada (manager)"))
    for path in ["risks/R-1", "risks/R-1/history", "risks", "risks/export?format=json", "risks/R-1?as_of=2026-11-17"] {
      let answer = try await site.ask(.get, "/api/v1/workspaces/acme/\(path)", token: token)
      #expect(!answer.body.contains("secret.author") && !answer.body.contains("\"seq\""), "\(path): \(answer.body)")
    }
    // Nor does a cursor tell one, or a filter whether a guess is right.
    let reader = try await site.installation.addToken(name: "y", role: .reader, in: site.acme, by: "test")
    for query in [
      "sort=created_by&limit=1", "sort=-updated_by&limit=1", "created_by=secret.author%40example.com",
      "updated_by=secret.author%40example.com",
    ] {
      let address = "/api/v1/workspaces/acme/risks?\(query)"
      let answer = try await site.ask(.get, address, token: token)
      #expect(answer.status == 400 && answer.body.contains("who wrote something"), "\(query): \(answer.body)")
      #expect(try await site.ask(.get, address, token: reader).status == 200, "\(query)")
    }
    #expect(try await site.ask(.get, "/w/acme/risks?sort=created_by", session: session).status < 500)
    // Members read who it was.
    let member = try await site.session(.reader, in: site.acme)
    #expect(try await site.ask(.get, "/w/acme/risks/R-1/history", session: member).body.contains("secret.author"))
  }
}

extension String {
  fileprivate var dropLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
