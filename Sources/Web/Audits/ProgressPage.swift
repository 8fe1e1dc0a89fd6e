import Domain
import Operations
import RegisterKit
import Store

/// How far an audit is, for who leads it.
enum ProgressPage {
  static func show(_ call: Call) async throws -> Reply {
    guard call.parameter("register") == "audits" else { throw Failure.notFound("Only audits have progress.") }
    let id = call.parameter("id")
    let (audit, progress, findings, cells, notes) = try await call.read { scope in
      let (audit, progress, findings) = try call.installation.progress(id, scope)
      let ids = progress.parts.flatMap { part in
        part.session.map { $0.session.auditors + [$0.session.unit ?? ""] } ?? []
      }
      return (audit, progress, findings, try call.cells(scope, ids), try Self.notes(scope, audit, progress))
    }
    var blocks: [HTML] = [figures(progress, findings, audit, call)]
    if progress.checks == 0 {
      blocks.append(
        UI.empty(
          "Nothing to work through yet",
          why: "The plan of the audit makes sessions and puts the audit points into them.",
          actions: [UI.linkButton("Open the plan", href: call.link.plan(id))]))
    } else {
      blocks.append(sessions(progress, cells, call))
      blocks.append(UI.columns(.even, progress.standards.map { coverage($0, cells) }))
    }
    blocks.append(UI.columns(.even, [found(progress, findings, call), wrapUp(progress, findings, call)]))
    blocks.append(reviewNotes(notes, audit, call))
    return try await call.page(
      Page(
        "Progress: \(audit.title)", facts: "\(UI.code(id)) \(cells.state(audit))",
        crumbs: [
          UI.Crumb("Audits", href: call.link.register("audits")), UI.Crumb(id, href: call.link.record("audits", id)),
        ],
        section: call.link.register("audits"), actions: ways(audit, call), content: UI.stack(blocks)))
  }

  /// To what comes before and after.
  private static func ways(_ audit: StoredRecord, _ call: Call) -> [HTML] {
    let plan = UI.linkButton("Plan", href: call.link.plan(audit.id), .plain)
    guard Audit.register.decode(audit.body).kind == .internal else { return [plan] }
    return [plan, UI.linkButton("Report", href: call.link.report(audit.id))]
  }

  private static func figures(
    _ progress: AuditProgress, _ findings: [FindingHistory.Entry], _ audit: StoredRecord, _ call: Call
  ) -> HTML {
    let held = progress.parts.count { $0.session?.state == "held" }
    let sessions = progress.parts.count { $0.session != nil }
    let list = call.link.register("sessions", [("audit", audit.id)])
    return UI.stats([
      UI.stat("\(held) of \(sessions)", "sessions held", href: list),
      UI.stat(
        "\(progress.judged) of \(progress.checks)", "points with a verdict",
        href: call.link.register("checks", [("audit", audit.id)])),
      UI.stat(
        Words.duration(progress.minutes), "spent of \(Words.duration(progress.minutesPlanned)) planned", href: nil,
        tone: progress.minutes > progress.minutesPlanned && progress.minutesPlanned > 0 ? .warn : .none),
      UI.stat("\(findings.count)", "findings", href: call.link.register("findings", [("audit", audit.id)])),
      UI.stat(
        "\(progress.unexplained.count)", "verdicts without a finding", href: nil,
        tone: progress.unexplained.isEmpty ? .good : .warn),
    ])
  }

  private static func sessions(_ progress: AuditProgress, _ cells: Cells, _ call: Call) -> HTML {
    let rows = progress.parts.map { part -> UI.Row in
      let title: HTML =
        part.session.map { UI.titleCell($0.session.title, href: call.link.paper($0.id)) }
        ?? "Points without a place in the plan"
      let session = part.session?.session
      return UI.Row([
        title, "\(session.map { $0.halfDay.isEmpty ? "" : Words.halfDay($0.halfDay) })",
        session?.unit.map { cells.reference($0, isShort: true) } ?? .empty,
        (session?.auditors ?? []).map(cells.named).joined(by: ", "),
        Cells.state(part.session?.state, call.installation.registers["sessions"]),
        "\(part.judged) of \(part.checks.count)", "\(part.minutes) of \(part.minutesPlanned)", "\(part.findings)",
      ])
    }
    return UI.card(
      "Sessions", isFlush: true,
      UI.table(
        "Sessions",
        columns: [
          UI.Column("Working paper", .title), UI.Column("When"), UI.Column("Unit"), UI.Column("Auditors"),
          UI.Column("State"),
          UI.Column("Verdicts", .number), UI.Column("Minutes", .number), UI.Column("Findings", .number),
        ], rows: rows, isStacked: true))
  }

  private static func coverage(_ part: AuditProgress.StandardPart, _ cells: Cells) -> HTML {
    func list(_ title: String, _ uids: [String], open: Bool) -> HTML {
      guard !uids.isEmpty else { return .empty }
      return """
        <details\(flag: "open", open)><summary>\(title) (\(uids.count))</summary>\(UI.row(uids.map(cells.requirement)))</details>
        """
    }
    return UI.card(
      part.standard.label,
      """
      \(UI.progress("Requirements with a verdict", done: part.judged.count, total: part.judged.count + part.missing.count))\
      \(list("In the plan, no verdict yet", part.missing, open: part.missing.count <= 30))\
      \(list("In no point of this audit", part.outside, open: false))
      """)
  }

  private static func found(
    _ progress: AuditProgress, _ findings: [FindingHistory.Entry], _ call: Call
  ) -> HTML {
    let rows = Finding.Grade.allCases.reversed().map { grade -> [HTML] in
      [UI.tag(grade.label, UI.Tone(grade.tone))] + progress.standards.map { "\($0.grades[grade] ?? 0)" }
    }
    let missing = progress.unexplained.html { item in
      """
      <li>\(UI.tag(item.verdict.label, UI.Tone(item.verdict.tone))) for \(item.standard.number) in \
      <a href="\(call.link.record("checks", item.check))">\(item.check)</a>: \
      <a href="\(call.link.raise(item.check))">raise the finding</a></li>
      """
    }
    return UI.card(
      "Findings so far",
      """
      \(UI.facts("Findings by grade and standard", columns: ["Grade"] + progress.standards.map(\.standard.number), rows: rows))\
      \(when: !progress.unexplained.isEmpty, "<h3>Verdicts without a finding</h3><ul class=\"plain\">\(missing)</ul>")
      """)
  }

  /// What the team and the auditees talk about at the end of each day.
  private static func wrapUp(
    _ progress: AuditProgress, _ findings: [FindingHistory.Entry], _ call: Call
  ) -> HTML {
    let days = progress.days(findings)
    guard !days.isEmpty else { return UI.card("Daily wrap-up", "<p class=\"quiet\">No session has a day yet.</p>") }
    return UI.card(
      "Daily wrap-up",
      days.html { day in
        let (judged, checks) = (day.parts.reduce(0) { $0 + $1.judged }, day.parts.reduce(0) { $0 + $1.checks.count })
        let left = day.parts.filter { $0.judged < $0.checks.count }
        return """
          <h3>\(Words.day(day.day)) \(when: day.isDone, UI.tag("held", .good))</h3>\
          <p>\(Words.count(day.parts.count, "session", "sessions")), \(judged) of \(checks) points with a verdict, \(Words.count(day.findings.count, "finding", "findings")).</p>\
          \(when: !day.findings.isEmpty, "<ul class=\"plain\">\(day.findings.html { "<li>\(FindingCard.grades($0.finding)) <a href=\"\(call.link.record("findings", $0.id))\">\($0.finding.title)</a></li>" })</ul>")\
          \(when: !left.isEmpty, "<p class=\"quiet\">Still to be seen: \(left.map { part -> HTML in "<a href=\"\(call.link.paper(part.session?.id ?? ""))\">\(part.session?.session.title)</a>" }.joined(by: ", "))</p>")
          """
      })
  }

  private struct Note {
    let comment: Comment
    let about: RecordName
  }

  /// What the team wrote to each other at the audit, its sessions and checks, newest first.
  private static func notes(_ scope: Scope, _ audit: StoredRecord, _ progress: AuditProgress) throws -> [Note] {
    var about = [RecordName(id: audit.id, kind: "audits", title: "the audit", state: nil)]
    about += progress.parts.compactMap { part in
      part.session.map { RecordName(id: $0.id, kind: "sessions", title: $0.session.title, state: nil) }
    }
    about += progress.parts.flatMap(\.checks).map {
      RecordName(id: $0.id, kind: "checks", title: $0.check.title, state: nil)
    }
    return try scope.comments(on: about.map(\.id)).flatMap { id, comments in
      about.first { $0.id == id }.map { name in comments.map { Note(comment: $0, about: name) } } ?? []
    }.sorted { $0.comment.seq > $1.comment.seq }
  }

  private static func reviewNotes(_ notes: [Note], _ audit: StoredRecord, _ call: Call) -> HTML {
    let may = call.allows(.comment, audit.envelope)
    let list = notes.prefix(40).html { note in
      UI.comment(
        who: note.comment.actor, time: Words.local(note.comment.at),
        "<p class=\"quiet\">on <a href=\"\(call.link.record(note.about.kind, note.about.id))\">\(note.about.title)</a></p>\(Markdown.html(note.comment.text))"
      )
    }
    return UI.card(
      "Review notes of the team",
      """
      \(when: notes.isEmpty, "<p class=\"quiet\">Nothing was noted yet. Comments on sessions and checks of this audit stand here too.</p>", else: list)\
      \(when: may, UI.form(
        action: call.link.comments("audits", audit.id), hidden: [call.token, .init("back", call.link.progress(audit.id))], draft: "comment/\(audit.id)",
        UI.field(.init("text", "Note for the team", .textarea("", rows: 2), prefix: "comment")), actions: [UI.submit("Add the note", .plain)]))
      """)
  }
}
