/// Every component on one page, with invented data: to look at, and to test the visual language with.
public enum Gallery {
  /// The page, as a workspace would show it.
  public static func page() -> HTML {
    Layout.page(
      Page(
        "Gallery",
        facts: UI.row([UI.code("GAL-0001"), UI.tag("draft", .warn), UI.standard(.isms), UI.standard(.aims)]),
        lead: "Everything pages are made of, with invented figures.",
        crumbs: [UI.Crumb("Halden Health", href: "#main")], section: "/risks",
        actions: [
          UI.menu(
            "More",
            [
              UI.MenuItem("Copy", href: "#main"),
              UI.MenuItem("Archive", href: "/x", posts: [], confirm: "Archive this?"),
            ]),
          UI.dialogButton("Accept", dialog: "accept-dialog", href: "#main"),
          UI.linkButton("New risk", href: "#main", key: "n"),
        ],
        tabs: [
          UI.Tab("Record", href: "#main", isCurrent: true), UI.Tab("History", count: 12, href: "#main"),
          UI.Tab("Links", count: 4, href: "#main"),
        ],
        flashes: [Flash(.good, "RSK-0058 is saved.", savedDraft: "gallery")],
        content: UI.stack([home, pictures, list, record, writing, forms, dialog])),
      in: frame)
  }

  /// A sign-in page.
  public static func bare() -> HTML {
    Layout.bare(
      title: "Sign in", workspace: "Halden Health",
      content: UI.form(
        action: "/sign-in",
        """
        \(UI.field(UI.FormField("email", "E-mail", .text("", type: "email", autocomplete: "username"))))\
        \(UI.field(UI.FormField("password", "Password", .text("", type: "password", autocomplete: "current-password"))))
        """, actions: [UI.submit("Sign in")]),
      below: "Lost your password? Ask your administrator.")
  }

  static let frame = Frame(
    workspace: "Halden Health", homeHref: "#main",
    navigation: [
      NavGroup(nil, [NavItem("Home", href: "/")]),
      NavGroup(
        "Plan",
        [
          NavItem("Context & scope", href: "/context"), NavItem("Assets", href: "/assets-list", count: "85"),
          NavItem("AI systems", href: "/ai-systems", count: "6"), NavItem("Risks", href: "/risks", count: "70"),
          NavItem("Coverage & SoA", href: "/soa", count: "131"),
          NavItem("Objectives", href: "/objectives", count: "10"),
        ]),
      NavGroup(
        "Do",
        [
          NavItem("Controls", href: "/controls", count: "60"), NavItem("Documents", href: "/documents", count: "9"),
          NavItem("People & training", href: "/people", count: "26"),
          NavItem("Suppliers", href: "/suppliers", count: "30"),
          NavItem("Changes", href: "/changes", count: "25"), NavItem("Impact assessments", href: "/impact", count: "0"),
          NavItem("Incidents", href: "/incidents", count: "15"),
        ]),
      NavGroup(
        "Check",
        [
          NavItem("Measurements", href: "/measurements", count: "10"), NavItem("Evidence", href: "/evidence"),
          NavItem("Audits", href: "/audits", count: "6"), NavItem("Management review", href: "/review", count: "1"),
        ]),
      NavGroup(
        "Act",
        [NavItem("Corrective actions", href: "/ca", count: "14"), NavItem("Improvements", href: "/improvements")]),
    ],
    person: "Ada Holm",
    personMenu: [
      UI.MenuItem("Your account", href: "#main"),
      UI.MenuItem("Sign out", href: "/sign-out", posts: [UI.HiddenField("token", "x")]),
    ],
    searchHref: "/search")

  static let dialog = UI.dialog(
    "Accept the risk", id: "accept-dialog",
    UI.form(
      action: "/accept", UI.field(UI.FormField("until", "Accepted until", .date("2026-12-31"), prefix: "accept")),
      actions: [UI.submit("Accept")]))
}
