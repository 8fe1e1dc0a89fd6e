extension UI {
  /// A thing that needs attention: why (a word or a count), what, the facts and clauses, whose it is.
  public struct Todo: Sendable {
    /// A word or a count.
    public var reason: String
    public var tone: Tone
    public var title: String
    public var href: String
    /// What it is about, on a second line.
    public var facts: HTML
    /// Whose it is; nil where nobody is named.
    public var who: String?

    public init(_ reason: String, _ tone: Tone, _ title: String, href: String, facts: HTML = .empty, who: String? = nil)
    {
      self.reason = reason
      self.tone = tone
      self.title = title
      self.href = href
      self.facts = facts
      self.who = who
    }
  }

  /// What to do next, most pressing first. An empty list says that there is nothing.
  public static func todos(_ todos: [Todo], whenEmpty: HTML = "Nothing needs attention.") -> HTML {
    guard !todos.isEmpty else { return "<p class=\"quiet\">\(whenEmpty)</p>" }
    return """
      <ul class="todo">\(todos.html { todo in
        """
        <li>\(tag(todo.reason, todo.tone))<div><a href="\(todo.href)">\(todo.title)</a>\
        \(when: !todo.facts.isEmpty, "<div class=\"second\">\(todo.facts)</div>")</div>\
        \(when: todo.who != nil, "<small>\(todo.who)</small>")</li>
        """
      })</ul>
      """
  }

  /// A step of the way: how far it is, and the one next thing.
  public struct Step: Sendable {
    /// How far a step is.
    public enum State: String, Sendable {
      case done, now, ahead

      var word: String {
        switch self {
        case .done: "done"
        case .now: "under way"
        case .ahead: "not begun"
        }
      }
    }

    public var title: String
    public var href: String?
    public var state: State
    /// Number of tasks that are done.
    public var done: Int
    /// Number of tasks.
    public var total: Int
    /// The next thing to do, in a sentence.
    public var next: String

    public init(_ title: String, href: String? = nil, state: State, done: Int, total: Int, next: String) {
      self.title = title
      self.href = href
      self.state = state
      self.done = done
      self.total = total
      self.next = next
    }
  }

  /// The steps in order, numbered from 1.
  public static func steps(_ steps: [Step]) -> HTML {
    """
    <ol class="steps">\(steps.enumerated().html { index, step in
      let title: HTML = "<span class=\"step-number\" aria-hidden=\"true\">\(index + 1)</span>\(step.title)"
      return """
        <li class="\(step.state.rawValue)"\(attribute: "aria-current", step.state == .now ? "step" : nil)>\
        <b>\(when: step.href != nil, "<a href=\"\(step.href)\">\(title)</a>", else: title)</b>\
        <span class="step-count">\(step.done) of \(step.total) done<span class="unseen">, \(step.state.word)</span></span>\
        <small>\(step.next)</small></li>
        """
    })</ol>
    """
  }

  /// An entry of a history.
  public struct Event: Sendable {
    /// As shown, and as ISO 8601.
    public var time: (shown: String, iso: String)
    public var who: String
    public var what: HTML
    /// What changed in detail, if there is more to see.
    public var detail: HTML?
    public var tone: Tone
    /// The revision as it was.
    public var href: String?

    public init(
      time: (shown: String, iso: String), who: String, what: HTML, detail: HTML? = nil, tone: Tone = .none,
      href: String? = nil
    ) {
      self.time = time
      self.who = who
      self.what = what
      self.detail = detail
      self.tone = tone
      self.href = href
    }
  }

  /// What happened, newest first as given.
  public static func timeline(_ events: [Event]) -> HTML {
    """
    <ol class="timeline">\(events.html { event in
      let time = UI.time(event.time.shown, iso: event.time.iso)
      return """
        <li class="\(event.tone.rawValue)"><div><b>\(event.who)</b> \(event.what)</div>\
        <small>\(when: event.href != nil, "<a href=\"\(event.href)\">\(time)</a>", else: time)</small>\
        \(when: event.detail != nil, "<div class=\"timeline-detail\">\(event.detail)</div>")</li>
        """
    })</ol>
    """
  }

  /// Comments or notes: who, when, and their text.
  public static func comment(who: String, time: (shown: String, iso: String), _ text: HTML) -> HTML {
    """
    <article class="comment"><header><b>\(who)</b> <small>\(UI.time(time.shown, iso: time.iso))</small></header>\(prose(text))</article>
    """
  }

  /// The way from the home page to here.
  public struct Crumb: Sendable {
    public var label: String
    public var href: String

    public init(_ label: String, href: String) {
      self.label = label
      self.href = href
    }
  }

  /// The way to this page; the page itself is not in it, its heading is next.
  public static func breadcrumb(_ crumbs: [Crumb]) -> HTML {
    guard !crumbs.isEmpty else { return .empty }
    return """
      <nav class="crumbs" aria-label="Breadcrumb"><ol>\(crumbs.html { "<li><a href=\"\($0.href)\">\($0.label)</a></li>" })</ol></nav>
      """
  }
}
