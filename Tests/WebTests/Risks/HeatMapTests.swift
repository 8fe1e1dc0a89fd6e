import Domain
import Operations
import RegisterKit
import Testing

@testable import Web

@Suite("Heat map") struct HeatMapTests {
  /// The demonstration has risks without a judgement after treatment; these have what it lacks.
  private static let more: [Operations.Change] = [
    .create(
      register: "risks",
      values: [
        "title": "Both kinds", "domains": ["information_security", "ai"], "inherent_likelihood": 4,
        "inherent_impact": 2, "impact_individuals": 5, "target_likelihood": 1, "target_impact": 2,
      ]),
    .create(
      register: "risks",
      values: [
        "title": "Worse for society than for us", "domains": ["ai"], "inherent_likelihood": 3, "inherent_impact": 2,
        "impact_society": 4, "current_likelihood": 2, "current_impact": 2,
      ]),
    .create(
      register: "risks",
      values: [
        "title": "Gone", "domains": ["information_security", "ai"], "inherent_likelihood": 4, "inherent_impact": 5,
        "current_likelihood": 2, "current_impact": 3,
      ]),
    .create(register: "risks", values: ["title": "Not judged yet", "domains": ["ai"]]),
  ]

  @Test("each figure is the number of records behind its link, at every stage and for every kind")
  func figuresAreTheirLists() async throws {
    let site = try await SiteUnderTest.withDemonstration()
    let made = try await site.commit(Self.more).records
    try await site.commit([.step(id: made[2].id, noun: "closure")])
    let session = try await site.session(.manager, in: site.acme)
    for stage in Risk.Stage.allCases {
      for kind in ["", "information_security", "ai"] {
        let page = try await site.ask(
          .get, "/w/acme/heat-map?stage=\(stage.rawValue)&domains=\(kind)", session: session)
        #expect(page.status == 200)
        let figures = links(page.body).filter { $0.href.contains("/risks?") }
        #expect(figures.count >= 6)
        var spots = 0
        for (href, text) in figures {
          let figure = try #require(Int(text), "\(text) at \(href)")
          #expect(try await site.total(href) == figure, "\(stage.rawValue) \(kind): \(href)")
          if href.contains("likelihood=") { spots += figure }
        }
        // The picture and its table each say every figure once.
        let all = try await site.read { try $0.records(of: "risks") }.filter { record in
          record.state != "closed" && (kind.isEmpty || record.body["domains"]?.texts.contains(kind) == true)
            && record.body[stage.fields.score]?.int != nil
        }
        #expect(spots == 2 * all.count, "\(stage.rawValue) \(kind)")
      }
    }
  }
}
