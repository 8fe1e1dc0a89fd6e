import HTTPTypes
import Operations
import RegisterKit
import Store

/// Setting a password by a link that an administrator made.
enum ResetPages {
  static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

  private static func page(_ call: Call, problem: String?) async throws -> Reply {
    guard let account = try await call.installation.reset(call.parameter("secret")) else {
      throw Installation.resetGone
    }
    let problems = problem.map { [UI.FormProblem(field: "password", $0)] } ?? []
    return .html(
      Layout.bare(
        title: "Set a new password",
        content: """
          <p>For \(account.email). You will be signed out everywhere.</p>\(UI.errorSummary(problems))\(UI.form(
            action: Link.reset(call.parameter("secret")),
            "\(UI.field(.init("password", "New password", .text("", type: "password", autocomplete: "new-password"), help: PasswordWords.help, isRequired: true)))",
            actions: [UI.submit("Set password")]))
          """), status: problem == nil ? .ok : .unprocessableContent)
  }

  /// Nobody is signed in: the secret of the link is what counts, and the check of the origin keeps others' forms out.
  static func save(_ call: Call) async throws -> Reply {
    let form = try FormData(
      contentType: call.request.headers[.contentType] ?? "", content: try await call.receive(upTo: 20_000).content)
    do {
      _ = try await call.installation.useReset(call.parameter("secret"), password: form["password"] ?? "")
    } catch Failure.malformed(let reason) {
      return try await page(call, problem: reason)
    }
    return SignInPages.left(call)
  }
}
