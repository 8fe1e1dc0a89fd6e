extension Routes {
  /// Audit time, the audit programme and the report. Pages of a record are below it, in a path that names the register.
  static let auditProgramme: [Route] = [
    Route(.get, "/w/:ws/audit-time", .page(.read), AuditTimePage.show),
    Route(.get, "/w/:ws/audit-time/tables", .page(.read), AuditTimeTablesPage.show),
    Route(.post, "/w/:ws/audit-time/tables", .page(.approve), AuditTimeTablesPage.save),
    Route(.get, "/w/:ws/audit-programme", .page(.overview), ProgrammePage.start),
    Route(.post, "/w/:ws/audit-programme", .page(.create), ProgrammePage.create),
    Route(.get, "/w/:ws/:register/:id/coverage", .page(.overview), ProgrammePage.show),
    Route(.post, "/w/:ws/:register/:id/proposal", .page(.edit), ProgrammePage.propose),
    Route(.post, "/w/:ws/:register/:id/points", .page(.edit), ProgrammePage.setPoints),
    Route(.post, "/w/:ws/:register/:id/audits", .page(.create), ProgrammePage.makeAudits),
    Route(.get, "/w/:ws/:register/:id/report", .page(.overview), ReportPage.show),
    Route(.post, "/w/:ws/:register/:id/report", .page(.edit), ReportPage.sign),
    Route(.post, "/w/:ws/:register/:id/report/texts", .page(.edit), ReportPage.write),
    Route(.get, "/w/:ws/:register/:id/report/:format", .page(.export), ReportPage.file),
    Route(.post, "/w/:ws/:register/:id/receipt", .page(.approve), ReportPage.receive),
  ]
}
