import Domain
import HTTPTypes
import Operations
import RegisterKit
import Store

/// Taking a part in a workspace that somebody offered. The password is chosen by whoever will use it.
enum InvitationPages {
  static func show(_ call: Call) async throws -> Reply { try await page(call, name: "", problem: nil) }

  private static func page(_ call: Call, name: String, problem: String?) async throws -> Reply {
    guard let (offer, hasAccount) = try await call.installation.invitation(call.parameter("secret")) else {
      throw Failure.notFound("This invitation was used, withdrawn or has expired. Ask for another.")
    }
    let action = Link.invitation(call.parameter("secret"))
    let what: HTML =
      "<p><strong>\(offer.workspace.name)</strong> invites \(offer.email) as \(offer.role.label.lowercased()).</p>"
    let form: HTML
    if let account = call.account {
      form =
        account.email == offer.email
        ? UI.form(action: action, hidden: [call.token], .empty, actions: [UI.submit("Accept")])
        : "<p>You are signed in as \(account.email). Sign out, and open this link again.</p>\(UI.act("Sign out", action: Link.signOut, hidden: [call.token]))"
    } else if hasAccount {
      form =
        "<p>\(UI.linkButton("Sign in to accept", href: WebAddress.query(Link.signIn, [("next", action)]), .main))</p>"
    } else {
      form = UI.form(
        action: action,
        """
        \(UI.field(.init("name", "Your name", .text(name, autocomplete: "name"), isRequired: true)))\
        \(UI.field(.init("password", "Password", .text("", type: "password", autocomplete: "new-password"), help: PasswordWords.help, isRequired: true)))
        """, actions: [UI.submit("Accept")])
    }
    let problems = problem.map { [UI.FormProblem(field: "password", $0)] } ?? []
    return .html(
      Layout.bare(title: "Invitation", content: "\(what)\(UI.errorSummary(problems))\(form)"),
      status: problem == nil ? .ok : .unprocessableContent)
  }

  static func accept(_ call: Call) async throws -> Reply {
    let secret = call.parameter("secret")
    guard let (offer, _) = try await call.installation.invitation(secret) else {
      throw Failure.notFound("This invitation was used, withdrawn or has expired. Ask for another.")
    }
    let home = Link(workspace: offer.workspace.slug).home
    if let account = call.account {
      _ = try await call.form()
      _ = try await call.installation.accept(secret, as: account)
      // What the session opens became more: another secret, so that one known from before does not open it.
      var reply = Reply.redirect(home)
      if let former = call.sessionSecret, let fresh = try await call.installation.renewSession(former) {
        SignInPages.set(fresh, call, &reply)
      }
      return reply
    }
    // Nobody is signed in: the secret of the link is what counts, and the check of the origin keeps others' forms out.
    let form = try FormData(
      contentType: call.request.headers[.contentType] ?? "", content: try await call.receive(upTo: 20_000).content)
    let name = (form["name"] ?? "").trimmed()
    do {
      let account = try await call.installation.accept(secret, name: name, password: form["password"] ?? "")
      return try await SignInPages.entered(call, account, next: home)
    } catch Failure.malformed(let reason) {
      return try await page(call, name: name, problem: reason)
    }
  }
}
