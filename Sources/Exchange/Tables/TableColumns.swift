import RegisterKit

// From the rows of the sheet to the rows of the table, and whether they are a register at all.
extension TableFinder {
  /// Makes the records of the chosen rows: the columns that hold something, each under a heading of its own.
  mutating func take(_ records: [(index: Int, group: String)], isGrouped: Bool, _ limit: Int) {
    var used = names.map { $0 != nil }
    for (index, _) in records {
      for (column, cell) in rows[index].cells.enumerated() where column < limit && !used[column] && !cell.isEmpty {
        used[column] = true
      }
    }
    let columns = used.indices.filter { used[$0] }
    var taken: Set<String> = []
    var last: [String: Int] = [:]
    func once(_ name: String) -> String {
      var (unique, number) = (name, last[name] ?? 2)
      while !taken.insert(unique).inserted {
        unique = "\(name) (\(number))"
        number += 1
      }
      last[name] = number
      return unique
    }
    // The headings that stand there come before those that are made up.
    let written = columns.map { names[$0].map { once($0) } }
    result.header = zip(columns, written).map { column, name in name ?? once("Column \(Sheet.letters(column))") }
    result.columns = columns
    let headings = Dictionary(zip(columns, result.header)) { first, _ in first }
    for index in header { note(rows[index], headings) }
    if !sheet.comments.isEmpty {
      let taken = Set(records.map { rows[$0.index].number })
      for comment in sheet.comments where taken.contains(comment.row) && !isHidden(column: comment.column) {
        result.notes.append(
          TableProblem(
            row: comment.row, column: headings[comment.column], value: comment.value, reason: comment.reason))
      }
    }
    if isGrouped {
      result.header.append(once("Group"))
      result.columns.append(nil)
    }
    // Short rows are filled up to the width: a wide header over many of them would come to far more than the file.
    if result.isLeftEmpty(columns: columns.count, rows: records.map { rows[$0.index].number }) { return }
    let isWhole = columns == Array(0..<columns.count) && !isGrouped
    result.rows.reserveCapacity(records.count)
    for (index, group) in records {
      var row = rows[index]
      if let named = faults[row.number] {
        note(row, headings)
        for fault in named where row.cells.indices.contains(fault.column) { row.cells[fault.column] = "" }
      }
      if !isWhole {
        row.cells = columns.map { $0 < row.cells.count ? row.cells[$0] : "" }
        if isGrouped { row.cells.append(group) }
      } else if row.cells.count > columns.count {
        row.cells.removeLast(row.cells.count - columns.count)
      } else {
        while row.cells.count < columns.count { row.cells.append("") }
      }
      result.rows.append(row)
    }
  }

  /// Names the faults of a row by heading and cell.
  private mutating func note(_ row: TableRow, _ headings: [Int: String]) {
    for fault in (faults[row.number] ?? []).sorted(by: { $0.column < $1.column }) where !isHidden(column: fault.column)
    {
      let place = sheet.isText ? "" : " (cell \(Sheet.letters(fault.column))\(row.number))"
      var reason = fault.reason
      if !place.isEmpty {
        let end = reason.hasSuffix(".")
        reason = (end ? String(reason.dropLast()) : reason) + place + (end ? "." : "")
      }
      result.problems.append(
        TableProblem(
          row: row.number, column: headings[fault.column] ?? "Column \(Sheet.letters(fault.column))",
          value: fault.value,
          reason: reason))
    }
  }

  /// Why the table is no register, by its headings, its cells, and the name of the sheet.
  func notRegister() -> String? {
    let names = names.compactMap { $0 }
    let folded = names.map(\.folded)
    if folded.contains(where: { Self.pivotWords.contains($0) })
      || folded.count(where: { name in Self.pivotBeginnings.contains { name.hasPrefix($0) } }) > 1
    {
      return "This is a pivot table, which sums up other rows."
    }
    let isUnderstood = known >= 3 && known * 4 >= names.count
    if isUnderstood { return nil }
    if let matrix = matrix(names) { return matrix }
    if let name = sheet.name, known < 3,
      let other = words.otherSheets.first(where: { kind in
        kind.words.contains(name.folded) || kind.words.contains(name.filter { $0.isLetter || $0 == " " }.folded)
      })
    {
      return other.reason
    }
    if names.count < 2, known == 0, rows.count > 1, result.rows.count + result.setAside.count > 0 {
      return "This is running text, not a table."
    }
    return sums(names)
  }

  private static let pivotWords: Set<String> = [
    "rowlabels", "columnlabels", "grandtotal", "zeilenbeschriftungen", "spaltenbeschriftungen", "gesamtergebnis",
    "étiquettesdelignes", "étiquettesdecolonnes", "totalgénéral", "etiquetasdefila", "etiquetasdecolumna",
    "etichettediriga",
    "etichettedicolonna", "rijlabels", "kolomlabels", "eindtotaal",
  ]
  private static let pivotBeginnings = [
    "countof", "sumof", "averageof", "anzahlvon", "summevon", "mittelwertvon", "nombrede", "sommede", "cuentade",
    "sumade",
    "conteggiodi", "sommadi", "aantalvan", "somvan",
  ]

  /// Duties or marks at the crossing of two lists, or a scale of likelihood and impact.
  private func matrix(_ names: [String]) -> String? {
    guard names.count > 2, result.rows.count > 1 else { return nil }
    let raci: Set<String> = ["R", "A", "C", "I", "S", "V", "AR", "RA", "CI", "RC", "AC", "RI", "D", "E", "M"]
    let marks: Set<String> = ["X", "✓", "✔", "•", "●", "○", "-", "–", "YES", "NO", "JA", "NEIN"]
    var (cells, duties, marked, figures, responsible) = (0, 0, 0, 0, 0)
    for row in result.rows.prefix(500) {
      for cell in row.cells.dropFirst() where !cell.isEmpty {
        cells += 1
        guard cell.utf8.count <= 7 else { continue }
        let bare = cell.uppercased().filter { $0.isLetter }
        if raci.contains(bare) {
          duties += 1
          if bare == "R" || bare == "A" || bare == "AR" || bare == "RA" { responsible += 1 }
        }
        if marks.contains(cell.uppercased()) { marked += 1 }
        if CellShape.isFigure(cell) { figures += 1 }
      }
    }
    guard cells > 3 else { return nil }
    if duties * 10 >= cells * 8, responsible > 1 {
      return "This is a matrix of who does what (RACI), no list of records."
    }
    if marked * 10 >= cells * 8, names.count > 3 { return "This is a matrix of marks, no list of records." }
    let scale = names.dropFirst().count { CellShape.isFigure($0) }
    if scale * 10 >= (names.count - 1) * 7, figures * 10 >= cells * 7 {
      return "This is a matrix of figures, no list of records."
    }
    return nil
  }

  /// Nothing but counts beside a first column of words.
  private func sums(_ names: [String]) -> String? {
    guard known < 2, names.count > 1, result.rows.count > 1 else { return nil }
    var (cells, figures, worded) = (0, 0, 0)
    for row in result.rows.prefix(500) {
      if let first = row.cells.first, CellShape.isWorded(first), !CellShape.isCode(first) { worded += 1 }
      for cell in row.cells.dropFirst() where !cell.isEmpty {
        cells += 1
        if CellShape.isFigure(cell) { figures += 1 }
      }
    }
    guard cells >= result.rows.count, figures == cells, worded == min(500, result.rows.count) else { return nil }
    return "This sheet holds sums, no records."
  }
}
