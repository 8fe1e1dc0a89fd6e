import RegisterKit
import Testing

@testable import Domain

/// How often, in which year, what is done and what is missing.
@Suite struct ProgrammeTests {
  static func point(
    _ id: String, _ primary: [String], _ cadence: AuditPoint.Cadence = .cycle, minutes: Int = 60,
    driver: String = "fixed"
  ) -> AuditPoint {
    AuditPoint(
      id: id, title: id, topic: "", primary: primary, related: [], auditees: [], requires: [:], specialists: [],
      minutes: ["iso27001": minutes, "iso42001": minutes, "integrated": minutes], reason: "", driver: driver,
      cadence: cadence, methods: [], questions: [], evidence: [], population: "", sampleRule: "", redFlags: [])
  }

  static func sign(_ kind: AuditSign.Kind, _ weight: Int, urgent: Bool = false) -> AuditSign {
    AuditSign(kind: kind, record: "R-\(kind.rawValue)-\(weight)", text: "why", weight: weight, isUrgent: urgent)
  }

  static let cycle: AuditProgramme = {
    var programme = AuditProgramme()
    programme.from = Day("2027-01-01")
    programme.to = Day("2029-12-31")
    return programme
  }()

  /// A day before the cycle.
  static let before = Day(number: 20_774)

  @Test func yearsThatAreOverGetNothing() throws {
    var facts = ProgrammeFacts()
    facts.signs["iso27001:A.5.2"] = [Self.sign(.incident, 1, urgent: true)]
    let points = [
      Self.point("AP-1", ["iso27001:A.5.1"], .yearly), Self.point("AP-2", ["iso27001:A.5.2"]),
      Self.point("AP-3", ["iso27001:A.5.3"]), Self.point("AP-4", ["iso27001:A.5.4"]),
    ]
    func years(_ today: String) throws -> [String: [String]] {
      let proposal = ProgrammeProposal.compute(
        AuditPointSet(points: points), [.security], Self.cycle.years, facts, kept: ["AP-4": ["2027"]],
        given: ["AP-3": ["2027": "AUD-7"]], today: try #require(Day(today)))
      return Dictionary(grouping: proposal.planned, by: \.point).mapValues { $0.map(\.year) }
    }
    // The last day of a year still belongs to it.
    #expect(try years("2027-12-31")["AP-1"] == ["2027", "2028", "2029"])
    #expect(try years("2027-12-31")["AP-2"]?.first == "2027")
    // What an audit did and what somebody chose stays where it is.
    let left = ["AP-1": ["2028", "2029"], "AP-2": ["2028", "2029"], "AP-3": ["2027"], "AP-4": ["2027"]]
    #expect(try years("2028-01-01") == left)
    #expect(try years("2031-01-01") == ["AP-3": ["2027"], "AP-4": ["2027"]])
  }

  @Test func aRecordCountsOnceAtAPoint() {
    var facts = ProgrammeFacts()
    facts.signs["iso27001:A.5.1"] = [
      AuditSign(kind: .finding, record: "F-1", text: "open minor nonconformity", weight: 1, isUrgent: true)
    ]
    facts.signs["iso42001:A.2.2"] = [AuditSign(kind: .finding, record: "F-1", text: "minor nonconformity", weight: 1)]
    let due = Self.point("AP-1", ["iso27001:A.5.1", "iso42001:A.2.2"]).frequency(
      [.security, .ai], facts, years: 3)
    #expect(due.times == 2 && due.isFirst && due.reasons == ["F-1 (open minor nonconformity)"])
  }

  @Test(
    "signs raise the frequency, and the reason names them",
    arguments: [
      ([], 1), ([sign(.change, 1)], 2), ([sign(.risk, 1)], 2), ([sign(.risk, 2)], 2),
      // A kind counts two together, changes one.
      ([sign(.risk, 2), sign(.risk, 1)], 2), ([sign(.change, 1), sign(.change, 2)], 2),
      ([sign(.risk, 2), sign(.finding, 1)], 3), ([sign(.risk, 1), sign(.incident, 1), sign(.finding, 1)], 3),
    ] as [([AuditSign], Int)])
  func frequency(_ signs: [AuditSign], _ times: Int) {
    var facts = ProgrammeFacts()
    facts.signs["iso27001:A.8.8"] = signs
    let due = Self.point("AP-1", ["iso27001:A.8.8"]).frequency([.security], facts, years: 3)
    #expect(due.times == times)
    for sign in signs.prefix(1) { #expect(due.reasons.contains { $0.contains(sign.record) }) }
    #expect(!due.reasons.isEmpty)
  }

  @Test func theLibrarysCadenceAndANewStandard() {
    var facts = ProgrammeFacts()
    #expect(Self.point("AP-1", ["iso27001:9.1"], .yearly).frequency([.security], facts, years: 3).times == 3)
    facts.neverAudited = ["iso42001"]
    let new = Self.point("AP-2", ["iso42001:4.1"]).frequency([.security, .ai], facts, years: 3)
    #expect(new.times == 1 && new.isFirst && new.reasons.contains { $0.contains("had no internal audit yet") })
    facts.highImpact = [Self.sign(.aiSystem, 1)]
    #expect(Self.point("AP-3", ["iso42001:A.6.2.4"], driver: "ai_systems").frequency([.ai], facts, years: 3).times == 2)
    #expect(
      Self.point("AP-4", ["iso27001:A.8.29"], driver: "ai_systems").frequency([.security], facts, years: 3).times == 1)
    facts.excluded = ["iso42001:4.1"]
    #expect(Self.point("AP-2", ["iso42001:4.1"]).covers([.ai], facts).isEmpty)
  }

  @Test func everyPointHasItsYearsAndTheMinutesAreEven() {
    let points = (1...30).map { Self.point("AP-\($0)", ["iso27001:A.5.\($0)"], minutes: 20 + $0 * 3) }
    let set = AuditPointSet(points: points)
    let proposal = ProgrammeProposal.compute(
      set, [.security], Self.cycle.years, ProgrammeFacts(), today: Self.before)
    #expect(Set(proposal.planned.map(\.point)).count == 30 && proposal.planned.count == 30)
    let minutes = proposal.minutes.values.sorted()
    #expect(minutes.count == 3 && minutes[2] - minutes[0] <= 30, "\(minutes)")
  }

  @Test func keptYearsStayAndPlannedAuditsAreNotContradicted() {
    var facts = ProgrammeFacts()
    facts.signs["iso27001:A.5.2"] = [Self.sign(.risk, 1)]
    let set = AuditPointSet(points: [Self.point("AP-1", ["iso27001:A.5.1"]), Self.point("AP-2", ["iso27001:A.5.2"])])
    let proposal = ProgrammeProposal.compute(
      set, [.security], Self.cycle.years, facts, kept: ["AP-1": ["2029"]], given: ["AP-2": ["2028": "AUD-7"]],
      today: Self.before)
    func years(_ point: String) -> [String] { proposal.planned.filter { $0.point == point }.map(\.year) }
    #expect(years("AP-1") == ["2029"])
    #expect(years("AP-2").contains("2028") && years("AP-2").count == 2)
    #expect(proposal.frequencies.last?.reasons.contains("AUD-7 in 2028 has it") == true)
  }

  @Test func yearsOfACycle() {
    #expect(Self.cycle.years.map(\.name) == ["2027", "2028", "2029"])
    var programme = AuditProgramme()
    #expect(programme.years.isEmpty)
    programme.from = Day("2026-07-01")
    #expect(programme.years.map { "\($0.from) \($0.to)" }.last == "2028-07-01 2029-06-30")
    #expect(PlannedPoint("2027/AP-1") == PlannedPoint(year: "2027", point: "AP-1"))
    #expect(PlannedPoint("2027") == nil && PlannedPoint("/") == nil)
  }

  static func audit(
    _ id: String, _ from: String, _ state: String, points: [String] = [], scope: String = "",
    kind: Audit.Kind = .internal
  ) -> ProgrammeAudit {
    var audit = Audit()
    (audit.kind, audit.from, audit.to, audit.points, audit.scope) = (kind, Day(from), Day(from), points, scope)
    (audit.standards, audit.programme) = ([.security], "APR-1")
    return ProgrammeAudit(id: id, audit: audit, state: state)
  }

  @Test func whatIsDoneAndHowItIsKnown() {
    let set = AuditPointSet(points: [
      Self.point("AP-1", ["iso27001:4.1"]), Self.point("AP-2", ["iso27001:4.2", "iso27001:4.3"]),
    ])
    let all = ["iso27001:4.1", "iso27001:4.2", "iso27001:4.3", "iso27001:4.4"]
    var programme = Self.cycle
    programme.points = ["2027/AP-1"]
    func done(_ audits: [ProgrammeAudit], _ checks: [ProgrammeCheck] = []) -> [String: String] {
      let coverage = ProgrammeCoverage.compute(
        programme, all, set, ProgrammeFacts(), audits, checks, today: Day(number: 20_774))
      return Dictionary(
        uniqueKeysWithValues: coverage.lines.compactMap { line in
          line.cells.compactMap(\.done.first).first.map { (line.uid, $0.how.rawValue) }
        })
    }
    #expect(done([Self.audit("A", "2027-03-01", "planned", points: ["AP-1"])]).isEmpty)
    #expect(done([Self.audit("A", "2027-03-01", "closed", points: ["AP-1"])]) == ["iso27001:4.1": "point"])
    // Where checks tell what was seen, a list says nothing more, however far the report is out.
    let seen = [
      ProgrammeCheck(id: "C", audit: "A", requirements: []), .init(id: "D", audit: "A", requirements: ["iso27001:4.2"]),
    ]
    #expect(done([Self.audit("A", "2027-03-01", "closed", points: ["AP-1"])], seen) == ["iso27001:4.2": "check"])
    #expect(done([Self.audit("A", "2027-03-01", "closed", points: ["AP-1"])], [seen[0]]).isEmpty)
    // A list of points says more than the words of the scope.
    #expect(done([Self.audit("A", "2027-03-01", "closed", points: ["AP-1"], scope: "Clause 4")]).count == 1)
    #expect(done([Self.audit("A", "2027-03-01", "actions_open", scope: "Clauses 4.1 to 4.3")]).count == 3)
    #expect(
      done([Self.audit("A", "2027-03-01", "under_way")], [.init(id: "C", audit: "A", requirements: ["iso27001:4.2"])])
        == ["iso27001:4.2": "check"])
    // Outside the cycle, or by a certification body: no coverage of the internal programme.
    #expect(done([Self.audit("A", "2026-03-01", "closed", scope: "Clause 4")]).isEmpty)
    #expect(done([Self.audit("A", "2027-03-01", "closed", scope: "Clause 4", kind: .surveillance)]).isEmpty)
  }

  @Test func gapsSayWhatToDo() throws {
    let set = AuditPointSet(points: [Self.point("AP-1", ["iso27001:4.1"]), Self.point("AP-2", ["iso27001:4.2"])])
    var programme = Self.cycle
    programme.points = ["2027/AP-1", "2035/AP-2"]
    let today = try #require(Day("2028-02-01"))
    let gaps = ProgrammeCoverage.compute(
      programme, ["iso27001:4.1", "iso27001:4.2", "iso27001:4.3"], set, ProgrammeFacts(), [], [], today: today
    ).gaps
    #expect(gaps.contains { $0.uids == ["iso27001:4.3"] && $0.remedy.contains("library") })
    #expect(gaps.contains { $0.uids == ["iso27001:4.2"] && $0.point == "AP-2" })
    #expect(gaps.contains { $0.uids == ["iso27001:4.1"] && $0.what.contains("2027, which is over") })
    #expect(gaps.contains { $0.what.contains("AP-2: planned in years that are not in the cycle") })
  }

  @Test(
    "a scope in words",
    arguments: [
      ("Clauses 4 to 10; A.5.1-A.5.3, A.7", ["4.1", "10.2", "A.5.1", "A.5.2", "A.5.3", "A.7.1"]),
      ("All clauses of both standards", ["4.1", "10.2"]),
      ("all applicable controls", ["A.5.1", "A.5.2", "A.5.3", "A.5.31", "A.7.1"]),
      ("A.5.3", ["A.5.3"]), ("samples of Annex A", []), ("Site Utrecht, 12 people", []), ("", []),
    ])
  func scope(_ words: String, _ ids: [String]) {
    let all = ["4.1", "10.2", "A.5.1", "A.5.2", "A.5.3", "A.5.31", "A.7.1"].map { "iso27001:\($0)" }
    #expect(AuditScope.named(words, among: all) == ids.map { "iso27001:\($0)" })
  }

  @Test func auditsToMake() throws {
    let set = AuditPointSet(points: [Self.point("AP-1", ["iso27001:4.1"]), Self.point("AP-2", ["iso27001:4.2"])])
    var programme = Self.cycle
    programme.standards = [.security]
    programme.points = ["2027/AP-1", "2027/AP-2", "2028/AP-1"]
    let years = programme.years
    let there = [Self.audit("A", "2027-03-01", "planned", points: ["AP-1"])]
    let certificate = [ProgrammeCertificate(standard: .security, validUntil: Day("2027-10-20"))]
    let first = programme.toMake(years[0], there, certificate, set)
    #expect(first.map(\.kind) == [.internal, .recertification])
    #expect(first[0].existing == "A" && first[0].points == ["AP-1", "AP-2"])
    #expect(first[1].to <= (try #require(Day("2027-09-30"))))
    let second = programme.toMake(years[1], there, certificate, set)
    #expect(second.map(\.kind) == [.internal, .surveillance] && second[0].points == ["AP-1"])
    // Whole weeks later, so on the same weekday.
    #expect((second[0].from.number - 4) % 7 == 0 && second[0].from.parts.year == 2028)
    #expect(programme.toMake(years[2], there, [], set).isEmpty)
    #expect(programme.outside("APR-1", [Self.audit("B", "2031-01-01", "planned")] + there).map(\.id) == ["B"])
  }
}
