extension Gallery {
  static let record = UI.columns(
    .side,
    [
      UI.stack([
        UI.card(
          "Record",
          UI.definitions([
            ("Cause", "Training data has few French calls."),
            ("Touches", "<a href=\"#main\">AIS-02 Triage assistant</a>"),
            ("Level", "\(UI.level("20", colour: 5)) → \(UI.level("12", colour: 4)) → \(UI.level("6", colour: 2))"),
            (
              "Requirements",
              UI.row([
                UI.requirement("iso27001:6.1.2"), UI.requirement("iso42001:6.1.2"), UI.requirement("eu-ai-act:9"),
              ])
            ),
            ("Treatment", .empty),
          ])),
        UI.card("Token", UI.codeBlock("concord_6f2c81d0a9e74b55", label: "New token")),
      ]),
      UI.card(
        "History",
        UI.timeline([
          UI.Event(
            time: ("today, 09:12", "2026-08-20T09:12:00Z"), who: "Ada Holm", what: "changed the level",
            detail: UI.tag("20 → 12", .good), tone: .good, href: "#main"),
          UI.Event(time: ("4 Mar", "2026-03-04T10:00:00Z"), who: "Import", what: "created the record"),
        ])),
    ])

  static let forms = UI.stack([
    UI.errorSummary([
      UI.FormProblem(field: "title", label: "Title", "Say what could happen."),
      UI.FormProblem(field: "due", label: "Due", "There is no 31 February."),
    ]),
    UI.form(
      action: "/risks", hidden: [UI.HiddenField("token", "x")], draft: "gallery",
      "\(what)\(how)", actions: [UI.submit("Save"), UI.linkButton("Cancel", href: "#main", .quiet)]),
  ])

  private static let people = [
    UI.Choice("PER-0001", "Ada Holm", hint: "Security officer"),
    UI.Choice("PER-0002", "Jonas Berg", hint: "Head of IT"),
  ]

  private static let what = UI.fieldGroup(
    "What could happen", help: "The cause, what it touches and what follows. \(UI.requirement("iso27001:6.1.2 c"))",
    [
      UI.field(
        UI.FormField(
          "title", "Title", .text(""), help: "One sentence.", errors: ["Say what could happen."], isRequired: true)),
      UI.field(
        UI.FormField(
          "story", "Description", .textarea("Calls in French are rated less urgent.\n\nSeen in the pilot."),
          help: "Markdown.")),
      UI.field(
        UI.FormField(
          "kind", "Kind",
          .radios(
            [
              UI.Choice("isms", "Security", hint: "Confidentiality, integrity, availability."),
              UI.Choice("aims", "AI", hint: "Also people and society."),
            ], selected: "aims"))),
      UI.field(UI.FormField("owner", "Owner", .reference(people.first, source: "/people/suggest"), isRequired: true)),
      UI.field(
        UI.FormField(
          "systems", "AI systems", .references([UI.Choice("AIS-02", "Triage assistant")], source: "/ai-systems/suggest")
        )),
    ])

  private static let how = UI.fieldGroup(
    "Treatment",
    [
      UI.field(
        UI.FormField(
          "option", "Option", .select([UI.Choice("modify", "Modify"), UI.Choice("avoid", "Avoid")], selected: "modify"))
      ),
      UI.field(UI.FormField("due", "Due", .date("2026-02-31"), errors: ["There is no 31 February."])),
      UI.field(UI.FormField("met", "Met on", .datetime(""))),
      UI.field(UI.FormField("cost", "Cost", .number("1200", unit: "CHF a year"))),
      UI.field(UI.FormField("share", "Locked field", .text("computed"), isDisabled: true)),
      UI.field(
        UI.FormField(
          "controls", "Controls",
          .choices((1...12).map { UI.Choice("CTL-\($0)", "Control number \($0)") }, selected: ["CTL-2"]))),
      UI.field(UI.FormField("file", "Evidence", .file(isMultiple: true))),
      UI.field(
        UI.FormField("told", "The people concerned were told", .checkbox(true), help: "By letter or in person.")),
    ])
}
