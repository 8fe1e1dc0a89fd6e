import Store

extension Installation {
  /// Takes a restored installation over with another key than the one by which it was sealed and signed: accounts, members
  /// and tokens as they stand, and no checkpoints, since this key can't vouch for those of another.
  /// - Returns: The notes of the former checkpoints, for whoever keeps them.
  public func beginWithNewKey() async throws -> [String] {
    let notes = try await database.write { connection in
      try connection.workspaces().flatMap { workspace -> [String] in
        let notes = try Scope(connection, workspace, registers).checkpoints().map(\.note)
        try connection.run("DELETE FROM checkpoint WHERE workspace = \(workspace.id)")
        return notes
      }
    }
    try await database.write { [key] in try $0.beginKey(key.verifyingKey) }
    try await reseal()
    try await signCheckpoints()
    return notes
  }
}
