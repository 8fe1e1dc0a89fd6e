import Domain
import Operations
import RegisterKit
import Store
import Testing

/// A file is no way to a decision about what was here already: not through the archive either.
@Suite struct ArchivedImportTests {
  private func values(_ register: AnyRegister) -> Body {
    var values: Body = [register.titleField.name: "Something"]
    if register.field("domains") != nil { values["domains"] = ["information_security"] }
    return values
  }

  @Test func whatComesBackBringsNeitherStateNorStamps() async throws {
    let place = try await Workplace()
    try await place.commit([.create(register: "people", id: "PER-1", values: ["name": "Chief"])])
    var (tried, registers) = (0, 0)
    for register in Catalogue.registers.all where !register.isMadeByProgram {
      guard let lifecycle = register.lifecycle else { continue }
      var stamps: Body = [:]
      for field in register.fields where field.traits.stamped {
        if field.kind.storage == .day { stamps[field.name] = "2026-01-05" }
        if field.targets.contains("people") { stamps[field.name] = "PER-1" }
      }
      var isTried = false
      for (number, state) in lifecycle.states.enumerated() {
        let id = "\(register.prefix)-X\(number)"
        guard
          let made = try? await place.commit([.create(register: register.slug, id: id, values: values(register))])
            .records
            .first
        else { continue }
        try await place.commit([.archive(id: id)])
        let file = values(register).merging(stamps) { $1 }
        guard
          let back = try? await place.installation.commit(
            [.create(register: register.slug, id: id, values: file, state: state.name)], in: place.workspace,
            as: Workplace.chief, hand: .history
          ).records.first
        else { continue }
        (tried, isTried) = (tried + 1, true)
        #expect(back.state == lifecycle.initial.name, "\(register.slug) came back as \(back.state ?? "")")
        for field in register.fields where field.traits.stamped {
          #expect(back.body[field.name] ?? .null == made.body[field.name] ?? .null, "\(register.slug).\(field.name)")
        }
      }
      if isTried { registers += 1 }
    }
    #expect(tried > 15 && registers > 4, "\(tried) states of \(registers) registers")
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func aDecisionStillToComeIsNoPast() async throws {
    let place = try await Workplace()
    try await place.commit([.create(register: "people", id: "PER-1", values: ["name": "Chief"])])
    func bring(_ id: String, _ day: Value) async throws {
      _ = try await place.installation.commit(
        [
          .create(
            register: "documents", id: id,
            values: ["title": "Policy", "kind": "policy", "approved_by": "PER-1", "approved_on": day], state: "approved"
          )
        ], in: place.workspace, as: Workplace.chief, hand: .history)
    }
    try await bring("POL-1", "2026-11-16")
    await #expect(throws: Failure.self) { try await bring("POL-2", "2026-11-17") }
  }

  @Test func whatAFileSaidIsMarkedUntilAStepSaysIt() async throws {
    let place = try await Workplace()
    try await place.commit([.create(register: "people", id: "PER-1", values: ["name": "Chief"])])
    let made = try await place.installation.commit(
      [
        .create(
          register: "documents", id: "POL-1",
          values: [
            "title": "Policy", "kind": "policy", "approved_by": "PER-1", "approved_on": "2026-01-05", "owner": "PER-1",
          ],
          state: "approved"),
        .create(register: "documents", id: "POL-2", values: ["title": "Draft", "kind": "policy"]),
      ], in: place.workspace, as: Workplace.chief, hand: .history
    ).records
    #expect(Set(made[0].body[AnyRegister.brought]?.texts ?? []) == ["approved_by", "approved_on", "state"])
    #expect(made[1].body[AnyRegister.brought] == nil)
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "POL-1", values: [AnyRegister.brought: .null])])
    }
    let edited = try await place.commit([.edit(id: "POL-1", values: ["title": "Other policy"])]).records[0]
    #expect(edited.body[AnyRegister.brought]?.texts.contains("approved_by") == true && edited.state == "draft")
    let steps = Catalogue.registers["documents"]?.lifecycle?.steps(from: "draft") ?? []
    let chief = Actor(name: "chief@example.com", role: .administrator, person: "PER-1")
    for step in steps.prefix(1) {
      _ = try await place.commit([.step(id: "POL-1", noun: step.noun)], as: chief)
    }
    let review = try await place.read { try $0.record("POL-1") }
    for step in Catalogue.registers["documents"]?.lifecycle?.steps(from: review?.state ?? "") ?? []
    where step.namesActor {
      let approved = try await place.commit([.step(id: "POL-1", noun: step.noun)], as: chief).records[0]
      #expect(approved.body[AnyRegister.brought] == nil, "\(approved.body)")
    }
    #expect(try await place.installation.verify().problems == [])
  }
}
