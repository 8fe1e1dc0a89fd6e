import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// Two external auditors of two audits in one workspace: each reads what their own audit shows, by whatever way they ask.
@Suite struct TwoAuditsTests {
  /// What each audit shows: a record of several registers, with a file, a draft after an approval, links and a request.
  private func prepared() async throws -> (site: SiteUnderTest, files: [String: String]) {
    let site = try await SiteUnderTest()
    try await site.commit([
      .create(
        register: "people", id: "P-1",
        values: ["name": "Anna Aalto", "email": "anna@example.com", "job_role": "Head of everything"]),
      .create(register: "people", id: "P-2", values: ["name": "Paul Participant"]),
      .create(register: "assets", id: "BOTH", values: ["name": "For both"]),
      .create(register: "audits", id: "INT", values: ["title": "Internal", "kind": "internal"]),
    ])
    var files: [String: String] = [:]
    for (x, kind) in [("A", "stage_2"), ("B", "supplier")] {
      let words: Value = .text("Only for \(x)")
      let file = try await site.installation.keepFile(
        Array("bytes for \(x)".utf8), in: site.acme, as: SiteUnderTest.chief)
      files[x] = file.sha256
      try await site.commit([
        .create(register: "audits", id: "AUD-\(x)", values: ["title": words, "kind": .text(kind)]),
        .create(
          register: "risks", id: "RISK-\(x)",
          values: ["title": words, "domains": ["ai"], "assets": ["BOTH"], "note": words]),
        .create(
          register: "controls", id: "CTL-\(x)", values: ["title": words, "requirements": ["iso42001:A.2.2"]]),
        .create(register: "documents", id: "DOC-\(x)", values: ["title": words, "text": words, "owner": "P-1"]),
        .create(register: "evidence", id: "EVD-\(x)", values: ["title": words, "file": .text(file.sha256)]),
        .create(
          register: "coverage",
          values: [
            "requirement": "iso27001:A.5.\(x == "A" ? 1 : 2)", "title": words, "applicable": "yes",
            "justification": words,
          ]),
        .create(register: "audit-requests", id: "ARQ-\(x)", values: ["title": words, "audit": .text("AUD-\(x)")]),
        .create(register: "trainings", id: "TRN-\(x)", values: ["title": words, "participants": ["P-2"]]),
        .create(register: "findings", id: "FND-\(x)", values: ["statement": words, "audit": .text("AUD-\(x)")]),
      ])
      try await site.commit([.step(id: "DOC-\(x)", noun: "approval")], as: SiteUnderTest.chief(being: "P-1"))
      try await site.commit([.edit(id: "DOC-\(x)", values: ["text": .text("A draft, only for \(x)")])])
      let lines = try await site.read {
        try $0.records(of: "coverage").filter { $0.title == "Only for \(x)" }.map(\.id)
      }
      let own = ["AUD", "RISK", "CTL", "DOC", "EVD", "ARQ", "FND", "TRN"].map { "\($0)-\(x)" }
      try await site.commit((own + lines + ["BOTH"]).map { .share(id: $0, for: "AUD-\(x)", true) })
    }
    return (site, files)
  }

  private static let registers = [
    "assets", "risks", "controls", "documents", "evidence", "coverage", "audits", "audit-requests", "findings",
  ]

  /// Every address that can be asked by GET, for each register and record of the other audit.
  private func addresses(api: Bool, other x: String, file: String) -> [String] {
    let records = [
      ("risks", "RISK-\(x)"), ("controls", "CTL-\(x)"), ("documents", "DOC-\(x)"), ("evidence", "EVD-\(x)"),
      ("audits", "AUD-\(x)"), ("audit-requests", "ARQ-\(x)"), ("findings", "FND-\(x)"), ("assets", "BOTH"),
      ("people", "P-1"),
    ]
    let filled = Routes.all.filter { $0.method == .get && $0.isAPI == api && $0.path.contains(":ws") }.flatMap {
      route in
      records.flatMap { slug, id in
        ["1", "2"].map { version in
          route.path.split(separator: "/").map { part -> String in
            switch part {
            case ":ws": "acme"
            case ":register": slug
            case ":id": id
            case ":version": version
            case ":framework": "iso42001"
            case ":uid": "iso42001:A.2.2"
            case ":batch": "1"
            case ":sha256": file
            default: String(part)
            }
          }.map { "/\($0)" }.joined()
        }
      }
    }
    let root = api ? "/api/v1/workspaces/acme" : "/w/acme"
    let lists = Self.registers.flatMap { slug in
      ["", "?q=only", "?sort=-title&limit=1", "?as_of=2026-11-17T00:00:00Z", "?state=open"].map {
        "\(root)/\(slug)\($0)"
      }
    }
    let more =
      api
      ? ["/soa?frameworks=iso27001&as_of=2026-11-17", "/ledger?from=1"].map { root + $0 }
      : [
        "/search?q=only", "/search?q=RISK-\(x)", "/lookup?in=\(Self.registers.joined(separator: ","))&q=only",
        "/soa?as_of=2026-11-17", "/heat-map?as_of=2026-11-17", "/audits/AUD-\(x == "A" ? "B" : "A")",
      ].map { root + $0 }
    return Array(Set(filled + lists + more)).sorted()
  }

  @Test(arguments: [("A", "B"), ("B", "A")])
  func eachReadsWhatTheOwnAuditShows(_ own: String, _ other: String) async throws {
    let (site, files) = try await prepared()
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-\(own)"])
    let token = try await site.installation.addToken(
      name: "body", role: .externalAuditor, until: Day("2027-01-31"), audits: ["AUD-\(own)"], in: site.acme, by: "test")
    let file = try #require(files[other])
    var answered = 0
    for api in [false, true] {
      for address in addresses(api: api, other: other, file: file) {
        let answer = try await site.ask(
          .get, address, session: api ? nil : session, token: api ? token : nil)
        #expect(answer.status < 500, "\(address)")
        guard answer.status == 200 else { continue }
        answered += 1
        #expect(!answer.body.contains("anna@example.com") && !answer.body.contains("Paul Participant"), "\(address)")
        for words in ["nly for \(other)", "AUD-\(other)", "bytes for \(other)"] where !address.contains("AUD-\(other)")
        {
          #expect(!answer.body.contains(words), "\(address) says \(words)")
        }
      }
    }
    #expect(answered > 100)
    // Their own is there: page, list, history, room, file, API.
    for address in [
      "/w/acme/risks/RISK-\(own)", "/w/acme/risks", "/w/acme/risks/RISK-\(own)/history",
      "/w/acme/certification/AUD-\(own)/room", "/w/acme/assets/BOTH", "/w/acme/search?q=only",
    ] {
      #expect(try await site.ask(.get, address, session: session).body.contains("Only for \(own)"), "\(address)")
    }
    #expect(try await site.ask(.get, "/w/acme/files/\(try #require(files[own]))", session: session).status == 200)
    #expect(try await site.ask(.get, "/w/acme/files/\(file)", session: session).status == 404)
    let list = try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token).body
    #expect(list.contains("\"total\":1") && list.contains("RISK-\(own)"))
    // Of a record that both are shown, the history says nothing of the other audit.
    let history = try await site.ask(.get, "/w/acme/assets/BOTH/history", session: session).body
    #expect(history.contains("AUD-\(own)") && !history.contains("AUD-\(other)"))
    // A filter must not tell what lies behind it.
    for (filter, total) in [
      ("linked.risks=RISK-\(other)", 0), ("linked.risks=RISK-\(own)", 1), ("linked.risks=any", 1),
      ("none.risks.assets.note=Only%20for%20\(other)", 1), ("none.risks.assets.note=Only%20for%20\(own)", 0),
    ] {
      let body = try await site.ask(.get, "/api/v1/workspaces/acme/assets?\(filter)", token: token).body
      #expect(body.contains("\"total\":\(total)"), "\(filter): \(body)")
    }
  }

  @Test func whoAnswersIsNamedAndTheirEntryStaysClosed() async throws {
    let (site, _) = try await prepared()
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let document = try await site.ask(.get, "/w/acme/documents/DOC-A", session: session).body
    #expect(document.contains("Anna Aalto, Head of everything") && !document.contains("people/P-1"))
    let list = try await site.ask(.get, "/w/acme/documents", session: session).body
    #expect(list.contains(">Anna Aalto<") && !list.contains(">P-1<"))
    try await site.commit([.edit(id: "ARQ-A", values: ["owner": "P-1"])])
    #expect(
      try await site.ask(.get, "/w/acme/certification/AUD-A/room", session: session).body.contains(
        "Anna Aalto, Head of everything answers"))
    for page in ["/w/acme/people/P-1", "/w/acme/people/P-1/history"] {
      #expect(try await site.ask(.get, page, session: session).status == 404, "\(page)")
    }
    for page in ["/w/acme/people", "/w/acme/search?q=Aalto", "/w/acme/lookup?in=people&q=Anna"] {
      #expect(try await !site.ask(.get, page, session: session).body.contains("Anna"), "\(page)")
    }
    // Once the entry itself is shown it is a link like any other.
    try await site.commit([.share(id: "P-1", for: "AUD-A", true)])
    #expect(try await site.ask(.get, "/w/acme/documents/DOC-A", session: session).body.contains("people/P-1"))
  }

  @Test func whoIsInvitedToOneAuditArrivesInItsRoom() async throws {
    let (site, _) = try await prepared()
    let one = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let home = try await site.ask(.get, "/w/acme", session: one)
    #expect(home.status == 303 && home.headers[.location] == "/w/acme/certification/AUD-A/room")
    #expect(try await site.ask(.get, "/w/acme/certification/AUD-A/room", session: one).status == 200)
    // Nothing is shown yet, or all is hidden: there is no room to arrive in, and the page says so.
    _ = try await site.installation.hideAll(for: "AUD-A", in: site.acme, as: SiteUnderTest.chief)
    let empty = try await site.ask(.get, "/w/acme", session: one)
    #expect(empty.status == 200 && empty.body.contains("Nothing has been shown to you yet"))
  }

  @Test func nobodyComesIntoTheRoomOfAnotherAudit() async throws {
    let (site, _) = try await prepared()
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let form = [("title", "Show me more"), ("kind", "question"), ("statement", "x"), ("grade", "minor_nonconformity")]
    // Even where the audit itself was shown to them, to be read.
    for isShown in [false, true] {
      if isShown { try await site.commit([.share(id: "AUD-B", for: "AUD-A", true)]) }
      let room = "/w/acme/certification/AUD-B"
      #expect(try await site.ask(.get, "\(room)/room", session: session).status == 404)
      for part in ["requests", "findings"] {
        #expect(try await site.ask(.post, "\(room)/\(part)", session: session, form: form).status == 404, "\(part)")
      }
    }
    let outsider = Actor(name: "account:a@body.example", role: .externalAuditor, audits: ["AUD-A"])
    await #expect(throws: Failure.self) {
      try await site.installation.write(
        "audit-requests", ["title": "x"], forAudit: "AUD-B", in: site.acme, as: outsider)
    }
    // Into their own they write, and it is theirs alone.
    #expect(
      try await site.ask(.post, "/w/acme/certification/AUD-A/requests", session: session, form: form).status == 303)
    let asked = try #require(
      try await site.read { try $0.records(of: "audit-requests") }.first { $0.title == "Show me more" })
    #expect(try await site.read { try $0.audits(showing: asked.id) } == ["AUD-A"])
  }

  @Test func whatWasReadWithEverythingGivesNoRight() async throws {
    let (site, _) = try await prepared()
    let record = try #require(try await site.read { try $0.record("RISK-B") })
    for audits in [["AUD-A"], ["AUD-B"], []] {
      let auditor = Actor(name: "x", role: .externalAuditor, audits: audits)
      #expect(!Policy.allows(auditor, .read, record.envelope))
      let seen = try await site.installation.read(site.acme, as: auditor) { try $0.record("RISK-B") }
      #expect((seen != nil) == (audits == ["AUD-B"]))
      if let seen { #expect(Policy.allows(auditor, .read, seen.envelope)) }
    }
  }

  @Test func whoIsInvitedToTwoReadsBothAndToNoneNothing() async throws {
    let (site, _) = try await prepared()
    let both = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A", "AUD-B"])
    let none = try await site.session(.externalAuditor, in: site.acme)
    let list = try await site.ask(.get, "/w/acme/risks", session: both).body
    #expect(list.contains("Only for A") && list.contains("Only for B"))
    #expect(try await site.ask(.get, "/w/acme", session: both).body.contains("certification/AUD-B/room"))
    #expect(try await !site.ask(.get, "/w/acme/risks", session: none).body.contains("Only for"))
    #expect(try await site.ask(.get, "/w/acme", session: none).body.contains("invited to no audit yet"))
  }

  @Test func aPartOfAnExternalAuditorNamesAuditsAndALastDay() async throws {
    let (site, _) = try await prepared()
    let admin = try await site.session(.administrator, in: site.acme)
    func invite(_ fields: [(String, String)]) async throws -> SiteUnderTest.Answer {
      try await site.ask(
        .post, "/w/acme/members", session: admin,
        form: [("email", "guest@example.com"), ("role", "external_auditor")] + fields)
    }
    for (fields, says) in [
      ([], "Name the audits"), ([("until", "2027-01-31")], "Name the audits"), ([("audit", "AUD-A")], "2027-01-15"),
      ([("audit", "INT"), ("until", "2027-01-31")], "internal audit"),
      ([("audit", "AUD-X"), ("until", "2027-01-31")], "no audit AUD-X"),
      ([("audit", "AUD-A"), ("until", "2026-11-15")], "has passed"),
    ] {
      let answer = try await invite(fields)
      #expect(answer.status == 422 && answer.body.contains(says), "\(fields)")
    }
    let reader = try await site.ask(
      .post, "/w/acme/members", session: admin,
      form: [("email", "r@example.com"), ("role", "reader"), ("audit", "AUD-A")])
    #expect(reader.status == 422)
    #expect(try await invite([("audit", "AUD-A"), ("audit", "AUD-B"), ("until", "2027-01-31")]).status == 200)
    let offer = try #require(
      try await site.installation.database.read { try $0.invitations(to: site.acme.id) }.first)
    #expect(offer.audits == ["AUD-A", "AUD-B"] && offer.until == Day("2027-01-31"))
    await #expect(throws: Failure.self) {
      try await site.installation.addToken(name: "t", role: .externalAuditor, in: site.acme, by: "test")
    }
    await #expect(throws: Failure.self) {
      try await site.installation.addMember(
        email: "g@example.com", name: "G", password: "four words of mine", role: .externalAuditor,
        until: Day("2027-01-31"), in: site.acme)
    }
    // Other audits and another day for somebody who is there.
    try await site.installation.addMember(
      email: "g@example.com", name: "G", password: "four words of mine", role: .externalAuditor,
      until: Day("2027-01-31"), audits: ["AUD-A"], in: site.acme)
    let visit = "/w/acme/members/visit"
    #expect(
      try await site.ask(.post, visit, session: admin, form: [("email", "g@example.com"), ("audit", "AUD-B")]).status
        == 422)
    #expect(
      try await site.ask(
        .post, visit, session: admin,
        form: [("email", "g@example.com"), ("audit", "AUD-B"), ("until", "2027-02-28")]
      ).status == 303)
    let member = try #require(
      try await site.installation.database.read { try $0.members(of: site.acme.id) }.first {
        $0.account.email == "g@example.com"
      })
    #expect(member.audits == ["AUD-B"] && member.until == Day("2027-02-28"))
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func aTokenEndsWithItsLastDay() async throws {
    let (site, _) = try await prepared()
    let token = try await site.installation.addToken(
      name: "t", role: .externalAuditor, until: Day("2026-11-16"), audits: ["AUD-A"], in: site.acme, by: "test")
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token).status == 200)
    _ = try await site.installation.database.write { try $0.run("UPDATE token SET until = '2026-11-15'") }
    // Known from before: what is kept of it is asked for its last day too.
    #expect(try await site.installation.token(token) != nil)
    try await site.installation.database.write { try $0.seal() }
    _ = try await site.installation.addToken(name: "other", role: .reader, in: site.acme, by: "test")
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/risks", token: token).status == 401)
  }

  @Test func aRecordIsShownForTheAuditsThatAreTicked() async throws {
    let (site, _) = try await prepared()
    let manager = try await site.session(.manager, in: site.acme)
    let page = "/w/acme/people/P-1/share"
    #expect(try await site.ask(.get, page, session: manager).body.contains("Only for A"))
    for (ticked, shown) in [(["AUD-A", "AUD-B"], ["AUD-A", "AUD-B"]), (["AUD-B"], ["AUD-B"]), ([], [])] {
      let answer = try await site.ask(.post, page, session: manager, form: ticked.map { ("audit", $0) })
      #expect(answer.status == 303)
      #expect(try await site.read { try $0.audits(showing: "P-1") } == shown)
    }
    #expect(try await site.ask(.post, page, session: manager, form: [("audit", "INT")]).status == 400)
    await #expect(throws: Failure.self) { try await site.commit([.share(id: "P-1", for: "INT", true)]) }
    await #expect(throws: Failure.self) { try await site.commit([.share(id: "P-1", for: "", true)]) }
    #expect(try await site.installation.verify().problems == [])
  }
}
