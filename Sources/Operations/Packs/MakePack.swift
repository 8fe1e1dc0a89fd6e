import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Store

/// A document that a pack shows, made from its records.
public struct PackDocument: Sendable {
  /// Its name in the pack.
  public let name: String
  public let bytes: [UInt8]
  /// The same records give the same bytes with every version of the libraries of others, so a verifier can make it again.
  public let isRepeatable: Bool
  public init(_ name: String, _ bytes: [UInt8], isRepeatable: Bool = true) {
    self.name = name
    self.bytes = bytes
    self.isRepeatable = isRepeatable
  }
}

/// Makes the documents of a pack. It knows nothing but the pack and the registers.
public typealias PackRenderer = @Sendable (PackSource, Registers) throws -> [PackDocument]

/// A pack that was written.
public struct MadePack: Sendable {
  public let record: StoredRecord
  /// Number of members of the archive.
  public let members: Int
  /// Bytes of the members together, manifest and signature apart; the archive is somewhat larger.
  public let size: Int
  /// SHA-256 of the manifest, in 64 hexadecimal digits.
  public let manifest: String
}

extension Installation {
  /// Writes a pack to a file and keeps in the ledger that it was made. Who makes the same again, with nothing else
  /// changed, gets the same bytes and no second record.
  /// - Throws: ``Failure``; then there is no file, and an earlier one of that name still stands.
  public func makePack(
    _ order: PackOrder, in workspace: Workspace, as actor: Actor, to target: URL, render: @escaping PackRenderer
  ) async throws -> MadePack {
    guard Policy.allows(actor, .approve, nil) else {
      throw Failure.forbidden("\(actor.role.label)s may not make packs for a certification body.")
    }
    // Under a name of its own until it is in the ledger, so that an earlier one still stands if it can't be.
    let made = target.deletingLastPathComponent().appendingPathComponent(".\(Random.secret().prefix(12)).pack")
    defer { unlink(made.path) }
    let written = try await writePack(order, in: workspace, to: made, render: render)
    let record = try await keep(written, order, workspace, actor)
    guard rename(made.path, target.path) == 0 else {
      throw Failure.unavailable("\(target.path): \(String(cString: strerror(errno))).")
    }
    return MadePack(record: record, members: written.members, size: written.size, manifest: written.manifest)
  }

  /// Writes once more a pack that was made, and keeps in the ledger who took it.
  /// - Throws: ``Failure/conflict(_:)`` if this version of Concord makes other documents of the same records.
  public func takePack(
    _ id: String, in workspace: Workspace, as actor: Actor, to target: URL, render: @escaping PackRenderer
  ) async throws -> StoredRecord {
    let record = try await read(workspace, as: actor) { scope -> StoredRecord in
      guard let record = try scope.record(id), record.kind == CertificationPack.register.erased.slug else {
        throw Failure.notFound("There is no pack \(id).")
      }
      return record
    }
    let pack = CertificationPack.register.decode(record.body)
    guard let kind = pack.kind, let audit = pack.audit, let date = pack.date, let position = pack.position else {
      throw Failure.conflict("\(id) does not say what it was made of.")
    }
    let order = PackOrder(kind: kind, audit: audit, date: date, position: position)
    let written = try await writePack(order, in: workspace, to: target, render: render)
    do {
      guard written.manifest == pack.manifest else {
        guard pack.generator != registers.generator else {
          throw Failure.conflict("\(id) was signed by a former key of this installation. Make a new pack.")
        }
        throw Failure.conflict(
          "\(id) was made by \(pack.generator); this is \(registers.generator), which writes its documents differently. Make a new pack."
        )
      }
      // Whoever may see the pack may take it; that they did is written by the program in their name.
      let now = now
      _ = try await database.write { connection in
        let scope = Scope(connection, workspace, registers)
        let downloads = (try scope.record(id)?.body["downloads"]?.int ?? 0).next
        return try commit(
          [.edit(id: id, values: ["downloads": .int(downloads)])], scope, program(for: actor), "Downloaded", .program,
          now)
      }
    } catch {
      unlink(target.path)
      throw error
    }
    return record
  }

  struct WrittenPack: Sendable {
    let members: Int
    let size: Int
    let manifest: String
    let position: Int
  }

  func writePack(
    _ order: PackOrder, in workspace: Workspace, to target: URL, render: @escaping PackRenderer
  ) async throws -> WrittenPack {
    let registers = registers
    let (source, proven) = try await database.read { connection in
      let scope = Scope(connection, workspace, registers)
      let source = try packSource(order, scope)
      return (source, try self.proofs(source.items.map(\.entry), size: source.position, scope))
    }
    return try await withCheckedThrowingContinuation { continuation in
      Self.packing.async {
        continuation.resume(with: Result { try write(source, proven, to: target, render) })
      }
    }
  }

  /// Packs are hashed and written one at a time and beside the threads that answer requests: a gigabyte takes seconds.
  private static let packing = DispatchQueue(label: "concord.packs")

  private func write(
    _ source: PackSource, _ proven: LedgerProofs, to target: URL, _ render: PackRenderer
  ) throws -> WrittenPack {
    let checkpoint = Checkpoint(origin: source.origin, size: source.position, root: proven.root)
    var members = try ledgerMembers(source, proven, checkpoint)
    for document in try render(source, registers) {
      members.append(ArchiveMember(document.name, .bytes(document.bytes)))
    }
    members += source.files.map { ArchiveMember($0.member, .file(files.url($0.sha256))) }
    let (manifest, size) = try listed(members, source)
    let bytes = manifest.bytes
    let note = SignedNote.sign(PackManifest.statement(source.origin, bytes), by: key)
    let own = [
      ArchiveMember(PackManifest.Name.note, .bytes(Array(note.utf8))),
      ArchiveMember(PackManifest.Name.manifest, .bytes(bytes)),
    ]
    // What stands around the contents has 64 MB at most: 65,534 members with names of 400 bytes.
    guard size < ZipLayout.largest - (64 << 20), own.count + members.count <= ZipLayout.mostMembers else {
      throw Failure.tooLarge(
        "The pack would have \(members.count) files of \(size >> 20) MB; 65,000 files and 4 GB are the most. Archive evidence that no longer matters."
      )
    }
    members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    do { try ZipWriter.write(own + members, to: target) } catch ArchiveFailure.full {
      throw Failure.full("The disk is full; the pack was not made, and nothing is left of it.")
    } catch ArchiveFailure.other(let reason) {
      throw Failure.unavailable("The pack could not be written: \(reason)")
    }
    return WrittenPack(
      members: own.count + members.count, size: size, manifest: Hash.sha256(bytes).hex, position: source.position)
  }

  private func ledgerMembers(
    _ source: PackSource, _ proofs: LedgerProofs, _ checkpoint: Checkpoint
  ) throws -> [ArchiveMember] {
    var (entries, steps): ([UInt8], [UInt8]) = ([], [])
    var members: [ArchiveMember] = []
    for item in source.items.sorted(by: { $0.entry.seq < $1.entry.seq }) {
      let (entry, json) = (item.entry, item.entry.json ?? "")
      let line = entry.entry(workspace: source.workspace)
      let proof = proofs.proofs[entry.seq] ?? []
      // What was altered in the database must not go out under a signature.
      guard Hash.sha256(json.utf8) == entry.bodyHash,
        Merkle.verifyInclusion(
          .leaf(line), at: entry.seq.previous, size: proofs.size, proof: proof, root: checkpoint.root)
      else {
        throw Failure.unavailable(
          "Entry \(entry.seq) of the ledger (\(item.id)) was altered in the database; concord verify says more.")
      }
      entries += line + [0x0A]
      steps += JSON.bytes(["seq": .int(entry.seq), "proof": Value(proof.map(\.hex))]) + [0x0A]
      members.append(ArchiveMember(item.member, .bytes(Array(json.utf8))))
    }
    if !keys.notes.isEmpty {
      let lines = keys.notes.map { JSON.text(.text($0)) + "\n" }.joined()
      members.append(ArchiveMember(PackManifest.Name.keys, .bytes(Array(lines.utf8))))
    }
    return members + [
      ArchiveMember(PackManifest.Name.entries, .bytes(entries)),
      ArchiveMember(PackManifest.Name.proofs, .bytes(steps)),
      ArchiveMember(PackManifest.Name.checkpoint, .bytes(Array(checkpoint.signed(by: key).utf8))),
      ArchiveMember(PackManifest.Name.key, .bytes(Array("\(key.verifyingKey.description)\n".utf8))),
      ArchiveMember(PackManifest.Name.facts, .bytes(JSON.bytes(source.value))),
    ]
  }

  /// Hashes every member, files piece by piece; a file must be what its name in the store says.
  private func listed(_ members: [ArchiveMember], _ source: PackSource) throws -> (PackManifest, size: Int) {
    let owners = Dictionary(source.files.map { ($0.member, $0) }, uniquingKeysWith: { first, _ in first })
    var lines: [PackManifest.Line] = []
    for member in members {
      switch member.content {
      case .bytes(let bytes):
        lines.append(.init(name: member.name, size: bytes.count, sha256: Hash.sha256(bytes).hex))
      case .file(let url):
        let (hash, size) = try Self.hash(of: url)
        guard let owner = owners[member.name], owner.sha256 == hash, owner.size == size else {
          throw Failure.unavailable(
            "A file of \(owners[member.name]?.record ?? member.name) is missing or was altered on disk; concord verify says more."
          )
        }
        lines.append(.init(name: member.name, size: size, sha256: hash))
      }
    }
    lines.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return (PackManifest(members: lines), lines.reduce(0) { $0 + $1.size })
  }

  private static func hash(of url: URL) throws -> (hash: String, size: Int) {
    guard let file = try? FileHandle(forReadingFrom: url) else { return ("", 0) }
    defer { try? file.close() }
    var stream = HashStream()
    var size = 0
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      stream.add([UInt8](piece))
      size += piece.count
    }
    return (stream.end().hex, size)
  }

  private func keep(
    _ written: WrittenPack, _ order: PackOrder, _ workspace: Workspace, _ actor: Actor
  ) async throws -> StoredRecord {
    let slug = CertificationPack.register.erased.slug
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      if let same = try scope.records(of: slug).first(where: { $0.body["manifest_sha256"]?.text == written.manifest }) {
        return same
      }
      let pack: Body = [
        "title": .text("\(order.kind.label) pack for \(order.audit), \(order.date)"), "audit": .text(order.audit),
        "kind": .text(order.kind.rawValue), "date": .text("\(order.date)"),
        "ledger_position": .int(written.position), "manifest_sha256": .text(written.manifest),
        "members": .int(written.members), "bytes": .int(written.size), "generator": .text(registers.generator),
      ]
      let committed = try commit(
        [.create(register: slug, values: pack)], scope, actor, "Certification pack", .program, now)
      guard let record = committed.records.first else { throw StoreFailure.corrupt("The pack was not kept.") }
      return record
    }
  }
}
