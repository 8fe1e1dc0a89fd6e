import Foundation
import RegisterKit
import Testing

@testable import Planning

private func instance(_ name: String) throws -> Value {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Instances")
  return try JSON.parse(Array(try Data(contentsOf: folder.appendingPathComponent("\(name).json"))))
}

@Suite struct PlannerTests {
  /// Instances with a best known result; nothing may be better than what is proven there.
  @Test(arguments: ["pi-01", "pi-03", "pi-04", "pi-11"])
  func plansAsWellAsIsKnown(_ name: String) throws {
    let (problem, known) = (try PlanProblem(instance(name)), try instance("\(name).result"))
    let result = Planner(seconds: 20).solve(problem)
    #expect(breaches(of: result, in: problem) == [])
    #expect(result.covered == known["covered"].int)
    #expect(result.cost >= known["objective"].int ?? .max)
    #expect(result.lowerBound ?? .max <= known["objective"].int ?? 0)
    #expect(try #require(result.gap) <= 0.03)
    let reasons = known["uncovered"].list.map { [$0["point"].text, $0["reason"].text] }
    #expect(Set(result.uncovered.map { [$0.point, $0.reason.rawValue] }) == Set(reasons))
    #expect(result.uncovered.allSatisfy { !$0.detail.isEmpty && !$0.remedy.isEmpty })
  }

  @Test(arguments: ["pi-01", "pi-04"])
  func plansEachStandardAlone(_ name: String) throws {
    let (problem, known) = (try PlanProblem(instance(name)), try instance("\(name).result"))
    for standard in ["iso27001", "iso42001"] {
      let alone = problem.separate(standard)
      let result = Planner(seconds: 10).solve(alone)
      #expect(breaches(of: result, in: alone) == [])
      #expect(result.cost == known["separate"][standard]["objective"].int)
      #expect(result.minutes == known["separate"][standard]["minutes"].int)
    }
  }

  /// Small problems of every kind, scarce ones too: as good as trying everything.
  @Test(arguments: 1...14)
  func findsTheBestOfSmallProblems(_ seed: Int) {
    let problem = PlanProblem.random(seed)
    let result = Planner(seconds: 10).solve(problem)
    let best = bestByTrying(problem)
    #expect(breaches(of: result, in: problem) == [])
    #expect(result.covered == best.covered)
    #expect(result.cost == best.cost)
    #expect(result.isProvenOptimal)
  }

  @Test func aMissingSolverStillGivesAPlanAndSaysSo() throws {
    let problem = try PlanProblem(instance("pi-04"))
    for program in ["/nowhere/cbc", "/usr/bin/false"] {
      var planner = Planner(seconds: 5)
      planner.solver.program = program
      let result = planner.solve(problem)
      #expect(breaches(of: result, in: problem) == [])
      #expect(result.covered == 74)
      #expect(result.lowerBound == nil && !result.isProvenOptimal)
      #expect(result.remark?.contains("solver") == true)
    }
  }

  /// The solver is really running, and is ended from outside while it searches.
  @Test func aSolverThatIsKilledWhileItSolvesCostsTheProofAndNotThePlan() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "solver-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = folder.appendingPathComponent("cbc")
    let (began, real) = (folder.appendingPathComponent("began"), Planner(seconds: 20).solver.program)
    // Kills itself as soon as it has read its problem; the process is that of the real solver.
    try Data(
      "#!/bin/sh\n\(real) \"$@\" &\nsolver=$!\n: > \(began.path)\nkill -9 $solver\nwait $solver\nexit 137\n".utf8
    ).write(to: script)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
    let problem = try PlanProblem(instance("pi-11"))
    var planner = Planner(seconds: 20)
    planner.solver.program = script.path
    let result = planner.solve(problem)
    #expect(FileManager.default.fileExists(atPath: began.path))
    #expect(breaches(of: result, in: problem) == [])
    #expect(result.covered == 250 && result.lowerBound == nil)
    #expect(result.remark?.contains("solver") == true)
  }

  @Test func canBeStoppedWithTheBestPlanSoFar() throws {
    let problem = try PlanProblem(instance("pi-11"))
    let result = Planner(seconds: 20).solve(problem, isStopped: { true })
    #expect(breaches(of: result, in: problem) == [])
    #expect(result.covered == 250)
    #expect(result.remark?.hasPrefix("Stopped") == true)
  }

  @Test func aProblemThatDoesNotHangTogetherIsRefusedWithEveryPlace() throws {
    var value = try #require(try instance("pi-01").object)
    value["units"] = [["id": "U-SEC", "available": ["2027-03-01/AM", "2027-03-01/AM", "2028-01-01/AM"]]]
    value["auditors"] = [
      ["id": "A-1", "competences": ["iso27001": 7], "available": ["2027-03-01/AM"]], ["name": "Nobody"],
    ]
    let refused = #expect(throws: InvalidPlanProblem.self) { try PlanProblem(.object(value)) }
    let text = refused?.problems.joined(separator: "\n") ?? ""
    for part in [
      "auditors[0] A-1: the level of iso27001", "auditors[1]: “id” is missing", "unit U-SEC: 2028-01-01/AM",
      "unit U-SEC: a half-day is named twice", "point AP-43: there is no unit U-OPS",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }
}

@Suite struct ReasonTests {
  private let problem = PlanProblem(
    id: "reasons", halfDays: ["2027-03-01/AM", "2027-03-01/PM"],
    units: [.init(id: "U", name: "", available: ["2027-03-01/AM"])],
    auditors: [
      .init(id: "A", name: "", competences: ["iso27001": 3], available: ["2027-03-01/PM"]),
      .init(id: "B", name: "", competences: ["iso42001": 3], conflictPoints: ["own"], available: ["2027-03-01/AM"]),
    ],
    points: [
      .init(id: "long", title: "", unit: "U", minutes: 191, requires: ["iso27001": 3, "iso42001": 3]),
      .init(id: "both", title: "", unit: "U", minutes: 30, requires: ["iso27001": 2, "iso42001": 3]),
      .init(id: "own", title: "", unit: "U", minutes: 30, requires: ["iso42001": 1]),
      .init(id: "apart", title: "", unit: "U", minutes: 30, requires: ["iso27001": 1]),
      .init(id: "one", title: "", unit: "U", minutes: 120, requires: ["iso42001": 1]),
      .init(id: "other", title: "", unit: "U", minutes: 100, requires: ["iso42001": 1]),
    ])

  @Test func theFirstReasonThatHoldsIsGivenWithWhatWouldHelp() {
    let result = Planner(seconds: 5).solve(problem)
    #expect(
      result.uncovered.map { [$0.point, $0.reason.rawValue] } == [
        ["long", "too_long"], ["both", "no_competent_auditor"], ["own", "no_independent_auditor"],
        ["apart", "no_common_window"], ["one", "capacity"],
      ])
    let both = result.uncovered[1]
    #expect(both.detail.contains("iso27001 2, iso42001 3") && both.detail.contains("nearest is B"))
    #expect(result.uncovered[2].detail.contains("B (own work in own)"))
    #expect(result.uncovered[3].detail.contains("A: 2027-03-01/PM"))
    #expect(
      result.uncovered[4].detail.contains("needs at least 2 half-days") && result.uncovered[4].remedy.contains("B"))
    #expect(result.covered == 1 && result.cost == 100 + 20 + 5)
  }

  @Test func whatWouldOpenMostPointsIsNamedFirst() {
    // Another auditor could take “both” and “own”, and “apart” on the unit's half-day; B with 27001 “both” and “apart”.
    #expect(
      problem.help() == [
        PlanHelp(change: .auditor(levels: ["iso27001": 2, "iso42001": 3]), points: 3),
        PlanHelp(change: .level(auditor: "B", key: "iso27001", from: 0, to: 2), points: 2),
      ])
    var fine = problem
    fine.points = problem.points.filter { $0.id == "one" }
    #expect(fine.help() == [])
  }
}

extension PlanProblem {
  /// Five points, two units, three auditors, three half-days, drawn by a seed.
  static func random(_ seed: Int) -> PlanProblem {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func draw(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let halfDays = ["2027-03-01/AM", "2027-03-01/PM", "2027-03-02/AM"]
    func some() -> [String] { halfDays.filter { _ in draw(3) > 0 } }
    return PlanProblem(
      id: "random-\(seed)", halfDays: halfDays,
      units: (0..<2).map { .init(id: "U\($0)", name: "", available: some()) },
      auditors: (0..<3).map {
        .init(
          id: "A\($0)", name: "", competences: ["iso27001": draw(4), "technical": 1 + draw(3)],
          conflictUnits: draw(3) == 0 ? ["U\(draw(2))"] : [], conflictPoints: ["P\(draw(5))"], available: some())
      },
      points: (0..<5).map {
        .init(
          id: "P\($0)", title: "", unit: "U\(draw(2))", minutes: 40 + 5 * draw(22),
          requires: ["iso27001": draw(3), "technical": draw(3)])
      })
  }
}
