import Domain
import Exchange
import Operations
import RegisterKit

// Rows that can't be imported, to be corrected in place or left out.
extension ImportTableView {
  /// Rows that are shown unless somebody asks for all, and then.
  private static let (few, most) = (50, 2000)

  /// Rows that are refused for the same reason.
  private struct Group {
    let title: String
    var rows: [(number: Int, problems: [ImportReport.Rejected])]
  }

  var problems: HTML {
    let groups = self.groups
    let decided = decidedRows
    let warnings = kept
    guard !groups.isEmpty || !decided.isEmpty || !warnings.isEmpty else { return .empty }
    let count = groups.reduce(0) { $0 + $1.rows.count }
    let all = Dictionary(shown.table.rows.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    var left = call.query("all") == nil ? Self.few : Self.most
    var blocks: [HTML] = []
    for (index, group) in groups.enumerated() {
      let rows = group.rows.prefix(left)
      left -= rows.count
      blocks.append(
        """
        <details class="import-group"\(flag: "open", index == 0 || groups.count <= 3)><summary>\(group.title) <small>\(Words.count(group.rows.count, "row", "rows"))</small></summary>\
        \(when: !rows.isEmpty, table(rows.map { line($0, all[$0.number], in: group.title) }, group.title))\(when: rows.count < group.rows.count, "<p class=\"quiet\">\(Words.count(group.rows.count - rows.count, "more row", "more rows")) not shown.</p>")</details>
        """)
    }
    let key = ImportView.key(part)
    let whole = WebAddress.query(call.link.importTablePath(open.record.id), [("key", key), ("all", "1")])
    let download: HTML =
      count == 0
      ? .empty
      : """
      <div class="row">\(UI.linkButton("Download these rows", href: call.link.importRejected(open.record.id, key), .plain))\
      \(when: count > Self.few && call.query("all") == nil, UI.linkButton("Show all \(count)", href: "\(whole)#problems", .plain))</div>
      """
    return card(
      .problems, count == 0 ? "Rows" : "Rows to correct",
      note: count == 0 ? nil : "Correct them here, leave them out, or download them and send the file again",
      "\(blocks)\(download)\(decided)\(warnings)")
  }

  private func table(_ rows: [UI.Row], _ title: String) -> HTML {
    UI.table(
      title,
      columns: [
        UI.Column("Row", .number), UI.Column("Record"), UI.Column("To correct", .title), UI.Column("Leave out"),
      ],
      rows: rows, isStacked: true)
  }

  private var groups: [Group] {
    var order: [String] = []
    var groups: [String: Group] = [:]
    var byRow: [Int: [ImportReport.Rejected]] = [:]
    // What follows from other rows comes last; it is gone when those are corrected.
    let rejected = part.rejected.filter { $0.row > 0 }
    for one in rejected { byRow[one.row, default: []].append(one) }
    var seen: Set<Int> = []
    for one in rejected.filter({ $0.follows == nil }) + rejected.filter({ $0.follows != nil })
    where seen.insert(one.row).inserted {
      let title = Self.title(one)
      if groups[title] == nil { order.append(title) }
      groups[title, default: Group(title: title, rows: [])].rows.append((one.row, byRow[one.row] ?? [one]))
    }
    return order.compactMap { groups[$0] }
  }

  /// The reason without the words of one row, so that rows of a kind are one group.
  private static func title(_ one: ImportReport.Rejected) -> String {
    if let follows = one.follows, !follows.isEmpty { return "Follows from other rows" }
    var reason = ""
    var isQuoted = false
    for character in one.reason {
      if character == "“" {
        isQuoted = true
        reason += "“…"
      }
      if !isQuoted { reason.append(character) }
      if character == "”" {
        isQuoted = false
        reason += "”"
      }
    }
    return one.column.map { "\($0): \(reason)" } ?? reason
  }

  private func line(
    _ row: (number: Int, problems: [ImportReport.Rejected]), _ cells: TableRow?, in title: String
  ) -> UI.Row {
    var shownColumns: Set<Int> = []
    let problems = row.problems.html { one -> HTML in
      let index = one.column.flatMap { part.header.firstIndex(of: $0) }
      let follows: HTML = one.follows.map { "<p class=\"help\">Follows from \($0).</p>" } ?? .empty
      guard let index, let cells, shownColumns.insert(index).inserted, index < cells.cells.count else {
        let value = one.value.isEmpty || one.reason.contains(one.value) ? "" : "\(Self.cut(one.value)): "
        // The heading of the group says it already.
        let reason = title.hasSuffix(one.reason) && row.problems.count == 1 && value.isEmpty ? "" : one.reason
        return "<div class=\"import-problem\"><p>\(value)\(reason)</p>\(follows)</div>"
      }
      return
        "<div class=\"import-problem\">\(mend(row.number, index, cells.cells[index], reason: one.reason))\(follows)</div>"
    }
    return UI.Row(["\(row.number)", "\(name(cells))", problems, leave(row.number)])
  }

  /// What a row calls its record, or its first words.
  private func name(_ row: TableRow?) -> String {
    guard let row else { return "" }
    let title = register.flatMap { register in
      part.match?.columns.firstIndex { $0.word == register.titleField.name }
    }
    let text = title.flatMap { $0 < row.cells.count ? row.cells[$0] : nil } ?? ""
    return Self.cut(text.isEmpty ? row.cells.first { !$0.isEmpty } ?? "" : text)
  }

  /// A cell that can be corrected.
  private func mend(_ row: Int, _ column: Int, _ text: String, reason: String?) -> HTML {
    let name = "mend:\(row):\(column)"
    let id = "mend-\(row)-\(column)"
    let value = entries.value(name, text)
    let describes = reason == nil ? nil : "\(id)-why"
    let control: HTML =
      text.contains("\n") || text.count > 120
      ? "<textarea id=\"\(id)\" name=\"\(name)\" rows=\"2\"\(attribute: "aria-describedby", describes) data-grow>\n\(value)</textarea>"
      : "<input type=\"text\" id=\"\(id)\" name=\"\(name)\" value=\"\(value)\"\(attribute: "aria-describedby", describes)>"
    return """
      <label for="\(id)">\(part.header[column])<span class="unseen">, row \(row)</span></label>\(control)\(was(name, text))\
      \(when: reason != nil, "<p class=\"error\" id=\"\(id)-why\">\(reason)</p>")
      """
  }

  private func leave(_ row: Int) -> HTML {
    let name = "leave:\(row)"
    let proposed = own.leftOut.contains(row) ? "true" : ""
    return """
      <input type="checkbox" name="\(name)" value="true" aria-label="Leave out row \(row)"\(flag: "checked", !entries.value(name, proposed).isEmpty)>\
      \(was(name, proposed))
      """
  }

  /// What was corrected or left out before, so that it can be taken back.
  private var decidedRows: HTML {
    let open = Set(part.rejected.map(\.row))
    let mended = part.proposal.mended.filter { !open.contains($0.key) }.sorted { $0.key < $1.key }.prefix(Self.few)
    let left = own.leftOut.sorted().prefix(Self.few)
    guard !mended.isEmpty || !left.isEmpty else { return .empty }
    var rows: [UI.Row] = []
    for (number, cells) in mended where !own.leftOut.contains(number) {
      let inputs = cells.sorted { $0.key < $1.key }.html { heading, text in
        let before: HTML = own.mended[number]?[heading] == nil ? "<p class=\"help\">Corrected as before</p>" : .empty
        return part.header.firstIndex(of: heading).map {
          "<div class=\"import-problem\">\(mend(number, $0, text, reason: nil))\(before)</div>"
        } ?? .empty
      }
      rows.append(
        UI.Row(["\(number)", "\(name(shown.table.rows.first { $0.number == number }))", inputs, leave(number)]))
    }
    for number in left {
      rows.append(
        UI.Row([
          "\(number)", "\(name(shown.table.rows.first { $0.number == number }))", UI.quiet("Left out"), leave(number),
        ]))
    }
    let isRecalled = mended.contains { number, cells in cells.keys.contains { own.mended[number]?[$0] == nil } }
    return """
      <details class="import-group"\(flag: "open", isRecalled)><summary>Corrected or left out <small>\(Words.count(rows.count, "row", "rows"))</small></summary>\
      \(table(rows, "Corrected or left out"))</details>
      """
  }

  /// Cells of which the words are kept beside their field; their rows are imported.
  private var kept: HTML {
    guard !part.warnings.isEmpty else { return .empty }
    let lines = part.warnings.prefix(100).map { one in
      UI.Row(["\(one.row)", "\(one.column ?? "")", "\(Self.cut(one.value))", "\(one.reason)"])
    }
    let rest = part.warnings.count - lines.count
    return """
      <details class="import-group"><summary>Kept as words with the record <small>\(Words.count(part.warnings.count, "cell", "cells"))</small></summary>\
      \(UI.table(
        "Kept as words",
        columns: [UI.Column("Row", .number), UI.Column("Column"), UI.Column("In the file", .title), UI.Column("Reason")],
        rows: lines, isStacked: true))\(when: rest > 0, "<p class=\"quiet\">And \(rest) more.</p>")</details>
      """
  }
}
