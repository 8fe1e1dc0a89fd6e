import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// What somebody does with their own account: the password, and where they are signed in.
enum AccountPages {
  static func show(_ call: Call) async throws -> Reply { page(call) }

  private static func page(_ call: Call, problem: UI.FormProblem? = nil) -> Reply {
    .html(
      Layout.bare(
        title: "Your account",
        content: """
          <p>\(call.account?.name), \(call.account?.email)</p>\
          <p>\(UI.linkButton("Where you are signed in", href: Link.sessions, .plain))</p><h2>Change the password</h2>
          \(UI.errorSummary(problem.map { [$0] } ?? []))\(UI.form(
            action: "/account/password", hidden: [call.token],
            """
            \(UI.field(.init("old", "Present password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))\
            \(UI.field(.init("new", "New password", .text("", type: "password", autocomplete: "new-password"), help: "12 characters or more; four words are easy to keep in mind. You sign in again everywhere.", isRequired: true)))
            """, actions: [UI.submit("Change it"), UI.linkButton("Back", href: "/", .plain)]))
          """), status: problem == nil ? .ok : .unprocessableContent)
  }

  static func changePassword(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    switch try await proveAgain(call, form["old"] ?? "") {
    case .right: break
    case .wrong: return page(call, problem: .init(field: "old", "The present password is not right."))
    case .ended: return SignInPages.left(call)
    }
    do {
      try await call.installation.changePassword(of: account, to: form["new"] ?? "")
    } catch Failure.malformed(let reason) {
      return page(call, problem: .init(field: "new", reason))
    }
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
    if proof == .right { call.site.limiter.succeeded(account.email, from: call.sender, device: place) }
    return proof
  }

  /// Where somebody is signed in.
  static func sessions(_ call: Call) async throws -> Reply {
    guard let account = call.account else { throw Failure.notSignedIn }
    let sessions = try await call.installation.sessions(of: account)
    let lines = sessions.html { session in
      let isThis = session.hash == call.session?.hash
      return """
        <li><strong>\(SessionWords.device(session.agent))</strong>\(when: isThis, " \(UI.tag("this one"))") \
        <small>from \(session.sender); begun \(SessionWords.moment(session.createdAt)); \
        last used \(SessionWords.moment(session.seenAt))</small>\
        \(when: !isThis, UI.act("End", action: Link.sessionsEnd, hidden: [call.token, .init("session", session.id)]))</li>
        """
    }
    let others: HTML =
      sessions.count > 1
      ? UI.act("End all others", action: Link.sessionsEnd, hidden: [call.token, .init("others", "yes")]) : .empty
    return .html(
      Layout.bare(
        title: "Where you are signed in",
        content: """
          <ul class="todo">\(lines)</ul>\(others)
          <p class="quiet">A session ends after \(Installation.idleHours) hours without use, and after \
          \(Installation.sessionHours) hours in any case. If one is not yours, end it and change the password.</p>
          <p>\(UI.linkButton("Your account", href: Link.account, .plain))</p>
          """))
  }

  static func endSessions(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    let id = form["others"] == nil ? form["session"] ?? "" : nil
    try await call.installation.endSessions(of: account, id, but: call.session)
    return .redirect(Link.sessions)
  }
}
