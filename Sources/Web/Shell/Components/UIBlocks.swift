extension UI {
  /// A white card with a heading and its content. `action` stands right of the heading.
  public static func card(
    _ title: String? = nil, note: HTML? = nil, action: HTML? = nil, id: String? = nil, isFlush: Bool = false,
    _ content: HTML
  ) -> HTML {
    let heading: HTML =
      title.map { title in
        """
        <div class="card-head"><h2>\(title)</h2>\(when: note != nil, "<small>\(note)</small>")\
        \(when: action != nil, "<div class=\"card-action\">\(action)</div>")</div>
        """
      } ?? .empty
    return """
      <section class="card\(when: isFlush, " flush")"\(attribute: "id", id)>\(heading)\(content)</section>
      """
  }

  /// A card without a heading.
  public static func card(_ content: HTML) -> HTML { "<section class=\"card\">\(content)</section>" }

  /// Blocks under each other, one gap apart.
  public static func stack(_ blocks: [HTML]) -> HTML { "<div class=\"stack\">\(blocks)</div>" }

  /// How columns share the width. On a phone they are one column.
  public enum Columns: String, Sendable {
    /// The first is the wider one (1.6 : 1).
    case wideFirst = "columns"
    /// The second is a side column of 340 px.
    case side = "columns side"
    /// All alike, as many as fit.
    case even = "columns even"
  }

  /// Blocks beside each other.
  public static func columns(_ kind: Columns = .wideFirst, _ blocks: [HTML]) -> HTML {
    "<div class=\"\(kind.rawValue)\">\(blocks)</div>"
  }

  /// Things in a row that wrap: buttons, tags.
  public static func row(_ things: [HTML]) -> HTML { "<div class=\"row\">\(things)</div>" }

  /// A message inside a page: what happened, what is wrong, what to know. Bad ones are announced at once.
  public static func notice(_ tone: Tone, _ title: String? = nil, _ content: HTML) -> HTML {
    """
    <div class="notice \(tone.rawValue)" role="\(tone == .bad ? "alert" : "note")">\
    \(when: title != nil, "<strong>\(title)</strong> ")\(content)</div>
    """
  }

  /// What stands where there is nothing yet: what belongs here, why (the clause), and the ways to begin.
  public static func empty(_ title: String, why: HTML, actions: [HTML] = []) -> HTML {
    """
    <div class="empty"><svg class="empty-mark" viewBox="0 0 64 40" aria-hidden="true"><circle cx="24" cy="20" r="15"/>\
    <rect x="29.4" y="9.4" width="21.2" height="21.2" transform="rotate(45 40 20)"/></svg>\
    <p class="empty-title">\(title)</p><p>\(why)</p>\
    \(when: !actions.isEmpty, "<div class=\"row\">\(actions)</div>")</div>
    """
  }

  /// A figure with what it counts; it is a link to the records behind it.
  public static func stat(_ figure: String, _ label: String, href: String?, note: HTML? = nil, tone: Tone = .none)
    -> HTML
  {
    let body: HTML = "<b>\(figure)</b><span>\(label)</span>\(when: note != nil, "<small>\(note)</small>")"
    guard let href else { return "<div class=\"stat \(tone.rawValue)\">\(body)</div>" }
    return "<a class=\"stat \(tone.rawValue)\" href=\"\(href)\">\(body)</a>"
  }

  /// Figures beside each other.
  public static func stats(_ stats: [HTML]) -> HTML { "<div class=\"stats\">\(stats)</div>" }

  /// Terms and their descriptions, such as the fields of a record. Empty descriptions show a dash.
  public static func definitions(_ pairs: [(term: String, value: HTML)]) -> HTML {
    """
    <dl class="fields">\(pairs.html {
      "<div><dt>\($0.term)</dt><dd>\(when: $0.value.isEmpty, "<span class=\"code\">–</span>", else: $0.value)</dd></div>"
    })</dl>
    """
  }

  /// How far something is: a bar and its words. `done` of `total`; a total of 0 shows an empty bar.
  public static func progress(_ label: String, done: Int, total: Int, tone: Tone = .good) -> HTML {
    let share = total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 0
    return """
      <div class="progress"><div class="progress-words"><span>\(label)</span><span class="code">\(done) of \(total)</span></div>\
      <svg class="meter" role="img" aria-label="\(label): \(done) of \(total)" width="100%" height="8">\
      <rect class="meter-ground" width="100%" height="8" rx="4"/>\
      <rect class="meter-\(tone.rawValue)" width="\(Picture.number(share * 100))%" height="8" rx="4"/></svg></div>
      """
  }

  /// Text written in Markdown, shown.
  public static func prose(_ content: HTML) -> HTML { "<div class=\"prose\">\(content)</div>" }

  /// A piece of program text or a key, with a button that copies it.
  public static func codeBlock(_ text: String, label: String) -> HTML {
    let id = identifier("code", label)
    return """
      <div class="code-block"><pre id="\(id)" tabindex="0" role="region" aria-label="\(label)"><code>\(text)</code></pre>\
      <button type="button" class="button quiet small js-only" data-copy="\(id)">Copy</button></div>
      """
  }
}
