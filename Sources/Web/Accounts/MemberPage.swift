import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// One member, for an administrator: role, access, password, sessions.
enum MemberPage {
  private typealias Member = (account: Account, role: Role, until: Day?, audits: [String])

  static func show(_ call: Call) async throws -> Reply { try await page(call) }

  private static func find(_ call: Call) async throws -> Member {
    let id = call.workspace.id
    let members = try await call.installation.database.read { try $0.members(of: id) }
    guard let member = members.first(where: { "\($0.account.id)" == call.parameter("id") }) else {
      throw Failure.notFound("There is no such member.")
    }
    return member
  }

  private static func page(_ call: Call, link: HTML = .empty, problem: String? = nil) async throws -> Reply {
    let (member, id) = (try await find(call), call.workspace.id)
    guard let administrator = call.account else { throw Failure.notSignedIn }
    let account = member.account
    let isOwn = account.id == administrator.id
    let manages = try await call.installation.manages(administrator, account)
    let used = try await call.installation.database.read { try $0.lastUses(of: id)[account.id] }
    let facts = UI.definitions([
      ("E-mail", "\(account.email)"), ("Role", "\(member.role.label)"),
      ("Until", "\(member.until.map { Words.day("\($0)") } ?? "–")"),
      ("Last used", "\(used.map { SessionWords.moment($0) } ?? "never")"),
    ])
    let sessions = manages ? try await call.installation.sessions(of: account) : []
    let content: HTML = """
      \(link)\(UI.card("Member", facts))\(part(member, call))\(isOwn ? .empty : password(account, manages, call))
      \(UI.card("Sessions", manages ? list(sessions, account, call) : "<p>They belong to other workspaces too, of which you are not administrator.</p>"))
      \(isOwn ? .empty : end(account, call))
      """
    var reply = try await call.page(
      Page(
        account.name, section: call.link.members,
        content: "\(UI.errorSummary(problem.map { [UI.FormProblem(field: nil, $0)] } ?? []))\(UI.stack([content]))"))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }

  private static func part(_ member: Member, _ call: Call) -> HTML {
    if member.role == .externalAuditor {
      return UI.card(
        "Role",
        "<p>External auditors have audits and a last day, set under <a href=\"\(call.link.members)\">Members</a>.</p>")
    }
    let roles = Role.allCases.filter { $0 != .externalAuditor }.map { UI.Choice($0.rawValue, $0.label) }
    return UI.card(
      "Change the role",
      UI.form(
        action: call.link.member(member.account.id, "role"), hidden: [call.token],
        """
        \(UI.field(.init("role", "Role", .select(roles, selected: member.role.rawValue, blank: nil), isRequired: true)))\
        \(UI.field(.init("until", "Last day", .date(member.until.map { "\($0)" } ?? ""), help: "For guests; the part ends by itself.")))
        """, actions: [UI.submit("Save")]))
  }

  private static func password(_ account: Account, _ manages: Bool, _ call: Call) -> HTML {
    let act: HTML =
      manages
      ? """
      <p>Makes a link by which \(account.name) sets a new password. It is shown once, works once and for \
      \(Installation.resetHours) hours.</p>\
      \(UI.act("Make a reset link", action: call.link.member(account.id, "reset"), hidden: [call.token]))
      """
      : "<p>\(account.name) belongs to a workspace of which you are not administrator; whoever runs the installation can set a password.</p>"
    return UI.card("Lost password", act)
  }

  private static func list(_ sessions: [SignInSession], _ account: Account, _ call: Call) -> HTML {
    let rows = sessions.map { session in
      SessionWords.row(
        session, isThis: session.hash == call.session?.hash,
        end: UI.act(
          "End", action: call.link.member(account.id, "sessions"), hidden: [call.token, .init("session", session.id)]))
    }
    let all: HTML =
      rows.count > 1
      ? UI.act("End all", action: call.link.member(account.id, "sessions"), hidden: [call.token, .init("all", "yes")])
      : .empty
    return
      "\(UI.table("Sessions", columns: SessionWords.columns, rows: rows, empty: "<p>Not signed in anywhere.</p>"))\(all)"
  }

  private static func end(_ account: Account, _ call: Call) -> HTML {
    UI.card(
      "End access",
      """
      <p>Takes \(account.name) out of this workspace. The account and what it wrote stay.</p>\
      \(UI.act("End access", action: "\(call.link.members)/removal", hidden: [call.token, .init("email", account.email)], confirm: "Take \(account.email) out of this workspace?"))
      """)
  }

  static func saveRole(_ call: Call) async throws -> Reply {
    let (form, member) = (try await call.form(), try await find(call))
    do {
      guard let role = Role(rawValue: form["role"] ?? "") else { throw Failure.malformed("Choose a role.") }
      let text = (form["until"] ?? "").trimmed()
      let until = Day(text)
      guard text.isEmpty || until != nil else { throw Failure.malformed("Last day: “\(text)” is no day.") }
      if member.account.id == call.account?.id, role != .administrator || until != nil {
        throw Failure.conflict("You can't take your own administration away; another administrator can.")
      }
      try await call.installation.changePart(
        of: member.account.email, to: role, until: until, in: call.workspace)
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
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
          "Link for \(member.account.email)",
          """
          <p>Give it to \(member.account.name) in a way that nobody else reads. It is shown only now, works once and for \
          \(Installation.resetHours) hours.</p>\(UI.codeBlock("\(call.origin)\(Link.reset(secret))", label: "Reset link"))\(call.originNote)
          """))
    } catch let failure as Failure {
      return try await page(call, problem: failure.message)
    }
  }

  static func endSessions(_ call: Call) async throws -> Reply {
    let (form, member) = (try await call.form(), try await find(call))
    guard let administrator = call.account, try await call.installation.manages(administrator, member.account) else {
      throw Failure.forbidden("\(member.account.email) belongs to workspaces of which you are not administrator.")
    }
    let id = form["all"] == nil ? form["session"] ?? "" : nil
    try await call.installation.endSessions(of: member.account, id, but: call.session, in: call.workspace)
    return .redirect(call.link.member(member.account.id))
  }
}
