import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// The pages of a pack and the pages about packs.
@Suite struct PackPagesTests {
  /// Links of the pages of a pack lead to members and to places in them.
  @Test func everyLinkInThePackLeadsSomewhere() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let order = PackOrder(kind: .stage2, audit: "AUD-2027-2", date: Day("2027-09-13") ?? Day(number: 0))
    let target = site.folder.appendingPathComponent("pack.zip")
    let made = try await site.installation.makePack(
      order, in: site.acme, as: SiteUnderTest.chief, to: target, render: PackDocuments.render)
    let found = PackVerifier.verify(target, registers: Catalogue.registers, render: PackDocuments.render)
    #expect(found.problems == [])
    #expect(found.documents > 20)
    let layout = try ZipLayout(target)
    #expect(layout.members.count == made.members)
    let texts = Dictionary(
      layout.members.map { ($0.name, String(decoding: layout.content(of: $0), as: UTF8.self)) },
      uniquingKeysWith: { first, _ in first })
    var followed = 0
    for (name, text) in texts where name.hasSuffix(".html") {
      #expect(!text.contains("<script") && !text.contains(" style=") && !text.contains("<img"), "\(name)")
      let folder = name.contains("/") ? name.split(separator: "/").dropLast().joined(separator: "/") + "/" : ""
      for (href, _) in links(text) where !href.hasPrefix("http") && !href.hasPrefix("mailto:") {
        let parts = href.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path =
          parts[0].isEmpty ? name : parts[0].hasPrefix("../") ? String(parts[0].dropFirst(3)) : folder + parts[0]
        #expect(texts[path] != nil, "\(name): \(href)")
        if parts.count > 1 { #expect(texts[path]?.contains("id=\"\(parts[1])\"") == true, "\(name): \(href)") }
        followed += 1
      }
    }
    #expect(followed > 1000)
  }

  @Test func aPackIsPreparedMadeAndTaken() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    let page = try await site.ask(.get, "/w/acme/certification/AUD-2027-2/pack", session: session)
    #expect(page.status == 200)
    #expect(page.body.contains("What is missing") && page.body.contains("No statement of applicability is approved."))
    for (href, _) in links(page.body) where href.hasPrefix("/w/acme/") {
      #expect(try await site.ask(.get, href, session: session).status < 400, "\(href)")
    }
    #expect(
      try await site.ask(.get, "/w/acme/certification/AUD-2027-2/pack?date=Thursday", session: session).status == 400)
    let made = try await site.ask(
      .post, "/w/acme/certification/AUD-2027-2/pack", session: session,
      form: [("kind", "stage1"), ("date", "2027-09-06")])
    #expect(made.status == 303)
    #expect(made.headers[.location]?.hasPrefix("/w/acme/packs/PCK-0001") == true)
    let record = try await site.ask(.get, "/w/acme/packs/PCK-0001", session: session)
    #expect(record.body.contains("Download") && record.body.contains("concord verify pack.zip"))
    let audit = try await site.ask(.get, "/w/acme/audits/AUD-2027-2", session: session)
    #expect(audit.body.contains("Stage 1 pack for AUD-2027-2"))
    let taken = try await site.ask(.post, "/w/acme/certification/PCK-0001/archive", session: session, form: [])
    #expect(taken.status == 200 && taken.headers[.contentType] == "application/zip")
    #expect(taken.headers[.contentDisposition]?.contains("acme-AUD-2027-2-stage1-2027-09-06.zip") == true)
    let history = try await site.read { try $0.history(of: "PCK-0001") }
    #expect(history.map(\.note) == ["Certification pack", "Downloaded"])
    #expect(history.last?.actor.contains("manager") == true)
  }
}

/// How far two systems are one, and the letter that says so.
@Suite struct LetterTests {
  @Test func everyPointIsJudgedOnceAndTheMeanStandsInTheLetter() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let session = try await site.session(.manager, in: site.acme)
    let points = try #require(site.installation.libraries.auditTime?.integrationPoints)
    #expect(points.count == 7)
    let address = "/w/acme/certification/AUD-2027-2/integration"
    func form(_ percents: [Int?], reason: String) -> [(String, String)] {
      zip(points, percents).enumerated().flatMap { index, pair in
        [
          ("point-\(index)", pair.0), ("percent-\(index)", pair.1.map { "\($0)" } ?? ""), ("reason-\(index)", reason),
        ]
      }
    }
    // Without a reason nothing is kept, and what was typed stands there again.
    let refused = try await site.ask(
      .post, address, session: session, form: form([75] + Array(repeating: nil, count: 6), reason: ""))
    #expect(refused.status == 422 && refused.body.contains("Say what shows it"))
    #expect(refused.body.contains("value=\"75\" selected"))
    #expect(try await site.read { try $0.counts()["integration-scores"] } == nil)
    // Part of the points gives no level.
    let first = Array(repeating: 100, count: 3) + Array(repeating: nil as Int?, count: 4)
    #expect(try await site.ask(.post, address, session: session, form: form(first, reason: "One manual")).status == 303)
    var letter = try await site.ask(.get, "/w/acme/certification/AUD-2027-2/letter", session: session)
    #expect(letter.status == 200 && letter.body.contains("Not every point is judged yet"))
    // All of them: the mean, on the same records.
    let all: [Int?] = [100, 100, 100, 50, 50, 25, 0]
    #expect(try await site.ask(.post, address, session: session, form: form(all, reason: "One manual")).status == 303)
    letter = try await site.ask(.get, "/w/acme/certification/AUD-2027-2/letter", session: session)
    #expect(letter.body.contains("<strong>61 %</strong>"))
    #expect(try await site.read { try $0.counts()["integration-scores"]?.number } == 7)
    for text in ["Audit Rijn Certification", "128 persons", "3 sites", "Triage assist", "developer and provider"] {
      #expect(letter.body.contains(text), "\(text)")
    }
    for (href, _) in links(letter.body) where href.hasPrefix("/w/acme/") {
      #expect(try await site.ask(.get, href, session: session).status < 400, "\(href)")
    }
    // A reader reads and saves nothing.
    let reader = try await site.session(.reader, in: site.acme)
    #expect(try await site.ask(.get, address, session: reader).status == 200)
    #expect(try await site.ask(.post, address, session: reader, form: []).status == 403)
  }
}
