import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Statement of applicability") struct StatementPagesTests {
  /// A site whose workspace has decided about every line.
  private func decided() async throws -> (site: SiteUnderTest, session: String) {
    let site = try await SiteUnderTest()
    let soa = try await site.read { try site.installation.soa([], $0) }
    try await site.commit(
      soa.lines.map { line in
        .create(
          register: "coverage",
          values: [
            "requirement": .text(line.uid), "title": .text(line.title), "applicable": "yes",
            "justification": "Good practice", "status": "planned",
          ])
      })
    try await site.commit([.create(register: "people", id: "PER-1", values: ["name": "Manager"])])
    return (site, try await site.session(.manager, in: site.acme, being: "PER-1"))
  }

  private func approve(_ site: SiteUnderTest, _ session: String, _ frameworks: String) async throws -> Int {
    try await site.ask(
      .post, "/w/acme/soa/approval", session: session, form: [("frameworks", frameworks)]
    ).status
  }

  @Test("that names no standard is approved over those of the workspace, one that names a wrong one is not")
  func approval() async throws {
    let (site, session) = try await decided()
    #expect(try await approve(site, session, "iso9001") == 404)
    #expect(try await approve(site, session, "eu-ai-act") == 409)
    #expect(try await site.read { try $0.counts()["soa-versions"] } == nil)
    // It is signed by name.
    let nobody = try await site.session(.manager, in: site.acme)
    #expect(try await approve(site, nobody, "") == 403)
    #expect(try await site.read { try $0.counts()["soa-versions"] } == nil)
    #expect(try await approve(site, session, "") == 303)
    let versions = try await site.read { try $0.records(of: "soa-versions") }
    #expect(try versions.map { try JSON.parse($0.body["lines"]?.text ?? "").list.count } == [131])
  }

  @Test("as of a day is that of the end of the day, on the page, in files and in the API")
  func asOfADay() async throws {
    let (site, session) = try await decided()
    #expect(try await approve(site, session, "iso27001,iso42001") == 303)
    let token = try await site.installation.addToken(name: "t", role: .reader, in: site.acme, by: "test")
    for (day, version) in [("2026-11-15", nil), ("2026-11-16", 1), ("2026-11-16T07:59:59Z", nil)] as [(String, Int?)] {
      let page = try await site.ask(.get, "/w/acme/soa?as_of=\(day)", session: session)
      #expect(page.body.contains("version 1 approved") == (version != nil), "\(day)")
      #expect(page.body.contains("not approved yet") == (version == nil), "\(day)")
      let answer = try await site.ask(.get, "/api/v1/workspaces/acme/soa?as_of=\(day)", token: token)
      let json = try JSON.parse(answer.body)
      #expect(json["version"].int == version && json["lines"].list.count == 131, "\(day)")
      #expect(json["lines"].list.contains { $0["applicable"].bool == true } == (version != nil), "\(day)")
    }
    let id = try await site.read { try $0.records(of: "coverage").first?.id ?? "" }
    let record = "/api/v1/workspaces/acme/coverage/\(id)?as_of="
    #expect(try await site.ask(.get, record + "2026-11-16", token: token).status == 200)
    #expect(try await site.ask(.get, record + "2026-11-15", token: token).status == 404)
    #expect(try await site.ask(.get, record + "16.11.2026", token: token).status == 400)
    #expect(try await site.ask(.get, "/w/acme/soa?as_of=soon", session: session).status == 400)
  }

  @Test("takes one decision and one reason for several lines, as one act")
  func decidingSeveral() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let uids = ["iso27001:A.5.1", "iso27001:A.5.2", "iso42001:A.2.2"]
    func send(_ form: [(String, String)]) async throws -> SiteUnderTest.Answer {
      try await site.ask(
        .post, "/w/acme/soa/decisions", session: session,
        form: [("back", "/w/acme/soa?show=undecided&done=saved")] + uids.map { ("uid", $0) } + form)
    }
    #expect(try await site.ask(.post, "/w/acme/soa/decisions", session: session, form: []).status == 400)
    let page = try await send([("act", "choose")])
    #expect(page.status == 200 && page.body.contains("Decide on 3 lines"))
    for uid in uids { #expect(page.body.contains("name=\"uid\" value=\"\(uid)\"")) }
    #expect(try await send([("act", "decide")]).status == 422)
    let done = try await send([("act", "decide"), ("applicable", "yes"), ("justification", "The law asks for it")])
    #expect(done.status == 303 && done.headers[.location] == "/w/acme/soa?show=undecided&done=changed&count=3")
    func lines() async throws -> [SoALine] {
      try await site.read { try site.installation.soa([], $0).lines.filter { uids.contains($0.uid) } }
    }
    #expect(try await lines().allSatisfy { $0.applicable == true && $0.status == .planned })
    #expect(try await Set(lines().map(\.justification)) == ["The law asks for it"])
    // Whoever had the page before them before that is told, and overwrites nothing.
    let seen = page.body.components(separatedBy: "name=\"seen\" value=\"").dropFirst().map {
      ("seen", String($0.prefix { $0 != "\"" }))
    }
    #expect(seen.count == 3)
    let late = try await send([("act", "decide"), ("justification", "Ours")] + seen)
    #expect(
      late.status == 422 && late.body.contains("Somebody changed 27001 A.5.1, 27001 A.5.2, 42001 A.2.2 meanwhile"))
    #expect(try await Set(lines().map(\.justification)) == ["The law asks for it"])
    // An empty reason keeps what stands; what no longer applies is implemented nowhere.
    #expect(try await send([("act", "decide"), ("applicable", "no")]).status == 303)
    #expect(try await lines().allSatisfy { $0.applicable == false && $0.justification == "The law asks for it" })
    #expect(try await site.read { try $0.records(of: "coverage").count } == 3)
    // One line that can't be excluded holds all of them up, and is named.
    try await site.commit([
      .create(
        register: "risks", id: "R-1",
        values: [
          "title": "Nobody knows the policy", "domains": ["information_security"], "requirements": ["iso27001:A.5.2"],
        ])
    ])
    #expect(try await send([("act", "decide"), ("applicable", "yes")]).status == 303)
    let refused = try await send([("act", "decide"), ("applicable", "no"), ("justification", "Not for us")])
    #expect(refused.status == 422 && refused.body.contains("27001 A.5.2: A risk is treated by it"))
    #expect(refused.body.contains("Not for us"))
    #expect(try await lines().allSatisfy { $0.applicable == true })
  }

  @Test("decides on all lines that are shown without choosing them")
  func decidingAll() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let page = try await site.ask(
      .post, "/w/acme/soa/decisions", session: session,
      form: [("act", "all"), ("show", "iso42001"), ("frameworks", "")])
    #expect(page.status == 200 && page.body.contains("Decide on 38 lines"))
  }

  @Test("is handed out with all its lines as CSV and as a workbook, by page and API")
  func files() async throws {
    let (site, session) = try await decided()
    let token = try await site.installation.addToken(name: "t", role: .reader, in: site.acme, by: "test")
    let page = try await site.ask(.get, "/w/acme/soa?frameworks=iso42001", session: session)
    let offered = links(page.body).filter { $0.href.contains("/soa/export") }.map(\.href)
    #expect(offered.count == 2)
    for href in offered { #expect(try await site.ask(.get, href, session: session).status == 200, "\(href)") }
    let csv = try await site.ask(.get, offered[0], session: session)
    #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
    #expect(csv.body.split(separator: "\r\n").count == 39)
    let all = try await site.ask(.get, "/api/v1/workspaces/acme/soa?format=csv", token: token)
    #expect(all.status == 200 && all.body.split(separator: "\r\n").count == 132)
    #expect(try await site.ask(.get, "/api/v1/workspaces/acme/soa?format=pdf", token: token).status == 400)
  }

  @Test("is compared with any other one, and with the present")
  func comparison() async throws {
    let (site, session) = try await decided()
    func compare(_ query: String) async throws -> SiteUnderTest.Answer {
      try await site.ask(.get, "/w/acme/soa/comparison\(query)", session: session)
    }
    #expect(try await compare("").body.contains("No version yet"))
    #expect(try await approve(site, session, "iso42001") == 303)
    let line = try await site.read {
      try $0.records(of: "coverage").first { $0.body["requirement"] == "iso42001:A.2.2" }
    }
    let id = try #require(line?.id)
    try await site.commit([.edit(id: id, values: ["justification": "Good custom"])])
    #expect(try await approve(site, session, "iso27001,iso42001") == 303)
    try await site.commit([.edit(id: id, values: ["status": "partial"])])
    let versions = try await site.read { try $0.records(of: "soa-versions").map(\.id) }
    let (first, second) = (versions[0], versions[1])
    for (query, lead) in [
      ("?from=\(first)&to=\(second)", "93 added, 0 removed, 1 changed"),
      ("?from=\(second)&to=\(first)", "0 added, 93 removed, 1 changed"),
      // The present over the standards of the version beside it.
      ("?from=\(first)", "0 added, 0 removed, 1 changed"),
      ("?from=present&to=\(second)", "0 added, 0 removed, 1 changed"),
      ("", "0 added, 0 removed, 1 changed"),
    ] {
      let page = try await compare(query)
      #expect(page.status == 200 && page.body.contains(lead), "\(query)")
    }
    #expect(try await compare("?from=\(first)&to=\(first)").body.contains("No differences"))
    #expect(try await compare("?from=\(id)").status == 404)
    let page = try await compare("?from=\(first)&to=present")
    #expect(page.body.contains("<del>practice</del><ins>custom</ins>"))
    #expect(page.body.components(separatedBy: "<option").count == 7)
  }
}
