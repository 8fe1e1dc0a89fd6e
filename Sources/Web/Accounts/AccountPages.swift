import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// What somebody does with their own account: name, time zone, reminders and password.
enum AccountPages {
  private struct Problem {
    let inPassword: Bool
    let fields: [UI.FormProblem]
  }

  static func show(_ call: Call) async throws -> Reply { try page(call) }

  private static func page(_ call: Call, typed: Profile? = nil, problem: Problem? = nil) throws -> Reply {
    guard let account = call.account else { throw Failure.notSignedIn }
    let profile = typed ?? Profile(name: account.name, zone: account.zone, overdueOnly: account.overdueOnly)
    let saved = call.query("done") == "saved" && problem == nil
    var reply = Reply.html(
      Layout.bare(
        title: "Your account", flashes: saved ? [Flash(.good, "Saved.")] : [],
        content: UI.stack([
          UI.errorSummary(problem?.fields ?? []), form(account, profile, call),
          UI.folds([password(call, isOpen: problem?.inPassword == true)]),
          """
          <div class="row">\(UI.linkButton("Where you are signed in", href: Link.sessions, .plain))\
          \(UI.linkButton("Back to work", href: "/", .plain))\(UI.act("Sign out", action: Link.signOut, hidden: [call.token]))</div>
          """,
        ])))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }

  private static func form(_ account: Account, _ profile: Profile, _ call: Call) -> HTML {
    let zones = Profile.zones.map { UI.Choice($0, $0.replacing("_", with: " ")) }
    let reminders = [UI.Choice("all", "Due soon and overdue"), UI.Choice("overdue", "Overdue only")]
    return UI.form(
      action: Link.account, hidden: [call.token],
      """
      <p>\(account.email)<br><small>You sign in with this address. It can’t be changed.</small></p>\
      \(UI.field(.init("name", "Name", .text(profile.name, autocomplete: "name"), isRequired: true)))\
      \(UI.field(.init("zone", "Time zone", .select(zones, selected: profile.zone, blank: "UTC"), help: "Times on pages are shown in it. Exports, certification packs and the API use UTC.")))\
      \(UI.field(.init("reminders", "Reminders by mail", .select(reminders, selected: profile.overdueOnly ? "overdue" : "all", blank: nil), help: "Escalations and news about your account always come.")))\
      <p class="help">Language: English. No other language is available yet.</p>
      """, actions: [UI.submit("Save")])
  }

  private static func password(_ call: Call, isOpen: Bool) -> HTML {
    UI.fold(
      "Change your password", isOpen: isOpen,
      UI.form(
        action: "/account/password", hidden: [call.token],
        """
        \(UI.field(.init("old", "Current password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))\
        \(UI.field(.init("new", "New password", .text("", type: "password", autocomplete: "new-password"), help: PasswordWords.help, isRequired: true)))\
        <p class="help">You will be signed out everywhere.</p>
        """, actions: [UI.submit("Change password", .plain)]))
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    let zone = (form["zone"] ?? "").trimmed()
    let profile = Profile(
      name: (form["name"] ?? "").trimmed(), zone: zone.isEmpty ? nil : zone,
      overdueOnly: form["reminders"] == "overdue")
    do {
      try await call.installation.setProfile(profile, of: account)
    } catch Failure.malformed(let reason) {
      return try page(call, typed: profile, problem: Problem(inPassword: false, fields: [.init(field: nil, reason)]))
    }
    return .redirect(WebAddress.query(Link.account, [("done", "saved")]))
  }

  static func changePassword(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    func refused(_ field: String, _ reason: String) throws -> Reply {
      try page(call, problem: Problem(inPassword: true, fields: [.init(field: field, reason)]))
    }
    switch try await proveAgain(call, form["old"] ?? "") {
    case .right(let secret, _): call.freshSecret = secret
    case .superseded: return .redirect("/")
    case .wrong: return try refused("old", "The current password is wrong.")
    case .ended: return SignInPages.left(call)
    }
    do {
      try await call.installation.changePassword(of: account, to: form["new"] ?? "")
    } catch Failure.malformed(let reason) {
      return try refused("new", reason)
    }
    // The session ended with all others.
    call.freshSecret = nil
    return SignInPages.left(call)
  }

  /// Asks for the password once more in a session; counted like a sign-in, before it is looked at.
  static func proveAgain(_ call: Call, _ password: String) async throws -> Installation.ProofInSession {
    guard let account = call.account, let session = call.session else { throw Failure.notSignedIn }
    let place = "session \(session.id)"
    let wait = call.site.limiter.attempt(account.email, from: call.sender, device: place)
    if wait > 0 {
      try await call.installation.noteFailure(.slowedDown, email: account.email)
      throw Failure.tooMany(retryAfter: wait)
    }
    let proof = try await call.installation.proveAgain(session, account, by: .password(password))
    switch proof {
    case .right, .superseded: call.site.limiter.succeeded(account.email, from: call.sender, device: place)
    case .wrong, .ended: break
    }
    return proof
  }

  /// Where somebody is signed in.
  static func sessions(_ call: Call) async throws -> Reply {
    guard let account = call.account else { throw Failure.notSignedIn }
    let sessions = try await call.installation.sessions(of: account)
    let lines = sessions.html { session in
      let isThis = session.hash == call.session?.hash
      return """
        <li><div><strong>\(SessionWords.device(session.agent))</strong>\(when: isThis, " \(UI.tag("this browser"))")\
        <p class="help">\(session.sender)<br>Signed in \(SessionWords.moment(session.createdAt))<br>\
        Last used \(SessionWords.moment(session.seenAt))</p></div>\
        \(when: !isThis, UI.act("End", action: Link.sessionsEnd, hidden: [call.token, .init("session", session.id)]))</li>
        """
    }
    let others: HTML =
      sessions.count > 1
      ? UI.act("End all others", action: Link.sessionsEnd, hidden: [call.token, .init("others", "yes")])
      : "<p>You aren’t signed in anywhere else.</p>"
    return .html(
      Layout.bare(
        title: "Where you are signed in",
        content: UI.stack([
          "<ul class=\"todo sessions\">\(lines)</ul>", others,
          """
          <p class="quiet">You are signed out after \(Installation.idleHours) hours without use, and after \
          \(Installation.sessionHours) hours in any case. If you don’t recognize a browser, end it and change your password.</p>
          """,
          """
          <div class="row">\(UI.linkButton("Your account", href: Link.account, .plain))\
          \(UI.act("Sign out", action: Link.signOut, hidden: [call.token]))</div>
          """,
        ])))
  }

  static func endSessions(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    let id = form["others"] == nil ? form["session"] ?? "" : nil
    try await call.installation.endSessions(of: account, id, but: call.session)
    return .redirect(Link.sessions)
  }
}

/// Said wherever somebody chooses a password.
enum PasswordWords {
  static let help: HTML = "12 characters or more. Four unrelated words are easy to remember."
}
