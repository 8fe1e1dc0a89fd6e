extension Picture {
  /// Figures over time.
  public struct Trend: Sendable {
    /// A line. A missing value breaks it.
    public struct Series: Sendable {
      public var name: String
      public var paint: Paint
      /// One for each point of time; nil where there is none.
      public var values: [Double?]

      public init(_ name: String, _ paint: Paint, _ values: [Double?]) {
        self.name = name
        self.paint = paint
        self.values = values
      }
    }

    public var title: String
    /// The points of time, as shown, in order.
    public var times: [String]
    public var series: [Series]
    /// Written behind a value, such as ` %`.
    public var unit: String
    /// A value to reach, drawn as a dashed line.
    public var target: Double?

    public init(title: String, times: [String], series: [Series], unit: String = "", target: Double? = nil) {
      self.title = title
      self.times = times
      self.series = series
      self.unit = unit
      self.target = target
    }
  }

  /// Lines with a marker of their own shape each, named at their ends. One that is not wide shrinks on a phone.
  public static func trend(_ trend: Trend, width: Double = 720, height: Double = 240, isWide: Bool = true) -> HTML {
    let values = trend.series.flatMap(\.values).compactMap { $0 } + [trend.target].compactMap { $0 }
    let ticks = Self.ticks(values.min() ?? 0, values.max() ?? 1)
    guard let low = ticks.first, let high = ticks.last, high > low else { return .empty }
    let (left, right, top, bottom) = (46.0, width - 120, 14.0, height - 28)
    let last = max(Double(trend.times.count - 1), 1)
    func x(_ index: Int) -> Double { left + (right - left) * Double(index) / last }
    func y(_ value: Double) -> Double { bottom - (bottom - top) * (value - low) / (high - low) }
    var drawing = HTML()
    for tick in ticks {
      drawing += line(left, y(tick), right, y(tick), Paint.line.stroke(1))
      drawing += text(amount(tick) + trend.unit, x: left - 8, y: y(tick) + 4, .end, isSmall: true)
    }
    let step = max((trend.times.count + 6) / 7, 1)
    for (index, time) in trend.times.enumerated() where index % step == 0 {
      drawing += text(time, x: x(index), y: height - 8, .middle, isSmall: true)
    }
    if let target = trend.target {
      drawing += "<g stroke-dasharray=\"5 4\">\(line(left, y(target), right, y(target), Paint.good.stroke(1.5)))</g>"
    }
    // Names at the ends, pushed apart where lines end together.
    var ends: [(y: Double, text: String)] = trend.target.map { [(y($0), "target \(amount($0))\(trend.unit)")] } ?? []
    for (index, series) in trend.series.enumerated() {
      drawing += path(series, index, x, y, trend)
      if let value = series.values.last(where: { $0 != nil }) ?? nil {
        ends.append((y(value), "\(series.name) \(amount(value))\(trend.unit)"))
      }
    }
    var free = top - 14
    for end in ends.sorted(by: { $0.y < $1.y }) {
      free = max(end.y, free + 14)
      drawing += text(short(end.text, 19), x: right + 10, y: free + 4, isStrong: true)
    }
    return frame(trend.title, width: width, height: max(height, free + 12), hasLinks: false, isWide: isWide, drawing)
  }

  /// The same figures as a table.
  public static func trendTable(_ trend: Trend) -> HTML {
    UI.facts(
      trend.title, columns: ["Time"] + trend.series.map(\.name),
      rows: trend.times.enumerated().map { index, time in
        [HTML.text(time)]
          + trend.series.map { series in
            let value = series.values.indices.contains(index) ? series.values[index] : nil
            return value.map { HTML.text(amount($0) + trend.unit) } ?? "–"
          }
      })
  }

  private static func path(
    _ series: Trend.Series, _ index: Int, _ x: (Int) -> Double, _ y: (Double) -> Double, _ trend: Trend
  ) -> HTML {
    var d = ""
    var isDown = false
    var markers = HTML()
    for (time, value) in series.values.enumerated() where time < trend.times.count {
      guard let value, value.isFinite else {
        isDown = false
        continue
      }
      d += "\(isDown ? "L" : "M")\(number(x(time))) \(number(y(value)))"
      isDown = true
      markers +=
        "<g><title>\(series.name), \(trend.times[time]): \(amount(value))\(trend.unit)</title>\(marker(index, x(time), y(value), series.paint))</g>"
    }
    return "<path d=\"\(d)\" stroke-linejoin=\"round\" stroke-linecap=\"round\"\(series.paint.stroke(2.2))/>\(markers)"
  }

  private static func marker(_ index: Int, _ x: Double, _ y: Double, _ paint: Paint) -> HTML {
    switch index % 3 {
    case 0: return mark(.security, x: x, y: y, radius: 3.4, paint.outlined(1.8))
    case 1: return mark(.ai, x: x, y: y, radius: 3.4, paint.outlined(1.8))
    default: return rect(x - 3, y - 3, 6, 6, paint.outlined(1.8))
    }
  }

  /// Round steps of 1, 2 or 5 that enclose the values, zero included unless the values are far from it.
  static func ticks(_ least: Double, _ most: Double) -> [Double] {
    guard least.isFinite, most.isFinite, least.magnitude < 1e12, most.magnitude < 1e12 else { return [0, 1] }
    let low = least >= 0 && least < most * 0.6 || least == most && least >= 0 ? 0 : least
    let span = max(most - low, 1e-6)
    var step = 1e-7
    var factor = 0
    while step * 5 < span {
      step *= factor % 3 == 1 ? 2.5 : 2
      factor += 1
    }
    var tick = (low / step).rounded(.down) * step
    var ticks = [tick]
    while tick < most, ticks.count < 12 {
      tick += step
      ticks.append(tick)
    }
    return ticks.count > 1 ? ticks : [tick, tick + step]
  }

  /// A figure for people: no more than one decimal.
  static func amount(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "–" }
    return number((value * 10).rounded() / 10)
  }
}
