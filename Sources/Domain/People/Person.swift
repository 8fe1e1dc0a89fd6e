import RegisterKit

/// Somebody who has a part in the management system (ISO/IEC 27001:2022 5.3, 7.2).
public struct Person: Record {
  public var name = ""
  public var email = ""
  public var department = ""
  public var jobRole = ""
  public var site = ""
  public var started: Day?
  /// In words; whoever holds a described role is named there.
  public var roles = ""
  public var reportsTo: String?
  public init() {}

  public static let register = Register<Person>(
    "people", prefix: "PER", one: "Person", many: "People", area: .do,
    purpose: "The people who own, decide, audit or must be trained. Accounts are matched to them by e-mail address.",
    clauses: ["iso27001:5.3", "iso27001:7.2", "iso42001:5.3", "iso42001:7.2"],
    fields: [
      .line(\.name, "name", "Name", .title),
      .line(\.email, "email", "E-mail", .unique, .searched, .listed, .also("e-mail address", "mail")),
      .line(\.department, "department", "Department", .listed, .indexed),
      .line(\.jobRole, "job_role", "Job role", max: 1000, .listed, .searched, .also("job", "function", "job title")),
      .line(\.site, "site", "Site"),
      .day(\.started, "started", "Started", .also("with us since")),
      .line(
        \.roles, "isms_roles", "Roles in the management system", max: 1000, .listed, .also("roles in the ISMS", "roles")
      ),
      .person(\.reportsTo, "reports_to", "Reports to"),
    ],
    check: { person, _, problems in
      if !person.email.isEmpty, !isAddress(person.email) {
        problems.add("email", "This is not an e-mail address.")
      }
    })

  /// Has the shape of an e-mail address; whether mail arrives is another matter.
  public static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
      && !text.contains { $0.isWhitespace || "<>,;\"".contains($0) }
  }
}
