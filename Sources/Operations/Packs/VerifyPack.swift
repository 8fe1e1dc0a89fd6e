import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Store

/// What a check of a pack came to.
public struct PackVerification: Sendable {
  public var problems: [Verification.Problem] = []
  /// What a person should know besides.
  public var notes: [String] = []
  /// What the pack says of itself; nil if that can't be read.
  public var source: PackSource?
  /// Number of members of the archive.
  public var members = 0
  /// Number of ledger entries in it.
  public var entries = 0
  /// Number of files of records in it.
  public var files = 0
  /// Documents that were made again from the records and are the same.
  public var documents = 0
  /// The key by which it is signed.
  public var key: String?
  /// Nothing in it contradicts itself. Anybody can make a pack of which that is true, under any name.
  public var isConsistent: Bool { problems.isEmpty }
  /// It is signed by a key that whoever asks got by another way than the pack.
  public var isAuthentic = false
  /// It is whole, and by whom it claims to be.
  public var isOK: Bool { isConsistent && isAuthentic }

  /// As the command line writes it.
  public var value: Value {
    [
      "ok": .bool(isOK), "consistent": .bool(isConsistent), "authentic": .bool(isConsistent && isAuthentic),
      "members": .int(members), "ledger_entries": .int(entries), "files": .int(files),
      "documents_made_again": .int(documents), "key": Value(key), "notes": Value(notes),
      "organization": Value(source?.organization), "kind": Value(source?.kind.rawValue),
      "date": Value(source.map { "\($0.date)" }), "ledger_position": Value(source?.position),
      "problems": .list(
        problems.map { ["what": .text($0.what), "name": .text($0.name), "problem": .text($0.problem)] }),
    ]
  }
}

/// Checks a pack without server or data directory: every byte of the archive, every member against the manifest, the
/// manifest against its signature, records against ledger entries, entries against the signed checkpoint, and documents
/// against the records that they show. `docs/bundle-format.md` says how others do the same.
public struct PackVerifier {
  private let layout: ZipLayout
  private let byName: [String: ZipLayout.Member]
  private var found = PackVerification()
  /// Members that are held in memory to be read have this size at most.
  private static let longest = 512 << 20

  /// - Parameter key: The installation's key, had from elsewhere; without it the one in the pack is taken, which shows
  ///   only that the pack is whole.
  public static func verify(
    _ url: URL, key: VerifyingKey? = nil, registers: Registers, render: PackRenderer
  ) -> PackVerification {
    do {
      var verifier = PackVerifier(try ZipLayout(url))
      verifier.run(key, registers, render)
      return verifier.found
    } catch {
      var found = PackVerification()
      let reason = if case .other(let text) = error { text } else { "It can't be read." }
      found.problems = [.init(what: "archive", name: url.lastPathComponent, problem: reason)]
      return found
    }
  }

  private init(_ layout: ZipLayout) {
    self.layout = layout
    byName = Dictionary(layout.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func add(_ what: String, _ name: String, _ problem: String) {
    found.problems.append(.init(what: what, name: name, problem: problem))
  }

  private func content(_ name: String) -> [UInt8]? {
    guard let member = byName[name], member.size <= Self.longest else { return nil }
    return layout.content(of: member)
  }

  private func text(_ name: String) -> String { String(decoding: content(name) ?? [], as: UTF8.self) }

  private mutating func run(_ given: VerifyingKey?, _ registers: Registers, _ render: PackRenderer) {
    found.members = layout.members.count
    for problem in layout.problems {
      add(problem.name == "archive" ? "archive" : "member", problem.name, problem.problem)
    }
    if layout.members.isEmpty {
      if found.problems.isEmpty { add("archive", "archive", "There is nothing in it.") }
      return
    }
    let hashes = hashMembers()
    checkManifest(hashes)
    guard let key = key(given) else { return }
    found.key = key.description
    let entries = readEntries()
    guard let facts = content(PackManifest.Name.facts).flatMap({ try? JSON.parse($0) }),
      let source = PackSource(facts, entries)
    else {
      add("member", PackManifest.Name.facts, "It does not say what the pack is.")
      return
    }
    found.source = source
    found.entries = entries.count
    checkSignature(key, source)
    checkLedger(entries, source, key)
    checkRecords(entries, source, hashes)
    checkFiles(source, registers, hashes)
    checkDocuments(source, registers, render)
  }

  /// Hashes every member, and compares its checksum with what the archive states.
  private mutating func hashMembers() -> [String: String] {
    var hashes: [String: String] = [:]
    for member in layout.members {
      var stream = HashStream()
      let isWhole = layout.forEachPiece(of: member) { stream.add($0) }
      hashes[member.name] = stream.end().hex
      if !isWhole { add("member", member.name, "Its content does not fit the checksum that the archive states.") }
    }
    return hashes
  }

  private mutating func checkManifest(_ hashes: [String: String]) {
    let name = PackManifest.Name.manifest
    guard let manifest = content(name).flatMap({ PackManifest($0) }) else {
      add("member", name, "The manifest is missing or can't be read.")
      return
    }
    var listed: Set<String> = [name, PackManifest.Name.note]
    for line in manifest.members {
      if !listed.insert(line.name).inserted { add("member", line.name, "The manifest names it more than once.") }
      guard let member = byName[line.name] else {
        add("member", line.name, "The manifest names it and it is not in the pack.")
        continue
      }
      if member.size != line.size || hashes[line.name] != line.sha256 {
        add("member", line.name, "Its content is not what the manifest says.")
      }
    }
    for member in layout.members where !listed.contains(member.name) {
      add("member", member.name, "It is in the archive and not in the manifest.")
    }
  }

  private mutating func key(_ given: VerifyingKey?) -> VerifyingKey? {
    let line = text(PackManifest.Name.key)
    let own = line.hasSuffix("\n") ? VerifyingKey(String(line.dropLast())) : nil
    if own == nil { add("member", PackManifest.Name.key, "It is no key.") }
    var chain: KeyChain?
    if let own { chain = predecessors(of: own) }
    if let given {
      if let own, own != given, let chain, chain.keys.contains(given) {
        found.notes.append(
          "Signed by \(own.description), a successor of the key that you trust: each key in between signed the next.")
        found.isAuthentic = true
        return own
      }
      if let own, own != given { add("key", own.name, "The pack has another key than the one that you trust.") }
      found.isAuthentic = true
      return given
    }
    if own != nil {
      found.notes.append(
        "The key is the pack's own. Compare it with one that the organization gave you, or name that with --key.")
    }
    return own
  }

  /// The former keys of the one that the pack has, as they signed it; it alone where the pack says nothing of them.
  private mutating func predecessors(of own: VerifyingKey) -> KeyChain? {
    let name = PackManifest.Name.keys
    guard byName[name] != nil else { return KeyChain(own) }
    let lines = (content(name) ?? []).split(separator: 0x0A)
    let notes = lines.compactMap { (try? JSON.parse(Array($0)))?.text }
    guard notes.count == lines.count, !notes.isEmpty, let chain = KeyChain(notes: notes, current: own) else {
      add("key", name, "It does not lead from a former key to the one of the pack.")
      return nil
    }
    return chain
  }

  private mutating func checkSignature(_ key: VerifyingKey, _ source: PackSource) {
    let manifest = content(PackManifest.Name.manifest) ?? []
    guard let statement = SignedNote.text(of: text(PackManifest.Name.note), signedBy: key) else {
      add("signature", PackManifest.Name.note, "The manifest is not signed by \(key.name).")
      return
    }
    if statement != PackManifest.statement(source.origin, manifest) {
      add("signature", PackManifest.Name.manifest, "It is not the manifest that was signed.")
    }
  }

  private mutating func readEntries() -> [Revision] {
    let name = PackManifest.Name.entries
    guard let bytes = content(name) else {
      add("member", name, "It is missing.")
      return []
    }
    if !bytes.isEmpty, bytes.last != 0x0A { add("member", name, "It does not end with a whole line.") }
    var entries: [Revision] = []
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      guard let entry = try? JSON.parse(Array(line)), let kind = entry["kind"].text, let id = entry["id"].text,
        let json = content("records/\(kind)/\(id).json"), let revision = Revision(entry, json: json)
      else {
        add("revision", "\(name), line \(index + 1)", "It can't be read, or its record is not in the pack.")
        continue
      }
      if !revision.entry(workspace: entry["workspace"].text ?? "").elementsEqual(line) {
        add("revision", "\(name), line \(index + 1)", "It is not an entry that goes with the content of \(id).")
      }
      entries.append(revision)
    }
    return entries
  }

  private mutating func checkLedger(_ entries: [Revision], _ source: PackSource, _ key: VerifyingKey) {
    let name = PackManifest.Name.checkpoint
    guard let checkpoint = Checkpoint(note: text(name), key: key) else {
      add("checkpoint", name, "It is not signed by \(key.name).")
      return
    }
    if checkpoint.origin != source.origin || checkpoint.size != source.position {
      add("checkpoint", name, "It is of another ledger or another position than the pack.")
    }
    if source.origin != "concord/\(key.name)/\(source.workspace)" {
      add("checkpoint", name, "The ledger is not one of \(key.name).")
    }
    let lines = (content(PackManifest.Name.proofs) ?? []).split(separator: 0x0A)
    if lines.count != entries.count {
      add("member", PackManifest.Name.proofs, "There are \(lines.count) proofs for \(entries.count) entries.")
    }
    for (entry, line) in zip(entries, lines) {
      let value = (try? JSON.parse(Array(line))) ?? .null
      let proof = value["proof"].texts.compactMap { Hash(hex: $0) }
      if value["seq"].int != entry.seq
        || !Merkle.verifyInclusion(
          .leaf(entry.entry(workspace: source.workspace)), at: entry.seq.previous, size: checkpoint.size, proof: proof,
          root: checkpoint.root)
      {
        add("revision", "\(entry.seq) (\(entry.record))", "The ledger that was signed has no such entry there.")
      }
    }
  }

  /// Every record must be what its entry says, and belong into the pack.
  private mutating func checkRecords(_ entries: [Revision], _ source: PackSource, _ hashes: [String: String]) {
    var known: Set<String> = []
    for item in source.items {
      if !known.insert(item.member).inserted { add("record", item.id, "It is in the pack with two revisions.") }
      if hashes[item.member] != item.entry.bodyHash.hex {
        add("record", item.member, "It is not what the ledger says of \(item.id).")
      }
      if item.kind == "evidence", !Evidence.register.decode(item.body).isValid(on: source.date) {
        add("record", item.id, "This evidence does not speak for \(source.date).")
      }
    }
    if source.items.count != entries.count {
      add("record", PackManifest.Name.entries, "It has entries of records that such a pack does not hold.")
    }
    for member in layout.members where member.name.hasPrefix("records/") && !known.contains(member.name) {
      add("record", member.name, "No entry of the ledger stands behind it.")
    }
  }

  /// Every file must be one that its record names, and every file that a record names must be there.
  private mutating func checkFiles(_ source: PackSource, _ registers: Registers, _ hashes: [String: String]) {
    var named: [String: [String]] = [:]
    for item in source.items {
      named[item.id, default: []] += PackSource.namedFiles(item.body, registers[item.kind]).map(\.sha256)
    }
    var listed: Set<String> = []
    for file in source.files {
      found.files += 1
      listed.insert(file.member)
      if hashes[file.member] != file.sha256 {
        add("file", file.member, "It is not the file that \(file.record) names.")
      }
      if let index = named[file.record]?.firstIndex(of: file.sha256) {
        named[file.record]?.remove(at: index)
      } else {
        add("file", file.member, "\(file.record) does not name it.")
      }
    }
    for (record, left) in named.sorted(by: { $0.key < $1.key }) where !left.isEmpty {
      add("file", record, "It names a file that is not in the pack.")
    }
    for member in layout.members where member.name.hasPrefix("files/") && !listed.contains(member.name) {
      add("file", member.name, "No record names it.")
    }
  }

  /// Makes the documents again from the records, where the same version of the program does.
  private mutating func checkDocuments(_ source: PackSource, _ registers: Registers, _ render: PackRenderer) {
    guard source.generator == registers.generator else {
      found.notes.append(
        "Documents were not made again from the records: they were written by \(source.generator), this is \(registers.generator). The manifest and its signature still cover them."
      )
      return
    }
    guard let documents = try? render(source, registers) else {
      add("document", PackManifest.Name.facts, "The documents can't be made again from the records.")
      return
    }
    var expected: Set<String> = []
    for document in documents {
      expected.insert(document.name)
      if !document.isRepeatable { continue }
      if content(document.name) == document.bytes {
        found.documents += 1
      } else {
        add("document", document.name, "It is not what the records say.")
      }
    }
    let others = Set(
      [
        PackManifest.Name.note, PackManifest.Name.manifest, PackManifest.Name.checkpoint, PackManifest.Name.key,
        PackManifest.Name.keys,
        PackManifest.Name.facts, PackManifest.Name.entries, PackManifest.Name.proofs,
      ])
    for member in layout.members
    where !expected.contains(member.name) && !others.contains(member.name) && !member.name.hasPrefix("records/")
      && !member.name.hasPrefix("files/")
    {
      add("document", member.name, "Such a pack has no document of this name.")
    }
  }
}

extension Revision {
  /// An entry as a pack has it, with the content of its record.
  init?(_ entry: Value, json: [UInt8]) {
    guard let seq = entry["seq"].int, seq > 0, let record = entry["id"].text, let kind = entry["kind"].text,
      let version = entry["version"].int, let action = entry["action"].text.flatMap(RevisionAction.init),
      let actor = entry["actor"].text, let at = entry["at"].text, let note = entry["note"].text,
      let batch = entry["batch"].int, let workspace = entry["workspace"].text,
      let json = String(validating: json, as: UTF8.self)
    else { return nil }
    self.init(
      seq: seq, record: record, kind: kind, version: version, action: action, state: entry["state"].text, actor: actor,
      at: at, note: note, batch: batch, json: json, workspace: workspace)
  }
}
