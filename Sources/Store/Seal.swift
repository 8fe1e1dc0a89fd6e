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
  public func seals() throws -> [String: Value]? {
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
      case nil: broken.append((row.name, "It was added by hand. \(Self.whatToDo(row.name))"))
      case mac(row.content): break
      default: broken.append((row.name, "It was altered by hand. \(Self.whatToDo(row.name))"))
      }
    }
    return broken + seals.keys.sorted().map { ($0, "It was taken out by hand. \(Self.whatToDo($0))") }
  }

  /// What whoever runs the installation can do about a row, by its name.
  private static func whatToDo(_ name: String) -> String {
    let look =
      switch name.split(separator: " ").first {
      case "account", "member": "Compare it with concord user list"
      case "token": "Compare it with concord token list"
      case "invitation": "Compare it with the invitations under Members"
      default: "Find out who did it"
      }
    return
      "\(look) and concord events, then correct it, or accept it as it is with concord reseal. Until then it is refused."
  }

  /// The keyed hash of one row that is kept beside it.
  /// - Parameter what: Of which kind the row is, so that a seal fits no row of another kind.
  public func rowSeal(_ what: String, _ content: [Value]) -> String { mac(JSON.text(.list([.text(what)] + content))) }

  func mac(_ text: String) -> String { hmacText(Array(text.utf8)) }

  private func hmacText(_ bytes: [UInt8]) -> String { (Hash(bytes: hmac(sealingKey, bytes)) ?? Hash()).hex }
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
