import Domain
import RegisterKit
import Store

// Records that rows point at and that nobody has yet.
extension ImportRun {
  /// Records that a row brings along because it points at them and nobody else has them, or because somebody decided so.
  mutating func addMissing() throws {
    var brought: [Row] = []
    for row in rows {
      guard let register = register(of: row) else { continue }
      for field in register.references {
        guard let text = row.texts[field.name], !text.isEmpty, let slug = field.targets.first,
          let target = scope.registers[slug]
        else { continue }
        if field.traits.makesMissing, case .none = try names.find([slug], text) {
          var made = along(row, as: target, text)
          let isFree = try Act.isCode(text) && !codes.brought.contains(text) && scope.record(text) == nil
          if !isFree, Act.isCode(text) {
            // Another record has that code; it is still found by it.
            made.reference = text
            made.keep(text, beside: AnyRegister.ownReference)
          }
          brought.append(bring(made, target, code: isFree ? text : try codes.next(target)))
        }
        guard !row.source.decision.references.isEmpty else { continue }
        for words in field.isMany ? listed(text, field.targets) : [text]
        where row.source.decision.reference(words) == TableDecision.make {
          guard case .none = try names.find([slug], words) else { continue }
          var made = Row(part: row.part, source: row.source, register: slug, number: row.number)
          made.texts[target.titleField.name] = words.cleaned
          brought.append(bring(made, target, code: try codes.next(target)))
        }
      }
    }
    rows = brought.reversed() + rows
  }

  private func bring(_ row: Row, _ target: AnyRegister, code: String) -> Row {
    var row = row
    (row.id, row.isBrought) = (code, true)
    names.bring(
      target.slug, id: code, title: row.texts[target.titleField.name], reference: row.reference, unique: nil)
    return row
  }

  /// The record that a row points at, with what the row says of it.
  private func along(_ row: Row, as target: AnyRegister, _ text: String) -> Row {
    var made = Row(part: row.part, source: row.source, register: target.slug, number: row.number)
    let header = row.source.table.header
    for (index, column) in TableMatch(header, target).columns.enumerated() {
      guard case .field(let name, _) = column,
        target.field(name)?.targets.isEmpty != false || target.field(name)?.traits.owner == true
      else { continue }
      made.texts[name] =
        switch row.source.match.columns[index] {
        case .field(let own, _): row.texts[own] ?? ""
        case .extra: row.extra[header[index].asExtraName] ?? ""
        case .code: row.id
        default: ""
        }
    }
    if made.texts[target.titleField.name]?.isEmpty != false { made.texts[target.titleField.name] = text }
    return made
  }
}
