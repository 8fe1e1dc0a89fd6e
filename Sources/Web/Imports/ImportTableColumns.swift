import Domain
import Operations
import RegisterKit

// What each column is.
extension ImportTableView {
  var columns: HTML {
    guard let register, part.match != nil else { return .empty }
    let all = Array(part.columns.enumerated())
    let doubtful = all.filter { isDoubtful($0.element) }
    let sure = all.filter { !isDoubtful($0.element) }
    let unknown = part.unknown.count
    let fold: HTML =
      sure.isEmpty
      ? .empty
      : """
      <details class="import-fold" open data-fold><summary>\(Words.count(sure.count, "column is", "columns are")) recognised</summary>\
      \(table(sure, "Columns that are recognised", register))</details>
      """
    return card(
      .columns, "Columns",
      note: unknown > 0
        ? "\(Words.count(unknown, "column is", "columns are")) not recognised and kept under \(unknown == 1 ? "its heading" : "their headings")"
        : nil, isFlush: true,
      "\(named)\(when: !doubtful.isEmpty, table(doubtful, "Columns to check", register))\(fold)")
  }

  private typealias Column = (heading: String, word: String, by: String, strength: Double)

  private func table(_ columns: [(offset: Int, element: Column)], _ title: String, _ register: AnyRegister) -> HTML {
    let rows = columns.map { index, column -> UI.Row in
      let samples = shown.samples(index).html { "<li>\(Self.cut($0))</li>" }
      return UI.Row([
        "\(column.heading)", samples.isEmpty ? UI.quiet("empty") : "<ul class=\"samples\">\(samples)</ul>",
        select(
          "column:\(column.heading)", id: "column-\(index)", label: "\(column.heading) is",
          choices(column.word, register), column.word),
        certainty(column),
      ])
    }
    return UI.table(
      title,
      columns: [UI.Column("Heading", .title), UI.Column("In the file"), UI.Column("Is"), UI.Column("How sure")],
      rows: rows, isStacked: true)
  }

  /// Asked for where no column says what a record is called.
  private var named: HTML {
    part.questions.filter { $0.about == .column }.html { question in
      guard let field = question.field.flatMap({ register?.field($0) }) else { return .empty }
      let columns = question.choices.map { UI.Choice($0, $0) }
      return """
        <div class="import-all">\(self.field(
          "named:\(field.name)", "Which column is the \(field.label.lowercased())?",
          { .select(columns, selected: $0, blank: "Choose") }, ""))</div>
        """
    }
  }

  private func choices(_ word: String, _ register: AnyRegister) -> [UI.Choice] {
    var choices = [UI.Choice(TableDecision.keep, "Keep under its heading"), UI.Choice(TableDecision.none, "Leave out")]
    if word == "=" { choices.insert(UI.Choice("=", "Calculated by Concord"), at: 0) }
    choices.append(UI.Choice("#", "Code"))
    if register.lifecycle != nil { choices.append(UI.Choice("~", "State")) }
    let fields = register.fields.filter { !$0.traits.derived }
    return choices + fields.map { UI.Choice($0.name, $0.label) }
  }

  /// Not plainly said by its heading, and nobody decided about it.
  private func isDoubtful(_ column: Column) -> Bool {
    guard own.columns[column.heading] == nil else { return false }
    switch column.word {
    case TableDecision.keep: return true
    case TableDecision.none, "=": return false
    default: return column.by == "content" || column.by != "before" && column.strength < 0.9
    }
  }

  private func certainty(_ column: Column) -> HTML {
    if own.columns[column.heading] != nil { return UI.tag("decided", .good) }
    switch column.word {
    case TableDecision.keep: return UI.tag("not recognised", .warn)
    case TableDecision.none: return UI.tag("left out")
    case "=": return UI.tag("calculated")
    default: break
    }
    switch column.by {
    case "content": return UI.tag("by content", .info)
    case "before": return UI.tag("as before", .good)
    default: return column.strength >= 0.9 ? UI.tag("sure", .good) : UI.tag("likely", .info)
    }
  }
}
