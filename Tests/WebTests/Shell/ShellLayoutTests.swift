import Testing

@testable import Web

@Suite("Shell: the page around the content")
struct ShellLayoutTests {
  static let frame = Frame(
    workspace: "Halden <Health>", homeHref: "/w/halden",
    navigation: [
      NavGroup(nil, [NavItem("Home", href: "/w/halden")]),
      NavGroup("Plan", [NavItem("Risks", href: "/w/halden/risks", count: "70")]),
    ],
    person: "Ada Lovelace",
    personMenu: [UI.MenuItem("Sign out", href: "/sign-out", posts: [UI.HiddenField("csrf", "t")])],
    searchHref: "/w/halden/search")

  static let page = Layout.page(
    Page(
      "Risks & more", crumbs: [UI.Crumb("Home", href: "/w/halden")], section: "/w/halden/risks",
      flashes: [Flash(.good, "Saved.", savedDraft: "risks/new")], query: "\"><script>", content: "<p>Content</p>"),
    in: frame
  ).string

  @Test func hasOneFirstHeading() {
    #expect(startTags(in: Self.page).filter { $0.name == "h1" }.count == 1)
    #expect(Self.page.contains("<h1>Risks &amp; more</h1>"))
  }

  @Test func escapesWhatComesFromOutside() {
    #expect(!Self.page.contains("<Health>"))
    #expect(!Self.page.contains("\"><script>"))
  }

  @Test func marksWhereOneIs() {
    #expect(Self.page.contains("<a href=\"/w/halden/risks\" aria-current=\"page\">Risks<span>70</span></a>"))
    #expect(startTags(in: Self.page).filter { $0.attributes["aria-current"] == "page" }.count == 1)
  }

  @Test func hasLandmarksAndSkipLink() {
    let tags = startTags(in: Self.page)
    for name in ["nav", "header", "main"] { #expect(tags.contains { $0.name == name }, "no \(name)") }
    let skip = tags.first { $0.attributes["class"] == "skip" }
    #expect(skip?.attributes["href"] == "#main")
    #expect(tags.contains { $0.name == "main" && $0.attributes["id"] == "main" })
    #expect(tags.contains { $0.name == "html" && $0.attributes["lang"] == "en" })
  }

  @Test func noMarkupIsEscapedByMistake() {
    for name in ["b", "p", "a ", "div", "span", "td", "option", "li", "svg"] {
      #expect(!Gallery.page().string.contains("&lt;\(name)"), "\(name)")
    }
  }

  @Test func bareLayoutHasOneFirstHeadingToo() {
    let page = Layout.bare(title: "Sign in", workspace: "Halden", content: "<p>x</p>").string
    #expect(startTags(in: page).filter { $0.name == "h1" }.count == 1)
  }

  @Test("nothing inline, so that the content security policy can be strict", arguments: ["page", "gallery", "bare"])
  func nothingInline(name: String) {
    let page = name == "page" ? Self.page : name == "gallery" ? Gallery.page().string : Gallery.bare().string
    for tag in startTags(in: page) {
      #expect(tag.attributes["style"] == nil, "style on \(tag.name)")
      #expect(!tag.attributes.keys.contains { $0.hasPrefix("on") }, "handler on \(tag.name)")
      #expect(tag.name != "style")
      if tag.name == "script" { #expect(tag.attributes["src"]?.hasPrefix(Asset.path) == true) }
    }
    #expect(page.contains("></script>"))
  }
}

@Suite("Shell: forms can be used by everyone")
struct ShellFormTests {
  static let gallery = startTags(in: Gallery.page().string)

  @Test func everyControlHasALabel() {
    let labelled = Set(Self.gallery.filter { $0.name == "label" }.compactMap { $0.attributes["for"] })
    var controls = 0
    for tag in Self.gallery
    where ["input", "select", "textarea"].contains(tag.name) && tag.attributes["type"] != "hidden" {
      controls += 1
      let hasLabel = tag.attributes["aria-label"] != nil || labelled.contains(tag.attributes["id"] ?? "")
      #expect(hasLabel, "\(tag.name) \(tag.attributes["name"] ?? "") has no label")
    }
    #expect(controls > 30)
  }

  @Test func everyReferenceToAnIdIsMet() {
    let ids = Set(Self.gallery.compactMap { $0.attributes["id"] })
    for tag in Self.gallery {
      for key in ["for", "aria-describedby", "aria-labelledby", "data-copy", "data-dialog"] {
        for id in tag.attributes[key]?.split(separator: " ") ?? [] { #expect(ids.contains(String(id)), "\(key)=\(id)") }
      }
      if tag.name == "a", let href = tag.attributes["href"], href.hasPrefix("#"), href.count > 1 {
        #expect(ids.contains(String(href.dropFirst())), "\(href)")
      }
    }
  }

  @Test func idsAreUnique() {
    let ids = Self.gallery.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count, "\(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys)")
  }

  @Test func errorsAreTiedToTheirField() {
    let field = UI.field(
      UI.FormField(
        "due", "Due", .date("2026-02-31"), help: "The last day.", errors: ["There is no such day."], isRequired: true)
    ).string
    #expect(field.contains("<label for=\"f-due\">Due<span class=\"mark\"> required</span></label>"))
    #expect(field.contains("aria-describedby=\"f-due-help f-due-error\" aria-invalid=\"true\""))
    #expect(field.contains("id=\"f-due-error\">There is no such day.</p>"))
    let summary = UI.errorSummary([UI.FormProblem(field: "due", label: "Due", "There is no such day.")]).string
    #expect(summary.contains("<a href=\"#f-due\">Due: There is no such day.</a>"))
  }

  @Test(
    "what was typed comes back as typed", arguments: ["\nfirst line empty", "<b>", "\"quoted\"", "</textarea><script>"])
  func keepsText(typed: String) {
    let area = UI.field(UI.FormField("text", "Text", .textarea(typed))).string
    #expect(area.contains(">\n\(HTML.text(typed).string)</textarea>"))
    #expect(
      UI.field(UI.FormField("line", "Line", .text(typed))).string.contains("value=\"\(HTML.text(typed).string)\""))
  }

  @Test(
    "a date that is none is kept as text",
    arguments: [
      ("", "date"), ("2026-03-31", "date"), ("2024-02-29", "date"), ("2026-02-29", "text"), ("2026-02-31", "text"),
      ("31.3.2026", "text"),
      ("2026-13-01", "text"), ("2026-3-1", "text"), ("next week", "text"), ("0000-01-01", "text"),
    ])
  func dates(typed: String, type: String) {
    let html = UI.field(UI.FormField("due", "Due", .date(typed))).string
    #expect(html.contains("<input type=\"\(type)\" class=\"date\" value=\"\(typed)\""))
  }

  @Test func passwordsAreNeverSentBack() {
    #expect(!UI.field(UI.FormField("p", "Password", .text("secret", type: "password"))).string.contains("secret"))
  }

  @Test func choiceThatIsGoneIsKept() {
    let html = UI.field(UI.FormField("tier", "Tier", .select([UI.Choice("a", "A")], selected: "old"))).string
    #expect(html.contains("<option value=\"old\" selected>old</option>"))
  }
}

@Suite("Shell: assets")
struct ShellAssetTests {
  @Test func namesCarryTheirContent() {
    #expect(Set(Asset.all.map(\.name)).count == Asset.all.count)
    for asset in Asset.all {
      #expect(Asset.named(asset.name)?.bytes == asset.bytes)
      #expect(!asset.bytes.isEmpty)
      #expect(asset.name.contains(#/-[0-9a-f]{16}\.(css|js|svg)$/#))
    }
    #expect(Asset.named("concord.css") == nil)
  }

  @Test func importsAreAssetsThatExist() {
    let script = String(decoding: Asset.script.bytes, as: UTF8.self)
    let imports = script.matches(of: #/from '\.\/([^']+)'/#).map { String($0.output.1) }
    #expect(imports.count == Scripts.modules.count)
    for name in imports { #expect(Asset.named(name) != nil, "\(name)") }
  }
}
