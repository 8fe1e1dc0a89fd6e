import Operations
import RegisterKit

// What the rows would do.
extension ImportTableView {
  var changes: HTML {
    guard let register, part.created + part.updated > 0 else { return .empty }
    let updated = part.changes.filter { !$0.isNew }
    // A few show what they are like; all of them are in the sheet.
    let new = part.changes.filter(\.isNew).prefix(20)
    let edits = updated.html { change -> HTML in
      """
      <details class="import-change"><summary>\(UI.code(change.id)) \(change.title) <small>row \(change.row)</small></summary>\(diff(change))</details>
      """
    }
    let made = new.html { change -> HTML in
      let fields = change.differences.map { (term: $0.field, value: "\($0.after)" as HTML) }
      return """
        <details class="import-change"><summary>\(UI.code(change.id)) \(change.title) <small>row \(change.row)</small></summary>\(UI.definitions(fields))</details>
        """
    }
    return card(
      .changes, "What will be imported", note: "\(part.unchanged) unchanged",
      """
      \(when: part.updated > 0, "<h3>\(part.updated) changed</h3>\(edits)\(more(part.updated - updated.count))")\
      \(when: part.created > 0, "<h3>\(part.created) new in \(register.many)</h3>\(made)\(more(part.created - new.count))")
      """)
  }

  private func diff(_ change: ImportReport.RowChange) -> HTML {
    UI.diff(change.differences.map { UI.Change($0.field, before: $0.before, after: $0.after) })
  }

  private func more(_ count: Int) -> HTML {
    count > 0 ? "<p class=\"quiet\">And \(count) more.</p>" : .empty
  }
}
