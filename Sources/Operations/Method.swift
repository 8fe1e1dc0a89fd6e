import Domain
import RegisterKit
import Store

extension Installation {
  /// Records with a level beyond the scales of a method.
  func offScale(_ scope: Scope, _ settings: Settings) throws -> [String] {
    try registers.all.flatMap { register -> [String] in
      let levels = register.fields.compactMap { field in
        if case .level(let scale) = field.kind.control { (field.name, settings.scale(scale).levels.count) } else { nil }
      }
      guard !levels.isEmpty else { return [] }
      return try scope.records(of: register.slug).filter { record in
        let body = record.body
        return levels.contains { name, most in (body[name]?.int ?? 0) > most }
      }.map(\.id)
    }
  }

  /// Sets the workspace's risk method, and works the levels of every risk out again by it, as one act in the ledger.
  /// - Throws: ``Failure/malformed(_:)`` with everything that is wrong with the matrix.
  public func setMethod(_ matrix: RiskMatrix, in workspace: Workspace, as actor: Actor) async throws -> Committed {
    guard Policy.allows(actor, .approve, nil) else {
      throw Failure.forbidden("\(actor.role.label)s may not change the method.")
    }
    guard matrix.problems.isEmpty else { throw Failure.malformed(matrix.problems.joined(separator: " ")) }
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      var settings = try settings(scope)
      settings.matrix = matrix
      let left = try offScale(scope, settings)
      guard left.isEmpty else {
        throw Failure.conflict(
          "\(left.count) records have a level that the new scales don't: \(left.prefix(5).joined(separator: ", "))"
            + "\(left.count > 5 ? " …" : ""). Judge them anew first, or keep the levels.")
      }
      let body = (try scope.record(Self.settingsID)?.body ?? [:]).merging(settings.body) { $1 }
      // Whatever is worked out from the scales must follow them.
      let changes = try registers.all.filter { register in
        register.fields.contains { if case .level = $0.kind.control { true } else { false } }
      }.flatMap { register in try scope.records(of: register.slug).map { Change.edit(id: $0.id, values: [:]) } }
      return try commit(
        changes, scope, actor, "Risk method", .program, now, reading: reading(scope, settings), settings: body)
    }
  }
}
