import Domain
import Operations
import RegisterKit
import Store

/// What is written in the audit room: requests, and findings of external auditors.
extension RoomPage {
  static func askForm(
    _ audit: StoredRecord, _ typed: [String: String], _ problems: [UI.FormProblem], _ call: Call
  ) -> HTML {
    func errors(_ name: String) -> [String] { problems.filter { $0.field == name }.map(\.message) }
    let kinds = AuditRequest.Kind.allCases.map { UI.Choice($0.rawValue, $0.label) }
    return UI.card(
      "Ask for something",
      UI.form(
        action: call.link.roomRequests(audit.id), hidden: [call.token], draft: "requests/\(audit.id)",
        """
        \(UI.field(.init("title", "What you want to see or know", .textarea(typed["title"] ?? "", rows: 2, maxLength: 1000), errors: errors("title"), isRequired: true, prefix: "ask")))\
        \(UI.field(.init("kind", "Kind", .select(kinds, selected: typed["kind"] ?? "document", blank: nil), errors: errors("kind"), prefix: "ask")))\
        \(UI.field(.init("due_on", "Needed by", .date(typed["due_on"] ?? ""), errors: errors("due_on"), prefix: "ask")))
        """, actions: [UI.submit("Ask", .plain)]))
  }

  static func findForm(
    _ audit: StoredRecord, _ typed: [String: String], _ problems: [UI.FormProblem], _ call: Call
  ) -> HTML {
    func errors(_ name: String) -> [String] { problems.filter { $0.field == name }.map(\.message) }
    let grades = Finding.Grade.allCases.map { UI.Choice($0.rawValue, $0.label) }
    return UI.card(
      "Write a finding",
      UI.form(
        action: call.link.roomFindings(audit.id), hidden: [call.token], draft: "findings/\(audit.id)",
        """
        \(UI.field(.init("statement", "Statement", .textarea(typed["statement"] ?? "", rows: 3, maxLength: 4000), errors: errors("statement"), isRequired: true, prefix: "find")))\
        \(UI.field(.init("evidence", "Evidence", .textarea(typed["evidence"] ?? "", rows: 2), errors: errors("evidence"), prefix: "find")))\
        \(UI.field(.init("requirements", "Requirements", .text(typed["requirements"] ?? "", maxLength: 1000), help: "As in iso27001:A.5.1; iso42001:6.1.4", errors: errors("requirements"), isRequired: true, prefix: "find")))\
        \(UI.field(.init("grade", "Grade", .select(grades, selected: typed["grade"] ?? "opportunity_for_improvement", blank: nil), errors: errors("grade"), prefix: "find")))\
        \(UI.field(.init("grade_42001", "Grade for 42001, if another", .select(grades, selected: typed["grade_42001"]), errors: errors("grade_42001"), prefix: "find")))
        """, actions: [UI.submit("Write it", .plain)]))
  }

  static func ask(_ call: Call) async throws -> Reply {
    try await write("audit-requests", ["title", "kind", "due_on"], form: "ask", call)
  }

  static func find(_ call: Call) async throws -> Reply {
    try await write("findings", ["statement", "evidence", "requirements", "grade", "grade_42001"], form: "find", call)
  }

  private static func write(_ slug: String, _ names: [String], form name: String, _ call: Call) async throws -> Reply {
    let audit = try await audit(call)
    let form = try await call.form()
    let typed = Dictionary(names.map { ($0, form[$0] ?? "") }, uniquingKeysWith: { first, _ in first })
    guard let register = call.installation.registers[slug] else { throw Failure.notFound("There is no such register.") }
    let (values, problems) = try await call.read(typed, of: register)
    guard problems.isEmpty else {
      return try await page(call, audit, problems: problems.all.map(register.formProblem), typed: typed, form: name)
    }
    do {
      _ = try await call.installation.write(slug, values, forAudit: audit.id, in: call.workspace, as: call.actor)
    } catch Failure.invalid(let rejections) {
      return try await page(
        call, audit, problems: rejections.flatMap(\.problems).map(register.formProblem), typed: typed, form: name)
    }
    return .redirect(
      WebAddress.query(
        call.link.room(audit.id),
        [("done", "created"), ("draft", "\(name == "ask" ? "requests" : "findings")/\(audit.id)")]))
  }
}
