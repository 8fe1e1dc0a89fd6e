import Domain
import RegisterKit
import Testing

/// Who is told of what when: no clock, no mail, only registers, what was told before and a day.
@Suite("Reminders")
struct RemindersTests {
  private static let today = Day(year: 2026, month: 11, day: 16) ?? Day(number: 0)
  private static let boss = Reminders.Recipient(person: nil, name: "Ada", address: "admin@example.com")

  private static func person(_ name: String, reportsTo: String? = nil, hasAddress: Bool = true) -> Person {
    var person = Person()
    (person.name, person.reportsTo) = (name, reportsTo)
    person.email = hasAddress ? "\(name)@example.com" : ""
    return person
  }

  /// `own` owns what there is and reports to `chief`; `head` heads the unit, `lead` led the audit, `prog` owns the programme.
  private static func facts(_ change: (inout ImprovementFacts) -> Void = { _ in }) -> ImprovementFacts {
    var facts = ImprovementFacts()
    for name in ["chief", "head", "lead", "prog", "other"] { facts.people[name] = person(name) }
    facts.people["own"] = person("own", reportsTo: "chief")
    facts.people["mute"] = person("mute", reportsTo: "chief", hasAddress: false)
    var audit = Audit()
    (audit.lead, audit.programme) = ("lead", "APR-1")
    facts.audits["AUD-1"] = audit
    var programme = AuditProgramme()
    programme.owner = "prog"
    facts.programmes["APR-1"] = programme
    var unit = Unit()
    unit.head = "head"
    facts.units["U-1"] = unit
    change(&facts)
    return facts
  }

  private static func finding(
    _ id: String = "F-1", owner: String? = "own", raised: Int? = nil, due: Int?, grade: Finding.Grade = .minor,
    state: String = "open"
  ) -> ImprovementFacts.Entry<Finding> {
    var finding = Finding()
    (finding.title, finding.grade, finding.owner) = ("Lapse", grade, owner)
    (finding.audit, finding.unit, finding.requirements) = ("AUD-1", "U-1", ["iso27001:A.5.22"])
    finding.raisedOn = raised.map { today + $0 }
    finding.due = due.map { today + $0 }
    return .init(id, state, finding)
  }

  private static func action(
    _ state: String = "in_progress", owner: String? = "own", due: Int? = nil, effect: Int? = nil,
    checker: String? = nil,
    sources: [String] = ["F-1"]
  ) -> ImprovementFacts.Entry<CorrectiveAction> {
    var action = CorrectiveAction()
    (action.action, action.owner, action.sources, action.effectCheckedBy) = ("Do", owner, sources, checker)
    action.due = due.map { today + $0 }
    action.effectCheckOn = effect.map { today + $0 }
    return .init("CA-1", state, action)
  }

  /// Each line of each mail: `record kind → who`, with `↑` for an escalation.
  private static func told(
    _ facts: ImprovementFacts, past: [Reminders.Past] = [], _ rule: ReminderRule = ReminderRule(), on day: Day = today,
    administrators: [Reminders.Recipient] = [boss]
  ) -> [String] {
    Reminders(people: facts.people, administrators: administrators)
      .digests(facts.duties(rule), past: past, rule, on: day).flatMap { digest in
        digest.lines.map {
          "\($0.duty.record) \($0.duty.kind.rawValue) → \(digest.to.address.split(separator: "@")[0])\($0.isEscalation ? " ↑" : "")"
        }
      }
  }

  @Test(
    "tell the owner a week before, and the one above after two weeks",
    arguments: [
      (8, []), (7, ["CA-1 action → own"]), (0, ["CA-1 action → own"]), (-13, ["CA-1 action → own"]),
      (-14, ["CA-1 action → chief ↑", "CA-1 action → own"]),
    ] as [(Int, [String])])
  func days(due: Int, told: [String]) {
    #expect(Self.told(Self.facts { $0.actions = [Self.action(due: due)] }) == told)
  }

  @Test("find the one above nearest to the owner who can be reached and has not to do it")
  func above() {
    func escalated(_ change: (inout ImprovementFacts) -> Void, administrators: [Reminders.Recipient] = [Self.boss])
      -> [String]
    {
      Self.told(
        Self.facts { facts in
          facts.findings = [Self.finding(raised: -90, due: 60)]
          facts.actions = [Self.action(due: -20)]
          change(&facts)
        }, administrators: administrators
      ).filter { $0.hasSuffix("↑") }
    }
    #expect(escalated { _ in } == ["CA-1 action → chief ↑"])
    #expect(escalated { $0.people["own"]?.reportsTo = nil } == ["CA-1 action → head ↑"])
    #expect(escalated { $0.people["own"]?.reportsTo = "own" } == ["CA-1 action → head ↑"])
    #expect(escalated { $0.people["chief"]?.email = "" } == ["CA-1 action → head ↑"])
    let noHead: (inout ImprovementFacts) -> Void = {
      $0.people["own"]?.reportsTo = nil
      $0.units = [:]
    }
    #expect(escalated(noHead) == ["CA-1 action → lead ↑"])
    #expect(
      escalated {
        noHead(&$0)
        $0.audits["AUD-1"]?.lead = "own"
      } == ["CA-1 action → prog ↑"])
    #expect(
      escalated {
        noHead(&$0)
        $0.audits = [:]
      } == ["CA-1 action → admin ↑"])
    // The owner administers the workspace alone: they are told once, as the owner.
    let own = Reminders.Recipient(person: nil, name: "Own", address: "OWN@example.com")
    #expect(
      escalated(
        {
          noHead(&$0)
          $0.audits = [:]
        }, administrators: [own]) == [])
  }

  @Test("reach somebody where nobody owns it or the owner has no address, at once")
  func nobody() {
    for owner in [nil, "mute", "gone"] {
      let facts = Self.facts { $0.actions = [Self.action(owner: owner, due: 3, sources: [])] }
      #expect(Self.told(facts) == [owner == "mute" ? "CA-1 action → chief" : "CA-1 action → admin"])
    }
  }

  @Test("let nobody look for the effect of own work")
  func effect() {
    func told(_ checker: String? = nil, _ change: (inout ImprovementFacts) -> Void = { _ in }) -> [String] {
      Self.told(
        Self.facts {
          $0.findings = [Self.finding(owner: "other", due: -30)]
          $0.actions = [Self.action("effect_check", due: -30, effect: 0, checker: checker)]
          change(&$0)
        })
    }
    // While the effect is waited for, nobody is told that the finding is late.
    #expect(told() == ["CA-1 effect → lead"])
    #expect(told("head") == ["CA-1 effect → head"])
    #expect(told("own") == ["CA-1 effect → lead"])
    // The one above is asked about whoever is to judge, not about whoever did the work.
    #expect(
      told {
        $0.people["lead"]?.reportsTo = "prog"
        $0.actions = [Self.action("effect_check", effect: -14)]
      } == ["CA-1 effect → lead", "CA-1 effect → prog ↑"])
    // Without a day of its own, three months after it was done.
    for (done, expected) in [(-92, ["CA-1 effect → lead"]), (-80, [])] {
      #expect(
        told {
          var action = Self.action("effect_check").content
          action.doneOn = Self.today + done
          $0.actions = [.init("CA-1", "effect_check", action)]
        } == expected)
    }
    #expect(told { $0.audits["AUD-1"]?.lead = "own" } == ["CA-1 effect → other"])
    #expect(
      told {
        $0.audits["AUD-1"]?.lead = "own"
        $0.findings = [Self.finding(owner: "own", due: -30)]
      } == ["CA-1 effect → chief"])
  }

  @Test(
    "ask for a corrective action two weeks after a nonconformity was raised",
    arguments: [
      (Finding.Grade.minor, -6, 80, []), (.minor, -7, 80, ["F-1 unanswered → own"]),
      (.major, -28, 80, ["F-1 unanswered → chief ↑", "F-1 unanswered → own"]),
      // Its own day is sooner.
      (.major, -3, 2, ["F-1 unanswered → own"]),
      (.opportunity, -28, 80, []), (.opportunity, -28, 5, ["F-1 answer → own"]), (.conformity, -28, -5, []),
    ] as [(Finding.Grade, Int, Int, [String])])
  func unanswered(grade: Finding.Grade, raised: Int, due: Int, told: [String]) {
    let facts = Self.facts { $0.findings = [Self.finding(raised: raised, due: due, grade: grade)] }
    #expect(Self.told(facts) == told)
    #expect(
      Self.told(
        Self.facts { $0.findings = [Self.finding(raised: raised, due: due, grade: grade, state: "closed")] }) == [])
  }

  @Test("see that an action for one standard leaves the other unanswered, and that what is answered can be closed")
  func standards() {
    func told(_ action: ImprovementFacts.Entry<CorrectiveAction>, only: [Standard] = []) -> [String] {
      Self.told(
        Self.facts {
          var finding = Self.finding(raised: -20, due: -1).content
          finding.requirements = ["iso27001:A.5.22", "iso42001:A.10.3"]
          var content = action.content
          content.standards = only
          $0.findings = [.init("F-1", "open", finding)]
          $0.actions = [.init("CA-1", action.state, content)]
        })
    }
    #expect(told(Self.action(due: 90), only: [.ai]) == ["F-1 unanswered → own"])
    #expect(told(Self.action(due: 90)) == ["F-1 answer → own"])
    #expect(told(Self.action("closed", due: -9)) == ["F-1 closure → own"])
    #expect(told(Self.action("effect_check", effect: 90)) == [])
  }

  @Test("speak of nonconformities that were found outside an audit too")
  func outside() {
    var content = Nonconformity()
    (content.title, content.owner, content.foundOn) = ("Logs were off", "own", Self.today + -20)
    let facts = Self.facts { $0.nonconformities = [.init("N-1", "open", content)] }
    #expect(Self.told(facts) == ["N-1 unanswered → own"])
    #expect(
      Self.told(
        Self.facts {
          $0.nonconformities = facts.nonconformities
          $0.actions = [Self.action(due: 90, sources: ["N-1"])]
        }) == [])
  }

  @Test("tell nobody of the same record twice within a week")
  func pause() {
    let facts = Self.facts { $0.actions = [Self.action(due: -13)] }
    func told(_ days: Int, _ rule: ReminderRule = ReminderRule()) -> [String] {
      Self.told(
        facts, past: [.init(record: "CA-1", address: "Own@example.com", day: Self.today)], rule, on: Self.today + days)
    }
    #expect(told(0) == [])
    // The escalation is another person's first.
    #expect(told(1) == ["CA-1 action → chief ↑"])
    #expect(told(6) == ["CA-1 action → chief ↑"])
    #expect(told(7) == ["CA-1 action → chief ↑", "CA-1 action → own"])
    var slow = ReminderRule()
    slow.pauseDays = 14
    #expect(told(13, slow) == ["CA-1 action → chief ↑"])
    slow.isOn = false
    #expect(told(30, slow) == [])
  }

  @Test("are one mail to each person, the longest overdue first, what is escalated behind")
  func order() throws {
    let facts = Self.facts { facts in
      facts.people["chief"]?.reportsTo = "head"
      func one(_ id: String, _ owner: String, _ due: Int) -> ImprovementFacts.Entry<CorrectiveAction> {
        .init(id, "open", Self.action(owner: owner, due: due, sources: []).content)
      }
      facts.actions = [
        one("CA-4", "own", -90), one("CA-1", "chief", 2), one("CA-2", "chief", -3), one("CA-3", "chief", -9),
      ]
    }
    let digests = Reminders(people: facts.people, administrators: [Self.boss])
      .digests(facts.duties(ReminderRule()), past: [], ReminderRule(), on: Self.today)
    #expect(digests.map(\.to.address) == ["chief@example.com", "own@example.com"])
    #expect(try #require(digests.first).lines.map(\.duty.record) == ["CA-3", "CA-2", "CA-1", "CA-4"])
    #expect(digests.first?.lines.map(\.why) == [nil, nil, nil, .manager(of: "own")])
  }

  @Test("keep the organization's own days, and fall back where they make no sense")
  func rule() {
    var rule = ReminderRule()
    (rule.isOn, rule.escalationDays, rule.pauseDays) = (false, 30, 10)
    #expect(ReminderRule(rule.value) == rule)
    #expect(ReminderRule(nil) == ReminderRule())
    #expect(ReminderRule(["pause_days": 1, "soon_days": "x", "answer_days": 20]).answerDays == 20)
    #expect(ReminderRule(["pause_days": 1]).pauseDays == 7)
  }
}
