import Domain
import RegisterKit
import Store

/// Where taking an act back stands.
public enum UndoState: Sendable, Hashable {
  case underWay(UndoJob)
  /// Nothing was written, and why.
  case refused(String)
  case undone
  /// The ledger says that it was taken back, by the act of that number, and nobody waits for it any more.
  case undoneBefore(by: Int)
  /// Nobody has taken it back, or the server ended before all of it was.
  case stands
}

extension Installation {
  /// Acts with more entries are taken back while a page tells how far it is.
  public static let longAct = 500

  /// Takes a short act back, or begins with a long one and returns at once; ``undoState(of:in:as:)`` tells how far it is.
  /// A long act that is being taken back already is not begun a second time.
  /// - Parameter report: Is given what went wrong in a long act and no user may be told, for the log.
  /// - Returns: Whether it is under way; false if the act is taken back.
  /// - Throws: Like ``undo(batch:in:as:)`` for a short act; for a long one what can be said before it is begun.
  public func beginUndo(
    batch: Int, in workspace: Workspace, as actor: Actor, reporting report: @escaping @Sendable (any Error) -> Void
  ) async throws -> Bool {
    let count = try await read(workspace, as: actor) { try $0.count(ofAct: batch) }
    guard count > Self.longAct else {
      _ = try await undo(batch: batch, in: workspace, as: actor)
      return false
    }
    guard Policy.allows(actor, .archive, nil) else { throw Failure.forbidden("You may not undo this.") }
    let key = UndoDesk.Key(workspace: workspace.id, batch: batch)
    guard try undoing.begin(key, of: count, at: now) else { return true }
    Task.detached { await finishUndo(key, workspace, actor, report) }
    return true
  }

  /// Where taking an act back stands.
  /// - Throws: ``Failure/notFound(_:)`` if there is no such act.
  public func undoState(of batch: Int, in workspace: Workspace, as actor: Actor) async throws -> UndoState {
    let key = UndoDesk.Key(workspace: workspace.id, batch: batch)
    if let job = undoing.job(key) { return .underWay(job) }
    switch undoing.outcome(key) {
    case .undone: return .undone
    case .refused(let reason): return .refused(reason)
    case nil: break
    }
    return try await read(workspace, as: actor) { scope in
      guard try scope.count(ofAct: batch) > 0 else { throw Failure.notFound("There is no act \(batch) in the ledger.") }
      let later = try scope.act(noted: Self.note(ofUndoing: batch), onRecordsOf: batch)
      return later.map { .undoneBefore(by: $0) } ?? .stands
    }
  }

  private func finishUndo(
    _ key: UndoDesk.Key, _ workspace: Workspace, _ actor: Actor, _ report: @Sendable (any Error) -> Void
  ) async {
    let undoing = undoing
    do {
      try await told("undo of act \(key.batch)", in: workspace) {
        _ = try await undo(batch: key.batch, in: workspace, as: actor) { undoing.tell(key, $0, of: $1) }
      }
      undoing.end(key, .undone)
    } catch {
      let failure = Failure(error)
      if failure == nil { report(error) }
      undoing.end(key, .refused(failure?.message ?? "Something went wrong on our side. It is in the log."))
    }
  }
}
