import Domain

extension Scope {
  /// Who wrote something, as this scope may say it: external auditors read name and role, never an e-mail address.
  public func author(_ name: String) -> String {
    guard sharedOnly else { return name }
    let found = try? connection.first(
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
