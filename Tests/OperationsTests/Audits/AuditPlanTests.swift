import Domain
import Foundation
import Planning
import RegisterKit
import Store
import Testing

@testable import Operations

/// The audit of the demonstration organization, planned from its registers. What the plan keeps to is read from the registers
/// again here, without the code that made it.
@Suite struct AuditPlanTests {
  private static let audit = "AUD-2027-1"

  private func planned(_ place: Workplace) async throws -> AuditPlan {
    try await place.read { try place.installation.auditPlan(Self.audit, $0) }
  }

  private func work(_ place: Workplace, seconds: Double = 10) async throws -> AuditPlan {
    try await place.installation.workOutPlan(Self.audit, seconds: seconds, in: place.workspace, as: Workplace.chief)
    return try await planned(place)
  }

  /// Somebody from outside who knows both standards and owns nothing.
  private func hire(_ place: Workplace) async throws {
    try await place.commit([
      .create(register: "people", id: "PER-X", values: ["name": "Guest Auditor", "email": "guest@example.com"]),
      .create(
        register: "auditors", id: "IA-X",
        values: [
          "name": "Guest Auditor", "person": "PER-X", "competence_27001": 3, "competence_42001": 3,
          "competence_technical": 3, "status": "active",
          "available_half_days": Value(
            (1...5).flatMap { ["2027-03-0\($0)/AM", "2027-03-0\($0)/PM"] }
              + (8...12).flatMap { day in ["AM", "PM"].map { "2027-03-\(day < 10 ? "0" : "")\(day)/\($0)" } }),
        ]),
    ])
  }

  /// Competence, independence and availability held against the registers; points once, sessions not too long.
  private func faults(_ place: Workplace) async throws -> [String] {
    try await place.read { scope in
      var found: [String] = []
      let people = Dictionary(
        uniqueKeysWithValues: try scope.records(of: "people").map { ($0.id, $0.body["department"]?.text ?? "") })
      let controls = try scope.records(of: "controls")
      let requires = Dictionary(
        uniqueKeysWithValues: place.installation.libraries.auditPoints.points.map { ($0.id, $0) })
      var (taken, covered): (Set<String>, Set<String>) = ([], [])
      let checks = try scope.records(of: "checks").filter { $0.body["audit"]?.text == Self.audit }
      for session in try scope.records(of: "sessions") where session.body["audit"]?.text == Self.audit {
        let half = session.body["half_day"]?.text ?? ""
        let unit = session.body["unit"]?.text ?? ""
        guard let auditor = try session.body["auditors"]?.texts.first.flatMap({ try scope.record($0) }),
          let person = auditor.body["person"]?.text, let place = try scope.record(unit)
        else {
          found.append("\(session.id): nobody or nowhere")
          continue
        }
        if auditor.body["available_half_days"]?.texts.contains(half) != true { found.append("\(session.id): not free") }
        if place.body["head"]?.text == person || people[person] == place.title {
          found.append("\(session.id): own unit")
        }
        for who in [auditor.id, unit] where !taken.insert("\(who) \(half)").inserted {
          found.append("\(session.id): \(who) twice at a time")
        }
        let here = checks.filter { $0.body["session"]?.text == session.id }
        if here.isEmpty { found.append("\(session.id): no point") }
        if here.reduce(20, { $0 + ($1.body["minutes_planned"]?.int ?? 999) }) > 210 {
          found.append("\(session.id): too long")
        }
        for check in here {
          let point = check.body["point"]?.text ?? ""
          if !covered.insert(point).inserted { found.append("\(point) twice") }
          if check.body["unit"]?.text != unit { found.append("\(point): other unit") }
          for (key, level) in requires[point]?.requires ?? [:] {
            let field = ["iso27001": "competence_27001", "iso42001": "competence_42001"][key] ?? "competence_technical"
            // A standard of which nothing applies here asks for nothing.
            let isAsked = key == "technical" || check.body["baseline_\(key.suffix(5))"]?.int ?? 0 > 0
            if isAsked, auditor.body[field]?.int ?? 0 < level {
              found.append("\(point): \(auditor.id) knows too little")
            }
          }
          for control in controls where control.body["owner"]?.text == person {
            let own = Set(control.body["requirements"]?.texts ?? [])
            if !own.isDisjoint(with: check.body["requirements"]?.texts ?? []) {
              found.append("\(point): own \(control.id)")
            }
          }
        }
      }
      if Set(checks.compactMap { $0.body["point"]?.text }).count != checks.count {
        found.append("a point has two checks")
      }
      return found
    }
  }

  /// The range that the reference states: a full internal audit lies between surveillance and recertification.
  private func expectPlausible(_ basis: PlanBasis, _ library: AuditPointSet) {
    func days(_ fieldwork: Int, _ kind: String) -> Double {
      Double(fieldwork + library.overhead.reduce(0) { $0 + ($1.minutes[kind] ?? 0) }) / 480
    }
    let integrated = days(basis.topics.reduce(0) { $0 + $1.minutes }, "integrated")
    #expect((14.8 / 3...9.9).contains(integrated), "\(integrated) days")
    let isms = days(basis.topics.reduce(0) { $0 + ($1.minutesAlone["iso27001"] ?? 0) }, "iso27001")
    #expect((4.0...8.0).contains(isms), "\(isms) days")
    let aims = days(basis.topics.reduce(0) { $0 + ($1.minutesAlone["iso42001"] ?? 0) }, "iso42001")
    #expect((4.3...6.5).contains(aims), "\(aims) days")
    #expect(basis.topics.allSatisfy { $0.unit != nil && !$0.auditees.isEmpty })
  }

  @Test func theDemonstrationIsCoveredAsFarAsItsAuditorsGo() async throws {
    let place = try await Workplace.withDemonstration()
    let plan = try await work(place)
    let summary = try #require(plan.summary)
    #expect(try await faults(place) == [])
    #expect(plan.breaches.isEmpty)
    #expect(summary.totals.covered + summary.uncovered.count == 74)
    expectPlausible(plan.basis, place.installation.libraries.auditPoints)
    // Whatever is left out can't be given to anybody: each reason depends on the point alone.
    let alone: Set<String> = ["too_long", "no_competent_auditor", "no_independent_auditor", "no_common_window"]
    #expect(summary.uncovered.allSatisfy { alone.contains($0.reason) && !$0.remedy.isEmpty })
    #expect(summary.totals.covered >= 25 && summary.totals.gap == 0)
    let network = try #require(summary.uncovered.first { $0.point == "AP-63" })
    #expect(network.reason == "no_independent_auditor" && network.detail.contains("C-57"))
    // Also points without a place are there to be seen, with the minutes of separate audits beside them.
    let checks = try await place.read { try $0.records(of: "checks") }
    #expect(checks.count == 74)
    #expect(checks.allSatisfy { ($0.body["minutes_planned"]?.int ?? 0) > 0 })
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func withSomebodyWhoKnowsBothAlmostEverythingIsCovered() async throws {
    let place = try await Workplace.withDemonstration()
    try await hire(place)
    let plan = try await work(place)
    let summary = try #require(plan.summary)
    #expect(try await faults(place) == [])
    #expect(summary.uncovered.isEmpty, "\(summary.uncovered)")
    #expect(summary.savingPercent.map { $0 > 10 } == true)
    #expect(summary.totals.gap.map { $0 <= 0.03 } == true, "\(summary.totals)")
  }

  @Test func whatIsPinnedBegunOrWrittenInStays() async throws {
    let place = try await Workplace.withDemonstration()
    var plan = try await work(place)
    let (pinned, begun, written) = (plan.appointments[0], plan.appointments[1], plan.appointments[2])
    _ = try await place.installation.pinSession(
      pinned.id, of: Self.audit, true, in: place.workspace, as: Workplace.chief)
    try await place.commit([
      .step(id: begun.id, noun: "opening"),
      .edit(id: written.checks[0], values: ["notes": "Seen", "verdict_27001": "conform", "minutes": 30]),
    ])
    _ = try await place.installation.forbid(
      "IA-2", "U-PPL", isForbidden: true, for: Self.audit, in: place.workspace, as: Workplace.chief)
    let before = try await place.read { try $0.record(written.checks[0]) }
    plan = try await work(place)
    for kept in [pinned, begun, written] {
      let now = try #require(plan.appointment(kept.id))
      #expect(now.session.halfDay == kept.session.halfDay && now.session.auditors == kept.session.auditors)
      #expect(now.points == kept.points)
    }
    #expect(try await place.read { try $0.record(written.checks[0]) } == before)
    #expect(
      !plan.appointments.contains { !$0.isFixed && $0.session.auditors == ["IA-2"] && $0.session.unit == "U-PPL" })
    #expect(try await faults(place) == [])
    // A third time nothing is different, so nothing but the note on how it was worked out is written.
    let committed = try await place.installation.workOutPlan(
      Self.audit, seconds: 10, in: place.workspace, as: Workplace.chief)
    #expect(committed.entries <= 1)
    // A point that leaves the audit leaves a session that stays as it is, and makes no second one of it.
    let many = try #require(plan.appointments.first { $0.isFixed && $0.points.count > 1 })
    _ = try await place.installation.answer(
      many.points[0], by: "-", for: Self.audit, in: place.workspace, as: Workplace.chief)
    plan = try await work(place)
    #expect(plan.appointments.allSatisfy { !$0.points.isEmpty })
    let there = plan.appointments.filter {
      $0.session.halfDay == many.session.halfDay && $0.session.auditors == many.session.auditors
    }
    #expect(there.map(\.id) == [many.id])
  }

  @Test func aSearchCanBeStoppedAndTheBestPlanSoFarIsKept() async throws {
    let place = try await Workplace.withDemonstration()
    try await hire(place)
    let installation = place.installation
    // On a thread of its own, since the other tests may keep tasks waiting for longer than the search takes.
    let key = PlanDesk.Key(workspace: place.workspace.id, audit: Self.audit)
    Thread.detachNewThread {
      let end = Date().addingTimeInterval(300)
      while installation.plans.job(key)?.progress == nil, Date() < end { usleep(2000) }
      installation.plans.stop(key)
    }
    async let made = installation.workOutPlan(Self.audit, seconds: 600, in: place.workspace, as: Workplace.chief)
    _ = try await made
    let plan = try await planned(place)
    #expect(plan.summary?.remark?.hasPrefix("Stopped") == true)
    #expect((plan.summary?.totals.covered ?? 0) > 50)
    #expect(try await faults(place) == [])
    #expect(installation.planFailure(Self.audit, in: place.workspace) == nil)
    await #expect(throws: Failure.self) {
      try await installation.stopPlan(
        Self.audit, in: place.workspace, as: Actor(name: "somebody", role: .contributor))
    }
  }

  @Test func aMoveSaysWhatItBreaksAndOwnWorkIsNeverMovedTo() async throws {
    let place = try await Workplace.withDemonstration()
    var plan = try await work(place)
    let session = try #require(
      plan.appointments.first { $0.session.auditors == ["IA-2"] && $0.session.unit == "U-OPS" })
    func move(_ half: String, _ auditor: String, _ reason: String = "") async throws {
      _ = try await place.installation.moveSession(
        session.id, of: Self.audit, to: SessionMove(halfDay: half, auditor: auditor), reason: reason, ifVersion: nil,
        in: place.workspace, as: Workplace.chief)
    }
    // The platform engineer works there; no reason makes it right.
    await #expect(throws: Failure.self) { try await move("2027-03-10/AM", "IA-5", "He knows it best") }
    // IA-2 is not free on that day: only with a reason, which the ledger keeps.
    await #expect(throws: Failure.self) { try await move("2027-03-05/AM", "IA-2") }
    try await move("2027-03-05/AM", "IA-2", "Agreed by phone")
    plan = try await planned(place)
    #expect(plan.breaches[session.id]?.map(\.rule) == [.auditorNotFree])
    #expect(plan.appointment(session.id)?.session.isPinned == true)
    let note = try await place.read { try $0.history(of: session.id).last?.note }
    #expect(note?.contains("Agreed by phone") == true && note?.contains("not free") == true)
    try await move("2027-03-09/AM", "IA-2")
    #expect(try await planned(place).breaches.isEmpty)
  }

  @Test func everyAuditorOfASessionIsJudgedAndColleaguesStay() async throws {
    let place = try await Workplace.withDemonstration()
    try await hire(place)
    var plan = try await work(place)
    let session = try #require(
      plan.appointments.first { $0.session.unit == "U-OPS" && $0.session.auditors != ["IA-X"] })
    let first = try #require(session.session.auditors.first)
    // IA-5 works there: refused by the form and the API, with the reason, and by a file.
    let own = await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: session.id, values: ["auditors": [.text(first), "IA-5"]])])
    }
    #expect(own?.message.contains("(IA-5) may not audit") == true, "\(own?.message ?? "")")
    let file = ("sessions.csv", "id,title,auditors\n\(session.id),\(session.session.title),IA-5\n")
    let rejected = try await place.take([file]).parts.flatMap(\.rejected)
    #expect(rejected.count == 1 && rejected.first?.reason.contains("may not audit") == true, "\(rejected)")
    // One who owns nothing may come along, and is still there after a move.
    try await place.commit([.edit(id: session.id, values: ["auditors": [.text(first), "IA-X"]])])
    plan = try await planned(place)
    #expect(plan.appointment(session.id)?.isFixed == true)
    let half = try #require(
      plan.basis.halfDays.map(\.description).first { half in
        half != session.session.halfDay
          && plan.breaches(moving: session.id, to: .init(halfDay: half, auditor: first)).isEmpty
      })
    _ = try await place.installation.moveSession(
      session.id, of: Self.audit, to: SessionMove(halfDay: half, auditor: first), reason: "", ifVersion: nil,
      in: place.workspace, as: Workplace.chief)
    #expect(try await planned(place).appointment(session.id)?.session.auditors == [first, "IA-X"])
    // What becomes own work later is said at the session, also of whoever is not the first.
    let requirement = try #require(
      try await place.read { try $0.record(session.checks[0])?.body["requirements"]?.texts.first })
    try await place.commit([
      .create(
        register: "controls", id: "C-X",
        values: ["title": "New", "owner": "PER-X", "requirements": [.text(requirement)]])
    ])
    #expect(try await planned(place).breaches[session.id]?.contains { $0.rule == .independence } == true)
  }

  @Test func whatIsNotReadyIsRefusedAndNothingIsWritten() async throws {
    let place = try await Workplace.withDemonstration()
    try await place.commit([.edit(id: Self.audit, values: ["standards": []])])
    let size = try await place.read { try $0.ledgerSize }
    let refused = await #expect(throws: Failure.self) { try await work(place) }
    #expect(refused?.message.contains("names no standard") == true)
    await #expect(throws: Failure.self) {
      try await place.installation.workOutPlan("AUD-0", in: place.workspace, as: Workplace.chief)
    }
    await #expect(throws: Failure.self) {
      try await place.installation.workOutPlan(
        Self.audit, in: place.workspace, as: Actor(name: "reader", role: .reader))
    }
    #expect(try await place.read { try $0.ledgerSize } == size)
    #expect(place.installation.planJob(Self.audit, in: place.workspace) == nil)
  }

  @Test func anInternalAuditorMayPlanAndPlanAgain() async throws {
    let place = try await Workplace.withDemonstration()
    let auditor = Actor(name: "account:lead", role: .internalAuditor)
    try await place.installation.workOutPlan(Self.audit, seconds: 5, in: place.workspace, as: auditor)
    try await place.commit([.edit(id: Self.audit, values: ["units": ["U-OPS", "U-PPL"]])])
    try await place.installation.workOutPlan(Self.audit, seconds: 5, in: place.workspace, as: auditor)
    let plan = try await planned(place)
    #expect(Set(plan.appointments.compactMap(\.session.unit)).isSubset(of: ["U-OPS", "U-PPL"]))
    #expect(try await faults(place) == [])
  }

  @Test func aCalendarIsReadWithItsSecretAndNotWithAnother() async throws {
    let place = try await Workplace.withDemonstration()
    _ = try await work(place)
    let (installation, slug) = (place.installation, place.workspace.slug)
    func read(_ who: String, _ secret: String) async throws -> ICalendar {
      try await installation.calendar(workspace: slug, audit: Self.audit, who: who, secret: secret)
    }
    let record = try await planned(place).audit
    let secret = installation.calendarSecret("IA-2", of: record, in: place.workspace)
    let calendar = try await read("IA-2", secret)
    let all = try await place.read { try installation.agenda(Self.audit, $0) }
    #expect(calendar.events.count == all.of("IA-2").count && !calendar.events.isEmpty)
    for (who, wrong) in [("all", secret), ("IA-2", ""), ("IA-2", String(secret.dropLast())), ("IA-2", secret + "0")] {
      await #expect(throws: Failure.self) { try await read(who, wrong) }
    }
    try await installation.renewCalendar(of: Self.audit, in: place.workspace, as: Workplace.chief)
    await #expect(throws: Failure.self) { try await read("IA-2", secret) }
  }
}
