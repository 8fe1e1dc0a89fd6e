extension Picture {
  /// A share of a whole: how many, what they are called, and the records behind them.
  public struct Part: Sendable {
    /// How much a part counts: whole, half or not at all.
    public enum Weight: Sendable { case full, half, empty }

    public var label: String
    public var count: Int
    public var weight: Weight
    public var href: String?

    public init(_ label: String, _ count: Int, _ weight: Weight, href: String? = nil) {
      self.label = label
      self.count = count
      self.weight = weight
      self.href = href
    }
  }

  /// How ready the organization is for a standard: name, percentage, a bar of full and half parts, and the counts.
  ///
  /// - Parameters:
  ///   - percent: the figure in words, as calculated by whoever knows how; 0 to 100.
  ///   - parts: in the order of the bar. Parts of no weight are named, not drawn.
  public static func readiness(_ standard: UI.Standard, name: String, percent: Int, parts: [Part], href: String? = nil)
    -> HTML
  {
    let total = max(parts.reduce(0) { $0 + max($1.count, 0) }, 1)
    let said = parts.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
    var x = 0.0
    let bars = parts.html { part in
      let share = Double(max(part.count, 0)) * 100 / Double(total)
      defer { x += share }
      guard part.weight != .empty, share > 0 else { return .empty }
      return """
        <rect x="\(number(x))%" y="0" width="\(number(share))%" height="10"\(paint(standard).fill)\
        \(flag: "opacity=\".38\"", part.weight == .half)/>
        """
    }
    return """
      <div class="readiness"><div class="readiness-head">\(readinessName(standard, name, href))<b>\(percent) %</b></div>\
      <svg class="meter round" role="img" aria-label="\(name): \(percent) percent. \(said)" width="100%" height="10">\
      <title>\(name): \(said)</title><rect class="meter-ground" fill="#ebeff2" width="100%" height="10"/>\(bars)</svg>\
      <small>\(parts.map(counted).joined(by: " · "))</small></div>
      """
  }

  private static func counted(_ part: Part) -> HTML {
    guard let href = part.href, part.count > 0 else { return "\(part.count) \(part.label)" }
    return "<a href=\"\(href)\">\(part.count) \(part.label)</a>"
  }

  private static func readinessName(_ standard: UI.Standard, _ name: String, _ href: String?) -> HTML {
    href.map { "<a class=\"\(standard.cssClass)\" href=\"\($0)\">\(name)</a>" } ?? UI.standard(standard, name)
  }

  static func paint(_ standard: UI.Standard) -> Paint {
    switch standard {
    case .isms: .isms
    case .aims: .aims
    case .other: .accent
    }
  }
}
