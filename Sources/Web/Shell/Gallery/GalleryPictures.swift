extension Gallery {
  static let pictures = UI.stack([
    UI.columns(
      .even,
      [
        UI.card(
          Picture.readiness(
            .isms, name: "ISO/IEC 27001", percent: 96,
            parts: [
              Picture.Part("covered", 118, .full, href: "#main"), Picture.Part("partly", 4, .half, href: "#main"),
              Picture.Part("missing", 1, .empty, href: "#main"),
            ],
            href: "#main")),
        UI.card(
          Picture.readiness(
            .aims, name: "ISO/IEC 42001", percent: 34,
            parts: [
              Picture.Part("covered", 24, .full, href: "#main"), Picture.Part("to extend", 22, .half, href: "#main"),
              Picture.Part("missing", 24, .empty, href: "#main"),
            ])),
      ]),
    UI.card(
      "Audit, 24 November",
      Picture.figure(
        Picture.schedule(day),
        table: Picture.scheduleTable(day) { "\(Int($0) / 60):\(Int($0) % 60 < 10 ? "0" : "")\(Int($0) % 60)" })),
    UI.columns(
      .side,
      [
        UI.stack([
          UI.card(
            "Coverage of ISO/IEC 42001, Annex A",
            Picture.figure(
              Picture.coverage("Coverage of Annex A", groups),
              table: Picture.coverageTable("Coverage of Annex A", groups))),
          UI.card(
            "Readiness over time",
            Picture.figure(
              Picture.trend(trend), caption: "From the ledger, at each month's end.", table: Picture.trendTable(trend))),
          UI.card(
            "What the triage assistant rests on", Picture.figure(Picture.graph(graph), table: Picture.graphTable(graph))
          ),
        ]),
        UI.stack([
          UI.card(
            "Current level",
            Picture.figure(Picture.heatMap(map), caption: "A figure opens its risks.", table: Picture.heatMapTable(map))
          ),
          UI.card("Treatment", "\(Picture.donut("Treatment of risks", slices, unit: "risks"))"),
          UI.card("Findings", Picture.stackedBar("Findings", slices)),
        ]),
      ]),
  ])

  private static let slices = [
    Picture.Slice("modified", 38, .accent, href: "#main"), Picture.Slice("shared", 9, .info, href: "#main"),
    Picture.Slice("retained", 5, .warn),
    Picture.Slice("without treatment", 18, .bad, href: "#main"),
  ]

  private static let map = Picture.HeatMap(
    title: "Risks by likelihood and consequence", rows: ["negligible", "minor", "moderate", "major", "severe"],
    columns: ["rare", "unlikely", "possible", "likely", "certain"],
    colours: [[1, 1, 1, 1, 2], [1, 1, 2, 3, 3], [1, 2, 3, 4, 4], [1, 3, 4, 4, 5], [2, 3, 4, 5, 5]],
    spots: [
      Picture.HeatMap.Spot(row: 2, column: 1, .security, count: 14, href: "#main"),
      Picture.HeatMap.Spot(row: 2, column: 1, .ai, count: 3, href: "#main"),
      Picture.HeatMap.Spot(row: 2, column: 2, .security, count: 9, href: "#main"),
      Picture.HeatMap.Spot(row: 3, column: 2, .ai, count: 6, href: "#main"),
      Picture.HeatMap.Spot(row: 3, column: 1, .security, count: 11, href: "#main"),
      Picture.HeatMap.Spot(row: 3, column: 0, .security, count: 8, href: "#main"),
      Picture.HeatMap.Spot(row: 3, column: 3, .security, count: 1, href: "#main"),
      Picture.HeatMap.Spot(row: 3, column: 3, .ai, count: 2, href: "#main"),
      Picture.HeatMap.Spot(row: 1, column: 0, .security, count: 7, href: "#main"),
      Picture.HeatMap.Spot(row: 4, column: 3, .ai, count: 120, href: "#main"),
    ],
    moves: [Picture.HeatMap.Move(from: (4, 3), to: (2, 2), count: 4)],
    stages: [
      UI.Tab("Inherent", href: "#main"), UI.Tab("Current", href: "#main", isCurrent: true),
      UI.Tab("Target", href: "#main"),
    ])

  private static let day = Picture.Schedule(
    title: "Sessions of 24 November", lanes: ["Mira Lindt", "Paul Okafor"], start: 480, end: 1020,
    ticks: (8...17).map { (Double($0 * 60), "\($0):00") },
    blocks: [
      Picture.Schedule.Block(
        lane: 0, start: 540, end: 660, "Change management", note: "Head of IT", standards: [.isms, .aims], href: "#main"
      ),
      Picture.Schedule.Block(
        lane: 0, start: 675, end: 735, "Backups", note: "Operations", standards: [.isms], href: "#main"),
      Picture.Schedule.Block(
        lane: 1, start: 540, end: 690, "AI system life cycle", note: "Data and AI", standards: [.aims], href: "#main"),
      Picture.Schedule.Block(
        lane: 1, start: 780, end: 930, "Suppliers", note: "Procurement", standards: [.isms, .aims], href: "#main"),
      Picture.Schedule.Block(lane: 1, start: 900, end: 960, "Team meeting", href: "#main"),
    ], now: 700)

  private static let trend = Picture.Trend(
    title: "Readiness of both standards", times: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"],
    series: [
      Picture.Trend.Series("27001", .isms, [91, 92, 92, 94, 94, 95, 96, 96]),
      Picture.Trend.Series("42001", .aims, [nil, nil, 4, 9, 15, 22, 30, 34]),
    ], unit: " %", target: 90)

  private static let groups: [Picture.CoverageGroup] = [
    ("A.2 Policies", 3), ("A.3 Organization", 2), ("A.4 Resources", 5), ("A.5 Impact assessment", 4),
    ("A.6 Life cycle", 9), ("A.7 Data", 5),
    ("A.8 Information", 4), ("A.9 Use", 3), ("A.10 Third parties", 3),
  ].enumerated().map { index, group in
    Picture.CoverageGroup(
      group.0,
      (0..<group.1).map {
        Picture.CoverageCell(
          "A.\(index + 2).\($0 + 2)", "Control", Picture.Coverage.allCases[(index * 3 + $0 * $0) % 4], href: "#main")
      })
  }

  private static let graph = Picture.Graph(
    title: "Dependencies of AIS-02", layers: ["AI system", "Models", "Datasets", "Suppliers"],
    nodes: [
      Picture.Graph.Node("ais", "Triage assistant", note: "AIS-02 · high risk", layer: 0, paint: .aims, isFocus: true),
      Picture.Graph.Node("m1", "Urgency classifier", note: "MOD-003 · own", layer: 1, paint: .aims, href: "#main"),
      Picture.Graph.Node(
        "m2", "General language model", note: "MOD-001 · provided", layer: 1, paint: .aims, href: "#main"),
      Picture.Graph.Node("d1", "Triage calls 2019–2024", note: "DAT-002", layer: 2, paint: .info, href: "#main"),
      Picture.Graph.Node("d2", "Labels by nurses", note: "DAT-004", layer: 2, paint: .info, href: "#main"),
      Picture.Graph.Node("s1", "Northgate Cloud", note: "SUP-011 · critical", layer: 3, paint: .warn, href: "#main"),
      Picture.Graph.Node("s2", "Label & Co", note: "SUP-019", layer: 3, paint: .none, href: "#main"),
    ],
    edges: [
      Picture.Graph.Edge("ais", "m1"), Picture.Graph.Edge("ais", "m2"), Picture.Graph.Edge("m1", "d1", "trained on"),
      Picture.Graph.Edge("m1", "d2", "trained on"), Picture.Graph.Edge("m2", "s1", "provided by"),
      Picture.Graph.Edge("d2", "s2", "provided by"),
      Picture.Graph.Edge("ais", "s1", "hosted by"),
    ])

  static let writing = UI.columns(
    .even,
    [
      UI.card(
        "Markdown",
        Markdown.prose(
          """
          # Purpose
          This procedure says **who** releases a model and *when*. See [the policy](/documents/DOC-0003) or https://example.org.

          - [x] tested by subgroup
          - [ ] approved by the owner

          1. Collect
          2. Decide

          | Gate | Who | Days |
          |:-----|:---:|-----:|
          | Test | Data and AI | 5 |
          | Release | Owner | ~~3~~ 2 |

          > Nothing goes live without an impact assessment.

          ```
          concord verify --data ./data
          ```
          <script>alert(1)</script> is text.
          """)),
      UI.card(
        "What changed",
        UI.diff([
          UI.Change(
            "Title", before: "Triage proposes a wrong urgency",
            after: "Triage proposes too low an urgency for French speakers"),
          UI.Change("Owner", before: "", after: "Head of Data and AI"),
          UI.Change("Likelihood", before: "likely", after: "possible"),
        ])
          + UI.comment(
            who: "Jonas Berg", time: ("4 Mar", "2026-03-04T10:00:00Z"), Markdown.html("Agreed in the *risk committee*.")
          )),
    ])
}
