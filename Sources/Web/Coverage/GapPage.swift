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
    let list: HTML = """
      <div class="gap-list">\(GapSections.html(lines, of: gap.framework, isFolded: status == nil && !wants, names, call))\
      \(GapSuggestions.bar(lines, call))</div>
      """
    let (matrix, trend) = (GapPictures.matrix(gap, call), GapPictures.trend(points, call.installation.libraries))
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
              trend.isEmpty ? matrix : UI.columns(.even, [matrix, trend]), GapSuggestions.card(lines, call),
              "\(UI.filterBar("Requirements", chips: chips))\(list)",
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
}
