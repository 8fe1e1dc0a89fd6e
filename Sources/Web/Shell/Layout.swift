/// What stands around every page of a workspace; made once a request.
public struct Frame: Sendable {
  /// The organization's name.
  public var workspace: String
  /// The workspace's home page.
  public var homeHref: String
  /// Plan, Do, Check, Act, in this order; a group without a title stands first.
  public var navigation: [NavGroup]
  /// Who is signed in.
  public var person: String
  /// What the menu of that person offers, signing out last.
  public var personMenu: [UI.MenuItem]
  /// The search page, asked with `?q=`; nil hides the search box.
  public var searchHref: String?
  /// Language of the page, BCP 47.
  public var language: String
  /// `light` or `dark` if the person has chosen one; nil follows the system.
  public var theme: String?
  /// Stands for whoever is signed in, so that the browser brings nobody text that another account typed; tells nothing.
  public var owner: String?

  public init(
    workspace: String, homeHref: String, navigation: [NavGroup], person: String, personMenu: [UI.MenuItem] = [],
    searchHref: String? = nil, language: String = "en", theme: String? = nil, owner: String? = nil
  ) {
    self.workspace = workspace
    self.homeHref = homeHref
    self.navigation = navigation
    self.person = person
    self.personMenu = personMenu
    self.searchHref = searchHref
    self.language = language
    self.theme = theme
    self.owner = owner
  }
}

/// Entries of the left bar under one title.
public struct NavGroup: Sendable {
  public var title: String?
  public var items: [NavItem]

  public init(_ title: String?, _ items: [NavItem]) {
    self.title = title
    self.items = items
  }
}

/// An entry of the left bar. `count` is how many records there are.
public struct NavItem: Sendable {
  public var label: String
  public var href: String
  /// As shown: `70`, or `2000+` where counting stopped; nil shows none.
  public var count: String?

  public init(_ label: String, href: String, count: String? = nil) {
    self.label = label
    self.href = href
    self.count = count
  }
}

/// A message about what was just done, shown once.
public struct Flash: Sendable {
  public var tone: UI.Tone
  public var message: HTML
  /// The name of the form draft that is now saved and may be forgotten.
  public var savedDraft: String?

  public init(_ tone: UI.Tone, _ message: HTML, savedDraft: String? = nil) {
    self.tone = tone
    self.message = message
    self.savedDraft = savedDraft
  }
}

/// One page: what it is called, where it stands, what it shows.
public struct Page: Sendable {
  /// The heading, and the window's title.
  public var title: String
  /// Small facts beside the heading: code, state, standards.
  public var facts: HTML
  /// One line under the heading.
  public var lead: HTML?
  /// The way from the home page to here.
  public var crumbs: [UI.Crumb]
  /// The address of the entry of the left bar that this page belongs to.
  public var section: String?
  /// Buttons at the right of the heading; the main one last.
  public var actions: [HTML]
  /// Views of the same thing, each at its own address.
  public var tabs: [UI.Tab]
  public var flashes: [Flash]
  /// What stands in the search box.
  public var query: String
  public var content: HTML

  public init(
    _ title: String, facts: HTML = .empty, lead: HTML? = nil, crumbs: [UI.Crumb] = [], section: String? = nil,
    actions: [HTML] = [], tabs: [UI.Tab] = [], flashes: [Flash] = [], query: String = "", content: HTML
  ) {
    self.title = title
    self.facts = facts
    self.lead = lead
    self.crumbs = crumbs
    self.section = section
    self.actions = actions
    self.tabs = tabs
    self.flashes = flashes
    self.query = query
    self.content = content
  }
}

/// Whole documents.
public enum Layout {
  /// A page inside its workspace.
  public static func page(_ page: Page, in frame: Frame) -> HTML {
    document(
      title: "\(page.title) · \(frame.workspace)", language: frame.language, theme: frame.theme, kind: "app",
      owner: frame.owner,
      """
      <a class="skip" href="#main">Skip to content</a>\
      \(navigation(frame, section: page.section))\
      <div class="page"><header class="top">\(UI.breadcrumb(page.crumbs))<span class="top-space"></span>\
      \(when: frame.searchHref != nil, search(frame.searchHref ?? "", page.query))\(person(frame))</header>\
      <main id="main" tabindex="-1">\(head(page))\(flashes(page.flashes))\(page.content)</main></div>
      """)
  }

  /// A page outside every workspace: sign-in, errors, a room for outsiders. One card in the middle.
  public static func bare(
    title: String, workspace: String? = nil, flashes: [Flash] = [], language: String = "en", content: HTML,
    below: HTML = .empty
  ) -> HTML {
    document(
      title: workspace.map { "\(title) · \($0)" } ?? "\(title) · Concord", language: language, theme: nil, kind: "bare",
      owner: nil,
      """
      <main id="main"><div class="brand">\(mark)<span>Concord</span>\
      \(when: workspace != nil, "<small>\(workspace)</small>")</div>\
      <section class="card"><h1>\(title)</h1>\(Self.flashes(flashes))\(content)</section>\
      \(when: !below.isEmpty, "<p class=\"quiet\">\(below)</p>")</main>
      """)
  }

  private static func document(
    title: String, language: String, theme: String?, kind: String, owner: String?, _ body: HTML
  ) -> HTML {
    """
    <!doctype html>
    <html lang="\(language)"\(attribute: "data-theme", theme)><head><meta charset="utf-8">\
    <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">\
    <meta name="referrer" content="same-origin"><title>\(title)</title>\
    <link rel="icon" type="image/svg+xml" href="\(Asset.icon.href)"><link rel="stylesheet" href="\(Asset.stylesheet.href)">\
    <script type="module" src="\(Asset.script.href)"></script></head>
    <body class="\(kind)"\(attribute: "data-owner", owner)>\(body)</body></html>

    """
  }

  /// The two shapes of the two standards, joined.
  static let mark: HTML = """
    <svg class="brand-mark" viewBox="0 0 40 28" width="34" height="24" aria-hidden="true"><circle cx="14" cy="14" r="10"/>\
    <rect x="18.5" y="6.5" width="15" height="15" transform="rotate(45 26 14)"/></svg>
    """

  /// On a wide screen the list stands open; on a phone a button opens it over the page, by the browser's own means.
  private static func navigation(_ frame: Frame, section: String?) -> HTML {
    """
    <nav class="bar" aria-label="Registers"><a class="brand" href="\(frame.homeHref)">\(mark)<span>Concord\
    <small>\(frame.workspace)</small></span></a>\
    <button type="button" class="button plain bar-menu" popovertarget="bar-list">Menu</button>\
    <div class="strip" id="bar-list" popover>\
    <button type="button" class="button quiet bar-close" popovertarget="bar-list" popovertargetaction="hide" aria-label="Close the menu">×</button>\
    \(frame.navigation.html { group in
      """
      \(when: group.title != nil, "<p class=\"nav-title\">\(group.title)</p>")<ul\(attribute: "aria-label", group.title)>\(group.items.html { item in
        """
        <li><a href="\(item.href)"\(attribute: "aria-current", item.href == section ? "page" : nil)>\(item.label)\
        \(when: item.count != nil, "<span>\(item.count)</span>")</a></li>
        """
      })</ul>
      """
    })</div></nav>
    """
  }

  private static func search(_ href: String, _ query: String) -> HTML {
    """
    <form class="search" role="search" action="\(href)" method="get"><label class="unseen" for="search">Search everything</label>\
    <input id="search" name="q" type="search" value="\(query)" placeholder="Search everything" autocomplete="off" \
    aria-keyshortcuts="/" data-search><kbd aria-hidden="true">/</kbd></form>
    """
  }

  private static func person(_ frame: Frame) -> HTML {
    let initials = frame.person.split(separator: " ").prefix(2).compactMap(\.first).map(String.init).joined()
    return UI.menu(
      "<span class=\"initials\" aria-hidden=\"true\">\(initials)</span><span class=\"unseen\">Account of \(frame.person)</span>",
      frame.personMenu, emphasis: .quiet)
  }

  private static func head(_ page: Page) -> HTML {
    """
    <div class="head"><div class="head-words"><div class="head-title"><h1>\(page.title)</h1>\
    \(when: !page.facts.isEmpty, "<div class=\"head-facts\">\(page.facts)</div>")</div>\
    \(when: page.lead != nil, "<p class=\"lead\">\(page.lead)</p>")</div>\
    \(when: !page.actions.isEmpty, "<div class=\"head-actions\">\(page.actions)</div>")</div>\
    \(when: !page.tabs.isEmpty, UI.tabs("Views of \(page.title)", page.tabs))
    """
  }

  private static func flashes(_ flashes: [Flash]) -> HTML {
    """
    <div class="flashes" role="status">\(flashes.html { flash in
      """
      <div class="flash \(flash.tone.rawValue)" data-flash\(attribute: "data-saved", flash.savedDraft)><div>\(flash.message)</div>\
      <button type="button" class="js-only" data-dismiss aria-label="Dismiss">×</button></div>
      """
    })</div>
    """
  }
}
