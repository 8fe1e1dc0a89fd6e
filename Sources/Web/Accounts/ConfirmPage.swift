import HTTPTypes
import Operations
import RegisterKit
import Store

/// Before what gives others power, the password is asked again if it was given too long ago (ASVS 5.0 7.5.2, 7.5.3), so that an
/// open browser is not enough. What was typed travels through the page and is carried out with the answer.
enum ConfirmPage {
  /// How long a proof is good for, in minutes.
  static let minutes = 15
  private static let field = "_proof"

  /// - Returns: The page that asks; nil where there is nothing to ask, or it was answered rightly. The call keeps the body
  ///   and, after an answer, the session under its new secret.
  static func ask(_ call: inout Call, _ route: Route) async throws -> Reply? {
    guard route.asksAgain, let session = call.session,
      call.installation.now.milliseconds - session.provedAt.milliseconds >= minutes * 60_000
    else { return nil }
    call.taken = try await call.receive(upTo: 4 << 20)
    let form = try await call.form()
    guard let password = form[field] else { return page(call, form, problem: nil) }
    switch try await AccountPages.proveAgain(call, password) {
    case .right(let secret, let session):
      (call.freshSecret, call.sessionSecret, call.session) = (secret, secret, session)
      return nil
    case .wrong: return page(call, form, problem: "Wrong password.")
    // The cookie stays: the first of two clicks may have set it just now.
    case .superseded: return .redirect("/")
    case .ended: return SignInPages.left(call)
    }
  }

  /// The page with the form that was sent, as far as the browser says; never an address of another site.
  private static func back(_ call: Call) -> String {
    Website.page(before: call) ?? "/"
  }

  private static func page(_ call: Call, _ form: FormData, problem: String?) -> Reply {
    let kept = form.fields.filter { $0.name != field && $0.name != call.token.name }
    let hidden = kept.map { UI.HiddenField($0.name, $0.value) }
    return .html(
      Layout.bare(
        title: "Confirm it is you",
        content: """
          <p>You are about to change who has access. Enter your password to continue; nothing that you typed is lost.</p>
          \(UI.errorSummary(problem.map { [UI.FormProblem(field: field, $0)] } ?? []))\(UI.form(
            action: call.request.uri.string, hidden: [call.token] + hidden,
            "\(UI.field(.init(field, "Password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))",
            actions: [UI.submit("Continue"), UI.linkButton("Cancel", href: back(call), .plain)]))
          \(UI.act("Sign out", action: Link.signOut, hidden: [call.token]))
          """), status: problem == nil ? .ok : .unprocessableContent)
  }
}
