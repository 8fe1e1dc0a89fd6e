import CMarkdown

/// Writes a tree of cmark-gfm as HTML. Gives up (returns false) when the tree has more nodes than anyone writes.
struct MarkdownWriter {
  private(set) var html = HTML()
  private let firstHeading: Int
  private var lastHeading: Int
  private var depth = 0
  private var links = 0
  private var column = 0
  private var hasBody = false

  private typealias Node = OpaquePointer

  init(firstHeading: Int) {
    self.firstHeading = min(max(firstHeading, 2), 6)
    lastHeading = self.firstHeading - 1
  }

  mutating func write(_ document: OpaquePointer) -> Bool {
    guard let iterator = cmark_iter_new(document) else { return false }
    defer { cmark_iter_free(iterator) }
    var seen = 0
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return true }
      seen += 1
      guard seen <= Markdown.mostNodes, let node = cmark_iter_get_node(iterator) else { return false }
      let isEntering = event == CMARK_EVENT_ENTER
      if cmark_node_first_child(node) != nil && !isEntering { depth -= 1 }
      // Beyond the deepest level only the text is kept, so the tree of the browser stays shallow.
      write(node, isEntering, isShallow: depth <= Markdown.deepest)
      if cmark_node_first_child(node) != nil && isEntering { depth += 1 }
    }
  }

  private mutating func write(_ node: Node, _ isEntering: Bool, isShallow: Bool) {
    let type = String(cString: cmark_node_get_type_string(node))
    switch type {
    case "text": html.append(text: literal(node))
    case "code": html += "<code>\(literal(node))</code>"
    case "softbreak": html += "\n"
    case "linebreak": html += "<br>\n"
    case "code_block": html += "<pre tabindex=\"0\"><code>\(literal(node))</code></pre>\n"
    case "html_block": html += "<p>\(literal(node))</p>\n"
    case "html_inline": html.append(text: literal(node))
    case "thematic_break": html += "<hr>\n"
    default:
      if isShallow { isEntering ? open(node, type) : close(node, type) }
    }
  }

  private mutating func open(_ node: Node, _ type: String) {
    switch type {
    case "paragraph": if !isTight(node) { html += "<p>" }
    case "heading": html += heading(node, isOpening: true)
    case "block_quote": html += "<blockquote>"
    case "list": html += isOrdered(node) ? orderedStart(node) : "<ul>"
    case "item": html += "<li>"
    case "tasklist":
      let isDone = cmark_gfm_extensions_get_tasklist_item_checked(node)
      html +=
        "<li class=\"task\"><span role=\"img\" aria-label=\"\(isDone ? "done" : "open")\">\(isDone ? "☑" : "☐")</span> "
    case "emph": html += "<em>"
    case "strong": html += "<strong>"
    case "strikethrough": html += "<s>"
    case "link", "image":
      links += 1
      if links == 1, let address = address(node) {
        html += "<a href=\"\(address)\"\(flag: "rel=\"noopener noreferrer\"", isElsewhere(address))>"
      }
    case "table":
      hasBody = false
      html += "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>"
    case "table_header", "table_row":
      column = 0
      let isHeader = type == "table_header"
      html += "\(when: isHeader, "<thead>")\(when: !isHeader && !hasBody, "<tbody>")<tr>"
      if !isHeader { hasBody = true }
    case "table_cell":
      html += isHeaderCell(node) ? "<th scope=\"col\"\(alignment(node))>" : "<td\(alignment(node))>"
      column += 1
    default: break
    }
  }

  private mutating func close(_ node: Node, _ type: String) {
    switch type {
    case "paragraph": html += isTight(node) ? "" : "</p>\n"
    case "heading": html += heading(node, isOpening: false)
    case "block_quote": html += "</blockquote>\n"
    case "list": html += isOrdered(node) ? "</ol>\n" : "</ul>\n"
    case "item", "tasklist": html += "</li>\n"
    case "emph": html += "</em>"
    case "strong": html += "</strong>"
    case "strikethrough": html += "</s>"
    case "link", "image":
      if links == 1, address(node) != nil { html += "</a>" }
      links -= 1
    case "table": html += "\(when: hasBody, "</tbody>")</table></div>\n"
    case "table_header": html += "</tr></thead>"
    case "table_row": html += "</tr>"
    case "table_cell": html += isHeaderCell(node) ? "</th>" : "</td>"
    default: break
    }
  }

  private func literal(_ node: Node) -> String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

  /// Pictures from elsewhere are not loaded (the page's policy forbids it, and it would tell others who reads), so a
  /// picture is a link to it with its description.
  private func address(_ node: Node) -> String? {
    guard let url = cmark_node_get_url(node), let safe = WebAddress.safe(String(cString: url)), !safe.isEmpty else {
      return nil
    }
    return safe
  }

  private func isElsewhere(_ address: String) -> Bool { address.contains(":") || address.hasPrefix("//") }

  private mutating func heading(_ node: Node, isOpening: Bool) -> HTML {
    if isOpening { lastHeading = min(firstHeading - 1 + Int(cmark_node_get_heading_level(node)), lastHeading + 1, 6) }
    return isOpening ? "<h\(lastHeading)>" : "</h\(lastHeading)>\n"
  }

  private func isTight(_ paragraph: Node) -> Bool {
    guard let item = cmark_node_parent(paragraph), let list = cmark_node_parent(item) else { return false }
    return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0
  }

  private func isOrdered(_ list: Node) -> Bool { cmark_node_get_list_type(list) == CMARK_ORDERED_LIST }

  private func orderedStart(_ list: Node) -> HTML {
    let start = Int(cmark_node_get_list_start(list))
    return "<ol\(attribute: "start", start == 1 ? nil : start)>"
  }

  private func isHeaderCell(_ cell: Node) -> Bool {
    cmark_node_parent(cell).map { cmark_gfm_extensions_get_table_row_is_header($0) != 0 } ?? false
  }

  private func alignment(_ cell: Node) -> HTML {
    guard let row = cmark_node_parent(cell), let table = cmark_node_parent(row),
      column < Int(cmark_gfm_extensions_get_table_columns(table)),
      let alignments = cmark_gfm_extensions_get_table_alignments(table)
    else { return .empty }
    switch alignments[column] {
    case UInt8(ascii: "l"): return " class=\"left\""
    case UInt8(ascii: "c"): return " class=\"center\""
    case UInt8(ascii: "r"): return " class=\"right\""
    default: return .empty
    }
  }
}
