import Domain
import Ledger
import Operations
import RegisterKit
import Store

/// Members and tokens of a workspace.
enum MemberPages {
  static func show(_ call: Call) async throws -> Reply {
    // The way here from an audit room names its audit.
    try await page(call, auditor: .init(audits: call.query.filter { $0.name == "audit" }.map(\.value)))
  }

  /// What was typed for a token, so that a refused one comes back as it was.
  private struct TypedToken: Sendable {
    var (name, role, until) = ("", "reader", "")

    init() {}
    init(_ form: FormData) {
      (name, role, until) = ((form["name"] ?? "").trimmed(), form["role"] ?? "", (form["until"] ?? "").trimmed())
    }
  }

  private static func page(
    _ call: Call, flash: Flash? = nil, link: HTML = .empty, problem: String? = nil,
    auditor: AuditorCards.Typed = .init(), token typed: TypedToken = .init()
  ) async throws -> Reply {
    let id = call.workspace.id
    let audits = try await call.read { try call.installation.auditsForOutsiders($0) }
    let (members, invitations, tokens, used) = try await call.installation.database.read {
      (try $0.members(of: id), try $0.invitations(to: id), try $0.tokens(of: id), try $0.lastUses(of: id))
    }
    let persons = try await PersonCards.persons(members.map(\.account), call)
    // Who is invited to audits has a form of its own, with them and a last day; tokens of such are made on the command line.
    let roles = Role.allCases.filter { $0 != .externalAuditor }.map { UI.Choice($0.rawValue, $0.label) }
    let memberRows = members.map { member in
      UI.Row([
        "<a href=\"\(call.link.member(member.account.id))\">\(member.account.name)</a>", "\(member.account.email)",
        persons.cell(member.account, call),
        UI.tag(member.role.label),
        "\(member.until.map { Words.day("\($0)") } ?? "–")",
        "\(used[member.account.id].map { SessionWords.moment($0) } ?? "never")",
      ])
    }
    let invitationRows = invitations.map { invitation in
      UI.Row([
        "\(invitation.email)\(when: invitation.person != nil, " <small>\(invitation.person)</small>")",
        "\(UI.tag(invitation.role.label))\(when: !invitation.audits.isEmpty, " \(invitation.audits.joined(separator: ", "))")",
        "\(invitation.until.map { Words.day("\($0)") } ?? "–")",
        "\(Words.day("\(invitation.expires.day)"))",
        UI.act(
          "Withdraw", action: "\(call.link.invitations)/removal",
          hidden: [call.token, .init("email", invitation.email)]),
      ])
    }
    let waiting: HTML =
      invitationRows.isEmpty
      ? .empty
      : UI.card(
        "Invited, not yet accepted",
        UI.table(
          "Invitations", columns: ["E-mail", "Role", "Until", "Link valid until", "Change"].map { UI.Column($0) },
          rows: invitationRows))
    let tokenRows = tokens.map { token in
      UI.Row([
        "\(token.name)",
        "\(UI.tag(token.role.label))\(when: !token.audits.isEmpty, " \(token.audits.joined(separator: ", "))")\(when: token.until != nil, " until \(token.until.map { Words.day("\($0)") } ?? "")")",
        "\(Words.day(token.createdAt.prefix(10).description))", "\(token.createdBy)",
        "\(token.usedAt.map { SessionWords.moment($0) } ?? "never")",
        UI.act(
          "Revoke", action: "\(call.link.tokens)/removal", hidden: [call.token, .init("name", token.name)],
          confirm: "Revoke the token \(token.name)?"),
      ])
    }
    let rights = UI.definitions(Role.allCases.map { ($0.label, "\($0.may)") })
    let content: HTML = """
      \(link)\(UI.card("Members", UI.table("Members", columns: [UI.Column("Name", .title)] + ["E-mail", "Person", "Role", "Access until", "Last used"].map { UI.Column($0) }, rows: memberRows, isStacked: true)))
      \(waiting)\(AuditorCards.visits(members, audits, call))\(UI.card("Invite somebody", UI.form(
        action: call.link.members, hidden: [call.token],
        """
        \(UI.field(.init("email", "E-mail address", .text("", type: "email"), isRequired: true)))\
        \(UI.field(.init("role", "Role", .select(roles, selected: "reader", blank: nil), isRequired: true)))\
        \(UI.field(.init("until", "Last day", .date(""), help: "Only for guests. Access ends automatically after it.")))
        """, actions: [UI.submit("Invite")])))
      \(AuditorCards.invite(audits, auditor, call))
      \(UI.folds([UI.fold("What each role may do", rights)]))
      \(UI.card("Tokens for programs", UI.table("Tokens", columns: ["Name", "Role", "Created", "By", "Last used", "Change"].map { UI.Column($0) }, rows: tokenRows, empty: "<p>There are no tokens. Programs need one to use the API.</p>")))
      \(UI.card("Create a token", UI.form(
        action: call.link.tokens, hidden: [call.token],
        """
        \(UI.field(.init("name", "Name", .text(typed.name), isRequired: true, prefix: "t")))\
        \(UI.field(.init("role", "Role", .select(roles, selected: typed.role, blank: nil), isRequired: true, prefix: "t")))\
        \(UI.field(.init("until", "Last day", .date(typed.until), help: "The token stops working after it.", prefix: "t")))
        """, actions: [UI.submit("Create token", .plain)])))
      """
    var reply = try await call.page(
      Page(
        "Members and tokens",
        lead: "Open a member to change the role, say who it is, reset the password or end access.",
        section: call.link.members, flashes: flash.map { [$0] } ?? [],
        content: "\(UI.errorSummary(problem.map { [UI.FormProblem(field: nil, $0)] } ?? []))\(UI.stack([content]))"))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }

  static func add(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let typed = AuditorCards.Typed(form)
    let email = typed.email
    do {
      guard let role = Role(rawValue: form["role"] ?? "") else { throw Failure.malformed("Choose a role.") }
      let secret = try await call.installation.invite(
        email: email, role: role, until: try typed.day(), audits: typed.audits, in: call.workspace, by: call.actor.name)
      let address = "\(call.origin)\(Link.invitation(secret))"
      let person = try await call.installation.invitation(secret)?.offer.person
      let names = try await call.read { try $0.names(of: person.map { [$0] } ?? []) }
      // Whoever edits the People register has a say in whose address this is, so it is said before the link goes out.
      let acts: HTML =
        person.map { id in
          "<p>They will act as <strong>\(names[id]?.title ?? "somebody")</strong> (\(id)), whose e-mail address this is in the People register. If that is wrong, withdraw the invitation.</p>"
        } ?? .empty
      return try await page(
        call,
        link: UI.card(
          "Link for \(email)",
          """
          \(acts)<p>Send it to \(email). It is shown only now, works once and for \(Installation.invitationDays) days.</p>\
          \(UI.codeBlock(address, label: "Invitation link"))\(call.originNote)
          """))
    } catch let failure as Failure {
      let isAuditor = form["role"] == Role.externalAuditor.rawValue
      return try await page(call, problem: failure.message, auditor: isAuditor ? typed : .init())
    }
  }

  /// Other audits and another last day for an external auditor.
  static func changeVisit(_ call: Call) async throws -> Reply {
    let typed = AuditorCards.Typed(try await call.form())
    do {
      try await call.installation.setVisit(
        email: typed.email, audits: typed.audits, until: try typed.day(), in: call.workspace)
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
    }
    return .redirect(WebAddress.query(call.link.members, [("done", "saved")]))
  }

  static func setPerson(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let person = (form["person"] ?? "").trimmed()
    do {
      try await call.installation.setPerson(
        person.isEmpty ? nil : person, of: (form["email"] ?? "").trimmed(), in: call.workspace)
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
    }
    let id = try await call.installation.database.read { [email = form["email"] ?? ""] in
      try $0.account(email: email.trimmed())?.id
    }
    return .redirect(
      WebAddress.query(id.map { call.link.member($0) } ?? call.link.members, [("done", "saved")]))
  }

  static func withdraw(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    try await call.installation.withdrawInvitation(email: form["email"] ?? "", to: call.workspace)
    return .redirect(call.link.members)
  }

  static func remove(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let email = (form["email"] ?? "").trimmed().lowercased()
    do {
      if email == call.account?.email {
        throw Failure.conflict("You can’t end your own access. Another administrator can.")
      }
      try await call.installation.removeMember(email: email, from: call.workspace)
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
    }
    return .redirect(WebAddress.query(call.link.members, [("done", "ended")]))
  }

  static func addToken(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let typed = TypedToken(form)
    let secret: String
    do {
      guard let role = Role(rawValue: typed.role) else { throw Failure.malformed("Choose a role.") }
      secret = try await call.installation.addToken(
        name: typed.name, role: role, until: try AuditorCards.Typed(form).day(), in: call.workspace,
        by: call.actor.name)
    } catch let failure as Failure {
      return try await page(call, problem: failure.message, token: typed)
    }
    return try await page(call, flash: Flash(.good, "The token is <code>\(secret)</code>. It is shown only now."))
  }

  static func removeToken(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    _ = try await call.installation.removeToken(form["name"] ?? "", from: call.workspace)
    return .redirect(call.link.members)
  }
}
