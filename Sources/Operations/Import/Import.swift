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
  /// What a person decided about a table, by ``ImportFile/key(of:)``; what they did not decide is as it was kept for the
  /// same headings, or as the table says itself.
  public var decisions: [String: TableDecision] = [:]
  /// The same for every table.
  public var everywhere = TableDecision()
  /// Profiles that go before those that are kept, by the shape of the headings.
  public var profiles: [String: TableDecision] = [:]
  /// Say row by row what would be created and changed, so many rows of a table at most.
  public var mostChanges = 0
  /// Keep how the tables were read for the next files with the same headings.
  public var keepsMatches = true

  public init() {}

  /// Takes profiles from elsewhere; one that names no headings goes for every table.
  public mutating func use(_ profiles: [(headings: [String], name: String, decision: TableDecision)]) {
    for profile in profiles {
      if profile.headings.isEmpty {
        everywhere = everywhere.over(profile.decision)
      } else {
        self.profiles[ImportProfile.shape(profile.headings)] = profile.decision
      }
    }
  }
}

extension Installation {
  /// Brings files into a workspace as one act: read, matched, converted, checked, then written together. References are
  /// found by code, name or e-mail address, among what is there and what the same files bring.
  public func importFiles(
    _ files: [ImportFile], _ options: ImportOptions, in workspace: Workspace, as actor: Actor
  ) async throws -> ImportReport {
    try await importFiles(files, options, in: workspace, as: actor) { _, _ in }
  }

  /// - Parameter closing: What has to be written with what came in, or not at all.
  func importFiles(
    _ files: [ImportFile], _ options: ImportOptions, in workspace: Workspace, as actor: Actor,
    closing: @escaping @Sendable (ImportReport, Scope) throws -> Void
  ) async throws -> ImportReport {
    guard Policy.allows(actor, .import, nil) else { throw Failure.forbidden("\(actor.role.label)s may not import.") }
    let now = now
    let words = libraries.importWords
    let files = files.map { $0.separated(words) }
    if options.isDryRun {
      // Works on a snapshot, so nobody has to wait for it.
      return try await imports.judge {
        try await database.read { connection in
          var run = try ImportRun(self, Scope(connection, workspace, registers), files, options, actor, now)
          return try run.rehearse()
        }
      }
    }
    var refused: [ImportRun.RowName: [Problem]] = [:]
    for isLast in [false, false, false, true] {
      do {
        let known = refused
        return try await imports.judge {
          try await database.write { connection in
            let scope = Scope(connection, workspace, registers)
            var run = try ImportRun(self, scope, files, options, actor, now, refused: known)
            let report = try run.write()
            if run.isRefused { throw TakenBack(report: report, refused: run.refused) }
            try closing(report, scope)
            return report
          }
        }
      } catch let taken as TakenBack {
        // What was checked and is refused at the door all the same is known now, and costs no other row.
        if !isLast, taken.refused.count > refused.count {
          refused = taken.refused
          continue
        }
        var report = taken.report
        // Nothing went in: say so in the counts.
        for index in report.parts.indices { (report.parts[index].created, report.parts[index].updated) = (0, 0) }
        return report
      }
    }
    throw Failure.conflict("These rows change what others of them rest on; import the files one by one.")
  }
}

private struct TakenBack: Error {
  let report: ImportReport
  let refused: [ImportRun.RowName: [Problem]]
}
