import CMarkdown

/// Markdown written by people, as HTML that is safe to show: GitHub's flavour (tables, strikethrough, task lists,
/// bare links), without raw HTML, with links to `http`, `https`, `mailto` and this site only.
///
/// The tree is cmark-gfm's; the markup is written here, so every text passes the escaping of `HTML` and no markup of
/// the library reaches a page.
public enum Markdown {
  /// Longer texts, deeper nests and wider tables than anyone writes are shown as they were typed, not interpreted.
  static let longest = 400_000
  static let mostNodes = 60_000
  static let deepest = 40
  static let mostColumns = 60

  /// - Parameter firstHeading: the level that `#` gets; lower ones follow without a gap, so that headings stay in
  ///   order on the page.
  public static func html(_ text: String, firstHeading: Int = 3) -> HTML {
    guard text.utf8.count <= longest, !isBomb(text), let document = parse(text) else { return plain(text) }
    defer { cmark_node_free(document) }
    var writer = MarkdownWriter(firstHeading: firstHeading)
    return writer.write(document) ? writer.html : plain(text)
  }

  /// The same in a container with the spacing of running text.
  public static func prose(_ text: String, firstHeading: Int = 3) -> HTML {
    UI.prose(html(text, firstHeading: firstHeading))
  }

  private static func plain(_ text: String) -> HTML { "<pre class=\"plain\" tabindex=\"0\">\(text)</pre>" }

  /// The library's table of extensions may be filled once only, and not by two threads at a time.
  private static let isReady: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  private static func parse(_ text: String) -> OpaquePointer? {
    guard isReady, let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8) else { return nil }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "autolink", "tasklist"] {
      if let known = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, known) }
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    }
    return cmark_parser_finish(parser)
  }

  /// Whether a line nests or tabulates beyond reason: the library then takes time that grows with the square of it.
  private static func isBomb(_ text: String) -> Bool {
    var containers = 0
    var bars = 0
    var opening = 0
    var isLeading = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        (containers, bars, isLeading) = (0, 0, true)
      case UInt8(ascii: ">") where isLeading:
        containers += 1
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
        if isLeading { opening += 1 }
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if isLeading && opening == 1 { containers += 1 }
        opening = 0
      case UInt8(ascii: "|"):
        bars += 1
        isLeading = false
      default:
        (isLeading, opening) = (false, 0)
      }
      if containers > deepest || bars > mostColumns { return true }
    }
    return false
  }
}
