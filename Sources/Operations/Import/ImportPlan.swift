import Domain
import Exchange
import RegisterKit
import Store

// What does each table mean?
extension ImportRun {
  mutating func plan(_ files: [ImportFile]) throws {
    var seen: [String: String] = [:]
    for file in files {
      if let reason = file.unreadable { refuse(file.path, reason) }
      if !file.leftOut.isEmpty {
        var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
        part.notes = file.leftOut
        report.parts.append(part)
      }
      if !file.hash.isEmpty, let first = seen.updateValue(seen[file.hash] ?? file.path, forKey: file.hash) {
        var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
        (part.notes, part.isNoRegister) = (["The same as \(first), byte by byte; read once."], true)
        report.parts.append(part)
        twice.insert(file.path)
        continue
      }
      let explained = file.tables.flatMap { legends(in: $0) }
      if !explained.isEmpty { legends[file.path] = explained }
      for table in file.tables { match(table, in: file) }
    }
    try readContent()
    try checkColumns()
    for index in sources.indices {
      try scope.connection.goOn()
      try understand(index)
    }
    for source in sources {
      guard let code = source.match.columns.firstIndex(of: .code) else { continue }
      for row in source.table.rows where code < row.cells.count { codes.brought.insert(row.cells[code].cleaned) }
    }
    // Rows without a code are found among those that have one, whatever the order of the tables.
    let isCoded = { (source: Source) in source.match.columns.contains(.code) }
    for source in sources.filter(isCoded) + sources.filter({ !isCoded($0) }) { try planRows(of: source) }
  }

  private mutating func refuse(
    _ path: String, sheet: String? = nil, register: String? = nil, rows: Int = 0, _ reason: String
  ) {
    var part = ImportReport.Part(path: path, sheet: sheet, register: register)
    part.rows = rows
    part.rejected.append(.init(row: 0, column: nil, value: register ?? "", reason: reason))
    report.parts.append(part)
  }

  /// Says that nothing of a sheet is taken and why, with how it stands, so that somebody can decide otherwise.
  private mutating func leave(
    _ path: String, _ sheet: String?, _ table: Table, _ decision: TableDecision, _ reason: String
  ) {
    var part = ImportReport.Part(path: path, sheet: sheet, register: nil)
    (part.notes, part.isNoRegister, part.header, part.headerRows) = ([reason], true, table.header, table.headerRows)
    part.proposal = decision
    report.parts.append(part)
  }

  /// What a person decided goes first, then what was kept for these headings, then what the table says itself.
  mutating func match(_ found: ImportTable, in file: ImportFile) {
    let (key, path) = (file.key(of: found), file.path)
    var decision = (options.decisions[key] ?? TableDecision()).over(options.everywhere)
    var table = found.laidOut(decision, words)
    var kept: TableDecision?
    if decision.header == nil, let header = self.kept(for: table.header)?.header {
      decision.header = header
      table = found.laidOut(decision, words)
    }
    if let before = self.kept(for: table.header), decision.register == nil || before.register == decision.register {
      kept = before
      if before.takesHidden, !decision.takesHidden { table = found.laidOut(decision.over(before), words) }
      decision = decision.over(before)
    }
    decision.recall(in: table)
    decide(&table, decision)
    if decision.register == TableDecision.none {
      return leave(path, found.sheet, table, decision, "Left out, as decided.")
    }
    if found.isHidden, !decision.takesHidden, options.decisions[key]?.register == nil {
      return leave(path, found.sheet, table, decision, "This sheet is hidden and was left out.")
    }
    if table.isTooLarge || table.header.count > Table.mostColumns {
      return refuse(
        path, sheet: found.sheet, rows: table.rows.count,
        table.header.count > Table.mostColumns
          ? "This table has \(table.header.count) columns; a register has \(Table.mostColumns) at most."
          : "This table has \(table.header.count) columns and \(table.rows.count) rows; import it in parts.")
    }
    if let reason = table.notRegister, decision.register == nil, !found.isIncidental {
      return leave(path, found.sheet, table, decision, reason)
    }
    let isChosen = options.decisions[key]?.register != nil
    if !isChosen, decision.register == nil, isLegend(found) {
      return leave(
        path, found.sheet, table, decision,
        "This sheet explains the levels of scales; they are read so where a register has them.")
    }
    if let slug = decision.register ?? found.register {
      guard let register = scope.registers[slug] else {
        return refuse(path, sheet: found.sheet, "There is no register “\(slug)”.")
      }
      var match = TableMatch(table.header, register, words)
      match.certainty = 1
      match.isRemembered = kept != nil && !isChosen
      take(
        Source(path: path, found: found, table: table, match: match, decision: decision, isKept: kept != nil),
        isChosen: isChosen)
      return
    }
    let guesses = RegisterGuesses(table, named: names(found, file, table), among: scope.registers, words)
    guard let first = guesses.all.first else { return }
    let open = Source(
      path: path, found: found, table: table, match: first.match, decision: decision, guesses: guesses.all)
    // One heading that a register knows may be the name of a line.
    if first.match.columns.count(where: { $0 != .extra }) < 2, takeForm(open) { return }
    if guesses.decided != nil {
      take(open)
    } else if !found.isIncidental {
      unmatched.append(open)
    }
  }

  /// What the table is called, with how much each name counts.
  private func names(_ found: ImportTable, _ file: ImportFile, _ table: Table) -> [(text: String, weight: Double)] {
    let isAlone = file.tables.count == 1
    return [(found.name, 1), (file.path.fileStem, isAlone ? 1 : 0.5)] + table.titles.prefix(5).map { ($0, 0.9) }
      + kinds(in: table).map { ($0, 0.6) }
  }

  /// What every row says that it is, as exports of trackers do: “Security incident” in each cell of a column.
  private func kinds(in table: Table) -> [String] {
    guard table.rows.count > 1 else { return [] }
    return table.header.indices.compactMap { column in
      guard let first = table.rows.first, column < first.cells.count else { return nil }
      let kind = first.cells[column]
      guard (3...40).contains(kind.count), kind.contains(where: \.isLetter),
        table.rows.prefix(500).allSatisfy({ column < $0.cells.count && $0.cells[column] == kind })
      else { return nil }
      return words.registers(named: kind).first?.strength == 1 ? kind : nil
    }
  }

  /// Puts what was mended in place, and leaves out the rows that somebody left out.
  private func decide(_ table: inout Table, _ decision: TableDecision) {
    guard !decision.mended.isEmpty || !decision.leftOut.isEmpty else { return }
    table = decision.corrected(table)
    for row in table.rows where decision.leftOut.contains(row.number) {
      table.setAside.append(
        SetAside(
          row: row.number, text: row.cells.filter { !$0.isEmpty }.joined(separator: ", "),
          reason: "Left out, as decided."))
    }
    for problem in table.problems where decision.leftOut.contains(problem.row) && problem.column == nil {
      table.setAside.append(SetAside(row: problem.row, text: problem.value, reason: "Left out, as decided."))
    }
    table.rows.removeAll { decision.leftOut.contains($0.number) }
    table.problems.removeAll { decision.leftOut.contains($0.row) }
  }

  mutating func take(_ source: Source, isChosen: Bool = false) {
    guard let register = scope.registers[source.match.register] else { return }
    if register.isMadeByProgram {
      refuse(
        source.path, sheet: source.found.sheet, register: register.slug,
        "\(register.many) are made by Concord itself and can't be imported.")
      return
    }
    let table = source.table
    if source.found.isIncidental, !isChosen,
      source.match.certainty < 0.6 || (table.rows.count > 1 && !source.match.columns.contains(.code))
    {
      return
    }
    if let body = table.header.firstIndex(of: ImportFile.bodyHeading),
      let field = register.fields.first(where: { $0.kind.control == .prose && $0.traits.searched })
    {
      source.match.columns[body] = .field(field.name, also: nil)
    }
    let said = source.decision.columns(of: table.header)
    for (index, heading) in table.header.enumerated() {
      guard let word = said[heading],
        let column = TableMatch.Column(word, register, instead: source.match.columns[index])
      else { continue }
      source.match.columns[index] = column
      source.match.strengths[index] = 1
      source.decided.insert(index)
    }
    // Rows that were to be corrected come back with the column that said why.
    if source.path.hasSuffix(ImportReport.correctionsEnding), table.header.last == ImportReport.reasonHeading,
      said[ImportReport.reasonHeading] == nil
    {
      source.match.columns[table.header.count - 1] = .ignored
    }
    sources.append(source)
  }
}

extension String {
  /// The name of a file without its folders and its ending.
  var fileStem: String {
    let name = split(separator: "/").last.map(String.init) ?? self
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return name }
    return String(name[..<point])
  }
}
