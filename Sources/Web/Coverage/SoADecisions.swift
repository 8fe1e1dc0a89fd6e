import Domain
import Ledger
import Operations
import RegisterKit
import Store

/// One decision and one reason for several lines of the statement of applicability, as one act.
enum SoADecisions {
  /// What can be done with lines that were chosen in the statement; all that are shown need no choosing.
  static func selection(_ only: String, _ count: Int, _ call: Call) -> UI.Selection {
    UI.Selection(
      action: call.link.soaDecisions, field: "uid",
      hidden: [
        call.token, .init("frameworks", call.query("frameworks") ?? ""), .init("show", only),
        .init("back", call.request.uri.string),
      ],
      acts: [
        UI.submit("Decide on the chosen …", name: "act", value: "choose"),
        UI.submit("Decide on all \(count) shown …", .plain, name: "act", value: "all"),
      ])
  }

  /// What was entered; empty means that the lines keep what they have.
  private struct Draft {
    let applicable: Coverage.Applicable?
    let reason: String
    let status: Coverage.Status?

    init(_ form: FormData) {
      applicable = form["applicable"].flatMap(Coverage.Applicable.init(rawValue:))
      reason = (form["justification"] ?? "").trimmed()
      status = form["status"].flatMap(Coverage.Status.init(rawValue:))
    }

    var isEmpty: Bool { applicable == nil && reason.isEmpty && status == nil }

    /// What it says about a line.
    func values(for line: SoALine) -> Body {
      var values: Body = [:]
      if !reason.isEmpty { values["justification"] = .text(reason) }
      if let applicable { values["applicable"] = .text(applicable.rawValue) }
      let applies = applicable.map { $0 == .yes } ?? line.applicable
      if applies == false {
        values["status"] = .text(Coverage.Status.notApplicable.rawValue)
      } else if let status {
        values["status"] = .text(status.rawValue)
      } else if applies == true, line.status.map({ $0 == .notApplicable }) ?? true {
        values["status"] = .text(Coverage.Status.planned.rawValue)
      }
      return values
    }
  }

  static func run(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let chosen = Set(form.all("uid"))
    let soa = try await call.read { try call.installation.soa(SoAPage.frameworks(form["frameworks"]), $0) }
    let lines =
      form["act"] == "all"
      ? SoAPage.shown(form["show"] ?? "all", of: soa) : soa.lines.filter { chosen.contains($0.uid) }
    guard !lines.isEmpty else { throw Failure.malformed("Choose at least one line.") }
    guard form["act"] == "decide" else { return try await page(call, form, lines, []) }
    let draft = Draft(form)
    guard !draft.isEmpty else {
      return try await page(call, form, lines, ["Say whether they apply, or give a reason."])
    }
    let seen = Set(form.all("seen"))
    let late = seen.isEmpty ? [] : lines.filter { !seen.contains(stand($0)) }
    guard late.isEmpty else {
      let names = late.map { UI.requirementText($0.uid) }.joined(separator: ", ")
      return try await page(
        call, form, lines,
        ["Somebody changed \(names) meanwhile; nothing was written yet. See what stands there now, then decide again."])
    }
    let changes = lines.map { change($0, draft.values(for: $0)) }
    do {
      let committed = try await call.installation.commit(
        changes, in: call.workspace, as: call.actor,
        note: changes.count == 1 ? "" : "\(changes.count) lines at once")
      return .redirect(
        WebAddress.adding([("done", "changed"), ("count", "\(committed.entries)")], to: form.back ?? call.link.soa))
    } catch Failure.invalid(let rejections) {
      let problems = rejections.flatMap { rejection in
        let line = lines.indices.contains(rejection.index) ? "\(UI.requirementText(lines[rejection.index].uid)): " : ""
        return rejection.problems.map { line + $0.message }
      }
      return try await page(call, form, lines, problems)
    }
  }

  /// A line with what is decided about it, to tell whether somebody changed it meanwhile.
  private static func stand(_ line: SoALine) -> String {
    let decided = "\(line.applicable.map { "\($0)" } ?? "")\n\(line.status?.rawValue ?? "")\n\(line.justification)"
    return "\(line.uid) \(Hash.sha256(decided.utf8).hex.prefix(16))"
  }

  private static func change(_ line: SoALine, _ values: Body) -> Change {
    if let record = line.record { return .edit(id: record, values: values) }
    return .create(
      register: "coverage",
      values: values.merging(["requirement": .text(line.uid), "title": .text(line.title)]) { mine, _ in mine })
  }

  /// Asks for the decision and its reason.
  private static func page(
    _ call: Call, _ form: FormData, _ lines: [SoALine], _ problems: [String]
  ) async throws -> Reply {
    let list = lines.html { line in
      """
      <li>\(UI.requirement(line.uid)) \(line.title)\(when: !line.justification.isEmpty, " <small>has a reason</small>")</li>
      """
    }
    let held = lines.count { !$0.justification.isEmpty }
    let fields: [HTML] = [
      UI.field(
        .init(
          "applicable", "They apply",
          .radios(
            [
              UI.Choice("yes", "Yes"), UI.Choice("no", "No"), UI.Choice("", "Leave that as it is"),
            ], selected: form["applicable"] ?? (lines.allSatisfy { $0.applicable != nil } ? "" : "yes")))),
      UI.field(
        .init(
          "justification", "Reason", .textarea(form["justification"] ?? "", rows: 3, maxLength: 1000),
          help:
            "The same for all of them: a law, a contract, a risk or good practice.\(when: held > 0, " It takes the place of the reason that \(Words.count(held, "of them has", "of them have")) already; leave it empty to keep those.")"
        )),
      UI.field(
        .init(
          "status", "Implementation, where they apply",
          .select(
            [Coverage.Status.planned, .partial, .implemented].map { UI.Choice($0.rawValue, $0.label) },
            selected: form["status"], blank: "As it is; planned where nothing is said yet"))),
    ]
    let content = UI.form(
      action: call.link.soaDecisions,
      hidden: [
        call.token, .init("frameworks", form["frameworks"] ?? ""), .init("back", form.back ?? call.link.soa),
      ] + lines.flatMap { [.init("uid", $0.uid), .init("seen", stand($0))] },
      """
      \(UI.fieldGroup("Decision", fields))\(UI.card("For these lines", "<ul class=\"plain\">\(list)</ul>"))
      """,
      actions: [
        UI.submit("Decide on \(Words.count(lines.count, "line", "lines"))", name: "act", value: "decide"),
        UI.linkButton("Cancel", href: form.back ?? call.link.soa, .plain),
      ])
    let summary = problems.map { UI.FormProblem(field: nil, $0) }
    var reply = try await call.page(
      Page(
        "Decide on \(Words.count(lines.count, "line", "lines"))",
        crumbs: [UI.Crumb("Statement of applicability", href: call.link.soa)], section: call.link.soa,
        content: "\(UI.errorSummary(summary))\(content)"))
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }
}
