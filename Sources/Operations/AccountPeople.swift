import Domain
import RegisterKit
import Store

// Which person of the register an account is stands in its membership, where administrators say it. An e-mail address in the
// register only proposes it: managers edit those.
extension Installation {
  /// Who in the register has an e-mail address and is nobody's account yet.
  public func proposedPerson(_ email: String, _ connection: any Connection, _ workspace: Workspace) throws -> String? {
    try registers.person(of: email, connection, workspace)
  }

  /// Says who of the people register a member is.
  /// - Parameter person: Code of a person; nil for nobody.
  /// - Throws: ``Failure/conflict(_:)`` if another member is that person.
  public func setPerson(_ person: String?, of email: String, in workspace: Workspace) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let members = try connection.members(of: workspace.id)
      guard let member = members.first(where: { $0.account.email == email.lowercased() }) else {
        throw Failure.notFound("\(email) is no member.")
      }
      try checkPerson(person, of: member.account.email, connection, workspace)
      guard try connection.people(of: workspace.id)[member.account.email] != person else { return }
      try connection.setPerson(workspace: workspace.id, account: member.account.id, person)
      try connection.addEvent(
        origin.event(.memberChanged, member.account.email, in: workspace, "is \(person ?? "no person")", at: now))
    }
  }

  func checkPerson(
    _ person: String?, of email: String, _ connection: any Connection, _ workspace: Workspace
  ) throws {
    guard let person else { return }
    guard let record = try Scope(connection, workspace, registers).record(person),
      record.kind == Person.register.erased.slug,
      !record.isArchived
    else { throw Failure.malformed("There is no person \(person) in the register.") }
    if let other = try connection.people(of: workspace.id).first(where: { $0.value == person && $0.key != email }) {
      throw Failure.conflict("\(person) is \(other.key) already; two accounts can't be one person.")
    }
  }
}

extension Registers {
  func person(of email: String, _ connection: any Connection, _ workspace: Workspace) throws -> String? {
    guard let people = self[Person.register.erased.slug], let field = people.field("email") else { return nil }
    let found = try Scope(connection, workspace, self).holders(of: field, in: people, email)
    guard found.count == 1, try !connection.people(of: workspace.id).values.contains(found[0]) else { return nil }
    return found[0]
  }

  /// Memberships from before persons stood in them get the one whose address they have, once: until then that was who they
  /// were.
  func setPeopleOnce(_ connection: any Connection) throws {
    let done = "people of memberships"
    guard try connection.setting(done) == nil else { return }
    for workspace in try connection.workspaces() {
      let known = try connection.people(of: workspace.id)
      for member in try connection.members(of: workspace.id) where known[member.account.email] == nil {
        guard let person = try person(of: member.account.email, connection, workspace) else { continue }
        try connection.setPerson(workspace: workspace.id, account: member.account.id, person)
      }
    }
    try connection.setSetting(done, "set")
  }
}

extension Actor {
  /// Why whoever acts can't sign something by name; nil if they can. A token is no person, and of an account only its
  /// membership says which person it is.
  /// - Parameter what: What is to be signed, as the refusal names it.
  func unsigned(_ what: String) -> String? {
    if isProgram { return "\(what) is signed by a person. A token can’t sign; somebody with an account can." }
    guard person == nil else { return nil }
    return
      "\(what) is signed by name, and \(name) isn’t linked to anybody in the People register. An administrator can link the account under Members and tokens."
  }

  /// - Throws: ``Failure/forbidden(_:)`` unless whoever acts can sign by name.
  func checkSigns(_ what: String) throws {
    if let reason = unsigned(what) { throw Failure.forbidden(reason) }
  }
}
