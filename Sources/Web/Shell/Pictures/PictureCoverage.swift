import RegisterKit

extension Picture {
  /// How far a requirement is covered.
  public enum Coverage: String, Sendable, CaseIterable {
    case covered, partial, missing
    case notApplicable = "not applicable"

    var tone: UI.Tone {
      switch self {
      case .covered: .good
      case .partial: .warn
      case .missing: .bad
      case .notApplicable: .none
      }
    }
  }

  /// A requirement as a small cell.
  public struct CoverageCell: Sendable {
    public var id: String
    public var title: String
    public var coverage: Coverage
    public var href: String?

    public init(_ id: String, _ title: String, _ coverage: Coverage, href: String? = nil) {
      self.id = id
      self.title = title
      self.coverage = coverage
      self.href = href
    }
  }

  /// Requirements that belong together, such as those of A.5.
  public struct CoverageGroup: Sendable {
    public var title: String
    public var cells: [CoverageCell]

    public init(_ title: String, _ cells: [CoverageCell]) {
      self.title = title
      self.cells = cells
    }
  }

  /// Every requirement of a standard at a glance: a line a group, a cell a requirement. Each coverage has a shape of
  /// its own: full, half, hollow, dash.
  public static func coverage(_ title: String, _ groups: [CoverageGroup], width: Double = 640) -> HTML {
    let (size, gap, left) = (19.0, 3.0, min(width * 0.34, 190))
    let perLine = max(Int(saturating: (width - left) / (size + gap), .down), 1)
    var y = 2.0
    var drawing = HTML()
    for group in groups {
      let covered = group.cells.count { $0.coverage == .covered || $0.coverage == .notApplicable }
      drawing += text(short(group.title, Int(saturating: (left - 44) / 6.4, .down)), x: 0, y: y + 14)
      drawing += text("\(covered)/\(group.cells.count)", x: left - 12, y: y + 14, .end, isSmall: true)
      for (index, cell) in group.cells.enumerated() {
        let x = left + Double(index % perLine) * (size + gap)
        drawing += link(
          cell.href, label: "\(cell.id) \(cell.title): \(cell.coverage.rawValue)",
          coverageCell(cell.coverage, x: x, y: y + Double(index / perLine) * (size + gap), size: size))
      }
      y += Double(max((group.cells.count + perLine - 1) / perLine, 1)) * (size + gap) + 7
    }
    let hasLinks = groups.contains { $0.cells.contains { $0.href != nil } }
    return
      "\(frame(title, width: width, height: y, hasLinks: hasLinks, isWide: true, drawing))\(coverageLegend(groups))"
  }

  private static func coverageCell(_ coverage: Coverage, x: Double, y: Double, size: Double) -> HTML {
    switch coverage {
    case .covered: return rect(x, y, size, size, radius: 4, Paint.good.fill)
    case .partial:
      let half: HTML = """
        <path d="M\(number(x + 1)) \(number(y + size - 4))V\(number(y + size - 4))A3 3 0 0 0 \(number(x + 4)) \(number(y + size - 1))\
        H\(number(x + size - 4))A3 3 0 0 0 \(number(x + size - 1)) \(number(y + size - 4))V\(number(y + 1))Z"\(Paint.warn.fill)/>
        """
      return "\(rect(x + 1, y + 1, size - 2, size - 2, radius: 3, Paint.warn.outlined(1.6)))\(half)"
    case .missing: return rect(x + 1, y + 1, size - 2, size - 2, radius: 3, Paint.bad.outlined(2))
    case .notApplicable:
      return
        "\(rect(x, y, size, size, radius: 4, Paint.line.fill))\(line(x + 6, y + size / 2, x + size - 6, y + size / 2, Paint.none.stroke(2)))"
    }
  }

  private static func coverageLegend(_ groups: [CoverageGroup]) -> HTML {
    let cells = groups.flatMap(\.cells)
    return """
      <ul class="legend">\(Coverage.allCases.html { coverage in
        let count = cells.count { $0.coverage == coverage }
        guard count > 0 else { return .empty }
        return """
          <li><svg viewBox="0 0 19 19" aria-hidden="true">\(coverageCell(coverage, x: 0, y: 0, size: 19))</svg>\
          <span><b>\(count)</b> \(coverage.rawValue)</span></li>
          """
      })</ul>
      """
  }

  /// The same as a table.
  public static func coverageTable(_ title: String, _ groups: [CoverageGroup]) -> HTML {
    UI.facts(
      title, columns: ["Requirement", "Coverage"],
      rows: groups.flatMap(\.cells).map { cell in
        let name: HTML = "\(cell.id) \(cell.title)"
        return [
          cell.href.map { "<a href=\"\($0)\">\(name)</a>" } ?? name, UI.tag(cell.coverage.rawValue, cell.coverage.tone),
        ]
      })
  }
}
