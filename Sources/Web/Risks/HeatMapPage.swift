import Domain
import Operations
import RegisterKit
import Store

/// The risks on the organization's matrix, both kinds together or apart, before treatment, now and as aimed for.
enum HeatMapPage {
  /// A risk as the matrix needs it.
  private struct Shown: Sendable {
    let domains: [Risk.Domain]
    /// Where it is judged at each stage.
    private let inherent, current, target: Levels?
    let isJudgedNow: Bool
    var isAI: Bool { domains.contains(.ai) }

    private struct Levels {
      let likelihood, impact: Int

      init?(_ body: Body, _ fields: (likelihood: String, impact: String, score: String)) {
        guard let likelihood = body[fields.likelihood]?.int, let impact = body[fields.impact]?.int else { return nil }
        (self.likelihood, self.impact) = (likelihood, impact)
      }
    }

    init(_ body: Body) {
      domains = (body["domains"]?.texts ?? []).compactMap(Risk.Domain.init)
      inherent = Levels(body, Risk.Stage.inherent.fields)
      current = Levels(body, Risk.Stage.current.fields)
      target = Levels(body, Risk.Stage.target.fields)
      isJudgedNow = body["current_likelihood"] != nil
    }

    /// Row and column from 0; nil while it is not judged at that stage.
    func place(_ stage: Risk.Stage, _ matrix: RiskMatrix) -> (row: Int, column: Int)? {
      let levels =
        switch stage {
        case .inherent: inherent
        case .current: current
        case .target: target
        }
      guard let levels, matrix.score(levels.likelihood, levels.impact) != nil else { return nil }
      return (levels.impact.previous, levels.likelihood.previous)
    }
  }

  /// Risks that are not closed.
  private static let risks = RegisterView<Shown>("heat map", of: "risks") { record in
    record.state == "closed" ? nil : Shown(record.body)
  }

  static func show(_ call: Call) async throws -> Reply {
    let stage = call.query("stage").flatMap(Risk.Stage.init) ?? .current
    let domain = call.query("domains").flatMap(Risk.Domain.init)
    let (risks, matrix) = try await call.read { scope in
      (try call.installation.parts(Self.risks, scope), try call.installation.settings(scope).matrix)
    }
    let shown = risks.filter { domain == nil || $0.domains.contains(domain ?? .ai) }
    struct Key: Hashable { let row, column: Int; let isAI: Bool }
    var counts: [Key: Int] = [:]
    var moves: [[Int]: Int] = [:]
    for risk in shown {
      guard let to = risk.place(stage, matrix) else { continue }
      counts[Key(row: to.row, column: to.column, isAI: risk.isAI), default: 0] += 1
      if stage == .current, let from = risk.place(.inherent, matrix), from != to {
        moves[[from.row, from.column, to.row, to.column], default: 0] += 1
      }
    }
    // The list of exactly the risks that a figure counts.
    func list(_ items: [(String, String?)]) -> String {
      call.link.register("risks", [("domains", domain?.rawValue), ("state", "open")] + items)
    }
    let spots = counts.sorted { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }.map { key, count in
      Picture.HeatMap.Spot(
        row: key.row, column: key.column, key.isAI ? .ai : .security, count: count,
        // A risk of both kinds has the mark of AI.
        href: list([
          (key.isAI ? "domains" : "domains.ne", key.isAI && domain == .ai ? nil : Risk.Domain.ai.rawValue),
          (stage.fields.likelihood, "\(key.column + 1)"), (stage.fields.impact, "\(key.row + 1)"),
        ]))
    }
    let colours = matrix.impact.levels.indices.map { row in
      matrix.likelihood.levels.indices.map { column in matrix.band(matrix.score(column + 1, row + 1))?.rank ?? 1 }
    }
    func address(_ stage: Risk.Stage, _ domain: Risk.Domain?) -> String {
      WebAddress.query(call.link.heatMap, [("stage", stage.rawValue), ("domains", domain?.rawValue)])
    }
    let map = Picture.HeatMap(
      title: "Risks \(stage.label.lowercased())", rows: matrix.impact.levels.map(\.name),
      columns: matrix.likelihood.levels.map(\.name),
      colours: colours, spots: spots,
      moves: moves.map { .init(from: ($0.key[0], $0.key[1]), to: ($0.key[2], $0.key[3]), count: $0.value) },
      stages: Risk.Stage.allCases.map { UI.Tab($0.label, href: address($0, domain), isCurrent: $0 == stage) })
    let chips =
      [UI.Chip("All", count: risks.count, href: address(stage, nil), isCurrent: domain == nil)]
      + Risk.Domain.allCases.map { option in
        UI.Chip(
          option.label, count: risks.count { $0.domains.contains(option) }, href: address(stage, option),
          isCurrent: domain == option)
      }
    let placed = counts.values.reduce(0, +)
    let bands = matrix.bands.enumerated().map { index, band -> [HTML] in
      let count = shown.count { risk in
        risk.place(stage, matrix).flatMap { matrix.score($0.column + 1, $0.row + 1) }.map {
          band.from <= $0 && $0 <= band.to
        } ?? false
      }
      let href = list([("\(stage.fields.score).gte", "\(band.from)"), ("\(stage.fields.score).lte", "\(band.to)")])
      let accepted = band.acceptance.isEmpty ? "" : "; \(band.acceptance)"
      return [
        "\(UI.level(band.name, colour: index + 1))<div class=\"second\">Score \(band.from)–\(band.to)\(accepted)</div>",
        "<a href=\"\(href)\">\(count)</a>",
      ]
    }
    // What was not judged after treatment stands where it stood before.
    let asBefore =
      stage == .current ? shown.count { !$0.isJudgedNow && $0.place(stage, matrix) != nil } : 0
    let lead =
      asBefore > 0
      ? "\(placed) of \(Words.count(shown.count, "risk", "risks")); \(asBefore) of them not judged after treatment and shown as before it."
      : "\(placed) of \(Words.count(shown.count, "risk", "risks")) are judged \(stage.label.lowercased())."
    return try await call.page(
      Page(
        "Heat map", lead: "\(lead)",
        crumbs: [UI.Crumb("Risks", href: call.link.register("risks"))],
        section: call.link.register("risks"), actions: [UI.linkButton("All risks", href: call.link.register("risks"))],
        content: """
          \(UI.filterBar("Kind of risk", chips: chips))\
          \(UI.columns(.side, [UI.card(nil, Picture.figure(Picture.heatMap(map), table: Picture.heatMapTable(map))), UI.card("Levels", UI.facts("Levels", columns: ["Level", "Risks"], rows: bands))]))
          """))
  }
}

/// Threats of the library and of the organization, each with the controls that it suggests.
enum ThreatPage {
  static func show(_ call: Call) async throws -> Reply {
    let domain = call.query("domains").flatMap(Risk.Domain.init)
    let all = call.installation.libraries.threats
    let text = (call.query("q") ?? "").lowercased()
    let threats = all.filter {
      (domain == nil || $0.domain == domain)
        && (text.isEmpty || $0.title.lowercased().contains(text) || $0.description.lowercased().contains(text))
    }
    let may = call.allows(.create, Envelope(register: "risks"))
    let rows = threats.map { threat -> UI.Row in
      let new = WebAddress.query(
        call.link.new("risks"),
        [
          ("title", threat.title), ("description", threat.description), ("cause", "\(threat.title) (\(threat.id))"),
          ("domains", threat.domain.rawValue), ("requirements", threat.suggests.joined(separator: ";")),
        ])
      return UI.Row([
        UI.code(threat.id), "<b>\(threat.title)</b><div class=\"second\">\(threat.description)</div>",
        UI.standard(Cells.mark(threat.domain.rawValue) ?? .isms, threat.domain.label),
        UI.row(
          threat.suggests.map {
            UI.requirement(
              $0, title: call.installation.libraries.requirement($0)?.title, href: call.link.requirement($0))
          }),
        may ? UI.linkButton("New risk", href: new, .plain) : .empty,
      ])
    }
    let chips =
      [UI.Chip("All", count: all.count, href: call.link.threats, isCurrent: domain == nil)]
      + Risk.Domain.allCases.map { option in
        UI.Chip(
          option.label, count: all.count { $0.domain == option },
          href: WebAddress.query(call.link.threats, [("domains", option.rawValue)]), isCurrent: domain == option)
      }
    return try await call.page(
      Page(
        "Threat catalogue",
        lead:
          "Threats to information and from AI. A risk made from one begins with its words and the controls that it suggests.",
        crumbs: [UI.Crumb("Risks", href: call.link.register("risks"))], section: call.link.register("risks"),
        content:
          "\(UI.filterBar("Threats", chips: chips, action: call.link.threats, fields: [UI.FilterField("q", "Search", .text(call.query("q") ?? "", type: "search"))]))\(UI.table("Threats", columns: [UI.Column("Id", .code), UI.Column("Threat", .title), UI.Column("Kind"), UI.Column("Suggests"), UI.Column("")], rows: rows, empty: UI.empty("Nothing fits", why: "No threat fits.")))"
      ))
  }
}
