import Ledger
import RegisterKit
import Store

extension Installation {
  /// Puts another key in the place of the present one, in one transaction: the present key signs each ledger up to its end and
  /// names its successor, which signs at the same place; everything that is sealed is sealed by the new key. This value
  /// holds the former key afterwards and must not be used any more.
  /// - Throws: ``Failure/conflict(_:)`` where something does not fit its seal: by a new seal it would look right.
  public func rotateKey(to new: SigningKey) async throws {
    try await signCheckpoints()
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let problems = try unsealed(connection)
      guard problems.isEmpty, let chain = try connection.keyChain(to: key.verifyingKey) else {
        throw Failure.conflict(
          """
          The key can't be rotated while these don't match their seals: \
          \((problems.isEmpty ? ["the list of former keys"] : problems).prefix(3).joined(separator: ", ")). Run concord verify, \
          correct them or accept them with concord reseal, then rotate the key.
          """)
      }
      let note = KeyChain.succession(from: key, to: new, at: "\(now)")
      try connection.handOver(to: new, notes: chain.notes + [note])
      let next = connection.sealing(by: new.sealingKey)
      let detail = "\(key.verifyingKey.description) by \(new.verifyingKey.description)"
      try next.addEvent(origin.event(.keyRotated, key.name, in: nil, detail, at: now))
      for workspace in try connection.workspaces() {
        let scope = Scope(next, workspace, registers)
        if let last = try scope.checkpoints().last, let (checkpoint, _) = chain.checkpoint(last.note) {
          try scope.replaceCheckpoint(size: last.size, note: checkpoint.signed(by: [key, new]))
        }
        try next.sealCheckpoints(scope.checkpoints(), workspace: workspace.id)
        try next.addEvent(origin.event(.keyRotated, key.name, in: workspace, detail, at: now))
      }
    }
  }

  /// What does not fit its seal, by name.
  private func unsealed(_ connection: any Connection) throws -> [String] {
    var names = try connection.brokenSeals().map(\.name) + connection.brokenEvents().map { "security event \($0.name)" }
    for workspace in try connection.workspaces() {
      names += try connection.brokenFiles(workspace: workspace.id).map { "file \($0)" }
      let checkpoints = try Scope(connection, workspace, registers).checkpoints()
      if try !connection.areAllCheckpoints(checkpoints, workspace: workspace.id) {
        names.append("checkpoints of \(workspace.slug)")
      }
    }
    return names
  }
}
