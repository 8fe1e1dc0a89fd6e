import Domain
import RegisterKit
import Testing

@Suite("A finding")
struct FindingTests {
  static func finding(
    _ requirements: [String], _ grade: Finding.Grade = .minor, ai: Finding.Grade? = nil, title: String = "Found",
    audit: String? = nil, unit: String? = nil
  ) -> Finding {
    var finding = Finding()
    (finding.requirements, finding.grade, finding.grade42001) = (requirements, grade, ai)
    (finding.title, finding.audit, finding.unit) = (title, audit, unit)
    return finding
  }
  static let both = ["iso27001:A.5.22", "iso42001:A.10.3"]

  @Test("grades each requirement by its standard")
  func grades() {
    let pair = Self.finding(Self.both, .conformity, ai: .minor)
    #expect(pair.standards == [.security, .ai])
    #expect(!pair.breaks("iso27001:A.5.22", isOpen: true) && pair.breaks("iso42001:A.10.3", isOpen: true))
    #expect(!pair.breaks("iso42001:A.10.3", isOpen: false) && !pair.breaks("iso42001:A.2.2", isOpen: true))
    #expect(pair.worstGrade == .minor)
    #expect(Self.finding(Self.both, .major, ai: .opportunity).worstGrade == .major)
    #expect(pair.kept["grade_shown_27001"] == "conformity" && pair.kept["grade_shown_42001"] == "minor_nonconformity")
    #expect(Self.finding(["iso42001:A.10.3"], .minor).kept["grade_shown_27001"] == nil)
    // Only a standard whose requirement is named is concerned, whatever the other grade says.
    #expect(Self.finding(["iso42001:A.10.3"], .minor).grade(at: "iso42001:A.10.3") == .minor)
  }

  @Test("stays open for one standard when it is closed for the other")
  func closure() {
    var finding = Self.finding(Self.both, .minor, ai: .major)
    finding.due = Day("2027-06-01")
    finding.due42001 = Day("2027-04-01")
    #expect(finding.kept["next_due"] == "2027-04-01" && finding.kept["is_open_for_both"] == true)
    finding.closedOn42001 = Day("2027-03-20")
    #expect(finding.openStandards == [.security])
    #expect(finding.breaks("iso27001:A.5.22", isOpen: true) && !finding.breaks("iso42001:A.10.3", isOpen: true))
    #expect(finding.kept["next_due"] == "2027-06-01" && finding.kept["is_open_for_both"] == false)
    #expect(finding.kept["open_for"] == ["iso27001"])
    finding.closedOn = Day("2027-05-01")
    #expect(finding.openStandards == [] && finding.kept["next_due"] == nil)
    #expect(finding.closedOn(for: .ai) == Day("2027-03-20") && finding.closedOn(for: .security) == Day("2027-05-01"))
  }

  @Test("begins with what the verdicts of its check say")
  func draft() throws {
    let today = try #require(Day("2027-03-01"))
    var check = Check()
    check.requirements = Self.both + ["iso27001:A.5.19"]
    (check.verdict27001, check.verdict42001, check.unit, check.notes) = (.conform, .minor, "U-SEC", "Seen")
    let one = Finding.draft(from: check, id: "CHK-1", today: today)
    #expect(one.requirements == ["iso42001:A.10.3"] && one.grade == .minor && one.grade42001 == nil)
    #expect(one.due == today + 90 && one.unit == "U-SEC" && one.evidence == "Seen" && one.checks == ["CHK-1"])
    (check.verdict27001, check.verdict42001) = (.minor, .major)
    let two = Finding.draft(from: check, id: "CHK-1", today: today)
    #expect(two.requirements == check.requirements && two.grade == .minor && two.grade42001 == .major)
    #expect(two.due == today + 90 && two.due42001 == today + 30)
    // From the session where that is later, never from a day that is past.
    #expect(Finding.draft(from: check, id: "CHK-1", seenOn: today + 9, today: today).due == today + 99)
    #expect(Finding.draft(from: check, id: "CHK-1", seenOn: today + -9, today: today).due == today + 90)
  }

  static let history = FindingHistory(
    findings: [
      .init(
        id: "F-1",
        finding: finding(
          both, title: "Yearly review of AI suppliers was not done for two suppliers", audit: "A-1", unit: "U-SEC"),
        isOpen: false),
      .init(
        id: "F-2", finding: finding(["iso27001:A.8.13"], title: "Restore tests missing", audit: "A-1"), isOpen: true),
      .init(
        id: "F-3",
        finding: finding(["iso27001:A.5.22"], .goodPractice, title: "Yearly review of suppliers", audit: "A-1"),
        isOpen: false),
    ],
    actions: [])

  @Test(
    "is recognized in earlier ones by requirement, unit and words",
    arguments: [
      (
        "The yearly review of AI suppliers is missing for three suppliers", ["iso42001:A.10.3"], "U-SEC", "A-2", ["F-1"]
      ),
      (
        "The yearly review of AI suppliers is missing for three suppliers", ["iso42001:A.10.3"], "U-OPS", "A-2", ["F-1"]
      ),
      ("Exit plans are kept in two places", ["iso42001:A.10.3"], "U-OPS", "A-2", []),
      ("The yearly review of AI suppliers is missing for three suppliers", ["iso27001:A.8.1"], "U-SEC", "A-2", []),
      ("Restore tests were missing for claims", ["iso27001:A.8.13"], nil, "A-1", ["F-2"]),
    ] as [(String, [String], String?, String, [String])])
  func likeness(title: String, requirements: [String], unit: String?, audit: String, alike: [String]) {
    let found = Self.history.like(Self.finding(requirements, title: title, audit: audit, unit: unit))
    #expect(found.filter(\.isStrong).map(\.entry.id) == alike)
    // The same audit has it twice; an earlier one had it before.
    #expect(found.allSatisfy { ($0.kind == .duplicate) == ($0.entry.finding.audit == audit) })
  }

  @Test("says at its requirements what the next audit has to look at")
  func earlier() throws {
    let day = try #require(Day("2027-03-12"))
    var again = Self.finding(["iso42001:A.10.3"], title: "Again")
    again.repeatOf = "F-1"
    var action = CorrectiveAction()
    action.sources = ["F-1"]
    action.effectCheckOn = Day("2027-03-01")
    let history = FindingHistory(
      findings: Self.history.findings + [.init(id: "F-4", finding: again, isOpen: true)],
      actions: [.init(id: "CA-1", action: action, state: "effect_check")])
    let about = history.about("iso42001:A.10.3", by: day)
    #expect(about.open.map(\.id) == ["F-4"] && about.repeats.map(\.id) == ["F-4"] && about.worst == .minor)
    #expect(about.effectChecks.map(\.id) == ["CA-1"] && about.callsForAudit)
    #expect(history.about("iso42001:A.10.3", by: day + -60).effectChecks.isEmpty)
    #expect(history.calling(by: day).map(\.requirement) == ["iso27001:A.5.22", "iso27001:A.8.13", "iso42001:A.10.3"])
    #expect(!history.about("iso42001:A.2.2", by: day).callsForAudit)
    #expect(history.about("iso42001:A.2.2", by: day).sentence.isEmpty)
  }
}

extension Finding {
  /// As it is kept, derived fields included.
  fileprivate var kept: Body { Finding.register.encode(self, Settings()) }
}
