import Operations
import RegisterKit

extension Call {
  /// The moment asked for with `as_of`, the same for pages and API: a day such as 2026-11-16 means its end. Nil where
  /// nothing is asked.
  func asOf() throws -> Instant? {
    guard let asked = query("as_of") else { return nil }
    // A form that is sent without a day asks for no day; a program that does means one.
    if asked.isEmpty, !request.uri.path.hasPrefix("/api/") { return nil }
    guard let moment = Instant(asOf: asked) else {
      throw Failure.malformed("as_of is a day such as 2026-11-16 or a moment such as 2026-03-31T09:30:00Z.")
    }
    return moment
  }
}
