import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// How long the link of a reset can be used, in hours.
  public static let resetHours = 24

  /// Makes a link by which a member who lost the password sets another. It does not tell the old one, and nobody but who has
  /// the link learns the new one.
  /// - Returns: The secret, which is kept nowhere else.
  /// - Throws: ``Failure/forbidden(_:)`` unless ``manages(_:_:_:)``.
  public func issueReset(for email: String, in workspace: Workspace, by administrator: Account) async throws -> String {
    let secret = Random.secret()
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let member = try connection.members(of: workspace.id).first { $0.account.email == email.lowercased() }
      guard let account = member?.account else { throw Failure.notFound("\(email) is no member.") }
      guard account.id != administrator.id else {
        throw Failure.forbidden("Change your own password under “Your account”.")
      }
      guard !account.isDisabled else { throw Failure.conflict("\(account.email) is disabled.") }
      guard try manages(administrator, account, connection) else {
        throw Failure.forbidden(
          "\(account.email) belongs to a workspace of which you are not administrator; whoever runs the installation can set a password."
        )
      }
      let reset = PasswordReset(
        account: account.id, expires: Instant(milliseconds: now.milliseconds + Self.resetHours * 3_600_000),
        createdBy: administrator.email)
      try connection.addReset(reset, hash: Self.hash(secret))
      try connection.addEvent(
        origin.event(.resetIssued, account.email, in: workspace, by: administrator.email, at: now))
    }
    return secret
  }

  /// Whose password the link of that secret sets; nil once it was used, replaced or has expired, or whoever made it may no longer.
  public func reset(_ secret: String) async throws -> Account? {
    let now = now
    return try await database.read { try openReset(secret, $0, now) }
  }

  /// Sets a password by a link. The link is used up, and every session of the account ends.
  /// - Throws: ``Failure/malformed(_:)`` with what is wrong with the password; the link stays good then.
  public func useReset(_ secret: String, password: String) async throws -> Account {
    let gone = Failure.notFound("This link was used, replaced or has expired. Ask an administrator for another.")
    guard let known = try await reset(secret) else { throw gone }
    let hash = try await newHash(password, for: known.email, known.name)
    let (now, origin) = (now, Origin.current)
    return try await database.write { connection in
      guard let account = try openReset(secret, connection, now) else { throw gone }
      try connection.removeReset(account: account.id)
      try connection.setPassword(account: account.id, hash: hash)
      try connection.addEvent(origin.event(.resetUsed, account.email, in: nil, by: account.email, at: now))
      return account
    }
  }

  /// Whether somebody is administrator wherever an account has a part. An account opens all its workspaces, so who could
  /// take it over must have them all anyway.
  func manages(_ administrator: Account, _ account: Account, _ connection: any Connection) throws -> Bool {
    let (today, parts) = (today, try connection.memberships(of: account.id))
    let own = try connection.memberships(of: administrator.id).filter {
      $0.role == .administrator && ($0.until.map { $0 >= today } ?? true)
    }.map(\.workspace)
    return !administrator.isDisabled && !parts.isEmpty && parts.allSatisfy { own.contains($0.workspace) }
  }

  /// The same, outside of a transaction.
  public func manages(_ administrator: Account, _ account: Account) async throws -> Bool {
    try await database.read { try manages(administrator, account, $0) }
  }

  /// Asked again at use: parts may have changed in the meantime.
  private func openReset(_ secret: String, _ connection: any Connection, _ now: Instant) throws -> Account? {
    guard let (reset, account) = try connection.reset(hash: Self.hash(secret)), reset.expires > now,
      !account.isDisabled, let maker = try connection.account(email: reset.createdBy),
      try manages(maker, account, connection)
    else { return nil }
    return account
  }

  /// Gives a member another role, or another last day.
  /// - Throws: ``Failure/conflict(_:)`` for the last administrator.
  public func changePart(
    of email: String, to role: Role, until: Day?, in workspace: Workspace
  ) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let members = try connection.members(of: workspace.id)
      guard let member = members.first(where: { $0.account.email == email.lowercased() }) else {
        throw Failure.notFound("\(email) is no member.")
      }
      guard role != .externalAuditor, member.role != .externalAuditor else {
        throw Failure.malformed("An external auditor is invited to audits; take the part away and invite anew.")
      }
      try checkPart(role, until, [], connection, workspace)
      if role != .administrator || until != nil { try checkNotLast(member.account, members) }
      try connection.setMembership(workspace: workspace.id, account: member.account.id, role: role, until: until)
      try connection.addEvent(
        origin.event(
          .memberChanged, member.account.email, in: workspace, "\(member.role.label) → \(part(role, until, []))",
          at: now))
    }
  }

  /// - Throws: ``Failure/conflict(_:)`` for the last administrator whose part has no end.
  func checkNotLast(
    _ account: Account, _ members: [(account: Account, role: Role, until: Day?, audits: [String])]
  ) throws {
    let administrators = members.filter { $0.role == .administrator && !$0.account.isDisabled && $0.until == nil }
    if administrators.map(\.account.id) == [account.id] {
      throw Failure.conflict("\(account.email) is the last administrator; make another one first.")
    }
  }
}
