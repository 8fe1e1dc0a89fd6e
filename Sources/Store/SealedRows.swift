import Ledger
import RegisterKit

/// A row outside of the ledger that decides who may do what, to be compared with its seal when it is used.
public enum SealedRow: Sendable, Hashable {
  case account(Int)
  case membership(workspace: Int, account: Int)
  /// By the hash of its secret.
  case token([UInt8])
  /// By the hash of its secret.
  case invitation([UInt8])
}

/// What of a row its seal is over, and under which name.
extension Connection {
  typealias Sealed = (name: String, content: String)

  /// Those of the rows that are not what was sealed, by name.
  /// - Parameter seals: As ``seals()`` gave them; nil where they were altered, so that no row is right.
  public func broken(_ rows: [SealedRow], _ seals: [String: Value]?) throws -> [String] {
    try rows.compactMap { row in
      guard let sealed = try sealed(row) else { return "\(row)" }
      return seals?[sealed.name]?.text == mac(sealed.content) ? nil : sealed.name
    }
  }

  private func sealed(_ row: SealedRow) throws -> Sealed? {
    switch row {
    case .account(let id): try sealedAccounts("WHERE id = \(id)").first
    case .membership(let workspace, let account):
      try sealedMemberships("WHERE membership.account = \(account) AND membership.workspace = \(workspace)").first
    case .token(let hash): try sealedTokens("WHERE token.hash = \(hash)").first
    case .invitation(let hash): try sealedInvitations("WHERE invitation.hash = \(hash)").first
    }
  }

  func sealedRows() throws -> [Sealed] {
    let begun = try ["security events", Self.fileSealsName].filter { try setting($0) != nil }
    let events = begun.map { (name: $0, content: "begun") }
    let keys = try [KeySetting.succession, KeySetting.witnessed].compactMap { name -> Sealed? in
      try setting(name).map { (name, $0) }
    }
    let workspaces = try all("SELECT id, slug, name, created_at FROM workspace ORDER BY id") { row in
      plain("workspace \(row.text(1))", row, 4)
    }
    return try events + keys + workspaces + sealedAccounts("ORDER BY id")
      + sealedMemberships("ORDER BY membership.workspace, membership.account")
      + sealedTokens("ORDER BY token.workspace, token.name")
      + sealedInvitations("ORDER BY invitation.workspace, invitation.email")
  }

  private func sealedAccounts(_ which: SQL) throws -> [Sealed] {
    try all("SELECT id, email, name, password, created_at, disabled FROM account \(which)") { row in
      plain("account \(row.text(1))", row, 6)
    }
  }

  private func sealedMemberships(_ which: SQL) throws -> [Sealed] {
    try all(
      """
      SELECT membership.workspace, membership.account, membership.role, membership.until, workspace.slug, account.email,
        membership.audits, membership.person
      FROM membership LEFT JOIN workspace ON workspace.id = membership.workspace
      LEFT JOIN account ON account.id = membership.account \(which)
      """
    ) { row in
      let name = "member \(row.optionalText(5) ?? row.text(1)) of \(row.optionalText(4) ?? row.text(0))"
      let values = [.text(name)] + (0..<4).map { Value(row.optionalText($0)) }
      return (name, JSON.text(.list(values + later([row.optionalText(6)]) + person(row.optionalText(7)))))
    }
  }

  private func sealedTokens(_ which: SQL) throws -> [Sealed] {
    try all(
      """
      SELECT token.hash, token.workspace, token.name, token.role, token.created_at, token.created_by, workspace.slug,
        token.until, token.audits
      FROM token LEFT JOIN workspace ON workspace.id = token.workspace \(which)
      """
    ) { row in
      let name = "token \(row.text(2)) of \(row.optionalText(6) ?? row.text(1))"
      let values = [.text((Hash(bytes: row.blob(0)) ?? Hash()).hex)] + (1..<6).map { Value.text(row.text($0)) }
      let added = later([row.optionalText(7), row.optionalText(8)])
      return (name, JSON.text(.list([.text(name)] + values + added)))
    }
  }

  private func sealedInvitations(_ which: SQL) throws -> [Sealed] {
    try all(
      """
      SELECT invitation.hash, invitation.workspace, invitation.email, invitation.role, invitation.until,
        invitation.expires_at, invitation.created_by, workspace.slug, invitation.audits, invitation.person
      FROM invitation LEFT JOIN workspace ON workspace.id = invitation.workspace \(which)
      """
    ) { row in
      let name = "invitation of \(row.text(2)) to \(row.optionalText(7) ?? row.text(1))"
      let values = [.text((Hash(bytes: row.blob(0)) ?? Hash()).hex)] + (1..<7).map { Value(row.optionalText($0)) }
      let added = later([row.optionalText(8)]) + person(row.optionalText(9))
      return (name, JSON.text(.list([.text(name)] + values + added)))
    }
  }

  private func plain(_ name: String, _ row: any Row, _ columns: Int) -> Sealed {
    let values = (0..<columns).map { row.isNull($0) ? Value.null : .text(row.text($0)) }
    return (name, JSON.text(.list([.text(name)] + values)))
  }

  // Columns that came later are in the seal only where they say something, so that the seals from before still hold.

  private func later(_ columns: [String?]) -> [Value] {
    columns.allSatisfy { $0 == nil } ? [] : columns.map { Value($0) }
  }

  /// Named, so that it can't be taken for another column.
  private func person(_ id: String?) -> [Value] { id.map { [["person": .text($0)]] } ?? [] }
}
