import HTTPTypes
import Operations
import RegisterKit

/// Errors of the API: RFC 9457, with one entry for each wrong field.
enum ProblemDocument {
  static func reply(_ status: Int, _ title: String, _ detail: String, errors: [Value] = []) -> Reply {
    var members: [String: Value] = [
      "type": "about:blank", "title": .text(title), "status": .int(status), "detail": .text(detail),
    ]
    if !errors.isEmpty { members["errors"] = .list(errors) }
    return Reply(
      status: .init(code: status), headers: [.contentType: "application/problem+json", .cacheControl: "no-store"],
      bytes: JSON.bytes(.object(members)))
  }

  static func reply(_ failure: Failure) -> Reply {
    let (status, title) = ErrorPage.kind(failure)
    var errors: [Value] = []
    if case .invalid(let rejections) = failure {
      errors = rejections.flatMap { rejection in
        rejection.problems.map {
          ["field": Value($0.field), "message": .text($0.message), "record": Value(rejection.record)]
        }
      }
    }
    var reply = reply(status.code, title, failure.message, errors: errors)
    reply.headers[.retryAfter] = failure.retryAfter.map { "\($0)" }
    if case .notSignedIn = failure { reply.headers[.wwwAuthenticate] = "Bearer" }
    return reply
  }
}
