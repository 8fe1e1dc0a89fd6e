import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// How long the link of an invitation can be used, in days.
  public static let invitationDays = 7

  /// Offers a part in a workspace. Who has the link of the secret, and the account of the address, can take it.
  /// - Parameters:
  ///   - until: Last day of the part; an external auditor's must have one.
  ///   - audits: Codes of the audits to which an external auditor is invited.
  ///   - person: Who of the people register it will be; where nobody is named, who has the address now.
  /// - Returns: The secret, which is kept nowhere else.
  /// Bytes of an address, as RFC 5321 has them; longer ones can't sign in.
  static let longestAddress = 254

  public func invite(
    email: String, role: Role, until: Day?, audits: [String] = [], person: String? = nil, in workspace: Workspace,
    by actor: String
  ) async throws -> String {
    guard email.utf8.count <= Self.longestAddress, Person.isAddress(email) else {
      throw Failure.malformed("“\(email.prefix(100))” is not an e-mail address.")
    }
    let secret = Random.secret()
    let email = email.lowercased()
    let expires = Instant(milliseconds: now.milliseconds + Self.invitationDays * 86_400_000)
    let event = Origin.current.event(
      .invitationMade, email, in: workspace, part(role, until, audits), by: actor, at: now)
    try await database.write { connection in
      try checkPart(role, until, audits, connection, workspace)
      if let account = try connection.account(email: email),
        try connection.memberships(of: account.id).contains(where: { $0.workspace == workspace })
      {
        throw Failure.conflict("\(email) is a member already.")
      }
      try checkPerson(person, of: email, connection, workspace)
      let invitation = Invitation(
        workspace: workspace, email: email, role: role, until: until, audits: audits, expires: expires,
        createdBy: actor,
        person: try person ?? proposedPerson(email, connection, workspace))
      try connection.addInvitation(invitation, hash: Self.hash(secret))
      try connection.addEvent(event)
    }
    return secret
  }

  /// What a link offers, and whether the address has an account already; nil once it was used, withdrawn or has expired.
  public func invitation(_ secret: String) async throws -> (offer: Invitation, hasAccount: Bool)? {
    let now = now
    let hash = Self.hash(secret)
    return try await sound { connection, isSound in
      guard let offer = try connection.invitation(hash: hash), offer.expires.milliseconds > now.milliseconds,
        try isSound(.invitation(hash))
      else { return nil }
      return (offer, try connection.account(email: offer.email) != nil)
    }
  }

  /// Takes an invitation with a new account of one's own.
  public func accept(_ secret: String, name: String, password: String) async throws -> Account {
    guard name.isEmpty || Profile.isName(name) else { throw Failure.malformed(Profile.nameRule) }
    let found = try await invitation(secret)
    let hash = try await newHash(password, for: found?.offer.email ?? "", name, found?.offer.workspace.name ?? "")
    let origin = Origin.current
    return try await take(secret) { connection, offer, now in
      guard try connection.account(email: offer.email) == nil else {
        throw Failure.conflict("\(offer.email) has an account; sign in with it to accept.")
      }
      try connection.addAccount(
        email: offer.email, name: name.isEmpty ? offer.email : name, passwordHash: hash, at: now)
      try connection.addEvent(origin.event(.accountMade, offer.email, in: nil, by: offer.email, at: now))
    }
  }

  /// Takes an invitation with the account that one is signed in with.
  public func accept(_ secret: String, as account: Account) async throws -> Account {
    try await take(secret) { _, offer, _ in
      guard account.email == offer.email else {
        throw Failure.forbidden("This invitation is for \(offer.email); you are signed in as \(account.email).")
      }
    }
  }

  private func take(
    _ secret: String, _ prepare: @escaping @Sendable (any Connection, Invitation, Instant) throws -> Void
  ) async throws -> Account {
    let (now, origin, seals, members) = (now, Origin.current, seals, database.writes.members)
    let hash = Self.hash(secret)
    return try await database.write { connection in
      guard try seals.broken([.invitation(hash)], connection, members).isEmpty,
        let offer = try connection.invitation(hash: hash),
        offer.expires.milliseconds > now.milliseconds
      else { throw Failure.notFound("This invitation was used, withdrawn or has expired. Ask for another.") }
      try prepare(connection, offer, now)
      guard let account = try connection.account(email: offer.email) else {
        throw StoreFailure.corrupt("The account was not kept.")
      }
      try connection.setMembership(
        workspace: offer.workspace.id, account: account.id, role: offer.role, until: offer.until,
        audits: offer.audits)
      if let person = offer.person, try !connection.people(of: offer.workspace.id).values.contains(person) {
        try connection.setPerson(workspace: offer.workspace.id, account: account.id, person)
      }
      try connection.removeInvitation(workspace: offer.workspace.id, email: offer.email)
      try connection.addEvent(
        origin.event(
          .invitationUsed, offer.email, in: offer.workspace, part(offer.role, offer.until, offer.audits),
          by: offer.email,
          at: now))
      return account
    }
  }

  /// Takes somebody out of a workspace; their account and what they wrote stay.
  /// - Throws: ``Failure/conflict(_:)`` for the last administrator.
  public func removeMember(email: String, from workspace: Workspace) async throws {
    let event = Origin.current.event(.memberRemoved, email.lowercased(), in: workspace, at: now)
    try await database.write { connection in
      let members = try connection.members(of: workspace.id)
      guard let member = members.first(where: { $0.account.email == email.lowercased() }) else {
        throw Failure.notFound("\(email) is no member.")
      }
      try checkNotLast(member.account, members)
      try connection.removeMembership(workspace: workspace.id, account: member.account.id)
      try connection.addEvent(event)
    }
  }

  /// Takes an invitation back; without effect if there is none.
  public func withdrawInvitation(email: String, to workspace: Workspace) async throws {
    let event = Origin.current.event(.invitationWithdrawn, email.lowercased(), in: workspace, at: now)
    try await database.write { connection in
      guard try connection.removeInvitation(workspace: workspace.id, email: email) else { return }
      try connection.addEvent(event)
    }
  }

  /// Ends a token.
  /// - Returns: Whether there was one of that name.
  public func removeToken(_ name: String, from workspace: Workspace) async throws -> Bool {
    let event = Origin.current.event(.tokenEnded, "token:\(name)", in: workspace, at: now)
    return try await database.write { connection in
      guard try connection.removeToken(workspace: workspace.id, name: name) else { return false }
      try connection.addEvent(event)
      return true
    }
  }

  /// A part in a workspace, in words for an event.
  func part(_ role: Role, _ until: Day?, _ audits: [String]) -> String {
    ([role.label] + audits + [until.map { "until \($0)" }].compactMap(\.self)).joined(separator: ", ")
  }

  /// Gives an account a new password and ends its sessions; for the command line, by whoever runs the installation.
  public func setPassword(email: String, _ password: String) async throws {
    let name = try await database.read { try $0.account(email: email)?.name }
    let hash = try await newHash(password, for: email, name ?? "")
    try await change(email, .passwordChanged) { try $0.setPassword(account: $1.id, hash: hash) }
    if let account = try await database.read({ try $0.account(email: email) }) { tell(account, .passwordChanged) }
  }

  /// Keeps an account from signing in, or lets it again; its sessions end.
  public func setDisabled(email: String, _ isDisabled: Bool) async throws {
    try await change(email, isDisabled ? .accountDisabled : .accountEnabled) {
      try $0.setDisabled(account: $1.id, isDisabled)
    }
  }

  private func change(
    _ email: String, _ kind: SecurityEvent.Kind,
    _ change: @escaping @Sendable (any Connection, Account) throws -> Void
  ) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      guard let account = try connection.account(email: email) else {
        throw Failure.notFound("There is no account \(email).")
      }
      try change(connection, account)
      try connection.addEvent(origin.event(kind, account.email, in: nil, at: now))
    }
  }
}
