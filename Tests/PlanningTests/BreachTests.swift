import RegisterKit
import Testing

@testable import Planning

@Suite struct BreachTests {
  private static let problem = PlanProblem(
    id: "p", halfDays: ["2027-03-01/AM", "2027-03-01/PM"],
    units: [
      .init(id: "U-1", name: "One", available: ["2027-03-01/AM", "2027-03-01/PM"]),
      .init(id: "U-2", name: "Two", available: ["2027-03-01/AM"]),
    ],
    auditors: [
      .init(
        id: "A-1", name: "Ann", competences: ["iso27001": 2], conflictPoints: ["P-3"], reasons: ["P-3": "wrote it"],
        available: ["2027-03-01/AM", "2027-03-01/PM"]),
      .init(
        id: "A-2", name: "Ben", competences: ["iso27001": 1], conflictUnits: ["U-2"], available: ["2027-03-01/AM"]),
    ],
    points: [
      .init(
        id: "P-1", title: "", unit: "U-1", minutes: 100, minutesAlone: ["iso27001": 100], requires: ["iso27001": 2]),
      .init(id: "P-2", title: "", unit: "U-1", minutes: 100, requires: ["iso27001": 1]),
      .init(id: "P-3", title: "", unit: "U-2", minutes: 60, requires: ["iso27001": 1]),
    ])

  @Test(
    arguments: [
      ([("A-1", "U-1", "2027-03-01/AM", ["P-1"])], []), ([("A-2", "U-1", "2027-03-01/AM", ["P-1"])], [.competence]),
      ([("A-1", "U-2", "2027-03-01/AM", ["P-3"])], [.independence]),
      ([("A-2", "U-2", "2027-03-01/AM", ["P-3"])], [.independence]),
      ([("A-2", "U-1", "2027-03-01/PM", ["P-2"])], [.auditorNotFree]),
      ([("A-1", "U-2", "2027-03-01/PM", [])], [.unitNotThere]),
      ([("A-1", "U-1", "2027-03-01/AM", ["P-1", "P-2"])], [.capacity]),
      ([("A-1", "U-1", "2027-03-01/AM", ["P-3"])], [.wrongUnit, .independence]),
      ([("A-9", "U-1", "2027-03-01/AM", [])], [.unknown]), ([("A-1", "U-9", "2027-03-01/AM", [])], [.unknown]),
      (
        [("A-1", "U-1", "2027-03-01/AM", ["P-1"]), ("A-1", "U-2", "2027-03-01/AM", [])], [.auditorTwice]
      ),
      (
        [("A-1", "U-1", "2027-03-01/AM", ["P-1"]), ("A-2", "U-1", "2027-03-01/AM", ["P-2"])], [.unitTwice]
      ),
      (
        [("A-1", "U-1", "2027-03-01/AM", ["P-1"]), ("A-1", "U-1", "2027-03-01/PM", ["P-1"])], [.pointTwice]
      ),
    ] as [([(String, String, String, [String])], [Breach.Rule])])
  func eachBrokenRuleIsFound(_ plan: [(String, String, String, [String])], _ rules: [Breach.Rule]) {
    let sessions = plan.map { PlannedSession(auditor: $0.0, unit: $0.1, halfDay: $0.2, points: $0.3) }
    #expect(Self.problem.breaches(of: sessions).map(\.rule) == rules)
  }

  @Test func colleaguesAreJudgedToo() {
    func rules(_ team: [String], _ unit: String, _ half: String, _ points: [String]) -> [Breach.Rule] {
      Self.problem.breaches(of: [
        .init(
          auditor: team[0], colleagues: Array(team.dropFirst()), unit: unit, halfDay: half, points: points)
      ]).map(\.rule)
    }
    // Each is free and owns nothing there; one of them knows enough.
    #expect(rules(["A-2", "A-1"], "U-1", "2027-03-01/AM", ["P-1"]) == [])
    #expect(rules(["A-1", "A-2"], "U-1", "2027-03-01/PM", ["P-1"]) == [.auditorNotFree])
    #expect(rules(["A-1", "A-2"], "U-2", "2027-03-01/AM", []) == [.independence])
    #expect(rules(["A-1", "A-9"], "U-1", "2027-03-01/AM", []) == [.unknown])
    let twice = Self.problem.breaches(of: [
      .init(auditor: "A-2", unit: "U-1", halfDay: "2027-03-01/AM", points: []),
      .init(auditor: "A-1", colleagues: ["A-2"], unit: "U-2", halfDay: "2027-03-01/AM", points: []),
    ])
    #expect(twice.map(\.rule) == [.independence, .auditorTwice])
    let rest = Self.problem.around([
      .init(auditor: "A-1", colleagues: ["A-2"], unit: "U-1", halfDay: "2027-03-01/AM", points: [])
    ])
    #expect(rest.auditors.map(\.available) == [["2027-03-01/PM"], []])
  }

  @Test func theReasonOfAConflictIsSaid() {
    let breaches = Self.problem.breaches(of: [
      .init(auditor: "A-1", unit: "U-2", halfDay: "2027-03-01/AM", points: ["P-3"])
    ])
    #expect(breaches.first?.text.contains("wrote it") == true)
    #expect(Self.problem.impossible().first { $0.point == "P-3" }?.detail.contains("A-1 (wrote it)") == true)
  }

  @Test func whatIsExportedReadsBackTheSame() throws {
    var problem = Self.problem
    for index in problem.points.indices {
      problem.points[index].minutesAlone = ["iso27001": problem.points[index].minutes, "iso42001": 0]
    }
    #expect(try PlanProblem(problem.value) == problem)
  }

  @Test func aPlanAroundFixedSessionsKeepsThemAndTheirTime() {
    let fixed = [PlannedSession(auditor: "A-1", unit: "U-1", halfDay: "2027-03-01/AM", points: ["P-1"])]
    let rest = Self.problem.around(fixed)
    #expect(rest.points.map(\.id) == ["P-2", "P-3"])
    let whole = Planner(seconds: 5).solve(rest).together(with: fixed, in: Self.problem)
    #expect(whole.sessions.contains(fixed[0]))
    #expect(breaches(of: whole, in: Self.problem).isEmpty)
    #expect(whole.covered == 2 && whole.uncovered.map(\.point) == ["P-3"])
    #expect(whole.lowerBound.map { $0 <= whole.cost } == true)
  }
}
