import Domain
import Exchange
import Operations
import RegisterKit
import Store

extension Link {
  func report(_ audit: String) -> String { "\(record("audits", audit))/report" }
  func reportFile(_ register: String, _ id: String, _ format: String) -> String {
    "\(record(register, id))/report/\(format)"
  }
  func reportReceipt(_ id: String) -> String { "\(record("audit-reports", id))/receipt" }
}

/// The report of an internal audit: as it stands, what is missing for the signature, and as it was signed.
enum ReportPage {
  static func show(_ call: Call) async throws -> Reply {
    let id = try audit(call)
    let (facts, record, reports) = try await call.read { scope in
      let reports = try scope.records(of: "audit-reports", whose: "audit", is: id)
      return (try call.installation.auditReport(id, scope), try scope.record(id), reports)
    }
    let isLead = call.actor.person != nil && call.actor.person == facts.audit.lead
    var blocks: [HTML] = []
    for report in reports where report.state != "replaced" {
      blocks.append(
        UI.notice(
          .good, "Signed",
          "<a href=\"\(call.link.record("audit-reports", report.id))\">\(report.title)</a>. What you see below is the audit as it stands now."
        ))
    }
    blocks.append(signature(facts, isLead, call))
    blocks.append("<section class=\"card\">\(Markdown.prose(facts.markdown(), firstHeading: 2))</section>")
    var actions = [
      UI.linkButton("PDF", href: call.link.reportFile("audits", id, "pdf"), .plain),
      UI.linkButton("Workbook", href: call.link.reportFile("audits", id, "xlsx"), .plain),
    ]
    if let record, call.allows(.edit, record.envelope) {
      actions.append(UI.linkButton("Edit", href: call.link.edit("audits", id), .plain))
    }
    return try await call.page(
      Page(
        "Report: \(facts.audit.title)", facts: "\(UI.code(id))",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")),
          UI.Crumb(id, href: call.link.record("audits", id)),
        ],
        section: call.link.register("audits"), actions: actions, content: UI.stack(blocks.filter { !$0.isEmpty })))
  }

  private static func audit(_ call: Call) throws -> String {
    guard call.parameter("register") == "audits" else { throw Failure.notFound("Only audits have a report.") }
    return call.parameter("id")
  }

  /// What is missing, or the button that freezes the report.
  private static func signature(_ facts: AuditReportFacts, _ isLead: Bool, _ call: Call) -> HTML {
    guard facts.problems.isEmpty else {
      return UI.notice(
        .warn, "Not ready to be signed",
        "<ul>\(facts.problems.html { "<li>\($0)</li>" })</ul>The texts are fields of the audit, under Report.")
    }
    guard isLead else {
      return UI.notice(.info, nil, "It is complete. \(facts.lead) can sign it as lead auditor.")
    }
    return UI.act(
      "Sign this report", action: call.link.report(facts.id), .main, hidden: [call.token],
      confirm: "Sign and freeze this report? What changes later needs a new one.")
  }

  static func sign(_ call: Call) async throws -> Reply {
    let id = try audit(call)
    _ = try await call.form()
    let report = try await call.installation.signReport(id, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.record("audit-reports", report.id), [("done", "approved")]))
  }

  static func receive(_ call: Call) async throws -> Reply {
    guard call.parameter("register") == "audit-reports" else { throw Failure.notFound("Only reports are received.") }
    _ = try await call.form()
    let id = call.parameter("id")
    try await call.installation.receiveReport(id, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.record("audit-reports", id), [("done", "stepped")]))
  }

  /// The report as it stands (of an audit) or as it was signed (of a report), as a file.
  static func file(_ call: Call) async throws -> Reply {
    let (register, id, format) = (call.parameter("register"), call.parameter("id"), call.parameter("format"))
    switch (register, format) {
    case ("audits", "pdf"):
      let facts = try await call.read { try call.installation.auditReport(id, $0) }
      return try await pdf(
        "Report: \(facts.audit.title)", "Not signed. As it stood on \(call.installation.today).", facts.markdown(),
        "\(id)-report", call)
    case ("audits", "xlsx"):
      let facts = try await call.read { try call.installation.auditReport(id, $0) }
      return .download(
        try facts.workbook(), type: ExportFormat.xlsx.mediaType, name: "\(id)-checks-and-findings.xlsx")
    case ("audit-reports", "pdf"):
      guard let record = try await call.read({ try $0.record(id) }), record.kind == register else {
        throw Failure.notFound("There is no audit report \(id).")
      }
      let body = record.body
      let names = try await call.read { try $0.names(of: ["signed_by", "received_by"].compactMap { body[$0]?.text }) }
      func who(_ field: String) -> String { body[field]?.text.map { names[$0]?.title ?? $0 } ?? "" }
      let received =
        body["received_by"] == nil ? "" : " Received by \(who("received_by")) on \(body["received_on"]?.text ?? "")."
      return try await pdf(
        record.title,
        "Signed by \(who("signed_by")) on \(body["signed_on"]?.text ?? "").\(received) SHA-256 of the text: \(body["sha256"]?.text ?? "")",
        body["content"]?.text ?? "", id, call)
    default: throw Failure.notFound("There is no such file.")
    }
  }

  private static func pdf(_ title: String, _ note: String, _ text: String, _ name: String, _ call: Call) async throws
    -> Reply
  {
    let page = PrintedPage.document(
      title, organization: call.workspace.name, note: note, Markdown.html(text, firstHeading: 2))
    do {
      return .download(try await PDF.render(page.bytes), type: "application/pdf", name: "\(name).pdf")
    } catch let unreadable as Unreadable {
      throw Failure.unavailable("\(unreadable.reason) The page itself can be printed instead.")
    }
  }

  /// The card at an audit's record.
  static func card(_ record: StoredRecord, _ call: Call) -> HTML {
    guard Audit.register.decode(record.body).kind == .internal else { return .empty }
    return UI.card("Report", UI.row([UI.linkButton("Report", href: call.link.report(record.id), .plain)]))
  }

  /// The card at a signed report: its text, and the receipt by management.
  static func signed(_ record: StoredRecord, _ call: Call) -> HTML {
    let body = record.body
    let mayReceive =
      record.state == "signed" && call.allows(.approve, record.envelope)
      && (call.actor.person == nil || call.actor.person != body["signed_by"]?.text)
    let receive: HTML =
      mayReceive
      ? UI.act(
        "Receive for management", action: call.link.reportReceipt(record.id), .main, hidden: [call.token],
        confirm: "Say that management has received this report?") : .empty
    return UI.card(
      "As signed",
      action: "<a href=\"\(call.link.reportFile("audit-reports", record.id, "pdf"))\">PDF</a>",
      "\(receive)\(Markdown.prose(body["content"]?.text ?? "", firstHeading: 3))")
  }
}
