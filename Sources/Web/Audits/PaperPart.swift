import Domain
import Operations
import RegisterKit
import Store

/// One audit point of a working paper.
struct PaperPart {
  let part: WorkingPaper.Part
  let cells: Cells
  let call: Call
  let may: Bool
  /// Not for those who are asked in the session.
  let mayJudge: Bool
  let attempt: PaperPage.Attempt?

  init(
    _ part: WorkingPaper.Part, _ cells: Cells, _ call: Call, may: Bool, mayJudge: Bool, attempt: PaperPage.Attempt?
  ) {
    self.part = part
    self.cells = cells
    self.call = call
    self.may = may
    self.mayJudge = mayJudge
    self.attempt = attempt
  }

  private var id: String { part.record.id }
  private var link: Link { call.link }

  var html: HTML {
    // A refused save was made from the revision that stands now, so that saving again is a decision.
    // One of which nothing was taken is still made from the revision that was seen.
    let revision = attempt?.kept?.record.version ?? min(attempt?.entry.revision ?? .max, part.record.version)
    return """
      <section class="card check-part" id="\(id)" data-check="\(id)" data-revision="\(revision)" data-url="\(link.fields(id))" \
      data-photos="\(link.photos(id))"><div class="card-head"><h2>\(part.name)</h2> <a class="code" href="\(link.record("checks", id))">\(id)</a>\
      <div class="card-action">\(UI.row(part.check.requirements.map(cells.requirement)))</div></div>\
      \(when: may, UI.HiddenField("\(id)._revision", "\(revision)").html)\
      \(when: may && attempt?.failure != nil, UI.notice(.bad, "This was not saved", "\(attempt?.failure)"))\
      <div class="columns even"><div>\(asked)\(known)</div><div class="stack">\(may ? written : shown)\(findings)</div></div></section>
      """
  }

  // MARK: What to ask

  private var asked: HTML {
    guard let point = part.point else {
      return "<p class=\"quiet\">No library has a point \(part.check.point); ask for what the requirements want.</p>"
    }
    let standards = part.standards.map(\.rawValue)
    let questions = point.questions(for: standards)
    func list(_ parts: [AuditPoint.Part]) -> HTML { "<ul class=\"dots\">\(parts.html { "<li>\($0.text)</li>" })</ul>" }
    let only = part.standards.compactMap { standard -> HTML? in
      guard standards.count > 1, let more = questions.only[standard.rawValue], !more.isEmpty else { return nil }
      return "<h3>Only for \(mark(standard))</h3>\(list(more))"
    }
    let shared =
      standards.count > 1 ? questions.shared : point.questions.filter { !Set($0.standards).isDisjoint(with: standards) }
    let evidence = point.evidence.filter { !Set($0.standards).isDisjoint(with: standards) }
    return """
      \(when: !shared.isEmpty, "<h3>\(standards.count > 1 ? "Ask once for both" : "Ask")</h3>\(list(shared))")\(only)\
      \(when: !evidence.isEmpty, """
        <details open><summary>What to look for</summary>\(how(point))<ul class="dots">\(evidence.html { item in
          "<li>\(item.text)\(when: standards.count > 1 && item.standards.count == 1, " \(item.standards.first.flatMap { Standard(rawValue: $0) }.map { mark($0) })")</li>"
        })</ul></details>
        """)\
      \(when: !point.redFlags.isEmpty, """
        <details><summary>Red flags</summary><ul class="dots">\(point.redFlags.html { "<li>\($0)</li>" })</ul></details>
        """)\
      \(when: !point.sampleRule.isEmpty, """
        <details><summary>Sample</summary><p><b>\(point.population).</b> \(point.sampleRule)</p></details>
        """)
      """
  }

  private func how(_ point: AuditPoint) -> HTML {
    point.methods.isEmpty ? .empty : "<p class=\"quiet\"><small>By \(point.methods.joined(separator: ", "))</small></p>"
  }

  private func mark(_ standard: Standard) -> HTML { UI.standard(.init(framework: standard.rawValue)) }

  // MARK: What is known

  private var known: HTML {
    let lines = part.coverage.map { line -> HTML in
      "<li>\(cells.requirement(line.requirement.uid)) \(UI.tag(line.status.label, UI.Tone(line.status.tone)))</li>"
    }
    func records(_ records: [StoredRecord], _ more: (StoredRecord) -> HTML) -> HTML {
      """
      <ul class="plain">\(records.prefix(8).html { record in
        "<li>\(more(record)) <a href=\"\(link.record(record.kind, record.id))\">\(record.title)</a> \(UI.code(record.id))</li>"
      })\(when: records.count > 8, "<li><small>and \(records.count - 8) more</small></li>")</ul>
      """
    }
    return """
      \(when: !part.earlier.isEmpty, """
        <details open><summary>Found here before (\(part.earlier.count))</summary><ul class="plain">\(part.earlier.prefix(8).html(earlier))</ul></details>
        """)\
      \(when: !part.effectChecks.isEmpty, """
        <details open><summary>Effect to be looked for (\(part.effectChecks.count))</summary><ul class="plain">\(part.effectChecks.html { entry in
          "<li><a href=\"\(link.record("corrective-actions", entry.id))\">\(entry.action.action)</a> \(UI.code(entry.id))\(when: !entry.action.effectCriterion.isEmpty, "<br><small>\(entry.action.effectCriterion)</small>")</li>"
        })</ul></details>
        """)\
      \(when: !lines.isEmpty, "<details><summary>Coverage now</summary><ul class=\"plain\">\(lines)</ul></details>")\
      \(when: !part.controls.isEmpty, """
        <details><summary>Controls here (\(part.controls.count))</summary>\(records(part.controls) { Cells.state($0.state, call.installation.registers[$0.kind]) })</details>
        """)\
      \(when: !part.risks.isEmpty, """
        <details><summary>Risks here (\(part.risks.count))</summary>\(records(part.risks, score))</details>
        """)
      """
  }

  private func score(_ record: StoredRecord) -> HTML {
    guard let score = record.body["score"]?.int, let band = cells.settings.matrix.band(score) else { return .empty }
    return UI.level("\(score)", colour: band.rank, label: band.band.name)
  }

  private func earlier(_ entry: FindingHistory.Entry) -> HTML {
    let day: HTML = entry.finding.raisedOn.map { "<small>\(Words.day("\($0)"))</small>" } ?? .empty
    return """
      <li>\(FindingCard.grades(entry.finding)) <a href="\(link.record("findings", entry.id))">\(entry.finding.title)</a> \
      \(UI.code(entry.id)) \(day) \(when: entry.isOpen, UI.tag("open", .warn))</li>
      """
  }

  // MARK: What was written

  private func text(_ name: String) -> String { attempt?.entry.texts[name] ?? part.texts[name] ?? "" }

  private func field(_ name: String, _ label: String, _ control: UI.Control, help: HTML? = nil) -> HTML {
    let clash = attempt?.kept?.clashes.first { $0.field == name }
    let problems = attempt?.kept?.problems.filter { $0.field == name }.map(\.message) ?? []
    let errors =
      problems
      + (clash.map {
        ["\($0.by) wrote here meanwhile. Yours is below, theirs under it; save again to put yours in its place."]
      } ?? [])
    let theirs: HTML =
      clash.map { "<div class=\"theirs\"><b>\($0.by) wrote:</b> <pre class=\"plain\">\($0.theirs)</pre></div>" }
      ?? .empty
    return """
      <div data-field="\(name)">\(UI.field(.init("\(id).\(name)", label, control, help: help, errors: errors)))\(theirs)</div>
      """
  }

  private var written: HTML {
    let evidence = text("evidence").parts.map { UI.Choice($0, cells.names[$0]?.title ?? $0) }
    let source = WebAddress.query(link.lookup, [("in", "evidence")])
    return """
      \(field("notes", "Notes", .textarea(text("notes"), rows: 5)))\
      \(mayJudge ? part.standards.html { verdict($0) } : UI.definitions(verdicts))\
      \(when: mayJudge && part.standards.count > 1, field("reason", "Reason where the verdicts differ", .textarea(text("reason"), rows: 2)))\
      \(field("minutes", "Minutes spent", .number(text("minutes"), unit: part.check.minutesPlanned.map { "of \($0) planned" })))\
      \(field("evidence", "Evidence", .references(evidence, source: source)))\
      \(field("cited", "Records at their revision", .text(text("cited")), help: "Codes of any records; each is kept at the revision that it has now."))\
      \(citations)\
      <div class="field js-only"><label for="\(UI.identifier("f", "\(id).photo"))">Photograph or file</label>\
      <input type="file" id="\(UI.identifier("f", "\(id).photo"))" data-photo></div>\
      <p class="quiet no-js"><a href="#\(PaperPage.photos)">Photographs and files</a> are chosen at the end of this page.</p>
      """
  }

  /// Where a photograph is chosen without the script.
  var photo: HTML { UI.field(.init("\(id).photo", part.name, .file(), help: UI.code(id), prefix: "last")) }

  private func verdict(_ standard: Standard) -> HTML {
    let name = standard == .ai ? "verdict_42001" : "verdict_27001"
    let chosen = text(name)
    let problems = attempt?.kept?.problems.filter { $0.field == name }.map(\.message) ?? []
    let clash = attempt?.kept?.clashes.first { $0.field == name }
    return """
      <fieldset class="field verdict" data-field="\(name)"><legend>Verdict for \(mark(standard))</legend>\
      \(problems.html { "<p class=\"error\">\($0)</p>" })\
      \(when: clash != nil, "<p class=\"error\">\(clash?.by) chose \(clash?.theirs) meanwhile; save again to put yours in its place.</p>")\
      <div class="segments">\(Check.Verdict.allCases.html { option in
        let control = UI.identifier("f", "\(id).\(name)-\(option.rawValue)")
        return """
          <input type="radio" id="\(control)" name="\(id).\(name)" value="\(option.rawValue)"\
          \(flag: "checked", option.rawValue == chosen)><label class="\(option.tone.rawValue)" for="\(control)">\(option.label)</label>
          """
      })</div></fieldset>
      """
  }

  private var citations: HTML {
    let cited = part.check.cited.compactMap { Citation($0) }
    guard !cited.isEmpty else { return .empty }
    return
      "<p class=\"quiet\">\(cited.map { citation -> HTML in "<a href=\"\(WebAddress.query(link.search, [("q", citation.record)]))\">\(citation.record)</a> at revision \(citation.revision)" }.joined(by: ", "))</p>"
  }

  private var verdicts: [(term: String, value: HTML)] {
    part.standards.map { standard in
      let verdict = part.check.verdict(for: standard)
      return ("Verdict \(standard.number)", UI.tag(verdict.label, UI.Tone(verdict.tone)))
    }
  }

  /// For those who may only read, and once the session was held.
  private var shown: HTML {
    UI.definitions(
      verdicts
        + [
          ("Reason", "\(part.check.reason)"), ("Notes", Markdown.prose(part.check.notes)),
          (
            "Minutes",
            "\(part.check.minutes)\(when: part.check.minutesPlanned != nil, " of \(part.check.minutesPlanned) planned")"
          ),
          ("Evidence", part.check.evidence.map { cells.reference($0, isShort: false) }.joined(by: ", ")),
          ("Cited", "\(part.check.cited.joined(separator: ", "))"),
        ].filter { !$0.value.isEmpty })
  }

  private var findings: HTML {
    let open = part.unexplained
    let mayRaise = call.allows(.create, Envelope(register: "findings"))
    return """
      <div data-unanswered="\(part.unanswered.map(\.number).joined(separator: " "))" aria-live="polite">\
      \(when: !open.isEmpty, UI.notice(.warn, nil, "The verdict for \(open.map(\.number).joined(separator: " and ")) calls for a finding; there is none yet."))</div>\
      \(when: !part.findings.isEmpty, "<h3>Findings</h3><ul class=\"plain\">\(part.findings.html(earlier))</ul>")\
      \(when: !part.samples.isEmpty, "<h3>Samples</h3><ul class=\"plain\">\(part.samples.html { "<li><a href=\"\(link.record("samples", $0.id))\">\($0.title)</a> \(UI.code($0.id))</li>" })</ul>")\
      \(when: mayRaise, UI.row([
        UI.linkButton("Raise a finding", href: link.raise(id), .plain), UI.linkButton("Draw a sample", href: link.draw(check: id), .plain),
      ]))
      """
  }
}
