import Domain
import RegisterKit

/// Somebody from outside on the premises (ISO/IEC 27001:2022 A.7.2).
struct Visit: Record {
  enum Badge: String, Choice { case visitor, contractor, auditor }

  var visitor = ""
  var badge = Badge.visitor
  var arrived: Day?
  var left: Day?
  var host: String?
  var reason = ""
  init() {}

  static let register = Register<Visit>(
    "visits", prefix: "VIS", one: "Visit", many: "Visits", area: .do,
    purpose: "Who came, when, and who answered for them.",
    clauses: ["iso27001:A.7.2"],
    fields: [
      .line(\.visitor, "visitor", "Visitor", .title, .also("name", "guest")),
      .choice(\.badge, "badge", "Badge", .listed),
      .day(\.arrived, "arrived", "Arrived", .required, .listed, .indexed),
      .day(\.left, "left", "Left", .listed),
      .person(\.host, "host", "Host", .owner, .listed),
      .prose(\.reason, "reason", "Reason"),
    ],
    check: { visit, _, problems in
      if let arrived = visit.arrived, let left = visit.left, left < arrived {
        problems.add("left", "Nobody leaves before arriving.")
      }
    })
}
