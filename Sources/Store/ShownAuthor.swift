import Domain

/// Authors as a scope has said them. It lives as long as one read or write, so a list asks for each of them once.
final class ShownAuthors {
  fileprivate var known: [String: String] = [:]
}

extension Scope {
  /// Reads a row of ``StoredRecord/columns`` that this scope asked for.
  func stored(_ row: any Row) throws -> StoredRecord {
    var record = StoredRecord(row, isShared: sharedOnly)
    if sharedOnly {
      record.createdBy = try author(record.createdBy)
      record.updatedBy = try author(record.updatedBy)
    }
    return record
  }

  /// Who wrote something, as this scope may say it: external auditors read name and role, never an e-mail address.
  public func author(_ name: String) throws -> String {
    guard sharedOnly else { return name }
    if let known = shownAuthors.known[name] { return known }
    let shown = try shownAuthor(name)
    shownAuthors.known[name] = shown
    return shown
  }

  private func shownAuthor(_ name: String) throws -> String {
    let found = try connection.first(
      """
      SELECT account.name, account.email, membership.role FROM account
      LEFT JOIN membership ON membership.account = account.id AND membership.workspace = \(ws)
      WHERE account.email = \(name)
      """
    ) { (name: $0.text(0), email: $0.text(1), role: Role(rawValue: $0.text(2))) }
    guard let found else { return name.contains("@") ? "Somebody who left" : name }
    let role = found.role?.label ?? "Member"
    // Accounts made without a name carry their address there.
    return found.name.contains("@") || found.name.isEmpty ? role : "\(found.name) (\(role.lowercased()))"
  }
}
