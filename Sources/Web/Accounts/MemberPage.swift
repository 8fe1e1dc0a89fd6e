import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// One member, for an administrator: role, person, access, password, sessions.
enum MemberPage {
  private typealias Member = (account: Account, role: Role, until: Day?, audits: [String])

  /// What was typed in the form of the role, so that a refused one comes back as it was.
  private struct Typed {
    let role: String
    let until: String
  }

  static func show(_ call: Call) async throws -> Reply { try await page(call) }

  private static func find(_ call: Call) async throws -> Member {
    let id = call.workspace.id
    let members = try await call.installation.database.read { try $0.members(of: id) }
    guard let member = members.first(where: { "\($0.account.id)" == call.parameter("id") }) else {
      throw Failure.notFound("There is no such member.")
    }
    return member
  }

  private static func page(
    _ call: Call, link: HTML = .empty, typed: Typed? = nil, problem: String? = nil
  ) async throws -> Reply {
    let (member, id) = (try await find(call), call.workspace.id)
    guard let administrator = call.account else { throw Failure.notSignedIn }
    let account = member.account
    let isOwn = account.id == administrator.id
    let manages = try await call.installation.manages(administrator, account)
    let used = try await call.installation.database.read { try $0.lastUses(of: id)[account.id] }
    let persons = try await PersonCards.persons([account], call)
    let sessions = manages ? try await call.installation.sessions(of: account) : []
    let until = member.until.map { ", until \(Words.day("\($0)"))" } ?? ""
    let content: [HTML] = [
      UI.errorSummary(problem.map { [UI.FormProblem(field: nil, $0)] } ?? []), link, part(member, typed, call),
      PersonCards.card(account, persons, call),
      UI.card(
        "Sessions",
        manages
          ? list(sessions, account, call)
          : "<p>\(account.name) also belongs to a workspace that you don’t administer, so sessions aren’t shown.</p>"),
      isOwn ? .empty : password(account, manages, call), isOwn ? .empty : end(account, call),
    ]
    var reply = try await call.page(
      Page(
        account.name, facts: UI.tag("\(member.role.label)\(until)"),
        lead: "\(account.email), \(used.map { "last used \(SessionWords.moment($0))" } ?? "never signed in")",
        crumbs: [.init("Members and tokens", href: call.link.members)], section: call.link.members,
        content: UI.stack(content)))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }

  private static func part(_ member: Member, _ typed: Typed?, _ call: Call) -> HTML {
    if member.role == .externalAuditor {
      return UI.card(
        "Role",
        "<p>External auditors are invited to audits until a last day. Change both under <a href=\"\(call.link.members)\">Members and tokens</a>.</p>"
      )
    }
    let roles = Role.allCases.filter { $0 != .externalAuditor }.map { UI.Choice($0.rawValue, $0.label, hint: $0.may) }
    let until = typed?.until ?? member.until.map { "\($0)" } ?? ""
    return UI.card(
      "Role",
      UI.form(
        action: call.link.member(member.account.id, "role"), hidden: [call.token],
        """
        \(UI.field(.init("role", "Role", .select(roles, selected: typed?.role ?? member.role.rawValue, blank: nil), isRequired: true)))\
        \(UI.field(.init("until", "Last day", .date(until), help: "Only for guests. Access ends automatically after it.")))
        """, actions: [UI.submit("Save role")]))
  }

  private static func password(_ account: Account, _ manages: Bool, _ call: Call) -> HTML {
    let act: HTML =
      manages
      ? """
      <p>Create a link with which \(account.name) sets a new password. It is shown once, works once and expires after \
      \(Installation.resetHours) hours.</p>\
      \(UI.act("Create reset link", action: call.link.member(account.id, "reset"), hidden: [call.token]))
      """
      : "<p>\(account.name) also belongs to a workspace that you don’t administer. Whoever runs the installation can set a password.</p>"
    return UI.card("Lost password", UI.stack([act]))
  }

  private static func list(_ sessions: [SignInSession], _ account: Account, _ call: Call) -> HTML {
    let path = call.link.member(account.id, "sessions")
    let rows = sessions.map { session in
      let isThis = session.hash == call.session?.hash
      let end = UI.act("End", action: path, hidden: [call.token, .init("session", session.id)])
      return SessionWords.row(session, isThis: isThis, end: isThis ? "–" : end)
    }
    let all: HTML =
      rows.count > 1 ? UI.act("End all", action: path, hidden: [call.token, .init("all", "yes")]) : .empty
    let empty: HTML = "<p>\(account.name) isn’t signed in anywhere.</p>"
    return "\(UI.table("Sessions", columns: SessionWords.columns, rows: rows, empty: empty, isStacked: true))\(all)"
  }

  private static func end(_ account: Account, _ call: Call) -> HTML {
    let act = UI.act(
      "End access", action: "\(call.link.members)/removal", .danger,
      hidden: [call.token, .init("email", account.email)],
      confirm: "End access of \(account.name) to this workspace?")
    return UI.card(
      "End access",
      UI.stack([
        "<p>\(account.name) loses access to this workspace at once. The account and everything it wrote stay.</p>\(act)"
      ]))
  }

  static func saveRole(_ call: Call) async throws -> Reply {
    let (form, member) = (try await call.form(), try await find(call))
    let typed = Typed(role: form["role"] ?? "", until: (form["until"] ?? "").trimmed())
    do {
      guard let role = Role(rawValue: typed.role) else { throw Failure.malformed("Choose a role.") }
      let until = Day(typed.until)
      guard typed.until.isEmpty || until != nil else {
        throw Failure.malformed("Last day: “\(typed.until.prefix(20))” isn’t a date; use 2027-03-31.")
      }
      if member.account.id == call.account?.id, role != .administrator || until != nil {
        throw Failure.conflict("You can’t give up your own administration. Another administrator can change your role.")
      }
      try await call.installation.changePart(
        of: member.account.email, to: role, until: until, in: call.workspace)
    } catch let failure as Failure {
      return try await page(call, typed: typed, problem: failure.message)
    }
    return .redirect(WebAddress.query(call.link.member(member.account.id), [("done", "saved")]))
  }

  static func issueReset(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let member = try await find(call)
    guard let administrator = call.account else { throw Failure.notSignedIn }
    do {
      let secret = try await call.installation.issueReset(
        for: member.account.email, in: call.workspace, by: administrator)
      return try await page(
        call,
        link: UI.card(
          "Password reset link",
          UI.stack([
            """
            <p>Send it to \(member.account.name) where nobody else reads it. It is shown only now, works once and expires \
            after \(Installation.resetHours) hours.</p>\
            \(UI.codeBlock("\(call.origin)\(Link.reset(secret))", label: "Reset link"))\(call.originNote)
            """
          ])))
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
    }
  }

  static func endSessions(_ call: Call) async throws -> Reply {
    let (form, member) = (try await call.form(), try await find(call))
    guard let administrator = call.account, try await call.installation.manages(administrator, member.account) else {
      throw Failure.forbidden("\(member.account.email) also belongs to a workspace that you don’t administer.")
    }
    let id = form["all"] == nil ? form["session"] ?? "" : nil
    try await call.installation.endSessions(of: member.account, id, but: call.session, in: call.workspace)
    return .redirect(WebAddress.query(call.link.member(member.account.id), [("done", "saved")]))
  }
}
