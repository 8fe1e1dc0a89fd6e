import Domain
import Ledger
import RegisterKit
import Store

/// A statement of applicability that was approved.
public struct SoAVersionFact: Sendable, Hashable {
  /// Id of the record.
  public let record: String
  /// Version of the statement, from 1.
  public let number: Int
  /// The moment in UTC, as ``Instant`` writes it.
  public let approvedAt: String
}

extension Installation {
  /// The statement of applicability, as it stands or as it stood at a moment.
  /// - Parameter frameworks: Uids; those of the workspace if empty.
  public func soa(_ frameworks: [String], _ scope: Scope, asOf moment: Instant? = nil) throws -> SoA {
    let found = try statementFrameworks(frameworks, scope)
    if let moment {
      return SoA.compute(found, try facts(scope, asOf: moment), treating: try treating(scope, asOf: moment))
    }
    return try cached("soa \(found.map(\.uid))", scope) {
      SoA.compute(found, try facts(scope), treating: try treating(scope, asOf: nil))
    }
  }

  /// The frameworks asked for, each once; those of the workspace where none is asked for.
  private func statementFrameworks(_ asked: [String], _ scope: Scope) throws -> [Framework] {
    let uids = asked.isEmpty ? try settings(scope).frameworks.filter { libraries.framework($0) != nil } : asked
    var seen: Set<String> = []
    return try uids.filter { seen.insert($0).inserted }.map { uid in
      guard let framework = libraries.framework(uid) else { throw Failure.notFound("There is no framework “\(uid)”.") }
      return framework
    }
  }

  /// Risks by the Annex A control that treats them.
  private func treating(_ scope: Scope, asOf moment: Instant?) throws -> [String: [String]] {
    var treating: [String: [String]] = [:]
    for risk in try parts(CoverageViews.risks, scope, asOf: moment) {
      for uid in risk.requirements { treating[uid, default: []].append(risk.id) }
    }
    return treating
  }

  /// The approved statement that was in force at a moment, or is now.
  public func soaVersion(_ scope: Scope, asOf moment: Instant? = nil) throws -> SoAVersionFact? {
    let records =
      try moment.map { moment in
        try scope.revisions(of: "soa-versions", asOf: moment).map { ($0.record, $0.body, $0.at) }
      }
      ?? scope.records(of: "soa-versions").map { ($0.id, $0.body, $0.createdAt) }
    return records.compactMap { id, body, at in
      body["number"]?.int.map { SoAVersionFact(record: id, number: $0, approvedAt: at) }
    }
    .max { $0.number < $1.number }
  }

  /// Freezes the statement of applicability as a version with the hash of its lines, and marks the former one as replaced.
  /// - Parameter frameworks: Uids; those of the workspace if empty.
  /// - Throws: ``Failure/conflict(_:)`` while lines have problems, ``Failure/malformed(_:)`` for one without lines.
  public func approveSoA(_ frameworks: [String], in workspace: Workspace, as actor: Actor) async throws -> StoredRecord
  {
    guard Policy.allows(actor, .approve, nil) else { throw Failure.forbidden("\(actor.role.label)s may not approve.") }
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let soa = try soa(frameworks, scope)
      guard !soa.lines.isEmpty else {
        throw Failure.malformed("A statement of applicability needs at least one standard that has controls.")
      }
      guard soa.problems.isEmpty else {
        throw Failure.conflict(
          "\(Set(soa.problems.map(\.uid)).count.of("line has a problem; mend it", "lines have a problem; mend them")) first: \(soa.problems.prefix(3).map { "\($0.uid) (\($0.problem))" }.joined(separator: "; "))."
        )
      }
      try actor.checkSigns("The statement of applicability")
      let earlier = try scope.records(of: "soa-versions")
      let number = (earlier.compactMap { $0.body["number"]?.int }.max() ?? 0) + 1
      let json = JSON.text(soa.value)
      var changes: [Change] = earlier.filter { $0.state == "approved" }.map { .step(id: $0.id, noun: "replacement") }
      changes.append(
        .create(
          register: "soa-versions",
          values: [
            "title": .text("Statement of applicability, version \(number)"), "number": .int(number),
            "frameworks": Value(soa.frameworks),
            "lines": .text(json), "sha256": .text(Hash.sha256(json.utf8).hex),
            "ledger_position": .int(try scope.ledgerSize),
            "approved_by": Value(actor.person), "approved_on": .text("\(now.day)"),
          ], state: "approved"))
      let committed = try commit(changes, scope, actor, "Approval of the statement of applicability", .program, now)
      guard let record = committed.records.last else { throw StoreFailure.corrupt("The statement was not kept.") }
      return record
    }
  }
}
