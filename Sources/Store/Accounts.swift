import Domain
import RegisterKit

/// Somebody who can sign in, to one workspace or several.
public struct Account: Sendable, Hashable {
  public let id: Int
  public let email: String
  public let name: String
  /// Self-describing scrypt hash.
  public let passwordHash: String
  public let isDisabled: Bool
  /// Name of the time zone in which they read moments, such as `Europe/Berlin`; nil for UTC.
  public let zone: String?
  /// Of the reminders by mail they get those of what is overdue or escalated only, not of what is due soon.
  public let overdueOnly: Bool

  static let columns: SQL =
    "account.id, account.email, account.name, account.password, account.disabled, account.zone, account.overdue_only"
  /// How many ``columns`` there are.
  static let width = 7

  init(_ row: any Row) {
    id = row.int(0)
    email = row.text(1)
    name = row.text(2)
    passwordHash = row.text(3)
    isDisabled = row.bool(4)
    zone = row.optionalText(5)
    overdueOnly = row.bool(6)
  }
}

/// An account's part in a workspace.
public struct Membership: Sendable, Hashable {
  public let workspace: Workspace
  public let role: Role
  /// Last day on which it holds; the part of an external auditor ends by itself.
  public let until: Day?
  /// Codes of the audits to which an external auditor is invited; empty for everybody else.
  public let audits: [String]
  /// Who of the people register it is; nil where nobody said so.
  public let person: String?
}

/// A key for programs, without the secret, which is shown once and kept only as its hash.
public struct Token: Sendable, Hashable {
  public let name: String
  public let role: Role
  /// The moment in UTC, as ``Instant`` writes it.
  public let createdAt: String
  public let createdBy: String
  /// Last day on which it holds; nil if it does not end by itself.
  public let until: Day?
  /// Codes of the audits for which it reads, where its role is that of an external auditor.
  public let audits: [String]
  /// When it was last used, to the hour; nil if never.
  public let usedAt: Instant?
}

/// Codes in one column: none holds a space.
enum AuditCodes {
  /// Nil where there are none, as in rows from before there were any.
  static func text(_ codes: [String]) -> String? { codes.isEmpty ? nil : codes.joined(separator: " ") }
  static func read(_ text: String?) -> [String] { (text ?? "").split(separator: " ").map(String.init) }
}

/// Accounts, sessions and tokens: of the installation, not of a workspace. Whoever changes workspaces, accounts, memberships
/// or tokens does it inside ``sealing(_:)``.
extension Connection {
  /// All workspaces of the installation, by slug.
  public func workspaces() throws -> [Workspace] {
    try all("SELECT id, slug, name FROM workspace ORDER BY slug") {
      Workspace(id: $0.int(0), slug: $0.text(1), name: $0.text(2))
    }
  }

  /// The workspace of that slug; nil if there is none.
  public func workspace(_ slug: String) throws -> Workspace? {
    try first("SELECT id, slug, name FROM workspace WHERE slug = \(slug)") {
      Workspace(id: $0.int(0), slug: $0.text(1), name: $0.text(2))
    }
  }

  /// Makes a workspace with an empty ledger.
  public func addWorkspace(slug: String, name: String, emptyFrontier: [UInt8], at: Instant) throws -> Workspace {
    let id = try sealing {
      try first(
        """
        INSERT INTO workspace (slug, name, created_at, ledger_frontier) VALUES (\(slug), \(name), \("\(at)"), \(emptyFrontier))
        RETURNING id
        """
      ) { $0.int(0) } ?? 0
    }
    try beginCheckpoints(workspace: id)
    return Workspace(id: id, slug: slug, name: name)
  }

  /// The account of an e-mail address, in whatever case it is written; nil if there is none. Disabled ones are found
  /// too.
  public func account(email: String) throws -> Account? {
    try first("SELECT \(Account.columns) FROM account WHERE email = \(email.lowercased())", Account.init)
  }

  /// Adds somebody who can sign in; the address is kept in small letters.
  /// - Parameter passwordHash: As ``Password/hash(_:)`` makes it.
  /// - Throws: ``StoreFailure`` if there is an account of that address.
  public func addAccount(email: String, name: String, passwordHash: String, at: Instant) throws {
    try sealing {
      try run(
        """
        INSERT INTO account (email, name, password, created_at)
        VALUES (\(email.lowercased()), \(name), \(passwordHash), \("\(at)"))
        """)
    }
  }

  /// What somebody says of themselves. Time zone and reminders are not sealed, since nobody's right follows from them.
  public func setProfile(account: Int, name: String, zone: String?, overdueOnly: Bool) throws {
    try sealing { try run("UPDATE account SET name = \(name) WHERE id = \(account)") }
    try run("UPDATE account SET zone = \(zone), overdue_only = \(overdueOnly) WHERE id = \(account)")
  }

  /// A new password ends every session of the account, and a reset link that was not used yet.
  public func setPassword(account: Int, hash: String) throws {
    try sealing { try run("UPDATE account SET password = \(hash) WHERE id = \(account)") }
    try endWays(of: account)
  }

  /// The same password under another hash; without effect if it was changed in the meantime. Sessions go on.
  public func renewHash(account: Int, from old: String, to new: String) throws {
    try sealing { try run("UPDATE account SET password = \(new) WHERE id = \(account) AND password = \(old)") }
  }

  /// Shuts an account or opens it again; either way its sessions end, and a reset link that was not used yet.
  public func setDisabled(account: Int, _ disabled: Bool) throws {
    try sealing { try run("UPDATE account SET disabled = \(disabled) WHERE id = \(account)") }
    try endWays(of: account)
  }

  /// Gives an account a role in a workspace, in place of the one it had there.
  /// - Parameters:
  ///   - until: Last day of the role; nil if it does not end by itself.
  ///   - audits: Codes of the audits to which an external auditor is invited.
  public func setMembership(
    workspace: Int, account: Int, role: Role, until: Day? = nil, audits: [String] = []
  ) throws {
    try sealing {
      try run(
        """
        INSERT INTO membership (workspace, account, role, until, audits)
        VALUES (\(workspace), \(account), \(role.rawValue), \(until.map { "\($0)" }), \(AuditCodes.text(audits)))
        ON CONFLICT (account, workspace) DO UPDATE SET role = excluded.role, until = excluded.until,
          audits = excluded.audits
        """)
    }
  }

  /// Takes an account's role in a workspace away; the account stays.
  public func removeMembership(workspace: Int, account: Int) throws {
    try sealing { try run("DELETE FROM membership WHERE workspace = \(workspace) AND account = \(account)") }
  }

  /// The workspaces of an account, by name; those whose last day is over are not left out.
  public func memberships(of account: Int) throws -> [Membership] {
    try all(
      """
      SELECT workspace.id, workspace.slug, workspace.name, membership.role, membership.until, membership.audits,
        membership.person
      FROM membership JOIN workspace ON workspace.id = membership.workspace
      WHERE membership.account = \(account) ORDER BY workspace.name
      """
    ) { row in
      Role(rawValue: row.text(3)).map {
        Membership(
          workspace: Workspace(id: row.int(0), slug: row.text(1), name: row.text(2)), role: $0,
          until: row.optionalText(4).flatMap { Day($0) }, audits: AuditCodes.read(row.optionalText(5)),
          person: row.optionalText(6))
      }
    }.compactMap(\.self)
  }

  /// Says who of the people register somebody is in a workspace; nil for nobody.
  public func setPerson(workspace: Int, account: Int, _ person: String?) throws {
    try sealing {
      try run(
        "UPDATE membership SET person = \(person) WHERE workspace = \(workspace) AND account = \(account)")
    }
  }

  /// Who of the people register is whose account in a workspace, by e-mail address of the account.
  public func people(of workspace: Int) throws -> [String: String] {
    let pairs = try all(
      """
      SELECT account.email, membership.person FROM membership JOIN account ON account.id = membership.account
      WHERE membership.workspace = \(workspace) AND membership.person IS NOT NULL
      """
    ) { ($0.text(0), $0.text(1)) }
    return Dictionary(pairs) { first, _ in first }
  }

  /// Everybody who has a role in a workspace, by e-mail address; those whose last day is over are not left out.
  public func members(
    of workspace: Int
  ) throws -> [(account: Account, role: Role, until: Day?, audits: [String])] {
    try all(
      """
      SELECT \(Account.columns), membership.role, membership.until, membership.audits
      FROM membership JOIN account ON account.id = membership.account
      WHERE membership.workspace = \(workspace) ORDER BY account.email
      """
    ) { row in
      Role(rawValue: row.text(Account.width)).map {
        (
          Account(row), $0, row.optionalText(Account.width + 1).flatMap { Day($0) },
          AuditCodes.read(row.optionalText(Account.width + 2))
        )
      }
    }.compactMap(\.self)
  }

  // Tokens

  /// Adds a key for programs.
  /// - Parameters:
  ///   - hash: Of its secret, which is kept nowhere.
  ///   - until: Last day on which it holds; nil if it does not end by itself.
  ///   - audits: Codes of the audits for which it reads, where its role is that of an external auditor.
  public func addToken(
    hash: [UInt8], workspace: Int, name: String, role: Role, until: Day? = nil, audits: [String] = [], at: Instant,
    by: String
  ) throws {
    try sealing {
      try run(
        """
        INSERT INTO token (hash, workspace, name, role, until, audits, created_at, created_by)
        VALUES (\(hash), \(workspace), \(name), \(role.rawValue), \(until.map { "\($0)" }), \(AuditCodes.text(audits)),
          \("\(at)"), \(by))
        """)
    }
  }

  /// A key and where it holds; nil if there is none of that hash. Whether its last day is over is for the caller to see.
  public func token(hash: [UInt8]) throws -> (workspace: Workspace, token: Token)? {
    try first(
      """
      SELECT token.name, token.role, token.created_at, token.created_by, token.until, token.audits,
        token.used_at, workspace.id, workspace.slug, workspace.name
      FROM token JOIN workspace ON workspace.id = token.workspace WHERE token.hash = \(hash)
      """
    ) { row in Self.token(row).map { (Workspace(id: row.int(7), slug: row.text(8), name: row.text(9)), $0) } } ?? nil
  }

  /// The keys for programs of a workspace, by name.
  public func tokens(of workspace: Int) throws -> [Token] {
    try all(
      """
      SELECT name, role, created_at, created_by, until, audits, used_at FROM token WHERE workspace = \(workspace)
      ORDER BY name
      """, Self.token
    ).compactMap(\.self)
  }

  private static func token(_ row: any Row) -> Token? {
    guard let role = Role(rawValue: row.text(1)) else { return nil }
    return Token(
      name: row.text(0), role: role, createdAt: row.text(2), createdBy: row.text(3),
      until: row.optionalText(4).flatMap { Day($0) }, audits: AuditCodes.read(row.optionalText(5)),
      usedAt: row.optionalText(6).flatMap { Instant($0) })
  }

  /// Notes that a token is used.
  public func useToken(hash: [UInt8], at: Instant) throws {
    try run("UPDATE token SET used_at = \("\(at)") WHERE hash = \(hash)")
  }

  /// Whether there was such a token.
  public func removeToken(workspace: Int, name: String) throws -> Bool {
    try sealing { try run("DELETE FROM token WHERE workspace = \(workspace) AND name = \(name)") > 0 }
  }

  // Of the installation

  /// A value of the installation, such as the seal; nil if it was never set.
  public func setting(_ name: String) throws -> String? {
    try first("SELECT value FROM setting WHERE name = \(name)") { $0.text(0) }
  }

  /// Sets a value of the installation, in place of the one before.
  public func setSetting(_ name: String, _ value: String) throws {
    try run(
      "INSERT INTO setting (name, value) VALUES (\(name), \(value)) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
  }
}
