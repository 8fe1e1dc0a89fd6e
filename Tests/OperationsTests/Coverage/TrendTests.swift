import Domain
import Operations
import RegisterKit
import Store
import Testing

@Suite struct TrendTests {
  @Test func eachDayHasTheReadinessThatItHadThen() async throws {
    let place = try await Workplace()
    let start = try #require(Instant("2026-11-10T09:00:00Z"))
    let clock = MovingClock(start)
    let installation = try await clock.installation(of: place)
    func trend() async throws -> [ReadinessPoint] {
      try await installation.read(place.workspace, as: Workplace.chief) {
        try installation.readinessTrend(["iso27001", "iso42001"], $0)
      }
    }
    func readiness(_ framework: String) async throws -> Double {
      try await installation.read(place.workspace, as: Workplace.chief) {
        try installation.gap(framework, $0).readiness
      }
    }
    #expect(try await trend() == [])
    // What each day ended with, as it was seen on that day.
    var seen: [Double] = []
    var control: String?
    for (day, uid) in [(10, "iso27001:A.8.32"), (11, "iso42001:A.6.2.4"), (13, "iso42001:A.2.2")] {
      clock.set(try #require(Instant("2026-11-\(day)T23:30:00Z")))
      let changes: [Operations.Change] =
        if let control {
          [
            .create(
              register: "coverage",
              values: ["requirement": .text(uid), "title": "Done", "applicable": "yes", "status": "implemented"]
            ), .create(register: "context-issues", values: ["issue": "Issue of day \(day)"]),
            .edit(id: control, values: ["title": "Changes of day \(day)"]),
          ]
        } else {
          [
            .create(
              register: "controls", values: ["title": "Changes", "status": "in_place", "requirements": [.text(uid)]])
          ]
        }
      let committed = try await installation.commit(changes, in: place.workspace, as: Workplace.chief)
      control = control ?? committed.records.first?.id
      seen.append(try await readiness("iso42001"))
    }
    #expect(seen[0] < seen[1] && seen[1] < seen[2])
    clock.set(try #require(Instant("2026-11-14T01:00:00Z")))
    let points = try await trend()
    #expect(points.map(\.day.description) == (10...14).map { "2026-11-\($0)" })
    #expect(points.map { $0.readiness["iso42001"] } == [seen[0], seen[1], seen[1], seen[2], seen[2]])
    // Later entries leave the past as it was.
    _ = try await installation.commit(
      [
        .create(
          register: "coverage",
          values: ["requirement": "iso42001:A.2.3", "title": "x", "applicable": "yes", "status": "implemented"])
      ],
      in: place.workspace, as: Workplace.chief)
    let later = try await trend()
    #expect(later.dropLast() == points.dropLast())
    #expect(later.last != points.last)
  }

  @Test func whoSeesAPartSeesNoTrend() async throws {
    let place = try await Workplace.withDemonstration()
    let auditor = Actor(name: "auditor@example.org", role: .externalAuditor)
    let installation = place.installation
    let (all, part) = (
      try await place.read { try installation.readinessTrend(["iso27001"], $0) },
      try await installation.read(place.workspace, as: auditor) { try installation.readinessTrend(["iso27001"], $0) }
    )
    #expect(all.count == 1 && part == [])
  }

  @Test func thePastOfAStatementShowsExternalAuditorsOnlyWhatIsShared() async throws {
    let place = try await Workplace.withDemonstration()
    let installation = place.installation
    let auditor = Actor(name: "auditor@example.org", role: .externalAuditor)
    let moment = Instant(endOf: installation.today)
    let soa = try await installation.read(place.workspace, as: auditor) {
      try installation.soa(["iso27001"], $0, asOf: moment)
    }
    #expect(soa.lines.count == 93 && soa.lines.allSatisfy { $0.record == nil && $0.controls == [] && $0.risks == [] })
  }
}
