import Domain
import Ledger
import RegisterKit
import Store

extension Installation {
  /// A whole workspace as one JSON value: every ledger entry with its body, from which everything else follows, and the
  /// hashes of its files (`concord backup` holds the files themselves).
  public func exportWorkspace(_ workspace: Workspace) async throws -> Value {
    let registers = registers
    return try await database.read { connection in
      let scope = Scope(connection, workspace, registers)
      let entries = try scope.revisions(from: 1, limit: Int(Int32.max))
      return [
        "format": "concord-workspace-1", "slug": .text(workspace.slug), "name": .text(workspace.name),
        "files": .list(
          try scope.files().map { ["sha256": .text($0.sha256), "size": .int($0.size), "type": .text($0.type)] }),
        "entries": .list(
          entries.map { entry in
            [
              "seq": .int(entry.seq), "id": .text(entry.record), "kind": .text(entry.kind),
              "version": .int(entry.version),
              "action": .text(entry.action.rawValue), "state": Value(entry.state), "actor": .text(entry.actor),
              "at": .text(entry.at),
              "note": .text(entry.note), "batch": .int(entry.batch), "body": Value(entry.json),
              "leaf_hash": .text(entry.leafHash.hex),
            ]
          }),
      ]
    }
  }

  /// Makes a workspace from what ``exportWorkspace(_:)`` gave: the same entries with the same hashes, folded anew. It keeps
  /// its name, which the hashes cover; an installation that has a workspace of that name refuses it.
  public func importWorkspace(_ value: Value) async throws -> Workspace {
    guard value["format"].text == "concord-workspace-1", let slug = value["slug"].text, let name = value["name"].text
    else {
      throw Failure.malformed("This is not a workspace that Concord exported.")
    }
    let entries = value["entries"].list
    let (now, registers) = (now, registers)
    return try await database.write { connection in
      guard try connection.workspace(slug) == nil else {
        throw Failure.conflict("There is a workspace “\(slug)” already.")
      }
      let workspace = try connection.addWorkspace(slug: slug, name: name, emptyFrontier: Frontier().serialized, at: now)
      let scope = Scope(connection, workspace, registers)
      for file in value["files"].list {
        guard let sha256 = file["sha256"].text, let size = file["size"].int, let type = file["type"].text else {
          throw Failure.malformed("A file of the export has no hash, size or type.")
        }
        try scope.addFile(StoredFile(sha256: sha256, size: size, type: type), at: now)
      }
      try scope.replay(
        entries.map { entry in
          guard let seq = entry["seq"].int, let action = entry["action"].text.flatMap(RevisionAction.init),
            let json = entry["body"].text,
            let id = entry["id"].text, let kind = entry["kind"].text, let version = entry["version"].int,
            let actor = entry["actor"].text,
            let at = entry["at"].text, let note = entry["note"].text, let batch = entry["batch"].int
          else { throw Failure.malformed("Entry \(entry["seq"].int ?? 0) of the export is not whole.") }
          let revision = Revision(
            seq: seq, record: id, kind: kind, version: version, action: action, state: entry["state"].text,
            actor: actor, at: at,
            note: note, batch: batch, json: json, workspace: slug)
          guard revision.leafHash.hex == entry["leaf_hash"].text else {
            throw Failure.malformed("Entry \(seq) of the export was altered: its hash does not fit.")
          }
          return revision
        })
      return workspace
    }
  }
}
