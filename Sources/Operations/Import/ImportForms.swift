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
    let rows = Set(taken.values.flatMap { $0 }.map(\.line.row))
    for (slug, found) in taken.sorted(by: { $0.key < $1.key }) { takeForm(found, slug, source) }
    let rest = lines.filter { !rows.contains($0.row) }
    guard !rest.isEmpty else { return true }
    var part = ImportReport.Part(path: source.path, sheet: source.found.sheet, register: nil)
    part.isNoRegister = true
    let names = rest.map(\.label).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    part.notes = ["No register takes \(names.map { "“\($0)”" }.joined(separator: ", ")) of this sheet."]
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

  private mutating func takeForm(_ found: [(line: Line, field: String)], _ slug: String, _ source: Source) {
    guard let register = scope.registers[slug] else { return }
    let title = register.titleField.name
    var table = Table(sheet: source.found.sheet)
    if found.contains(where: { $0.field != title }) {
      // Several lines about one thing.
      let fields = found.map(\.field).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      table.header = fields
      let cells = fields.map { field in
        found.filter { $0.field == field }.map(\.line.value).joined(separator: "\n")
      }
      table.rows = [TableRow(number: found[0].line.row, cells: cells)]
    } else {
      let note = register.fields.first { $0.kind.control == .prose && !$0.traits.derived }?.name
      table.header = [title] + (note.map { [$0] } ?? [])
      table.rows = found.map { line, _ in
        let cut = line.value.range(of: ": ") ?? line.value.range(of: ", ")
        let name = cut.map { String(line.value[..<$0.lowerBound]) } ?? line.value
        let rest = cut.map { String(line.value[$0.upperBound...]) } ?? ""
        return TableRow(number: line.row, cells: note == nil ? [name] : [name, rest])
      }
    }
    let sheet = ImportTable(name: source.found.name, content: .table(table), sheet: source.found.sheet, register: slug)
    var match = TableMatch(table.header, register, words)
    match.columns = table.header.map { .field($0, also: nil) }
    match.strengths = table.header.map { _ in 1 }
    let form = Source(path: source.path, found: sheet, table: table, match: match, decision: TableDecision())
    form.isForm = true
    take(form)
  }
}
