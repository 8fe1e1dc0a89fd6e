import Domain
import Exchange
import RegisterKit
import Store

// Columns whose headings say nothing are proposed to a field by what stands under them, if exactly one field that is
// still free takes all of it.
extension ImportRun {
  mutating func readContent() throws {
    let announced = announced()
    for source in unmatched {
      if let match = best(source, announced) {
        source.match = match
        take(source)
      } else {
        ask(source)
      }
    }
    for source in sources {
      guard let register = scope.registers[source.match.register], !source.isKept else { continue }
      let match = read(source.table, source.match, register, announced, decided: source.decided)
      if !match.byContent.isEmpty { source.match = match }
    }
  }

  /// Asks for which register a table is, with the best guesses; nothing of it is taken.
  private mutating func ask(_ source: Source) {
    let table = source.table
    var part = ImportReport.Part(path: source.path, sheet: source.found.sheet, register: nil)
    (part.header, part.headerRows, part.guesses) = (table.header, table.headerRows, source.guesses)
    (part.setAside, part.proposal, part.unknown) = (table.setAside, source.decision, table.header)
    part.rows =
      table.rows.count + Set(table.problems.filter { $0.column == nil }.map(\.row)).count
      + Set(table.setAside.map(\.row)).count
    let headings = table.header.filter { !$0.isEmpty }.prefix(8).joined(separator: ", ")
    let best = source.guesses.prefix(3).filter { $0.score > 0.15 }.compactMap { scope.registers[$0.match.register] }
    let guess =
      best.isEmpty ? "" : " Choose the register; it may be \(best.map(\.many).joined(separator: ", "))."
    part.rejected.append(
      .init(
        row: 0, column: nil, value: "",
        reason:
          "No register fits the headings \(headings) for certain; \(part.rows.of("row was", "rows were")) left out.\(guess)"
      ))
    part.questions.append(.init(.register, "What are these?", choices: best.map(\.slug)))
    report.parts.append(part)
  }

  /// The register for a table of which the headings alone say too little: with what the content says, one fits best.
  private func best(_ source: Source, _ announced: [String: Set<String>]) -> TableMatch? {
    let table = source.table
    let matches = source.guesses.filter { $0.score > 0.2 }.compactMap { guess -> (match: TableMatch, score: Double)? in
      let plain = guess.match
      guard let register = scope.registers[plain.register],
        plain.columns.contains(where: { $0.word == register.titleField.name })
      else { return nil }
      var match = read(table, plain, register, announced, decided: [])
      match.certainty = Double(match.columns.count { $0 != .extra }) / Double(max(1, match.columns.count))
      return match.certainty >= 0.6 && !match.byContent.isEmpty ? (match, guess.score) : nil
    }.sorted { ($1.match.certainty, $1.score) < ($0.match.certainty, $0.score) }
    guard let best = matches.first else { return nil }
    if matches.count > 1, best.match.certainty == matches[1].match.certainty, best.score - matches[1].score < 0.01 {
      return nil
    }
    return best.match
  }

  private func read(
    _ table: Table, _ match: TableMatch, _ register: AnyRegister, _ announced: [String: Set<String>],
    decided: Set<Int>
  ) -> TableMatch {
    var match = match
    for (column, meaning) in proposals(table, match, register, announced) where !decided.contains(column) {
      match.columns[column] = meaning
      match.strengths[column] = 0.6
      match.byContent.insert(column)
    }
    return match
  }

  /// What the other tables bring, by register, in small letters: references may point at it.
  private func announced() -> [String: Set<String>] {
    var announced: [String: Set<String>] = [:]
    for source in sources {
      guard let register = scope.registers[source.match.register] else { continue }
      let naming = source.match.columns.indices.filter { index in
        switch source.match.columns[index] {
        case .code: true
        case .field(let name, _): register.field(name).map { $0.traits.unique || $0.traits.title } == true
        default: false
        }
      }
      for row in source.table.rows {
        for index in naming where index < row.cells.count {
          announced[register.slug, default: []].insert(row.cells[index].trimmed().lowercased())
        }
      }
    }
    return announced
  }

  private func proposals(
    _ table: Table, _ match: TableMatch, _ register: AnyRegister, _ announced: [String: Set<String>]
  ) -> [Int: TableMatch.Column] {
    var taken: Set<String> = []
    for case .field(let name, let also) in match.columns { taken.formUnion([name, also ?? name]) }
    let free = register.fields.filter { $0.isEntered && !taken.contains($0.name) }
    var proposals: [Int: TableMatch.Column] = [:]
    for index in match.columns.indices where match.columns[index] == .extra {
      let cells = table.rows.map { index < $0.cells.count ? $0.cells[index].trimmed() : "" }.filter {
        !$0.isEmpty
      }
      let values = Set(cells)
      guard !values.isEmpty else { continue }
      var fits = free.filter { takes($0, values, of: cells.count, announced) }.map {
        TableMatch.Column.field($0.name, also: nil)
      }
      let areCodes = values.count == cells.count && values.allSatisfy { isCode($0, of: register) }
      if areCodes, !match.columns.contains(.code) { fits.append(.code) }
      if fits.count == 1 { proposals[index] = fits[0] }
    }
    // Two columns that want the same field: nobody knows which is meant.
    let twice = Dictionary(grouping: proposals.values, by: { $0 }).filter { $0.value.count > 1 }.keys
    return proposals.filter { !twice.contains($0.value) }
  }

  private func isCode(_ text: String, of register: AnyRegister) -> Bool {
    let number = text.dropFirst(register.prefix.count + 1)
    return text.hasPrefix(register.prefix + "-") && !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Whether a field takes every value, and values that few other fields would.
  private func takes(
    _ field: FieldSpec, _ values: Set<String>, of count: Int, _ announced: [String: Set<String>]
  ) -> Bool {
    switch field.kind.control {
    case .day: values.allSatisfy { !$0.contains(":") && reads(field, $0) }
    // Days may be meant for it too, and then nobody knows which field is.
    case .instant: values.allSatisfy { reads(field, $0) }
    // One cell may be anybody's word; two that are both options are hardly chance.
    case .choice(let options): count > 1 && values.allSatisfy { options.called($0) != nil }
    case .choices(let options):
      count > 1 && values.allSatisfy { $0.parts.allSatisfy { options.called($0) != nil } }
    case .reference(let registers, let isMany):
      values.allSatisfy { value in
        (isMany ? value.parts : [value]).allSatisfy { text in
          registers.contains { announced[$0]?.contains(text.lowercased()) == true } || isFound(registers, text)
        }
      }
    case .requirement: count > 1 && values.allSatisfy { reads(field, $0) }
    case .line where field.traits.unique: values.count == count && values.allSatisfy(isAddress)
    default: false
    }
  }

  private func reads(_ field: FieldSpec, _ text: String) -> Bool {
    (try? field.kind.parse(text, installation.reading(scope, settings))) != nil
  }

  private func isFound(_ registers: [String], _ text: String) -> Bool {
    if case .one = (try? names.find(registers, text)) ?? .none { return true }
    return false
  }

  private func isAddress(_ text: String) -> Bool {
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && !halves[0].isEmpty && halves[1].contains(".") && !text.contains(where: \.isWhitespace)
  }
}
