import Domain
import Exchange
import RegisterKit
import Testing

@Suite("Audit points that ship")
struct AuditPointTests {
  let set = Shipped.set.auditPoints

  @Test("cover every clause and control of both standards exactly once", arguments: ["iso27001", "iso42001"])
  func exactlyOnce(_ framework: String) throws {
    let assessed = try #require(Shipped.set.framework(framework)).assessed.map(\.uid).sorted()
    #expect(set.points.flatMap(\.primary).filter { $0.hasPrefix("\(framework):") }.sorted() == assessed)
  }

  @Test("take as long as their own totals say, and less together than apart")
  func totals() {
    #expect(set.points.count == 74)
    #expect(set.points.count { $0.standards.count == 2 } == 44)
    #expect(set.total("iso27001") == (2505, 675))
    #expect(set.total("iso42001") == (2000, 585))
    #expect(set.total("integrated") == (3685, 930))
  }

  @Test("ask only what the audited standards want, the shared questions once")
  func questions() throws {
    let point = try #require(set.points.first { $0.id == "AP-01" })
    let both = point.questions(for: ["iso27001", "iso42001"])
    #expect([both.shared.count, both.only["iso27001"]?.count, both.only["iso42001"]?.count] == [2, 1, 2])
    let one = point.questions(for: ["iso27001"])
    #expect(one.shared.count == 3 && one.only.isEmpty)
    for point in set.points {
      #expect(!point.auditees.isEmpty && !point.requires.isEmpty && point.requires["integrated"] == nil, "\(point.id)")
    }
  }

  @Test("name technical areas in the words in which auditors are competent")
  func areas() throws {
    #expect(Set(set.points.flatMap(\.areas)) == Set(TechnicalArea.allCases))
    let tests = try #require(set.points.first { $0.specialists.contains("Model testing and evaluation") })
    #expect(tests.areas == [.modelTesting, .aiSecurity] && tests.requires["technical"] == 3)
  }

  @Test(
    "grow with the square root of what drives them, within limits",
    arguments: [(25, 1.0), (100, 1.3), (10_000, 1.75), (0, 0.75)])
  func scaling(_ suppliers: Int, _ factor: Double) throws {
    let point = try #require(set.points.first { $0.driver == "suppliers" })
    let minutes = Double(point.minutes["integrated"] ?? 0)
    #expect(
      set.minutes(point, "integrated", size: ["suppliers": suppliers]) == Int((minutes * factor / 5).rounded()) * 5)
  }
}

@Suite("Audit time")
struct AuditTimeTests {
  let tables = Shipped.set.auditTime

  func example(_ change: (inout AuditTimeInput) -> Void = { _ in }) -> AuditTimeInput {
    var input = AuditTimeInput(
      parts: [
        .init(standard: "iso27001", persons: 40, column: "initial"),
        .init(standard: "iso42001", persons: 8, column: "developer_provider_or_user"),
      ], integration: 80, team: [2, 2])
    change(&input)
    return input
  }

  @Test("of the worked example of IAF MD 11 is 10.0, 3.5 and 7.0 days")
  func workedExample() throws {
    let time = try #require(tables).time(example())
    #expect(time.alone == ["iso27001": 8.5, "iso42001": 3.5])
    #expect(time.reduction == 15 && time.ability == 100)
    #expect(time.days.map(\.audit) == ["initial", "surveillance", "recertification"])
    #expect(time.days.map(\.integrated) == [10.0, 3.5, 7.0])
    #expect(time.days.map(\.separate) == [12.0, 4.0, 8.0])
    #expect(time.steps.map(\.what).contains("Ability of the team (IAF MD 11)"))
  }

  @Test("follows the table that an organization keeps in its place")
  func otherTable() throws {
    let own = """
      library: {uid: audit-time, title: Ours, version: '2', provider: Us}
      audit_time:
        tables:
        - {standard: iso27001, source: Ours, rows: [{up_to: 50, days: {initial: 9.5}, verified: true}]}
        - {standard: iso42001, source: Ours, rows: [{up_to: 50, days: {developer_provider_or_user: 3.5}}]}
        shares: [{audit: surveillance, parts: 1, of: 3}]
        steps: [{above: 0, percent: 0}, {above: 60, percent: 15}]
      """
    let (library, problems) = LibraryReader.read(own, file: "own.yaml")
    #expect(problems == [])
    let set = LibrarySet(Shipped.result.libraries + [try #require(library)])
    let time = try #require(set.auditTime).time(example())
    #expect(time.days.map(\.integrated) == [11.0, 3.5])
    #expect(time.steps.contains { $0.origin?.isVerified == false })
  }

  @Test("reads the reduction off the figure of IAF MD 11, limits with the lower band")
  func reduction() throws {
    let tables = try #require(tables)
    for (level, team, percent) in [
      (100.0, [2, 2], 20.0), (80, [2, 2], 15), (100, [2, 1], 10), (100, [1, 1], 0), (20, [2, 2], 0),
      (40.5, [2, 2], 10),
      (81, [2, 2, 2, 2, 1], 15),
    ] {
      let time = try tables.time(example { ($0.integration, $0.team) = (level, team) })
      #expect(time.reduction == percent, "\(level) \(team)")
    }
  }

  @Test("counts people who do the same by the square root")
  func identical() throws {
    let time = try #require(tables).time(
      example { $0.parts[0] = .init(standard: "iso27001", persons: 147, identical: [49, 49, 49], column: "initial") })
    #expect(time.alone["iso27001"] == 7)  // 21 persons
  }

  @Test("is refused with the reason where figures are missing or out of bounds")
  func refusals() throws {
    let tables = try #require(tables)
    let cases: [(String, (inout AuditTimeInput) -> Void)] = [
      ("no entry for 11 persons", { $0.parts[1].persons = 11 }), ("At most 30 %", { $0.parts[0].adjustment = -31 }),
      ("needs its reason", { $0.parts[0].adjustment = 10 }), ("Name the auditors", { $0.team = [] }),
      ("larger than all persons", { $0.parts[0].identical = [41] }), ("no table for", { $0.parts[0].standard = "x" }),
      ("how many persons", { $0.parts[0].persons = 0 }), ("1 to 2", { $0.team = [3] }),
    ]
    for (reason, change) in cases {
      let refusal = #expect(throws: Refusal.self) { try tables.time(example(change)) }
      #expect(refusal?.reason.contains(reason) == true, "\(reason): \(refusal?.reason ?? "")")
    }
  }
}

extension AuditTimeTests {
  @Test("grades circumstances by two sums, and says when the percent does not follow from them")
  func scores() throws {
    let tables = try #require(tables)
    let grades = ["sector": 1, "processes": 1, "maturity": 1, "infrastructure": 1, "outsourcing": 1, "development": 2]
    let scores = try #require(tables.table("iso27001")?.scores)
    #expect(scores.score("business", grades)?.sum == 3 && scores.score("it", grades)?.band == "low")
    #expect(scores.change(grades).map { [$0.from, $0.to] } == [-30, -10])
    #expect(scores.change(["sector": 1]) == nil)
    let time = try tables.time(example { $0.parts[0].grades = grades })
    #expect(time.remarks.count == 1 && time.steps.contains { $0.origin?.isVerified == false })
    let less = try tables.time(
      example {
        ($0.parts[0].grades, $0.parts[0].adjustment, $0.parts[0].adjustmentReason) = (grades, -20, "small and mature")
      })
    #expect(less.remarks.isEmpty && abs((less.alone["iso27001"] ?? 0) - 6.8) < 1e-9)
  }
}
