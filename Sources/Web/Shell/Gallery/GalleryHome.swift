extension Gallery {
  static let home = UI.stack([
    UI.card(
      "From 27001 to both, in five steps",
      UI.steps([
        UI.Step(
          "Scope and governance", href: "#main", state: .done, done: 8, total: 8, next: "sign the combined policy"),
        UI.Step("Risk", href: "#main", state: .now, done: 3, total: 9, next: "18 AI risks lack a treatment"),
        UI.Step("Controls", href: "#main", state: .now, done: 1, total: 12, next: "22 controls to extend, 9 new"),
        UI.Step("People", state: .ahead, done: 2, total: 8, next: "4 auditors need 42001 training"),
        UI.Step("Audits", state: .ahead, done: 0, total: 6, next: "plan the integrated audit"),
      ])),
    UI.columns(
      .wideFirst,
      [
        UI.card(
          "Needs attention", action: "<a href=\"#main\">All 33</a>",
          UI.todos([
            UI.Todo(
              "overdue", .bad, "CA-05 Restore test for the image store", href: "#main",
              facts: "<span>corrective action, due 31 Oct</span> \(UI.requirement("iso27001:10.2", href: "#main"))",
              who: "Head of IT"),
            UI.Todo(
              "missing", .bad, "CV screening went live without an impact assessment", href: "#main",
              facts:
                "<span>AI system AIS-05</span> \(UI.requirement("iso42001:6.1.4", title: "AI system impact assessment"))",
              who: "HR manager"),
            UI.Todo(
              "18", .warn, "AI risks without a treatment", href: "#main", facts: UI.requirement("iso42001:6.1.3")),
            UI.Todo("4", .warn, "SoA lines without a reason", href: "#main", facts: UI.requirement("iso27001:6.1.3 d")),
          ])),
        UI.stack([
          UI.card(
            "One thing, many uses",
            UI.facts(
              "Reuse",
              rows: [
                ["Controls that serve both standards", "<a href=\"#main\">38 of 60</a>"],
                ["Questions asked once instead of twice", "<a href=\"#main\">44 of 74</a>"],
                ["Audit time, integrated / separate", "9.6 / 12.0 days"],
              ])),
          UI.card("Progress", UI.progress("AI impact assessments", done: 2, total: 6, tone: .warn)),
        ]),
      ]),
    UI.stats([
      UI.stat("21", "above appetite", href: "#main", note: "of 70 risks", tone: .bad),
      UI.stat("8", "due in 30 days", href: "#main", tone: .warn), UI.stat("60", "controls", href: "#main"),
      UI.stat("96 %", "evidence in date", href: "#main", tone: .good),
    ]),
    UI.notice(.info, "The AI Act applies in phases.", "Two systems get duties on <a href=\"#main\">2 August 2026</a>."),
    UI.notice(.warn, "This is a draft.", "Version 3, approved on 4 March, stays in force until this one is approved."),
  ])

  static let list = UI.stack([
    UI.filterBar(
      "Risks",
      chips: [
        UI.Chip("All", count: 70, href: "#main", isCurrent: true), UI.Chip("Security", count: 52, href: "#main"),
        UI.Chip("AI", count: 18, href: "#main"), UI.Chip("Above appetite", count: 21, href: "#main"),
        UI.Chip("Mine", href: "#main"),
      ],
      active: [
        UI.ActiveFilter("Owner is Head of IT", removeHref: "#main"),
        UI.ActiveFilter("Score at least 12", removeHref: "#main"),
      ],
      clearHref: "#main", action: "/risks",
      fields: [
        UI.FilterField("q", "Words", .text("", type: "search")),
        UI.FilterField(
          "state", "State",
          .select(
            [UI.Choice("identified", "identified"), UI.Choice("treated", "treated")], selected: nil, blank: "any")),
        UI.FilterField("due", "Due before", .date("")),
      ], kept: [UI.HiddenField("sort", "-score")],
      tools: [
        UI.menu("Columns", [UI.MenuItem("Owner", href: "#main", isCurrent: true), UI.MenuItem("Due", href: "#main")]),
        UI.linkButton("Export", href: "#main", .plain), UI.linkButton("Import", href: "#main", .plain),
      ]),
    UI.card(
      isFlush: true,
      UI.table(
        "Risks",
        columns: [
          UI.Column("Code", .code, sortHref: "#main"), UI.Column("Risk", .title, sortHref: "#main"),
          UI.Column("Inherent", sortHref: "#main"), UI.Column("Current", sortHref: "#main", sorted: .descending),
          UI.Column("Treatment"), UI.Column("State"), UI.Column("Owner", sortHref: "#main"),
        ],
        rows: [
          riskRow(
            "RSK-0058", "Triage proposes too low an urgency for French speakers", [.aims], (20, 5), (20, 5), "–",
            ("identified", .warn)),
          riskRow(
            "RSK-0063", "Patient data in prompts kept by the provider", [.isms, .aims], (12, 4), (8, 3), "modify",
            ("in treatment", .warn)),
          riskRow("RSK-0016", "Phishing of staff accounts", [.isms], (16, 4), (6, 2), "modify", ("treated", .good)),
          riskRow(
            "RSK-0021", "Supplier of backups fails", [.isms], (10, 3), (3, 1), "share", ("accepted to 30 Jun", .none)),
        ],
        selection: UI.Selection(
          action: "/risks/bulk",
          acts: [
            UI.submit("Change owner", .plain, name: "act", value: "owner"),
            UI.submit("Archive", .danger, name: "act", value: "archive"),
          ]))
        + UI.pagination(from: 1, to: 4, total: "70", noun: "risks", next: "#main")),
    UI.card(
      "Impact assessments",
      UI.empty(
        "No impact assessment yet",
        why:
          "Each AI system is assessed for what it may do to people and society before it goes live. \(UI.requirement("iso42001:6.1.4"))",
        actions: [UI.linkButton("Assess an AI system", href: "#main"), UI.linkButton("Import", href: "#main", .plain)])),
  ])

  private static func riskRow(
    _ code: String, _ title: String, _ standards: [UI.Standard], _ inherent: (Int, Int), _ current: (Int, Int),
    _ treatment: String,
    _ state: (String, UI.Tone)
  ) -> UI.Row {
    UI.Row(
      id: code, name: "\(code) \(title)", editHref: "#main",
      [
        HTML.text(code),
        UI.titleCell(title, href: "#main", standards.html { UI.standard($0, $0 == .isms ? "security" : "AI") }),
        UI.level(String(inherent.0), colour: inherent.1), UI.level(String(current.0), colour: current.1),
        HTML.text(treatment), UI.tag(state.0, state.1), UI.quiet("Head of Data and AI"),
      ])
  }
}
