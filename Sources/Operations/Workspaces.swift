import Domain
import Foundation
import Ledger
import RegisterKit
import Store

extension Installation {
  /// A whole workspace as one JSON object: its files with their bytes in base64, and every ledger entry with its body, from
  /// which everything else follows. Handed over piece by piece, one file or entry at a time.
  /// - Throws: ``Failure/conflict(_:)`` if a file is missing or was altered; an export without it would be no copy.
  public func exportWorkspace(_ workspace: Workspace, to write: @escaping @Sendable ([UInt8]) throws -> Void)
    async throws
  {
    try await note(.exported, "whole workspace", in: workspace)
    try await files.whileAllStay { try await export(workspace, write) }
  }

  private func export(_ workspace: Workspace, _ write: @escaping @Sendable ([UInt8]) throws -> Void) async throws {
    let (registers, files) = (registers, files)
    try await database.read { connection in
      let scope = Scope(connection, workspace, registers)
      let head: Value = ["format": "concord-workspace-1", "name": .text(workspace.name), "slug": .text(workspace.slug)]
      try write(JSON.bytes(head).dropLast() + Array(",\"files\":[".utf8))
      for (index, file) in try scope.files().enumerated() {
        guard let bytes = files.bytes(file.sha256), Hash.sha256(bytes).hex == file.sha256 else {
          throw Failure.conflict("The file \(file.sha256) is missing or was altered; concord verify says more.")
        }
        let value: Value = [
          "sha256": .text(file.sha256), "size": .int(file.size), "type": .text(file.type),
          "base64": .text(Data(bytes).base64EncodedString()),
        ]
        try write((index > 0 ? [UInt8(ascii: ",")] : []) + JSON.bytes(value))
      }
      try write(Array("],\"entries\":[".utf8))
      var isFirst = true
      try scope.connection.forEach(
        "SELECT \(Revision.columns) FROM revision WHERE workspace = \(workspace.id) ORDER BY seq"
      ) { row in
        guard let entry = Revision(row) else {
          throw Failure.conflict("Entry \(row.int(0)) of the ledger can't be read; concord verify says more.")
        }
        try write((isFirst ? [] : [UInt8(ascii: ",")]) + JSON.bytes(entry.exported))
        isFirst = false
      }
      try write(Array("]}".utf8))
    }
  }

  /// Makes a workspace from what ``exportWorkspace(_:to:)`` gave: the same entries with the same hashes, folded anew, and
  /// the files. It keeps its name, which the hashes cover; an installation that has a workspace of that name refuses it.
  public func importWorkspace(_ value: Value) async throws -> Workspace {
    guard value["format"].text == "concord-workspace-1", let slug = value["slug"].text, let name = value["name"].text
    else {
      throw Failure.malformed("This is not a workspace that Concord exported.")
    }
    guard ArchivedLedger.isSlug(slug), (1...300).contains(name.count), !name.allSatisfy(\.isWhitespace) else {
      throw Failure.malformed("The export names no workspace that can be made here.")
    }
    // Bytes first, on disk, then the rows that say so.
    let kept = try value["files"].list.map(keep)
    let entries = value["entries"].list
    let (now, registers, origin) = (now, registers, Origin.current)
    return try await database.write { connection in
      guard try connection.workspace(slug) == nil else {
        throw Failure.conflict("There is a workspace “\(slug)” already.")
      }
      let workspace = try connection.addWorkspace(slug: slug, name: name, emptyFrontier: Frontier().serialized, at: now)
      try connection.addEvent(origin.event(.workspaceMade, slug, in: workspace, "from an export", at: now))
      let scope = Scope(connection, workspace, registers)
      for file in kept { try scope.addFile(file, at: now) }
      var ledger = ArchivedLedger(registers)
      let checked = try entries.map {
        let entry = try Revision(exported: $0, workspace: slug)
        try ledger.take(entry)
        return entry
      }
      try ledger.finish()
      try scope.replay(checked)
      return workspace
    }
  }

  /// Keeps a file of an export. Its bytes come along: by its hash alone nobody gets what another workspace holds.
  private func keep(_ file: Value) throws -> StoredFile {
    guard let sha256 = file["sha256"].text, let hash = Hash(hex: sha256), let size = file["size"].int,
      let type = file["type"].text
    else { throw Failure.malformed("A file of the export has no hash, size or type.") }
    let bytes = file["base64"].text.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }
    guard let bytes else { throw Failure.malformed("The export does not hold the bytes of the file \(sha256).") }
    guard Hash.sha256(bytes) == hash, bytes.count == size else {
      throw Failure.malformed("The file \(sha256) of the export was altered: its hash does not fit.")
    }
    _ = try files.keep(bytes)
    return StoredFile(sha256: hash.hex, size: size, type: type)
  }
}

extension Revision {
  fileprivate var exported: Value {
    [
      "seq": .int(seq), "id": .text(record), "kind": .text(kind), "version": .int(version),
      "action": .text(action.rawValue), "state": Value(state), "actor": .text(actor), "at": .text(at),
      "note": .text(note), "batch": .int(batch), "body": Value(json), "leaf_hash": .text(leafHash.hex),
    ]
  }

  fileprivate init(exported entry: Value, workspace slug: String) throws {
    guard let seq = entry["seq"].int, let action = entry["action"].text.flatMap(RevisionAction.init),
      let json = entry["body"].text, let id = entry["id"].text, let kind = entry["kind"].text,
      let version = entry["version"].int, let actor = entry["actor"].text, let at = entry["at"].text,
      let note = entry["note"].text, let batch = entry["batch"].int
    else { throw Failure.malformed("Entry \(entry["seq"].int ?? 0) of the export is not whole.") }
    self.init(
      seq: seq, record: id, kind: kind, version: version, action: action, state: entry["state"].text, actor: actor,
      at: at, note: note, batch: batch, json: json, workspace: slug)
    guard leafHash.hex == entry["leaf_hash"].text else {
      throw Failure.malformed("Entry \(seq) of the export was altered: its hash does not fit.")
    }
  }
}
