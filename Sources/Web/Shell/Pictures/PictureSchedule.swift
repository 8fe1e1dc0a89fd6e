import RegisterKit

extension Picture {
  /// What happens when, in lanes: the days of an audit with its auditors, or the years of a programme.
  public struct Schedule: Sendable {
    /// Something with a beginning and an end on the axis.
    public struct Block: Sendable {
      /// From 0, from the top.
      public var lane: Int
      /// In the unit of the axis.
      public var start: Double
      /// In the unit of the axis.
      public var end: Double
      public var label: String
      /// A second line, shown if there is room.
      public var note: String
      public var standards: [UI.Standard]
      public var href: String?

      public init(
        lane: Int, start: Double, end: Double, _ label: String, note: String = "", standards: [UI.Standard] = [],
        href: String? = nil
      ) {
        self.lane = lane
        self.start = start
        self.end = end
        self.label = label
        self.note = note
        self.standards = standards
        self.href = href
      }
    }

    /// Said to those who can't see the picture.
    public var title: String
    /// What stands before each lane, from the top.
    public var lanes: [String]
    /// The axis, in any unit that blocks use too (minutes of a day, days of a year).
    public var start: Double
    /// In the same unit; after ``start``.
    public var end: Double
    /// Marks of the axis, in its unit.
    public var ticks: [(at: Double, label: String)]
    public var blocks: [Block]
    /// The present moment, if it is on the axis.
    public var now: Double?
    /// Labels stand beside the blocks, for blocks that are short on a long axis.
    public var labelsBeside = false

    public init(
      title: String, lanes: [String], start: Double, end: Double, ticks: [(at: Double, label: String)],
      blocks: [Block], now: Double? = nil
    ) {
      self.title = title
      self.lanes = lanes
      self.start = start
      self.end = end
      self.ticks = ticks
      self.blocks = blocks
      self.now = now
    }
  }

  /// The schedule as lanes from left to right. Blocks that overlap in a lane get rows of their own.
  public static func schedule(_ schedule: Schedule, width: Double = 1100) -> HTML {
    let left = 132.0
    let span = max(schedule.end - schedule.start, 1e-9)
    func x(_ at: Double) -> Double { left + (width - left) * min(max((at - schedule.start) / span, 0), 1) }
    let rowHeight = 38.0
    var drawing = HTML()
    var body = HTML()
    var y = 24.0
    for (lane, name) in schedule.lanes.enumerated() {
      let placed = rows(schedule.blocks.filter { $0.lane == lane }) { block in
        schedule.labelsBeside ? beside(block, x: x, width: width) : (x(block.start), x(block.end))
      }
      let height = Double(max(placed.map { $0.row + 1 }.max() ?? 1, 1)) * rowHeight + 6
      body += text(short(name, 20), x: 0, y: y + 24, isStrong: true)
      for (block, row) in placed {
        body += scheduleBlock(
          block, x: x(block.start) + 1, y: y + 3 + Double(row) * rowHeight,
          width: max(x(block.end) - x(block.start) - 2, schedule.labelsBeside ? 8 : 3), height: rowHeight - 3,
          right: schedule.labelsBeside ? width : nil)
      }
      y += height
      body += line(0, y, width, y, Paint.line.stroke(1))
    }
    for tick in schedule.ticks where tick.at >= schedule.start && tick.at <= schedule.end {
      drawing += line(x(tick.at), 18, x(tick.at), y, Paint.line.stroke(1))
      drawing += text(tick.label, x: x(tick.at), y: 12, tick.at >= schedule.end ? .end : .start, isSmall: true)
    }
    if let now = schedule.now, now >= schedule.start, now <= schedule.end {
      body += "<g><title>Today</title>\(line(x(now), 16, x(now), y, Paint.accent.stroke(2)))</g>"
    }
    let hasLinks = schedule.blocks.contains { $0.href != nil }
    return frame(
      schedule.title, width: width, height: y + 2, hasLinks: hasLinks, isWide: true, "\(drawing)\(body)")
  }

  private static func labelWidth(_ block: Schedule.Block) -> Double {
    Double(max(block.label.count, block.note.count)) * 6.7 + 12
  }

  /// What a block takes up with its label right of it or, near the end of the axis, left of it.
  private static func beside(_ block: Schedule.Block, x: (Double) -> Double, width: Double) -> (Double, Double) {
    let (start, end) = (x(block.start), max(x(block.end), x(block.start) + 8))
    return end + labelWidth(block) > width ? (start - labelWidth(block), end) : (start, end + labelWidth(block))
  }

  /// - Parameter right: Where the drawing ends, if labels stand beside the blocks.
  private static func scheduleBlock(
    _ block: Schedule.Block, x: Double, y: Double, width: Double, height: Double, right: Double? = nil
  ) -> HTML {
    let paints = block.standards.map(paint)
    let strip = paints.enumerated().html { index, paint in
      let part = (height - 8) / Double(paints.count)
      return rect(
        x + 3, y + 4 + Double(index) * part, 4, part - (index < paints.count - 1 ? 1.5 : 0), radius: 2, paint.fill)
    }
    var room = Int(saturating: (width - 16) / 6.7, .down)
    var (textX, anchor) = (x + 12, Anchor.start)
    if let right {
      room = max(block.label.count, block.note.count) + 1
      (textX, anchor) = x + width + labelWidth(block) > right ? (x - 6, .end) : (x + width + 6, .start)
    }
    let said = ([block.label, block.note] + block.standards.map(\.shortName)).filter { !$0.isEmpty }
    return link(
      block.href, label: said.joined(separator: ", "),
      """
      \(rect(x, y, width, height, radius: 6, (paints.first ?? .none).outlined(1.2)))\(strip)\
      \(when: room > 2, text(short(block.label, room), x: textX, y: y + 15, anchor, isStrong: true))\
      \(when: room > 2 && !block.note.isEmpty, text(short(block.note, room + 1), x: textX, y: y + 29, anchor, isSmall: true))
      """)
  }

  /// The first free row for each block, in order of their beginnings. `extent` says from where to where it is drawn.
  private static func rows(
    _ blocks: [Schedule.Block], extent: (Schedule.Block) -> (Double, Double)
  ) -> [(block: Schedule.Block, row: Int)] {
    var free: [Double] = []
    return blocks.sorted { ($0.start, $0.end) < ($1.start, $1.end) }.map { block in
      let (from, to) = extent(block)
      let row = free.firstIndex { $0 <= from } ?? free.count
      if row == free.count { free.append(to) } else { free[row] = to }
      return (block, row)
    }
  }

  /// The same as a table. `shown` writes a place on the axis for people.
  public static func scheduleTable(_ schedule: Schedule, shown: (Double) -> String) -> HTML {
    let ordered = schedule.blocks.sorted { ($0.start, $0.lane) < ($1.start, $1.lane) }
    return UI.facts(
      schedule.title, columns: ["What", "Who or where", "From", "To"],
      rows: ordered.map { block in
        let lane = schedule.lanes.indices.contains(block.lane) ? schedule.lanes[block.lane] : ""
        let name: HTML = "\(block.label)\(when: !block.note.isEmpty, ", \(block.note)")"
        return [
          block.href.map { "<a href=\"\($0)\">\(name)</a>" } ?? name, HTML.text(lane), HTML.text(shown(block.start)),
          HTML.text(shown(block.end)),
        ]
      })
  }
}
