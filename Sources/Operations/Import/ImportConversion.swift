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
        let ids = registers.reduce(into: Set<String>()) { $0.formUnion(planned.find($1, text)) }
        if ids.count == 1, let id = ids.first { return .one(id) }
        return ids.count > 1 ? .several(ids.sorted()) : found
      }, requirement: base.requirement)
  }

  /// What is wrong with a row: the field, the value where it is not the field's text, the reason.
  typealias Trouble = (field: String?, value: String?, reason: String)

  /// Stands for the column of the codes, and for that of the states, where a field is named.
  private static let code = "#"
  private static let state = "~"

  mutating func convert(_ index: Int, _ act: Act) throws -> Bool {
    let reading = act.reading
    var row = rows[index]
    guard let register = register(of: row) else { return true }
    var problems = Problems()
    var troubles = try standing(row, register)
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
        options.named(value.text) != nil
      else { continue }
      if options.called(text) == nil { row.extra[field.label] = text }
    }
    if !row.extra.isEmpty { patch[AnyRegister.extra] = .object(row.extra.mapValues(Value.text)) }
    // A file without a column for it has its records named; an empty cell in such a column is a slip, and a column that
    // nobody understood may be the name.
    let columns = report.parts[row.part].match?.columns ?? []
    let titled = columns.contains { $0.word == register.titleField.name }
    if !titled, (patch[register.titleField.name] ?? .null).isEmpty, row.existing == nil {
      let named = row.id.hasPrefix(register.prefix + "-") ? (columns.contains(.extra) ? nil : register.one) : row.id
      patch[register.titleField.name] = Value(try titleOf(patch, register) ?? named)
    }
    var state: String?
    if let text = row.state, !text.isEmpty, let lifecycle = register.lifecycle {
      state = lifecycle.state(meantBy: text)?.name
      if state == nil {
        troubles.append(
          (
            Self.state, text,
            "“\(text)” is not one of the states \(lifecycle.states.map(\.label).joined(separator: ", "))."
          ))
      }
    }
    if row.existing != nil {
      // An empty cell clears a field, but not one that a step sets.
      patch = patch.filter { register.field($0.key)?.traits.stamped != true || !$0.value.isEmpty }
    }
    if problems.isEmpty, troubles.isEmpty {
      let body: Body
      if let existing = row.existing, options.updates {
        let next: String?
        (body, next) = try act.changed(existing, register, patch, state, &problems)
        row.isChange = body != existing.body || next != existing.state
      } else {
        body = register.admit(
          patch, to: row.existing?.body ?? [:], by: row.existing == nil ? .history : .program, reading, &problems)
        if row.existing == nil { row.admitted = body }
      }
      if problems.isEmpty { troubles += try claim(body, row, index, register) }
    }
    row.patch = patch
    rows[index] = row
    troubles =
      problems.all.map { problem in
        // The door names the state as a field.
        problem.field == "state" && register.field("state") == nil
          ? (Self.state, row.state, problem.message) : (problem.field, nil, problem.message)
      } + troubles
    if troubles.isEmpty { return true }
    reject(index, troubles)
    return false
  }

  /// Whether the row's record can be written at all: its code, where it stands, who may.
  private func standing(_ row: Row, _ register: AnyRegister) throws -> [Trouble] {
    guard let existing = row.existing else {
      if Act.isCode(row.id) { return [] }
      return [
        (
          Self.code, row.id,
          "“\(row.id)” can't be a code: letters, digits, points, hyphens and underscores, 40 at most."
        )
      ]
    }
    if existing.kind != register.slug {
      return [(Self.code, row.id, "\(row.id) is the code of “\(existing.title)” in another register.")]
    }
    guard options.updates else { return [] }
    if existing.isArchived { return [(Self.code, row.id, "\(row.id) is archived; restore it first.")] }
    guard Policy.allows(actor, .edit, existing.envelope) else {
      return [(Self.code, row.id, "\(actor.role.label)s may not change \(row.id).")]
    }
    return []
  }

  /// What only one record may have, among the rows before this one and what is stored.
  private mutating func claim(_ body: Body, _ row: Row, _ index: Int, _ register: AnyRegister) throws -> [Trouble] {
    if let first = claims.codes[row.id] {
      // Two rows may come to the same record by its code, or by what names it.
      let part = report.parts[row.part]
      let names = register.fields.filter { $0.traits.unique } + register.fields.filter { $0.traits.key }
      let named = names.first { row.texts[$0.name]?.isEmpty == false } ?? register.titleField
      let hasCode = part.match?.columns.contains(.code) == true
      let value = hasCode ? row.id : row.texts[named.name] ?? row.id
      return [(hasCode ? Self.code : named.name, value, "“\(value)” stands in \(place(first, seenFrom: row)) already.")]
    }
    var troubles: [Trouble] = []
    var held: [String: String] = [:]
    for field in register.fields where field.traits.unique {
      guard let text = body[field.name]?.text else { continue }
      held[field.name] = text
      if let first = claims.values[[register.slug, field.name, text]] {
        troubles.append(
          (field.name, nil, "\(place(first, seenFrom: row, isFirst: true)) has the same \(field.label.lowercased())."))
        continue
      }
      let others = try scope.holders(of: field, in: register, text).filter { other in
        other != row.id && claims.left[other].map { $0[field.name] == text } != false
      }
      if let other = others.first {
        troubles.append((field.name, nil, "\(other) has the same \(field.label.lowercased())."))
      }
    }
    guard troubles.isEmpty else { return troubles }
    claims.codes[row.id] = index
    claims.left[row.id] = held
    for (name, text) in held { claims.values[[register.slug, name, text]] = index }
    return []
  }

  /// Where another row stands, as seen from one: “row 3”, with its file and sheet where they are others.
  private func place(_ index: Int, seenFrom row: Row, isFirst: Bool = false) -> String {
    let other = rows[index]
    let part = report.parts[other.part]
    let word = "\(isFirst ? "Row" : "row") \(other.number)"
    if other.part == row.part { return word }
    return "\(word) of \(part.path)\(part.sheet.map { ", \($0)," } ?? "")"
  }

  /// Keeps a row out and says where and why.
  mutating func reject(_ index: Int, _ troubles: [Trouble]) {
    rows[index].isRejected = true
    let row = rows[index]
    // Another row may have the code rightly.
    if claims.codes[row.id] == nil { planned.reject(row.id, row: index) }
    let part = report.parts[row.part]
    let register = register(of: row)
    for trouble in troubles {
      let column = trouble.field.flatMap { name in
        part.match?.columns.firstIndex {
          switch $0 {
          case .code: name == Self.code
          case .state: name == Self.state
          case .field(let field, _): name == field
          default: false
          }
        }.map { part.header[$0] } ?? register?.field(name)?.label
      }
      report.parts[row.part].rejected.append(
        .init(
          row: row.number, column: column, value: trouble.value ?? trouble.field.flatMap { row.texts[$0] } ?? "",
          reason: trouble.reason, follows: cause(of: trouble, row).map { place($0, seenFrom: row) }))
    }
  }

  /// The refused row without which a reference would have been found, where that alone is wrong with it.
  private func cause(of trouble: Trouble, _ row: Row) -> Int? {
    guard let name = trouble.field, let field = register(of: row)?.field(name), !field.targets.isEmpty,
      let text = row.texts[name]
    else { return nil }
    let reading = reading()
    let lost = (field.isMany ? text.parts : [text]).filter { reading.find(field.targets, $0) == .none }
    let causes = lost.map { text in field.targets.compactMap { planned.refused($0, text) }.first }
    return causes.contains(nil) ? nil : causes.compactMap(\.self).first
  }

  /// A record without a title of its own is called after the one without which it is nothing: an auditor after the person.
  /// An asset is not called after its owner.
  func titleOf(_ patch: Body, _ register: AnyRegister) throws -> String? {
    for field in register.references where field.traits.required {
      guard let id = patch[field.name]?.texts.first else { continue }
      if let title = try scope.record(id)?.title { return title }
      if let title = titles[id] { return title }
    }
    return nil
  }
}
