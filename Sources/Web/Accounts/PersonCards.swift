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
      return UI.tag("nobody yet", .warn)
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

  static func card(_ accounts: [Account], _ persons: Persons, _ call: Call) -> HTML {
    guard !accounts.isEmpty else { return .empty }
    let source = WebAddress.query(call.link.lookup, [("in", "people")])
    let folds = accounts.enumerated().map { index, account -> HTML in
      let id = persons.known[account.email] ?? persons.proposed[account.email]
      let current = id.map { UI.Choice($0, persons.names[$0] ?? $0) }
      let note =
        persons.known[account.email].map { persons.names[$0] ?? $0 }
        ?? (id == nil ? "nobody yet" : "nobody yet; proposed by the e-mail address")
      let help: HTML = "Duties, signatures and “my own work” follow this person. Empty for nobody."
      return UI.fold(
        "\(account.name)", note: "\(account.email), \(note)",
        UI.form(
          action: call.link.memberPerson, hidden: [call.token, .init("email", account.email)],
          UI.field(.init("person", "Person", .reference(current, source: source), help: help, prefix: "p\(index)")),
          actions: [UI.submit("Save", .plain)]))
    }
    return UI.card(
      "Who is which person",
      UI.stack([
        "<p>An account is one person of the register of people. Only administrators say which.</p>", UI.folds(folds),
      ]))
  }
}
