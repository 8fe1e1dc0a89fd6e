import Domain
import Exchange
import Operations
import RegisterKit
import Store

/// The page of a table, part by part.
struct ImportTableView {
  let call: Call
  let open: OpenImport
  let part: ImportReport.Part
  let shown: ShownTable
  /// What was decided about it in this import.
  let own: TableDecision
  let register: AnyRegister?
  let settings: Settings
  let entries: ImportEntries

  // Controls. Each is sent with what was proposed.

  func was(_ name: String, _ proposed: String) -> HTML { UI.HiddenField("was:\(name)", proposed).html }

  /// A select without a label of its own.
  func select(
    _ name: String, id: String, label: String, _ choices: [UI.Choice], _ proposed: String, blank: String? = nil
  ) -> HTML {
    """
    <label class="unseen" for="\(id)">\(label)</label><select id="\(id)" name="\(name)">\
    \(blank.map { "<option value=\"\">\($0)</option>" })\(UI.options(choices, entries.value(name, proposed)))</select>\
    \(was(name, proposed))
    """
  }

  /// A labelled field as forms have it; its name is its id.
  func field(_ name: String, _ label: String, _ control: (String) -> UI.Control, _ proposed: String, help: HTML? = nil)
    -> HTML
  {
    "\(UI.field(.init(name, label, control(entries.value(name, proposed)), help: help)))\(was(name, proposed))"
  }

  func card(
    _ section: ImportTablePage.Section, _ title: String, note: HTML? = nil, isFlush: Bool = false, _ content: HTML
  )
    -> HTML
  {
    UI.card(title, note: note, id: section.rawValue, isFlush: isFlush, content)
  }

  /// What is asked, each a link to where it is answered.
  var toDo: HTML {
    var lines = part.questions.map { question -> HTML in
      let text = question.about == .register ? "Which register does this table belong to?" : question.text
      return "<li><a href=\"#\(ImportTablePage.Section(question.about).rawValue)\">\(text)</a></li>"
    }
    let whole = part.rejected.filter { $0.row == 0 && part.register != nil }
    lines += whole.map { "<li>\($0.reason)</li>" }
    let rows = Set(part.rejected.map(\.row)).subtracting([0]).count
    if rows > 0 {
      lines.append(
        "<li><a href=\"#problems\">\(Words.count(rows, "row", "rows")) can’t be imported as \(rows == 1 ? "it is" : "they are").</a></li>"
      )
    }
    let notes = part.notes.html { "<li>\($0)</li>" }
    let how: HTML =
      notes.isEmpty
      ? .empty
      : "<details class=\"import-notes\"><summary>How it was read</summary><ul class=\"dots\">\(notes)</ul></details>"
    if part.isNoRegister {
      return UI.notice(
        .info, "Left out.", "\(part.notes.first ?? "") Choose a register below to import it all the same.")
    }
    guard !lines.isEmpty else {
      return
        "<div>\(UI.notice(.good, "No open questions.", "Check what will be imported, then go back to the overview."))\(how)</div>"
    }
    return """
      <div>\(UI.notice(.warn, lines.count == 1 ? "One thing to decide" : "\(lines.count) things to decide", "<ul class=\"dots\">\(lines)</ul>"))\(how)</div>
      """
  }

  /// The register, the standard and the order of days.
  var what: HTML {
    var registers = call.installation.registers.all.filter { !$0.isMadeByProgram }.map { UI.Choice($0.slug, $0.many) }
    registers.sort { $0.label < $1.label }
    let best = part.guesses.filter { $0.score > 0.3 }.prefix(3).compactMap { guess in
      call.installation.registers[guess.match.register].map { ($0, guess.reason) }
    }
    let first = best.map { UI.Choice($0.0.slug, $0.0.many) }
    let rest = registers.filter { choice in !first.contains { $0.value == choice.value } }
    let proposed = part.register ?? (own.register == TableDecision.none ? TableDecision.none : "")
    let selected = entries.value("register", proposed)
    func options(_ choices: [UI.Choice]) -> HTML {
      choices.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == selected)>\($0.label)</option>" }
    }
    let blank = part.isNoRegister ? "Left out, as proposed" : "Choose a register"
    let reasons: HTML =
      part.register != nil || best.isEmpty
      ? .empty
      : "<ul class=\"dots help\">\(best.html { "<li><b>\($0.0.many)</b>: \($0.1)</li>" })</ul>"
    let select: HTML = """
      <div class="field"><label for="f-register">Register</label>\(reasons)\
      <select id="f-register" name="register">\(when: selected.isEmpty, "<option value=\"\" selected>\(blank)</option>")\
      \(options([UI.Choice(TableDecision.none, "Leave this table out")]))\
      \(when: !first.isEmpty, "<optgroup label=\"Best matches\">\(options(first))</optgroup>")\
      <optgroup label="All registers">\(options(rest))</optgroup></select>\(was("register", proposed))</div>
      """
    return card(.what, "What this is", "<div class=\"import-row\">\(select)\(standard)\(days)</div>")
  }

  private var standard: HTML {
    let isAsked = part.questions.contains { $0.about == .standard }
    let names = (part.match?.columns ?? []).contains { column in
      if case .requirement = register?.field(column.word)?.kind.control { true } else { false }
    }
    guard isAsked || part.standard != nil || names else { return .empty }
    let frameworks = settings.frameworks.compactMap { uid in
      call.installation.libraries.framework(uid).map { UI.Choice(uid, $0.short) }
    }
    return field(
      "standard", "Standard of its requirement numbers", { .select(frameworks, selected: $0, blank: "Found per row") },
      part.standard ?? "")
  }

  private var days: HTML {
    guard own.days != nil || part.proposal.days != nil || part.questions.contains(where: { $0.about == .days }) else {
      return .empty
    }
    let example = part.questions.first { $0.about == .days }?.words.first
    let orders = [
      UI.Choice("dmy", "Day first"), UI.Choice("mdy", "Month first"), UI.Choice("ymd", "Year first"),
    ]
    return field(
      "days", "Order of dates", { .select(orders, selected: $0, blank: "Found per column") },
      part.proposal.days ?? "", help: example.map { "Such as \($0)" })
  }
}
