import Domain
import Exchange
import RegisterKit
import Store

// What does each table mean, and which record is each row?
extension ImportRun {
  mutating func plan(_ files: [ImportFile]) throws {
    for file in files {
      if let reason = file.unreadable {
        var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
        part.rejected.append(.init(row: 0, column: nil, value: "", reason: reason))
        report.parts.append(part)
      }
      if !file.leftOut.isEmpty {
        var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
        part.notes = file.leftOut
        report.parts.append(part)
      }
      for table in file.tables { try match(table, in: file) }
    }
    try readContent()
    try checkColumns(files)
    for source in sources {
      for row in source.table.table.rows {
        if let code = source.match.columns.firstIndex(of: .code), code < row.cells.count {
          codes.brought.insert(row.cells[code].trimmed())
        }
      }
    }
    for index in sources.indices { try plan(sources[index]) }
  }

  /// What a person decided goes first, then what was kept for these headings, then the headings.
  private mutating func match(_ table: ImportTable, in file: ImportFile) throws {
    let key = file.key(of: table)
    let plain = TableMatch.best(for: table.table, named: table.name, among: scope.registers)
    let given = options.registers[key].flatMap { scope.registers[$0] }
    var (match, isDecided) = (options.matches[key], options.matches[key] != nil)
    if match == nil, let kept = kept(for: table.table.header), given == nil || kept.register == given?.slug {
      (match, isDecided) = (kept, true)
    }
    if match == nil, let given { (match, isDecided) = (TableMatch(table.table.header, given), false) }
    guard let match = match ?? plain else {
      if !table.isIncidental { unmatched.append((file.path, table)) }
      return
    }
    take(table, of: file.path, match, plain, isDecided: isDecided, isChosen: options.matches[key] != nil)
  }

  mutating func take(
    _ table: ImportTable, of path: String, _ match: TableMatch, _ plain: TableMatch?, isDecided: Bool,
    isChosen: Bool = false
  ) {
    var (match, isDecided) = (match, isDecided)
    guard let register = scope.registers[match.register] else { return }
    if register.isMadeByProgram {
      var part = ImportReport.Part(path: path, sheet: table.sheet, register: register.slug)
      part.rejected.append(
        .init(
          row: 0, column: nil, value: register.slug,
          reason: "\(register.many) are made by Concord itself and can't be imported."))
      report.parts.append(part)
      return
    }
    if table.isIncidental, !isChosen,
      match.certainty < 0.6 || (table.table.rows.count > 1 && !match.columns.contains(.code))
    {
      return
    }
    if let body = table.table.header.firstIndex(of: ImportFile.bodyHeading),
      let field = register.fields.first(where: { $0.kind.control == .prose && $0.traits.searched })
    {
      match.columns[body] = .field(field.name, also: nil)
    }
    for (index, heading) in table.table.header.enumerated() {
      guard let word = options.columns.first(where: { $0.key.folded == heading.folded })?.value,
        let column = TableMatch.Column(word, register, instead: match.columns[index])
      else { continue }
      (match.columns[index], isDecided) = (column, true)
    }
    sources.append(Source(path: path, table: table, match: match, plain: plain, isDecided: isDecided))
  }

  /// A decision about a heading that no table has, or for which no register has that field, was a slip.
  private func checkColumns(_ files: [ImportFile]) throws {
    for (heading, word) in options.columns.sorted(by: { $0.key < $1.key }) {
      let having = sources.filter { $0.table.table.header.contains { $0.folded == heading.folded } }
      guard !having.isEmpty else { throw Failure.malformed("No table here has a column “\(heading)”.") }
      let registers = having.compactMap { scope.registers[$0.match.register] }
      guard registers.contains(where: { TableMatch.Column(word, $0, instead: .extra) != nil }) else {
        throw Failure.malformed(
          "\(registers.map(\.many).joined(separator: ", ")): there is no field “\(word)” for the column “\(heading)”.")
      }
    }
  }

  private mutating func plan(_ source: Source) throws {
    guard let register = scope.registers[source.match.register] else { return }
    let table = source.table.table
    var part = ImportReport.Part(path: source.path, sheet: source.table.sheet, register: register.slug)
    part.match = source.match
    part.header = table.header
    part.rows = table.rows.count + table.problems.filter { $0.column == nil }.count
    part.rejected = table.problems.map {
      .init(row: $0.row, column: $0.column, value: $0.value, reason: $0.reason)
    }
    for index in source.match.byContent.sorted() where table.header.indices.contains(index) {
      let meaning =
        if case .field(let name, _) = source.match.columns[index] { register.field(name)?.label ?? name } else {
          "Code"
        }
      part.notes.append("The column “\(table.header[index])” was read as \(meaning) by its content.")
    }
    if source.match.isRemembered { part.notes.append("The columns were read as they were for these headings before.") }
    report.parts.append(part)
    for row in table.rows { try plan(row, table.header, source.match, register) }
  }

  private mutating func plan(
    _ row: TableRow, _ header: [String], _ match: TableMatch, _ register: AnyRegister
  ) throws {
    var (texts, seconds, extra): ([String: String], [String: String], [String: String]) = ([:], [:], [:])
    var (code, state): (String?, String?) = (nil, nil)
    for (index, column) in match.columns.enumerated() where index < row.cells.count {
      let cell = row.cells[index]
      switch column {
      case .code: code = cell.isEmpty ? nil : cell.trimmed()
      case .state: state = cell
      case .field(let name, let also):
        // Several columns can feed a field of several values: clauses and controls of a document.
        if let before = texts[name], !before.isEmpty, !cell.isEmpty {
          texts[name] = "\(before); \(cell)"
        } else if texts[name]?.isEmpty != false {
          texts[name] = cell
        }
        if let also { seconds[also] = cell }
      case .extra: if !cell.isEmpty { extra[header[index]] = cell }
      case .derived, .ignored: break
      }
    }
    if texts.values.allSatisfy(\.isEmpty), code == nil { return }
    var existing: StoredRecord?
    let unique = register.fields.first { $0.traits.unique && texts[$0.name]?.isEmpty == false }
    // One that was archived comes back with what the row says.
    if let code { existing = try scope.record(code).flatMap { $0.isArchived && $0.kind == register.slug ? nil : $0 } }
    if existing == nil, let unique, let text = texts[unique.name] {
      let canonical =
        unique.kind is RequirementKind
        ? installation.libraries.requirement(text, in: settings.frameworks) ?? text : text
      existing = try scope.holders(of: unique, in: register, canonical).first.flatMap { try scope.record($0) }
    }
    if existing == nil, code == nil, unique == nil { existing = try byKey(texts, register) }
    let id = try existing?.id ?? code ?? codes.next(register)
    if existing != nil { codes.brought.insert(id) }
    rows.append(
      Row(
        part: report.parts.count - 1, register: register.slug, number: row.number, texts: texts, seconds: seconds,
        extra: extra, state: state, id: id, existing: existing))
    planned.add(
      register.slug, code: id, unique: unique.flatMap { texts[$0.name] }, title: texts[register.titleField.name])
  }

  /// The record that has the same key fields, or the same title where the register has no key. Of several, the first
  /// that no row before has taken: two trainings of one name stay two.
  private func byKey(_ texts: [String: String], _ register: AnyRegister) throws -> StoredRecord? {
    let keys = register.fields.filter(\.traits.key)
    var query = ListQuery(register: register.slug)
    for field in keys.isEmpty ? [register.titleField] : keys {
      let given = texts[field.name] ?? ""
      // A record that comes without a title is called after its register.
      let text = given.isEmpty && keys.isEmpty ? register.one : given
      guard !text.isEmpty else { return nil }
      query.conditions.append(.init(field: field.name, test: .is, values: [text]))
    }
    query.limit = keys.isEmpty ? 200 : 1
    let found = try scope.list(query, today: Day(number: 0)).records
    return keys.isEmpty ? found.first { !codes.brought.contains($0.id) } : found.first
  }

  /// Records that a row brings along because it points at them and nobody else has them.
  mutating func addMissing() throws {
    var brought: [Row] = []
    for row in rows {
      guard let register = register(of: row) else { continue }
      for field in register.fields where field.traits.makesMissing {
        guard let text = row.texts[field.name], !text.isEmpty, let slug = field.targets.first,
          let target = scope.registers[slug], planned.find(slug, text).isEmpty, try scope.find([slug], text).isEmpty
        else { continue }
        let part = report.parts[row.part]
        var texts: [String: String] = [:]
        let match = TableMatch(part.header, target)
        let source = rowCells(row, part)
        for (index, column) in match.columns.enumerated() {
          if case .field(let name, _) = column,
            target.field(name)?.targets.isEmpty != false || target.field(name)?.traits.owner == true
          {
            texts[name] = source[index]
          }
        }
        if texts[target.titleField.name]?.isEmpty != false { texts[target.titleField.name] = text }
        brought.append(
          Row(
            part: row.part, register: slug, number: row.number, texts: texts, seconds: [:], extra: [:], state: nil,
            id: text, existing: nil, isBrought: true))
        planned.add(slug, code: text, unique: nil, title: nil)
      }
    }
    rows = brought.reversed() + rows
  }

  private func rowCells(_ row: Row, _ part: ImportReport.Part) -> [String] {
    (part.match?.columns ?? []).enumerated().map { index, column in
      switch column {
      case .field(let name, _): row.texts[name] ?? ""
      case .extra: row.extra[part.header[index]] ?? ""
      case .code: row.id
      default: ""
      }
    }
  }
}
