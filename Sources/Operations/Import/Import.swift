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
  /// What a person decided a table means, by ``ImportFile/key(of:)``; others are matched by what was kept for their
  /// headings, by the headings and by what stands under them.
  public var matches: [String: TableMatch] = [:]
  /// The register that a table is for, by the same key; its columns are matched as ever.
  public var registers: [String: String] = [:]
  /// What a person decided a heading means, in every table that has it: heading → ``TableMatch/Column/word``.
  public var columns: [String: String] = [:]

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
    if options.isDryRun {
      // Works on a snapshot, so nobody has to wait for it.
      return try await database.read { connection in
        var run = try ImportRun(self, Scope(connection, workspace, registers), files, options, actor, now)
        return try run.rehearse()
      }
    }
    do {
      return try await database.write { connection in
        var run = try ImportRun(self, Scope(connection, workspace, registers), files, options, actor, now)
        let report = try run.write()
        if run.isRefused { throw TakenBack(report: report) }
        return report
      }
    } catch let taken as TakenBack {
      var report = taken.report
      // Nothing went in: say so in the counts.
      for index in report.parts.indices { (report.parts[index].created, report.parts[index].updated) = (0, 0) }
      return report
    }
  }
}

private struct TakenBack: Error { let report: ImportReport }
