import RegisterKit

extension Picture {
  /// The risks of a workspace on its matrix, at one stage (inherent, current or target).
  public struct HeatMap: Sendable {
    /// Some risks of one kind in one cell. Row and column count from 0, lowest first.
    public struct Spot: Sendable {
      public var row: Int
      public var column: Int
      public var mark: Mark
      /// Number of risks.
      public var count: Int
      public var href: String?

      public init(row: Int, column: Int, _ mark: Mark, count: Int, href: String? = nil) {
        self.row = row
        self.column = column
        self.mark = mark
        self.count = count
        self.href = href
      }
    }

    /// Risks that go from one cell to another between two stages.
    public struct Move: Sendable {
      public var from: (row: Int, column: Int)
      public var to: (row: Int, column: Int)
      /// Number of risks.
      public var count: Int

      public init(from: (row: Int, column: Int), to: (row: Int, column: Int), count: Int) {
        self.from = from
        self.to = to
        self.count = count
      }
    }

    public var title: String
    /// Words of the scales, lowest first.
    public var rows: [String]
    /// Words of the scale, lowest first.
    public var columns: [String]
    public var rowAxis: String
    public var columnAxis: String
    /// The colour of each cell, 1 to 6, as `[row][column]`.
    public var colours: [[Int]]
    public var spots: [Spot]
    public var moves: [Move]
    /// The stages to choose from.
    public var stages: [UI.Tab]

    public init(
      title: String, rows: [String], columns: [String], rowAxis: String = "Consequence",
      columnAxis: String = "Likelihood",
      colours: [[Int]], spots: [Spot], moves: [Move] = [], stages: [UI.Tab] = []
    ) {
      self.title = title
      self.rows = rows
      self.columns = columns
      self.rowAxis = rowAxis
      self.columnAxis = columnAxis
      self.colours = colours
      self.spots = spots
      self.moves = moves
      self.stages = stages
    }

    func place(_ row: Int, _ column: Int) -> String {
      let rowWord = rows.indices.contains(row) ? rows[row] : "\(row + 1)"
      let columnWord = columns.indices.contains(column) ? columns[column] : "\(column + 1)"
      return "\(columnAxis.lowercased()) \(columnWord), \(rowAxis.lowercased()) \(rowWord)"
    }
  }

  /// The matrix with ○ for security and ◇ for AI risks; a figure opens its risks.
  public static func heatMap(_ map: HeatMap) -> HTML {
    let columns = Double(max(map.columns.count, 1))
    let rows = Double(max(map.rows.count, 1))
    let left = 78.0
    let cell = min(max(480 / columns, 64), 110)
    let height = min(cell, 64)
    let width = left + cell * columns
    func y(_ row: Int) -> Double { 6 + (rows - 1 - Double(row)) * height }
    func x(_ column: Int) -> Double { left + Double(column) * cell }
    var drawing = HTML()
    for (row, word) in map.rows.enumerated() {
      drawing += text(short(word, 12), x: left - 8, y: y(row) + height / 2 + 4, .end, isSmall: true)
      for column in map.columns.indices {
        let colour =
          map.colours.indices.contains(row) && map.colours[row].indices.contains(column) ? map.colours[row][column] : 0
        drawing += rect(x(column) + 1.5, y(row) + 1.5, cell - 3, height - 3, radius: 5, Paint.level(colour).fill)
      }
    }
    let bottom = 6 + rows * height
    for (column, word) in map.columns.enumerated() {
      drawing += text(
        short(word, Int(saturating: cell / 5.6, .down)), x: x(column) + cell / 2, y: bottom + 15, .middle, isSmall: true
      )
    }
    drawing += text("\(map.columnAxis) →", x: width - 2, y: bottom + 33, .end)
    drawing += text("↑ \(map.rowAxis)", x: 0, y: bottom + 33)
    for move in map.moves where move.from != move.to {
      drawing += arrow(
        (x(move.from.column) + cell / 2, y(move.from.row) + height / 2),
        (x(move.to.column) + cell / 2, y(move.to.row) + height / 2),
        width: min(1.2 + Double(move.count) * 0.3, 4))
    }
    for spot in map.spots where map.rows.indices.contains(spot.row) && map.columns.indices.contains(spot.column) {
      let isShared = map.spots.contains { $0.row == spot.row && $0.column == spot.column && $0.mark != spot.mark }
      let shift = isShared ? (spot.mark == .security ? -13.5 : 13.5) : 0
      drawing += self.spot(spot, map, x: x(spot.column) + cell / 2 + shift, y: y(spot.row) + height / 2)
    }
    let picture = frame(
      map.title, width: width, height: bottom + 40, hasLinks: map.spots.contains { $0.href != nil }, drawing)
    let key = [(Mark.security, UI.standard(.isms, "security")), (.ai, UI.standard(.aims, "AI"))]
      .filter { kind, _ in map.spots.contains { $0.mark == kind } }.html(\.1)
    return "<div class=\"map-head\">\(stages(map.stages))<div class=\"row\">\(key)</div></div>\(picture)"
  }

  /// The same figures as a table: one line a cell that holds risks, highest first.
  public static func heatMapTable(_ map: HeatMap) -> HTML {
    let spots = map.spots.sorted { ($0.row + 1) * ($0.column + 1) > ($1.row + 1) * ($1.column + 1) }
    return UI.facts(
      map.title, columns: ["Cell", "Kind", "Risks"],
      rows: spots.map { spot in
        [
          HTML.text(map.place(spot.row, spot.column)),
          UI.standard(spot.mark == .security ? .isms : .aims, spot.mark == .security ? "security" : "AI"),
          spot.href.map { "<a href=\"\($0)\">\(spot.count)</a>" } ?? "\(spot.count)",
        ]
      })
  }

  static func stages(_ stages: [UI.Tab]) -> HTML {
    guard !stages.isEmpty else { return .empty }
    return """
      <nav class="stages" aria-label="Stage">\(stages.html { stage in
        "<a href=\"\(stage.href)\"\(attribute: "aria-current", stage.isCurrent ? "true" : nil)>\(stage.label)</a>"
      })</nav>
      """
  }

  private static func spot(_ spot: HeatMap.Spot, _ map: HeatMap, x: Double, y: Double) -> HTML {
    let kind = spot.mark == .security ? "security" : "AI"
    let label = "\(spot.count) \(kind) \(spot.count == 1 ? "risk" : "risks"): \(map.place(spot.row, spot.column))"
    let shape = mark(
      spot.mark, x: x, y: y, radius: spot.count > 99 ? 14 : 11.5,
      (spot.mark == .security ? Paint.isms : .aims).outlined(1.8))
    return link(spot.href, label: label, "\(shape)\(text(String(spot.count), x: x, y: y + 4, .middle, isStrong: true))")
  }

  /// The shape of a standard around a point: a circle, or a square on its corner.
  static func mark(_ mark: Mark, x: Double, y: Double, radius: Double, _ paint: HTML) -> HTML {
    switch mark {
    case .security: return "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\"\(paint)/>"
    case .ai:
      let r = radius * 1.22
      return """
        <path d="M\(number(x)) \(number(y - r))L\(number(x + r)) \(number(y))L\(number(x)) \(number(y + r))L\(number(x - r)) \(number(y))Z"\
         stroke-linejoin="round"\(paint)/>
        """
    }
  }

  static func arrow(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), width: Double) -> HTML {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1 else { return .empty }
    let (ux, uy) = (dx / length, dy / length)
    let end = (x: to.x - ux * 14, y: to.y - uy * 14)
    let base = (x: end.x - ux * 8, y: end.y - uy * 8)
    let head: HTML = """
      <path d="M\(number(end.x)) \(number(end.y))L\(number(base.x - uy * 4)) \(number(base.y + ux * 4))\
      L\(number(base.x + uy * 4)) \(number(base.y - ux * 4))Z"\(Paint.ink.fill)/>
      """
    return "<g opacity=\".55\">\(line(from.x, from.y, base.x, base.y, Paint.ink.stroke(width)))\(head)</g>"
  }
}
