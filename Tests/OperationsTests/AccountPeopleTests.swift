import Domain
import Operations
import RegisterKit
import Store
import Testing

/// Who somebody is stands in the sealed membership and follows nobody's edits.
@Suite struct AccountPeopleTests {
  private let manager = Actor(name: "manager@example.com", role: .manager)

  private func place() async throws -> Workplace {
    let place = try await Workplace()
    try await place.commit([
      .create(register: "people", id: "PER-1", values: ["name": "Owner", "email": "owner@example.com"]),
      .create(register: "people", id: "PER-2", values: ["name": "Manager"]),
      .create(
        register: "risks", id: "R-1",
        values: [
          "title": "Phishing", "domains": ["information_security"], "owner": "PER-1", "inherent_likelihood": 2,
          "inherent_impact": 3,
        ]),
    ])
    for (email, role) in [("owner@example.com", Role.contributor), ("manager@example.com", .manager)] {
      try await place.installation.addMember(
        email: email, name: email, password: "correct horse battery", role: role, in: place.workspace)
    }
    return place
  }

  private func actor(_ place: Workplace, _ email: String) async throws -> Actor {
    let found = try await place.installation.prove(email, by: .password("correct horse battery"))
    let account = try #require(found)
    let memberships = try await place.installation.database.read { try $0.memberships(of: account.id) }
    return place.installation.actor(account, try #require(memberships.first))
  }

  @Test func aManagerBecomesNobodyElse() async throws {
    let place = try await place()
    #expect(try await actor(place, "owner@example.com").person == "PER-1")
    #expect(try await actor(place, "manager@example.com").person == nil)
    // The address of somebody with an account is not theirs to change; that of others makes nobody of them.
    for values in [["email": "manager@example.com"], ["email": "x@example.com"], ["email": .null]] as [Body] {
      await #expect(throws: Failure.self) {
        try await place.commit([.edit(id: "PER-1", values: values)], as: manager)
      }
    }
    try await place.commit([.edit(id: "PER-2", values: ["email": "manager@example.com"])], as: manager)
    #expect(try await actor(place, "manager@example.com").person == nil)
    try await place.commit([.edit(id: "PER-1", values: ["email": "new@example.com"])])
    try await place.commit([.edit(id: "PER-2", values: ["email": "owner@example.com"])], as: manager)
    #expect(try await actor(place, "owner@example.com").person == "PER-1")
    let until: Body = ["accepted_until": "2027-01-01"]
    let forged = try await actor(place, "manager@example.com")
    await #expect(throws: Failure.self) {
      try await place.commit([.step(id: "R-1", noun: "acceptance", values: until)], as: forged)
    }
    let owner = try await actor(place, "owner@example.com")
    #expect(
      try await place.commit([.step(id: "R-1", noun: "acceptance", values: until)], as: owner).records[0].state
        == "accepted")
  }

  /// Nothing is approved by nobody: each step of the catalogue that writes who took it asks for a person.
  @Test func nobodySignsWithoutAName() async throws {
    let place = try await place()
    try await place.commit([
      .create(register: "documents", id: "DOC-1", values: ["title": "Policy", "text": "x", "owner": "PER-1"])
    ])
    let nameless = try await actor(place, "manager@example.com")
    do {
      try await place.commit([.step(id: "DOC-1", noun: "approval")], as: nameless)
      Issue.record("It was approved by nobody.")
    } catch let failure as Failure {
      #expect(failure.message.contains("manager@example.com isn’t linked to anybody in the People register"))
    }
    await #expect(throws: Failure.self) {
      try await place.commit([.edit(id: "DOC-1", values: [:], state: "approved")], as: nameless)
    }
    try await place.installation.setPerson("PER-2", of: "manager@example.com", in: place.workspace)
    let named = try await actor(place, "manager@example.com")
    let approved = try await place.commit([.step(id: "DOC-1", noun: "approval")], as: named).records[0]
    #expect(approved.body["approved_by"]?.text == "PER-2")
  }

  @Test func everyStepThatIsSignedIsRefusedToTheNameless() {
    let signed = Catalogue.registers.all.flatMap { register in
      (register.lifecycle?.steps ?? []).filter(\.namesActor).map { "\(register.slug) \($0.noun)" }
    }
    #expect(signed.count >= 8 && signed.contains("risks acceptance") && signed.contains("audit-reports receipt"))
  }

  @Test func anAdministratorSaysWhoItIs() async throws {
    let place = try await place()
    try await place.installation.setPerson("PER-2", of: "manager@example.com", in: place.workspace)
    #expect(try await actor(place, "manager@example.com").person == "PER-2")
    for wrong in ["PER-1", "PER-9", "R-1"] {
      await #expect(throws: Failure.self) {
        try await place.installation.setPerson(wrong, of: "manager@example.com", in: place.workspace)
      }
    }
    try await place.installation.setPerson(nil, of: "manager@example.com", in: place.workspace)
    #expect(try await actor(place, "manager@example.com").person == nil)
    #expect(try await place.installation.verify().problems == [])
    _ = try await place.installation.database.write { try $0.run("UPDATE membership SET person = 'PER-1'") }
    #expect(try await place.installation.verify().problems.contains { $0.what == "member" })
  }

  @Test func anInvitationNamesThePersonWhenItIsMade() async throws {
    let place = try await place()
    try await place.commit([.edit(id: "PER-2", values: ["email": "guest@example.com"])], as: manager)
    let secret = try await place.installation.invite(
      email: "Guest@example.com", role: .reader, until: nil, in: place.workspace, by: "chief")
    // Somebody bends the register before it is accepted.
    try await place.commit([.edit(id: "PER-2", values: ["email": .null])], as: manager)
    _ = try await place.installation.accept(secret, name: "Guest", password: "correct horse battery")
    #expect(try await actor(place, "guest@example.com").person == "PER-2")
  }

  /// A directory from before: who they were by address they are from now on, once; later addresses change nothing.
  @Test func membershipsFromBeforeGetTheirPersonOnce() async throws {
    let place = try await place()
    func start() async throws {
      let old = place.installation
      _ = try await Installation(
        database: old.database, registers: old.registers, libraries: old.libraries, files: old.files, key: old.key,
        clock: { old.now })
    }
    try await place.installation.setPerson(nil, of: "owner@example.com", in: place.workspace)
    try await start()
    #expect(try await actor(place, "owner@example.com").person == nil)
    _ = try await place.installation.database.write {
      try $0.run("DELETE FROM setting WHERE name = 'people of memberships'")
    }
    try await start()
    #expect(try await actor(place, "owner@example.com").person == "PER-1")
    #expect(try await actor(place, "manager@example.com").person == nil)
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func aTokenSignsNothing() async throws {
    let place = try await place()
    let secret = try await place.installation.addToken(
      name: "ci", role: .administrator, in: place.workspace, by: "chief")
    let token = try #require(try await place.installation.token(secret)).actor
    var tried = 0
    for register in Catalogue.registers.all {
      for step in register.lifecycle?.steps ?? [] where step.namesActor && !step.isByOwner {
        let id = "X-\(tried)"
        let made = try? await place.installation.commit(
          [.create(register: register.slug, id: id, values: [register.titleField.name: "x"], state: step.from.first)],
          in: place.workspace, as: Workplace.chief, hand: .history)
        guard made != nil else { continue }
        tried += 1
        do {
          try await place.commit([.step(id: id, noun: step.noun)], as: token)
          Issue.record("A token took “\(step.verb)” of \(register.slug).")
        } catch Failure.forbidden(let reason) { #expect(reason.contains("signed by a person")) } catch {
          Issue.record("\(register.slug) \(step.noun): \(error)")
        }
      }
    }
    #expect(tried > 0)
  }
}
