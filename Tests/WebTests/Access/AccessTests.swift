import Domain
import Foundation
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// Who may ask what: every route, in every role, by a stranger and by nobody.
@Suite struct AccessTests {
  /// A path with its parameters filled in for a workspace that has a risk `R-1`.
  private func path(_ route: Route, _ workspace: String) -> String {
    route.path.split(separator: "/").map { part in
      switch part {
      case ":ws": workspace
      case ":register": "risks"
      case ":id": "R-1"
      case ":version": "1"
      case ":noun": "closure"
      case ":framework": "iso42001"
      case ":uid": "iso42001:6.1.4"
      case ":batch": "999"
      case ":sha256", ":secret": String(repeating: "0", count: 64)
      default: String(part)
      }
    }.map { "/\($0)" }.joined()
  }

  private func prepared() async throws -> SiteUnderTest {
    let site = try await SiteUnderTest()
    for workspace in [site.acme, site.other] {
      _ = try await site.installation.commit(
        [
          .create(
            register: "risks", id: "R-1", values: ["title": .text("Secret of \(workspace.name)"), "domains": ["ai"]]),
          .create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"]),
        ], in: workspace,
        as: Actor(name: "test", role: .administrator))
    }
    return site
  }

  /// The audits to which somebody of that role is invited.
  private static func audits(_ role: Role) -> [String] { role == .externalAuditor ? ["AUD-A"] : [] }

  /// What the role may do at all; a route's access must agree with it.
  private func expects(_ role: Role, _ action: Action) -> Bool {
    switch action {
    case .edit, .create: [.administrator, .manager, .contributor, .internalAuditor].contains(role)
    default: Policy.allows(Actor(name: "", role: role), action, nil)
    }
  }

  @Test(arguments: Role.allCases)
  func everyPageAsksForTheRightItsActionNeeds(_ role: Role) async throws {
    let site = try await prepared()
    let session = try await site.session(role, in: site.acme, audits: Self.audits(role))
    var asked = 0
    for route in Routes.all {
      guard case .page(let action) = route.access else { continue }
      let answer = try await site.ask(
        route.method, path(route, "acme"), session: session, form: route.method == .post ? [("title", "")] : nil)
      if expects(role, action) {
        #expect(answer.status < 500, "\(role) \(route.method) \(route.path): \(answer.status)")
      } else {
        #expect(answer.status == 403, "\(role) \(route.method) \(route.path): \(answer.status)")
      }
      asked += 1
    }
    #expect(asked > 40)
  }

  @Test(arguments: Role.allCases)
  func aForeignWorkspaceIsNotThere(_ role: Role) async throws {
    let site = try await prepared()
    let session = try await site.session(role, in: site.acme, audits: Self.audits(role))
    let token = try await site.installation.addToken(
      name: "t", role: role, until: Day("2026-12-31"), audits: Self.audits(role), in: site.acme, by: "test")
    for route in Routes.all {
      switch route.access {
      case .page:
        let answer = try await site.ask(
          route.method, path(route, "other"), session: session, form: route.method == .post ? [] : nil)
        #expect(answer.status == 404, "\(route.method) \(route.path): \(answer.status)")
        #expect(!answer.body.contains("Secret of Other"))
      case .api:
        let answer = try await site.ask(route.method, path(route, "other"), token: token, json: "{}")
        #expect(answer.status == 404, "\(route.method) \(route.path): \(answer.status)")
        #expect(!answer.body.contains("Secret of Other"))
      case .open, .account, .anyToken: break
      }
    }
  }

  @Test func nobodyComesInWithoutSigningIn() async throws {
    let site = try await prepared()
    for route in Routes.all {
      let answer = try await site.ask(route.method, path(route, "acme"), form: route.method == .post ? [] : nil)
      switch route.access {
      case .page, .account:
        #expect(answer.status == 303 && answer.headers[.location]?.hasPrefix("/sign-in") == true, "\(route.path)")
      case .api, .anyToken: #expect(answer.status == 401, "\(route.path): \(answer.status)")
      case .open: #expect(answer.status < 500)
      }
    }
  }

  @Test(arguments: Role.allCases)
  func theAPIGivesAndTakesWhatTheRoleAllows(_ role: Role) async throws {
    let site = try await prepared()
    let token = try await site.installation.addToken(
      name: "t", role: role, until: Day("2026-12-31"), audits: Self.audits(role), in: site.acme, by: "test")
    let root = "/api/v1/workspaces/acme/risks"
    let post = try await site.ask(.post, root, token: token, json: #"{"title":"New","domains":["ai"]}"#)
    #expect((post.status == 201) == [.administrator, .manager, .contributor].contains(role), "\(role): \(post.status)")
    let managed = try await site.ask(.post, "/api/v1/workspaces/acme/people", token: token, json: #"{"name":"New"}"#)
    #expect((managed.status == 201) == [.administrator, .manager].contains(role), "\(role): \(managed.status)")
    let list = try await site.ask(.get, root, token: token)
    #expect(list.status == 200)
    #expect(list.body.contains("Secret of Acme") == (role != .externalAuditor))
    let patch = try await site.ask(
      .patch, "\(root)/R-1", token: token, json: #"{"title":"Changed"}"#, headers: ["If-Match": "\"1\""])
    #expect((patch.status == 200) == [.administrator, .manager].contains(role), "\(role): \(patch.status)")
    let remove = try await site.ask(.delete, "\(root)/R-1", token: token, headers: ["If-Match": "*"])
    #expect((remove.status == 204) == [.administrator, .manager].contains(role), "\(role): \(remove.status)")
  }

  @Test func anExternalAuditorSeesOnlyWhatIsShared() async throws {
    let site = try await prepared()
    let manager = Actor(name: "Secret of Acme's manager", role: .manager)
    _ = try await site.installation.commit(
      [.create(register: "assets", id: "A-1", values: ["name": "Open"]), .share(id: "A-1", for: "AUD-A", true)],
      in: site.acme,
      as: Actor(name: "m", role: .manager))
    _ = try await site.installation.commit(
      [
        .edit(id: "R-1", values: ["assets": ["A-1"], "note": "Secret of Acme"]),
        .create(
          register: "coverage",
          values: [
            "requirement": "iso27001:A.5.1", "title": "Policies", "applicable": "yes",
            "justification": "Secret of Acme",
          ]),
      ], in: site.acme, as: manager)
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let token = try await site.installation.addToken(
      name: "x", role: .externalAuditor, until: Day("2026-12-31"), audits: ["AUD-A"], in: site.acme, by: "test")
    #expect(try await site.ask(.get, "/w/acme/risks/R-1", session: session).status == 404)
    // Every page that shows something of the workspace, and every answer of the API.
    let pages =
      Routes.all.compactMap { route -> String? in
        guard route.method == .get, case .page = route.access else { return nil }
        return path(route, "acme")
      } + [
        "/w/acme/search?q=secret", "/w/acme/lookup?in=risks&q=sec", "/w/acme/soa?as_of=2026-11-17",
        "/w/acme/assets/A-1",
      ]
    for page in pages {
      let body = try await site.ask(.get, page, session: session).body
      #expect(!body.contains("Secret of Acme") && !body.contains(">R-1<"), "\(page)")
    }
    let answers = Routes.all.compactMap { route -> String? in
      guard route.method == .get, case .api = route.access else { return nil }
      return path(route, "acme")
    }
    for address in answers + [
      "/api/v1/workspaces/acme/soa?frameworks=iso27001&as_of=2026-11-17", "/api/v1/workspaces/acme/ledger?from=1",
      "/api/v1/workspaces/acme/coverage",
    ] {
      let body = try await site.ask(.get, address, token: token).body
      #expect(!body.contains("Secret of Acme") && !body.contains("\"R-1\""), "\(address)")
    }
    // A filter must not tell what lies behind it.
    for filter in ["linked.risks=R-1", "linked.risks=any"] {
      let body = try await site.ask(.get, "/api/v1/workspaces/acme/assets?\(filter)", token: token).body
      #expect(body.contains("\"total\":0"), "\(filter): \(body)")
    }
    for filter in ["none.risks.assets.note=Secret%20of%20Acme", "linked.risks=none"] {
      let body = try await site.ask(.get, "/api/v1/workspaces/acme/assets?\(filter)", token: token).body
      #expect(body.contains("\"total\":1"), "\(filter): \(body)")
    }
    _ = try await site.installation.commit([.share(id: "R-1", for: "AUD-A", true)], in: site.acme, as: manager)
    #expect(try await site.ask(.get, "/w/acme/risks/R-1", session: session).body.contains("Secret of Acme"))
  }

  @Test func aFormOfAnotherSiteIsRefused() async throws {
    let site = try await prepared()
    let session = try await site.session(.manager, in: site.acme)
    let fields = [("title", "Forged"), ("domains", "ai")]
    for headers in [["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"]] {
      #expect(
        try await site.ask(.post, "/w/acme/risks", session: session, form: fields, headers: headers).status == 403)
    }
    #expect(
      try await site.ask(
        .post, "/w/acme/risks", session: session, json: "title=Forged&domains=ai",
        headers: ["Content-Type": "application/x-www-form-urlencoded"]
      ).status == 403)
    #expect(try await site.ask(.post, "/w/acme/risks", session: session, form: fields).status == 303)
  }

  @Test func everyAnswerHasTheHeadersThatProtect() async throws {
    let site = try await prepared()
    for path in ["/sign-in", "/api", "/nothing", "/api/v1/workspaces"] {
      let answer = try await site.ask(.get, path)
      #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true, "\(path)")
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    }
  }

  private func guess(_ site: SiteUnderTest, _ email: String, from sender: String? = nil) async throws -> Int {
    // As through a reverse proxy on this machine, where the test's requests come from.
    try await site.ask(
      .post, "/sign-in", form: [("email", email), ("password", "guess")],
      headers: sender.map { ["X-Forwarded-For": $0] } ?? [:]
    ).status
  }

  @Test func aPasswordIsGuessedSlowlyOneByOneOrAllAtOnce() async throws {
    let site = try await SiteUnderTest()
    var statuses: [Int] = []
    for _ in 0..<6 { statuses.append(try await guess(site, "a@example.com")) }
    #expect(statuses == [401, 401, 401, 401, 401, 429])
    let together = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<12 { group.addTask { try await guess(site, "b@example.com") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count { $0 == 401 } == 5)
  }

  @Test func anInvitationIsTakenByWhoHasTheLinkAndTheAccount() async throws {
    let site = try await prepared()
    let admin = try await site.session(.administrator, in: site.acme)
    func invite(_ email: String, until: String = "", workspace: String = "acme", by session: String) async throws -> (
      SiteUnderTest.Answer, String
    ) {
      let answer = try await site.ask(
        .post, "/w/\(workspace)/members", session: session,
        form: [("email", email), ("role", "external_auditor"), ("until", until), ("audit", "AUD-A")])
      let path = answer.body.range(of: "/invitation/[A-Za-z0-9]+", options: .regularExpression)
        .map { String(answer.body[$0]) }
      return (answer, path ?? "")
    }
    for until in ["31.12.2030", "soon", "2020-01-01"] {
      #expect(try await invite("guest@example.com", until: until, by: admin).0.status == 422)
    }
    let (_, path) = try await invite("guest@example.com", until: "2027-01-31", by: admin)
    #expect(try await site.ask(.get, path).body.contains("Acme"))
    #expect(try await site.ask(.post, path, form: [("name", "Guest"), ("password", "short")]).status == 422)
    let taken = try await site.ask(.post, path, form: [("name", "Guest"), ("password", "four words of mine")])
    #expect(taken.status == 303 && taken.headers[.setCookie] != nil)
    #expect(try await site.ask(.get, path).status == 404)
    // A second workspace can't take the account without its owner, nor the owner's part without the link.
    let other = try await site.session(.administrator, in: site.other)
    let (_, second) = try await invite("guest@example.com", until: "2027-01-31", workspace: "other", by: other)
    #expect(try await site.ask(.post, second, form: [("name", "X"), ("password", "four other words")]).status == 409)
    #expect(try await site.ask(.post, second, session: admin, form: []).status == 403)
    let cookie = try #require(taken.headers[.setCookie]?.split(separator: ";").first?.split(separator: "=").last)
    #expect(try await site.ask(.get, "/w/other", session: String(cookie)).status == 404)
    let part = try await site.ask(.post, second, session: String(cookie), form: [])
    #expect(part.status == 303)
    // What the session opens became more, so its secret is another one.
    #expect(try await site.ask(.get, "/w/other", session: String(cookie)).status == 303)
    let fresh = try #require(part.headers[.setCookie]?.split(separator: ";").first?.split(separator: "=").last)
    #expect(try await site.ask(.get, "/w/other", session: String(fresh)).status == 200)
  }

  @Test func theLastAdministratorStays() async throws {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "chief@example.com", name: "Chief", password: "correct horse battery", role: .administrator, in: site.acme)
    await #expect(throws: Failure.self) {
      try await site.installation.removeMember(email: "Chief@Example.com", from: site.acme)
    }
    try await site.installation.addMember(
      email: "second@example.com", name: "Second", password: "correct horse battery", role: .administrator,
      in: site.acme)
    try await site.installation.removeMember(email: "Chief@Example.com", from: site.acme)
  }

  @Test(arguments: ["/\\evil.example", "//evil.example", "/\t/evil.example", "https://evil.example"])
  func signInLeadsNowhereElse(_ next: String) async throws {
    let site = try await SiteUnderTest()
    try await site.installation.addMember(
      email: "a@example.com", name: "A", password: "correct horse battery", role: .manager, in: site.acme)
    let answer = try await site.ask(
      .post, "/sign-in", form: [("email", "a@example.com"), ("password", "correct horse battery"), ("next", next)])
    #expect(answer.status == 303 && answer.headers[.location] == "/")
  }
}

@Suite struct APITests {
  private func prepared() async throws -> (SiteUnderTest, String) {
    let site = try await SiteUnderTest()
    return (site, try await site.installation.addToken(name: "t", role: .manager, in: site.acme, by: "test"))
  }

  @Test func aRecordIsMadeReadChangedAndArchived() async throws {
    let (site, token) = try await prepared()
    let root = "/api/v1/workspaces/acme/suppliers"
    let made = try await site.ask(.post, root, token: token, json: #"{"name":"Nordkap","tier":"critical"}"#)
    #expect(made.status == 201 && made.headers[.eTag] == "\"1\"" && made.headers[.location] == "\(root)/SUP-0001")
    #expect(try await site.ask(.patch, "\(root)/SUP-0001", token: token, json: #"{"service":"Cloud"}"#).status == 428)
    #expect(
      try await site.ask(
        .patch, "\(root)/SUP-0001", token: token, json: #"{"service":"Cloud"}"#, headers: ["If-Match": "\"7\""]
      ).status == 412)
    let changed = try await site.ask(
      .patch, "\(root)/SUP-0001", token: token, json: #"{"service":"Cloud"}"#, headers: ["If-Match": "\"1\""])
    #expect(
      changed.status == 200 && changed.body.contains(#""revision":2"#) && changed.body.contains(#""service":"Cloud""#))
    #expect(
      try await site.ask(.get, "\(root)?tier=critical&sort=-name&limit=1", token: token).body.contains(#""total":1"#))
    #expect(try await site.ask(.delete, "\(root)/SUP-0001", token: token).status == 428)
    let gone = try await site.ask(.delete, "\(root)/SUP-0001", token: token, headers: ["If-Match": "\"2\""])
    #expect(gone.status == 204)
    #expect(
      try await site.ask(.get, root, token: token).body == #"{"items":[],"next":null,"total":0,"total_is_exact":true}"#)
    #expect(try await site.ask(.get, "\(root)/SUP-0001/history", token: token).body.contains(#""total":3"#))
  }

  @Test(arguments: [
    (#"{"name":""}"#, 422), (#"{"name":"A","id":"X"}"#, 422), (#"{"name":"A","nothing":1}"#, 422),
    (#"{"name":"A","tier":"huge"}"#, 422),
    (#"{"name":"A","owner":"NOBODY"}"#, 422), (#"{"name":"A","review_months":3}"#, 422), ("[]", 400), ("{", 400),
    (#"{"name":"\u0000"}"#, 400),
    (#"{"name":"A","name":"B"}"#, 400), ("", 400),
  ])
  func badInputIsNamed(_ json: String, _ status: Int) async throws {
    let (site, token) = try await prepared()
    let answer = try await site.ask(.post, "/api/v1/workspaces/acme/suppliers", token: token, json: json)
    #expect(answer.status == status && answer.headers[.contentType] == "application/problem+json", "\(answer.body)")
  }

  @Test(arguments: [
    "limit=-1", "limit=100000000000000000000", "nonsense=1", "sort=nonsense", "cursor=xyz", "cursor=W10",
  ])
  func badQueriesAreRefused(_ query: String) async throws {
    let (site, token) = try await prepared()
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/suppliers?\(query)", token: token).status == 400)
  }

  @Test func theSameKeyMakesOneRecord() async throws {
    let (site, token) = try await prepared()
    let root = "/api/v1/workspaces/acme/suppliers"
    for _ in 0..<3 {
      #expect(
        try await site.ask(.post, root, token: token, json: #"{"name":"Once"}"#, headers: ["Idempotency-Key": "k1"])
          .status == 201)
    }
    #expect(try await site.ask(.get, root, token: token).body.contains(#""total":1"#))
    #expect(
      try await site.ask(.post, root, token: token, json: #"{"name":"Twice"}"#, headers: ["Idempotency-Key": "k1"])
        .status == 409)
  }

  @Test func theDescriptionNamesEveryRegister() async throws {
    let (site, _) = try await prepared()
    let document = try JSON.parse((try await site.ask(.get, "/api/openapi.json")).body)
    #expect(document["openapi"].text == "3.1.0")
    for register in Catalogue.registers.all {
      #expect(document["paths"]["/api/v1/workspaces/{ws}/\(register.slug)"].object != nil, "\(register.slug)")
    }
  }
}

/// Every register's pages, empty and with a record.
@Suite struct RegisterPageTests {
  @Test func everyRegisterHasWorkingPages() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.administrator, in: site.acme)
    for register in Catalogue.registers.all {
      let list = try await site.ask(.get, "/w/acme/\(register.slug)", session: session)
      #expect(list.status == 200, "\(register.slug)")
      if register.isMadeByProgram { continue }
      #expect(
        try await site.ask(.get, "/w/acme/\(register.slug)/new", session: session).status == 200, "\(register.slug)")
      let refused = try await site.ask(.post, "/w/acme/\(register.slug)", session: session, form: [])
      #expect(refused.status == 422 && refused.body.contains("role=\"alert\""), "\(register.slug): \(refused.status)")
    }
  }

  @Test func textOfSeveralLinesIsKept() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.administrator, in: site.acme)
    let made = try await site.ask(
      .post, "/w/acme/risks", session: session,
      form: [("title", "Two lines"), ("domains", "ai"), ("description", "first\r\nsecond")])
    #expect(made.status == 303)
    let page = try #require(made.headers[.location]?.split(separator: "?").first.map(String.init))
    #expect(
      try await site.ask(.post, "\(page)/comments", session: session, form: [("text", "seen\r\ntwice")]).status == 303)
    let body = try await site.ask(.get, page, session: session).body
    #expect(body.contains("second") && body.contains("twice"))
  }

  @Test func whatIsTypedIsEscapedEverywhere() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.administrator, in: site.acme)
    let attack = #"<script>alert(1)</script>"><img src=x onerror=alert(1)>"#
    let made = try await site.ask(
      .post, "/w/acme/risks", session: session, form: [("title", attack), ("domains", "ai"), ("description", attack)])
    #expect(made.status == 303)
    let id = try #require(made.headers[.location]?.split(separator: "?").first?.split(separator: "/").last)
    for path in [
      "/w/acme/risks", "/w/acme/risks/\(id)", "/w/acme/risks/\(id)/edit", "/w/acme/risks/\(id)/history",
      "/w/acme/search?q=alert", "/w/acme",
    ] {
      let body = try await site.ask(.get, path, session: session).body
      #expect(!body.contains("<script>alert") && !body.contains("<img src=x"), "\(path)")
    }
  }
}
