import Domain
import Ledger
import RegisterKit

/// A link by which somebody who lost the password sets another; its secret is kept only as its hash.
public struct PasswordReset: Sendable, Hashable {
  public let account: Int
  /// The moment from which it no longer works.
  public let expires: Instant
  /// E-mail address of the administrator who made it.
  public let createdBy: String

  public init(account: Int, expires: Instant, createdBy: String) {
    self.account = account
    self.expires = expires
    self.createdBy = createdBy
  }
}

/// Such a link opens an account, so each row is sealed like a session.
extension Connection {
  /// Another link for the same account takes the place of the one before.
  public func addReset(_ reset: PasswordReset, hash: [UInt8]) throws {
    try run(
      """
      INSERT INTO password_reset (account, hash, expires_at, created_by, seal)
      VALUES (\(reset.account), \(hash), \("\(reset.expires)"), \(reset.createdBy), \(seal(reset, hash)))
      ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at,
        created_by = excluded.created_by, seal = excluded.seal
      """)
  }

  /// The link that has that secret, and its account; nil if there is none. Whether it has expired is for the caller to see.
  /// - Returns: Also whether it is as the program wrote it; if not, it must not be used.
  public func reset(hash: [UInt8]) throws -> (reset: PasswordReset, account: Account, isSound: Bool)? {
    let found = try first(
      """
      SELECT \(Account.columns), password_reset.expires_at, password_reset.created_by, password_reset.seal
      FROM password_reset JOIN account ON account.id = password_reset.account WHERE password_reset.hash = \(hash)
      """
    ) { row -> (PasswordReset, Account, String)? in
      let account = Account(row)
      return Instant(row.text(Account.width)).map {
        (
          PasswordReset(account: account.id, expires: $0, createdBy: row.text(Account.width + 1)), account,
          row.text(Account.width + 2)
        )
      }
    }
    guard let (reset, account, seal) = found ?? nil else { return nil }
    return (reset, account, seal == self.seal(reset, hash))
  }

  /// Takes the link of an account away; without effect if there is none.
  public func removeReset(account: Int) throws { try run("DELETE FROM password_reset WHERE account = \(account)") }

  /// Ends what leads into an account without its password. Not sealed: that something is gone opens nothing.
  func endWays(of account: Int) throws {
    try run("DELETE FROM session WHERE account = \(account)")
    try removeReset(account: account)
  }

  private func seal(_ reset: PasswordReset, _ hash: [UInt8]) -> String {
    rowSeal(
      "password reset",
      [
        .text((Hash(bytes: hash) ?? Hash()).hex), .int(reset.account), .text("\(reset.expires)"),
        .text(reset.createdBy),
      ])
  }
}
