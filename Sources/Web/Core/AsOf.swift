import Operations
import RegisterKit

extension Call {
  /// The moment asked for with `as_of`, the same for pages and API: a day such as 2026-11-16 means its end. Nil where
  /// nothing is asked.
  func asOf() throws -> Instant? {
    guard let asked = query("as_of"), !asked.isEmpty else { return nil }
    guard let moment = Instant(asOf: asked) else {
      throw Failure.malformed("as_of is a day such as 2026-11-16 or a moment such as 2026-03-31T09:30:00Z.")
    }
    return moment
  }
}
