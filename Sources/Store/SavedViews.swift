import RegisterKit

/// A list that somebody keeps under a name.
public struct SavedView: Sendable, Hashable {
  public let name: String
  /// The list's filter and order, as in the address bar.
  public let query: String
  public init(name: String, query: String) {
    self.name = name
    self.query = query
  }
}

extension Scope {
  // A person's own, no part of the management system, so not in the ledger.

  /// The lists of a register that somebody keeps, by name.
  /// - Parameter kind: Slug of the register.
  public func savedViews(account: Int, kind: String) throws -> [SavedView] {
    try connection.all(
      "SELECT name, query FROM saved_view WHERE workspace = \(ws) AND account = \(account) AND kind = \(kind) ORDER BY name"
    ) { SavedView(name: $0.text(0), query: $0.text(1)) }
  }

  /// Keeps a list under its name; one that has the name already is replaced.
  public func saveView(account: Int, kind: String, _ view: SavedView) throws {
    try connection.run(
      """
      INSERT INTO saved_view (workspace, account, kind, name, query)
      VALUES (\(ws), \(account), \(kind), \(view.name), \(view.query))
      ON CONFLICT (workspace, account, kind, name) DO UPDATE SET query = excluded.query
      """)
  }

  /// Forgets a list; without effect if there is none of that name.
  public func removeView(account: Int, kind: String, name: String) throws {
    try connection.run(
      "DELETE FROM saved_view WHERE workspace = \(ws) AND account = \(account) AND kind = \(kind) AND name = \(name)")
  }

  /// How many lists somebody keeps in this workspace, over all registers, that one apart.
  public func countViews(account: Int, except kind: String, _ name: String) throws -> Int {
    try connection.count(
      """
      SELECT count(*) FROM saved_view WHERE workspace = \(ws) AND account = \(account)
        AND NOT (kind = \(kind) AND name = \(name))
      """)
  }
}
