import RegisterKit

/// Pictures drawn on the server as SVG: pure functions from plain values, each with a table that says the same.
///
/// Colours are classes of the stylesheet; the same colour stands as an attribute too, for readers of the SVG that
/// don't know the stylesheet (paper, other programs).
public enum Picture {
  /// What a shape is filled or drawn with.
  public enum Paint: Sendable, Equatable {
    case isms, aims, good, warn, bad, info, none, accent, ink, line, paper
    /// A colour of the risk scale, from 1.
    case level(Int)

    var name: String {
      switch self {
      case .isms: "isms"
      case .aims: "aims"
      case .good: "good"
      case .warn: "warn"
      case .bad: "bad"
      case .info: "info"
      case .none: "none"
      case .accent: "accent"
      case .ink: "ink"
      case .line: "line"
      case .paper: "paper"
      case .level(let index): (1...6).contains(index) ? "level-\(index)" : "none-bg"
      }
    }

    private var hex: String {
      switch self {
      case .isms: "#2360b5"
      case .aims: "#8739bd"
      case .good: "#17724a"
      case .warn: "#c48113"
      case .bad: "#b3261e"
      case .info: "#225f9e"
      case .none: "#8592a1"
      case .accent: "#0b6e6e"
      case .ink: "#18212c"
      case .line: "#e1e6eb"
      case .paper: "#ffffff"
      case .level(let index):
        (1...6).contains(index)
          ? ["#d5eddd", "#eef0bf", "#fce0a8", "#fac3a0", "#f0a093", "#dd8091"][index - 1] : "#ebeff2"
      }
    }

    /// Attributes that fill a shape.
    var fill: HTML { " class=\"f-\(name)\" fill=\"\(hex)\"" }
    /// Attributes that draw its outline, `width` px wide.
    func stroke(_ width: Double = 2) -> HTML {
      " class=\"f-hollow s-\(name)\" fill=\"none\" stroke=\"\(hex)\" stroke-width=\"\(number(width))\""
    }
    /// Attributes of an outlined shape on paper.
    func outlined(_ width: Double = 2) -> HTML {
      " class=\"f-paper s-\(name)\" fill=\"#ffffff\" stroke=\"\(hex)\" stroke-width=\"\(number(width))\""
    }
  }

  /// The shapes that tell the standards apart without colour.
  public enum Mark: Sendable, Equatable { case security, ai }

  /// A picture with its words: caption under it, and the same figures as a table to unfold.
  public static func figure(_ picture: HTML, caption: HTML? = nil, table: HTML) -> HTML {
    """
    <figure>\(picture)\(when: caption != nil, "<figcaption>\(caption)</figcaption>")</figure>\
    <details class="as-table"><summary>As a table</summary>\(table)</details>
    """
  }

  /// The frame of a drawing. One with links is a group, because the parts of an image can't be reached.
  static func frame(
    _ title: String, width: Double, height: Double, hasLinks: Bool, isWide: Bool = false, _ content: HTML
  ) -> HTML {
    let svg: HTML = """
      <svg class="picture" viewBox="0 0 \(number(width)) \(number(height))" width="\(number(width))" height="\(number(height))" \
      role="\(hasLinks ? "group" : "img")" aria-label="\(title)"><title>\(title)</title>\(content)</svg>
      """
    return isWide
      ? "<div class=\"scroll wide-picture\" tabindex=\"0\" role=\"region\" aria-label=\"\(title)\">\(svg)</div>" : svg
  }

  enum Anchor: String { case start, middle, end }

  static func text(
    _ text: String, x: Double, y: Double, _ anchor: Anchor = .start, isStrong: Bool = false, isSmall: Bool = false
  ) -> HTML {
    let size = isSmall ? "11" : "12"
    return """
      <text x="\(number(x))" y="\(number(y))" text-anchor="\(anchor.rawValue)" font-size="\(size)" \
      class="\(isStrong ? "strong" : isSmall ? "small" : "")" fill="\(isStrong ? "#18212c" : "#4b5868")">\(text)</text>
      """
  }

  static func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Double = 0, _ paint: HTML)
    -> HTML
  {
    """
    <rect x="\(number(x))" y="\(number(y))" width="\(number(max(width, 0)))" height="\(number(max(height, 0)))" \
    rx="\(number(radius))"\(paint)/>
    """
  }

  static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: HTML) -> HTML {
    "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"\(paint)/>"
  }

  /// Something to click, said as a whole.
  static func link(_ href: String?, label: String, _ content: HTML) -> HTML {
    guard let href else { return "<g><title>\(label)</title>\(content)</g>" }
    return "<a href=\"\(href)\" aria-label=\"\(label)\"><title>\(label)</title>\(content)</a>"
  }

  /// At most that many characters, with an ellipsis for the rest.
  static func short(_ text: String, _ most: Int) -> String {
    text.count <= most ? text : text.prefix(max(most - 1, 1)) + "…"
  }

  /// A number for an SVG attribute: at most two decimals, no exponent, point as separator.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let hundredths = Int(saturating: value.magnitude * 100)
    let fraction = hundredths % 100
    let sign = value < 0 && hundredths > 0 ? "-" : ""
    guard fraction != 0 else { return "\(sign)\(hundredths / 100)" }
    let digits = fraction % 10 == 0 ? "\(fraction / 10)" : fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(sign)\(hundredths / 100).\(digits)"
  }
}
