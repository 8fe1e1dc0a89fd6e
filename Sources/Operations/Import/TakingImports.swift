import Domain
import RegisterKit
import Store

/// How far taking an import is.
public enum ImportTaking: Sendable {
  case underWay
  /// It was taken, or some of its rows stand in the way and nothing was.
  case done(StoredRecord, ImportReport)
}

extension Installation {
  /// Imports of more rows are written while a page says so.
  public static let longImport = 500

  private func key(_ id: String, _ workspace: Workspace) -> String { "\(workspace.id) \(id)" }

  /// The import that is being written right now; nil if it is not.
  public func importJob(_ id: String, in workspace: Workspace) -> ImportJob? { imports.job(key(id, workspace)) }

  /// Why the last try to take it ended without taking, since the program was started.
  public func importRefusal(_ id: String, in workspace: Workspace) -> String? { imports.refused(key(id, workspace)) }

  /// Number of open questions when somebody last looked at the import, since the program was started.
  public func importQuestions(_ id: String, in workspace: Workspace) -> Int? { imports.questions(key(id, workspace)) }

  /// Takes a short import at once, or begins with a long one and returns; one that is being taken is not begun again.
  /// - Parameter report: Is given what went wrong in a long one and no user may be told, for the log.
  public func beginTaking(
    _ id: String, goodRowsOnly: Bool, in workspace: Workspace, as actor: Actor,
    reporting report: @escaping @Sendable (any Error) -> Void
  ) async throws -> ImportTaking {
    if importJob(id, in: workspace) != nil { return .underWay }
    let open = try await openImport(id, changes: OpenImport.shown, in: workspace, as: actor)
    _ = try await importRecord(id, in: workspace, as: actor, mustBeOpen: true)
    let rows = open.report.created + open.report.updated
    guard try imports.begin(key(id, workspace), ImportJob(began: now, rows: rows)) else { return .underWay }
    guard rows > Self.longImport else {
      defer { imports.end(key(id, workspace)) }
      let (record, report) = try await take(id, goodRowsOnly: goodRowsOnly, updates: true, in: workspace, as: actor)
      return .done(record, report)
    }
    Task.detached { await finishTaking(id, goodRowsOnly, workspace, actor, report) }
    return .underWay
  }

  private func finishTaking(
    _ id: String, _ goodRowsOnly: Bool, _ workspace: Workspace, _ actor: Actor,
    _ report: @Sendable (any Error) -> Void
  ) async {
    do {
      let (record, report) = try await told("import \(id)", in: workspace) {
        try await take(id, goodRowsOnly: goodRowsOnly, updates: true, in: workspace, as: actor)
      }
      let left = report.leftCount
      imports.end(
        key(id, workspace),
        refused: record.state == "open"
          ? "\(left.of("row", "rows")) can't be imported, so nothing was." : nil)
    } catch {
      let failure = Failure(error)
      if failure == nil { report(error) }
      imports.end(
        key(id, workspace), refused: failure?.message ?? "Something went wrong on our side. It is in the log.")
    }
  }

  /// Takes an import into the registers, as one act that can be undone.
  public func takeImport(
    _ id: String, goodRowsOnly: Bool, updates: Bool = true, in workspace: Workspace, as actor: Actor
  ) async throws -> (record: StoredRecord, report: ImportReport) {
    guard try imports.begin(key(id, workspace), ImportJob(began: now, rows: 0)) else {
      throw Failure.conflict("\(id) is being imported already.")
    }
    defer { imports.end(key(id, workspace)) }
    return try await take(id, goodRowsOnly: goodRowsOnly, updates: updates, in: workspace, as: actor)
  }

  private func take(
    _ id: String, goodRowsOnly: Bool, updates: Bool, in workspace: Workspace, as actor: Actor
  ) async throws -> (record: StoredRecord, report: ImportReport) {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: true)
    var options = ImportOptions()
    (options.goodRowsOnly, options.updates, options.decisions) = (goodRowsOnly, updates, try Self.decisions(of: record))
    let (now, today) = (now, today)
    // Closed in the transaction that brings the records, and only as it stood when its files were read: neither a crash nor a
    // file that somebody adds meanwhile parts the two.
    let report = try await importFiles(try await readFiles(of: record), options, in: workspace, as: actor) {
      report, scope in
      // Where nothing was written because of bad rows, it goes on; so it does where no good row was left.
      guard report.batch != nil || report.rejectedCount == 0 || goodRowsOnly && report.unchanged > 0 else { return }
      let values: Body = [
        "status": .text(FileImport.Status.taken.rawValue), "batch": Value(report.batch), "taken_on": .text("\(today)"),
        "created": .int(report.created),
        "updated": .int(report.updated), "unchanged": .int(report.unchanged),
        "named": .int(report.parts.reduce(0) { $0 + $1.named }),
      ]
      _ = try self.commit(
        [.edit(id: id, values: values, ifVersion: record.version)], scope, actor, "Import", .program, now)
    }
    return (try await importRecord(id, in: workspace, as: actor, mustBeOpen: false), report)
  }

  /// Takes back what an import brought: a short one at once, a long one as ``beginUndo(batch:in:as:reporting:)`` does.
  /// - Returns: The act that is taken back, and whether that is under way.
  public func beginUndo(
    ofImport id: String, in workspace: Workspace, as actor: Actor,
    reporting report: @escaping @Sendable (any Error) -> Void
  ) async throws -> (batch: Int, isUnderWay: Bool) {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: false)
    guard record.state == "taken", let batch = record.body["batch"]?.int else {
      throw Failure.conflict("\(id) brought nothing that can be undone.")
    }
    guard try await beginUndo(batch: batch, in: workspace, as: actor, reporting: report) else {
      try await markUndone(import: id, in: workspace, as: actor)
      return (batch, false)
    }
    let key = UndoDesk.Key(workspace: workspace.id, batch: batch)
    Task.detached {
      while undoing.job(key) != nil { try? await Task.sleep(for: .milliseconds(200)) }
      if undoing.outcome(key) == .undone {
        do { try await markUndone(import: id, in: workspace, as: actor) } catch { report(error) }
      }
    }
    return (batch, true)
  }
}

extension Installation {
  /// Begins another import with the files of one that is over.
  public func beginAgain(import id: String, in workspace: Workspace, as actor: Actor) async throws -> StoredRecord {
    let record = try await importRecord(id, in: workspace, as: actor, mustBeOpen: false)
    let store = files
    let sent = try await imports.work {
      (record.body[AnyRegister.attachments] ?? .null).list.compactMap { file -> SentFile? in
        guard let name = file["name"].text, let hash = file["sha256"].text, let bytes = store.bytes(hash) else {
          return nil
        }
        return SentFile(path: name, content: .bytes(bytes))
      }
    }
    return try await beginImport(sent, in: workspace, as: actor)
  }
}
