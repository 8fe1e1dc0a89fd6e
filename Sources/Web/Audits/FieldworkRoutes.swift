import HTTPTypes

extension Routes {
  /// Fieldwork of audits: working papers, findings, samples, progress.
  static let fieldwork: [Route] = [
    Route(.get, "/w/:ws/:register/:id/paper", .page(.overview), PaperPage.show),
    Route(.post, "/w/:ws/:register/:id/paper", .page(.edit), PaperPage.save),
    Route(.post, "/w/:ws/:register/:id/fields", .page(.edit), PaperFields.keep),
    Route(.post, "/w/:ws/:register/:id/photos", .page(.edit), PaperFields.upload),
    Route(.get, "/w/:ws/:register/:id/finding", .page(.create), FindingForm.show),
    Route(.post, "/w/:ws/:register/:id/finding", .page(.create), FindingForm.raise),
    Route(.get, "/w/:ws/:register/:id/progress", .page(.overview), ProgressPage.show),
    Route(.get, "/w/:ws/draw", .page(.create), DrawPage.show),
    Route(.post, "/w/:ws/draw", .page(.create), DrawPage.draw),
    Route(.post, "/w/:ws/:register/:id/results", .page(.edit), SampleCard.record),
  ]
}

extension Link {
  func paper(_ session: String) -> String { "\(record("sessions", session))/paper" }
  func fields(_ check: String) -> String { "\(record("checks", check))/fields" }
  func photos(_ check: String) -> String { "\(record("checks", check))/photos" }
  func raise(_ check: String) -> String { "\(record("checks", check))/finding" }
  func progress(_ audit: String) -> String { "\(record("audits", audit))/progress" }
  func results(_ sample: String) -> String { "\(record("samples", sample))/results" }
  var draw: String { "\(home)/draw" }
  func draw(check: String) -> String { WebAddress.query(draw, [("check", check)]) }
  /// New corrective action that answers a finding.
  func answer(_ items: [(String, String?)]) -> String { WebAddress.query(new("corrective-actions"), items) }
}
