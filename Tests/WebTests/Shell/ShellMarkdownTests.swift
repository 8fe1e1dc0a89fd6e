import Foundation
import Testing

@testable import Web

@Suite("Shell: Markdown is safe to show")
struct ShellMarkdownTests {
  @Test(
    "what people write",
    arguments: [
      ("plain", "<p>plain</p>\n"),
      ("# One\n### Three\n# One", "<h3>One</h3>\n<h4>Three</h4>\n<h3>One</h3>\n"),
      ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"),
      ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>\n"),
      ("3. a", "<ol start=\"3\"><li>a</li>\n</ol>\n"),
      ("[x](/risks)", "<p><a href=\"/risks\">x</a></p>\n"),
      (
        "[x](https://example.org/?a=1&b=2)",
        "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">x</a></p>\n"
      ),
      (
        "www.example.org", "<p><a href=\"http://www.example.org\" rel=\"noopener noreferrer\">www.example.org</a></p>\n"
      ),
      (
        "![alt](https://example.org/a.png)",
        "<p><a href=\"https://example.org/a.png\" rel=\"noopener noreferrer\">alt</a></p>\n"
      ),
      ("[![alt](a.png)](b)", "<p><a href=\"b\">alt</a></p>\n"),
      ("- [x] a", "<ul><li class=\"task\"><span role=\"img\" aria-label=\"done\">☑</span> a</li>\n</ul>\n"),
      ("> a", "<blockquote><p>a</p>\n</blockquote>\n"),
      ("a < b & \"c\"", "<p>a &lt; b &amp; &quot;c&quot;</p>\n"),
      ("", ""),
    ])
  func renders(markdown: String, expected: String) {
    #expect(Markdown.html(markdown).string == expected)
  }

  @Test func tables() {
    let html = Markdown.html("| a | b |\n|:--|--:|\n| 1 | 2 |").string
    #expect(
      html.contains(
        "<thead><tr><th scope=\"col\" class=\"left\">a</th><th scope=\"col\" class=\"right\">b</th></tr></thead>"))
    #expect(html.contains("<tbody><tr><td class=\"left\">1</td><td class=\"right\">2</td></tr></tbody></table>"))
    #expect(Markdown.html("| a |\n|---|").string.hasSuffix("</thead></table></div>\n"))
  }

  static let attacks = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=alert(1)>b</b>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))", "[x](&#1;javascript:alert(1))", "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))", "![x](javascript:alert(1))", "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "[x](https://e.org \"\\\" onmouseover=alert(1) \\\"\")",
    "[x](https://e.org/\"onmouseover=alert(1))",
    "```\" onload=alert(1)\n<script>\n```", "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "| <script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:1) |",
    "- <iframe src=javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>", "\u{0}<script>alert(1)</script>", "<style>*{}</style>",
    "<form action=https://evil.example><input>",
    "[x](//evil.example\\@good)", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[<script>](x)", "`<script>`",
    "![<img src=x onerror=alert(1)>](a.png)",
  ]

  @Test("attacks stay text", arguments: attacks)
  func refuses(markdown: String) {
    let html = Markdown.html(markdown).string
    let allowed: Set<String> = [
      "p", "a", "ul", "ol", "li", "pre", "code", "em", "strong", "s", "table", "thead", "tbody", "tr", "th", "td",
      "div", "span", "h3", "h4", "blockquote",
      "br", "hr",
    ]
    for tag in startTags(in: html) {
      #expect(allowed.contains(tag.name), "\(tag.name)")
      for (name, value) in tag.attributes {
        #expect(["href", "rel", "class", "start", "tabindex", "role", "aria-label", "scope"].contains(name), "\(name)")
        if name == "href" {
          let isSafe = ["http://", "https://", "mailto:"].contains { value.hasPrefix($0) } || !value.contains(":")
          #expect(isSafe, "\(value)")
        }
      }
    }
    #expect(!html.contains("\u{0}"))
  }

  static let bombs: [(name: String, text: String)] = [
    ("quotes", String(repeating: ">", count: 50_000) + "a"), ("spaced quotes", String(repeating: "> ", count: 50_000)),
    ("lists", String(repeating: "- ", count: 50_000) + "a"), ("brackets", String(repeating: "[", count: 50_000)),
    ("images", String(repeating: "![", count: 50_000)), ("links", String(repeating: "[a](", count: 50_000)),
    ("emphasis", String(repeating: "*a **a ", count: 20_000)),
    ("underscores", String(repeating: "_", count: 100_000) + "a"),
    ("tildes", String(repeating: "~~a ", count: 20_000)),
    ("backticks", (1..<600).map { "e" + String(repeating: "`", count: $0) }.joined()),
    (
      "wide table",
      String(repeating: "|a", count: 5_000) + "|\n" + String(repeating: "|-", count: 5_000) + "|\n"
        + String(repeating: "x\n", count: 2_000)
    ),
    (
      "long table",
      String(repeating: "|a", count: 50) + "|\n" + String(repeating: "|-", count: 50) + "|\n"
        + String(repeating: "x\n", count: 50_000)
    ),
    ("indented lists", (0..<2_000).map { String(repeating: " ", count: $0) + "- a\n" }.joined()),
    ("angles", String(repeating: "<", count: 50_000)), ("comments", String(repeating: "<!--", count: 20_000)),
    ("ats", String(repeating: "a@", count: 20_000)),
    ("urls", String(repeating: "www.", count: 20_000)),
    ("references", (0..<5_000).map { "[a\($0)]: /x\n" }.joined() + String(repeating: "[a1]", count: 10_000)),
    ("huge", String(repeating: "word ", count: 200_000)),
    ("nested emphasis", String(repeating: "**a *b ", count: 3_000) + String(repeating: "* **", count: 3_000)),
    ("nested brackets", String(repeating: "[a", count: 5_000) + String(repeating: "](x)", count: 5_000)),
  ]

  @Test("bombs end soon, shallow and small", arguments: bombs.map(\.name))
  func survives(name: String) throws {
    let bomb = try #require(Self.bombs.first { $0.name == name })
    let clock = ContinuousClock()
    var html = HTML()
    let time = clock.measure { html = Markdown.html(bomb.text) }
    // Generous for a debug build on a busy machine; without the limits these take minutes or never end.
    #expect(time < .seconds(20), "\(bomb.name) took \(time)")
    #expect(html.bytes.count < bomb.text.utf8.count * 12 + 2_000_000, "\(bomb.name): \(html.bytes.count)")
    #expect(deepestNesting(html.string) < 100, "\(bomb.name)")
  }

  private func deepestNesting(_ html: String) -> Int {
    var (depth, deepest) = (0, 0)
    var previous: UInt8 = 0
    for byte in html.utf8 {
      if previous == UInt8(ascii: "<") { depth += byte == UInt8(ascii: "/") ? -1 : 1 }
      deepest = max(deepest, depth)
      previous = byte
    }
    return deepest
  }
}
