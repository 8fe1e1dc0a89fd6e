import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Input of a management review")
struct ReviewCardTests {
  /// The demonstration organization with a review after the one of 9 December 2025; today is 16 November 2026.
  private func site() async throws -> SiteUnderTest {
    let site = try await SiteUnderTest.withDemonstration()
    try await site.commit([
      .create(register: "management-reviews", id: "MRV-NEW", values: ["title": "Review 2026", "date": "2026-12-08"]),
      .create(
        register: "corrective-actions", id: "CAR-LATE",
        values: ["action": "Ask every supplier", "due_on": "2026-03-01"]),
      .create(
        register: "findings", id: "FND-NEW",
        values: [
          "statement": "Graded apart", "grade": "minor_nonconformity", "grade_42001": "major_nonconformity",
          "requirements": ["iso27001:7.2", "iso42001:7.2"], "raised_on": "2026-11-10",
        ]),
      .create(
        register: "incidents", id: "INC-OLD", values: ["title": "On the day", "detected_at": "2025-12-09T10:00:00Z"]),
      .create(
        register: "incidents", id: "INC-NEW", values: ["title": "Today", "detected_at": "2026-11-16T07:00:00Z"]),
    ])
    return site
  }

  private func card(_ site: SiteUnderTest, _ role: Role, _ review: String = "MRV-NEW") async throws -> String? {
    let audits = role == .externalAuditor ? ["AUD-2027-2"] : []
    let session = try await site.session(role, in: site.acme, audits: audits)
    let page = try await site.ask(.get, "/w/acme/management-reviews/\(review)", session: session)
    #expect(page.status == 200)
    let parts = page.body.components(separatedBy: "<h2>What the registers say</h2>")
    return parts.count > 1 ? parts[1].components(separatedBy: "</section>")[0] : nil
  }

  @Test("every figure is the length of the list to which it leads")
  func figures() async throws {
    let site = try await site()
    let card = try #require(try await card(site, .manager))
    let figures = links(card).compactMap { link in Int(link.text).map { (link.href, $0) } }
    #expect(figures.count >= 7 * 2 + 17)
    for (href, figure) in figures { #expect(try await site.total(href) == figure, "\(href)") }
    #expect(figures.count { $0.1 > 0 } > 10)
  }

  @Test("the period begins after the review before, and a finding counts by the grade of each standard")
  func period() async throws {
    let site = try await site()
    let card = try #require(try await card(site, .manager))
    #expect(card.contains("Since the review of 9 Dec 2025"))
    let incidents = try #require(links(card).first { $0.href.contains("/incidents?") })
    #expect(incidents.href == "/w/acme/incidents?detected_at.gte=2025-12-10&detected_at.lt=2026-11-17")
    let expected = try await site.read { scope in
      try scope.records(of: "incidents").count { ($0.body["detected_at"]?.text ?? "") > "2025-12-10" }
    }
    #expect(Int(incidents.text) == expected)
    let figures = try await site.read { scope in
      let review = try #require(try scope.record("MRV-NEW"))
      return try site.installation.reviewFigures(review, scope)
    }
    let raised = try #require(figures.input.byStandard.first { $0.says == "Major nonconformities, raised" })
    #expect(raised.lists.map { figures.counts[$0] } == [0, 1])
    // A review of the past ends with its own day.
    #expect(try #require(try await self.card(site, .manager, "MR-2025")).contains("until 9 Dec 2025"))
  }

  @Test("overdue corrective actions are named, the oldest first")
  func overdue() async throws {
    let site = try await site()
    let card = try #require(try await card(site, .manager))
    let named = try #require(card.components(separatedBy: "<h3>Overdue corrective actions</h3>").dropFirst().first)
    #expect(links(named).first?.href == "/w/acme/corrective-actions/CAR-LATE")
    #expect(named.contains("due 1 Mar 2026"))
  }

  @Test("is not for those who see no whole registers")
  func outsiders() async throws {
    let site = try await site()
    try await site.commit([.share(id: "MRV-NEW", for: "AUD-2027-2", true)])
    #expect(try await card(site, .externalAuditor) == nil)
  }
}
