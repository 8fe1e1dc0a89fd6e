extension UI {
  /// A saved or usual narrowing of a list, with how many records it leaves.
  public struct Chip: Sendable {
    public var label: String
    /// As shown: `70`, or `2000+` where counting stopped; nil shows none.
    public var count: String?
    public var href: String
    /// The list is narrowed so.
    public var isCurrent: Bool

    public init(_ label: String, count: Int? = nil, href: String, isCurrent: Bool = false) {
      self.init(label, counted: count.map(String.init), href: href, isCurrent: isCurrent)
    }

    /// With a number that may mean “more than”: `2000+`.
    public init(_ label: String, counted: String?, href: String, isCurrent: Bool = false) {
      self.label = label
      count = counted
      self.href = href
      self.isCurrent = isCurrent
    }
  }

  /// A filter in force: what it says, and the address of the list without it.
  public struct ActiveFilter: Sendable {
    public var label: String
    public var removeHref: String

    public init(_ label: String, removeHref: String) {
      self.label = label
      self.removeHref = removeHref
    }
  }

  /// A control of the filter form: a field to search in, or a choice.
  public struct FilterField: Sendable {
    public var name: String
    public var label: String
    public var control: Control

    public init(_ name: String, _ label: String, _ control: Control) {
      self.name = name
      self.label = label
      self.control = control
    }
  }

  /// What stands above a list: usual narrowings with counts, filters in force, the form that makes more of them, and
  /// tools (columns, saved views, export) at the right. The address bar holds it all.
  ///
  /// - Parameters:
  ///   - action: the list's address, which the filter form asks with `GET`.
  ///   - kept: pairs of the address that the form must not lose (sort, columns).
  public static func filterBar(
    _ label: String, chips: [Chip] = [], active: [ActiveFilter] = [], clearHref: String? = nil,
    action: String? = nil, fields: [FilterField] = [], kept: [HiddenField] = [], tools: [HTML] = []
  ) -> HTML {
    """
    <div class="filters">\(when: !chips.isEmpty, chipList(label, chips))\
    \(when: !tools.isEmpty, "<div class=\"tools\">\(tools)</div>")\
    \(when: action != nil && !fields.isEmpty, filterForm(label, action ?? "", fields, kept))\
    \(when: !active.isEmpty, activeList(active, clearHref))</div>
    """
  }

  private static func chipList(_ label: String, _ chips: [Chip]) -> HTML {
    """
    <nav class="chips" aria-label="\(label): views"><ul>\(chips.html { chip in
      """
      <li><a class="chip" href="\(chip.href)"\(attribute: "aria-current", chip.isCurrent ? "page" : nil)>\(chip.label)\
      \(when: chip.count != nil, " <span>\(chip.count)</span>")</a></li>
      """
    })</ul></nav>
    """
  }

  private static func filterForm(_ label: String, _ action: String, _ fields: [FilterField], _ kept: [HiddenField])
    -> HTML
  {
    """
    <form class="filter-form" method="get" action="\(action)" role="search" aria-label="\(label): filter" data-auto>\
    \(kept.html(\.html))\(fields.html { field in
      let formField = FormField(field.name, field.label, field.control, prefix: "filter")
      return "<div><label for=\"\(formField.id)\">\(field.label)</label>\(control(formField))</div>"
    })<button class="button plain" type="submit" data-auto-hide>Apply</button></form>
    """
  }

  private static func activeList(_ active: [ActiveFilter], _ clearHref: String?) -> HTML {
    """
    <ul class="active-filters" aria-label="Filters in force">\(active.html { filter in
      """
      <li>\(filter.label) <a href="\(filter.removeHref)" aria-label="Remove filter: \(filter.label)">×</a></li>
      """
    })\(when: clearHref != nil, "<li class=\"clear\"><a href=\"\(clearHref)\">Clear all</a></li>")</ul>
    """
  }

  /// Where a page of a list stands in the whole, and the ways on. `from` and `to` count from 1.
  public static func pagination(
    from: Int, to: Int, total: String, noun: String, previous: String? = nil, next: String? = nil
  ) -> HTML {
    """
    <nav class="pages" aria-label="Pages"><span>\(when: to > 0, "\(from)–\(to) of \(total) \(noun)", else: "No \(noun)")</span>\
    \(page("← Previous", previous, "prev"))\(page("Next →", next, "next"))</nav>
    """
  }

  private static func page(_ label: String, _ href: String?, _ relation: String) -> HTML {
    guard let href else { return .empty }
    return "<a class=\"button plain small\" rel=\"\(relation)\" href=\"\(href)\">\(label)</a>"
  }

  /// A tab: a view of the same thing at its own address.
  public struct Tab: Sendable {
    public var label: String
    /// Nil shows none.
    public var count: Int?
    public var href: String
    /// It is the view that is shown.
    public var isCurrent: Bool

    public init(_ label: String, count: Int? = nil, href: String, isCurrent: Bool = false) {
      self.label = label
      self.count = count
      self.href = href
      self.isCurrent = isCurrent
    }
  }

  /// Views of one thing, each a link.
  public static func tabs(_ label: String, _ tabs: [Tab]) -> HTML {
    """
    <nav class="tabs" aria-label="\(label)"><ul>\(tabs.html { tab in
      """
      <li><a href="\(tab.href)"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>\(tab.label)\
      \(when: tab.count != nil, " <span>\(tab.count)</span>")</a></li>
      """
    })</ul></nav>
    """
  }
}
