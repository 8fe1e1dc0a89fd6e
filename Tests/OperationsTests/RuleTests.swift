import Domain
import Operations
import RegisterKit
import Store
import Testing

/// What the software keeps and nobody has to remember.
@Suite struct RuleTests {
  private func people(_ place: Workplace) async throws -> (owner: String, other: String) {
    let made = try await place.commit([
      .create(register: "people", values: ["name": "Owner", "email": "owner@example.com"]),
      .create(register: "people", values: ["name": "Other"]),
    ]).records
    return (made[0].id, made[1].id)
  }

  private func refused(_ field: String, _ work: () async throws -> Void) async {
    do {
      try await work()
      Issue.record("It was taken.")
    } catch Failure.invalid(let rejections) {
      #expect(rejections.flatMap(\.problems).contains { $0.field == field }, "\(rejections)")
    } catch { Issue.record(error) }
  }

  @Test func onlyItsOwnerAcceptsARiskUntilADayAndItLapsesWhenItRises() async throws {
    let place = try await Workplace()
    let (owner, _) = try await people(place)
    let id = try await place.commit([
      .create(
        register: "risks",
        values: [
          "title": "Phishing", "domains": ["information_security"], "owner": .text(owner), "inherent_likelihood": 2,
          "inherent_impact": 3,
        ])
    ]).records[0].id
    let until: Body = ["accepted_until": "2027-01-01"]
    await #expect(throws: Failure.self) { try await place.commit([.step(id: id, noun: "acceptance", values: until)]) }
    let self_ = Actor(name: "owner@example.com", role: .contributor, person: owner)
    await refused("accepted_until") { try await place.commit([.step(id: id, noun: "acceptance")], as: self_) }
    await refused("accepted_until") {
      try await place.commit([.step(id: id, noun: "acceptance", values: ["accepted_until": "2020-01-01"])], as: self_)
    }
    let accepted = try await place.commit([.step(id: id, noun: "acceptance", values: until)], as: self_).records[0]
    #expect(accepted.state == "accepted" && accepted.body["accepted_by"]?.text == owner)
    #expect(accepted.body["accepted_score"] == 6 && accepted.body["acceptance_lapsed"] == false)
    let same = try await place.commit([.edit(id: id, values: ["note": "Looked at"])]).records[0]
    #expect(same.state == "accepted")
    let risen = try await place.commit([.edit(id: id, values: ["inherent_likelihood": 4])]).records[0]
    #expect(risen.state == "identified" && risen.body["acceptance_lapsed"] == true)
  }

  @Test func anAISystemGoesLiveOnlyWithAllThatItNeeds() async throws {
    let place = try await Workplace()
    let (owner, other) = try await people(place)
    try await place.commit([
      .create(
        register: "ai-systems", id: "AIS-1", values: ["name": "Triage", "purpose": "Sort", "stage": "verification"])
    ])
    for field in ["owner", "law_class", "owner_decision", "stage"] {
      await refused(field) { try await place.commit([.edit(id: "AIS-1", values: ["stage": "production"])]) }
    }
    try await place.commit([
      .edit(
        id: "AIS-1",
        values: [
          "owner": .text(owner), "law_class": "high_risk", "law_reason": "Medical device",
          "owner_decision": "Use with a nurse beside it",
        ]),
      .create(register: "risks", values: ["title": "Wrong order", "domains": ["ai"], "ai_systems": ["AIS-1"]]),
      .create(
        register: "changes",
        values: [
          "title": "First release", "kind": "model", "ai_systems": ["AIS-1"], "test_result": "passed",
          "requested_by": .text(owner), "approved_by": .text(other),
        ]),
    ])
    await refused("stage") { try await place.commit([.edit(id: "AIS-1", values: ["stage": "production"])]) }
    let impact = try await place.commit([
      .create(
        register: "impact-assessments",
        values: [
          "title": "Triage", "ai_system": "AIS-1", "harms": "Late care", "measures": "Nurse decides",
          "owner": .text(owner), "assessed_on": "2026-11-01",
        ])
    ]).records[0].id
    try await place.commit([.step(id: impact, noun: "approval")], as: Workplace.chief(being: other))
    let live = try await place.commit([.edit(id: "AIS-1", values: ["stage": "production"])]).records[0]
    #expect(live.state == "production")
  }

  @Test func whoAsksForAChangeDoesNotApproveItAndAModelIsTestedFirst() async throws {
    let place = try await Workplace()
    let (owner, other) = try await people(place)
    let id = try await place.commit([
      .create(register: "changes", values: ["title": "Model 4", "kind": "model", "requested_by": .text(owner)])
    ]).records[0].id
    await refused("approved_by") { try await place.commit([.edit(id: id, values: ["approved_by": .text(owner)])]) }
    await refused("approved_by") { try await place.commit([.edit(id: id, values: ["live_on": "2026-11-20"])]) }
    await refused("test_result") {
      try await place.commit([.edit(id: id, values: ["live_on": "2026-11-20", "approved_by": .text(other)])])
    }
    try await place.commit([
      .edit(id: id, values: ["live_on": "2026-11-20", "approved_by": .text(other), "test_result": "passed"])
    ])
  }

  @Test func aControlThatTreatsARiskIsNotDeclaredInapplicable() async throws {
    let place = try await Workplace()
    let risk = try await place.commit([
      .create(
        register: "risks", values: ["title": "Leak", "domains": ["ai"], "requirements": ["iso27001:A.8.12"]])
    ]).records[0].id
    let line: Body = [
      "requirement": "iso27001:A.8.12", "title": "Leakage", "applicable": "no", "justification": "No data",
    ]
    await refused("applicable") { try await place.commit([.create(register: "coverage", values: line)]) }
    try await place.commit([.step(id: risk, noun: "closure")])
    try await place.commit([.create(register: "coverage", values: line)])
  }

  @Test func whatConcordMakesIsNeverChangedByHand() async throws {
    let place = try await Workplace()
    _ = try await place.installation.commit(
      [
        .create(
          register: "soa-versions", id: "SOA-0001", values: ["title": "Version 1", "number": 1, "lines": "[]"],
          state: "approved")
      ], in: place.workspace, as: Workplace.chief, hand: .program)
    let file = StoredFile(sha256: String(repeating: "a", count: 64), size: 1, type: "text/plain")
    let attempts: [Operations.Change] = [
      .create(register: "soa-versions", values: ["title": "Version 2"]), .edit(id: "SOA-0001", values: ["title": "X"]),
      .step(id: "SOA-0001", noun: "replacement"), .archive(id: "SOA-0001"),
      .attach(id: "SOA-0001", file: file, name: "a.txt"),
    ]
    for attempt in attempts {
      for hand in [AnyRegister.Hand.entry, .history] {
        await #expect(throws: Failure.self, "\(attempt)") {
          try await place.installation.commit([attempt], in: place.workspace, as: Workplace.chief, hand: hand)
        }
      }
    }
    #expect(try await place.read { try $0.record("SOA-0001") }?.version == 1)
  }

  @Test func aFileChangesAnApprovedRecordAsAPersonDoes() async throws {
    let place = try await Workplace()
    let (owner, _) = try await people(place)
    func take(_ change: Operations.Change) async throws -> StoredRecord {
      try await place.installation.commit(
        [change], in: place.workspace, as: Workplace.chief, hand: .history
      ).records[0]
    }
    // The past comes with its approval …
    let id = try await take(
      .create(
        register: "documents",
        values: ["title": "Policy", "owner": .text(owner), "text": "One", "approved_by": .text(owner)],
        state: "approved")
    ).id
    // … what stands is not approved by a file, and an approved text is not changed in place.
    await refused("approved_by") { _ = try await take(.edit(id: id, values: ["approved_by": .null])) }
    #expect(try await take(.edit(id: id, values: ["text": "One"], state: "approved")).version == 1)
    let changed = try await take(.edit(id: id, values: ["text": "Two"]))
    #expect(changed.state == "draft" && changed.approvedVersion == 1)
    await refused("state") { _ = try await take(.edit(id: id, values: [:], state: "approved")) }
  }

  @Test func whatIsArchivedComesBackOnlyByRestoring() async throws {
    let place = try await Workplace()
    let (owner, _) = try await people(place)
    let id = try await place.commit([
      .create(register: "documents", values: ["title": "Policy", "owner": .text(owner), "text": "One"])
    ]).records[0].id
    try await place.commit([.archive(id: id)])
    let file = StoredFile(sha256: String(repeating: "a", count: 64), size: 1, type: "text/plain")
    for change in [
      Operations.Change.step(id: id, noun: "approval"), .attach(id: id, file: file, name: "a"),
      .edit(id: id, values: ["text": "Two"]),
    ] { await #expect(throws: Failure.self) { try await place.commit([change]) } }
    // A value that somebody else has taken since can't come back with it.
    let first = try await place.commit([
      .create(register: "people", values: ["name": "A", "email": "same@example.com"])
    ]).records[0].id
    try await place.commit([.archive(id: first)])
    try await place.commit([.create(register: "people", values: ["name": "B", "email": "same@example.com"])])
    await refused("email") { try await place.commit([.restore(id: first)]) }
  }
}
