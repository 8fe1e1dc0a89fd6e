import Domain
import Operations
import RegisterKit
import Store

/// The statement of applicability over the Annexes A of both standards.
enum SoAPage {
  /// What the address asks for; none means those of the workspace.
  static func frameworks(_ list: String?) -> [String] {
    (list ?? "").split(separator: ",").map { $0.trimmed() }.filter { !$0.isEmpty }
  }

  static func show(_ call: Call) async throws -> Reply {
    let asked = frameworks(call.query("frameworks"))
    let moment = try call.asOf()
    let only = call.query("show") ?? "all"
    let (soa, version, versions) = try await call.read { scope in
      (
        try call.installation.soa(asked, scope, asOf: moment), try call.installation.soaVersion(scope, asOf: moment),
        try scope.records(of: "soa-versions")
      )
    }
    let uids = soa.frameworks
    // What every address of the page keeps.
    let kept = [("frameworks", call.query("frameworks")), ("as_of", call.query("as_of"))]
    let problems = Dictionary(grouping: soa.problems, by: \.uid)
    let lines = shown(only, of: soa)
    // What is open today says nothing of a day in the past.
    let (names, open) = try await call.read { scope -> ([String: RecordName], [String: [String]]) in
      let open =
        moment == nil
        ? try uids.flatMap { try call.installation.gap($0, scope).lines }.filter { !$0.nonconformities.isEmpty } : []
      let broken = Dictionary(open.map { ($0.requirement.uid, $0.nonconformities) }, uniquingKeysWith: { $1 })
      return (try scope.names(of: lines.flatMap { $0.controls + $0.risks + (broken[$0.uid] ?? []) }), broken)
    }
    func links(_ ids: [String]) -> HTML {
      let shown = ids.prefix(4).map { id -> HTML in
        names[id].map { "<a href=\"\(call.link.record($0.kind, id))\" title=\"\($0.title)\">\(id)</a>" } ?? UI.code(id)
      }
      return "\(Array(shown).joined(by: ", "))\(when: ids.count > 4, " <small>+\(ids.count - 4)</small>")"
    }
    let may = call.allows(.edit) && call.allows(.create, Envelope(register: "coverage"))
    let rows = lines.map { line -> UI.Row in
      let wrong = (problems[line.uid] ?? []).html { "<div class=\"second\">\(UI.tag($0.problem, .warn))</div>" }
      let href =
        line.record.map { may ? call.link.edit("coverage", $0) : call.link.record("coverage", $0) }
        ?? WebAddress.query(
          call.link.new("coverage"), [("requirement", line.uid), ("title", line.title), ("applicable", "yes")])
      return UI.Row(
        id: line.uid, name: line.title, editHref: href,
        [
          UI.requirement(line.uid, href: call.link.requirement(line.uid)),
          "\(UI.titleCell(line.title, href: href))\(wrong)",
          line.applicable.map { $0 ? UI.tag("yes", .good) : UI.tag("no") } ?? UI.tag("undecided", .warn),
          "\(line.justification)",
          "\(line.status.map { UI.tag($0.label, UI.Tone($0.tone)) } ?? .empty)\(GapSections.broken(open[line.uid] ?? [], names, call))",
          links(line.controls), links(line.risks),
        ])
    }
    func chip(_ label: String, _ value: String, _ count: Int) -> UI.Chip {
      UI.Chip(
        label, count: count,
        href: WebAddress.query(call.link.soa, [("show", value == "all" ? nil : value)] + kept),
        isCurrent: only == value)
    }
    var chips = [chip("All", "all", soa.lines.count)]
    for uid in uids {
      chips.append(
        chip(call.installation.libraries.framework(uid)?.title ?? uid, uid, soa.lines.count { $0.framework == uid }))
    }
    chips += [
      chip("With problems", "problems", problems.count),
      chip("Undecided", "undecided", shown("undecided", of: soa).count),
      chip("Without a reason", "no_reason", shown("no_reason", of: soa).count),
      chip("Excluded", "excluded", shown("excluded", of: soa).count),
    ]
    var cards: HTML = .empty
    if let moment {
      cards = UI.notice(
        .info, "As it stood on \(Words.day("\(moment.day)"))", "<a href=\"\(call.link.soa)\">Back to the present</a>")
    }
    let versionRows = versions.reversed().map { record -> UI.Row in
      let body = record.body
      return UI.Row([
        "<a href=\"\(call.link.record("soa-versions", record.id))\">Version \(body["number"]?.int)</a>",
        Cells.state(record.state, call.installation.registers["soa-versions"]),
        "\(Words.day(body["approved_on"]?.text ?? ""))",
        "<code>\(body["sha256"]?.text?.prefix(16).description)…</code>",
        "<a href=\"\(WebAddress.query(call.link.soaComparison, [("from", record.id)]))\">Compare with the present</a>\(compareBefore(record, versions, call))",
      ])
    }
    let approve: HTML =
      !call.allows(.approve) || moment != nil
      ? .empty
      : soa.problems.isEmpty
        ? UI.act(
          "Approve this statement", action: call.link.soaApproval, .main,
          hidden: [call.token, .init("frameworks", uids.joined(separator: ","))],
          confirm: "Approve and freeze \(soa.lines.count) lines as the next version?")
        : UI.notice(
          .warn,
          "\(Words.count(soa.problems.count, "problem", "problems")) in \(Words.count(problems.count, "line", "lines"))",
          "It can be approved when there are none. <a href=\"\(WebAddress.query(call.link.soa, [("show", "problems")] + kept))\">Show them</a>"
        )
    let table = UI.table(
      "Statement of applicability",
      columns: [
        UI.Column("Control", .code), UI.Column("Title", .title), UI.Column("Applicable"), UI.Column("Reason"),
        UI.Column("Implementation"), UI.Column("Our controls"), UI.Column("Risks"),
      ],
      rows: rows,
      selection: may && moment == nil && !rows.isEmpty ? SoADecisions.selection(only, lines.count, call) : nil,
      empty: UI.empty("No lines", why: "No line fits."), isStacked: true)
    let hidden = [("show", only == "all" ? nil : only), ("frameworks", call.query("frameworks"))].compactMap {
      name, value in value.map { UI.HiddenField(name, $0) }
    }
    let list: HTML = """
      \(UI.filterBar("Lines", chips: chips, action: call.link.soa, fields: [UI.FilterField("as_of", "As it stood on", .date(call.query("as_of") ?? ""))], kept: hidden))\
      \(table)
      """
    let approved: HTML =
      versionRows.isEmpty
      ? .empty
      : UI.card(
        "Approved versions", action: "<a href=\"\(call.link.soaComparison)\">Compare any two</a>",
        UI.table(
          "Approved versions", columns: ["Version", "State", "Approved", "SHA-256", "Compare"].map { UI.Column($0) },
          rows: versionRows))
    return try await call.page(
      Page(
        "Statement of applicability",
        facts: version.map { "\(UI.tag("version \($0.number) approved", .good))" } ?? UI.tag("not approved yet", .warn),
        lead: "Every control of both Annexes A: decided, justified, linked to risks, controls and evidence.",
        section: call.link.soa,
        actions: [
          UI.linkButton("CSV", href: WebAddress.query(call.link.soaExport, [("format", "csv")] + kept), .plain),
          UI.linkButton("Workbook", href: WebAddress.query(call.link.soaExport, [("format", "xlsx")] + kept), .plain),
        ],
        content: UI.stack([cards, approve, list, approved].filter { !$0.isEmpty })))
  }

  /// The lines that a chip of the page shows.
  static func shown(_ only: String, of soa: SoA) -> [SoALine] {
    let wrong = Set(soa.problems.map(\.uid))
    return soa.lines.filter { line in
      switch only {
      case "problems": wrong.contains(line.uid)
      case "undecided": line.applicable == nil
      case "no_reason": line.applicable != nil && line.justification.isEmpty
      case "excluded": line.applicable == false
      case "all": true
      default: line.framework == only
      }
    }
  }

  static func approve(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    _ = try await call.installation.approveSoA(frameworks(form["frameworks"]), in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.soa, [("done", "approved")]))
  }

  static func export(_ call: Call) async throws -> Reply {
    guard let format = ExportFormat(rawValue: call.query("format") ?? "xlsx") else {
      throw Failure.malformed("format is csv, xlsx or json.")
    }
    let (asked, moment) = (frameworks(call.query("frameworks")), try call.asOf())
    let bytes = try await call.read { scope in
      try call.installation.soa(asked, scope, asOf: moment).file(
        format, try call.installation.soaVersion(scope, asOf: moment))
    }
    return .download(bytes, type: format.mediaType, name: "statement-of-applicability.\(format.rawValue)")
  }

  private static func compareBefore(_ record: StoredRecord, _ versions: [StoredRecord], _ call: Call) -> HTML {
    guard let number = record.body["number"]?.int,
      let former = versions.first(where: { $0.body["number"]?.int == number.previous })
    else { return .empty }
    let href = WebAddress.query(call.link.soaComparison, [("from", former.id), ("to", record.id)])
    return " · <a href=\"\(href)\">with version \(number.previous)</a>"
  }
}
