import RegisterKit
import Store

extension SoAPage {
  /// The lines of an approved statement, as they were frozen.
  static func card(of record: StoredRecord, _ call: Call) -> HTML {
    let lines = record.body["lines"]?.text.flatMap { try? JSON.parse($0) }?.list ?? []
    func words(_ value: Value) -> String { value.text.map { $0 } ?? value.texts.joined(separator: ", ") }
    let rows = lines.map { line -> UI.Row in
      let uid = line["uid"].text ?? ""
      let applies = line["applicable"].bool.map { $0 ? "yes" : "no" } ?? "undecided"
      return UI.Row([
        UI.requirement(
          uid, title: call.installation.libraries.requirement(uid)?.title, href: call.link.requirement(uid)),
        "\(words(line["title"]))", "\(applies)", "\(words(line["justification"]))",
        "\(words(line["status"]).asLabel)", "<small>\(words(line["controls"]))</small>",
        "<small>\(words(line["evidence"]))</small>",
      ])
    }
    return UI.card(
      "\(Words.count(lines.count, "line", "lines")), as approved",
      UI.table(
        "Lines of the statement",
        columns: [
          UI.Column("Requirement", .code), UI.Column("Title", .title), UI.Column("Applies"), UI.Column("Reason"),
          UI.Column("Implementation"), UI.Column("Our controls"), UI.Column("Evidence"),
        ], rows: rows))
  }
}
