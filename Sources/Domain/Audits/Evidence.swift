import RegisterKit

/// A file or link that shows that something was done, for the period that it speaks for.
public struct Evidence: Record {
  public var title = ""
  /// SHA-256 of a stored file, in 64 hexadecimal digits; nil where there is only a link.
  public var file: String?
  /// Begins with `https://` or `http://`; empty where there is only a file.
  public var link = ""
  /// First day for which it speaks; nil for any day before the last.
  public var validFrom: Day?
  /// Last day for which it speaks; nil for any day from the first on.
  public var validUntil: Day?
  public var requirements: [String] = []
  public var controls: [String] = []
  public var owner: String?
  public var note = ""
  public init() {}

  public static let register = Register<Evidence>(
    "evidence", prefix: "EVD", one: "Piece of evidence", many: "Evidence", area: .check,
    purpose:
      "Files and links that show that something was done; one piece can serve many requirements, for its period.",
    clauses: ["iso27001:7.5.3", "iso42001:7.5.3"],
    fields: [
      .line(\.title, "title", "Title", .title),
      .file(\.file, "file", "File", .listed),
      .line(\.link, "link", "Link", max: 2000),
      .day(\.validFrom, "valid_from", "Speaks for the time from", .listed),
      .day(\.validUntil, "valid_until", "until", .due, .listed),
      .requirements(\.requirements, "requirements", "Serves requirements", .listed),
      .references(\.controls, "controls", "Shows controls", to: "controls", .listed),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .prose(\.note, "note", "Note"),
    ],
    check: { evidence, _, problems in
      if let from = evidence.validFrom, let until = evidence.validUntil, until < from {
        problems.add("valid_until", "The period ends before it begins.")
      }
      if !evidence.link.isEmpty, !evidence.link.hasPrefix("https://"), !evidence.link.hasPrefix("http://") {
        problems.add("link", "A link begins with https:// or http://.")
      }
    })
}

extension Evidence {
  /// Whether it speaks for a day. Where no beginning or end is given it is open on that side.
  public func isValid(on day: Day) -> Bool {
    if let validFrom, day < validFrom { return false }
    if let validUntil, validUntil < day { return false }
    return true
  }
}
