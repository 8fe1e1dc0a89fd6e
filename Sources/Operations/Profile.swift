import Domain
import Foundation
import RegisterKit
import Store

/// What somebody says of themselves under *Your account*.
public struct Profile: Sendable, Hashable {
  /// 1 to 100 characters on one line.
  public var name: String
  /// One of ``zones``; nil for UTC.
  public var zone: String?
  /// Reminders by mail of what is overdue or escalated only.
  public var overdueOnly: Bool

  public init(name: String, zone: String?, overdueOnly: Bool) {
    self.name = name
    self.zone = zone
    self.overdueOnly = overdueOnly
  }

  /// Names of time zones that can be chosen, in order (IANA, places only: no abbreviations and fixed offsets).
  public static let zones: [String] = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.sorted()
}

extension Installation {
  /// Keeps what somebody says of themselves. The e-mail address stays: administrators invite by it, and links go to it.
  /// - Throws: ``Failure/malformed(_:)`` with what is wrong.
  public func setProfile(_ profile: Profile, of account: Account) async throws {
    guard Profile.isName(profile.name) else { throw Failure.malformed(Profile.nameRule) }
    if let zone = profile.zone, !Profile.zones.contains(zone) {
      throw Failure.malformed("“\(zone.prefix(40))” isn’t a time zone. Choose one from the list.")
    }
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      guard let present = try connection.account(email: account.email) else {
        throw Failure.notFound("There is no account \(account.email).")
      }
      try checkSound([.account(present.id)], connection)
      try connection.setProfile(
        account: present.id, name: profile.name, zone: profile.zone, overdueOnly: profile.overdueOnly)
      guard present.name != profile.name else { return }
      try connection.addEvent(
        origin.event(
          .accountChanged, present.email, in: nil, "\(present.name) → \(profile.name)", by: present.email, at: now))
    }
  }

  /// Breaks the line, or turns the direction of what is written behind it: no part of a name.
  static func isNoLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isBidiControl
      || [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
  }
}

extension Profile {
  static let nameRule = "Your name has 1 to 100 characters on one line."

  /// Whether a text can be a person's name: something that is seen, on one line. Bytes have a limit of their own, since a
  /// letter may carry any number of marks.
  static func isName(_ text: String) -> Bool {
    (1...100).contains(text.count) && text.utf8.count <= 400
      && !text.unicodeScalars.contains(where: Installation.isNoLetter)
      && text.unicodeScalars.contains { $0.properties.generalCategory != .format && !$0.properties.isWhitespace }
  }
}
