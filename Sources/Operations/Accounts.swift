import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// Makes a workspace with an empty ledger; its slug is made of the organization's name.
  public func addWorkspace(_ organization: String) async throws -> Workspace {
    let slug = Self.slug(organization)
    guard !slug.isEmpty, organization.count <= 200 else {
      throw Failure.malformed("An organization needs a name with letters in it.")
    }
    let (now, origin) = (now, Origin.current)
    return try await database.write { connection in
      guard try connection.workspace(slug) == nil else {
        throw Failure.conflict("There is a workspace “\(slug)” already.")
      }
      let workspace = try connection.addWorkspace(
        slug: slug, name: organization, emptyFrontier: Frontier().serialized, at: now)
      try connection.addEvent(origin.event(.workspaceMade, slug, in: workspace, at: now))
      return workspace
    }
  }

  /// `Halden Health` → `halden-health`.
  public static func slug(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return String(words.joined(separator: "-").prefix(60))
  }

  /// Makes an account, or takes the one that has the address, and gives it a part in a workspace, in place of the one it had.
  /// - Parameters:
  ///   - until: Last day of the part; an external auditor's must have one.
  ///   - audits: Codes of the audits to which an external auditor is invited.
  ///   - person: Who of the people register it is; where nobody is named, a new member is who has the address.
  /// - Returns: Whether the account is new; the password of one that exists stays.
  @discardableResult
  public func addMember(
    email: String, name: String, password: String, role: Role, until: Day? = nil, audits: [String] = [],
    person: String? = nil, in workspace: Workspace
  ) async throws -> Bool {
    guard Person.isAddress(email) else { throw Failure.malformed("“\(email)” is not an e-mail address.") }
    let hash = try await newHash(password, for: email, name, workspace.name)
    let (now, origin) = (now, Origin.current)
    return try await database.write { connection in
      try checkPart(role, until, audits, connection, workspace)
      let isNew = try connection.account(email: email) == nil
      if isNew {
        try connection.addAccount(email: email, name: name.isEmpty ? email : name, passwordHash: hash, at: now)
        try connection.addEvent(origin.event(.accountMade, email.lowercased(), in: nil, at: now))
      }
      guard let account = try connection.account(email: email) else {
        throw StoreFailure.corrupt("The account was not kept.")
      }
      let isMember = try connection.memberships(of: account.id).contains { $0.workspace == workspace }
      try connection.setMembership(
        workspace: workspace.id, account: account.id, role: role, until: until, audits: audits)
      try checkPerson(person, of: account.email, connection, workspace)
      if let person = try person ?? (isMember ? nil : proposedPerson(account.email, connection, workspace)) {
        try connection.setPerson(workspace: workspace.id, account: account.id, person)
      }
      try connection.addEvent(
        origin.event(
          isMember ? .memberChanged : .memberAdded, account.email, in: workspace, part(role, until, audits), at: now))
      return isNew
    }
  }

  /// Who somebody is in a workspace.
  public func actor(_ account: Account, _ membership: Membership) -> Actor {
    Actor(name: account.email, role: membership.role, person: membership.person, audits: membership.audits)
  }

  /// A key for programs, shown once.
  /// - Parameters:
  ///   - until: Last day on which it holds; one that reads as an external auditor must have one.
  ///   - audits: Codes of the audits for which it reads as an external auditor.
  public func addToken(
    name: String, role: Role, until: Day? = nil, audits: [String] = [], in workspace: Workspace, by actor: String
  ) async throws -> String {
    guard (1...60).contains(name.count), name.utf8.count <= 240, !name.unicodeScalars.contains(where: Self.isNoLetter)
    else {
      throw Failure.malformed("A token has a name of 1 to 60 characters on one line.")
    }
    let secret = "concord_" + Random.secret()
    let (now, event) = (
      now,
      Origin.current.event(.tokenMade, "token:\(name)", in: workspace, part(role, until, audits), by: actor, at: now)
    )
    try await database.write { connection in
      try checkPart(role, until, audits, connection, workspace)
      guard try !connection.tokens(of: workspace.id).contains(where: { $0.name == name }) else {
        throw Failure.conflict("There is a token “\(name)” already.")
      }
      try connection.addToken(
        hash: Self.hash(secret), workspace: workspace.id, name: name, role: role, until: until,
        audits: audits, at: now, by: actor)
      try connection.addEvent(event)
    }
    return secret
  }

  /// Whom a token stands for; nil for one that is not known or whose last day is over.
  public func token(_ secret: String) async throws -> (workspace: Workspace, actor: Actor)? {
    let hash = Hash.sha256(secret.utf8)
    let members = database.writes.members
    let found: TokenDesk.Known
    if let known = tokens.known(hash, members) {
      found = known
    } else {
      let known = try await sound { connection, isSound in
        try connection.token(hash: hash.bytes).flatMap { try isSound(.token(hash.bytes)) ? $0 : nil }
      }
      guard let (workspace, token) = known else { return nil }
      var actor = Actor(name: "token:\(token.name)", role: token.role, audits: token.audits)
      actor.isProgram = true
      found = TokenDesk.Known(workspace: workspace, actor: actor, until: token.until)
      tokens.keep(hash, found, members)
    }
    guard found.until.map({ $0 >= today }) ?? true else { return nil }
    let (now, use) = (now, tokens.use(hash, now))
    if use != .nothing {
      let event = Origin.current.event(
        .tokenUsed, found.actor.name, in: found.workspace, by: found.actor.name, at: now)
      // A disk that takes no writes keeps nobody from reading.
      try? await database.write { connection in
        if use == .firstOfDay { try connection.addEvent(event) }
        try connection.useToken(hash: hash.bytes, at: now)
      }
    }
    return (found.workspace, found.actor)
  }
}
