import Domain
import HTTPTypes
import Ledger
import Operations
import RegisterKit
import Store

/// Coming in and going out.
enum SignInPages {
  static func start(_ call: Call) async throws -> Reply {
    guard call.account != nil else { return .redirect(Link.signIn) }
    if call.memberships.count == 1 { return .redirect(Link(workspace: call.memberships[0].workspace.slug).home) }
    return .html(
      Layout.bare(
        title: "Your workspaces",
        content: """
          <ul class="todo">\(call.memberships.html { membership in
            "<li><a href=\"\(Link(workspace: membership.workspace.slug).home)\">\(membership.workspace.name)</a> <small>\(membership.role.label)</small></li>"
          })</ul>\(when: call.memberships.isEmpty, "<p>You have no part in any workspace. Ask an administrator to invite you.</p>")
          \(UI.act("Sign out", action: Link.signOut, hidden: [call.token]))
          """))
  }

  static func form(_ call: Call) async throws -> Reply {
    if call.account != nil { return .redirect("/") }
    return page(next: call.query("next") ?? "", email: "", problem: nil)
  }

  private static func page(next: String, email: String, problem: String?, status: HTTPResponse.Status = .ok) -> Reply {
    let problems = problem.map { [UI.FormProblem(field: "email", $0)] } ?? []
    return .html(
      Layout.bare(
        title: "Sign in",
        content: """
          \(UI.errorSummary(problems))\(UI.form(
            action: Link.signIn, hidden: [UI.HiddenField("next", next)],
            """
            \(UI.field(.init("email", "E-mail address", .text(email, type: "email", autocomplete: "username"), isRequired: true)))\
            \(UI.field(.init("password", "Password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))
            """, actions: [UI.submit("Sign in")]))
          """), status: status)
  }

  /// No token is asked for: whoever has the password may sign in, and the check of the origin keeps others' forms out.
  static func signIn(_ call: Call) async throws -> Reply {
    let form = try FormData(
      contentType: call.request.headers[.contentType] ?? "", content: try await call.receive(upTo: 20_000).content)
    let email = (form["email"] ?? "").trimmed().lowercased()
    let (limiter, now) = (call.site.limiter, call.installation.now)
    let wait = limiter.attempt(email, from: call.sender, now: now)
    if wait > 0 {
      try await call.installation.noteFailure(.slowedDown, email: email)
      throw Failure.tooMany(retryAfter: wait)
    }
    guard let account = try await call.installation.account(email: email, password: form["password"] ?? "") else {
      try await call.installation.noteFailure(.signInFailed, email: email)
      return page(
        next: form["next"] ?? "", email: email, problem: "Address and password don't belong together.",
        status: .unauthorized)
    }
    limiter.succeeded(email, from: call.sender)
    return try await entered(call, account, next: form["next"].flatMap { WebAddress.isLocal($0) ? $0 : nil } ?? "/")
  }

  /// Begins a session and goes on.
  static func entered(_ call: Call, _ account: Account, next: String) async throws -> Reply {
    let secret = try await call.installation.beginSession(account)
    var reply = Reply.redirect(next)
    reply.headers[.setCookie] =
      "\(Gate.cookie(call.site))=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Installation.sessionHours * 3600)\(call.site.isSecure ? "; Secure" : "")"
    return reply
  }

  static func signOut(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    if let secret = call.sessionSecret { try await call.installation.endSession(secret) }
    var reply = Reply.redirect(Link.signIn)
    reply.headers[.setCookie] = "\(Gate.cookie(call.site))=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    return reply
  }

  static func account(_ call: Call) async throws -> Reply {
    accountPage(call, problem: nil, done: call.query("done") != nil)
  }

  private static func accountPage(_ call: Call, problem: String?, done: Bool) -> Reply {
    .html(
      Layout.bare(
        title: "Your account",
        content: """
          \(when: done, UI.notice(.good, nil, "The password was changed. Sign in again on your other devices."))
          <p>\(call.account?.email)</p><h2>Change the password</h2>
          \(UI.errorSummary(problem.map { [UI.FormProblem(field: "old", $0)] } ?? []))\(UI.form(
            action: "/account/password", hidden: [call.token],
            """
            \(UI.field(.init("old", "Present password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))\
            \(UI.field(.init("new", "New password", .text("", type: "password", autocomplete: "new-password"), help: "12 characters or more.", isRequired: true)))
            """, actions: [UI.submit("Change it"), UI.linkButton("Back", href: "/", .plain)]))
          """), status: problem == nil ? .ok : .unprocessableContent)
  }

  static func changePassword(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    guard let account = call.account else { throw Failure.notSignedIn }
    do {
      try await call.installation.changePassword(of: account, from: form["old"] ?? "", to: form["new"] ?? "")
    } catch let failure as Failure {
      return accountPage(call, problem: failure.message, done: false)
    }
    return .redirect(Link.signIn)
  }

  static func asset(_ call: Call) async throws -> Reply {
    guard let asset = Asset.named(call.parameter("name")) else { throw Failure.notFound("There is no such file.") }
    return Reply(
      status: .ok, headers: [.contentType: asset.contentType, .cacheControl: "public, max-age=31536000, immutable"],
      bytes: asset.bytes)
  }

  static func health(_ call: Call) async throws -> Reply {
    let database = call.installation.database
    _ = try await database.read { try $0.count("SELECT 1") }
    if database.trouble != nil { return .json(["status": "not writing"], status: .serviceUnavailable) }
    return .json(["status": "ok"])
  }
}
