import Domain
import Foundation
import Ledger
import RegisterKit
import Store

/// What a check of the whole installation came to.
public struct Verification: Sendable {
  /// Something that does not hold together.
  public struct Problem: Sendable, Hashable {
    /// `revision`, `record`, `link`, `comment`, `search`, `file`, `checkpoint`, `ledger`, `member`, `key` or
    /// `event`.
    public let what: String
    /// Id of the record, hash of the file, or what else names it.
    public let name: String
    /// In a sentence.
    public let problem: String
  }
  /// Number of ledger entries looked at.
  public var entries = 0
  /// Number of files looked at.
  public var files = 0
  /// Number of signed checkpoints that are right.
  public var checkpoints = 0
  public var problems: [Problem] = []
  public var isOK: Bool { problems.isEmpty }

  /// As the command line writes it.
  public var value: Value {
    [
      "ok": .bool(isOK), "ledger_entries": .int(entries), "files": .int(files), "checkpoints": .int(checkpoints),
      "problems": .list(
        problems.map { ["what": .text($0.what), "name": .text($0.name), "problem": .text($0.problem)] }),
    ]
  }
}

/// Every file that an entry of the ledger names, with the record that did so first. Files are never given up: an earlier
/// revision must find its own.
private struct NamedFiles {
  var holders: [String: String] = [:]
  /// Those that were attached: who does that has uploaded them.
  private(set) var attached: Set<String> = []
  /// Fields that hold a file, by register.
  private var fields: [String: [FieldSpec]] = [:]
  private static let mark = "\"\(AnyRegister.attachments)\""

  mutating func take(_ entry: Revision, _ register: AnyRegister?) {
    let fields = fileFields(entry.kind, register)
    // Most bodies name no file; they are not read.
    guard let json = entry.json, !fields.isEmpty || strstr(json, Self.mark) != nil else { return }
    let body = entry.body
    let files = (body[AnyRegister.attachments]?.list ?? []).compactMap { $0["sha256"].text }
    attached.formUnion(files)
    let hashes = fields.compactMap { body[$0.name]?.text } + files
    for hash in hashes where holders[hash] == nil { holders[hash] = entry.record }
  }

  private mutating func fileFields(_ kind: String, _ register: AnyRegister?) -> [FieldSpec] {
    if let known = fields[kind] { return known }
    let found = register?.fields.filter { $0.kind.control == .file } ?? []
    fields[kind] = found
    return found
  }
}

extension Installation {
  /// Hashes ledger, tables and files again and names what does not fit.
  /// - Parameter outside: Notes of checkpoints kept elsewhere; they show a ledger that was cut back or written anew.
  public func verify(outside: [String] = []) async throws -> Verification {
    // Side by side; each looks at one state of its own, and nothing of one is compared with the other's.
    async let ledgers = database.read { connection in
      var verification = Verification()
      for (name, problem) in try connection.brokenSeals() {
        verification.problems.append(.init(what: "member", name: name, problem: problem))
      }
      for (name, problem) in try connection.brokenEvents() {
        verification.problems.append(.init(what: "event", name: name, problem: "\(problem) \(Self.brokenEvent)"))
      }
      let chain = try connection.keyChain(to: key.verifyingKey)
      if chain == nil { verification.problems.append(.init(what: "key", name: key.name, problem: Self.brokenChain)) }
      let published = PublishedCheckpoints(outside, chain ?? keys)
      let workspaces = try connection.workspaces()
      verification.problems += published.problems(known: Set(workspaces.map(origin)))
      for workspace in workspaces {
        let scope = Scope(connection, workspace, registers)
        try verifyLedger(scope, published, chain ?? keys, &verification)
      }
      return verification
    }
    async let tables = database.read { connection in
      var problems: [Verification.Problem] = []
      func add(_ what: String, _ name: String, _ problem: String) {
        problems.append(.init(what: what, name: name, problem: problem))
      }
      var searched = try searchTexts(connection)
      for workspace in try connection.workspaces() {
        try verifyTables(Scope(connection, workspace, registers), &searched, add)
      }
      if !searched.isEmpty { add("search", "all", "The search has \(searched.count) texts that no record has.") }
      return problems
    }
    async let engine = engineProblems()
    var verification = try await ledgers
    verification.problems += try await tables
    verification.problems += await engine
    return verification
  }

  /// What the engine says of its own pages: indexes that lists are read by, pages that hold nothing, the text search.
  private func engineProblems() async -> [Verification.Problem] {
    func problem(_ what: String, _ error: any Error) -> Verification.Problem {
      let text = if case .corrupt(let text)? = error as? StoreFailure { text } else { "\(error)" }
      return .init(what: what, name: "all", problem: text)
    }
    var problems: [Verification.Problem] = []
    do {
      problems += try await database.read { connection in
        try connection.all(connection.dialect.integrity) { $0.text(0) }.filter { $0 != "ok" }.map {
          .init(what: "database", name: "pages", problem: "\($0).")
        }
      }
    } catch { problems.append(problem("database", error)) }
    do {
      try await database.write { connection in
        for statement in connection.dialect.searchIntegrity { try connection.run(statement) }
      }
    } catch { problems.append(problem("search", error)) }
    return problems
  }

  func origin(_ workspace: Workspace) -> String { originPrefix + workspace.slug }

  /// With what the names of all its ledgers begin.
  var originPrefix: String { "concord/\(key.name)/" }

  /// After a change by hand that was meant: takes workspaces, accounts, members, tokens, security events and the list of
  /// checkpoints as they stand as right.
  public func reseal() async throws {
    let event = Origin.current.event(.resealed, "accounts, members, tokens, events and checkpoints", in: nil, at: now)
    try await database.write { connection in
      try connection.sealEvents()
      try connection.sealFiles()
      try connection.seal()
      try connection.addEvent(event)
      try connection.seal()
      connection.membersChange()
      for workspace in try connection.workspaces() {
        let checkpoints = try Scope(connection, workspace, registers).checkpoints()
        try connection.sealCheckpoints(checkpoints, workspace: workspace.id)
      }
    }
  }

  /// What the search holds, by row; as hashes, since only the comparison is wanted.
  private func searchTexts(_ connection: any Connection) throws -> [Int: Int] {
    var texts: [Int: Int] = [:]
    try connection.forEach(connection.dialect.searchRows) {
      texts[$0.int(0)] = SearchText(title: $0.text(1), text: $0.text(2)).hashValue
    }
    return texts
  }

  private static let alteredRow =
    "Its size, type or date was altered by hand. Correct it, or accept it as it is with concord reseal. Until then it is served as a file of unknown type."
  private static let brokenEvent =
    "Compare concord events with what was sent to other systems; concord reseal accepts the events as they are."
  private static let brokenChain =
    "The list of former keys was altered or taken out, so what they signed can't be checked. Restore it from a backup."

  private func verifyLedger(
    _ scope: Scope, _ published: PublishedCheckpoints, _ chain: KeyChain, _ found: inout Verification
  ) throws {
    let name = scope.workspace.slug
    func add(_ what: String, _ name: String, _ problem: String) {
      found.problems.append(.init(what: what, name: name, problem: problem))
    }
    let signed = try scope.checkpoints()
    if try !scope.connection.areAllCheckpoints(signed, workspace: scope.workspace.id) {
      add("checkpoint", name, "Checkpoints were taken out, added or altered: they are not all that were signed.")
    }
    var checkpoints = CheckpointCheck(signed, published, chain, origin: origin(scope.workspace), name: name)
    found.checkpoints += checkpoints.valid
    // The ledger, entry by entry.
    var frontier = Frontier()
    checkpoints.check(0, frontier.root)
    var seq = 0
    var named = NamedFiles()
    try scope.connection.forEach(
      "SELECT \(Revision.columns) FROM revision WHERE workspace = \(scope.workspace.id) ORDER BY seq"
    ) { row in
      seq += 1
      guard let entry = Revision(row) else {
        add("revision", "\(name) \(row.int(0))", "The entry can't be read.")
        return
      }
      if entry.seq != seq {
        add("revision", "\(name) \(seq)", "The entry is missing; the next is \(entry.seq).")
        seq = entry.seq
      }
      // Nothing in this version takes a content away, so an empty one was emptied by hand.
      if entry.json.map({ Hash.sha256($0.utf8) }) != entry.bodyHash {
        add("revision", "\(name) \(entry.seq) (\(entry.record), revision \(entry.version))", "Its content was altered.")
      }
      let leaf = Hash.leaf(entry.entry(workspace: name))
      if leaf != entry.leafHash {
        add("revision", "\(name) \(entry.seq) (\(entry.record), revision \(entry.version))", "The entry was altered.")
      }
      named.take(entry, registers[entry.kind])
      frontier.append(leaf)
      checkpoints.check(frontier.size, frontier.root)
    }
    found.entries += frontier.size
    found.problems += checkpoints.end(frontier.size)
    let head = try scope.connection.first(
      "SELECT ledger_size, ledger_frontier FROM workspace WHERE id = \(scope.workspace.id)", { ($0.int(0), $0.blob(1)) }
    )
    if head?.0 != frontier.size || head?.1 != frontier.serialized {
      add("ledger", name, "Its head does not fit its entries.")
    }
    for hash in try scope.connection.brokenFiles(workspace: scope.workspace.id) {
      add("file", hash, Self.alteredRow)
    }
    for file in try scope.files() {
      found.files += 1
      named.holders[file.sha256] = nil
      guard let bytes = files.bytes(file.sha256) else {
        add("file", file.sha256, "The file is missing.")
        continue
      }
      if Hash.sha256(bytes).hex != file.sha256 || bytes.count != file.size {
        add("file", file.sha256, "Its content was altered.")
      }
    }
    for (hash, record) in named.holders.sorted(by: { $0.key < $1.key }) {
      // Before file fields were looked up, one could name anything; what was attached had been uploaded.
      let wasHere = named.attached.contains(hash) || files.bytes(hash) != nil
      add(
        "file", hash,
        wasHere
          ? "\(record) names this file; it was here, and the workspace does not hold it any more."
          : "\(record) names this file; it was never attached and its content is not here.")
    }
  }

  /// Signs how far every ledger goes, where that is not signed yet.
  @discardableResult
  public func signCheckpoints() async throws -> [Checkpoint] {
    let now = now
    return try await database.write { connection in
      try connection.workspaces().compactMap { workspace -> Checkpoint? in
        let scope = Scope(connection, workspace, registers)
        guard
          let (size, bytes) = try connection.first(
            "SELECT ledger_size, ledger_frontier FROM workspace WHERE id = \(workspace.id)", { ($0.int(0), $0.blob(1)) }
          ),
          let frontier = Frontier(serialized: bytes), size > 0, try scope.lastCheckpoint()?.size != size
        else { return nil }
        let checkpoint = Checkpoint(origin: origin(workspace), size: size, root: frontier.root)
        try scope.addCheckpoint(size: size, note: checkpoint.signed(by: key), at: now)
        return checkpoint
      }
    }
  }
}
