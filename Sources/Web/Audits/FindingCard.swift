import Domain
import Operations
import RegisterKit
import Store

/// What a finding means for each standard, over its fields.
enum FindingCard {
  /// The grade, once where it is the same for every standard that is concerned.
  static func grades(_ finding: Finding) -> HTML {
    let grades = finding.standards.map { ($0, finding.grade(for: $0)) }
    guard Set(grades.map(\.1)).count > 1 else {
      return UI.tag(finding.worstGrade.label, UI.Tone(finding.worstGrade.tone))
    }
    return grades.map { standard, grade in
      UI.tag("\(standard.number) \(grade.label.lowercasedFirst)", UI.Tone(grade.tone))
    }.joined(by: " ")
  }

  /// Asked before an action is closed sooner than its effect was to be looked for; nil on that day and later.
  static func early(_ record: StoredRecord, _ call: Call) -> HTML? {
    let action = CorrectiveAction.register.decode(record.body)
    guard let day = action.effectCheckOn, day > call.installation.today else { return nil }
    return
      "<p>Its effect was to be looked for on \(Words.day("\(day)")). Has it shown already? What was looked for: \(action.effectCriterion)</p>"
  }

  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let finding = Finding.register.decode(record.body)
    let isOpen = record.state == "open"
    let (alike, again, answers, earlier, cells) = try await call.read { scope in
      let history = try call.installation.findingHistory(scope)
      let answers = try scope.records(of: "corrective-actions", pointingAt: [record.id], in: "sources")
      return (
        history.like(finding).filter { $0.entry.id != record.id && $0.isStrong && $0.entry.id != finding.repeatOf },
        history.findings.filter { $0.finding.repeatOf == record.id }, answers,
        history.findings.first { $0.id == finding.repeatOf },
        try call.cells(scope, answers.compactMap(\.owner) + [finding.repeatOf ?? ""])
      )
    }
    let standards = finding.standards.isEmpty ? [] : Standard.allCases
    let rows = standards.map { standard -> UI.Row in
      let mark = UI.standard(.init(framework: standard.rawValue))
      guard finding.standards.contains(standard) else { return UI.Row([mark, UI.quiet("not concerned"), ""]) }
      let grade = finding.grade(for: standard)
      let closed = finding.closedOn(for: standard)
      let state: HTML =
        closed.map { "closed \(Words.day("\($0)"))" } ?? (isOpen ? UI.tag("open", .warn) : "closed")
      return UI.Row([
        mark, UI.tag(grade.label, UI.Tone(grade.tone)),
        "\(finding.due(for: standard).map { Words.day("\($0)") }) \(state)",
      ])
    }
    var blocks: [HTML] = []
    if rows.isEmpty {
      blocks.append(
        "<p>\(grades(finding))\(when: finding.due != nil, " due \(Words.day(finding.due?.description ?? ""))")</p>")
    } else {
      blocks.append(
        UI.table("For each standard", columns: ["Standard", "Grade", "Due"].map { UI.Column($0) }, rows: rows))
    }
    if isOpen, let earlier {
      let raised = finding.raisedGrades(repeating: earlier.finding, on: call.installation.today)
      if !raised.isEmpty {
        blocks.append(
          "<p class=\"quiet\">It repeats \(UI.code(earlier.id)) within twelve months, so one grade higher is proposed: \(raised.map(\.words).joined(separator: " and ")). Whoever grades it decides.</p>"
        )
      }
    }
    if !answers.isEmpty {
      let list = answers.html { action in
        """
        <li>\(Cells.state(action.state, call.installation.registers[action.kind])) \
        <a href="\(call.link.record(action.kind, action.id))">\(action.title)</a> \(UI.code(action.id)) \
        <small>\(action.owner.map { cells.responsible($0) })\(when: action.due != nil, ", due \(Words.day(action.due ?? ""))")</small></li>
        """
      }
      blocks.append("<h3>Answered by</h3><ul class=\"plain\">\(list)</ul>")
    }
    if !again.isEmpty {
      blocks.append("<h3>Came again in</h3><ul class=\"plain\">\(again.html { item($0, call) })</ul>")
    }
    if !alike.isEmpty, finding.repeatOf == nil {
      blocks.append(
        "<h3>Says nearly the same as</h3><ul class=\"plain\">\(alike.prefix(4).html { item($0.entry, call) })</ul>")
    }
    // What was not seen to work is opened again (10.2 d of both standards).
    let failed = answers.filter { $0.body["effective"]?.bool == false && $0.state != "closed" }
    if !isOpen, !failed.isEmpty {
      let codes = failed.map(\.id).joined(separator: ", ")
      blocks.append(
        UI.notice(.warn, nil, "\(codes) was opened again, since it had no effect. Open this finding again too."))
    }
    var ways: [HTML] = []
    if isOpen, finding.worstGrade.calls {
      if call.allows(.create, Envelope(register: "corrective-actions")) {
        ways.append(UI.linkButton("Answer it with a corrective action", href: answer(record.id, finding, call), .plain))
      } else if answers.isEmpty {
        blocks.append("<p class=\"quiet\">A manager answers it with a corrective action.</p>")
      }
    }
    ways += try await FieldworkCard.papers(finding.checks, call)
    if !ways.isEmpty { blocks.append(UI.row(ways)) }
    return UI.card("What it means", UI.stack(blocks))
  }

  /// At a corrective action: the findings that it answers, with their grades, and for which standards it counts.
  static func answered(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let action = CorrectiveAction.register.decode(record.body)
    let findings = try await call.read { scope in
      try action.sources.compactMap { try scope.record($0) }.filter { $0.kind == "findings" }
    }
    guard !findings.isEmpty else { return .empty }
    let decoded = findings.map { Finding.register.decode($0.body) }
    let rows = zip(findings, decoded).map { record, finding in
      UI.Row(
        [UI.titleCell(record.title, href: call.link.record(record.kind, record.id))]
          + Standard.allCases.map { standard in
            let grade = finding.grade(for: standard)
            return finding.standards.contains(standard)
              ? UI.tag(grade.label, UI.Tone(grade.tone)) : UI.quiet("not concerned")
          })
    }
    let marks = action.standards(answering: decoded).map { UI.standard(.init(framework: $0.rawValue)) }
    return UI.card(
      "What it answers",
      UI.stack(
        [
          UI.table(
            "What it answers", columns: [UI.Column("Finding", .title)] + Standard.allCases.map { UI.Column($0.number) },
            rows: rows, isStacked: true),
          marks.isEmpty ? "" : "<p>It counts for \(marks.joined(by: " and ")).</p>",
        ].filter { !$0.isEmpty }))
  }

  private static func item(_ entry: FindingHistory.Entry, _ call: Call) -> HTML {
    "<li>\(grades(entry.finding)) <a href=\"\(call.link.record("findings", entry.id))\">\(entry.finding.title)</a> \(UI.code(entry.id))</li>"
  }

  /// The form of a corrective action with what the finding says already: its effect is looked for where the finding was.
  private static func answer(_ id: String, _ finding: Finding, _ call: Call) -> String {
    let due = finding.openStandards.compactMap { finding.due(for: $0) }.min()
    // Said aloud where it is for one standard alone: a pack and a report show it as it stands here.
    let only = finding.answerable.count == Standard.allCases.count ? [] : finding.answerable
    return call.link.answer([
      ("sources", id), ("standards", only.isEmpty ? nil : only.map(\.rawValue).joined(separator: "; ")),
      ("owner", finding.owner), ("due_on", due?.description),
      ("requirements", finding.answerableRequirements.joined(separator: "; ")),
      ("effect_check_on", due?.adding(months: 3).description),
    ])
  }
}

/// Where a check leads on to.
enum FieldworkCard {
  /// Back to the working papers where something was seen: one for each session.
  static func papers(_ checks: [String], _ call: Call) async throws -> [HTML] {
    guard call.allows(.overview) else { return [] }
    let found = try await call.read { scope in try checks.compactMap { try scope.record($0) } }
    var sessions: Set<String> = []
    let first = found.filter { record in record.body["session"]?.text.map { sessions.insert($0).inserted } ?? false }
    return first.compactMap { record in
      record.body["session"]?.text.map { session in
        UI.linkButton(
          first.count == 1 ? "Working paper" : "Working paper \(session)",
          href: call.link.paper(session) + "#\(record.id)",
          .plain)
      }
    }
  }

  static func ofAudit(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let progress = try await call.read { try call.installation.progress(record.id, $0).progress }
    return UI.card(
      "Fieldwork", action: UI.linkButton("Progress", href: call.link.progress(record.id), .plain),
      progress.checks == 0
        ? "<p class=\"quiet\">The plan makes sessions; each has a working paper.</p>"
        : UI.progress("Points with a verdict", done: progress.judged, total: progress.checks))
  }

  static func ofCheck(_ record: StoredRecord, _ call: Call) -> HTML {
    let check = Check.register.decode(record.body)
    var ways: [HTML] = []
    if let session = check.session, call.allows(.overview) {
      ways.append(UI.linkButton("Working paper", href: call.link.paper(session) + "#\(record.id)", .plain))
    }
    if call.allows(.create, Envelope(register: "findings")) {
      ways.append(UI.linkButton("Raise a finding", href: call.link.raise(record.id), .plain))
      ways.append(UI.linkButton("Draw a sample", href: call.link.draw(check: record.id), .plain))
    }
    return ways.isEmpty ? .empty : UI.card("Fieldwork", UI.row(ways))
  }
}
