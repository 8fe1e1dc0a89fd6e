import Domain
import Operations
import RegisterKit
import Store

extension Link {
  var auditTime: String { "\(home)/audit-time" }
  var auditTimeTables: String { "\(auditTime)/tables" }
  /// The form for one entry of the tables.
  func auditTimeEntry(_ key: String) -> String {
    WebAddress.query(auditTimeTables, [("entry", key)]) + "#entry"
  }
}

/// How long a certification audit takes by the rules that bind certification bodies, step by step, to check a quote with.
enum AuditTimePage {
  static func show(_ call: Call) async throws -> Reply {
    guard call.installation.libraries.auditTime != nil else { return try await noTables(call) }
    let query = call.query
    let (tables, left, proposal) = try await call.read { scope in
      let (tables, left) = try call.installation.auditTime(scope)
      return (tables, left, try call.installation.auditTimeProposal(scope))
    }
    let form = AuditTimeForm(query, tables, proposal)
    var blocks: [HTML] = []
    if !form.problems.isEmpty { blocks.append(UI.errorSummary(form.problems)) }
    if !left.isEmpty { blocks.append(leftNotice(left, call)) }
    blocks += form.problems.isEmpty ? results(form, call) : []
    blocks.append(inputs(form, proposal, call))
    return try await call.page(
      Page(
        "Audit time",
        lead:
          "How many auditor days a certification body needs, by ISO/IEC 27006-1, ISO/IEC 42006 and IAF MD 11. The address holds what you enter, so you can send it on.",
        crumbs: [UI.Crumb("Audits", href: call.link.register("audits"))], section: call.link.register("audits"),
        actions: [
          UI.linkButton("Tables", href: call.link.auditTimeTables, .plain), UI.linkButton("Inputs", href: "#inputs"),
        ],
        content: UI.stack(blocks)))
  }

  private static func noTables(_ call: Call) async throws -> Reply {
    try await call.page(
      Page(
        "Audit time", crumbs: [UI.Crumb("Audits", href: call.link.register("audits"))],
        section: call.link.register("audits"),
        content: UI.empty(
          "No tables of audit time",
          why:
            "No library with them is loaded. Add one with <code>concord library add</code> and start the server again.",
          actions: [UI.linkButton("Libraries", href: call.link.libraries)])))
  }

  static func leftNotice(_ left: [String], _ call: Call) -> HTML {
    UI.notice(
      .warn, "\(left.count) of your own figures fit nowhere",
      "The library was replaced: \(left.joined(separator: ", ")). They are not used. <a href=\"\(call.link.auditTimeTables)\">Look at the tables</a>"
    )
  }

  private static func results(_ form: AuditTimeForm, _ call: Call) -> [HTML] {
    do {
      let time = try form.tables.time(form.input)
      return [resultCard(time, form), stepsCard(time.steps, call)] + remarks(time.remarks, form)
    } catch {
      let reason = (error as? Refusal)?.reason ?? "It can't be worked out."
      var blocks = [UI.notice(.warn, "Not complete", remedy(form, reason, call))]
      // What can be said without the missing part is said.
      for part in form.input.parts where form.input.parts.count > 1 {
        let alone = AuditTimeInput(parts: [part], integration: 0, team: [])
        if let time = try? form.tables.time(alone) {
          blocks += [resultCard(time, form), stepsCard(time.steps, call)]
        }
      }
      return blocks
    }
  }

  /// What keeps the time from being worked out, with the way to the input or the row of the table that mends it.
  private static func remedy(_ form: AuditTimeForm, _ reason: String, _ call: Call) -> HTML {
    func input(_ name: String) -> String { "#\(UI.identifier("f", name))" }
    for part in form.input.parts {
      guard let table = form.tables.table(part.standard) else { continue }
      let (id, name) = (part.standard, Standard(rawValue: part.standard)?.label ?? part.standard)
      if part.identical.isEmpty,
        !table.rows.contains(where: { part.persons <= $0.upTo && $0.figures[part.column] != nil })
      {
        let row = call.link.auditTimeEntry("days/\(id)/\(part.persons)/\(part.column)")
        guard id == "iso42001" else { return "\(reason) <a href=\"\(row)\">Enter it in the tables</a>" }
        return """
          <a href="\(input("\(id).persons"))">Enter first how many persons work on AI</a>: the number that is proposed is a guess from whole units. \
          If \(part.persons) is right: the table of \(name) here has no row for it; <a href="\(row)">add the row from your licensed copy</a>.
          """
      }
      if part.adjustment < -table.largestReduction.value {
        return "\(reason) <a href=\"\(input("\(id).adjust"))\">Change the percentage</a>"
      }
      if part.adjustment != 0, part.adjustmentReason.isEmpty {
        return "\(reason) <a href=\"\(input("\(id).why"))\">Enter the reason</a>"
      }
    }
    if form.input.parts.count > 1, form.input.team.isEmpty {
      return "\(reason) <a href=\"\(input("team"))\">Enter the team</a>"
    }
    return "\(reason) <a href=\"#inputs\">Go to the inputs</a>"
  }

  private static func remarks(_ remarks: [String], _ form: AuditTimeForm) -> [HTML] {
    var remarks = remarks
    if form.unscored > 0, form.input.parts.count > 1 {
      remarks.append(
        "\(form.unscored) of \(form.tables.integrationPoints.count) points of integration are not scored yet and count as 0."
      )
    }
    return remarks.map { UI.notice(.info, nil, "\($0)") }
  }

  private static func resultCard(_ time: AuditTime, _ form: AuditTimeForm) -> HTML {
    let standards = form.input.parts.map(\.standard).filter { time.alone[$0] != nil }
    let isIntegrated = standards.count > 1
    let isQuoted = !form.quote.isEmpty
    var columns = ["Audit"]
    if isIntegrated { columns += ["Integrated", "Separate", "Saved"] }
    columns += standards.map { "\(UI.Standard(framework: $0).shortName) alone" }
    if isQuoted { columns += ["Quote", "Difference"] }
    let rows = time.days.map { days -> [HTML] in
      var row: [HTML] = [HTML.text(days.audit.asLabel)]
      if isIntegrated {
        row += ["<b>\(text(days.integrated))</b>", text(days.separate), text(days.separate - days.integrated)]
      }
      row += standards.map { text(days.alone[$0] ?? 0) }
      if isQuoted {
        let quoted = form.quote[days.audit]
        row += [quoted.map(text) ?? "–", quoted.map { difference($0 - days.integrated) } ?? "–"]
      }
      return row
    }
    return UI.card(
      "Auditor days",
      note: isIntegrated ? "\(AuditTimeTables.text(time.reduction)) % less for the integrated audit" : nil,
      UI.facts("Auditor days", columns: columns, rows: rows))
  }

  private static func text(_ days: Double) -> HTML { HTML.text(AuditTimeTables.text(days)) }

  private static func difference(_ days: Double) -> HTML {
    days == 0
      ? UI.tag("as worked out", .good)
      : UI.tag(
        "\(AuditTimeTables.text(days.magnitude)) days \(days > 0 ? "more" : "fewer")",
        days.magnitude > 0.5 ? .warn : .info)
  }

  private static func stepsCard(_ steps: [AuditTime.Step], _ call: Call) -> HTML {
    UI.card(
      "Step by step", note: "Days before rounding. Check a quote line by line.",
      UI.table(
        "Step by step",
        columns: [
          UI.Column("Step", .title), UI.Column("Result", .number), UI.Column("Figure of the table"),
        ],
        rows: steps.map { step in
          UI.Row([
            "<b>\(step.what)</b><div class=\"second\">\(step.how)</div>", HTML.text(step.result),
            step.origin.map(mark) ?? .empty,
          ])
        }))
  }

  /// Whether a figure is verified, by what, and whether it is the organization's own.
  static func mark(_ origin: AuditTimeTables.Origin) -> HTML {
    """
    \(UI.tag(origin.isVerified ? "verified" : "not verified", origin.isVerified ? .good : .warn))\
    \(when: origin.isOwn, " \(UI.tag("your own", .info))")\(when: !origin.source.isEmpty, "<div class=\"second\">\(origin.source)</div>")
    """
  }
}

// The form.
extension AuditTimePage {
  private static func inputs(_ form: AuditTimeForm, _ proposal: AuditTimeProposal, _ call: Call) -> HTML {
    let groups = form.tables.tables.map { group($0, form, proposal) }
    return UI.question(
      action: call.link.auditTime, id: "inputs",
      """
      \(groups)\(integration(form))\(UI.fieldGroup("A quote", help: "Enter the days of a quote to see how they differ.", quoteFields(form)))
      """,
      actions: [
        UI.submit("Work it out"), UI.linkButton("Start again from the registers", href: call.link.auditTime, .quiet),
      ])
  }

  private static func field(
    _ name: String, _ label: String, _ control: UI.Control, _ form: AuditTimeForm, help: HTML? = nil
  ) -> HTML {
    UI.field(
      .init(name, label, control, help: help, errors: form.problems.filter { $0.field == name }.map(\.message)))
  }

  private static func group(
    _ table: AuditTimeTables.Table, _ form: AuditTimeForm, _ proposal: AuditTimeProposal
  ) -> HTML {
    let id = table.standard
    let from = id == "iso27001" ? proposal.personsFrom : id == "iso42001" ? proposal.personsInAIFrom : ""
    let first = form.isFirst && !from.isEmpty ? "From the registers: \(from). " : ""
    var fields = [
      field(
        "\(id).persons", table.counts.prefix(1).uppercased() + table.counts.dropFirst(), .number(form["\(id).persons"]),
        form, help: "\(first)Empty leaves the standard out."),
      field(
        "\(id).same", "Groups of people who do the same", .text(form["\(id).same"], maxLength: 200), form,
        help: "Such as 49, 49. Each group counts as its square root, if the risk allows it."),
    ]
    if table.columns.count > 1 {
      let help = form.isFirst && id == "iso42001" && !proposal.roleFrom.isEmpty ? "From the \(proposal.roleFrom)." : ""
      fields.append(
        field(
          "\(id).column", "Role in AI",
          .select(
            table.columns.map { UI.Choice($0, $0.asLabel) }, selected: form["\(id).column"], blank: nil), form,
          help: help.isEmpty ? nil : HTML.text(help)))
    }
    for factor in table.scores?.factors ?? [] {
      let choices = factor.grades.enumerated().map { UI.Choice("\($0 + 1)", "\($0 + 1): \($1)") }
      fields.append(
        field(
          "\(id).grade.\(factor.id)", factor.title,
          .select(choices, selected: form["\(id).grade.\(factor.id)"], blank: "not graded"), form))
    }
    fields += [
      field(
        "\(id).adjust", "More or less for circumstances", .number(form["\(id).adjust"], unit: "percent"), form,
        help:
          "At most \(AuditTimeTables.text(table.largestReduction.value)) % less.\(scoreHelp(table, form)) Needs a reason."
      ),
      field("\(id).why", "Reason", .text(form["\(id).why"], maxLength: 500), form),
    ]
    for (index, addition) in table.additions.enumerated() {
      fields.append(
        field(
          "\(id).add.\(index)", "Added: \(addition)", .number(form["\(id).add.\(index)"], unit: "days"), form))
    }
    return UI.fieldGroup(Standard(rawValue: id)?.label ?? id, help: HTML.text(table.source), fields)
  }

  /// What the grades that were given stand for.
  private static func scoreHelp(_ table: AuditTimeTables.Table, _ form: AuditTimeForm) -> String {
    guard let scores = table.scores, let part = form.input.parts.first(where: { $0.standard == table.standard }),
      let change = scores.change(part.grades)
    else { return "" }
    return
      " The grades stand for \(AuditTimeTables.text(change.from)) to \(AuditTimeTables.text(change.to)) % (\(change.origin.isVerified ? "verified" : "not verified"))."
  }

  private static func integration(_ form: AuditTimeForm) -> HTML {
    let choices = [UI.Choice("0", "0: not"), UI.Choice("50", "50: partly"), UI.Choice("100", "100: wholly")]
    let points = form.tables.integrationPoints.enumerated().map { index, point in
      field(
        "level.\(index)", point, .select(choices, selected: form["level.\(index)"], blank: "not scored"), form)
    }
    let team = field(
      "team", "Auditors of the team", .text(form["team"], maxLength: 200), form,
      help: "For each auditor: for how many of the standards they are qualified, such as 2, 1.")
    return UI.fieldGroup(
      "Integration and team",
      help:
        "The mean of the points is the level of integration; scoring each 0, 50 or 100 is a rule of our own. The certification body judges.",
      points + [team])
  }

  private static func quoteFields(_ form: AuditTimeForm) -> [HTML] {
    (["initial"] + form.tables.shares.map(\.audit)).map { audit in
      field("quote.\(audit)", audit.asLabel, .number(form["quote.\(audit)"], unit: "days"), form)
    }
  }
}
