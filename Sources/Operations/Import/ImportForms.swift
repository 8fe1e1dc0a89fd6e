import Domain
import Exchange
import RegisterKit

// A sheet of names and values about the organization itself: “Site”, “Scope”, “Certificate”, each with what it is. Lines
// that are called as a register calls its records are such records; the others are said.
extension ImportRun {
  /// A line of such a sheet.
  private struct Line {
    let row: Int
    let label: String
    let value: String
  }

  /// Takes a sheet of names and values apart.
  /// - Returns: False if it is none, or if no line is anything that a register takes.
  mutating func takeForm(_ source: Source) -> Bool {
    let table = source.table
    guard table.header.count == 2, table.rows.count > 2, source.found.raw != nil,
      table.rows.allSatisfy({ $0.cells.count == 2 && !$0.cells[0].isEmpty && $0.cells[0].count < 60 })
    else { return false }
    let head = Line(row: table.headerRows?.lowerBound ?? 1, label: table.header[0], value: table.header[1])
    let lines = [head] + table.rows.map { Line(row: $0.number, label: $0.cells[0], value: $0.cells[1]) }
    var taken: [String: [(line: Line, field: String)]] = [:]
    for line in lines where line.value.count(where: \.isLetter) > 2 {
      if let (slug, field) = meaning(of: line.label) { taken[slug, default: []].append((line, field)) }
    }
    guard taken.values.reduce(0, { $0 + $1.count }) > 1, taken.count > 1 else { return false }
    let rest = lines
    var part = ImportReport.Part(path: source.path, sheet: source.found.sheet, register: nil)
    part.isNoRegister = true
    let names = rest.map(\.label).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    part.notes = [
      "This sheet says single things of the organization; enter them where they belong. It has \(names.map { "“\($0)”" }.joined(separator: ", "))."
    ]
    report.parts.append(part)
    return true
  }

  /// The register and the field that a line's name means; the title where it is called as a record of the register is.
  private func meaning(of label: String) -> (slug: String, field: String)? {
    let own = scope.registers.all.filter { $0.one.folded == label.folded }.map { (slug: $0.slug, strength: 1.0) }
    for (slug, strength) in own + words.registers(named: label) where strength >= 0.5 {
      guard let register = scope.registers[slug], !register.isMadeByProgram else { continue }
      if let field = named(label, register) { return (slug, field) }
      if strength >= 0.9 { return (slug, register.titleField.name) }
    }
    // “Not in scope” is called like no register and is a field of one alone.
    let owning = scope.registers.all.filter { !$0.isMadeByProgram }.compactMap { register in
      named(label, register).map { (register.slug, $0) }
    }
    return owning.count == 1 ? owning[0] : nil
  }

  private func named(_ label: String, _ register: AnyRegister) -> String? {
    let found = TableMatch.meanings(label, register, words).filter { name, strength in
      strength >= 0.8 && register.field(name)?.kind.control == .prose
    }
    return found.max { $0.value < $1.value }?.key
  }
}
