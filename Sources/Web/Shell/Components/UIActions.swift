extension UI {
  /// How much a button asks for attention. One `main` button a page.
  public enum Emphasis: String, Sendable {
    case main = ""
    case plain, quiet, danger
  }

  /// A link that looks like a button. `key` is the letter that presses it (`n` new, `e` edit).
  public static func linkButton(_ label: String, href: String, _ emphasis: Emphasis = .main, key: Character? = nil)
    -> HTML
  {
    """
    <a class="button \(emphasis.rawValue)" href="\(href)"\(attribute: "data-key", key.map(String.init))\
    \(attribute: "aria-keyshortcuts", key.map(String.init))>\(label)</a>
    """
  }

  /// A button that sends the form it is in (or the one named by `form`), with a name and value of its own if given.
  public static func submit(
    _ label: String, _ emphasis: Emphasis = .main, name: String? = nil, value: String? = nil, form: String? = nil,
    action: String? = nil
  ) -> HTML {
    """
    <button class="button \(emphasis.rawValue)" type="submit"\(attribute: "name", name)\(attribute: "value", value)\
    \(attribute: "form", form)\(attribute: "formaction", action)>\(label)</button>
    """
  }

  /// The same for a form with boxes to tick: the label says how many are ticked, and goes on saying it where there is script.
  public static func submit(_ verb: String, counting number: Int, _ one: String, _ many: String) -> HTML {
    let words = "\(verb) \(number) \(number == 1 ? one : many)"
    return "<button class=\"button\" type=\"submit\" data-counting=\"\(verb)|\(one)|\(many)\">\(words)</button>"
  }

  /// A form of one button: an act that changes something (`POST`). `confirm` asks first.
  public static func act(
    _ label: String, action: String, _ emphasis: Emphasis = .plain, hidden: [HiddenField] = [], confirm: String? = nil
  ) -> HTML {
    """
    <form class="act" method="post" action="\(action)"\(attribute: "data-confirm", confirm)>\(hidden.html(\.html))\
    \(submit(label, emphasis))</form>
    """
  }

  /// A line of a menu: a link, or an act that posts.
  public struct MenuItem: Sendable {
    public var label: String
    public var href: String
    /// It names where the person is.
    public var isCurrent: Bool
    /// If set, the line is a button that posts to `href` with these fields.
    public var posts: [HiddenField]?
    /// The question that is asked before it is done; nil asks nothing.
    public var confirm: String?

    public init(
      _ label: String, href: String, isCurrent: Bool = false, posts: [HiddenField]? = nil, confirm: String? = nil
    ) {
      self.label = label
      self.href = href
      self.isCurrent = isCurrent
      self.posts = posts
      self.confirm = confirm
    }
  }

  /// A button that unfolds a list of links and acts; works without JavaScript.
  public static func menu(_ label: HTML, _ items: [MenuItem], emphasis: Emphasis = .plain, alignsRight: Bool = true)
    -> HTML
  {
    """
    <details class="menu\(when: alignsRight, " right")" data-menu><summary class="button \(emphasis.rawValue)">\(label)</summary>\
    <ul>\(items.html { "<li>\(menuLine($0))</li>" })</ul></details>
    """
  }

  private static func menuLine(_ item: MenuItem) -> HTML {
    guard let hidden = item.posts else {
      return "<a href=\"\(item.href)\"\(attribute: "aria-current", item.isCurrent ? "true" : nil)>\(item.label)</a>"
    }
    return """
      <form method="post" action="\(item.href)"\(attribute: "data-confirm", item.confirm)>\(hidden.html(\.html))\
      <button type="submit">\(item.label)</button></form>
      """
  }

  /// A button that opens the dialog of that id. Without JavaScript it is a link to `href`, a page that does the same.
  public static func dialogButton(_ label: String, dialog id: String, href: String, _ emphasis: Emphasis = .plain)
    -> HTML
  {
    "<a class=\"button \(emphasis.rawValue)\" href=\"\(href)\" data-dialog=\"\(id)\">\(label)</a>"
  }

  /// A dialog over the page, closed at first.
  public static func dialog(_ title: String, id: String, _ content: HTML) -> HTML {
    """
    <dialog id="\(id)" aria-labelledby="\(id)-title"><div class="card-head"><h2 id="\(id)-title">\(title)</h2>\
    <div class="card-action"><button type="button" class="button quiet" data-close aria-label="Close">×</button></div></div>\
    \(content)</dialog>
    """
  }
}
