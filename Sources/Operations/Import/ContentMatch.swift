import Domain
import Exchange
import RegisterKit
import Store

// Columns whose headings say nothing are proposed to a field by what stands under them, if exactly one field that is
// still free takes all of it.
extension ImportRun {
  mutating func readContent() {
    let announced = announced()
    for index in sources.indices where !sources[index].isKept {
      guard let register = scope.registers[sources[index].match.register] else { continue }
      let proposals = proposals(sources[index], register, announced)
      for (column, meaning) in proposals {
        sources[index].match.columns[column] = meaning
        sources[index].match.byContent.insert(column)
      }
      if !proposals.isEmpty, options.registers.isEmpty { sources[index].isKept = true }
    }
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
    _ source: Source, _ register: AnyRegister, _ announced: [String: Set<String>]
  ) -> [Int: TableMatch.Column] {
    let match = source.match
    var taken: Set<String> = []
    for case .field(let name, let also) in match.columns { taken.formUnion([name, also ?? name]) }
    let free = register.fields.filter { $0.isEntered && !taken.contains($0.name) }
    var proposals: [Int: TableMatch.Column] = [:]
    for index in match.columns.indices where match.columns[index] == .extra {
      let cells = source.table.table.rows.map { index < $0.cells.count ? $0.cells[index].trimmed() : "" }.filter {
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
    case .instant: values.allSatisfy { $0.contains(":") && reads(field, $0) }
    // One cell may be anybody's word; two that are both options are hardly chance.
    case .choice(let options): count > 1 && values.allSatisfy { isOption($0, options) }
    case .choices(let options):
      count > 1 && values.allSatisfy { $0.parts.allSatisfy { isOption($0, options) } }
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

  private func isOption(_ text: String, _ options: [ChoiceOption]) -> Bool {
    let folded = text.folded
    return options.contains { option in
      option.name.folded == folded || option.label.folded == folded || option.synonyms.contains { $0.folded == folded }
    }
  }

  private func isAddress(_ text: String) -> Bool {
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && !halves[0].isEmpty && halves[1].contains(".") && !text.contains(where: \.isWhitespace)
  }
}
