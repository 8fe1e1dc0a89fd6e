/// A document for paper, whole in itself: no address is fetched when it is turned into a PDF.
enum PrintedPage {
  private static let style = """
    @page { size: A4; margin: 20mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; color: #4b5868; } }
    body { font-family: Inter, "DejaVu Sans", sans-serif; font-size: 9.5pt; line-height: 1.45; color: #18212c; }
    h1 { font-size: 18pt; margin: 0 0 4pt; } h2 { font-size: 12.5pt; margin: 16pt 0 4pt; break-after: avoid; }
    h3 { font-size: 10.5pt; margin: 10pt 0 2pt; break-after: avoid; } p { margin: 4pt 0; } td p { margin: 0 0 2pt; } header p { color: #4b5868; }
    table { width: 100%; border-collapse: collapse; margin: 4pt 0; } thead { display: table-header-group; } tr { break-inside: avoid; }
    th, td { text-align: left; vertical-align: top; padding: 3pt 6pt 3pt 0; border-bottom: .5pt solid #c9d1d9; overflow-wrap: break-word; }
    """

  static func document(_ title: String, organization: String, note: String, _ content: HTML) -> HTML {
    let style = HTML.raw("<style>\(style)</style>")
    return """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>\(style)</head>\
      <body><header><h1>\(title)</h1><p>\(organization)</p><p>\(note)</p></header>\(content)</body></html>
      """
  }
}
