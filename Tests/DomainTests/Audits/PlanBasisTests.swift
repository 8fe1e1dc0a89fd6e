import RegisterKit
import Testing

@testable import Domain

/// A small organization, changed a little by each test.
private struct Firm {
  var audit: Body = [
    "title": "Audit", "standards": ["iso27001", "iso42001"], "date_from": "2027-03-01", "date_to": "2027-03-05",
  ]
  var entries: [String: [PlanFacts.Entry]] = [
    "units": [
      .init("U-1", "Engineering", ["name": "Engineering", "head": "P-HEAD", "people": 30]),
      .init("U-2", "Operations", ["name": "Operations", "people": 10]),
    ],
    "people": [
      .init("P-HEAD", "Head", ["name": "Head", "roles": "", "department": "Engineering"]),
      .init("P-OPS", "Ada", ["name": "Ada", "isms_roles": "IT operations lead", "department": "Operations"]),
      .init("P-AUD", "Bob", ["name": "Bob", "department": "Quality"]),
    ],
    "auditors": [
      .init(
        "IA-1", "Bob",
        [
          "name": "Bob", "person": "P-AUD", "competence_27001": 3, "competence_42001": 3, "status": "active",
          "available_half_days": ["2027-03-01/AM", "2027-03-02/PM"],
        ])
    ],
  ]
  var points = [
    AuditPoint(
      "AP-1", primary: ["iso27001:A.8.20", "iso27001:A.8.21", "iso42001:A.6.2.6"], auditees: ["IT operations lead"],
      minutes: ["iso27001": 40, "iso42001": 30, "integrated": 60])
  ]

  mutating func add(_ kind: String, _ id: String, _ body: Body, state: String? = nil) {
    entries[kind, default: []].append(.init(id: id, title: body["title"]?.text ?? id, state: state, body: body))
  }

  func basis() throws -> PlanBasis {
    var entries = entries
    entries["audits", default: []].append(.init(id: "AUD-1", title: "Audit", state: "planned", body: audit))
    let library = AuditPointSet(
      reference: ["persons": 40], roles: [.init(title: "IT operations lead", also: ["head of IT"])], points: points)
    return try #require(
      PlanBasis(
        of: "AUD-1", PlanFacts(entries), library,
        assessed: ["iso27001": ["iso27001:A.8.20", "iso27001:A.5.99"], "iso42001": ["iso42001:A.6.2.6"]]))
  }
}

extension PlanFacts.Entry {
  fileprivate init(_ id: String, _ title: String, _ body: Body) {
    self.init(id: id, title: title, state: nil, body: body)
  }
}

extension AuditPoint {
  fileprivate init(
    _ id: String, primary: [String], auditees: [String], minutes: [String: Int], requires: [String: Int] = [:],
    driver: String = "fixed", specialists: [String] = []
  ) {
    self.init(
      id: id, title: "Point \(id)", topic: "", primary: primary, related: [], auditees: auditees,
      requires: requires.isEmpty ? ["iso27001": 2, "iso42001": 2] : requires, specialists: specialists,
      minutes: minutes,
      reason: "", driver: driver, cadence: .yearly, methods: [], questions: [], evidence: [], population: "",
      sampleRule: "", redFlags: [])
  }
}

@Suite struct PlanBasisTests {
  @Test func halfDaysAreThoseFromMondayToFriday() throws {
    let days = HalfDay.working(
      from: try #require(Day("2027-03-05")), to: try #require(Day("2027-03-08")))
    #expect(days.map(\.description) == ["2027-03-05/AM", "2027-03-05/PM", "2027-03-08/AM", "2027-03-08/PM"])
    for wrong in ["2027-03-05", "2027-03-05/XX", "2027-02-30/AM", "2027-03-05/AM/PM", ""] {
      #expect(HalfDay(wrong) == nil)
    }
  }

  @Test func theHolderOfTheRoleAnswersElseWhoRunsTheControls() throws {
    var firm = Firm()
    var topic = try #require(try firm.basis().topics.first)
    #expect(topic.unit == "U-2" && topic.auditees == ["P-OPS"])
    firm.entries["people"]?[1] = .init(
      "P-OPS", "Ada", ["name": "Ada", "job_role": "Head of IT", "department": "Operations"])
    #expect(try firm.basis().topics.first?.unit == "U-2")
    firm.entries["people"]?[1] = .init("P-OPS", "Ada", ["name": "Ada", "department": "Operations"])
    topic = try #require(try firm.basis().topics.first)
    #expect(topic.unit == nil)
    #expect(try firm.basis().notes.contains { $0.text.contains("AP-1") && !$0.isBlocking })
    firm.add("controls", "C-1", ["title": "Firewalls", "unit": "U-1", "requirements": ["iso27001:A.8.20"]])
    topic = try #require(try firm.basis().topics.first)
    #expect(topic.unit == "U-1" && topic.choice.contains("runs a control") && topic.auditees == ["P-HEAD"])
    firm.audit["point_units"] = ["AP-1:U-2", "AP-9:U-2"]
    let basis = try firm.basis()
    #expect(basis.topics.first?.unit == "U-2" && basis.topics.first?.isChosen == true)
    #expect(basis.notes.contains { $0.text.contains("AP-9:U-2") })
    firm.audit["point_units"] = ["AP-1:-"]
    #expect(try firm.basis().topics.isEmpty)
    #expect(try firm.basis().omitted.map(\.point) == ["AP-1"])
  }

  @Test(arguments: [
    // Excluded requirements, minutes together, of 27001 and 42001 alone.
    ([], 60, 40, 30), (["iso27001:A.8.20"], 40, 20, 30), (["iso27001:A.8.20", "iso27001:A.8.21"], 30, 0, 30),
    (["iso42001:A.6.2.6"], 40, 40, 0),
  ])
  func minutesAreCutByWhatDoesNotApply(_ excluded: [String], _ both: Int, _ isms: Int, _ aims: Int) throws {
    var firm = Firm()
    for uid in excluded { firm.add("coverage", "COV-\(uid)", ["requirement": .text(uid), "applicable": "no"]) }
    let topic = try #require(try firm.basis().topics.first)
    #expect(topic.minutes == both)
    #expect(topic.minutesAlone["iso27001"] ?? 0 == isms && topic.minutesAlone["iso42001"] ?? 0 == aims)
    #expect(Set(topic.requires.keys) == Set(topic.minutesAlone.keys))
    #expect(Set(topic.requirements).isDisjoint(with: excluded))
  }

  @Test func whatDoesNotApplyAtAllOrBelongsToAnotherStandardDropsOut() throws {
    var firm = Firm()
    firm.points.append(
      AuditPoint(
        "AP-2", primary: ["iso42001:A.5.2"], auditees: ["IT operations lead"],
        minutes: ["iso42001": 40, "integrated": 40]))
    firm.audit["standards"] = ["iso27001"]
    let basis = try firm.basis()
    #expect(basis.topics.map(\.id) == ["AP-1"] && basis.topics.first?.minutes == 40)
    #expect(basis.topics.first?.requires == ["iso27001": 2])
    #expect(basis.omitted.map(\.point) == ["AP-2"])
    firm.audit["standards"] = ["iso42001"]
    firm.add("coverage", "COV-1", ["requirement": "iso42001:A.5.2", "applicable": "no"])
    #expect(try firm.basis().omitted.first?.reason.contains("applies") == true)
  }

  @Test func onlyWhatTheProgrammeGivesIsPlanned() throws {
    var firm = Firm()
    for id in ["AP-2", "AP-3"] {
      firm.points.append(
        AuditPoint(
          id, primary: ["iso27001:A.5.\(id.suffix(1))"], auditees: ["IT operations lead"],
          minutes: ["iso27001": 40, "integrated": 40]))
    }
    #expect(try firm.basis().topics.map(\.id) == ["AP-1", "AP-2", "AP-3"])
    firm.audit["points"] = ["AP-2", "AP-9"]
    firm.add("coverage", "COV-1", ["requirement": "iso27001:A.5.3", "applicable": "no"])
    let basis = try firm.basis()
    #expect(basis.topics.map(\.id) == ["AP-2"])
    #expect(basis.omitted.map(\.point) == ["AP-1", "AP-3"])
    #expect(basis.omitted.first?.reason == "The programme gives it to another audit.")
    #expect(basis.omitted.last?.reason.contains("applies") == true)
    #expect(basis.notes.contains { $0.text.contains("AP-9") && !$0.isBlocking })
  }

  @Test func minutesGrowWithWhatIsInScope() throws {
    var firm = Firm()
    firm.points = [
      AuditPoint(
        "AP-1", primary: ["iso27001:A.8.20"], auditees: ["IT operations lead"],
        minutes: ["iso27001": 40, "integrated": 40], driver: "persons")
    ]
    #expect(try firm.basis().topics.first?.minutes == 40)
    firm.audit["units"] = ["U-2"]
    // 10 persons of 40: 0.7 + 0.3 × √0.25 = 0.85.
    #expect(try firm.basis().topics.first?.minutes == 35)
    #expect(try firm.basis().sizes["persons"] == 10)
  }

  @Test func aPointAsksForTheTechnicalAreasThatItNames() throws {
    var firm = Firm()
    let requires = ["iso27001": 2, "technical": 2]
    let minutes = ["iso27001": 40, "integrated": 40]
    firm.points = [
      AuditPoint(
        "AP-1", primary: ["iso27001:A.8.20"], auditees: [], minutes: minutes, requires: requires,
        specialists: ["Physical security", "Incident handling"]),
      AuditPoint("AP-2", primary: ["iso27001:A.8.21"], auditees: [], minutes: minutes, requires: requires),
    ]
    firm.entries["auditors"] = [
      .init("IA-1", "Bob", ["name": "Bob", "competence_technical": 2, "competence_physical_security": 1])
    ]
    let basis = try firm.basis()
    #expect(
      basis.topics.map(\.requires) == [
        ["iso27001": 2, "technical:physical_security": 2], ["iso27001": 2, "technical": 2],
      ])
    #expect(basis.members[0].competences["technical:physical_security"] == 1)
    #expect(basis.members[0].competences["technical"] == 2)
  }

  @Test func whatCannotBePlannedIsToldWithThePlaceToMendIt() throws {
    var firm = Firm()
    firm.audit = ["title": "Audit", "date_from": "2027-03-05", "date_to": "2027-03-01"]
    firm.entries["auditors"] = []
    firm.entries["units"] = []
    let blocking = try firm.basis().notes.filter(\.isBlocking)
    let text = blocking.map(\.text).joined(separator: "\n")
    for part in ["no standard", "ends (2027-03-01) before", "no unit", "no auditor"] { #expect(text.contains(part)) }
    #expect(blocking.allSatisfy { $0.register != nil })
    firm.audit["date_to"] = "2029-03-01"
    #expect(try firm.basis().notes.contains { $0.text.contains("92 days at most") })
  }

  @Test func aHoleInTheLibraryIsTold() throws {
    var firm = Firm()
    let holes = try firm.basis().notes.filter { $0.text.hasPrefix("No audit point") }
    #expect(holes.map(\.isBlocking) == [false] && holes[0].text.contains("A.5.99 of ISO/IEC 27001"))
    firm.audit["standards"] = ["iso42001"]
    #expect(try firm.basis().notes.contains { $0.text.hasPrefix("No audit point") } == false)
  }

  @Test func availabilityThatDoesNotHoldIsToldAndPassedOver() throws {
    var firm = Firm()
    firm.entries["auditors"]?[0] = .init(
      "IA-1", "Bob",
      [
        "name": "Bob", "person": "P-AUD", "status": "active",
        "available_half_days": [
          "2027-03-01/AM", "2027-03-01/AM", "1 March", "2027-04-01/AM", "2027-03-06/AM", "2027-03-03/PM",
        ],
      ])
    firm.add(
      "sessions", "SES-9",
      ["audit": "AUD-2", "half_day": "2027-03-03/PM", "auditors": ["IA-1"], "unit": "U-2"], state: "planned")
    firm.add("audits", "AUD-2", ["title": "Other"], state: "planned")
    firm.audit["programme"] = "APR-1"
    firm.add("audit-programmes", "APR-1", ["date_from": "2024-01-01", "date_to": "2026-12-31"])
    let basis = try firm.basis()
    #expect(basis.members[0].available.map(\.description) == ["2027-03-01/AM"])
    #expect(basis.place("U-2")?.available.contains { "\($0)" == "2027-03-03/PM" } == false)
    let text = basis.notes.map(\.text).joined(separator: "\n")
    for part in [
      "twice: 2027-03-01/AM", "can't be read: 1 March", "2 half-days outside", "in a session of AUD-2",
      "no competence", "after the cycle",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(basis.isReady)
  }

  @Test func aUnitIsClosedWhenItSaysSoAndWhenItIsRuledOut() throws {
    var firm = Firm()
    firm.entries["units"]?[1] = .init(
      "U-2", "Operations", ["name": "Operations", "closed_half_days": ["2027-03-01/AM"]])
    firm.audit["forbidden"] = ["U-2:2027-03-01/PM", "IA-1:2027-03-02/PM", "IA-1:U-1", "IA-1:AP-1", "nonsense"]
    let basis = try firm.basis()
    let open = try #require(basis.place("U-2")).available.map(\.description)
    #expect(!open.contains("2027-03-01/AM") && !open.contains("2027-03-01/PM") && open.count == 8)
    #expect(basis.members[0].available.map(\.description) == ["2027-03-01/AM"])
    #expect(Set(basis.members[0].conflicts.map(\.subject)) == [.unit("U-1"), .point("AP-1")])
    #expect(basis.notes.contains { $0.text.contains("nonsense") })
  }
}

/// Each way in which something is an auditor's own work.
@Suite struct PlanConflictTests {
  private func reasons(_ change: (inout Firm) -> Void) throws -> [String] {
    var firm = Firm()
    change(&firm)
    return try firm.basis().members[0].conflicts.map(\.reason)
  }

  @Test func nothingIsFoundWhereThereIsNothing() throws { #expect(try reasons { _ in } == []) }

  @Test(
    arguments: [
      ("units", "U-3", ["name": "Third", "head": "P-AUD"], "heads Third"),
      ("units", "U-3", ["name": "Quality"], "works in Quality"),
      ("processes", "PRC-1", ["title": "Run", "owner": "P-AUD", "unit": "U-2"], "owns the process PRC-1"),
      (
        "controls", "C-1", ["title": "Nets", "owner": "P-AUD", "requirements": ["iso27001:A.8.20"]],
        "owns the control C-1"
      ),
      (
        "documents", "D-1", ["title": "Rule", "owner": "P-AUD", "requirements": ["iso27001:A.8.20"]],
        "owns the document D-1"
      ),
      ("risks", "R-1", ["title": "Risk", "owner": "P-AUD", "requirements": ["iso27001:A.8.21"]], "owns the risk R-1"),
      (
        "documents", "D-2",
        ["title": "Rule", "approved_by": "P-AUD", "approved_on": "2026-06-01", "requirements": ["iso27001:A.8.20"]],
        "approved the document D-2 on 2026-06-01"
      ),
      (
        "coverage", "COV-1", ["title": "Networks", "owner": "P-AUD", "requirement": "iso27001:A.8.20"],
        "answers for Networks"
      ),
    ] as [(String, String, Body, String)])
  func ownWorkIsFound(_ kind: String, _ id: String, _ body: Body, _ reason: String) throws {
    let found = try reasons { $0.add(kind, id, body) }
    #expect(found.contains { $0.hasPrefix(reason) }, "\(found)")
  }

  @Test(
    arguments: [
      ("controls", ["title": "Else", "owner": "P-AUD", "requirements": ["iso27001:A.5.1"]]),
      ("controls", ["title": "Others", "owner": "P-OPS", "requirements": ["iso27001:A.8.20"]]),
      (
        "documents",
        ["title": "Old", "approved_by": "P-AUD", "approved_on": "2026-02-28", "requirements": ["iso27001:A.8.20"]]
      ),
    ] as [(String, Body)])
  func othersAndOldWorkIsNot(_ kind: String, _ body: Body) throws {
    #expect(try reasons { $0.add(kind, "X-1", body) } == [])
  }

  @Test func theCoolingOffPeriodIsTheAuditsOwn() throws {
    let old: Body = [
      "title": "Old", "approved_by": "P-AUD", "approved_on": "2026-02-28", "requirements": ["iso27001:A.8.20"],
    ]
    let found = try reasons {
      $0.add("documents", "D-1", old)
      $0.audit["cooling_off_months"] = 18
    }
    #expect(found.count == 1 && found[0].contains("within 18 months"))
  }

  @Test func declarationsAndWorkOnAIAreOwnWorkToo() throws {
    let found = try reasons {
      $0.points = [
        AuditPoint(
          "AP-1", primary: ["iso42001:A.6.2.6"], auditees: ["IT operations lead"],
          minutes: ["iso42001": 30, "integrated": 30], driver: "ai_systems"),
        AuditPoint(
          "AP-2", primary: ["iso27001:9.2.2"], auditees: ["IT operations lead"],
          minutes: ["iso27001": 30, "integrated": 30]),
      ]
      $0.add("ai-systems", "AIS-1", ["title": "Triage"])
      $0.add("ai-systems", "AIS-2", ["title": "Summaries of notes"])
      $0.add(
        "audits", "AUD-0", ["title": "Last", "kind": "internal", "team": "Eve; Bob", "date_to": "2026-05-01"],
        state: "closed")
      $0.entries["auditors"]?[0] = .init(
        "IA-1", "Bob",
        [
          "name": "Bob", "person": "P-AUD", "status": "active", "ai_systems_touched": ["AIS-1"],
          "conflicts_declared": "Wrote the Summaries of notes last year",
        ])
    }
    #expect(found.contains("worked on the AI system AIS-1 Triage"))
    #expect(found.contains { $0.contains("declared work on the AI system AIS-2") })
    #expect(found.contains { $0.contains("took part in the internal audit AUD-0") })
  }
}

@Suite struct ICalendarTests {
  @Test func linesAreFoldedAndTextIsEscaped() throws {
    let day = try #require(Day("2027-03-01"))
    let calendar = ICalendar(
      name: "Audit; one, two",
      events: [
        .init(
          uid: "SES-1", day: day, begins: 540, minutes: 210, title: String(repeating: "ü", count: 60), place: "Room\\1",
          description: "a\nb", sequence: 3, changed: try #require(Instant("2026-11-16T08:00:00Z")))
      ])
    let lines = calendar.text.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
    let unfolded = calendar.text.split(separator: "\r\n ").joined()
    for part in [
      "X-WR-CALNAME:Audit\\; one\\, two", "DTSTART:20270301T090000", "DTEND:20270301T123000", "LOCATION:Room\\\\1",
      "DESCRIPTION:a\\nb", "SEQUENCE:3", "DTSTAMP:20261116T080000Z", "SUMMARY:" + String(repeating: "ü", count: 60),
    ] {
      #expect(unfolded.contains(part + "\r\n"), "\(part)")
    }
  }
}
