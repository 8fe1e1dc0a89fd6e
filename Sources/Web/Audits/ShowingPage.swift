import Domain
import Operations
import RegisterKit
import Store

/// What external auditors of an audit are shown, in two steps: look through the lists, by register and with what is not
/// wanted left out, then show it. What is shown can be hidden again here. Works without a script.
enum ShowingPage {
  /// What a form of the page does.
  private enum Act: String {
    case show, hide
    /// Hides all that is shown for the audit.
    case hideAll = "hide-all"
    /// Puts away the list of what was shown before sharing was by audit.
    case forget
  }

  static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

  private static func page(_ call: Call, problem: String?) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let contents = try await call.read { try call.installation.roomContents(audit.id, $0) }
    let blocks = [proposed(contents, audit, call), shown(contents, audit, call), earlier(contents, audit, call)]
    var reply = try await call.page(
      Page(
        "What external auditors see", facts: UI.code(audit.id),
        lead: "Whoever is invited to \(audit.title) reads this and nothing else, until their last day.",
        crumbs: PackPages.trail(audit, call) + [UI.Crumb("Audit room", href: call.link.room(audit.id))],
        section: call.link.register("audits"),
        content:
          "\(UI.errorSummary(problem.map { [UI.FormProblem(field: nil, $0)] } ?? []))\(UI.stack(blocks.filter { !$0.isEmpty }))"
      ))
    if problem != nil { reply.status = .unprocessableContent }
    return reply
  }

  private static func admitsOutsiders(_ audit: StoredRecord) -> Bool {
    Audit.register.decode(audit.body).kind.admitsOutsiders
  }

  /// The first step: what is not shown yet, everything ticked.
  private static func proposed(_ contents: RoomContents, _ audit: StoredRecord, _ call: Call) -> HTML {
    guard admitsOutsiders(audit) else {
      return UI.notice(
        .warn, "This is an internal audit.",
        "Nothing is shown to external auditors for it; what was shown before can be hidden here.")
    }
    let count = contents.proposed.total
    guard count > 0 else {
      return UI.card(
        "Not shown yet",
        "<p class=\"quiet\">Everything that a pack for this audit would hold is shown, and what the answers point at.</p>"
      )
    }
    return UI.card(
      "Not shown yet", note: "\(Words.count(count, "record", "records"))",
      UI.form(
        action: call.link.roomSharing(audit.id), hidden: hidden(.show, call),
        """
        <p>What a stage 2 pack for this audit would hold, the requests and packs of the audit, and what answers point at. \
        Open a list to look through it; take the tick away from what is to stay hidden.</p>\(lists(contents.proposed, "p", areTicked: true, call))
        """,
        actions: [
          UI.submit("Show", counting: count, "record", "records"),
          UI.linkButton("Back to the room", href: call.link.room(audit.id), .plain),
        ]))
  }

  private static func shown(_ contents: RoomContents, _ audit: StoredRecord, _ call: Call) -> HTML {
    guard !contents.shown.isEmpty else { return .empty }
    return UI.card(
      "Shown now", note: "\(Words.count(contents.shown.total, "record", "records"))",
      UI.stack([
        UI.form(
          action: call.link.roomSharing(audit.id), hidden: hidden(.hide, call),
          "<p>Tick what the external auditors should see no longer.</p>\(lists(contents.shown, "s", areTicked: false, call))",
          actions: [UI.submit("Hide what is ticked", .plain)]),
        UI.act(
          "Hide everything", action: call.link.roomSharing(audit.id), .danger, hidden: hidden(.hideAll, call),
          confirm: "Hide everything from the external auditors of \(audit.id), also what they wrote themselves?"),
      ]))
  }

  private static func earlier(_ contents: RoomContents, _ audit: StoredRecord, _ call: Call) -> HTML {
    guard !contents.earlier.isEmpty else { return .empty }
    return UI.card(
      "Shown before sharing was by audit", note: "\(Words.count(contents.earlier.total, "record", "records"))",
      UI.stack([
        UI.form(
          action: call.link.roomSharing(audit.id), hidden: hidden(.show, call),
          "<p>Every external auditor saw these once; nobody does now. Tick what those of this audit should see again.</p>\(lists(contents.earlier, "e", areTicked: false, call))",
          actions: [UI.submit("Show what is ticked", .plain)]),
        UI.act(
          "Forget this list", action: call.link.roomSharing(audit.id), hidden: hidden(.forget, call),
          confirm: "Forget what was shown before sharing was by audit? The history keeps it."),
      ]))
  }

  /// Names of the boxes that stand for a whole list.
  private static let leftOut = "left-out"
  private static let whole = "whole"

  private static func hidden(_ act: Act, _ call: Call) -> [UI.HiddenField] { [call.token, .init("act", act.rawValue)] }

  /// A folded list for each register, with a box for each record and one that leaves the whole list out or takes it whole.
  private static func lists(_ parts: [RoomPart], _ prefix: String, areTicked: Bool, _ call: Call) -> HTML {
    UI.folds(
      parts.map { part in
        UI.foldedChoices(
          call.installation.registers[part.register]?.many ?? part.register, name: "id",
          part.records.map { UI.Choice($0.id, $0.title, hint: $0.id) }, areTicked: areTicked,
          whole: .init(
            name: areTicked ? leftOut : whole, value: part.register,
            label: areTicked ? "Leave all of these out" : "All of these"),
          prefix: "\(prefix)-\(part.register)")
      })
  }

  static func save(_ call: Call) async throws -> Reply {
    let audit = try await PackPages.audit(call)
    let form = try await call.form()
    guard let act = Act(rawValue: form["act"] ?? "") else { throw Failure.malformed("Choose what to do.") }
    if act == .show, !admitsOutsiders(audit) {
      throw Failure.conflict("\(audit.id) is an internal audit; nothing is shown to external auditors for it.")
    }
    switch act {
    case .hideAll: _ = try await call.installation.hideAll(for: audit.id, in: call.workspace, as: call.actor)
    case .forget: _ = try await call.installation.hideAll(for: "", in: call.workspace, as: call.actor)
    case .show, .hide:
      let ids = try await chosen(form, audit, act, call)
      guard !ids.isEmpty else {
        return try await page(call, problem: "Nothing was changed: no record is ticked.")
      }
      _ = try await call.installation.show(ids, act == .show, for: audit.id, in: call.workspace, as: call.actor)
      return .redirect(
        WebAddress.query(call.link.room(audit.id), [("done", "changed"), ("count", "\(ids.count)")]))
    }
    return .redirect(WebAddress.query(call.link.room(audit.id), [("done", "shared")]))
  }

  /// What is ticked, with whole lists put in or left out.
  private static func chosen(
    _ form: FormData, _ audit: StoredRecord, _ act: Act, _ call: Call
  ) async throws -> [String] {
    let ticked = form.all("id").filter { !$0.isEmpty }
    let (out, taken) = (Set(form.all(leftOut)), Set(form.all(whole)))
    return try await call.read { scope in
      let contents = try call.installation.roomContents(audit.id, scope)
      let names = try scope.names(of: ticked)
      let kept = ticked.filter { id in names[id].map { !out.contains($0.kind) } ?? true }
      let lists = (act == .hide ? contents.shown : contents.earlier).filter { taken.contains($0.register) }
      var seen: Set<String> = []
      return (kept + lists.flatMap(\.records).map(\.id)).filter { seen.insert($0).inserted }
    }
  }
}

extension [RoomPart] {
  /// Number of records of all parts.
  fileprivate var total: Int { reduce(0) { $0 + $1.records.count } }
}
