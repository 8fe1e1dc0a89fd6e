import Domain
import Exchange
import Ledger
import Operations
import RegisterKit
import Store

extension Link {
  func report(_ audit: String) -> String { "\(record("audits", audit))/report" }
  func reportFile(_ register: String, _ id: String, _ format: String) -> String {
    "\(record(register, id))/report/\(format)"
  }
  func reportTexts(_ audit: String) -> String { "\(report(audit))/texts" }
  func reportReceipt(_ id: String) -> String { "\(record("audit-reports", id))/receipt" }
}

/// The report of an internal audit: as it stands, what is missing for the signature, and as it was signed.
enum ReportPage {
  static func show(_ call: Call) async throws -> Reply {
    let id = try audit(call)
    let (facts, record, reports) = try await call.read { scope in
      let reports = try scope.records(of: "audit-reports", pointingAt: [id], in: "audit")
      return (try call.installation.auditReport(id, scope), try scope.record(id), reports)
    }
    let isLead = call.actor.person != nil && call.actor.person == facts.audit.lead
    var blocks: [HTML] = []
    let text = facts.markdown(call.installation.nextEdition(after: reports))
    let signed = reports.filter { $0.state != "replaced" }
    // Who signed it has nothing to sign again before something changes.
    let isSame = signed.contains { report in
      let body = report.body
      guard let number = body["number"]?.int, let day = body["signed_on"]?.text.flatMap({ Day($0) }) else {
        return false
      }
      return body["content"]?.text == facts.markdown(.init(number: number, day: day))
    }
    for report in signed {
      blocks.append(
        UI.notice(
          .good, "Signed",
          "<a href=\"\(call.link.record("audit-reports", report.id))\">\(report.title)</a> (<a href=\"\(call.link.reportFile("audit-reports", report.id, "pdf"))\">PDF as signed</a>). \(isSame ? "Nothing has changed since." : "What you see below is the audit as it stands now, and it has changed since.")"
        ))
    }
    if !facts.cautions.isEmpty { blocks.append(UI.notice(.warn, nil, "\(facts.cautions.joined(separator: " "))")) }
    if !isSame { blocks.append(signature(facts, text, isLead, call)) }
    if let record, call.allows(.edit, record.envelope) {
      blocks.append(try await texts(of: record, isOpen: !facts.problems.isEmpty, call))
    }
    blocks.append("<section class=\"card report\">\(Markdown.prose(facts.markdown(), firstHeading: 2))</section>")
    let actions = [
      UI.linkButton("Progress", href: call.link.progress(id), .plain),
      UI.linkButton(signed.isEmpty ? "PDF" : "PDF of now", href: call.link.reportFile("audits", id, "pdf"), .plain),
      UI.linkButton("Workbook", href: call.link.reportFile("audits", id, "xlsx"), .plain),
    ]
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
  private static func signature(_ facts: AuditReportFacts, _ text: String, _ isLead: Bool, _ call: Call) -> HTML {
    guard facts.problems.isEmpty else {
      return UI.notice(
        .warn, "Not ready to be signed",
        """
        <ul>\(facts.problems.html { "<li>\($0)</li>" })</ul>The texts are written below; \
        <a href="\(call.link.progress(facts.id))">Progress</a> leads to the working papers, \
        <a href="\(call.link.record("audits", facts.id))">the audit</a> names its lead auditor and standards.
        """)
    }
    guard isLead else {
      return UI.notice(.info, nil, "It is complete. \(facts.lead) can sign it as lead auditor.")
    }
    return UI.act(
      "Sign this report", action: call.link.report(facts.id), .main,
      hidden: [call.token, .init("seen", Hash.sha256(text.utf8).hex)],
      confirm: "Sign and freeze this report? What changes later needs a new one.")
  }

  /// The fields of the audit that only a person can write, in the report's own words.
  private static let group = "Report"

  private static func texts(of record: StoredRecord, isOpen: Bool, _ call: Call) async throws -> HTML {
    let settings = try await call.read { try call.installation.settings($0) }
    let body = record.body
    let audited = Audit.register.decode(body).standards.map { "conclusion_\($0.number)" }
    let fields = Audit.register.erased.fields.filter { field in
      field.traits.group == group && (!field.name.hasPrefix("conclusion_") || audited.contains(field.name))
    }.map { field in
      let value = body[field.name] ?? .null
      let text = value.isEmpty ? "" : field.kind.text(value, settings)
      return UI.field(
        .init(
          field.name, field.label, FormPage.control(field, text, settings, [:], call),
          help: field.traits.help.map { "\($0)" }))
    }
    let form = UI.form(
      action: call.link.reportTexts(record.id), hidden: [call.token, .init("_version", "\(record.version)")],
      draft: "report/\(record.id)", fields.joined(by: ""), actions: [UI.submit("Save the texts")])
    return UI.card(
      nil, "<details\(flag: "open", isOpen)><summary>What the lead auditor writes</summary>\(form)</details>")
  }

  static func write(_ call: Call) async throws -> Reply {
    let (id, form) = (try audit(call), try await call.form())
    let register = Audit.register.erased
    let names = register.fields.filter { $0.traits.group == group }.map(\.name)
    let texts = Dictionary(names.compactMap { name in form[name].map { (name, $0) } }, uniquingKeysWith: { $1 })
    let (values, problems) = try await call.read(texts, of: register)
    guard problems.isEmpty else { throw Failure.invalid([.init(index: 0, record: id, problems: problems.all)]) }
    _ = try await call.installation.commit(
      [.edit(id: id, values: values, ifVersion: form["_version"].flatMap { Int($0) })], in: call.workspace,
      as: call.actor, note: "Texts of the report")
    return .redirect(WebAddress.query(call.link.report(id), [("done", "saved"), ("draft", "report/\(id)")]))
  }

  static func sign(_ call: Call) async throws -> Reply {
    let id = try audit(call)
    let form = try await call.form()
    let report = try await call.installation.signReport(
      id, seen: form["seen"] ?? "", in: call.workspace, as: call.actor)
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
    // What was signed is read by whoever it is shared with; how it stands now, by those who see all of it.
    if register == "audits", !call.allows(.overview) {
      throw Failure.forbidden("\(call.actor.role.label)s see the signed report.")
    }
    switch (register, format) {
    case ("audits", "pdf"), ("audit-reports", "pdf"):
      let document = try await call.read { scope -> ReportDocument in
        guard try scope.record(id)?.kind == register else { throw Failure.notFound("There is no report of \(id).") }
        return try ReportDocument(id, call.installation, scope)
      }
      let name = register == "audits" ? "\(id)-report" : id
      return .download(try await document.pdf(call.workspace.name), type: "application/pdf", name: "\(name).pdf")
    case ("audits", "xlsx"):
      let facts = try await call.read { try call.installation.auditReport(id, $0) }
      return .download(
        try facts.workbook(), type: ExportFormat.xlsx.mediaType, name: "\(id)-checks-and-findings.xlsx")
    default: throw Failure.notFound("There is no such file.")
    }
  }

  /// The card at an audit's record.
  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    guard Audit.register.decode(record.body).kind == .internal else { return .empty }
    let reports = try await call.read { try $0.records(of: "audit-reports", pointingAt: [record.id], in: "audit") }
    let signed = reports.filter { $0.state != "replaced" }.map { report -> HTML in
      let state = Cells.state(report.state, call.installation.registers["audit-reports"])
      return "<p>\(state) <a href=\"\(call.link.record("audit-reports", report.id))\">\(report.title)</a></p>"
    }
    return UI.card(
      "Report",
      action: call.allows(.overview) ? UI.linkButton("Report", href: call.link.report(record.id), .plain) : nil,
      signed.isEmpty ? "<p class=\"quiet\">Not signed yet.</p>" : signed.joined(by: ""))
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
      "\(receive)<div class=\"report\">\(Markdown.prose(body["content"]?.text ?? "", firstHeading: 3))</div>")
  }
}
