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
      guard let account = member?.account else { throw Failure.notFound("\(email) is not a member.") }
      guard account.id != administrator.id else {
        throw Failure.forbidden("Change your own password under “Your account”.")
      }
      guard !account.isDisabled else { throw Failure.conflict("The account \(account.email) is disabled.") }
      try checkSound(
        [.account(account.id), .membership(workspace: workspace.id, account: account.id)], connection)
      guard try manages(administrator, account, connection) else {
        throw Failure.forbidden(
          "\(account.email) also belongs to a workspace that you don’t administer. Whoever runs the installation can set a password."
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

  /// Said of a link that sets no password any more.
  public static let resetGone = Failure.notFound(
    "This link was used, replaced or has expired. Ask an administrator for a new one.")

  /// Whose password the link of that secret sets; nil once it was used, replaced or has expired, or whoever made it may no longer.
  public func reset(_ secret: String) async throws -> Account? {
    let now = now
    let (account, isSound) = try await database.read { connection in
      let isSound = try connection.reset(hash: Self.hash(secret))?.isSound ?? true
      return (try openReset(secret, connection, now), isSound)
    }
    if !isSound { try await noteBroken("a password reset link") }
    return account
  }

  /// Sets a password by a link. The link is used up, and every session of the account ends.
  /// - Throws: ``Failure/malformed(_:)`` with what is wrong with the password; the link stays good then.
  public func useReset(_ secret: String, password: String) async throws -> Account {
    guard let known = try await reset(secret) else { throw Self.resetGone }
    let hash = try await newHash(password, for: known.email, known.name)
    let (now, origin) = (now, Origin.current)
    let account = try await database.write { connection in
      guard let account = try openReset(secret, connection, now) else { throw Self.resetGone }
      try connection.setPassword(account: account.id, hash: hash)
      try connection.addEvent(origin.event(.resetUsed, account.email, in: nil, by: account.email, at: now))
      return account
    }
    tell(account, .passwordReset)
    return account
  }

  /// Whether somebody is administrator wherever an account has a part. An account opens all its workspaces, so who could
  /// take it over must have them all anyway. Parts of the administrator that were written by hand don't count.
  func manages(_ administrator: Account, _ account: Account, _ connection: any Connection) throws -> Bool {
    let (today, members) = (today, database.writes.members)
    let parts = try connection.memberships(of: account.id)
    let own = try connection.memberships(of: administrator.id).filter {
      guard $0.role == .administrator, $0.until.map({ $0 >= today }) ?? true else { return false }
      let row = SealedRow.membership(workspace: $0.workspace.id, account: administrator.id)
      return try seals.broken([row], connection, members).isEmpty
    }.map(\.workspace)
    return !administrator.isDisabled && !parts.isEmpty && parts.allSatisfy { own.contains($0.workspace) }
  }

  /// The same, outside of a transaction.
  public func manages(_ administrator: Account, _ account: Account) async throws -> Bool {
    try await database.read { try manages(administrator, account, $0) }
  }

  /// Asked again at use: parts may have changed in the meantime.
  private func openReset(_ secret: String, _ connection: any Connection, _ now: Instant) throws -> Account? {
    let members = database.writes.members
    guard let (reset, account, isSound) = try connection.reset(hash: Self.hash(secret)), isSound,
      reset.expires > now,
      !account.isDisabled, let maker = try connection.account(email: reset.createdBy),
      try seals.broken([.account(account.id), .account(maker.id)], connection, members).isEmpty,
      try manages(maker, account, connection)
    else { return nil }
    return account
  }

  /// Gives a member another role, or another last day. Who of the people register the member is stays.
  /// - Throws: ``Failure/conflict(_:)`` for the last administrator, and for a membership that was altered by hand.
  public func changePart(
    of email: String, to role: Role, until: Day?, in workspace: Workspace
  ) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let members = try connection.members(of: workspace.id)
      guard let member = members.first(where: { $0.account.email == email.lowercased() }) else {
        throw Failure.notFound("\(email) is not a member.")
      }
      guard role != .externalAuditor, member.role != .externalAuditor else {
        throw Failure.malformed("External auditors are invited to audits. End access, then send a new invitation.")
      }
      guard role != member.role || until != member.until else { return }
      try checkSound([.membership(workspace: workspace.id, account: member.account.id)], connection)
      try checkPart(role, until, [], connection, workspace)
      if role != .administrator || until != nil { try checkNotLast(member.account, members) }
      try connection.setMembership(workspace: workspace.id, account: member.account.id, role: role, until: until)
      try connection.addEvent(
        origin.event(
          .memberChanged, member.account.email, in: workspace,
          "\(part(member.role, member.until, [])) → \(part(role, until, []))", at: now))
    }
  }

  /// - Throws: ``Failure/conflict(_:)`` for the last administrator whose part has no end.
  func checkNotLast(
    _ account: Account, _ members: [(account: Account, role: Role, until: Day?, audits: [String])]
  ) throws {
    let administrators = members.filter { $0.role == .administrator && !$0.account.isDisabled && $0.until == nil }
    if administrators.map(\.account.id) == [account.id] {
      throw Failure.conflict("\(account.email) is the last administrator. Make somebody else an administrator first.")
    }
  }
}
