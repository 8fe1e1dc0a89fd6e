import Domain
import Exchange
import Foundation
import RegisterKit
import Store

/// How an import is to be done.
public struct ImportOptions: Sendable {
  /// Work everything out and write nothing.
  public var isDryRun = false
  /// Take the rows that can be read although others can't; else one bad row keeps everything out.
  public var goodRowsOnly = false
  /// Change records that are there already, or leave them.
  public var updates = true
  /// What a person decided a table means, by `path` or `path#sheet`; others are matched by their headings.
  public var matches: [String: TableMatch] = [:]

  public init() {}
}

extension Installation {
  /// Brings files into a workspace as one act: read, matched, converted, checked, then written together. References are
  /// found by code, name or e-mail address, among what is there and what the same files bring.
  public func importFiles(
    _ files: [ImportFile], _ options: ImportOptions, in workspace: Workspace, as actor: Actor
  ) async throws -> ImportReport {
    guard Policy.allows(actor, .import, nil) else { throw Failure.forbidden("\(actor.role.label)s may not import.") }
    let now = now
    do {
      return try await database.write { connection in
        let scope = Scope(connection, workspace, registers)
        var run = try ImportRun(self, scope, files, options)
        let report = try run.run(actor: actor, now: now)
        // A dry run is the real one, taken back.
        if options.isDryRun || (report.rejectedCount > 0 && !options.goodRowsOnly) { throw TakenBack(report: report) }
        return report
      }
    } catch let taken as TakenBack {
      var report = taken.report
      report.batch = nil
      if !options.isDryRun {
        // Nothing went in: say so in the counts.
        for index in report.parts.indices { (report.parts[index].created, report.parts[index].updated) = (0, 0) }
      }
      return report
    }
  }
}

private struct TakenBack: Error { let report: ImportReport }
