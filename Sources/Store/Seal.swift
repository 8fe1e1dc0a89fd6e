import Ledger
import RegisterKit

/// Who may do what stands outside the ledger: workspaces, accounts, memberships, invitations, tokens. So that a change of these rows
/// by hand shows all the same, each has a keyed hash, kept together in one setting; without the installation's key
/// nobody can make them anew. Passing a row back to an older state together with all the hashes stays possible, as it is
/// for the whole directory; a checkpoint kept elsewhere shows that.
extension Connection {
  private static var sealName: String { "seal" }

  /// Runs a change of sealed rows and seals those that it changed. What was broken before stays broken, so that a later
  /// change by the program can't make one by hand look right.
  @discardableResult func sealing<T>(_ change: () throws -> T) throws -> T {
    let before = Dictionary(try sealedRows().map { ($0.name, $0.content) }, uniquingKeysWith: { first, _ in first })
    var seals = try seals()
    if seals == nil, try setting(Self.sealName) == nil, before.isEmpty { seals = [:] }
    let result = try change()
    if var seals {
      var gone = Set(before.keys)
      for row in try sealedRows() {
        gone.remove(row.name)
        // As it was, or altered by hand before: its seal stays what it is.
        if let old = before[row.name], old == row.content || seals[row.name]?.text != mac(old) { continue }
        seals[row.name] = .text(mac(row.content))
      }
      for name in gone { seals[name] = nil }
      try keep(seals)
    }
    membersChange()
    return result
  }

  /// The seal of each row, by the row's name; nil if there are none or they were altered.
  func seals() throws -> [String: Value]? {
    guard let kept = try setting(Self.sealName) else { return nil }
    let parts = kept.split(separator: "\n", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0] == mac(parts[1]) else { return nil }
    return try? JSON.parse(parts[1]).object
  }

  private func keep(_ seals: [String: Value]) throws {
    let text = JSON.text(.object(seals))
    try setSetting(Self.sealName, "\(mac(text))\n\(text)")
  }

  /// Takes the rows as they stand as right.
  public func seal() throws {
    let rows = try sealedRows().map { ($0.name, Value.text(mac($0.content))) }
    try keep(Dictionary(rows, uniquingKeysWith: { first, _ in first }))
  }

  /// What no longer is what was sealed, by name, with what is wrong.
  public func brokenSeals() throws -> [(name: String, problem: String)] {
    let rows = try sealedRows()
    guard try setting(Self.sealName) != nil else {
      return rows.isEmpty ? [] : [("all", "Accounts, members and tokens have no seal, or it was taken away.")]
    }
    guard var seals = try seals() else {
      return [("all", "The seal of accounts, members and tokens was altered.")]
    }
    var broken: [(String, String)] = []
    for row in rows {
      switch seals.removeValue(forKey: row.name)?.text {
      case nil: broken.append((row.name, "It was added by hand."))
      case mac(row.content): break
      default: broken.append((row.name, "It was altered."))
      }
    }
    return broken + seals.keys.sorted().map { ($0, "It was taken out.") }
  }

  /// The keyed hash of one row that is kept beside it.
  /// - Parameter what: Of which kind the row is, so that a seal fits no row of another kind.
  public func rowSeal(_ what: String, _ content: [Value]) -> String { mac(JSON.text(.list([.text(what)] + content))) }

  private func mac(_ text: String) -> String { hmacText(Array(text.utf8)) }

  private func hmacText(_ bytes: [UInt8]) -> String { (Hash(bytes: hmac(sealingKey, bytes)) ?? Hash()).hex }

  private func sealedRows() throws -> [(name: String, content: String)] {
    func rows(_ sql: SQL, _ columns: Int, _ name: (any Row) -> String) throws -> [(name: String, content: String)] {
      try all(sql) { row in
        let name = name(row)
        let values = (0..<columns).map { row.isNull($0) ? Value.null : .text(row.text($0)) }
        return (name, JSON.text(.list([.text(name)] + values)))
      }
    }
    // Columns that came later are in the seal only where they say something, so that the seals from before still hold.
    func later(_ columns: [String?]) -> [Value] {
      columns.allSatisfy { $0 == nil } ? [] : columns.map { Value($0) }
    }
    func person(_ id: String?) -> [Value] { id.map { [["person": .text($0)]] } ?? [] }
    let events = try setting("security events") == nil ? [] : [(name: "security events", content: "begun")]
    return try events
      + rows("SELECT id, slug, name, created_at FROM workspace ORDER BY id", 4) { "workspace \($0.text(1))" }
      + rows("SELECT id, email, name, password, created_at, disabled FROM account ORDER BY id", 6) {
        "account \($0.text(1))"
      }
      + all(
        """
        SELECT membership.workspace, membership.account, membership.role, membership.until, workspace.slug, account.email,
          membership.audits, membership.person
        FROM membership LEFT JOIN workspace ON workspace.id = membership.workspace
        LEFT JOIN account ON account.id = membership.account ORDER BY membership.workspace, membership.account
        """
      ) { row in
        let name = "member \(row.optionalText(5) ?? row.text(1)) of \(row.optionalText(4) ?? row.text(0))"
        let values =
          [.text(name)] + (0..<4).map { Value(row.optionalText($0)) }
          + later([row.optionalText(6)]) + person(row.optionalText(7))
        return (name, JSON.text(.list(values)))
      }
      + all(
        """
        SELECT token.hash, token.workspace, token.name, token.role, token.created_at, token.created_by, workspace.slug,
          token.until, token.audits
        FROM token LEFT JOIN workspace ON workspace.id = token.workspace ORDER BY token.workspace, token.name
        """
      ) { row in
        let name = "token \(row.text(2)) of \(row.optionalText(6) ?? row.text(1))"
        let values = [.text((Hash(bytes: row.blob(0)) ?? Hash()).hex)] + (1..<6).map { Value.text(row.text($0)) }
        let added = later([row.optionalText(7), row.optionalText(8)])
        return (name, JSON.text(.list([.text(name)] + values + added)))
      }
      + all(
        """
        SELECT invitation.hash, invitation.workspace, invitation.email, invitation.role, invitation.until,
          invitation.expires_at, invitation.created_by, workspace.slug,
          invitation.audits, invitation.person
        FROM invitation LEFT JOIN workspace ON workspace.id = invitation.workspace
        ORDER BY invitation.workspace, invitation.email
        """
      ) { row in
        let name = "invitation of \(row.text(2)) to \(row.optionalText(7) ?? row.text(1))"
        let values = [.text((Hash(bytes: row.blob(0)) ?? Hash()).hex)] + (1..<7).map { Value(row.optionalText($0)) }
        return (
          name, JSON.text(.list([.text(name)] + values + later([row.optionalText(8)]) + person(row.optionalText(9))))
        )
      }
  }
}

/// A checkpoint that is taken out leaves no gap, since they stand at any size. So each is added to a running keyed hash
/// that begins with the workspace.
extension Connection {
  private func chainName(_ workspace: Int) -> String { "checkpoints \(workspace)" }

  func beginCheckpoints(workspace: Int) throws { try setSetting(chainName(workspace), chainStart(workspace)) }

  func chainCheckpoint(workspace: Int, size: Int, note: String) throws {
    guard let before = try setting(chainName(workspace)) else { return }
    try setSetting(chainName(workspace), chained(before, size, note))
  }

  /// Whether exactly these checkpoints were signed.
  public func areAllCheckpoints(_ checkpoints: [(size: Int, note: String)], workspace: Int) throws -> Bool {
    try setting(chainName(workspace)) == chain(checkpoints, workspace)
  }

  /// Takes the checkpoints as they stand as all that were signed.
  public func sealCheckpoints(_ checkpoints: [(size: Int, note: String)], workspace: Int) throws {
    try setSetting(chainName(workspace), chain(checkpoints, workspace))
  }

  private func chain(_ checkpoints: [(size: Int, note: String)], _ workspace: Int) -> String {
    checkpoints.reduce(chainStart(workspace)) { chained($0, $1.size, $1.note) }
  }

  private func chainStart(_ workspace: Int) -> String { hmacText(Array("checkpoints of \(workspace)".utf8)) }

  private func chained(_ before: String, _ size: Int, _ note: String) -> String {
    hmacText(Array("\(before)\n\(size)\n\(note)".utf8))
  }
}
