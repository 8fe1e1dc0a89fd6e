import Operations

extension Routes {
  /// The plan of an audit, and the agenda that follows from it. The register is a parameter as in the generic routes: a
  /// path with `audits` in it would hide theirs from the router.
  static let auditPlan: [Route] = [
    Route(.get, "/w/:ws/:register/:id/plan", .page(.overview), PlanPage.show),
    Route(.post, "/w/:ws/:register/:id/plan", .page(.edit), PlanActs.begin),
    Route(.post, "/w/:ws/:register/:id/plan/end", .page(.edit), PlanActs.stop),
    Route(.post, "/w/:ws/:register/:id/plan/forbidden", .page(.edit), PlanActs.forbid),
    Route(.post, "/w/:ws/:register/:id/plan/points", .page(.edit), PlanActs.answer),
    Route(.get, "/w/:ws/:register/:id/plan/sessions/:session", .page(.overview), MovePage.show),
    Route(.post, "/w/:ws/:register/:id/plan/sessions/:session", .page(.edit), MovePage.move),
    Route(.post, "/w/:ws/:register/:id/plan/sessions/:session/pin", .page(.edit), PlanActs.pin),
    Route(.get, "/w/:ws/:register/:id/agenda", .page(.overview), AgendaPage.show),
    Route(.get, "/w/:ws/:register/:id/agenda/calendar", .page(.overview), AgendaPage.file),
    Route(.get, "/w/:ws/:register/:id/agenda/pdf", .page(.overview), AgendaPage.pdf),
    Route(.post, "/w/:ws/:register/:id/agenda/address", .page(.edit), AgendaPage.renew),
    Route(.post, "/w/:ws/:register/:id/agenda/notice", .page(.edit), AgendaPage.sendNotice),
    Route(.get, "/calendar/:ws/:audit/:who/:secret", .open, AgendaPage.feed),
  ]
}

extension Link {
  func plan(_ audit: String) -> String { "\(record("audits", audit))/plan" }
  func plan(_ audit: String, view: String) -> String { WebAddress.query(plan(audit), [("view", view)]) }
  func planEnd(_ audit: String) -> String { "\(plan(audit))/end" }
  func planForbidden(_ audit: String) -> String { "\(plan(audit))/forbidden" }
  func planPoints(_ audit: String) -> String { "\(plan(audit))/points" }
  func planSession(_ audit: String, _ session: String) -> String {
    "\(plan(audit))/sessions/\(WebAddress.encode(session))"
  }
  func agenda(_ audit: String) -> String { "\(record("audits", audit))/agenda" }
  func agendaFile(_ audit: String, for who: String) -> String {
    WebAddress.query("\(agenda(audit))/calendar", [("for", who)])
  }
  func agendaPDF(_ audit: String, for who: String) -> String {
    WebAddress.query("\(agenda(audit))/pdf", [("for", who)])
  }
  func calendarAddress(_ audit: String) -> String { "\(agenda(audit))/address" }
  func notice(_ audit: String) -> String { "\(agenda(audit))/notice" }
  static func calendar(_ workspace: String, _ audit: String, _ who: String, _ secret: String) -> String {
    "/calendar/\(workspace)/\(WebAddress.encode(audit))/\(WebAddress.encode(who))/\(secret)"
  }
  func planPin(_ audit: String, _ session: String) -> String { "\(planSession(audit, session))/pin" }
}

extension Call {
  /// The code of the audit in the path.
  func audit() throws -> String {
    guard parameter("register") == "audits" else { throw Failure.notFound("There is nothing at this address.") }
    return parameter("id")
  }
}
