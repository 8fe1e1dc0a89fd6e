import Domain
import Exchange
import RegisterKit
import Store

// How each column of a table is read.
extension ImportRun {
  /// Works out how each column of a table is read, and says it.
  mutating func understand(_ index: Int) throws {
    let source = sources[index]
    guard let register = scope.registers[source.match.register] else { return }
    let table = source.table
    var part = ImportReport.Part(path: source.path, sheet: source.found.sheet, register: register.slug)
    (part.match, part.header, part.headerRows) = (source.match, table.header, table.headerRows)
    (part.setAside, part.guesses) = (table.setAside, source.guesses)
    let faulty = Set(table.problems.filter { $0.column == nil }.map(\.row))
    part.rows = table.rows.count + faulty.count + Set(table.setAside.map(\.row)).count
    part.rejected = table.problems.filter { $0.column == nil }.map {
      .init(row: $0.row, column: nil, value: $0.value, reason: $0.reason)
    }
    if !source.match.reason.isEmpty, source.decision.register == nil, source.found.register == nil {
      part.notes.append("Read as \(register.many): \(source.match.reason).")
    }
    if !table.leftOut.isEmpty {
      part.notes.append("Hidden columns were left out: \(table.leftOut.map { "“\($0)”" }.joined(separator: ", ")).")
    }
    part.warnings += table.notes.map { .init(row: $0.row, column: $0.column, value: $0.value, reason: $0.reason) }
    for index in source.match.byContent.sorted() where table.header.indices.contains(index) {
      let meaning =
        if case .field(let name, _) = source.match.columns[index] { register.field(name)?.label ?? name } else {
          "Code"
        }
      part.notes.append("The column “\(table.header[index])” was read as \(meaning) by its content.")
    }
    if source.match.isRemembered { part.notes.append("The columns were read as they were for these headings before.") }
    let own = options.decisions[ImportFile.key(source.path, source.found.sheet)]?.mended ?? [:]
    let recalled = source.decision.mended.count { number, cells in cells.keys.contains { own[number]?[$0] == nil } }
    if recalled > 0 { part.notes.append("\(recalled.of("row was", "rows were")) corrected as before.") }
    nameByRequirement(source, register)
    joinReasons(source, register)
    let standard = standard(of: source, register)
    source.standard = standard
    part.standard = source.decision.standard ?? standard?.framework ?? onlyStandard(of: source)
    if let standard, !standard.reason.isEmpty { part.notes.append(standard.reason) }
    var proposal = source.decision
    proposal.register = register.slug
    proposal.standard = part.standard
    var readings = try readings(of: source, register)
    for (column, reading) in readings where reading.readsNothing && isDoubtful(column, of: source) {
      let former = source.match.columns[column].word
      disregard(column, of: source, &readings, &part)
      try readOtherwise(column, not: former, source, register, &readings)
    }
    for column in source.match.columns.indices where isDoubtful(column, of: source) {
      guard let field = register.field(source.match.columns[column].word), try namesNobody(field, column, of: source)
      else { continue }
      disregard(column, of: source, &readings, &part)
    }
    part.match = source.match
    source.readings = readings
    for (column, heading) in table.header.enumerated() {
      let meaning = source.match.columns[column]
      if meaning == .extra, table.rows.contains(where: { column < $0.cells.count && !$0.cells[column].isEmpty }) {
        part.unknown.append(heading)
      }
      proposal.columns[heading] = meaning.word
      guard let reading = readings[column] else { continue }
      if let note = reading.note { part.notes.append(note) }
      if let question = reading.question { part.questions.append(question) }
      let name = meaning.word
      if !reading.mapping.isEmpty {
        for (words, meant) in reading.mapping { proposal.values[name, default: [:]][words] = meant }
      }
    }
    part.proposal = proposal
    if let note = unsaid(part, source, register) { part.notes.append(note) }
    if table.rows.isEmpty, part.rows == 0 {
      part.rejected.append(.init(row: 0, column: nil, value: "", reason: "There is no row under the headings."))
    }
    source.part = report.parts.count
    report.parts.append(part)
  }

  /// In a register with one line for each requirement, the numbers of the rows are those of the requirements.
  private func nameByRequirement(_ source: Source, _ register: AnyRegister) {
    guard let field = register.fields.first(where: { $0.traits.unique && $0.kind is RequirementKind }),
      !source.match.columns.contains(where: { $0.word == field.name }),
      let column = source.match.columns.indices.first(where: { holdsIDs($0, source) })
    else { return }
    let isTitle = source.match.columns[column].word == register.titleField.name
    (source.match.columns[column], source.match.strengths[column]) = (.field(field.name, also: nil), 0.9)
    guard isTitle else { return }
    // What seemed to be the title are the numbers; another column may be the title.
    let titled = source.table.header.enumerated().compactMap { index, heading -> (Int, Double)? in
      guard source.match.columns[index] == .extra else { return nil }
      return TableMatch.meanings(heading, register, words)[register.titleField.name].map { (index, $0) }
    }
    if let (index, strength) = titled.max(by: { $0.1 < $1.1 }) {
      (source.match.columns[index], source.match.strengths[index]) = (
        .field(register.titleField.name, also: nil), strength
      )
    }
  }

  /// Most cells of a column are an id of a requirement and little else.
  private func holdsIDs(_ column: Int, _ source: Source) -> Bool {
    guard !source.decided.contains(column) else { return false }
    switch source.match.columns[column] {
    case .code, .extra, .field: break
    default: return false
    }
    let cells = source.different(column).prefix(60)
    let ids = cells.filter { cell in
      cell.count <= 24 && cell.contains(where: \.isNumber) && RequirementIDs.parse(cell, annex: true).names.count == 1
    }
    return cells.count > 1 && ids.count * 4 > cells.count * 3
  }

  /// Two columns of which a row fills one, such as the reasons for inclusion and for exclusion, are one text.
  private func joinReasons(_ source: Source, _ register: AnyRegister) {
    for (column, meaning) in source.match.columns.enumerated()
    where meaning == .extra && !source.decided.contains(column) {
      let meant = TableMatch.meanings(source.table.header[column], register, words).max { $0.value < $1.value }
      guard let (name, strength) = meant, strength >= 0.6, register.field(name)?.kind.control == .prose,
        let other = source.match.columns.firstIndex(where: { $0.word == name }), !source.decided.contains(other)
      else { continue }
      func isFilled(_ row: TableRow, _ index: Int) -> Bool { index < row.cells.count && !row.cells[index].isEmpty }
      let rows = source.table.rows
      guard rows.contains(where: { isFilled($0, column) }),
        !rows.contains(where: { isFilled($0, column) && isFilled($0, other) })
      else { continue }
      (source.match.columns[column], source.match.strengths[column]) = (.field(name, also: nil), strength)
    }
  }

  /// What a list of the register shows and no column says, where columns of few words were not understood: one of them may
  /// be it.
  private func unsaid(_ part: ImportReport.Part, _ source: Source, _ register: AnyRegister) -> String? {
    let open = part.unknown.filter { heading in
      guard let column = part.header.firstIndex(of: heading) else { return false }
      let words = source.different(column)
      return (2...7).contains(words.count) && source.table.rows.count > words.count * 2
        && words.allSatisfy { $0.count < 30 }
    }
    let fields = register.fields.filter { field in
      switch field.kind.control {
      case .choice, .choices, .flag, .level: break
      default: return false
      }
      return field.isEntered && (field.traits.listed || field.traits.state)
        && !source.match.columns.contains { $0.word == field.name }
    }
    guard !open.isEmpty, !fields.isEmpty else { return nil }
    return
      "No column says \(fields.map(\.label).joined(separator: ", ")). Not understood, with few different words: \(open.map { "“\($0)”" }.joined(separator: ", ")); choose what they are."
  }

  /// Only part of the words of a heading, or words that are said of many registers, made it what it is.
  private func isDoubtful(_ column: Int, of source: Source) -> Bool {
    !source.decided.contains(column) && !source.match.byContent.contains(column)
      && source.match.strengths[column] < 0.985
      && source.found.register == nil
  }

  /// Keeps a column under its heading, since nothing in it is what the heading seemed to say.
  private func disregard(
    _ column: Int, of source: Source, _ readings: inout [Int: ColumnReading], _ part: inout ImportReport.Part
  ) {
    source.match.columns[column] = .extra
    source.match.strengths[column] = 0
    readings[column] = nil
  }

  /// A heading may mean something else, too: “Resp.” is no response where its cells name people.
  private func readOtherwise(
    _ column: Int, not former: String, _ source: Source, _ register: AnyRegister, _ readings: inout [Int: ColumnReading]
  ) throws {
    let heading = source.table.header[column]
    let taken = Set(source.match.columns.map(\.word)).union([former])
    let others = TableMatch.meanings(heading, register, words).filter { $0.value >= 0.75 && !taken.contains($0.key) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (name, strength) in others.prefix(3) {
      guard let field = register.field(name), !field.traits.derived else { continue }
      let reading = ColumnReading(field, heading: heading, source.different(column), shared(source, register))
      guard !reading.readsNothing, try !namesNobody(field, column, of: source) else { continue }
      source.match.columns[column] = .field(name, also: nil)
      source.match.strengths[column] = strength
      readings[column] = reading
      return
    }
  }

  private func shared(_ source: Source, _ register: AnyRegister) -> ColumnReading.Table {
    .init(register: register, decision: source.decision, settings: settings, words: words, reading: reading())
  }

  /// A column of sentences in which nobody and nothing is named is no reference.
  private func namesNobody(_ field: FieldSpec, _ column: Int, of source: Source) throws -> Bool {
    let isReference: Bool
    switch field.kind.control {
    case .reference: isReference = true
    case .requirement: isReference = false
    default: return false
    }
    guard !field.traits.required else { return false }
    let cells = source.different(column).prefix(200).filter { !words.isNothing($0) }
    guard !cells.isEmpty, cells.reduce(0, { $0 + $1.count }) > 30 * cells.count else { return false }
    return try cells.allSatisfy { cell in
      guard isReference else { return RequirementIDs.parse(cell, annex: source.isAnnex).names.isEmpty }
      return try listed(cell, field.targets).allSatisfy { part in
        if case .none = try names.find(field.targets, part) { true } else { false }
      }
    }
  }

  private func readings(of source: Source, _ register: AnyRegister) throws -> [Int: ColumnReading] {
    var shared = shared(source, register)
    var readings: [Int: ColumnReading] = [:]
    var cells: [Int: [String]] = [:]
    for (column, meaning) in source.match.columns.enumerated() {
      switch meaning {
      case .field, .state: cells[column] = source.different(column)
      default: break
      }
    }
    // Days of which the order is certain settle those of which it is not.
    for (column, texts) in cells {
      guard let field = register.field(source.match.columns[column].word), field.kind.control == .day else { continue }
      let order = DayColumn(texts.filter { !words.isNothing($0) }, months: words.months).order
      if let order, order != .yearFirst { shared.days = shared.days.map { $0 == order ? order : .yearFirst } ?? order }
    }
    if shared.days == .yearFirst { shared.days = nil }
    for (column, texts) in cells {
      let heading = source.table.header[column]
      if source.match.columns[column] == .state {
        if let lifecycle = register.lifecycle {
          readings[column] = ColumnReading(states: lifecycle, heading: heading, texts, shared)
        }
      } else if let field = register.field(source.match.columns[column].word) {
        shared.explained = explained(field, source, register)
        readings[column] = ColumnReading(field, heading: heading, texts, shared)
      }
    }
    return readings
  }
}
