import Domain
import Foundation
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

/// The audit room: an external auditor sees what is shown, asks, writes findings, and each look is in the ledger.
@Suite struct RoomTests {
  private let room = "/w/acme/certification/AUD-2027-2/room"

  private func looks(_ site: SiteUnderTest) async throws -> [StoredRecord] {
    try await site.read { try $0.records(of: "room-looks") }
  }

  @Test func whatIsShownIsSeenAndEachLookIsKept() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let (manager, auditor) = (
      try await site.session(.manager, in: site.acme),
      try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    )
    // Before anything is shown there is no room.
    #expect(try await site.ask(.get, room, session: auditor).status == 404)
    #expect(try await site.ask(.get, "/w/acme/risks/R-001", session: auditor).status == 404)
    let empty = try await site.ask(.get, room, session: manager)
    #expect(empty.status == 200 && empty.body.contains("Nothing is shown yet."))
    #expect(
      try await site.ask(
        .post, "/w/acme/certification/AUD-2027-2/sharing", session: auditor, form: [("act", "show"), ("id", "R-001")]
      ).status == 403)
    try await site.showAll()
    #expect(try await looks(site).isEmpty)
    let seen = try await site.ask(.get, room, session: auditor)
    #expect(seen.status == 200 && !seen.body.contains("Choose what is shown") && seen.body.contains("Write a finding"))
    for (href, _) in links(seen.body) where href.hasPrefix("/w/acme/") {
      #expect(try await site.ask(.get, href, session: auditor).status < 400, "\(href)")
    }
    #expect(try await site.ask(.get, "/w/acme/risks/R-001?from=room", session: auditor).status == 200)
    let kept = try await looks(site)
    let last = try #require(kept.last)
    #expect(last.title == "/w/acme/risks/R-001?from=room" && last.body["record"]?.text == "R-001")
    #expect(last.body["by"]?.text?.contains("external") == true)
    #expect(kept.count > 5)
    // The looks themselves are not for whom they are about, and nobody writes them by hand.
    #expect(try await !site.ask(.get, "/w/acme/room-looks", session: auditor).body.contains(last.id))
    await #expect(throws: Failure.self) { try await site.commit([.archive(id: last.id)]) }
    // Others' looks are not kept.
    let before = try await looks(site).count
    _ = try await site.ask(.get, "/w/acme/risks/R-001", session: manager)
    #expect(try await looks(site).count == before)
    // Hidden again.
    _ = try await site.ask(
      .post, "/w/acme/certification/AUD-2027-2/sharing", session: manager, form: [("act", "hide-all")])
    #expect(try await site.ask(.get, "/w/acme/risks/R-001", session: auditor).status == 404)
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func requestsAreAskedAnsweredAndSeen() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    try await site.commit([.share(id: "AUD-2027-2", for: "AUD-2027-2", true)])
    let address = "/w/acme/certification/AUD-2027-2/requests"
    let refused = try await site.ask(
      .post, address, session: auditor, form: [("title", "The training records"), ("due_on", "tomorrow")])
    #expect(refused.status == 422 && refused.body.contains("The training records"))
    #expect(
      try await site.ask(
        .post, address, session: auditor,
        form: [("title", "Training records of the data team"), ("kind", "sample"), ("due_on", "2027-09-14")]
      ).status == 303)
    let request = try #require(try await site.read { try $0.records(of: "audit-requests") }.first)
    #expect(request.body["asked_by"]?.text?.contains("external") == true)
    #expect(try await site.read { try $0.audits(showing: request.id) } == ["AUD-2027-2"])
    // An answer points at a record that the auditor does not see yet; who manages is told, and shows it.
    try await site.commit([.edit(id: request.id, values: ["answer": "Do we have any?"])])
    // Not before it is given.
    for page in ["/w/acme/audit-requests/\(request.id)", "/w/acme/audit-requests/\(request.id)/history", room] {
      let seen = try await site.ask(.get, page, session: auditor)
      #expect(seen.status == 200 && !seen.body.contains("Do we have any?"), "\(page)")
    }
    try await site.commit([
      .edit(id: request.id, values: ["answer": "Five of the twelve", "shows": ["R-001"]]),
      .step(id: request.id, noun: "answer"),
    ])
    let history = try await site.ask(.get, "/w/acme/audit-requests/\(request.id)/history", session: auditor)
    #expect(history.body.contains("Five of the twelve") && !history.body.contains("Do we have any?"))
    let manager = try await site.session(.manager, in: site.acme)
    #expect(try await site.ask(.get, room, session: manager).body.contains("Answers point at 1 record"))
    let before = try await site.ask(.get, room, session: auditor).body
    #expect(before.contains("Five of the twelve") && !before.contains("Phishing of staff accounts"))
    try await site.showAll()
    #expect(try await site.ask(.get, room, session: auditor).body.contains("Phishing of staff accounts"))
  }

  @Test func closingTheRoomHidesAlsoWhatNoPackHolds() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let (manager, auditor) = (
      try await site.session(.manager, in: site.acme),
      try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    )
    let sharing = "/w/acme/certification/AUD-2027-2/sharing"
    try await site.showAll()
    _ = try await site.ask(
      .post, "/w/acme/certification/AUD-2027-2/findings", session: auditor,
      form: [
        ("statement", "Seen in the room"), ("grade", "opportunity_for_improvement"), ("requirements", "iso27001:A.5.1"),
      ])
    let finding = try #require(
      try await site.read { try $0.records(of: "findings") }.first { $0.title == "Seen in the room" })
    #expect(try await site.read { try $0.shown(for: "AUD-2027-2") }.contains(finding.id))
    _ = try await site.ask(.post, sharing, session: manager, form: [("act", "hide-all")])
    #expect(try await site.read { try $0.shown(for: "AUD-2027-2") } == [])
    #expect(try await site.installation.verify().problems == [])
  }

  @Test func ofWhatIsBeingWorkedOnOnlyWhatIsInForceIsSeen() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    let document = try #require(
      try await site.read { try $0.records(of: "documents") }.first { $0.state == "approved" })
    try await site.commit([.share(id: document.id, for: "AUD-2027-2", true)])
    let address = "/w/acme/documents/\(document.id)"
    let inForce = document.version
    try await site.commit([.edit(id: document.id, values: ["title": "A draft of something else"])])
    let draft = try #require(try await site.read { try $0.record(document.id) })
    #expect(draft.version > inForce && draft.state != "approved" && draft.approvedVersion == inForce)
    let lists = ["sort=title", "title.contains=something", "q=something", "sort=-title&limit=1"]
    let pages =
      [address, "/w/acme/documents", "\(address)/history", "\(address)/revisions/\(draft.version)"]
      + lists.map { "/w/acme/documents?\($0)" }
      + [
        "/w/acme/search?q=something", "/w/acme/lookup?in=documents&q=draft",
        "/w/acme/lookup?in=documents&q=\(document.id)",
      ]
    for page in pages {
      #expect(try await !site.ask(.get, page, session: auditor).body.contains("A draft of something else"), "\(page)")
    }
    // What people say among themselves is not shown.
    try await site.commit([.comment(id: document.id, text: "Not for the certification body")])
    for page in [address, "\(address)/history"] {
      #expect(try await !site.ask(.get, page, session: auditor).body.contains("Not for the cert"), "\(page)")
    }
    #expect(try await site.ask(.get, address, session: auditor).body.contains(document.title))
    #expect(try await site.ask(.get, "/w/acme/documents", session: auditor).body.contains(document.title))
  }

  @Test func aSampleIsShownToWhoeverDoesNotSeeAllOfIt() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    let drawn = try await site.installation.draw(
      .init(population: "suppliers", size: 3, seed: "room"), in: site.acme, as: SiteUnderTest.chief)
    try await site.commit(drawn.map { .share(id: $0.id, for: "AUD-2027-2", true) })
    let seen = try await site.ask(.get, "/w/acme/samples/\(drawn[0].id)", session: auditor)
    #expect(seen.status == 200 && seen.body.contains("from which it can be drawn again"))
  }

  @Test func findingsOfOutsidersEnterTheSameRegister() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let auditor = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-2027-2"])
    try await site.commit([.share(id: "AUD-2027-2", for: "AUD-2027-2", true)])
    let address = "/w/acme/certification/AUD-2027-2/findings"
    let fields = [
      ("statement", "Roles for AI are not assigned"), ("requirements", "iso42001:A.3.2; iso27001:A.5.2"),
      ("grade", "minor_nonconformity"), ("grade_42001", "major_nonconformity"), ("evidence", "Interview"),
    ]
    #expect(try await site.ask(.post, address, session: auditor, form: fields).status == 303)
    let finding = try #require(
      try await site.read { try $0.records(of: "findings") }.first { $0.title == "Roles for AI are not assigned" })
    #expect(finding.body["audit"]?.text == "AUD-2027-2" && finding.state == "open")
    #expect(try await site.read { try $0.audits(showing: finding.id) } == ["AUD-2027-2"])
    #expect(finding.body["grade_42001"]?.text == "major_nonconformity" && finding.body["raised_on"] == "2026-11-16")
    // By the usual days of each grade, so that it can come to be overdue.
    #expect(finding.body["due_on"] == "2027-02-14" && finding.body["due_on_42001"] == "2026-12-16")
    // Not into the organization's own audits, and none of the pages worked out over what they don't see.
    try await site.commit([
      .share(id: "AUD-2026-1", for: "AUD-2027-2", true), .share(id: "AUD-2027-1", for: "AUD-2027-2", true),
    ])
    #expect(
      try await site.ask(.post, "/w/acme/certification/AUD-2027-1/findings", session: auditor, form: fields).status
        == 404)
    for page in [
      "audits/AUD-2027-1/plan", "audits/AUD-2027-1/progress", "audits/AUD-2027-1/report",
      "audits/AUD-2027-1/report/pdf", "audits/AUD-2027-1/agenda", "audit-programme",
      "certification/AUD-2027-2/letter", "certification/AUD-2027-2/integration",
    ] {
      #expect(try await site.ask(.get, "/w/acme/\(page)", session: auditor).status == 403, "\(page)")
    }
    let record = try await site.ask(.get, "/w/acme/audits/AUD-2027-1", session: auditor)
    #expect(record.status == 200)
    for (href, _) in links(record.body) where href.hasPrefix("/w/acme/") {
      #expect(try await site.ask(.get, href, session: auditor).status < 400, "\(href)")
    }
    try await site.commit([
      .share(id: "AUD-2026-1", for: "AUD-2027-2", false), .share(id: "AUD-2027-1", for: "AUD-2027-2", false),
    ])
    let wrong = try await site.ask(
      .post, address, session: auditor,
      form: [("statement", "x"), ("requirements", "iso27001:Z.99"), ("grade", "minor_nonconformity")])
    #expect(wrong.status == 422 && wrong.body.contains("Z.99"))
    // Nowhere else may an outsider write.
    #expect(
      try await site.ask(.post, "/w/acme/findings", session: auditor, form: [("statement", "x")]).status == 403)
    #expect(
      try await site.ask(.post, "/w/acme/certification/AUD-2026-1/findings", session: auditor, form: fields).status
        == 404)
    let reader = try await site.session(.reader, in: site.acme)
    #expect(try await site.ask(.post, address, session: reader, form: fields).status == 403)
  }
}
