import Testing

@testable import Web

@Suite("Shell: HTML escapes what is interpolated")
struct ShellHTMLTests {
  @Test(
    "text and attributes",
    arguments: [
      ("plain", "plain"),
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("\" onmouseover=\"x", "&quot; onmouseover=&quot;x"),
      ("it's", "it&#39;s"),
      ("a & b &amp; c", "a &amp; b &amp;amp; c"),
      ("nul\u{0}byte", "nul\u{FFFD}byte"),
      ("esc\u{1B}[31m\u{7F}", "esc\u{FFFD}[31m\u{FFFD}"),
      ("tab\tand\nline\r\n", "tab\tand\nline\r\n"),
      ("Zoë 漢字 🛡️", "Zoë 漢字 🛡️"),
      ("", ""),
    ])
  func escapes(text: String, expected: String) {
    let html: HTML = "<p title=\"\(text)\">\(text)</p>"
    #expect(html.string == "<p title=\"\(expected)\">\(expected)</p>")
    #expect(HTML.text(text).string == expected)
  }

  @Test func literalsInsideInterpolationsAreMarkupAndStringsAreText() {
    let name: String? = "<b>"
    let absent: String? = nil
    let isShort = name == nil
    let html: HTML = "<p>\(name.map { "<i>\($0)</i>" })\(isShort ? "<hr>" : "<br>")\(absent ?? "<none>")</p>"
    #expect(html.string == "<p><i>&lt;b&gt;</i><br>&lt;none&gt;</p>")
    let joined: HTML = "\("a" + (name ?? ""))\(String("<u>"))\(Substring("<i>"))\(Character("<"))"
    #expect(joined.string == "a&lt;b&gt;&lt;u&gt;&lt;i&gt;&lt;")
    let nested: HTML = "\("<i>\(name)</i>")"
    #expect(nested.string == "<i>&lt;b&gt;</i>")
  }

  @Test func markupIsInsertedAsItIs() {
    let bold: HTML = "<b>\(String("&"))</b>"
    let none: HTML? = nil
    let html: HTML = "<p>\(bold)\([bold, bold])\(none)</p>"
    #expect(html.string == "<p><b>&amp;</b><b>&amp;</b><b>&amp;</b></p>")
  }

  @Test func numbersAndOptionals() {
    let absent: Int? = nil
    let word: String? = "<"
    let html: HTML = "\(7)|\(absent)|\(word)|\(2.5)|\(true)"
    #expect(html.string == "7||&lt;|2.5|true")
  }

  @Test func conditionsAndAttributes() {
    let missing: String? = nil
    let html: HTML = """
      <a\(attribute: "href", "\"><x")\(attribute: "title", missing)\(attribute: "tabindex", 0)\(flag: "hidden", true)\
      \(flag: "open", false)>\(when: true, "<b>1</b>")\(when: false, "<b>2</b>")\(when: false, "3", else: "<i>4</i>")</a>
      """
    #expect(html.string == "<a href=\"&quot;&gt;&lt;x\" tabindex=\"0\" hidden><b>1</b><i>4</i></a>")
  }

  @Test func conditionalMarkupIsNotMadeInVain() {
    var made = 0
    func piece() -> HTML {
      made += 1
      return "x"
    }
    let html: HTML = "\(when: false, piece())\(when: true, piece())"
    #expect(html.string == "x")
    #expect(made == 1)
  }

  @Test func joining() {
    let pieces: [HTML] = ["<b>a</b>", HTML.text("<")]
    #expect(pieces.joined(by: ", ").string == "<b>a</b>, &lt;")
    #expect((1...3).html { "<i>\($0)</i>" }.string == "<i>1</i><i>2</i><i>3</i>")
  }
}

@Suite("Shell: addresses")
struct ShellWebAddressTests {
  @Test(
    "what a page may link to",
    arguments: [
      ("https://example.org/a?b#c", true), ("http://example.org", true), ("HTTPS://EXAMPLE.ORG", true),
      ("mailto:a@example.org", true), ("/risks/RSK-0042", true), ("risks?q=a:b", true), ("#part", true), ("", true),
      ("../a:b/c", true), ("javascript:alert(1)", false), ("JavaScript:alert(1)", false),
      (" javascript:alert(1)", false),
      ("java\tscript:alert(1)", false), ("java\nscript:alert(1)", false), ("\u{1}javascript:alert(1)", false),
      ("data:text/html,x", false), ("vbscript:x", false), ("file:///etc/passwd", false), ("ftp://x", false),
      ("blob:https://x", false), ("javascript&colon;alert(1)", true),
    ])
  func safe(address: String, isSafe: Bool) {
    #expect((WebAddress.safe(address) != nil) == isSafe)
  }

  @Test(
    "what a redirect may go to",
    arguments: [
      ("/", true), ("/w/halden", true), ("/a//b", true), ("//evil.example", false), ("/\\evil.example", false),
      ("/\t/evil.example", false), ("https://evil.example", false), ("", false), ("evil", false), ("/\u{0}", false),
    ])
  func local(address: String, isLocal: Bool) {
    #expect(WebAddress.isLocal(address) == isLocal)
  }

  @Test func encoding() {
    #expect(WebAddress.encode("a b&c=ü/~") == "a%20b%26c%3D%C3%BC%2F~")
    #expect(WebAddress.query("/risks", [("q", "a b"), ("x", nil)]) == "/risks?q=a%20b")
    #expect(WebAddress.query("/risks", [("x", nil)]) == "/risks")
  }
}
