import Domain
import Exchange
import Foundation
import RegisterKit
import Store

extension ImportRun {
  func reading() -> Reading {
    let base = installation.reading(scope, settings)
    nonisolated(unsafe) let planned = planned
    return Reading(
      settings: settings,
      find: { registers, text in
        let found = base.find(registers, text)
        if case .one = found { return found }
        let ids = Set(registers.compactMap { planned.id($0, text) })
        if ids.count == 1, let id = ids.first { return .one(id) }
        return ids.count > 1 ? .several(ids.sorted()) : found
      }, requirement: base.requirement)
  }

  mutating func convert(_ index: Int, _ reading: Reading) throws -> Bool {
    var row = rows[index]
    guard let register = register(of: row) else { return true }
    var problems = Problems()
    var texts = row.texts
    for field in register.references {
      // “Information Security Officer with Head of Data and AI”: the first is the one who answers; the words are kept.
      guard let text = texts[field.name], !text.isEmpty, !field.isMany, reading.find(field.targets, text) == .none
      else { continue }
      for separator in [" with ", " and ", " & ", ", ", " (", " / "] {
        guard let cut = text.range(of: separator) else { continue }
        let first = String(text[..<cut.lowerBound])
        if case .one = reading.find(field.targets, first) {
          texts[field.name] = first
          row.extra[field.label] = text
          break
        }
      }
    }
    var patch = register.read(texts, reading, &problems)
    for (name, text) in row.seconds where !text.isEmpty {
      var ignored = Problems()
      if let value = register.read([name: text], reading, &ignored)[name] { patch[name] = value }
    }
    for (name, value) in patch where row.existing == nil && value == .null { patch[name] = nil }
    // The words behind a choice's leading words would be lost otherwise.
    for (name, value) in patch {
      guard let field = register.field(name), case .choice(let options) = field.kind.control, let text = texts[name],
        let option = options.named(value.text)
      else { continue }
      let folded = text.folded
      if folded != option.name.folded, folded != option.label.folded,
        !option.synonyms.contains(where: { $0.folded == folded })
      {
        row.extra[field.label] = text
      }
    }
    if !row.extra.isEmpty { patch[AnyRegister.extra] = .object(row.extra.mapValues(Value.text)) }
    if (patch[register.titleField.name] ?? .null).isEmpty, row.existing == nil,
      texts[register.titleField.name]?.isEmpty != false
    {
      patch[register.titleField.name] = .text(
        try titleOf(patch, register) ?? (row.id.hasPrefix(register.prefix + "-") ? register.one : row.id))
    }
    if let state = row.state, !state.isEmpty, let lifecycle = register.lifecycle, lifecycle.state(meantBy: state) == nil
    {
      problems.add(nil, "“\(state)” is not one of the states \(lifecycle.states.map(\.label).joined(separator: ", ")).")
    }
    if row.existing == nil, !Act.isCode(row.id) {
      problems.add(nil, "“\(row.id)” can't be a code: letters, digits, points, hyphens and underscores, 40 at most.")
    }
    if let existing = row.existing, existing.kind != register.slug {
      problems.add(nil, "\(row.id) is the code of “\(existing.title)” in another register.")
    }
    if problems.isEmpty {
      _ = register.admit(
        patch, to: row.existing?.body ?? [:], by: row.existing == nil ? .history : .entry, reading, &problems)
    }
    row.patch = patch
    rows[index] = row
    if problems.isEmpty { return true }
    rows[index].isRejected = true
    planned.remove(register.slug, id: row.id)
    let part = report.parts[row.part]
    for problem in problems.all {
      let column = problem.field.flatMap { name in
        part.match?.columns.firstIndex { if case .field(name, _) = $0 { true } else { false } }.map { part.header[$0] }
          ?? register.field(name)?.label
      }
      report.parts[row.part].rejected.append(
        .init(
          row: row.number, column: column, value: problem.field.flatMap { row.texts[$0] } ?? "", reason: problem.message
        ))
    }
    return false
  }

  /// A record without a title of its own is called after the first one that it points at: an auditor after the person.
  func titleOf(_ patch: Body, _ register: AnyRegister) throws -> String? {
    for field in register.references {
      guard let id = patch[field.name]?.texts.first else { continue }
      if let title = try scope.record(id)?.title { return title }
      if let row = rows.first(where: { $0.id == id }), let target = self.register(of: row) {
        return row.texts[target.titleField.name]
      }
    }
    return nil
  }
}
