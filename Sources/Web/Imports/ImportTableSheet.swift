import Domain
import Exchange
import Operations
import RegisterKit

// The sheet as it is, with what was found in it.
extension ImportTableView {
  /// Rows of a sheet that are shown at most, and columns.
  private static let (mostRows, mostColumns) = (14, 40)

  var sheet: HTML {
    guard let sheet = shown.sheet else {
      return part.headerRows == nil && shown.table.rows.isEmpty ? .empty : plain
    }
    let header = part.headerRows
    let first = header.map(\.lowerBound)
    let last = part.proposal.lastRow
    let hides = !sheet.hiddenRows.isEmpty || !sheet.hiddenColumns.isEmpty || sheet.isHidden
    let hidden =
      hides || own.takesHidden
      ? "\(UI.field(.init("hidden", "Include hidden rows and columns", .checkbox(!entries.value("hidden", own.takesHidden ? "true" : "").isEmpty))))\(was("hidden", own.takesHidden ? "true" : ""))"
      : HTML.empty
    let layout: HTML = """
      <div class="import-layout">\
      \(number("header-first", "Headings from row", first))\(number("header-last", "to row", header.map(\.upperBound)))\
      \(number("last-row", "Last row", last, placeholder: "\(sheet.rows.last?.number ?? 0)"))\(hidden)</div>
      """
    return card(
      .sheet, "The sheet as it is",
      note: "\(Words.count(sheet.rows.count, "row", "rows")) with text",
      "<details class=\"import-fold\" open data-fold><summary>First rows</summary>\(raw(sheet))</details>\(setAside)\(layout)"
    )
  }

  private func number(_ name: String, _ label: String, _ value: Int?, placeholder: String? = nil) -> HTML {
    let proposed = value.map { "\($0)" } ?? ""
    let id = UI.identifier("f", name)
    return """
      <div class="field"><label for="\(id)">\(label)</label><input class="number" type="text" inputmode="numeric" id="\(id)" \
      name="\(name)" value="\(entries.value(name, proposed))"\(attribute: "placeholder", placeholder)>\(was(name, proposed))</div>
      """
  }

  private func raw(_ sheet: Sheet) -> HTML {
    let end = max(Self.mostRows, (part.headerRows?.upperBound ?? 0) + 6)
    let rows = sheet.rows.filter { $0.number <= end }.suffix(Self.mostRows + 4)
    let width = min(Self.mostColumns, rows.map(\.cells.count).max() ?? 0)
    guard width > 0 else { return "<p class=\"quiet\">There is nothing in it.</p>" }
    let aside = Dictionary(part.setAside.map { ($0.row, $0.reason) }, uniquingKeysWith: { first, _ in first })
    let columns = 0..<width
    let lines = rows.html { row -> HTML in
      let isHeader = part.headerRows?.contains(row.number) == true
      let isAbove = part.headerRows.map { row.number < $0.lowerBound } ?? false
      let isHidden = sheet.hiddenRows.contains(row.number)
      let isPast = part.proposal.lastRow.map { row.number > $0 } ?? false
      let why =
        aside[row.number]
        ?? (isHeader ? "Headings" : isPast ? "After the last row" : isHidden ? "Hidden" : isAbove ? "Above" : "")
      let kind = isHeader ? "heads" : why.isEmpty ? "" : "aside"
      return """
        <tr class="\(kind)"><th scope="row">\(row.number)</th>\
        \(columns.html { "<td\(attribute: "class", sheet.hiddenColumns.contains($0) ? "aside" : nil)>\($0 < row.cells.count ? Self.cut(row.cells[$0]) : "")</td>" })\
        <td class="why">\(why)</td></tr>
        """
    }
    let rest = sheet.rows.count - rows.count
    return """
      <div class="scroll sheet-scroll" tabindex="0" role="region" aria-label="First rows of the sheet"><table class="sheet">\
      <caption class="unseen">First rows of the sheet</caption>\
      <thead><tr><td></td>\(columns.html { "<th scope=\"col\">\(Sheet.letters($0))</th>" })<th scope="col"><span class="unseen">What the row is</span></th></tr></thead>\
      <tbody>\(lines)</tbody></table></div>\(when: rest > 0, "<p class=\"quiet\">And \(Words.count(rest, "more row", "more rows")).</p>")
      """
  }

  /// A table that is no sheet: part of a YAML or Markdown file.
  private var plain: HTML {
    let rows = shown.table.rows.prefix(5)
    let columns = shown.table.header.prefix(Self.mostColumns)
    return card(
      .sheet, "The table as it is", note: "\(Words.count(shown.table.rows.count, "row", "rows"))",
      """
      <div class="scroll sheet-scroll" tabindex="0" role="region" aria-label="First rows of the table"><table class="sheet">\
      <caption class="unseen">First rows of the table</caption>\
      <thead><tr><td></td>\(columns.html { "<th scope=\"col\">\($0)</th>" })</tr></thead>\
      <tbody>\(rows.html { row in "<tr><th scope=\"row\">\(row.number)</th>\(row.cells.prefix(Self.mostColumns).html { "<td>\(Self.cut($0))</td>" })</tr>" })</tbody></table></div>
      """)
  }

  private var setAside: HTML {
    guard !part.setAside.isEmpty else { return .empty }
    let lines = part.setAside.prefix(100).html {
      "<li>Row \($0.row): \(Self.cut($0.text)) <small>\($0.reason)</small></li>"
    }
    let rest = part.setAside.count - 100
    return """
      <details class="import-notes"><summary>\(Words.count(part.setAside.count, "row is no record", "rows are no records"))</summary>\
      <ul class="dots">\(lines)\(when: rest > 0, "<li>And \(rest) more.</li>")</ul></details>
      """
  }

  /// Short enough for a cell.
  static func cut(_ text: String) -> String { text.count > 60 ? "\(text.prefix(58))…" : text }
}
