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
    guard email.utf8.count <= RateLimiter.longestAddress else {
      throw Failure.malformed("An e-mail address has at most \(RateLimiter.longestAddress) characters.")
    }
    let device = KnownDevice(site: call.site, email: email).id(call)
    let wait = call.site.limiter.attempt(email, from: call.sender, device: device)
    if wait > 0 {
      try await call.installation.noteFailure(.slowedDown, email: email)
      throw Failure.tooMany(retryAfter: wait)
    }
    guard let account = try await call.installation.prove(email, by: .password(form["password"] ?? "")) else {
      try await call.installation.noteFailure(.signInFailed, email: email)
      return page(
        next: form["next"] ?? "", email: email, problem: "Wrong e-mail address or password.",
        status: .unauthorized)
    }
    call.site.limiter.succeeded(email, from: call.sender, device: device)
    return try await entered(call, account, next: form["next"].flatMap { WebAddress.isLocal($0) ? $0 : nil } ?? "/")
  }

  /// Begins a session, in place of the one that this browser has, and goes on.
  static func entered(_ call: Call, _ account: Account, next: String) async throws -> Reply {
    let agent = HTTPField.Name("User-Agent").flatMap { call.request.headers[$0] } ?? ""
    let known = KnownDevice(site: call.site, email: account.email)
    let isNew = known.id(call) == nil
    // Whoever never signed in anywhere needs no word of the first browser.
    let wasHere = isNew ? try await call.installation.wasSeen(account) : true
    let secret = try await call.installation.beginSession(
      account, from: Device(sender: call.sender, agent: agent), inPlaceOf: call.cookie(Gate.cookie(call.site)))
    var reply = Reply.redirect(next)
    set(secret, call, &reply)
    reply.headers.append(HTTPField(name: .setCookie, value: known.cookie(call)))
    BrowserOwner(site: call.site, account: account).enter(call, &reply)
    if isNew, wasHere { call.installation.tell(account, .newBrowser(SessionWords.device(agent))) }
    return reply
  }

  /// Gives the browser the secret of its session.
  static func set(_ secret: String, _ call: Call, _ reply: inout Reply) {
    let cookie = Gate.setCookie(call.site, secret, seconds: Installation.sessionHours * 3600)
    reply.headers.append(HTTPField(name: .setCookie, value: cookie))
  }

  static func signOut(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    if let secret = call.sessionSecret { try await call.installation.endSession(secret) }
    var reply = left(call)
    BrowserOwner.clearStorage(&reply)
    return reply
  }

  /// To the door, without a session.
  static func left(_ call: Call) -> Reply {
    var reply = Reply.redirect(Link.signIn)
    reply.headers[.setCookie] = Gate.setCookie(call.site, "", seconds: 0)
    return reply
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
