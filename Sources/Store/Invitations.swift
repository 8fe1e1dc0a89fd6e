import Domain
import RegisterKit

/// A part in a workspace that waits for the invited person; the secret of its link is kept only as its hash.
public struct Invitation: Sendable, Hashable {
  public let workspace: Workspace
  public let email: String
  public let role: Role
  /// Last day of the part, as in a membership.
  public let until: Day?
  /// Codes of the audits, as in a membership.
  public let audits: [String]
  /// The moment from which its link no longer works.
  public let expires: Instant
  /// The author, as the ledger names authors.
  public let createdBy: String
  /// Who of the people register it will be; nil where nobody said so.
  public let person: String?

  public init(
    workspace: Workspace, email: String, role: Role, until: Day?, audits: [String], expires: Instant, createdBy: String,
    person: String? = nil
  ) {
    self.workspace = workspace
    self.email = email
    self.role = role
    self.until = until
    self.audits = audits
    self.expires = expires
    self.createdBy = createdBy
    self.person = person
  }
}

extension Connection {
  /// Another invitation of the same person to the same workspace takes its place.
  public func addInvitation(_ invitation: Invitation, hash: [UInt8]) throws {
    try sealing {
      try run(
        """
        INSERT INTO invitation (hash, workspace, email, role, until, audits, expires_at, created_by, person)
        VALUES (\(hash), \(invitation.workspace.id), \(invitation.email.lowercased()), \(invitation.role.rawValue),
          \(invitation.until.map { "\($0)" }), \(AuditCodes.text(invitation.audits)), \("\(invitation.expires)"), \(invitation.createdBy),
          \(invitation.person))
        ON CONFLICT (workspace, email) DO UPDATE SET hash = excluded.hash, role = excluded.role, until = excluded.until,
          audits = excluded.audits, expires_at = excluded.expires_at, created_by = excluded.created_by,
          person = excluded.person
        """)
    }
  }

  /// The invitation whose link has that secret; nil if there is none. Whether it has expired is for the caller to see.
  /// - Parameter hash: Of the secret.
  public func invitation(hash: [UInt8]) throws -> Invitation? {
    try first("\(Self.invitations) WHERE invitation.hash = \(hash)", Self.invitation) ?? nil
  }

  /// The invitations that nobody has taken up yet, by e-mail address; expired ones too.
  public func invitations(to workspace: Int) throws -> [Invitation] {
    try all("\(Self.invitations) WHERE invitation.workspace = \(workspace) ORDER BY invitation.email", Self.invitation)
      .compactMap(\.self)
  }

  /// Takes an invitation back, or away once it is taken up.
  /// - Returns: Whether there was one.
  @discardableResult public func removeInvitation(workspace: Int, email: String) throws -> Bool {
    try sealing {
      try run("DELETE FROM invitation WHERE workspace = \(workspace) AND email = \(email.lowercased())") > 0
    }
  }

  private static var invitations: SQL {
    """
    SELECT workspace.id, workspace.slug, workspace.name, invitation.email, invitation.role, invitation.until,
      invitation.expires_at, invitation.created_by, invitation.audits, invitation.person
    FROM invitation JOIN workspace ON workspace.id = invitation.workspace
    """
  }

  private static func invitation(_ row: any Row) -> Invitation? {
    guard let role = Role(rawValue: row.text(4)), let expires = Instant(row.text(6)) else { return nil }
    return Invitation(
      workspace: Workspace(id: row.int(0), slug: row.text(1), name: row.text(2)), email: row.text(3), role: role,
      until: row.optionalText(5).flatMap { Day($0) }, audits: AuditCodes.read(row.optionalText(8)), expires: expires,
      createdBy: row.text(7), person: row.optionalText(9))
  }
}
