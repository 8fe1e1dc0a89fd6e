import Domain
import Operations
import RegisterKit
import Store

/// Which person of the register each member is: said here by administrators, and nowhere else. What is for the owner alone, who
/// signs and whose own work something is rests on it.
enum PersonCards {
  struct Persons: Sendable {
    /// By e-mail address of the account.
    var known: [String: String] = [:]
    var proposed: [String: String] = [:]
    /// Names by code.
    var names: [String: String] = [:]

    func cell(_ account: Account, _ call: Call) -> HTML {
      if let id = known[account.email] {
        return "<a href=\"\(call.link.record("people", id))\">\(names[id] ?? id)</a>"
      }
      return UI.tag("not linked", .warn)
    }
  }

  static func persons(_ accounts: [Account], _ call: Call) async throws -> Persons {
    let (installation, workspace) = (call.installation, call.workspace)
    return try await call.read { scope in
      var persons = Persons(known: try scope.connection.people(of: workspace.id))
      for account in accounts where persons.known[account.email] == nil {
        persons.proposed[account.email] = try installation.proposedPerson(account.email, scope.connection, workspace)
      }
      let ids = Array(persons.known.values) + Array(persons.proposed.values)
      persons.names = try scope.names(of: ids).mapValues(\.title)
      return persons
    }
  }

  /// Says who one member is.
  static func card(_ account: Account, _ persons: Persons, _ call: Call) -> HTML {
    let source = WebAddress.query(call.link.lookup, [("in", "people")])
    let proposed = persons.known[account.email] == nil ? persons.proposed[account.email] : nil
    let current = (persons.known[account.email] ?? proposed).map { UI.Choice($0, persons.names[$0] ?? $0) }
    let help: HTML =
      "Tasks, approvals and “my own work” use this entry in the People register.\(when: proposed != nil, " Proposed by the e-mail address; save to confirm.")"
    return UI.card(
      "Person",
      UI.form(
        action: call.link.memberPerson, hidden: [call.token, .init("email", account.email)],
        UI.field(.init("person", "Person", .reference(current, source: source), help: help)),
        actions: [UI.submit("Save person", .plain)]))
  }
}
