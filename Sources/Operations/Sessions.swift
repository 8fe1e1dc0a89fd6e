import Domain
import Ledger
import RegisterKit
import Store

/// From where a session is begun.
public struct Device: Sendable {
  public let sender: String
  /// What the browser says of itself.
  public let agent: String

  public init(sender: String = "this machine", agent: String = "") {
    self.sender = sender
    self.agent = agent
  }
}

extension Installation {
  /// How long a session lasts at most, in hours: a working day and no night.
  public static let sessionHours = 12
  /// After how many hours without a request a session ends: longer than a meeting, shorter than an afternoon away.
  public static let idleHours = 2
  /// How many wrong passwords end a session in which they are given.
  public static let mostWrong = 5

  /// Begins a session. The secret is for the cookie; only its hash is kept.
  /// - Parameter former: The secret of the session that it takes the place of, which ends.
  public func beginSession(
    _ account: Account, from device: Device = Device(), inPlaceOf former: String? = nil
  ) async throws -> String {
    let secret = Random.secret()
    let now = now
    let event = Origin.current.event(.signIn, account.email, in: nil, by: account.email, at: now)
    let session = SignInSession(
      hash: Self.hash(secret), account: account.id, createdAt: now,
      expires: Instant(milliseconds: now.milliseconds + Self.sessionHours * 3_600_000), provedAt: now, seenAt: now,
      sender: device.sender, agent: device.agent)
    try await database.write { connection in
      try connection.addEvent(event)
      try connection.removeExpiredSessions(at: now, silentSince: Self.silent(now))
      if let former { try connection.removeSession(hash: Self.hash(former)) }
      try connection.addSession(session)
    }
    return secret
  }

  /// Gives a session another secret, as whenever what it opens becomes more; the former one opens nothing any more.
  /// - Returns: The new secret; nil if the session has ended.
  public func renewSession(_ secret: String) async throws -> String? {
    let fresh = Random.secret()
    let now = now
    return try await database.write { connection in
      guard let (session, _, isSound) = try connection.session(hash: Self.hash(secret)), isSound,
        Self.holds(session, now)
      else { return nil }
      try connection.replaceSession(hash: session.hash, with: session.renewed(hash: Self.hash(fresh)))
      return fresh
    }
  }

  /// Ends a session; without effect if it has ended.
  /// - Parameter secret: As in the cookie.
  public func endSession(_ secret: String) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      guard let (session, account, _) = try connection.session(hash: Self.hash(secret)) else { return }
      try connection.removeSession(hash: session.hash)
      try connection.addEvent(origin.event(.signOut, account.email, in: nil, by: account.email, at: now))
    }
  }

  /// A session that holds, its account, and all memberships of it that still hold; nil for everything else, and for a row
  /// that the program did not write.
  public func session(
    _ secret: String
  ) async throws -> (session: SignInSession, account: Account, memberships: [Membership])? {
    let (now, today, hash) = (now, today, Self.hash(secret))
    let found = try await sound { connection, isRowSound in
      try connection.session(hash: hash).flatMap { session -> ((SignInSession, Account, Bool), [Membership])? in
        guard try isRowSound(.account(session.account.id)) else { return nil }
        let memberships = try connection.memberships(of: session.account.id).filter {
          guard $0.until.map({ $0 >= today }) ?? true else { return false }
          return try isRowSound(.membership(workspace: $0.workspace.id, account: session.account.id))
        }
        return (session, memberships)
      }
    }
    guard let ((session, account, isSound), memberships) = found else { return nil }
    guard isSound else {
      try await noteBroken("session of \(account.email)")
      return nil
    }
    guard Self.holds(session, now) else { return nil }
    if now.milliseconds - session.seenAt.milliseconds >= 60_000 {
      // A disk that takes no writes keeps nobody from reading.
      try? await database.write { try $0.see(session: session, at: now) }
    }
    return (session, account, memberships)
  }

  /// The sessions of an account that hold, the one that was used last first.
  public func sessions(of account: Account) async throws -> [SignInSession] {
    let now = now
    return try await database.read { try $0.sessions(of: account.id) }.filter { Self.holds($0, now) }
  }

  /// Ends sessions of an account.
  /// - Parameters:
  ///   - id: The one of that name; nil for all.
  ///   - kept: Is not ended with all.
  /// - Returns: How many were ended.
  @discardableResult
  public func endSessions(
    of account: Account, _ id: String?, but kept: SignInSession? = nil, in workspace: Workspace? = nil
  ) async throws -> Int {
    let (now, origin) = (now, Origin.current)
    return try await database.write { connection in
      let ended = try connection.sessions(of: account.id).filter { session in
        id.map { session.id == $0 } ?? (session.hash != kept?.hash)
      }
      for session in ended { try connection.removeSession(hash: session.hash) }
      if !ended.isEmpty {
        let what = ended.count == 1 ? "1 session" : "\(ended.count) sessions"
        try connection.addEvent(origin.event(.sessionEnded, account.email, in: workspace, what, at: now))
      }
      return ended.count
    }
  }

  static func hash(_ secret: String) -> [UInt8] { Hash.sha256(secret.utf8).bytes }

  private static func silent(_ now: Instant) -> Instant {
    Instant(milliseconds: now.milliseconds - idleHours * 3_600_000)
  }

  private static func holds(_ session: SignInSession, _ now: Instant) -> Bool {
    session.expires > now && session.seenAt > silent(now)
  }
}

extension Installation {
  /// Whether an account was ever signed in.
  public func wasSeen(_ account: Account) async throws -> Bool {
    try await database.read { try $0.lastUse(of: account.id) != nil }
  }
}
