import Domain
import RegisterKit
import Store

extension Installation {
  /// Puts what a check saw to a finding that the same audit has already, in one act: the worse grade and the earlier day of
  /// each standard, and all checks, requirements and evidence of both.
  /// - Parameters:
  ///   - values: What would be written if it were a finding of its own.
  ///   - check: Id of the check in which it was seen.
  /// - Throws: ``Failure/conflict(_:)`` if the finding is of another audit, or closed for a standard that is concerned.
  public func joinFinding(
    _ id: String, with values: Body, seenIn check: String, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let record = try scope.record(id, of: Finding.register.erased)
      guard let audit = try scope.record(check)?.body["audit"]?.text, record.body["audit"]?.text == audit else {
        throw Failure.conflict("\(id) is of another audit; raise a new finding that says it came again.")
      }
      var finding = Finding.register.decode(record.body)
      let seen = Finding.register.decode(values)
      let closed = seen.standards.filter { finding.standards.contains($0) && finding.closedOn(for: $0) != nil }
      guard record.state == "open", closed.isEmpty else {
        let what = record.state == "open" ? " for \(closed.map(\.number).joined(separator: " and "))" : ""
        throw Failure.conflict(
          "\(id) is closed\(what), so nothing is added to it: open it again first, or raise a new finding.")
      }
      finding.take(seen, seenIn: check)
      let taken = [
        "grade", "grade_42001", "due_on", "due_on_42001", "checks", "requirements", "proofs", "evidence",
      ]
      let body = Finding.register.encode(finding, try settings(scope))
      let patch = Dictionary(taken.map { ($0, body[$0] ?? .null) }, uniquingKeysWith: { first, _ in first })
      return try commit(
        [.edit(id: id, values: patch, ifVersion: record.version)], scope, actor, "Also seen in \(check)", .entry, now)
    }
  }
}
