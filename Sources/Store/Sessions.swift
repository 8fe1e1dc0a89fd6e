import Domain
import Ledger
import RegisterKit

/// Somebody at a browser, from signing in to signing out.
public struct SignInSession: Sendable, Hashable {
  /// Of its secret, which is kept nowhere.
  public let hash: [UInt8]
  public let account: Int
  public let createdAt: Instant
  /// The moment from which it no longer holds, whatever is done in it.
  public let expires: Instant
  /// When the person last showed to be who they are.
  public var provedAt: Instant
  /// When something was last asked for in it, to the minute.
  public var seenAt: Instant
  /// Network address from which it was begun.
  public let sender: String
  /// What the browser said of itself when it was begun.
  public let agent: String
  /// Wrong passwords given in it since the last right one.
  public var wrong: Int

  public init(
    hash: [UInt8], account: Int, createdAt: Instant, expires: Instant, provedAt: Instant, seenAt: Instant,
    sender: String,
    agent: String, wrong: Int = 0
  ) {
    self.hash = hash
    self.account = account
    self.createdAt = createdAt
    self.expires = expires
    self.provedAt = provedAt
    self.seenAt = seenAt
    self.sender = String(sender.prefix(60))
    self.agent = String(agent.prefix(300))
    self.wrong = wrong
  }

  /// Names it on pages; the secret does not follow from it.
  public var id: String { String((Hash(bytes: hash) ?? Hash()).hex.prefix(16)) }

  /// The same under another secret.
  public func renewed(hash: [UInt8]) -> SignInSession {
    SignInSession(
      hash: hash, account: account, createdAt: createdAt, expires: expires, provedAt: provedAt, seenAt: seenAt,
      sender: sender, agent: agent, wrong: wrong)
  }
}

/// A session opens everything that its account may do, so each row is sealed with the installation's key: one that is
/// written or altered by hand opens nothing. When it was last seen is not sealed; it can only shorten a session.
extension Connection {
  /// Begins a session.
  public func addSession(_ session: SignInSession) throws {
    try run(
      """
      INSERT INTO session (hash, account, created_at, seen_at, expires_at, proved_at, sender, agent, wrong, seal)
      VALUES (\(session.hash), \(session.account), \("\(session.createdAt)"), \("\(session.seenAt)"),
        \("\(session.expires)"), \("\(session.provedAt)"), \(session.sender), \(session.agent), \(session.wrong),
        \(seal(session)))
      """)
    try run("UPDATE account SET seen_at = \("\(session.seenAt)") WHERE id = \(session.account)")
  }

  /// A session and its account; nil if there is none or the account is shut. Whether it has ended is for the caller to see.
  /// - Returns: Also whether it is as the program wrote it; if not, it must not be used.
  public func session(hash: [UInt8]) throws -> (session: SignInSession, account: Account, isSound: Bool)? {
    let found = try first(
      """
      SELECT \(Account.columns), \(Self.columns) FROM session JOIN account ON account.id = session.account
      WHERE session.hash = \(hash) AND account.disabled = 0
      """
    ) { row in Self.session(row, from: Account.width).map { ($0.session, Account(row), $0.seal) } }
    guard let (session, account, seal) = found ?? nil else { return nil }
    return (session, account, seal == self.seal(session))
  }

  /// The sessions of an account that the program began, the one that was used last first; ended ones too.
  public func sessions(of account: Int) throws -> [SignInSession] {
    try all(
      "SELECT \(Self.columns) FROM session WHERE session.account = \(account) ORDER BY session.seen_at DESC, session.hash"
    ) { Self.session($0, from: 0) }
    .compactMap(\.self).filter { $0.seal == seal($0.session) }.map(\.session)
  }

  /// Something was asked for in a session.
  public func see(session: SignInSession, at: Instant) throws {
    try run("UPDATE session SET seen_at = \("\(at)") WHERE hash = \(session.hash)")
    try run("UPDATE account SET seen_at = \("\(at)") WHERE id = \(session.account)")
  }

  /// Puts a session in the place of one: with another secret, or another proof.
  /// - Returns: False if the former one was gone.
  @discardableResult public func replaceSession(hash: [UInt8], with session: SignInSession) throws -> Bool {
    guard try removeSession(hash: hash) else { return false }
    try addSession(session)
    return true
  }

  /// Counts a wrong password in a session.
  /// - Returns: How many there are now.
  public func countWrong(session hash: [UInt8]) throws -> Int {
    try first("UPDATE session SET wrong = wrong + 1 WHERE hash = \(hash) RETURNING wrong") { $0.int(0) } ?? 0
  }

  /// Ends a session.
  /// - Returns: False if there was none.
  @discardableResult public func removeSession(hash: [UInt8]) throws -> Bool {
    try run("DELETE FROM session WHERE hash = \(hash)") > 0
  }

  /// Forgets the sessions that have ended by then.
  /// - Parameter silentSince: Those in which nothing was asked for since then have ended too.
  public func removeExpiredSessions(at: Instant, silentSince: Instant) throws {
    try run("DELETE FROM session WHERE expires_at <= \("\(at)") OR seen_at <= \("\(silentSince)")")
  }

  /// When each member of a workspace last asked for something, by account.
  public func lastUses(of workspace: Int) throws -> [Int: Instant] {
    let rows = try all(
      """
      SELECT account.id, account.seen_at FROM membership JOIN account ON account.id = membership.account
      WHERE membership.workspace = \(workspace) AND account.seen_at IS NOT NULL
      """
    ) { ($0.int(0), Instant($0.text(1))) }
    return Dictionary(rows.compactMap { id, at in at.map { (id, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// When an account last asked for something; nil if never.
  public func lastUse(of account: Int) throws -> Instant? {
    try first("SELECT seen_at FROM account WHERE id = \(account)") { $0.optionalText(0).flatMap { Instant($0) } } ?? nil
  }

  private static var columns: SQL {
    """
    session.hash, session.account, session.created_at, session.expires_at, session.proved_at, session.seen_at,
      session.sender, session.agent, session.wrong, session.seal
    """
  }

  private static func session(_ row: any Row, from column: Int) -> (session: SignInSession, seal: String)? {
    func moment(_ index: Int) -> Instant? { Instant(row.text(column + index)) }
    guard let created = moment(2), let expires = moment(3), let proved = moment(4), let seen = moment(5) else {
      return nil
    }
    let session = SignInSession(
      hash: row.blob(column), account: row.int(column + 1), createdAt: created, expires: expires, provedAt: proved,
      seenAt: seen, sender: row.text(column + 6), agent: row.text(column + 7), wrong: row.int(column + 8))
    return (session, row.text(column + 9))
  }

  private func seal(_ session: SignInSession) -> String {
    rowSeal(
      "session",
      [
        .text((Hash(bytes: session.hash) ?? Hash()).hex), .int(session.account), .text("\(session.createdAt)"),
        .text("\(session.expires)"), .text("\(session.provedAt)"),
      ])
  }
}
