import Domain
import Operations
import RegisterKit

/// What of a gap people would rather look at than read.
enum GapPictures {
  /// Readiness over time, once there is more than one day to show.
  static func trend(_ points: [ReadinessPoint], _ libraries: LibrarySet) -> HTML {
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
    GapSections.grouped(gap.lines, of: gap.framework).map { title, lines in
      .init(
        title,
        lines.map { line in
          let status: Picture.Coverage =
            switch line.status {
            case .covered: .covered
            case .partial: .partial
            case .missing: .missing
            case .notApplicable: .notApplicable
            }
          return .init(
            line.requirement.id, line.requirement.title, status, href: call.link.requirement(line.requirement.uid))
        })
    }
  }

  /// Every requirement as a square.
  static func matrix(_ gap: Gap, _ call: Call) -> HTML {
    let groups = groups(gap, call)
    return UI.card(
      nil,
      Picture.figure(
        Picture.coverage("\(gap.framework.title) at a glance", groups),
        table: Picture.coverageTable(gap.framework.title, groups)))
  }
}
