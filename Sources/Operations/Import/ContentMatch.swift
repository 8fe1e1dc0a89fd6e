import Domain
import Exchange
import RegisterKit
import Store

// Columns whose headings say nothing are proposed to a field by what stands under them, if exactly one field that is
// still free takes all of it.
extension ImportRun {
  mutating func readContent() throws {
    let announced = announced()
    for (path, table) in unmatched {
      if let match = best(table.table, announced) {
        take(table, of: path, match, nil, isDecided: true)
      } else {
        var part = ImportReport.Part(path: path, sheet: table.sheet, register: nil)
        part.header = table.table.header
        part.notes = ["No register fits the headings \(part.header.prefix(8).joined(separator: ", ")); left out."]
        report.parts.append(part)
      }
    }
    for index in sources.indices where !sources[index].isDecided {
      guard let register = scope.registers[sources[index].match.register] else { continue }
      let match = read(sources[index].table.table, sources[index].match, register, announced)
      if !match.byContent.isEmpty { (sources[index].match, sources[index].isDecided) = (match, true) }
    }
  }

  /// The register for a table of which the headings alone say too little: with what the content says, one fits best.
  private func best(_ table: Table, _ announced: [String: Set<String>]) -> TableMatch? {
    let matches = scope.registers.all.filter { !$0.isMadeByProgram }.compactMap { register -> TableMatch? in
      let plain = TableMatch(table.header, register)
      guard plain.columns.contains(where: { $0.word == register.titleField.name }) else { return nil }
      var match = read(table, plain, register, announced)
      match.certainty = Double(match.columns.count { $0 != .extra }) / Double(max(1, match.columns.count))
      return match.certainty >= 0.6 && !match.byContent.isEmpty ? match : nil
    }
    guard let best = matches.max(by: { $0.certainty < $1.certainty }),
      matches.count(where: { $0.certainty == best.certainty }) == 1
    else { return nil }
    return best
  }

  private func read(
    _ table: Table, _ match: TableMatch, _ register: AnyRegister, _ announced: [String: Set<String>]
  ) -> TableMatch {
    var match = match
    for (column, meaning) in proposals(table, match, register, announced) {
      match.columns[column] = meaning
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
      for row in source.table.table.rows {
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
          registers.contains { announced[$0]?.contains(text.lowercased()) == true }
            || (try? scope.find(registers, text).count) == 1
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

  private func isAddress(_ text: String) -> Bool {
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && !halves[0].isEmpty && halves[1].contains(".") && !text.contains(where: \.isWhitespace)
  }
}
