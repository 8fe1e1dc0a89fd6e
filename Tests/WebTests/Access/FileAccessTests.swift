import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// Who may have a file: by what names it, never by what is written about it; and what may name one.
@Suite struct FileAccessTests {
  private static let auditor = Actor(name: "account:a@body.example", role: .externalAuditor, audits: ["AUD-A"])

  private func site() async throws -> SiteUnderTest {
    let site = try await SiteUnderTest()
    try await site.commit([
      .create(register: "audits", id: "AUD-A", values: ["title": "Stage 2", "kind": "stage_2"]),
      .share(id: "AUD-A", for: "AUD-A", true),
    ])
    return site
  }

  private func keep(_ text: String, _ site: SiteUnderTest) async throws -> StoredFile {
    try await site.installation.keepFile(Array(text.utf8), in: site.acme, as: SiteUnderTest.chief)
  }

  @Test func aHashInATextOpensNothing() async throws {
    let site = try await site()
    let secret = try await keep("board minutes", site)
    try await site.commit([
      .create(register: "evidence", id: "EVD-1", values: ["title": "Hidden", "file": .text(secret.sha256)]),
      .create(register: "assets", id: "AST-1", values: ["name": "Shown"]), .share(id: "AST-1", for: "AUD-A", true),
    ])
    // Every text that an external auditor can write, of a finding and of a request.
    for (register, field) in [("findings", "statement"), ("findings", "evidence"), ("audit-requests", "title")] {
      var values: Body = register == "findings" ? ["requirements": ["iso27001:A.5.1"], "statement": "x"] : [:]
      values[field] = .text("see \(secret.sha256)")
      _ = try await site.installation.write(register, values, forAudit: "AUD-A", in: site.acme, as: Self.auditor)
    }
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-A"])
    let token = try await site.installation.addToken(
      name: "body", role: .externalAuditor, until: Day("2027-01-31"), audits: ["AUD-A"], in: site.acme, by: "test")
    func status() async throws -> [Int] {
      [
        try await site.ask(.get, "/w/acme/files/\(secret.sha256)", session: session).status,
        try await site.ask(.get, "/api/v1/workspaces/acme/files/\(secret.sha256)", token: token).status,
      ]
    }
    #expect(try await status() == [404, 404])
    // Shown it is there, hidden or archived it is not, whatever the own finding says.
    try await site.commit([.share(id: "EVD-1", for: "AUD-A", true)])
    #expect(try await status() == [200, 200])
    try await site.commit([.share(id: "EVD-1", for: "AUD-A", false)])
    #expect(try await status() == [404, 404])
    try await site.commit([.share(id: "EVD-1", for: "AUD-A", true), .archive(id: "EVD-1")])
    #expect(try await status() == [404, 404])
    try await site.commit([.restore(id: "EVD-1")])
    #expect(try await status() == [200, 200])
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func ofADraftTheFilesOfWhatIsInForceAreShown() async throws {
    let site = try await site()
    let (old, new) = (try await keep("approved", site), try await keep("draft", site))
    try await site.commit([.create(register: "people", id: "P-1", values: ["name": "Anna"])])
    try await site.commit(
      [
        .create(
          register: "documents", id: "DOC-1",
          values: ["title": "Policy", "text": "x", "owner": "P-1", "file": .text(old.sha256)]),
        .step(id: "DOC-1", noun: "approval"), .edit(id: "DOC-1", values: ["file": .text(new.sha256)]),
        .share(id: "DOC-1", for: "AUD-A", true),
      ], as: SiteUnderTest.chief(being: "P-1"))
    func seen() async throws -> [Bool] {
      try await site.installation.read(site.acme, as: Self.auditor) { scope in
        try [old, new].map { try scope.isFileVisible($0.sha256) }
      }
    }
    #expect(try await seen() == [true, false])
    try await site.commit([.archive(id: "DOC-1"), .restore(id: "DOC-1")])
    #expect(try await seen() == [true, false])
    try await site.commit([.step(id: "DOC-1", noun: "approval")], as: SiteUnderTest.chief(being: "P-1"))
    #expect(try await seen() == [false, true])
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func aFileFieldNamesWhatTheWorkspaceHolds() async throws {
    let site = try await site()
    let own = try await keep("ours", site)
    let other = try await site.installation.addWorkspace("Beta")
    let foreign = try await site.installation.keepFile(Array("theirs".utf8), in: other, as: SiteUnderTest.chief)
    let unknown = String(repeating: "ab", count: 32)
    let token = try await site.installation.addToken(name: "t", role: .contributor, in: site.acme, by: "test")
    try await site.commit([
      .create(register: "evidence", id: "EVD-1", values: ["title": "e", "file": .text(own.sha256)])
    ])
    for hash in [unknown, foreign.sha256] {
      for register in ["evidence", "documents"] {
        do {
          try await site.commit([.create(register: register, values: ["title": "e", "file": .text(hash)])])
          Issue.record("\(register) took \(hash)")
        } catch Failure.invalid(let rejections) {
          #expect(rejections.flatMap(\.problems).contains { $0.field == "file" })
        }
      }
      do {
        try await site.commit([.edit(id: "EVD-1", values: ["file": .text(hash)])])
        Issue.record("an edit took \(hash)")
      } catch Failure.invalid(let rejections) {
        #expect(rejections.flatMap(\.problems).map(\.field) == ["file"])
      }
      let answer = try await site.ask(
        .post, "/api/v1/workspaces/acme/evidence", token: token, json: "{\"title\":\"e\",\"file\":\"\(hash)\"}")
      #expect(answer.status == 422 && answer.body.contains("\"file\""), "\(answer.body)")
    }
    #expect(try await site.installation.verify().problems == [])
  }

  /// The bytes of a ledger from before the rule: what was never here is told from what is gone.
  @Test func verificationTellsWhatWasNeverHere() async throws {
    let site = try await site()
    let file = try await keep("minutes", site)
    try await site.commit([
      .create(register: "assets", id: "AST-1", values: ["name": "a"]),
      .attach(id: "AST-1", file: file, name: "minutes.txt"),
      .attach(
        id: "AST-1", file: StoredFile(sha256: String(repeating: "ab", count: 32), size: 1, type: "text/plain"),
        name: "x"),
    ])
    _ = try await site.installation.database.write { try $0.run("DELETE FROM blob") }
    let problems = try await site.installation.verify().problems
    #expect(problems.count == 2 && problems.allSatisfy { $0.problem.contains("it was here") }, "\(problems)")
    _ = try await site.installation.database.write {
      try $0.run("UPDATE file_link SET record_id = 'AUD-A' WHERE sha256 = \(file.sha256)")
    }
    #expect(try await site.installation.verify().problems.contains { $0.what == "link" && $0.name == "AST-1" })
  }
}
