import Domain
import Operations
import RegisterKit
import Store

/// What a framework asks for, what there is, and what could be extended.
enum GapPage {
  static func start(_ call: Call) async throws -> Reply {
    let settings = try await call.read { try call.installation.settings($0) }
    return .redirect(call.link.gap(settings.frameworks.last ?? "iso42001"))
  }

  static func show(_ call: Call) async throws -> Reply {
    let uid = call.parameter("framework")
    let status = call.query("status").flatMap(CoverageStatus.init)
    let wants = call.query("suggested") == "true"
    let (gap, names, points) = try await call.read { scope -> (Gap, [String: RecordName], [ReadinessPoint]) in
      let gap = try call.installation.gap(uid, scope)
      let frameworks = try call.installation.settings(scope).frameworks
      let points = try call.installation.readinessTrend(
        frameworks.contains(uid) ? frameworks : frameworks + [uid], scope)
      return (
        gap,
        try scope.names(of: gap.lines.flatMap { $0.coveredBy + $0.suggested.map(\.control) + $0.nonconformities }),
        points
      )
    }
    let lines = gap.lines.filter { (status == nil || $0.status == status) && (!wants || !$0.suggested.isEmpty) }
    let may = call.allows(.create, Envelope(register: "mapping-decisions")) && call.allows(.edit)
    let rows = lines.map { line -> UI.Row in
      let covered = line.coveredBy.map { id -> HTML in
        names[id].map { "<a href=\"\(call.link.record($0.kind, id))\" title=\"\($0.title)\">\(id)</a>" } ?? UI.code(id)
      }.joined(by: ", ")
      let suggestions = line.suggested.prefix(4).map { offer -> HTML in
        let pair = "\(line.requirement.uid) \(offer.control)"
        let box: HTML =
          "<input type=\"checkbox\" form=\"\(decisions)\" name=\"pair\" value=\"\(pair)\" aria-label=\"Choose \(offer.control) for \(line.requirement.id)\">"
        return may
          ? "<div class=\"box\">\(box)\(suggestion(line, offer, call, may))</div>" : suggestion(line, offer, call, may)
      }
      let adds: HTML = line.extensionText.map { "<div class=\"second\">Add: \($0)</div>" } ?? .empty
      return UI.Row([
        UI.requirement(line.requirement.uid, href: call.link.requirement(line.requirement.uid)),
        "\(UI.titleCell(line.requirement.title, href: call.link.requirement(line.requirement.uid)))\(adds)",
        "\(UI.tag(line.status.label, UI.Tone(line.status.tone)))\(broken(line.nonconformities, names, call))",
        "\(covered)", "\(suggestions.joined(by: ""))",
      ])
    }
    let chips =
      [UI.Chip("All", count: gap.lines.count, href: call.link.gap(uid), isCurrent: status == nil && !wants)]
      + CoverageStatus.allCases.map { option in
        UI.Chip(
          option.label, count: gap.count(option),
          href: WebAddress.query(call.link.gap(uid), [("status", option.rawValue)]), isCurrent: option == status)
      } + [
        UI.Chip(
          "Could be extended", count: gap.lines.count { !$0.suggested.isEmpty },
          href: WebAddress.query(call.link.gap(uid), [("suggested", "true")]), isCurrent: wants)
      ]
    let tabs = call.installation.libraries.frameworks.map {
      UI.Tab($0.title, href: call.link.gap($0.uid), isCurrent: $0.uid == uid)
    }
    let table = UI.table(
      gap.framework.title,
      columns: [
        UI.Column("Requirement", .code), UI.Column("Title and what to add", .title), UI.Column("Status"),
        UI.Column("Covered by"), UI.Column("Could be extended"),
      ],
      rows: rows, empty: UI.empty("Nothing here", why: "No requirement fits."))
    let bulk: HTML =
      may && lines.contains { !$0.suggested.isEmpty }
      ? UI.card(
        "Suggestions of the crosswalk",
        """
        <p>\(lines.count { !$0.suggested.isEmpty }) requirements could be served by extending a control that exists. Decide one by one, choose several on the right of the list and give one reason for all of them, or accept the strongest for each.</p>
        \(UI.form(
          action: call.link.suggestions, hidden: [call.token, .init("back", call.request.uri.string)] + lines.compactMap { line in line.suggested.first.map { UI.HiddenField("strongest", "\(line.requirement.uid) \($0.control)") } },
          id: decisions, isCheckedFirst: true,
          UI.field(.init("reason", "Reason, kept with each decision", .text("", maxLength: 500), help: "Why they serve or don't, in your words; where a line of the statement of applicability has no reason, that of an accepted one becomes it.", isRequired: true)),
          actions: [
            UI.submit("Accept the chosen", name: "act", value: "accept"), UI.submit("Decline the chosen", .plain, name: "act", value: "decline"),
            UI.submit("Accept the strongest for each", .plain, name: "act", value: "strongest"),
          ]))
        """) : .empty
    let matrix = UI.card(
      nil,
      Picture.figure(
        Picture.coverage("\(gap.framework.title) at a glance", groups(gap, call)),
        table: Picture.coverageTable(gap.framework.title, groups(gap, call))))
    let trend = trend(points, call.installation.libraries)
    return try await call.page(
      Page(
        "Gap and coverage",
        lead: "What \(gap.framework.title) asks for, what you have, and what each existing control would have to add.",
        section: call.link.gap,
        actions: [
          UI.linkButton("Crosswalk", href: call.link.crosswalk, .plain),
          UI.linkButton("Statement of applicability", href: call.link.soa),
        ],
        tabs: tabs,
        content:
          UI.stack(
            [
              UI.card(nil, "\(HomePage.card(for: gap, call))\(howCounted(gap))"),
              trend.isEmpty ? matrix : UI.columns(.even, [matrix, trend]), bulk,
              "\(UI.filterBar("Requirements", chips: chips))\(table)",
            ].filter { !$0.isEmpty })
      ))
  }

  /// How the percentage comes about, with its own figures.
  private static func howCounted(_ gap: Gap) -> HTML {
    let applying = gap.lines.count - gap.count(.notApplicable)
    return """
      <p class="quiet"><small>The percentage counts a covered requirement whole, a partly covered one half and a missing one not at all: \
      \(gap.count(.covered)) and half of \(gap.count(.partial)), out of the \(applying) that apply.</small></p>
      """
  }

  /// What is open at a requirement by the grade of its standard, in a list; nothing where nothing is.
  static func broken(_ ids: [String], _ names: [String: RecordName], _ call: Call) -> HTML {
    guard !ids.isEmpty else { return .empty }
    let links = ids.map { id -> HTML in
      names[id].map { "<a href=\"\(call.link.record($0.kind, id))\" title=\"\($0.title)\">\(id)</a>" } ?? UI.code(id)
    }
    return
      "<div class=\"second\">\(UI.tag(ids.count == 1 ? "nonconformity" : "nonconformities", .bad)) \(links.joined(by: ", "))</div>"
  }

  /// The form to which the boxes of the suggestions belong.
  private static let decisions = "decisions"

  /// Readiness over time, once there is more than one day to show.
  private static func trend(_ points: [ReadinessPoint], _ libraries: LibrarySet) -> HTML {
    guard points.count > 1, let last = points.last else { return .empty }
    let years = Set(points.map(\.day.parts.year)).count > 1
    let frameworks = libraries.frameworks.filter { last.readiness[$0.uid] != nil }
    let picture = Picture.Trend(
      title: "Readiness over time", times: points.map { years ? Words.day("\($0.day)") : Words.shortDay("\($0.day)") },
      series: frameworks.map { framework in
        let paint: Picture.Paint =
          switch UI.Standard(framework: framework.uid) {
          case .isms: .isms
          case .aims: .aims
          case .other: .accent
          }
        return .init(
          framework.short, paint, points.map { point in point.readiness[framework.uid].map { ($0 * 100).rounded() } })
      }, unit: " %")
    return UI.card(
      "Readiness over time",
      Picture.figure(
        Picture.trend(picture, width: 440, height: 260, isWide: false),
        caption: "Worked out from the ledger: the records as they stood at the end of each day.",
        table: Picture.trendTable(picture)))
  }

  private static func groups(_ gap: Gap, _ call: Call) -> [Picture.CoverageGroup] {
    let parents = Dictionary(gap.framework.requirements.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [Picture.CoverageGroup] = []
    for line in gap.lines {
      let status: Picture.Coverage =
        switch line.status {
        case .covered: .covered
        case .partial: .partial
        case .missing: .missing
        case .notApplicable: .notApplicable
        }
      let cell = Picture.CoverageCell(
        line.requirement.id, line.requirement.title, status, href: call.link.requirement(line.requirement.uid))
      let title = line.requirement.parent.flatMap { parents[$0] }.map { "\($0.id) \($0.title)" } ?? gap.framework.short
      if groups.last?.title == title {
        groups[groups.count - 1].cells.append(cell)
      } else {
        groups.append(.init(title, [cell]))
      }
    }
    return groups
  }

  static func suggestion(_ line: GapLine, _ suggestion: GapLine.Suggestion, _ call: Call, _ may: Bool) -> HTML {
    let pair = "\(line.requirement.uid) \(suggestion.control)"
    let decide: HTML =
      may
      ? """
      <form class="act" method="post" action="\(call.link.suggestions)"><input type="hidden" name="_token" value="\(call.csrfToken)">\
      <input type="hidden" name="pair" value="\(pair)"><input type="hidden" name="back" value="\(call.request.uri.string)">\
      <label class="unseen" for="\(UI.identifier("why", pair))">Reason</label><input id="\(UI.identifier("why", pair))" name="reason" placeholder="reason" maxlength="500" required>\
      \(UI.submit("Accept", .plain, name: "act", value: "accept"))\(UI.submit("Decline", .quiet, name: "act", value: "decline"))</form>
      """ : .empty
    return """
      <details class="suggestion"><summary>\(suggestion.control) \(suggestion.title)</summary>\
      <p><small><a href="\(call.link.record("controls", suggestion.control))">\(suggestion.control)</a> covers \(UI.requirement(suggestion.covers, href: call.link.requirement(suggestion.covers))) already. To add: \(suggestion.adds)</small></p>\(decide)</details>
      """
  }

  static func decide(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    let reason = (form["reason"] ?? "").trimmed()
    let isAccepted = form["act"] != "decline"
    let decisions = form.all(form["act"] == "strongest" ? "strongest" : "pair").compactMap {
      pair -> SuggestionDecision? in
      let parts = pair.split(separator: " ").map(String.init)
      return parts.count == 2
        ? SuggestionDecision(requirement: parts[0], control: parts[1], isAccepted: isAccepted, reason: reason) : nil
    }
    guard !decisions.isEmpty else { throw Failure.malformed("Choose at least one suggestion.") }
    _ = try await call.installation.decide(decisions, in: call.workspace, as: call.actor)
    let back = form["back"].flatMap { WebAddress.isLocal($0) ? $0 : nil } ?? call.link.gap
    let path = String(back.prefix { $0 != "?" })
    return .redirect(
      WebAddress.query(
        path,
        FormData.parse(String(back.drop { $0 != "?" }.dropFirst())).filter { $0.name != "done" }.map {
          ($0.name, $0.value)
        } + [("done", "decided")]))
  }
}

/// One requirement: what it asks, what covers it, what it shares with other frameworks, the organization's line on it.
enum RequirementPage {
  static func show(_ call: Call) async throws -> Reply {
    let uid = call.parameter("uid")
    let libraries = call.installation.libraries
    guard let requirement = libraries.requirement(uid), let framework = libraries.framework(requirement.framework)
    else {
      throw Failure.notFound("No framework here has a requirement \(uid).")
    }
    let (line, names, coverage, licensed) = try await call.read { scope in
      let line = try call.installation.gap(framework.uid, scope).lines.first { $0.requirement.uid == uid }
      // Both registers hold one record for a requirement at most.
      func about(_ slug: String) throws -> StoredRecord? {
        guard let register = call.installation.registers[slug], let field = register.field("requirement") else {
          return nil
        }
        return try scope.holders(of: field, in: register, uid).first.flatMap { try scope.record($0) }
      }
      return (
        line,
        try scope.names(
          of: (line?.coveredBy ?? []) + (line?.suggested.map(\.control) ?? []) + (line?.nonconformities ?? [])),
        try about("coverage"), try about("requirement-texts")
      )
    }
    let addText = WebAddress.query(
      call.link.new("requirement-texts"), [("requirement", uid), ("title", "\(requirement.id) \(requirement.title)")])
    let mayAdd = call.allows(.create, Envelope(register: "requirement-texts"))
    let related = libraries.crosswalks.flatMap { crosswalk in
      (crosswalk.mapping(of: uid)?.pairs ?? []) + crosswalk.pairs(to: uid)
    }
    let rows = related.map { pair -> UI.Row in
      let other = pair.source == uid ? pair.target : pair.source
      return UI.Row([
        UI.requirement(other, href: call.link.requirement(other)), "\(libraries.requirement(other)?.title ?? "")",
        "\(pair.relation.rawValue), strength \(pair.strength)", "\(pair.rationale)",
      ])
    }
    var cards: [HTML] = [
      UI.card(
        "What it is about",
        """
        <p>\(requirement.summary)</p><p class="quiet"><small>In our own words; the text of the standard is in your licensed copy.\
        \(when: licensed == nil && mayAdd, " <a href=\"\(addText)\">Attach its words</a>")</small></p>
        """)
    ]
    if let licensed {
      cards.append(
        UI.card(
          "From your licensed copy",
          action: "<a href=\"\(call.link.record("requirement-texts", licensed.id))\">\(licensed.id)</a>",
          Markdown.prose(licensed.body["text"]?.text ?? "")))
    }
    if let line {
      func item(_ id: String) -> HTML {
        names[id].map { "<li><a href=\"\(call.link.record($0.kind, id))\">\($0.title)</a> \(UI.code(id))</li>" }
          ?? .empty
      }
      let by = line.coveredBy.map(item)
      let open = line.nonconformities.map(item)
      let may = call.allows(.create, Envelope(register: "mapping-decisions")) && call.allows(.edit)
      cards.append(
        UI.card(
          "Coverage",
          """
          <p>\(UI.tag(line.status.label, UI.Tone(line.status.tone))) \(line.reasons.joined(separator: " "))</p>\(when: !open.isEmpty, "<h3>Open nonconformities</h3><ul class=\"plain\">\(open)</ul>")\(when: !open.isEmpty && !by.isEmpty, "<h3>Covered by</h3>")\(when: !by.isEmpty, "<ul class=\"plain\">\(by)</ul>")\
          \(when: line.extensionText != nil, "<p><b>To add:</b> \(line.extensionText)</p>")\(line.suggested.map { GapPage.suggestion(line, $0, call, may) }.joined(by: ""))
          """))
    }
    if !rows.isEmpty {
      cards.append(
        UI.card(
          "Shared with",
          UI.table(
            "Shared with",
            columns: [
              UI.Column("Requirement", .code), UI.Column("Title"), UI.Column("Relation"),
              UI.Column("What is shared or added", .title),
            ], rows: rows)))
    }
    var actions: [HTML] = []
    if let coverage {
      actions.append(UI.linkButton("Our line on it", href: call.link.record("coverage", coverage.id)))
    } else if requirement.isAssessed, call.allows(.create, Envelope(register: "coverage")) {
      actions.append(
        UI.linkButton(
          "Decide on it",
          href: WebAddress.query(call.link.new("coverage"), [("requirement", uid), ("title", requirement.title)])))
    }
    return try await call.page(
      Page(
        "\(requirement.id) \(requirement.title)", facts: UI.requirement(uid),
        crumbs: [UI.Crumb(framework.title, href: call.link.gap(framework.uid))], section: call.link.gap,
        actions: actions, content: UI.stack(cards)))
  }
}

/// The crosswalk: which requirements of one standard share what with which of the other.
enum CrosswalkPage {
  static func show(_ call: Call) async throws -> Reply {
    let libraries = call.installation.libraries
    let cards = libraries.crosswalks.map { crosswalk -> HTML in
      let rows = crosswalk.mappings.map { mapping -> UI.Row in
        let targets = mapping.pairs.map { pair -> HTML in
          "<div>\(UI.requirement(pair.target, title: libraries.requirement(pair.target)?.title, href: call.link.requirement(pair.target))) <small>\(pair.relation.rawValue) \(pair.strength): \(pair.rationale)</small></div>"
        }
        let new: HTML = mapping.addition.map { "<div><small>New: \($0)</small></div>" } ?? .empty
        return UI.Row([
          UI.requirement(mapping.source, href: call.link.requirement(mapping.source)),
          "\(libraries.requirement(mapping.source)?.title ?? "")",
          UI.tag(
            mapping.integration.asLabel,
            mapping.integration == "new" ? .warn : mapping.integration == "extend_plus_new" ? .info : .good),
          "\(targets)\(new)",
        ])
      }
      let title =
        "\(libraries.framework(crosswalk.source)?.title ?? crosswalk.source) to \(libraries.framework(crosswalk.target)?.title ?? crosswalk.target)"
      return UI.card(
        title,
        UI.table(
          title,
          columns: [
            UI.Column("Requirement", .code), UI.Column("Title"), UI.Column("Way"), UI.Column("Shares with", .title),
          ], rows: rows))
    }
    return try await call.page(
      Page(
        "Crosswalk",
        lead:
          "What each requirement of one standard shares with the other, and what it adds. Strength 3: one control can serve both; 2: extend the control; 1: reuse a record or channel.",
        crumbs: [UI.Crumb("Gap and coverage", href: call.link.gap)], section: call.link.gap, content: UI.stack(cards)))
  }
}
