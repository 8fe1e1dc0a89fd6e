import Domain
import Operations
import RegisterKit
import Store

/// The working paper of a session: what is asked, what is known, what was seen. With the script it keeps what is typed by
/// itself; without, a button does.
enum PaperPage {
  static let form = "paper"
  /// Where photographs are chosen without the script.
  static let photos = "photographs"

  static func show(_ call: Call) async throws -> Reply { try await page(call, [:], nil) }

  /// What came of an attempt to save a check that was not taken as a whole.
  struct Attempt {
    /// With what was typed.
    let entry: FieldEntry
    /// Field by field; nil where nothing was taken.
    var kept: FieldsKept?
    /// Why nothing was.
    var failure: String?
  }

  private static func page(_ call: Call, _ attempts: [String: Attempt], _ message: Flash?) async throws -> Reply {
    let id = call.parameter("id")
    guard call.parameter("register") == "sessions" else {
      throw Failure.notFound("Only sessions have a working paper.")
    }
    let (paper, cells) = try await call.read { scope in
      let paper = try call.installation.paper(id, scope)
      let ids = paper.parts.flatMap { $0.check.evidence + [$0.check.unit ?? ""] }
      let session = Session.register.decode(paper.session.body)
      return (paper, try call.cells(scope, ids + session.auditors + session.auditees + [session.unit ?? ""]))
    }
    let session = Session.register.decode(paper.session.body)
    let may = call.allows(.edit, Envelope(register: "checks")) && paper.session.state != "held"
    let isAsked = call.actor.person.map(session.auditees.contains) ?? false
    let parts = paper.parts.map {
      PaperPart($0, cells, call, may: may, mayJudge: !isAsked, attempt: attempts[$0.record.id])
    }
    let done = paper.parts.count(where: \.unjudged.isEmpty)
    var crumbs = [UI.Crumb("Audits", href: call.link.register("audits"))]
    if let audit = paper.audit { crumbs.append(.init(audit.title, href: call.link.record("audits", audit.id))) }
    var actions: [HTML] = []
    if let audit = paper.audit {
      actions.append(UI.linkButton("Progress of the audit", href: call.link.progress(audit.id), .plain))
    }
    actions.append(UI.linkButton("Session", href: call.link.record("sessions", id), .plain))
    actions += PaperSteps.buttons(paper.session, call)
    let where_: [HTML] = [
      session.halfDay.isEmpty ? .empty : "\(Words.halfDay(session.halfDay))",
      session.unit.map { cells.reference($0, isShort: false) } ?? .empty,
      session.auditors.isEmpty
        ? .empty : "by \(session.auditors.map(cells.named).joined(by: ", "))",
      session.auditees.isEmpty
        ? .empty : "with \(session.auditees.map(cells.named).joined(by: ", "))",
    ].filter { !$0.isEmpty }.map { "<span>\($0)</span>" }
    var content: [HTML] = [
      UI.card(
        nil,
        UI.stack(
          [UI.row(where_), UI.progress("Points with a verdict", done: done, total: paper.parts.count)]
            + (paper.parts.count > 1 ? [contents(paper)] : [])))
    ]
    if paper.parts.isEmpty {
      content.append(
        UI.empty(
          "No audit point is in this session yet",
          why: "The plan of the audit puts them here; a check can also be added.",
          actions: [
            UI.linkButton(
              "Add a check",
              href: WebAddress.query(
                call.link.new("checks"), [("session", id), ("audit", paper.audit?.id), ("unit", session.unit)]))
          ]))
    }
    if paper.session.state == "held" {
      content.append(UI.notice(.info, "This session was held.", "Open it again to change what stands here."))
    }
    if may, isAsked {
      content.append(
        UI.notice(
          .info, "You are asked in this session.",
          "You can read along and add notes and evidence; the verdicts are given by \(session.auditors.isEmpty ? "the auditor" : session.auditors.map(cells.named).joined(by: ", "))."
        ))
    }
    // What was typed into a check that is here no more, or can't be written in, is there to be copied.
    content += attempts.sorted { $0.key < $1.key }.compactMap { check, attempt in
      guard let failure = attempt.failure, !may || !paper.parts.contains(where: { $0.record.id == check }) else {
        return nil
      }
      return UI.notice(.bad, "\(check) was not saved", "<p>\(failure)</p>\(typed(attempt.entry))")
    }
    content += parts.map(\.html)
    var page = Page(
      "Working paper: \(paper.session.title)",
      facts: "\(UI.code(id)) \(PaperSteps.state(paper.session, cells))", crumbs: crumbs,
      section: call.link.register("audits"),
      actions: actions,
      content: may && !paper.parts.isEmpty
        ? """
        <form class="paper" id="\(form)" method="post" action="\(call.link.paper(id))" enctype="multipart/form-data" novalidate \
        data-paper data-token="\(call.csrfToken)" data-limit="\(Installation.largestFile)">\(call.token.html)\
        <div class="paper-bar"><p role="status" data-paper-state>\(UI.quiet("Save keeps everything on this page."))</p>\
        \(UI.submit("Save"))</div>\(UI.stack(content))\(last(parts))</form>
        """ : UI.stack(content))
    if let message { page.flashes.append(message) }
    var reply = try await call.page(page)
    if !attempts.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  /// Files are sent in the order in which their fields stand. Behind all texts, one that is too large cuts none of them off.
  private static func last(_ parts: [PaperPart]) -> HTML {
    let help: HTML = "<p class=\"help\">100 MB at most for all that are sent at once.</p>"
    return
      "<div class=\"no-js\">\(UI.card("Photographs and files", id: photos, "\(help)\(parts.map(\.photo))\(UI.submit("Save"))"))</div>"
  }

  private static func typed(_ entry: FieldEntry) -> HTML {
    let register = Check.register.erased
    return UI.definitions(
      Installation.fieldworkFields.compactMap { name in
        guard let text = entry.texts[name], !text.isEmpty else { return nil }
        return (register.field(name)?.label ?? name, "<pre class=\"plain\">\(text)</pre>")
      })
  }

  /// The points of the session, for a leap to each.
  private static func contents(_ paper: WorkingPaper) -> HTML {
    "<ul class=\"paper-points\">\(paper.parts.html { "<li><a href=\"#\($0.record.id)\">\($0.check.point.isEmpty ? $0.record.id : $0.check.point)</a></li>" })</ul>"
  }

  /// Saves the whole page, for browsers without script. What can't be taken comes back with the reason.
  static func save(_ call: Call) async throws -> Reply {
    let session = call.parameter("id")
    let (form, isWhole) = try await call.formPrefix(upTo: Installation.largestFile + (4 << 20))
    var attempts: [String: Attempt] = [:]
    let checks = Set(
      form.fields.filter { $0.name.hasSuffix("._revision") }.map { $0.name.prefix { $0 != "." }.description })
    for check in checks.sorted() {
      let entry = Self.entry(check, form)
      do {
        let kept = try await call.installation.fill(entry, in: call.workspace, as: call.actor)
        if !kept.clashes.isEmpty || !kept.problems.isEmpty { attempts[check] = Attempt(entry: entry, kept: kept) }
      } catch {
        // One check that is refused holds no other up.
        guard let failure = Failure(error) else { throw error }
        attempts[check] = Attempt(entry: entry, failure: failure.message)
      }
    }
    let (taken, refused) = try await take(form, isWhole, checks, call)
    if !refused.isEmpty {
      let there = taken.isEmpty ? "" : "Taken: \(taken.joined(separator: ", "))."
      let rest =
        attempts.isEmpty ? "Everything else on this page was saved." : "Look at the fields that are marked too."
      let said = (["A file was not taken."] + refused + [there, rest]).filter { !$0.isEmpty }
      var reply = try await page(call, attempts, Flash(.bad, "\(said.joined(separator: " "))"))
      reply.status = .unprocessableContent
      return reply
    }
    guard attempts.isEmpty else {
      return try await page(
        call, attempts,
        Flash(.warn, "Not everything could be saved; look at the fields that are marked. Nothing is lost."))
    }
    return .redirect(WebAddress.query(call.link.paper(session), [("done", "saved")]))
  }

  /// Takes the files of a form that came whole.
  /// - Returns: Names of those that were taken, and why others were not.
  private static func take(
    _ form: FormData, _ isWhole: Bool, _ checks: Set<String>, _ call: Call
  ) async throws -> (taken: [String], refused: [String]) {
    var (taken, refused): ([String], [String]) = ([], [])
    for file in form.files {
      let check = file.field.prefix { $0 != "." }.description
      guard checks.contains(check) else { continue }
      do {
        _ = try await call.installation.addPhoto(
          file.content, name: file.name, to: check, in: call.workspace, as: call.actor)
        taken.append(file.name)
      } catch {
        guard let failure = Failure(error) else { throw error }
        refused.append("\(file.name): \(failure.message)")
      }
    }
    if !isWhole {
      refused.append("A file has 100 MB at most, and so have all that are sent at once; choose fewer or smaller ones.")
    }
    return (taken, refused)
  }

  /// What a form holds for one check.
  private static func entry(_ check: String, _ form: FormData) -> FieldEntry {
    var texts: [String: String] = [:]
    for name in Installation.fieldworkFields {
      let values = form.all("\(check).\(name)").filter { !$0.isEmpty }
      if form[("\(check).\(name)")] != nil { texts[name] = values.joined(separator: "; ") }
    }
    return FieldEntry(check: check, revision: form["\(check)._revision"].flatMap { Int($0) } ?? 1, texts: texts)
  }
}
