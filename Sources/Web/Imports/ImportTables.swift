import Domain
import Operations
import RegisterKit

// The tables of an import, a line each, and the files that hold none.
extension ImportPage {
  static func tables(_ open: OpenImport, _ call: Call, _ status: FileImport.Status) -> HTML {
    let parts = open.report.parts.filter { open.table($0) != nil }
    // What needs somebody first; sheets that are no registers out of the way.
    let taken = parts.filter { !$0.isNoRegister }
    let sorted =
      taken.filter(\.lacks) + taken.filter { !$0.lacks && !$0.questions.isEmpty }
      + taken.filter { !$0.lacks && $0.questions.isEmpty }
    let left = parts.filter(\.isNoRegister)
    // What is over is not judged against what is here now: only its files and the rows that were left out.
    let kinds = Count.allCases.filter { kind in status == .open && sorted.contains { kind.of($0) > 0 } }
    let counts = kinds.map { UI.Column($0.rawValue, .number) }
    let columns =
      [UI.Column("Table", .title), UI.Column("Register"), UI.Column("Rows", .number)] + counts
      + [UI.Column("Not imported", .number), UI.Column("Status")].prefix(status == .open ? 2 : 1)
    let main: HTML =
      sorted.isEmpty
      ? .empty
      : UI.card(
        "Tables", isFlush: true,
        UI.table(
          "Tables of this import", columns: columns, rows: sorted.map { row($0, kinds, open, call, status) },
          isStacked: true))
    guard !left.isEmpty else { return main }
    let lines = left.html { part -> HTML in
      let name: HTML =
        status == .open
        ? "<a href=\"\(call.link.importTable(open.record.id, ImportView.key(part)))\">\(ImportView.shortName(part))</a>"
        : "\(ImportView.shortName(part))"
      return "<li>\(name)\(when: part.sheet != nil, " <small>\(part.path)</small>") \(part.notes.first)</li>"
    }
    return """
      \(main)<details class="card import-left"\(flag: "open", sorted.isEmpty)><summary>\(Words.count(left.count, "sheet is", "sheets are")) left out</summary>\
      <ul class="plain import-files">\(lines)</ul></details>
      """
  }

  private static func row(
    _ part: ImportReport.Part, _ kinds: [Count], _ open: OpenImport, _ call: Call, _ status: FileImport.Status
  ) -> UI.Row {
    let key = ImportView.key(part)
    let register = part.register.flatMap { call.installation.registers[$0] }
    let standing = ImportView.standing(part)
    let refused = Set(part.rejected.map(\.row)).subtracting([0]).count
    let rejected: HTML =
      refused == 0
      ? register == nil ? count(part.rows) : .empty
      : "<a href=\"\(call.link.importRejected(open.record.id, key))\" title=\"Download these rows with the reasons\">\(refused)</a>"
    let title =
      status == .open
      ? UI.titleCell(ImportView.shortName(part), href: call.link.importTable(open.record.id, key), second(part))
      : "\(ImportView.shortName(part))<div class=\"second\">\(second(part))</div>"
    let why: HTML = standing.why.isEmpty ? .empty : "<div class=\"second\">\(standing.why)</div>"
    let name: HTML = register.map { "<a href=\"\(call.link.register($0.slug))\">\($0.many)</a>" } ?? "–"
    guard status == .open else { return UI.Row([title, name, "\(part.rows)", rejected]) }
    return UI.Row(
      [title, name, "\(part.rows)"] + kinds.map { count($0.of(part)) }
        + [rejected, "\(UI.tag(standing.word, standing.tone))\(why)"])
  }

  /// What rows would do, by how many; a column for each that is not 0 throughout.
  private enum Count: String, CaseIterable {
    case new = "New"
    case changed = "Changed"
    case unchanged = "Unchanged"

    func of(_ part: ImportReport.Part) -> Int {
      switch self {
      case .new: part.created
      case .changed: part.updated
      case .unchanged: part.unchanged
      }
    }
  }

  private static func count(_ number: Int) -> HTML { number == 0 ? .empty : "\(number)" }

  /// The file, and how many of its rows are no records.
  private static func second(_ part: ImportReport.Part) -> HTML {
    let aside = part.register == nil ? 0 : part.setAside.count
    return """
      \(when: part.sheet != nil, "<span>\(part.path)</span>")\
      \(when: aside > 0, "<span>\(aside == 1 ? "1 row is no record" : "\(aside) rows are no records")</span>")
      """
  }

  /// Files that hold no table, with the reason.
  static func unread(_ open: OpenImport) -> HTML? {
    let parts = open.report.parts.filter { open.table($0) == nil }
    guard !parts.isEmpty else { return nil }
    let lines = parts.html { part -> HTML in
      let reasons = part.rejected.map(\.reason) + part.notes
      return "<li><b>\(part.path)</b> \(reasons.joined(separator: " "))</li>"
    }
    return UI.card("Other files", note: "Not imported as tables", "<ul class=\"plain import-files\">\(lines)</ul>")
  }
}
