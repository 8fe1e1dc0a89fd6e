import HTTPTypes
import Operations
import RegisterKit
import Store

/// Before what gives others power, the password is asked again if it was given too long ago (ASVS 5.0 7.5.1), so that an
/// open browser is not enough. What was typed travels through the page and is carried out with the answer.
enum ConfirmPage {
  /// How long a proof is good for, in minutes.
  static let minutes = 15
  private static let field = "_proof"

  /// - Returns: The page that asks; nil where there is nothing to ask. Of the call only the body is taken, which it keeps.
  static func ask(_ call: inout Call, _ route: Route) async throws -> Reply? {
    guard route.asksAgain, let session = call.session,
      call.installation.now.milliseconds - session.provedAt.milliseconds >= minutes * 60_000
    else { return nil }
    call.taken = try await call.body(upTo: 4 << 20)
    let form = try await call.form()
    guard let password = form[field] else { return page(call, form, problem: nil) }
    switch try await AccountPages.proveAgain(call, password) {
    case .right: return nil
    case .wrong: return page(call, form, problem: "This is not your password.")
    case .ended: return SignInPages.left(call)
    }
  }

  private static func page(_ call: Call, _ form: FormData, problem: String?) -> Reply {
    let kept = form.fields.filter { $0.name != field && $0.name != call.token.name }
    let hidden = kept.map { UI.HiddenField($0.name, $0.value) }
    return .html(
      Layout.bare(
        title: "Confirm it is you",
        content: """
          <p>This gives somebody access or takes it away. You last gave your password more than \(minutes) minutes ago; \
          give it once more, and what you were doing goes on.</p>
          \(UI.errorSummary(problem.map { [UI.FormProblem(field: field, $0)] } ?? []))\(UI.form(
            action: call.request.uri.string, hidden: [call.token] + hidden,
            "\(UI.field(.init(field, "Password", .text("", type: "password", autocomplete: "current-password"), isRequired: true)))",
            actions: [UI.submit("Go on"), UI.linkButton("Cancel", href: "/", .plain)]))
          """), status: problem == nil ? .ok : .unprocessableContent)
  }
}
