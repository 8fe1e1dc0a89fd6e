import Domain
import Ledger
import Operations
import RegisterKit
import Store

/// What is asked of a workspace as a whole.
enum WorkspaceAPI {
  static func workspaces(_ call: Call) async throws -> Reply {
    .json([
      "items": [
        [
          "slug": .text(call.workspace.slug), "name": .text(call.workspace.name),
          "role": .text(call.actor.role.rawValue),
        ]
      ], "next": nil, "total": 1,
    ])
  }

  static func gap(_ call: Call) async throws -> Reply {
    let framework = call.query("framework") ?? "iso42001"
    return .json(try await call.read { try call.installation.gap(framework, $0).value })
  }

  static func soa(_ call: Call) async throws -> Reply {
    let frameworks = (call.query("frameworks") ?? "").split(separator: ",").map(String.init)
    guard let format = ExportFormat(rawValue: call.query("format") ?? "json") else {
      throw Failure.malformed("format is json, csv or xlsx.")
    }
    let moment = try call.asOf()
    let bytes = try await call.read { scope in
      try call.installation.soa(frameworks, scope, asOf: moment).file(
        format, try call.installation.soaVersion(scope, asOf: moment))
    }
    if format == .json { return .json(bytes) }
    guard call.allows(.export) else { throw Failure.forbidden("\(call.actor.role.label)s may not export.") }
    return .download(bytes, type: format.mediaType, name: "statement-of-applicability.\(format.rawValue)")
  }

  static func attention(_ call: Call) async throws -> Reply {
    let items = try await call.read { try call.installation.attention($0) }
    let values = items.map { item -> Value in
      [
        "rule": .text(item.rule.id), "title": .text(item.rule.title), "why": .text(item.rule.why),
        "severity": .text(item.rule.severity.rawValue),
        "requirements": Value(item.rule.requirements), "register": .text(item.rule.register), "count": .int(item.count),
        "query": .text(WebAddress.query("", item.items.map { ($0.name, $0.value) })),
        "records": Value(item.records.map(\.id)),
      ]
    }
    return .json(["items": .list(values), "next": nil, "total": .int(values.count)])
  }

  /// Entries from a position on, with the last checkpoint and the proof that each is in its tree (RFC 6962, 2.1.1).
  static func ledger(_ call: Call) async throws -> Reply {
    guard !Policy.seesSharedOnly(call.actor) else {
      throw Failure.forbidden("External auditors see only what is shared.")
    }
    guard let from = Int(call.query("from") ?? "1"), from >= 1 else {
      throw Failure.malformed("from is a position from 1 on.")
    }
    guard let limit = Int(call.query("limit") ?? "100"), (1...1000).contains(limit) else {
      throw Failure.malformed("limit is a number from 1 to 1000.")
    }
    return .json(
      try await call.read { scope in
        let entries = try scope.revisions(from: from, limit: limit)
        let size = try scope.ledgerSize
        let proofs = try call.installation.proofs(entries, scope)
        let next: Value = entries.last.map { $0.seq < size ? .text("\($0.seq.next)") : .null } ?? .null
        return [
          "items": .list(
            entries.map { entry in
              var members = entry.value.object ?? [:]
              members["proof"] = proofs?.proofs[entry.seq].map { .list($0.map { .text($0.hex) }) } ?? .null
              return .object(members)
            }), "next": next, "total": .int(size),
          "tree": proofs.map { ["size": .int($0.size), "root": .text($0.root.hex)] } ?? .null,
          "checkpoint": Value(try scope.lastCheckpoint()?.note),
          "key": .text(call.installation.key.verifyingKey.description),
        ]
      })
  }

  static func addFile(_ call: Call) async throws -> Reply {
    let file = try await call.installation.keepFile(
      try await call.receive(upTo: Installation.largestFile).content, in: call.workspace, as: call.actor)
    return .json(["sha256": .text(file.sha256), "size": .int(file.size), "type": .text(file.type)], status: .created)
  }

  static func file(_ call: Call) async throws -> Reply { try await FilePages.download(call) }
}
