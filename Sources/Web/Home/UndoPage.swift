import HTTPTypes
import Logging
import Operations

/// Takes an act back: a short one at once, a long one while this page tells how far it is and leads to the ledger at the
/// end. Without any script the page comes again by itself.
enum UndoPage {
  static func begin(_ call: Call) async throws -> Reply {
    _ = try await call.form()
    let batch = try batch(call)
    let logger = call.site.logger
    let isUnderWay = try await call.installation.beginUndo(batch: batch, in: call.workspace, as: call.actor) { error in
      logger.error("an act could not be taken back", metadata: ["act": "\(batch)", "error": "\(error)"])
    }
    return isUnderWay ? .redirect(call.link.undo(batch)) : done(call)
  }

  static func show(_ call: Call) async throws -> Reply {
    let batch = try batch(call)
    let state = try await call.installation.undoState(of: batch, in: call.workspace, as: call.actor)
    let content: HTML
    switch state {
    case .undone: return done(call)
    case .underWay(let job): content = progress(job)
    case .refused(let reason):
      content = UI.stack([UI.notice(.bad, "Nothing was taken back.", "\(reason)"), again(batch, call)])
    case .undoneBefore(let later):
      content = UI.notice(.info, "Taken back.", "Act \(later) of the ledger took this act back.")
    case .stands:
      content = UI.stack([
        UI.notice(.info, "Nothing was taken back.", "This act is not being taken back, and nothing of it was changed."),
        again(batch, call),
      ])
    }
    var reply = try await call.page(
      Page(
        "Undo act \(batch)", lead: "All of it is taken back, or nothing. The ledger keeps both.",
        crumbs: [UI.Crumb("What happened", href: call.link.ledger)], section: call.link.ledger, content: content))
    if case .underWay = state, let name = HTTPField.Name("Refresh") { reply.headers[name] = "1" }
    return reply
  }

  private static func batch(_ call: Call) throws -> Int {
    guard let batch = Int(call.parameter("batch")) else { throw Failure.notFound("There is no such act.") }
    return batch
  }

  private static func done(_ call: Call) -> Reply {
    // The page from which it was undone tells it in its own words.
    if let back = call.query("back"), WebAddress.isLocal(back) { return .redirect(back) }
    return .redirect(WebAddress.query(call.link.ledger, [("done", "undone")]))
  }

  private static func progress(_ job: UndoJob) -> HTML {
    let words =
      job.done == 0
      ? "It begins as soon as nothing else is being written."
      : job.done < job.total ? "Each record is looked at, then put back." : "The last is being written to disk."
    return UI.card(
      "Taking it back",
      """
      <div role="status" class="stack">\(UI.progress("Records taken back", done: job.done, total: job.total, tone: .info))\
      <p>\(words)</p>\
      <p class="quiet">This page comes again by itself. You may leave it; nobody sees a change before all of it is done.</p></div>
      """)
  }

  private static func again(_ batch: Int, _ call: Call) -> HTML {
    UI.row([
      UI.act("Undo this act", action: call.link.undo(batch), hidden: [call.token]),
      UI.linkButton("What happened", href: call.link.ledger, .plain),
    ])
  }
}
