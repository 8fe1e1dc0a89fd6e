import Domain
import Exchange
import RegisterKit
import Store

// Which record is each row?
extension ImportRun {
  mutating func planRows(of source: Source) throws {
    guard let register = scope.registers[source.match.register] else { return }
    let faults = Dictionary(grouping: source.table.problems.filter { $0.column != nil }, by: \.row)
    let end = endOfRecords(source, register)
    for row in source.table.rows[..<end] {
      try scope.connection.goOn()
      try plan(row, faults[row.number] ?? [], source, register)
    }
    for row in source.table.rows[end...] {
      report.parts[source.part].setAside.append(
        SetAside(
          row: row.number, text: row.cells.filter { !$0.isEmpty }.joined(separator: ", "),
          reason: "It has neither a name nor a code and follows the last record, like a summary."))
    }
  }

  /// Where a summary below the records begins: rows at the end without a name and a code, apart from the records or with a
  /// cell or two where those have more.
  private func endOfRecords(_ source: Source, _ register: AnyRegister) -> Int {
    let rows = source.table.rows
    var naming = source.match.columns.indices.filter { index in
      let word = source.match.columns[index].word
      return word == "#" || word == register.titleField.name
    }
    if naming.isEmpty {
      naming = source.match.columns.indices.filter {
        register.field(source.match.columns[$0].word)?.traits.unique == true
      }
    }
    guard rows.count > 2, !naming.isEmpty else { return rows.count }
    func isNamed(_ row: TableRow) -> Bool { naming.contains { $0 < row.cells.count && !row.cells[$0].isEmpty } }
    let end = (rows.lastIndex(where: isNamed) ?? rows.count - 1) + 1
    guard end > 0 else { return rows.count }
    let usual = rows[..<end].reduce(0) { $0 + $1.cells.count { !$0.isEmpty } } / end
    // “Number of people: 11”, apart from the records.
    if usual >= 4, let last = rows.last, rows.count > 2 {
      let cells = last.cells.filter { !$0.isEmpty }
      let isFigure = cells.count == 2 && cells[1].allSatisfy { $0.isNumber || ".,'% ".contains($0) }
      if isFigure, last.number > rows[rows.count - 2].number + 1 { return rows.count - 1 }
    }
    guard end < rows.count else { return rows.count }
    let isApart = rows[end].number > rows[end - 1].number + 1
    let isThin = rows[end...].allSatisfy { row in row.cells.count { !$0.isEmpty } * 3 <= max(usual, 3) }
    return isThin || isApart && rows[end...].allSatisfy { row in row.cells.count { !$0.isEmpty } * 2 <= usual }
      ? end : rows.count
  }

  private mutating func plan(
    _ row: TableRow, _ faults: [TableProblem], _ source: Source, _ register: AnyRegister
  ) throws {
    var planned = Row(part: source.part, source: source, register: register.slug, number: row.number)
    planned.cells = row.cells
    let header = source.table.header
    var isUnderstood = false
    var code: String?
    for (index, column) in source.match.columns.enumerated() where index < row.cells.count {
      let cell = row.cells[index]
      switch column {
      case .code:
        code = cell.cleaned.isEmpty ? nil : cell.cleaned
      case .state:
        planned.state = take(cell, source.readings[index], at: Self.state, "State", &planned)
      case .field(let name, let also):
        let isOfStandard = if case .requirement = register.field(name)?.kind.control { true } else { false }
        let own = source.naming.flatMap { $0 < row.cells.count ? framework(named: row.cells[$0]) : nil }
        if isOfStandard, let standard = source.headed[index] ?? own {
          isUnderstood = isUnderstood || !cell.isEmpty
          planned.texts[name] = [planned.texts[name] ?? "", under(standard, cell, header[index])].filter { !$0.isEmpty }
            .joined(separator: "; ")
          continue
        }
        let text = take(cell, source.readings[index], at: name, register.field(name)?.label ?? name, &planned) ?? ""
        if !cell.isEmpty { isUnderstood = true }
        // Several columns can feed a field of several values: clauses and controls of a document.
        if let before = planned.texts[name], !before.isEmpty, !text.isEmpty {
          planned.texts[name] = "\(before); \(text)"
        } else if planned.texts[name]?.isEmpty != false {
          planned.texts[name] = text
        }
        if let also { planned.seconds[also] = cell }
      case .extra: if !cell.isEmpty { planned.keep(cell, beside: header[index].asExtraName) }
      case .derived, .ignored: break
      }
    }
    for fault in faults {
      let index = fault.column.flatMap { header.firstIndex(of: $0) }
      let column = index.map { source.match.columns[$0] } ?? .extra
      let trouble = Trouble(
        field: index.map { word(of: $0, source) }, value: fault.value, reason: fault.reason, heading: fault.column)
      switch column {
      case .derived, .ignored, .extra: planned.kept.append(trouble)
      default: planned.wrong.append(trouble)
      }
    }
    for (name, text) in source.decision.defaults where planned.texts[name]?.isEmpty != false {
      planned.texts[name] = text
    }
    guard isUnderstood || code != nil || !planned.wrong.isEmpty else {
      report.parts[source.part].rejected.append(
        .init(
          row: row.number, column: nil, value: row.cells.filter { !$0.isEmpty }.joined(separator: ", ").cut,
          reason: "Nothing in this row was understood."))
      return
    }
    try identify(&planned, code, source, register)
    if planned.unique == nil {
      let field = register.fields.first { $0.traits.unique && planned.texts[$0.name]?.isEmpty == false }
      planned.unique = field.flatMap { planned.texts[$0.name] }
    }
    if planned.existing != nil { codes.brought.insert(planned.id) }
    rows.append(planned)
    parts[planned.id] = parts[planned.id] ?? planned.part
    // A table without codes may say of the same record more than this one.
    if pending == nil, sources.count > 1, planned.existing == nil { pending = key(of: planned, register) }
    if let key = pending { keyed[key, default: Keyed()].add(planned.id, part: planned.part) }
    pending = nil
    names.bring(
      register.slug, id: planned.id, title: planned.texts[register.titleField.name], reference: planned.reference,
      unique: planned.unique)
  }

  /// The ids of a column of which the heading names the standard, whole.
  private func under(_ standard: String, _ cell: String, _ heading: String) -> String {
    guard !cell.isEmpty else { return "" }
    let parsed = RequirementIDs.parse(cell, annex: !Self.isOfClauses(heading))
    let ids = parsed.names.flatMap { name in
      name.ids(among: installation.libraries.framework(standard)?.requirements.map(\.id) ?? [])
    }
    return
      (ids.map { id in installation.libraries.requirement(id, in: [standard]) ?? "\(standard) \(id)" } + parsed.unread)
      .joined(separator: "; ")
  }

  /// A heading that speaks of clauses, so that 5.1 is none of the annex.
  static func isOfClauses(_ heading: String) -> Bool {
    let clauses = [
      "clause", "requirement", "kapitel", "norm", "chapitre", "exigence", "requisit", "capitol", "hoofdstuk",
    ]
    return clauses.contains { heading.folded.contains($0) }
  }

  /// What stands in the column, as it is named where troubles name fields.
  private func word(of column: Int, _ source: Source) -> String {
    switch source.match.columns[column] {
    case .code: Self.code
    case .state: Self.state
    case let other: other.word
    }
  }

  /// - Returns: The text for the field; nil where the cell holds none that it could read.
  private func take(
    _ cell: String, _ reading: ColumnReading?, at field: String, _ label: String, _ row: inout Row
  ) -> String? {
    guard !cell.isEmpty else { return "" }
    switch reading?.read(cell) ?? .text(cell) {
    case .text(let text): return text
    case .nothing: return ""
    case .wrong(let reason):
      row.wrong.append(.init(field: field, value: cell, reason: reason))
      return nil
    case .remarked(let text, let reason):
      row.keep(cell, beside: label)
      row.kept.append(.init(field: field, value: cell, reason: reason))
      return text
    case .words(let reason):
      row.keep(cell, beside: label)
      row.kept.append(.init(field: field, value: cell, reason: reason))
      return nil
    }
  }

  /// Finds the record that a row means, or a code for a new one.
  private mutating func identify(_ row: inout Row, _ code: String?, _ source: Source, _ register: AnyRegister) throws {
    let known = try names.names(register.slug)
    if let code {
      // One that was archived comes back with what the row says.
      let held = try scope.record(code)
      if let held, held.kind == register.slug {
        row.existing = held.isArchived ? nil : held
        row.isBack = held.isArchived
        row.id = code
        return
      }
      if let id = known.ids[NameIndex.key(code)] ?? known.references[NameIndex.key(code)]?.all.min() {
        (row.existing, row.id) = (try scope.record(id), id)
        if known.ids[NameIndex.key(code)] == nil { row.reference = code }
        return
      }
      if held == nil, Act.isCode(code), names.brought(register.slug, code).isEmpty || parts[code] != nil {
        row.id = code
        return
      }
      // No code that a record here can have: 5.1, R/2026/02, or one that another register has.
      row.reference = code
      row.keep(code, beside: AnyRegister.ownReference)
      if let id = names.brought(register.slug, code).first {
        row.id = id
        return
      }
    }
    let uniques = register.fields.filter { $0.traits.unique && row.texts[$0.name]?.isEmpty == false }
    if let unique = uniques.first, let text = row.texts[unique.name] {
      var canonical = text
      if unique.kind is RequirementKind {
        canonical = uid(text, source, title: row.texts[register.titleField.name]) ?? text
      }
      row.unique = canonical
      // Another table of the same import may bring it too; within a table it stands twice.
      if let id = known.uniques[NameIndex.key(canonical)]?.all.min()
        ?? names.broughtUnique(register.slug, canonical).first(where: {
          parts[$0] != row.part
        })
      {
        (row.existing, row.id) = (try scope.record(id), id)
        let title = row.texts[register.titleField.name] ?? ""
        let others = known.titles[NameIndex.key(title)]?.all ?? []
        if !(unique.kind is RequirementKind), !others.isEmpty, !others.contains(id) {
          row.wrong.append(
            .init(
              field: unique.name, value: text,
              reason:
                "\(unique.label) is that of \(id), and “\(title.cut)” is \(others.sorted().joined(separator: ", ")); say which with the code."
            ))
        }
        return
      }
    } else if row.reference == nil, let existing = try byKey(row, register) {
      (row.existing, row.id) = (existing, existing.id)
      return
    } else if row.reference == nil, let id = fromAnotherTable(row, register) {
      row.id = id
      return
    }
    row.id = try codes.next(register)
  }

  /// The record that a table before this one brings under the same key fields or the same title; each row of that once.
  private mutating func fromAnotherTable(_ row: Row, _ register: AnyRegister) -> String? {
    guard let key = key(of: row, register) else { return nil }
    if let other = keyed[key]?.take(for: row.part) { return other }
    pending = key
    return nil
  }

  /// What a row says in the key fields, or in the title where the register has no key; nil where it says nothing.
  private func key(of row: Row, _ register: AnyRegister) -> [String]? {
    let fields = register.fields.filter(\.traits.key)
    let values = (fields.isEmpty ? [register.titleField] : fields).map { field -> String in
      var text = row.texts[field.name] ?? ""
      // As the record will be called that comes without a title.
      if text.isEmpty, field.traits.title { text = Self.firstSentence(row.texts, register) ?? "" }
      guard !field.targets.isEmpty, case .one(let id)? = try? names.find(field.targets, text) else {
        return NameIndex.key(text)
      }
      return NameIndex.key(id)
    }
    return values.allSatisfy { !$0.isEmpty } ? [register.slug] + values : nil
  }

  /// The record that has the same key fields, or the same title where the register has no key. Of several, the first
  /// that no row before has taken: two trainings of one name stay two.
  private mutating func byKey(_ row: Row, _ register: AnyRegister) throws -> StoredRecord? {
    let texts = row.texts
    let keys = register.fields.filter(\.traits.key)
    guard !keys.isEmpty else {
      let given = texts[register.titleField.name] ?? ""
      // A record that comes without a title is called after its register.
      let text = given.isEmpty ? Self.firstSentence(texts, register) ?? register.one : given
      let title = ["\(row.part)", register.slug, NameIndex.key(text)]
      if untaken[title] == nil {
        // Once for each table: what its own rows bring is none of these.
        let same = try names.names(register.slug).titles[title[2]]?.all ?? []
        let others = same.filter { id in !codes.brought.contains(id) || parts[id].map { $0 != row.part } == true }
        untaken[title] = others.sorted(by: >)
      }
      return try untaken[title]?.popLast().flatMap { try scope.record($0) }
    }
    var query = ListQuery(register: register.slug)
    for field in keys {
      guard var text = texts[field.name], !text.isEmpty else { return nil }
      if !field.targets.isEmpty, case .one(let id) = try names.find(field.targets, text) { text = id }
      query.conditions.append(.init(field: field.name, test: .is, values: [text]))
    }
    query.limit = 1
    return try scope.list(query, today: Day(number: 0)).records.first
  }
}

/// Records that tables bring under one key, in their order, each for one row of every other table.
struct Keyed {
  private var records: [(id: String, part: Int)] = []
  /// How many of them a table has passed.
  private var passed: [Int: Int] = [:]

  mutating func add(_ id: String, part: Int) { records.append((id, part)) }

  /// The first record of another table that no row of this one has been found to be.
  mutating func take(for part: Int) -> String? {
    var index = passed[part, default: 0]
    while index < records.count, records[index].part == part { index += 1 }
    passed[part] = min(index + 1, records.count)
    return index < records.count ? records[index].id : nil
  }
}
