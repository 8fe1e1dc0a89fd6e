import Domain
import Operations
import RegisterKit
import Store

/// What the registers say to a management review, over its minutes; each figure leads to the list that it counts.
enum ReviewCard {
  static func card(_ record: StoredRecord, _ call: Call) async throws -> HTML {
    let figures = try await call.read { try call.installation.reviewFigures(record, $0) }
    let since =
      figures.period.previous.map { "Since the review of \(Words.day("\($0)"))" } ?? "No earlier review: from the start"
    let until = figures.period.until
    let today = call.installation.today
    let end = until == today ? "" : " until \(Words.day("\(until)"))"
    return UI.card(
      "What the registers say",
      note: "9.3.2. \(since)\(end); what is open, as it stands today, \(Words.day("\(today)"))",
      UI.columns(
        .even,
        [
          "<div>"
            + UI.facts(
              "Audits and findings for each standard", columns: ["For each standard"] + Standard.allCases.map(\.number),
              rows: figures.input.byStandard.map { row($0, figures, call) }) + overdue(figures, call) + "</div>",
          UI.facts(
            "Actions, incidents, objectives and risks", rows: figures.input.together.map { row($0, figures, call) }),
        ]))
  }

  private static func row(_ line: ReviewInput.Line, _ figures: ReviewFigures, _ call: Call) -> [HTML] {
    ["\(line.says)"]
      + line.lists.map { list in
        figures.counts[list].map { "<a href=\"\(href(list, call))\">\($0)</a>" } ?? "–"
      }
  }

  private static func href(_ list: ReviewList, _ call: Call) -> String {
    call.link.register(list.register, list.items.map { ($0.name, $0.value) })
  }

  private static func overdue(_ figures: ReviewFigures, _ call: Call) -> HTML {
    guard !figures.overdue.isEmpty else { return .empty }
    let rest = (figures.counts[ReviewInput.overdue] ?? 0) - figures.overdue.count
    return """
      <div><h3>Overdue corrective actions</h3><ul class="dots">\(figures.overdue.html { record in
        "<li><a href=\"\(call.link.record(record.kind, record.id))\">\(record.title)</a> \(UI.code(record.id)), due \(Words.day(record.body["due_on"]?.text ?? ""))</li>"
      })\(when: rest > 0, "<li><a href=\"\(href(ReviewInput.overdue, call))\">and \(rest) more</a></li>")</ul></div>
      """
  }
}
