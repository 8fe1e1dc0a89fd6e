import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// An import from its files to its undo, through the forms of its pages.
@Suite struct ImportPagesTests {
  private static let risks = """
    Nr;Risk;Likelihood (1-5);Impact (1-5);Status
    1;Phishing of staff;4;3;open
    2;Loss of a laptop;9;2;parked for now
    3;Fire;1;5;open
    """

  private func begun(_ site: SiteUnderTest, _ text: String = risks, named name: String = "risks.csv") async throws
    -> StoredRecord
  {
    try await site.installation.beginImport(
      [SentFile(path: name, bytes: Array(text.utf8))], in: site.acme, as: Actor(name: "test", role: .administrator))
  }

  /// The fields of the form of a page, as a browser would send them unchanged.
  private func fields(_ body: String) -> [(String, String)] {
    var fields: [(String, String)] = []
    for tag in body.split(separator: "<input ").dropFirst() {
      let tag = tag.prefix { $0 != ">" }
      func attribute(_ name: String) -> String? {
        guard let range = tag.range(of: "\(name)=\"") else { return nil }
        return plain(tag[range.upperBound...].prefix { $0 != "\"" })
      }
      guard let name = attribute("name"), name != "_token" else { continue }
      if tag.contains("type=\"checkbox\""), !tag.hasSuffix(" checked"), !tag.contains(" checked ") { continue }
      fields.append((name, attribute("value") ?? ""))
    }
    for part in body.split(separator: "<select ").dropFirst() {
      guard let end = part.range(of: "</select>"), let name = part.range(of: "name=\"") else { continue }
      let chosen = part[..<end.lowerBound].split(separator: "<option ").first { $0.contains(" selected") }
      let value = chosen.flatMap {
        $0.range(of: "value=\"").map { range in chosen?[range.upperBound...].prefix { $0 != "\"" } }
      }
      fields.append((plain(part[name.upperBound...].prefix { $0 != "\"" }), plain((value ?? "") ?? "")))
    }
    return fields
  }

  private func plain(_ text: some StringProtocol) -> String {
    var text = String(text)
    for (code, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text = text.replacing(code, with: character)
    }
    return text
  }

  private func changed(_ fields: [(String, String)], _ changes: [String: String]) -> [(String, String)] {
    fields.filter { changes[$0.0] == nil } + changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  @Test func aFormSentBackUnchangedDecidesNothing() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let record = try await begun(site)
    let path = "/w/acme/import/\(record.id)/table?key=risks.csv"
    let page = try await site.ask(.get, path, session: session)
    #expect(page.status == 200)
    let saved = try await site.ask(.post, path, session: session, form: fields(page.body))
    #expect(saved.status == 303)
    let after = try await site.installation.read(site.acme, as: Actor(name: "t", role: .administrator)) {
      try $0.record(record.id)
    }
    #expect(after?.version == record.version)
    #expect(after?.body["decisions"] == nil)
  }

  @Test func aValueIsDecidedACellCorrectedAndAllImportedAndUndone() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let record = try await begun(site)
    let overview = "/w/acme/import/\(record.id)"
    let path = "\(overview)/table?key=risks.csv"
    let before = try await site.ask(.get, overview, session: session).body
    #expect(before.contains("can’t be imported yet") && !before.contains(">Ready"))
    let refused = try await site.ask(.post, "\(overview)/taking", session: session, form: [("rows", "all")])
    #expect(refused.status == 409)
    let page = try await site.ask(.get, path, session: session)
    let sent = fields(page.body)
    #expect(sent.contains { $0.0 == "mend:3:2" && $0.1 == "9" })
    #expect(sent.contains { $0.0 == "value:~:parked for now" && $0.1 == "" })
    let saved = try await site.ask(
      .post, path, session: session, form: changed(sent, ["mend:3:2": "2", "value:~:parked for now": "identified"]))
    #expect(saved.status == 303 && saved.headers[.location]?.hasSuffix("#problems") == true)
    #expect(try await site.ask(.get, overview, session: session).body.contains("Ready."))
    let taken = try await site.ask(.post, "\(overview)/taking", session: session, form: [("rows", "all")])
    #expect(taken.status == 303)
    #expect(try await site.ask(.get, overview, session: session).body.contains("3 created, 0 updated, 0 unchanged"))
    // The same file once more: nothing is asked, nothing is new but the cell that was corrected only here.
    let again = try await begun(site)
    #expect(
      try await site.ask(.get, "/w/acme/import/\(again.id)/table?key=risks.csv", session: session).body
        .contains("parked for now means") == true)
    let undone = try await site.ask(.post, "\(overview)/undo", session: session, form: [])
    #expect(undone.status == 303)
    #expect(try await site.ask(.get, overview, session: session).body.contains("Undone."))
  }

  @Test func whatAColleagueDecidedInBetweenIsToldAndNothingIsLost() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let record = try await begun(site)
    let path = "/w/acme/import/\(record.id)/table?key=risks.csv"
    let sent = fields(try await site.ask(.get, path, session: session).body)
    #expect(
      try await site.ask(.post, path, session: session, form: changed(sent, ["leave:4": "true", "was:leave:4": ""]))
        .status == 303)
    let late = try await site.ask(.post, path, session: session, form: changed(sent, ["mend:3:2": "5"]))
    #expect(late.status == 409)
    #expect(late.body.contains("in the meantime"))
    #expect(fields(late.body).contains { $0.0 == "mend:3:2" && $0.1 == "5" })
    #expect(fields(late.body).contains { $0.0 == "leave:4" })
    #expect(try await site.ask(.post, path, session: session, form: fields(late.body)).status == 303)
    let stored = try await site.installation.read(site.acme, as: Actor(name: "t", role: .administrator)) {
      try $0.record(record.id)?.body["decisions"]?.text
    }
    #expect(stored?.contains("\"left_out\":[4]") == true && stored?.contains("\"5\"") == true)
  }

  @Test func aFileOfNothingIsNeverReady() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    for text in ["Lorem;Ipsum;Dolor\na;b;c\nd;e;f\n", "just a word\n"] {
      let record = try await begun(site, text, named: "notes.csv")
      let body = try await site.ask(.get, "/w/acme/import/\(record.id)", session: session).body
      #expect(!body.contains("Ready") && body.contains("Nothing can be imported yet."))
      #expect(!body.contains(">Import</button>"))
    }
  }

  @Test func theRejectedRowsAreAFile() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let record = try await begun(site)
    let file = try await site.ask(.get, "/w/acme/import/\(record.id)/rejected?key=risks.csv", session: session)
    #expect(file.status == 200)
    #expect(file.headers[.contentDisposition]?.contains("risks rows to correct.csv") == true)
    #expect(file.body.contains("Loss of a laptop") && !file.body.contains("Phishing"))
    #expect(try await site.ask(.get, "/w/acme/import/\(record.id)/rejected?key=x", session: session).status == 404)
  }

  @Test func namesFromFilesAreOnlyText() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let name = "<img src=x>\" onload=.csv"
    let text = "Risk;<script>alert(1)</script>;Status\n<b>bold</b>;<i>x</i>;'><script>\n"
    let record = try await begun(site, text, named: name)
    for path in ["", "/table?key=\(WebAddress.encode(name))"] {
      let answer = try await site.ask(.get, "/w/acme/import/\(record.id)\(path)", session: session)
      #expect(answer.status == 200)
      #expect(!answer.body.contains("<script>") && !answer.body.contains("<img") && !answer.body.contains("<b>bold"))
    }
  }

  @Test func profilesAreRenamedTakenElsewhereAndDeleted() async throws {
    let site = try await SiteUnderTest()
    let session = try await site.session(.manager, in: site.acme)
    let text = ImportProfileText.write([
      (["Nr", "Risk"], "Old list", try TableDecision(["register": "risks", "columns": ["Nr": "#"]]))
    ])
    try await site.installation.keepImportProfiles(
      try ImportProfileText.read(text), in: site.acme, as: Actor(name: "t", role: .administrator))
    let root = "/w/acme/import/profiles"
    let page = try await site.ask(.get, root, session: session).body
    let id = try #require(fields(page).first { $0.0 == "profile" }?.1)
    #expect(
      try await site.ask(.post, "\(root)/change", session: session, form: [("profile", id), ("name", "Risks of IT")])
        .status == 303)
    let saved = try await site.ask(.get, "\(root)/export?profile=\(id)", session: session)
    #expect(saved.body.contains("Risks of IT") && saved.headers[.contentDisposition]?.contains(".yaml") == true)
    #expect(
      try await site.ask(.post, "\(root)/change", session: session, form: [("profile", id), ("name", " ")]).status
        == 400)
    #expect(
      try await site.ask(.post, "\(root)/change", session: session, form: [("profile", id), ("act", "delete")]).status
        == 303)
    #expect(try await site.ask(.get, root, session: session).body.contains("No profiles yet"))
  }
}
