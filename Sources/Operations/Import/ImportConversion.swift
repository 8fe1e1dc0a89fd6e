import Domain
import Exchange
import Foundation
import RegisterKit
import Store

// From the words of a row to the values of a record.
extension ImportRun {
  mutating func convert(_ index: Int, _ act: Act) throws -> Bool {
    var row = rows[index]
    guard let register = register(of: row) else { return true }
    var problems = Problems()
    (row.lost, row.isRepeated) = ([], false)
    var extra = row.extra
    var troubles = row.wrong + (try standing(row, register))
    var texts = row.texts
    keepCircles(index, &texts, &extra, &row, register)
    for field in register.references { try point(field, &texts, &extra, &row, &troubles, register) }
    for field in register.fields {
      if case .requirement = field.kind.control { name(field, &texts, &extra, &row, &troubles, register) }
    }
    var patch = register.read(texts, act.reading, &problems)
    for (name, text) in row.seconds where !text.isEmpty {
      var ignored = Problems()
      if let value = register.read([name: text], act.reading, &ignored)[name] { patch[name] = value }
    }
    // Words of which a field takes the meaning, and cells that a field can't take, change nothing that is there.
    for trouble in row.kept { if let name = trouble.field, texts[name] == "" { patch[name] = nil } }
    for (name, value) in patch where row.existing == nil && value == .null { patch[name] = nil }
    keepLeadingWords(patch, row, register, &extra)
    if row.existing == nil { try complete(&patch, row, register) }
    let state = try self.state(of: &row, register, patch, &extra)
    keepComing(&patch, &row, register, &extra)
    if row.existing != nil {
      // An empty cell clears a field, but not one that a step sets.
      patch = patch.filter { register.field($0.key)?.traits.stamped != true || !$0.value.isEmpty }
      forgetWords(of: row, texts, register, &extra)
    }
    if !extra.isEmpty { patch[AnyRegister.extra] = .object(extra.mapValues { $0.isEmpty ? .null : .text($0) }) }
    if problems.isEmpty, troubles.isEmpty {
      var body: Body
      if let existing = row.existing, options.updates {
        let next: String?
        (body, next) = try act.changed(existing, register, patch, state, &problems)
        row.isChange = body != existing.body || next != existing.state
        if options.mostChanges > 0 { row.changed = body }
      } else {
        body = register.admit(
          patch, to: row.existing?.body ?? [:], by: row.existing == nil ? .history : .program, act.reading, &problems)
        if row.existing == nil {
          if !problems.isEmpty, keepWhatNeedsMore(&patch, &row, register, act, &extra, &problems) {
            problems = Problems()
            body = register.admit(patch, by: .history, act.reading, &problems)
          }
          row.admitted = body
        }
      }
      (row.patch, row.next) = (patch, state)
      if problems.isEmpty { troubles += try claim(body, &row, index, register) }
    }
    // What the register made of a new record stands for the patch, unless another table may say more of it.
    if row.isAdmitted, sources.count == 1 { row.patch = [:] }
    rows[index] = row
    troubles =
      problems.all.map { problem in
        // The door names the state as a field.
        problem.field == "state" && register.field("state") == nil
          ? Trouble(field: Self.state, value: row.state, reason: problem.message)
          : Trouble(field: problem.field, reason: problem.message, about: lack(of: problem.field, patch, register))
      } + troubles
    if troubles.isEmpty { return true }
    reject(index, troubles)
    return false
  }

  /// A required field that a row leaves empty is asked for once.
  private func lack(of name: String?, _ patch: Body, _ register: AnyRegister) -> ImportReport.Rejected.Cause {
    guard let name, register.field(name)?.traits.required == true, (patch[name] ?? .null).isEmpty else { return .other }
    return .missing(name)
  }

  /// Finds the records that a field's words mean. What nobody is stays as words beside the field; only a record that is
  /// nothing without the other is refused.
  private mutating func point(
    _ field: FieldSpec, _ texts: inout ImportTexts, _ extra: inout [String: String], _ row: inout Row,
    _ troubles: inout [Trouble], _ register: AnyRegister
  ) throws {
    guard let text = texts[field.name], !text.isEmpty else { return }
    let found = try resolve(text, field, row.source)
    texts[field.name] = (field.isMany ? found.ids : Array(found.ids.prefix(1))).joined(separator: "; ")
    let isLost = !found.lost.isEmpty
    guard isLost || !found.kept.isEmpty else { return }
    if isLost, field.traits.required, found.ids.isEmpty {
      troubles += found.lost.map { Trouble(field: field.name, value: text, reason: $0.reason, cause: $0.cause) }
      return
    }
    extra[field.label] = text
    for lost in found.lost {
      row.lost.append(
        .init(
          field: field.name, value: lost.words, reason: lost.reason, cause: lost.cause,
          about: lost.isSettled ? .settled : .other))
      // A team or function that owns is a unit of the organization, where the record says which.
      guard field.traits.owner else { continue }
      for other in register.references
      where !other.traits.owner && !other.isMany && texts[other.name]?.isEmpty != false {
        guard other.targets != field.targets, case .one(let id) = try names.find(other.targets, lost.words),
          scope.registers[other.targets[0]]?.fields.contains(where: \.traits.standsIn) == true
        else { continue }
        texts[other.name] = id
      }
    }
  }

  /// Finds the requirements that a field's words mean.
  private mutating func name(
    _ field: FieldSpec, _ texts: inout ImportTexts, _ extra: inout [String: String], _ row: inout Row,
    _ troubles: inout [Trouble], _ register: AnyRegister
  ) {
    guard let text = texts[field.name], !text.isEmpty else { return }
    let title = field.traits.unique ? row.texts[register.titleField.name] : nil
    let found = requirements(in: text, row.source, title: title)
    if !found.open.isEmpty {
      troubles += found.open.map { Trouble(field: field.name, value: text, reason: $0.reason, about: $0.about) }
      return
    }
    if field.traits.required, found.uids.isEmpty {
      troubles += found.lost.map { Trouble(field: field.name, value: text, reason: $0.reason) }
      return
    }
    texts[field.name] = (field.isMany ? found.uids : Array(found.uids.prefix(1))).joined(separator: "; ")
    if !found.said.isEmpty, field.traits.unique, let old = texts[register.titleField.name], !old.isEmpty {
      // The title is that of another edition; the line gets the one of today.
      texts[register.titleField.name] = nil
      extra[register.titleField.label] = old
    }
    row.lost += found.said.map { Trouble(field: field.name, value: text, reason: $0) }
    guard !found.lost.isEmpty, !words.isNothing(text) else { return }
    extra[field.label] = text
    row.lost += found.lost.map { Trouble(field: field.name, value: $0.words, reason: $0.reason) }
  }

  /// The words behind a choice's leading words would be lost otherwise.
  private func keepLeadingWords(_ patch: Body, _ row: Row, _ register: AnyRegister, _ extra: inout [String: String]) {
    for (name, value) in patch {
      guard let field = register.field(name), case .choice(let options) = field.kind.control,
        let cell = cell(of: name, row), let option = options.named(value.text), extra[field.label] == nil
      else { continue }
      let isWhole =
        options.called(cell) != nil || row.source.decision.value(of: name, cell) != nil
        || !cell.contains(where: { ";,:(.".contains($0) })
      if !isWhole, cell.folded != option.label.folded { extra[field.label] = cell }
    }
  }

  /// The cell that feeds a field.
  private func cell(of field: String, _ row: Row) -> String? {
    guard let column = row.source.match.columns.firstIndex(where: { $0.word == field }), column < row.cells.count,
      !row.cells[column].isEmpty
    else { return nil }
    return row.cells[column]
  }

  /// Words that were kept beside a field go once the field says what they mean.
  private func forgetWords(
    of row: Row, _ texts: ImportTexts, _ register: AnyRegister, _ extra: inout [String: String]
  ) {
    guard let kept = row.existing?.body[AnyRegister.extra]?.object, !kept.isEmpty else { return }
    for (name, text) in texts where !text.isEmpty {
      guard let label = register.field(name)?.label, kept[label] != nil, extra[label] == nil,
        !row.source.table.header.contains(label) || row.source.match.columns.contains(where: { $0.word == name })
      else { continue }
      extra[label] = ""
    }
  }

  /// A value that a rule allows only together with another, of which the file says nothing, stays as words beside its field:
  /// a class without the reason for it, a likelihood without an impact.
  /// - Parameter problems: Of the record with the whole patch; of what is left of it afterwards.
  /// - Returns: Whether the patch is another one now.
  private func keepWhatNeedsMore(
    _ patch: inout Body, _ row: inout Row, _ register: AnyRegister, _ act: Act, _ extra: inout [String: String],
    _ problems: inout Problems
  ) -> Bool {
    var isChanged = false
    let lacking = problems.all.filter { problem in
      problem.field.map { (patch[$0] ?? .null).isEmpty && register.field($0)?.traits.required == false } == true
    }
    guard !lacking.isEmpty, lacking.count == problems.all.count else { return false }
    for field in register.fields where !field.traits.required && !(patch[field.name] ?? .null).isEmpty {
      switch field.kind.control {
      case .choice, .level, .flag: break
      default: continue
      }
      var (without, left) = (patch, Problems())
      without[field.name] = nil
      _ = register.admit(without, by: .history, act.reading, &left)
      guard left.all.count < problems.all.count else { continue }
      let words = cell(of: field.name, row) ?? field.kind.text(patch[field.name] ?? .null, settings)
      extra[field.label] = words
      row.lost.append(
        .init(field: field.name, value: words, reason: lacking.map(\.message).joined(separator: " ")))
      (patch, problems, isChanged) = (without, left, true)
      if problems.isEmpty { break }
    }
    if isChanged { patch[AnyRegister.extra] = .object(extra.mapValues { $0.isEmpty ? .null : .text($0) }) }
    return isChanged
  }

  /// Gives a new record what its file says nowhere and what can be known all the same.
  private mutating func complete(_ patch: inout Body, _ row: Row, _ register: AnyRegister) throws {
    for field in register.fields
    where field.traits.required && !field.traits.title && !field.traits.derived && (patch[field.name] ?? .null).isEmpty
    {
      guard let value = try standard(for: field, row, register) else { continue }
      patch[field.name] = value
    }
    let title = register.titleField
    guard (patch[title.name] ?? .null).isEmpty else { return }
    if let known = titleOfRequirement(patch, register) {
      patch[title.name] = .text(known)
      return
    }
    let columns = row.source.match.columns
    let titled = columns.contains { $0.word == title.name }
    // A file without a column for it has its records named; an empty cell in such a column is a slip unless the row says
    // in other words what it is about, and a column that nobody understood may be the name.
    let named =
      row.id.hasPrefix(register.prefix + "-")
      ? (titled || columns.contains(.extra) ? nil : register.one)
      : (titled ? nil : row.id)
    var said = row.texts
    for (name, value) in patch { if let text = value.text { said[name] = text } }
    guard let name = try titleOf(patch, register) ?? Self.firstSentence(said, register) ?? named else { return }
    patch[title.name] = .text(name)
  }

  /// What a required field holds where a table does not say it: one of its choices by which the table is called, else what
  /// a new record holds.
  private mutating func standard(for field: FieldSpec, _ row: Row, _ register: AnyRegister) throws -> Value? {
    let options: [ChoiceOption]
    switch field.kind.control {
    case .choice(let all), .choices(let all): options = all
    default: return register.initial[field.name]
    }
    let key = "\(row.part) \(field.name)"
    if let known = standards[key] { return known }
    let source = row.source
    let called = ([source.found.name, source.path.fileStem] + source.table.titles).joined(separator: " ")
    let words = Set(called.split { !$0.isLetter && !$0.isNumber }.map { String($0).folded })
    let named = options.filter { option in
      ([option.name, option.label] + option.synonyms).contains { name in
        let parts = name.split { !$0.isLetter && !$0.isNumber }.map { String($0).folded }
        return !parts.isEmpty && parts.allSatisfy(words.contains)
      }
    }
    let value: Value? =
      named.count == 1
      ? (field.isMany ? .list([.text(named[0].name)]) : .text(named[0].name)) : register.initial[field.name]
    guard let value, !value.isEmpty else { return nil }
    standards[key] = value
    let label = value.texts.compactMap { options.named($0)?.label }.joined(separator: ", ")
    report.parts[row.part].notes.append(
      "\(field.label): no column says it, so all are “\(label)”\(named.count == 1 ? ", as the table is called" : "").")
    report.parts[row.part].proposal.defaults[field.name] = value.texts.joined(separator: "; ")
    return value
  }

  /// A line that stands for a requirement is called as the standard calls it.
  private func titleOfRequirement(_ patch: Body, _ register: AnyRegister) -> String? {
    guard let field = register.fields.first(where: { $0.traits.unique && $0.kind is RequirementKind }) else {
      return nil
    }
    return patch[field.name]?.text.flatMap { installation.libraries.requirement($0)?.title }
  }

  /// The first sentence of what a record says about itself, 120 characters at most.
  static func firstSentence(_ texts: ImportTexts, _ register: AnyRegister) -> String? {
    let fields = register.fields.filter { $0.kind.control == .prose && $0.traits.searched }
    guard let text = fields.compactMap({ texts[$0.name]?.cleaned }).first(where: { !$0.isEmpty }) else { return nil }
    let sentence = text.prefix { !".!?".contains($0) }
    let first = (4...120).contains(sentence.count) ? String(sentence) : text
    guard first.count > 120 else { return first }
    let cut = first.prefix(117)
    return "\(cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut)…"
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
