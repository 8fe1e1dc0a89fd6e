import Domain
import Operations
import RegisterKit
import Store
import Testing

/// A programme and audit time on the demonstration organization.
@Suite struct AuditProgrammeTests {
  private func view(_ id: String, _ place: Workplace) async throws -> ProgrammeView {
    try await place.read { try place.installation.programme(id, $0) }
  }

  @Test func proposedMovedApprovedAndMade() async throws {
    let place = try await Workplace.withDemonstration()
    let id = try await place.installation.proposeProgramme(in: place.workspace, as: Workplace.chief)
    let first = try await view(id, place)
    #expect(first.years.map(\.name) == ["2027", "2028", "2029"])
    #expect(first.audits.map(\.id) == ["AUD-2027-1", "AUD-2027-2"])
    #expect(first.audits.allSatisfy { $0.audit.programme == id })
    #expect(first.coverage.gaps.isEmpty && first.coverage.lines.allSatisfy { $0.isExcluded || $0.isPlanned })
    #expect(first.tooRare.isEmpty)
    let reasons = first.programme.reasonByPoint
    #expect(first.points.allSatisfy { reasons[$0.id]?.isEmpty == false })
    #expect(reasons["AP-09"]?.contains("F-2026-09") == true && reasons["AP-67"]?.contains("AIS-01") == true)
    let later = ["2028", "2029"].map { first.minutes[$0] ?? 0 }
    #expect(abs(later[0] - later[1]) < 120, "\(later)")

    // Moved by hand; proposing again leaves it there.
    let moved = first.programme.planned.filter { $0.point != "AP-56" } + [PlannedPoint(year: "2029", point: "AP-56")]
    _ = try await place.installation.setProgramme(id, moved, in: place.workspace, as: Workplace.chief)
    _ = try await place.installation.proposeProgramme(id, in: place.workspace, as: Workplace.chief)
    let second = try await view(id, place)
    #expect(second.programme.moved == ["AP-56"])
    #expect(second.programme.planned.filter { $0.point == "AP-56" }.map(\.year) == ["2029"])

    // Approval freezes; a change opens a draft and the approved revision stays.
    let owner = try await place.read { try $0.records(of: "people").first?.id }
    try await place.commit(
      [.edit(id: id, values: ["owner": Value(owner)]), .step(id: id, noun: "approval")],
      as: Workplace.chief(being: owner ?? ""))
    let approved = try #require(try await place.read { try $0.record(id) })
    #expect(approved.state == "approved")
    _ = try await place.installation.proposeProgramme(id, in: place.workspace, as: Workplace.chief)
    #expect(try await place.read { try $0.record(id)?.state } == "approved", "Nothing changed, so it stays approved")
    _ = try await place.installation.setProgramme(
      id, moved.filter { $0.point != "AP-56" }, in: place.workspace, as: Workplace.chief)
    let third = try await view(id, place)
    #expect(third.record.state == "draft" && third.record.approvedVersion == approved.version)
    #expect(third.coverage.gaps.contains { $0.point == "AP-56" && !$0.remedy.isEmpty })

    // The audit that is planned gets its points; the next year gets its audits once.
    let made = try await place.installation.makeAudits(id, year: "2027", in: place.workspace, as: Workplace.chief)
    #expect(made == ["AUD-2027-1"])
    let next = try await place.installation.makeAudits(id, year: "2028", in: place.workspace, as: Workplace.chief)
    let audits = try await place.read { scope in try next.compactMap { try scope.record($0) } }.map {
      Audit.register.decode($0.body)
    }
    #expect(audits.map(\.kind) == [.internal, .surveillance])
    #expect(
      audits[0].units.count == 12 && audits[0].points.count == third.programme.planned.count { $0.year == "2028" })
    await #expect(throws: Failure.self) {
      try await place.installation.makeAudits(id, year: "2028", in: place.workspace, as: Workplace.chief)
    }
    // The plan of that audit has its points and no others, and takes as long as the programme says.
    let basis = try await place.read { try place.installation.planBasis(next[0], $0) }
    #expect(Set(basis.topics.map(\.id)) == Set(audits[0].points))
    #expect(basis.topics.reduce(0) { $0 + $1.minutes } == third.minutes["2028"])
  }

  @Test func aFindingSpeaksAtTheStandardThatItBreaks() async throws {
    let place = try await Workplace()
    func finding(_ id: String, _ grade: String, _ ai: String?, _ raised: String) -> Operations.Change {
      .create(
        register: "findings", id: id,
        values: [
          "statement": .text(id), "grade": .text(grade), "grade_42001": Value(ai), "raised_on": .text(raised),
          "requirements": ["iso27001:A.5.22", "iso42001:A.10.3"],
        ])
    }
    try await place.commit([
      finding("F-1", "conformity", "minor_nonconformity", "2026-10-01"),
      finding("F-2", "minor_nonconformity", "major_nonconformity", "2020-01-01"),
      finding("F-3", "opportunity_for_improvement", nil, "2026-10-01"),
    ])
    func signs() async throws -> [String: [String]] {
      try await place.read { try place.installation.programmeFacts($0) }.signs
        .mapValues { $0.map { "\($0.record) \($0.text) \($0.weight)\($0.isUrgent ? "!" : "")" }.sorted() }
    }
    #expect(
      try await signs() == [
        "iso27001:A.5.22": ["F-2 open minor nonconformity 1!"],
        "iso42001:A.10.3": ["F-1 open minor nonconformity 1!", "F-2 open major nonconformity 2!"],
      ])
    // Closed for 42001 and older than two years, it says nothing more there.
    try await place.commit(
      [
        .create(register: "people", id: "P-1", values: ["name": "Owner"]),
        .create(
          register: "corrective-actions", id: "CA-1",
          values: [
            "action": "Do", "sources": ["F-2"], "cause": "Why", "owner": "P-1", "effect_criterion": "Seen",
            "standards": ["iso42001"], "similar_places": "Nowhere else",
          ]),
        .step(id: "CA-1", noun: "completion", values: ["effect_check_on": "2027-02-01"]),
        .step(id: "CA-1", noun: "closure"), .step(id: "F-2", noun: "closure-42001"),
      ], as: try await place.signer())
    #expect(try await signs()["iso42001:A.10.3"] == ["F-1 open minor nonconformity 1!"])
    #expect(try await signs()["iso27001:A.5.22"] == ["F-2 open minor nonconformity 1!"])
  }

  @Test func whatIsAskedForMustBeThere() async throws {
    let place = try await Workplace.withDemonstration()
    await #expect(throws: Failure.self) { try await view("APR-0001", place) }
    let id = try await place.installation.proposeProgramme(in: place.workspace, as: Workplace.chief)
    for wrong in ["2035/AP-01", "2027/AP-99"] {
      let planned = [try #require(PlannedPoint(wrong))]
      await #expect(throws: Failure.malformed("The programme has no place for “\(wrong)”.")) {
        try await place.installation.setProgramme(id, planned, in: place.workspace, as: Workplace.chief)
      }
    }
    let reader = Actor(name: "r", role: .reader)
    await #expect(throws: Failure.self) {
      try await place.installation.proposeProgramme(id, in: place.workspace, as: reader)
    }
    // An audit that ends before it begins; one outside the cycle is told.
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "AUD-2027-1", values: ["date_to": "2027-02-01"])])
    }
    try await place.commit([.edit(id: "AUD-2026-1", values: ["programme": .text(id)])])
    #expect(try await view(id, place).outside.map(\.id) == ["AUD-2026-1"])
  }

  @Test func externalKindsAreReadFromFiles() async throws {
    let register = Audit.register.erased
    let kinds = try #require(register.field("kind")).kind
    let place = try await Workplace()
    let texts = try await place.read { scope -> [String] in
      let reading = try place.installation.reading(of: scope)
      return try ["certification body", "Stage 1", "stage 2", "Surveillance audit", "recertification", "internal"].map {
        try kinds.parse($0, reading).text ?? ""
      }
    }
    #expect(texts == ["certification", "stage_1", "stage_2", "surveillance", "recertification", "internal"])
  }

  @Test func anOwnFigureChangesTheResultAndCanBeTakenBack() async throws {
    let place = try await Workplace.withDemonstration()
    let input = AuditTimeInput(
      parts: [
        .init(standard: "iso27001", persons: 40, column: "initial"),
        .init(standard: "iso42001", persons: 20, column: "developer_provider_or_user"),
      ], integration: 80, team: [2, 2])
    func days() async throws -> [Double] {
      try await place.read { try place.installation.auditTime($0).tables.time(input).days.map(\.integrated) }
    }
    await #expect(throws: Refusal.self) { try await days() }
    func set(_ key: String, _ text: String, _ source: String = "our copy") async throws {
      _ = try await place.installation.setAuditTime(
        .init(key: key, text: text, source: source, isVerified: true), in: place.workspace, as: Workplace.chief)
    }
    try await set("days/iso42001/25/developer_provider_or_user", "4.5")
    #expect(try await days() == [11.0, 3.5, 7.5])
    try await set("days/iso27001/45/initial", "10,5")
    #expect(try await days().first == 13.0)
    try await set("share/surveillance", "1/2")
    #expect(try await days()[1] == 6.5)
    try await set("step/60", "20")
    #expect(try await days().first == 12.0)
    let entry = try await place.read {
      try place.installation.auditTime($0).tables.entries.first { $0.key == "days/iso27001/45/initial" }
    }
    #expect(entry?.origin == .init(isVerified: true, source: "our copy", isOwn: true) && entry?.text == "10.5")
    // The risk method is another part of the same settings and leaves them alone.
    let matrix = try await place.read { try place.installation.settings($0).matrix }
    var other = matrix
    other.bands[0].name = "tiny"
    _ = try await place.installation.setMethod(other, in: place.workspace, as: Workplace.chief)
    #expect(try await days().first == 12.0)
    #expect(try await place.read { try place.installation.settings($0).matrix.bands[0].name } == "tiny")
    for key in ["days/iso27001/45/initial", "share/surveillance", "step/60"] {
      _ = try await place.installation.removeAuditTime(key, in: place.workspace, as: Workplace.chief)
    }
    #expect(try await days() == [11.0, 3.5, 7.5])
  }

  @Test(
    arguments: [
      ("days/iso27001/45/initial", "many", "our copy"), ("days/iso27001/0/initial", "5", "our copy"),
      ("days/iso99999/45/initial", "5", "our copy"), ("days/iso42001/45/baker", "5", "our copy"),
      ("share/surveillance", "0/3", "our copy"), ("share/party", "1/3", "our copy"), ("step/60", "300", "our copy"),
      ("change/iso27001/low/low", "5 to -5", "our copy"), ("nothing", "1", "our copy"), ("round", "0", "our copy"),
      ("round", "0.5", ""),
    ])
  func wrongFiguresAreRefused(_ key: String, _ text: String, _ source: String) async throws {
    let place = try await Workplace()
    let size = try await place.read { try $0.ledgerSize }
    await #expect(throws: Failure.self) {
      try await place.installation.setAuditTime(
        .init(key: key, text: text, source: source, isVerified: false), in: place.workspace, as: Workplace.chief)
    }
    #expect(try await place.read { try $0.ledgerSize } == size)
  }

  @Test func inputsAreReadFromTheRegisters() async throws {
    let place = try await Workplace.withDemonstration()
    let proposal = try await place.read { try place.installation.auditTimeProposal($0) }
    #expect(proposal.persons == 128 && proposal.role == "developer_provider_or_user")
    #expect(proposal.personsInAI == 71 && !proposal.team.isEmpty && !proposal.personsInAIFrom.isEmpty)
    let empty = try await Workplace()
    let nothing = try await empty.read { try empty.installation.auditTimeProposal($0) }
    #expect(nothing.persons == nil && nothing.team.isEmpty)
  }
}
