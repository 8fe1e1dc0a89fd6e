import Domain
import Exchange
import RegisterKit

// A sheet of names and values about the organization itself: “Site”, “Scope”, “Certificate”, each with what it is. Lines
// that are called as a register calls its records, or as one of its fields, become records of it; the others are said.
extension ImportRun {
  /// A line of such a sheet.
  private struct Line {
    let row: Int
    let label: String
    let value: String
  }

  /// Nobody lists more single facts, and each line is compared with every register.
  private static let mostLines = 200

  /// Takes a sheet of names and values apart.
  /// - Returns: False if it is none, or if no two registers take lines of it.
  mutating func takeForm(_ source: Source) -> Bool {
    let table = source.table
    guard table.header.count == 2, (3...Self.mostLines).contains(table.rows.count), source.found.raw != nil,
      !words.isHeading(table.header[1]),
      table.rows.allSatisfy({ $0.cells.count == 2 && !$0.cells[0].isEmpty && $0.cells[0].count < 60 })
    else { return false }
    let head = Line(row: table.headerRows?.lowerBound ?? 1, label: table.header[0], value: table.header[1])
    let lines = [head] + table.rows.map { Line(row: $0.number, label: $0.cells[0], value: $0.cells[1]) }
    var taken: [String: [(line: Line, field: String?)]] = [:]
    var rest: [Line] = []
    for line in lines {
      if line.value.count(where: \.isLetter) > 2, let (slug, field) = meaning(of: line.label),
        field != nil || Self.isName(line.value)
      {
        taken[slug, default: []].append((line, field))
      } else {
        rest.append(line)
      }
    }
    guard taken.count > 1 else { return false }
    var part = ImportReport.Part(path: source.path, sheet: source.found.sheet, register: nil)
    part.isNoRegister = true
    let names = rest.map(\.label).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let many = taken.keys.sorted().compactMap { scope.registers[$0]?.many }
    part.notes = [
      "This sheet lists single facts about the organization. Read from it: \(many.joined(separator: ", "))."
    ]
    if !names.isEmpty {
      part.notes.append(
        "No field for \(names.map { "“\($0)”" }.joined(separator: ", ")); enter these by hand.")
    }
    report.parts.append(part)
    for (slug, lines) in taken.sorted(by: { $0.key < $1.key }) {
      guard let register = scope.registers[slug] else { continue }
      let sheet = [source.found.sheet, register.many].compactMap(\.self).joined(separator: ": ")
      let table = ImportTable(
        name: register.many, content: .table(records(lines, register)), sheet: sheet, register: slug)
      match(table, in: ImportFile(path: source.path, tables: [table]))
    }
    return true
  }

  /// What a record is called begins with a capital or a number; what a word means often does not.
  private static func isName(_ value: String) -> Bool { value.first.map { $0.isUppercase || $0.isNumber } == true }

  /// The records that lines come to: one for each line that is called as a record, and one for all that are fields.
  private func records(_ lines: [(line: Line, field: String?)], _ register: AnyRegister) -> Table {
    var rows: [(number: Int, texts: ImportTexts)] = []
    var fields: (number: Int, texts: ImportTexts)?
    for (line, field) in lines {
      if let field {
        var one = fields ?? (line.row, [:])
        one.texts[field] = [one.texts[field], line.value].compactMap(\.self).joined(separator: "; ")
        fields = one
      } else {
        rows.append((line.row, record(line.value, register)))
      }
    }
    if let fields { rows.append(fields) }
    let known = register.fields.filter { field in rows.contains { $0.texts[field.name] != nil } }
    return Table(
      header: known.map(\.label),
      rows: rows.map { row in TableRow(number: row.number, cells: known.map { row.texts[$0.name] ?? "" }) })
  }

  /// What a line says of one record: its title, then numbers with what they count, days, and words, as in
  /// “Utrecht: 71 people, third floor” and “ISO/IEC 27001:2022, Example Certification, 2024-10-21 to 2027-10-20”.
  private func record(_ value: String, _ register: AnyRegister) -> ImportTexts {
    let colon = value.firstRange(of: ": ")
    let comma = value.firstRange(of: ", ")
    let end = [colon, comma].compactMap(\.self).min { $0.lowerBound < $1.lowerBound }
    guard let end else { return [register.titleField.name: value] }
    var texts: ImportTexts = [register.titleField.name: String(value[..<end.lowerBound])]
    var more: [String] = []
    for piece in value[end.upperBound...].split(separator: ", ").map({ $0.trimmed() }) where !piece.isEmpty {
      if let (field, number) = counted(piece, register), texts[field] == nil {
        texts[field] = number
      } else if let days = days(piece, register), days.allSatisfy({ texts[$0.field] == nil }) {
        for day in days { texts[day.field] = day.text }
      } else {
        more.append(piece)
      }
    }
    guard !more.isEmpty else { return texts }
    let free =
      register.fields.filter { $0.kind.control == .prose } + register.fields.filter { $0.kind.control == .line }
    if let field = free.first(where: { !$0.traits.title && !$0.traits.stamped && texts[$0.name] == nil }) {
      texts[field.name] = more.joined(separator: ", ")
    } else {
      texts[register.titleField.name] = value
    }
    return texts
  }

  /// The field of numbers and the number in “71 people”.
  private func counted(_ piece: String, _ register: AnyRegister) -> (field: String, number: String)? {
    let number = piece.prefix { $0.isNumber || ".,'".contains($0) }
    let words = piece[number.endIndex...].trimmed()
    guard number.contains(where: \.isNumber), !words.isEmpty else { return nil }
    let found = TableMatch.meanings(words, register, self.words).filter { name, strength in
      strength >= 0.8 && register.field(name)?.kind.control == .number
    }
    return found.max { $0.value < $1.value }.map { ($0.key, String(number)) }
  }

  /// The days of a record in “2024-10-21 to 2027-10-20”: from the first to the one on which it ends; a day alone ends it.
  private func days(_ piece: String, _ register: AnyRegister) -> [(field: String, text: String)]? {
    let fields = register.fields.filter { $0.kind.control == .day && !$0.traits.stamped }
    guard let due = fields.first(where: \.traits.due) else { return nil }
    let parts =
      [" to ", " until ", " – ", " - ", " bis ", " au ", " tot ", " a "].lazy
      .map { piece.split(separator: $0).map { $0.trimmed() } }.first { $0.count == 2 } ?? [piece]
    let column = DayColumn(parts, months: words.months)
    let read = parts.compactMap { column.read($0).map { "\($0.day)" } }
    guard read.count == parts.count else { return nil }
    if read.count == 1 { return [(due.name, read[0])] }
    guard let first = fields.first(where: { $0.name != due.name }) else { return nil }
    return [(first.name, read[0]), (due.name, read[1])]
  }

  /// The register that a line's name means, and the field where it is called as one; nil for the name of a record.
  private func meaning(of label: String) -> (slug: String, field: String?)? {
    let own = scope.registers.all.filter { $0.one.folded == label.folded }.map { (slug: $0.slug, strength: 1.0) }
    for (slug, strength) in own + words.registers(named: label) where strength >= 0.5 {
      guard let register = scope.registers[slug], !register.isMadeByProgram else { continue }
      if let field = named(label, register) { return (slug, field) }
      // What people own and take through states, such as risks and assets, is explained in such a sheet, not listed.
      if strength >= 0.9, register.ownerField == nil, register.lifecycle == nil { return (slug, nil) }
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
