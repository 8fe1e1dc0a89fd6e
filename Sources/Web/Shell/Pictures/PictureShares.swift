extension Picture {
  /// A part of a whole in a ring or bar.
  public struct Slice: Sendable {
    public var label: String
    /// Never below 0.
    public var count: Int
    public var paint: Paint
    public var href: String?

    public init(_ label: String, _ count: Int, _ paint: Paint, href: String? = nil) {
      self.label = label
      self.count = max(count, 0)
      self.paint = paint
      self.href = href
    }
  }

  /// A ring of shares with the whole in its middle, and the words beside it.
  public static func donut(_ title: String, _ slices: [Slice], unit: String) -> HTML {
    let total = slices.reduce(0) { $0 + $1.count }
    let around = 2 * Double.pi * 46
    var at = 0.0
    let arcs = slices.html { slice in
      guard slice.count > 0 else { return .empty }
      let length = around * Double(slice.count) / Double(max(total, 1))
      defer { at += length }
      let gap = slices.filter { $0.count > 0 }.count > 1 ? 1.5 : 0
      return """
        <circle cx="60" cy="60" r="46" transform="rotate(-90 60 60)" stroke-dasharray="\(number(max(length - gap, 0.5))) \(number(around))" \
        stroke-dashoffset="\(number(-at))"\(slice.paint.stroke(17))><title>\(slice.label): \(slice.count)</title></circle>
        """
    }
    let said = "\(title): " + slices.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
    let ground: HTML = total == 0 ? "<circle cx=\"60\" cy=\"60\" r=\"46\"\(Paint.line.stroke(17))/>" : .empty
    let picture = frame(
      said, width: 120, height: 120, hasLinks: false,
      "\(ground)\(arcs)\(text(String(total), x: 60, y: 61, .middle, isStrong: true))\(text(unit, x: 60, y: 75, .middle, isSmall: true))"
    )
    return "<div class=\"donut\">\(picture)\(legend(slices))</div>"
  }

  /// A bar of shares with the words under it.
  public static func stackedBar(_ title: String, _ slices: [Slice]) -> HTML {
    let total = Double(max(slices.reduce(0) { $0 + $1.count }, 1))
    var x = 0.0
    let bars = slices.html { slice in
      let share = Double(slice.count) * 100 / total
      defer { x += share }
      guard slice.count > 0 else { return .empty }
      return """
        <rect x="\(number(x))%" width="\(number(share))%" height="14"\(slice.paint.fill)><title>\(slice.label): \(slice.count)</title></rect>
        """
    }
    let said = "\(title): " + slices.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
    return """
      <svg class="meter round" role="img" aria-label="\(said)" width="100%" height="14"><title>\(said)</title>\
      <rect class="meter-ground" fill="#ebeff2" width="100%" height="14"/>\(bars)</svg>\(legend(slices))
      """
  }

  private static func legend(_ slices: [Slice]) -> HTML {
    """
    <ul class="legend">\(slices.html { slice in
      let words: HTML = "<b>\(slice.count)</b> \(slice.label)"
      return """
        <li><svg viewBox="0 0 12 12" aria-hidden="true">\(rect(1, 1, 10, 10, radius: 3, slice.paint.fill))</svg>\
        <span>\(slice.href.map { "<a href=\"\($0)\">\(words)</a>" } ?? words)</span></li>
        """
    })</ul>
    """
  }
}
