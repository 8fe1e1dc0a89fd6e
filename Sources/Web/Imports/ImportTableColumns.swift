import Domain
import Operations
import RegisterKit

// What each column is.
extension ImportTableView {
  var columns: HTML {
    guard let register, part.match != nil else { return .empty }
    let rows = part.columns.enumerated().map { index, column -> UI.Row in
      let samples = shown.samples(index).html { "<li>\(Self.cut($0))</li>" }
      return UI.Row([
        "\(column.heading)", samples.isEmpty ? UI.quiet("empty") : "<ul class=\"samples\">\(samples)</ul>",
        select(
          "column:\(column.heading)", id: "column-\(index)", label: "\(column.heading) is",
          choices(column.word, register), column.word),
        certainty(column),
      ])
    }
    let unknown = part.unknown.count
    return card(
      .columns, "Columns",
      note: unknown > 0
        ? "\(Words.count(unknown, "column is", "columns are")) not recognised and kept under \(unknown == 1 ? "its heading" : "their headings")"
        : nil, isFlush: true,
      UI.table(
        "Columns",
        columns: [UI.Column("Heading", .title), UI.Column("In the file"), UI.Column("Is"), UI.Column("How sure")],
        rows: rows, isStacked: true))
  }

  private func choices(_ word: String, _ register: AnyRegister) -> [UI.Choice] {
    var choices = [UI.Choice(TableDecision.keep, "Keep under its heading"), UI.Choice(TableDecision.none, "Leave out")]
    if word == "=" { choices.insert(UI.Choice("=", "Calculated by Concord"), at: 0) }
    choices.append(UI.Choice("#", "Code"))
    if register.lifecycle != nil { choices.append(UI.Choice("~", "State")) }
    let fields = register.fields.filter { !$0.traits.derived }
    return choices + fields.map { UI.Choice($0.name, $0.label) }
  }

  private func certainty(_ column: (heading: String, word: String, by: String, strength: Double)) -> HTML {
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
