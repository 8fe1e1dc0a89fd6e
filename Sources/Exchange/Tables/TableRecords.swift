import RegisterKit

/// What the columns of a table hold, learnt from its fuller rows.
struct ColumnHabits {
  /// Cells that a usual row fills.
  var usual = 0.0
  /// For each column: the share of rows that fill it, and of its cells those that are codes or figures.
  var filled: [Double] = []
  var figures: [Double] = []
  /// Share of its cells that are all capitals.
  var capitals: [Double] = []
  /// Share of its cells that are figures or codes where it is filled at all.
  func isOfCodes(_ column: Int) -> Bool { column < figures.count && figures[column] >= 0.6 && filled[column] >= 0.5 }
}

// Which rows are records, and what the others are.
extension TableFinder {
  /// Puts every row below the header in its place.
  mutating func sort() {
    let habits = habits()
    let limit = sheet.isText ? headerWidth() : .max
    let takesShort = sheet.isText && manyAreShort(limit)
    if sheet.isText { mendSeparators(limit) }
    let headerCells = header.map { rows[$0].cells.filter { !$0.isEmpty } }
    var (records, groups, group) = ([(index: Int, group: String)](), [String: Int](), "")
    var (isHelping, other) = (true, false)
    let lastRecord = rows.indices.last { filled[$0] > 1 && !isHidden(rows[$0]) } ?? 0
    records.reserveCapacity(rows.count)
    for index in header.upperBound..<rows.count {
      let row = rows[index]
      func aside(_ reason: String) {
        result.setAside.append(SetAside(row: row.number, text: line(row), reason: reason))
      }
      if let last = layout.lastRow, row.number > last {
        aside("This row is below the last one that you chose.")
      } else if isHidden(row) {
        aside("This row is hidden in the sheet.")
      } else if filled[index] == 0 {
        aside("Only hidden columns are filled in this row.")
      } else if other {
        aside("This row belongs to another table on the sheet.")
      } else if repeatsHeader(row, headerCells) {
        aside("This row repeats the header.")
      } else if isHelping, isHelp(row) {
        aside("This row explains how to fill in the table.")
      } else if let known = startsAnother(index, habits) {
        if known { noteNext(index) }
        other = true
        aside("This row belongs to another table on the sheet.")
      } else if isTotal(index, habits) {
        aside("This row holds totals.")
      } else if isOnlyFormulas(row) {
        aside("Only formulas without a value stand in this row.")
      } else if isTitle(index, habits, limit) {
        isHelping = false
        if index > lastRecord {
          aside("This line stands below the table.")
        } else {
          let title = line(row, most: 200)
          group = CellShape.hasLostCharacter(title) ? "" : title
          aside("This row is the title of the rows below it.")
        }
      } else if let reason = misfit(row, limit, takesShort) {
        isHelping = false
        result.problems.append(TableProblem(row: row.number, column: nil, value: line(row), reason: reason))
      } else {
        isHelping = false
        if !group.isEmpty { groups[group, default: 0] += 1 }
        records.append((index, group))
      }
    }
    // Rows whose only cells stand far away from all others.
    let numbers = Set(faults.isEmpty ? [] : rows.map(\.number))
    for (row, named) in faults.sorted(by: { $0.key < $1.key })
    where row > rows[header.upperBound - 1].number && !numbers.contains(row) {
      let text = named.map(\.value).joined(separator: ", ")
      result.setAside.append(SetAside(row: row, text: text, reason: named[0].reason))
    }
    take(records, isGrouped: groups.count > 1, limit)
    result.notRegister = notRegister()
  }

  private func headerWidth() -> Int { header.map { rows[$0].cells.count }.max() ?? 0 }

  /// Lines that leave separators at the end out are cut, unless the whole file is written so.
  private func manyAreShort(_ limit: Int) -> Bool {
    var (short, all) = (0, 0)
    for index in header.upperBound..<rows.count where filled[index] > 1 {
      all += 1
      if rows[index].cells.count < limit { short += 1 }
    }
    return all > 2 && short * 2 > all
  }

  /// Joins the cells of a line that a separator within a sentence parted: it has a blank behind it, where the file's own
  /// have none. Only if the line then has just as many cells as the header.
  private mutating func mendSeparators(_ limit: Int) {
    guard let separator = sheet.separator, limit > 1 else { return }
    let raw = Dictionary(sheet.rows.filter { $0.cells.count > limit }.map { ($0.number, $0.cells) }) { first, _ in first
    }
    func isLoose(_ cell: String) -> Bool { cell.utf8.first == 0x20 && cell.utf8.dropFirst().first ?? 0x20 > 0x20 }
    // A file that puts a blank behind its separators says nothing by one.
    guard !raw.isEmpty,
      !sheet.rows.contains(where: { $0.cells.count <= limit && $0.cells.contains(where: isLoose) })
    else { return }
    for index in header.upperBound..<rows.count {
      guard let cells = raw[rows[index].number], let first = cells.first, !isLoose(first),
        cells.count(where: isLoose) == cells.count - limit
      else { continue }
      var joined: [String] = []
      for cell in cells {
        if isLoose(cell), let last = joined.popLast() {
          joined.append("\(last)\(separator)\(cell)")
        } else {
          joined.append(cell)
        }
      }
      rows[index].cells = joined.map(\.cleaned)
      filled[index] = joined.count { !$0.isEmpty }
      faults[rows[index].number] = nil
      findFaults(rows[index])
      result.notes.append(
        TableProblem(
          row: rows[index].number, column: nil, value: line(rows[index]),
          reason: "A “\(separator)” with a blank behind it was taken as part of the text, not as the end of a cell."))
    }
  }

  private func misfit(_ row: TableRow, _ limit: Int, _ takesShort: Bool) -> String? {
    guard sheet.isText else { return nil }
    if row.cells.count > limit, row.cells[limit...].contains(where: { !$0.isEmpty }) {
      return
        "This line has \(row.cells.count) cells, the header \(limit); a cell with the separator in it needs quotation marks."
    }
    let least = names.lastIndex { $0 != nil }.map { $0 + 1 } ?? limit
    if row.cells.count < least, !takesShort {
      return "This line has \(row.cells.count) of \(least) cells; separators must stand for empty ones too."
    }
    return nil
  }

  private func habits() -> ColumnHabits {
    var counts = [Int](repeating: 0, count: width)
    var (figures, capitals) = (counts, counts)
    var (lines, cells) = (0, 0)
    for index in rows[header.upperBound...].indices.prefix(2000) where filled[index] > 1 && !isHidden(rows[index]) {
      lines += 1
      for (column, cell) in rows[index].cells.enumerated() where !cell.isEmpty {
        counts[column] += 1
        cells += 1
        if CellShape.isCode(cell) || CellShape.isFigure(cell) { figures[column] += 1 }
        if Self.isCapitals(cell) { capitals[column] += 1 }
      }
    }
    var habits = ColumnHabits()
    guard lines > 0 else { return habits }
    habits.usual = Double(cells) / Double(lines)
    habits.filled = counts.map { Double($0) / Double(lines) }
    habits.figures = zip(figures, counts).map { $1 == 0 ? 0 : Double($0) / Double($1) }
    habits.capitals = zip(capitals, counts).map { $1 == 0 ? 0 : Double($0) / Double($1) }
    return habits
  }

  private func repeatsHeader(_ row: TableRow, _ headers: [[String]]) -> Bool {
    guard let first = row.cells.first(where: { !$0.isEmpty }),
      headers.contains(where: { $0.first == first || $0.first?.folded == first.folded })
    else { return false }
    let cells = row.cells.filter { !$0.isEmpty }
    guard cells.count > 1 else { return false }
    return headers.contains { names in
      guard cells.count * 5 >= names.count * 4, names.count > 1, let first = names.first, let cell = cells.first,
        first == cell || first.folded == cell.folded
      else { return false }
      return cells == names
        || zip(cells, names).count { $0.folded == $1.folded } * 5 >= max(cells.count, names.count) * 4
    }
  }

  /// A row that tells how to fill in the table.
  func isHelp(_ row: TableRow) -> Bool {
    let cells = row.cells.filter { !$0.isEmpty }
    guard let first = cells.first else { return false }
    if words.examples.contains(where: { first.folded.hasPrefix($0) }), first.utf8.count < 24 { return true }
    let helping = cells.count { isInstruction($0) }
    if cells.count == 1 { return helping == 1 }
    if helping * 5 >= cells.count * 2, helping > 1 { return true }
    // The columns numbered, or lettered.
    guard cells.count > 2 else { return false }
    let bare = cells.map { $0.trimmed(also: "()[].") }
    return bare.enumerated().allSatisfy { $1 == String($0 + 1) }
      || bare.enumerated().allSatisfy { $1.lowercased() == Sheet.letters($0).lowercased() }
  }

  /// The form of a value instead of a value: `TT.MM.JJ`, `YYYY-MM-DD`, `1–5`, `R-xxx`, “auswählen”.
  private static func isPlaceholder(_ cell: String) -> Bool {
    guard cell.utf8.count <= 24 else { return false }
    let letters = cell.lowercased().filter(\.isLetter)
    if letters.count >= 5, letters.allSatisfy({ "tdjmya".contains($0) }), cell.contains(where: { "./-".contains($0) }) {
      return true
    }
    if letters.count >= 2, letters.allSatisfy({ $0 == "x" }) || cell.lowercased().hasSuffix("xxx") { return true }
    let numbers = cell.split { "-–—".contains($0) }.map { $0.trimmed() }
    if numbers.count == 2, numbers[0] == "1" || numbers[0] == "0", let last = Int(numbers[1]), (2...100).contains(last)
    {
      return true
    }
    return [
      "auswählen", "auswahl", "wählen", "dropdown", "à choisir", "à sélectionner", "seleccionar", "da selezionare",
      "kiezen", "selecteren", "select", "choose", "pick one",
    ].contains(cell.lowercased())
  }

  private func isInstruction(_ cell: String) -> Bool {
    if cell.utf8.count < 40, words.types.contains(cell.trimmed(also: "()[]<>*").folded) { return true }
    if let first = cell.first, let last = cell.last, cell.count > 10,
      first == "<" && last == ">" || first == "[" && last == "]"
    {
      return true
    }
    if Self.isPlaceholder(cell) { return true }
    let start = cell.lowercased().drop { "([<*".contains($0) }
    return words.instructions.contains { start.hasPrefix($0) }
  }

  /// A line of sums, averages or counts: its word, and nothing but figures beside it.
  private func isTotal(_ index: Int, _ habits: ColumnHabits) -> Bool {
    let row = rows[index]
    func isSum(_ cell: String) -> Bool {
      CellShape.isFigure(cell) || cell == "-" || cell == "–"
        || faults[row.number]?.contains { $0.value == cell } ?? false
    }
    var isNamed = false
    for cell in row.cells where !cell.isEmpty && !isSum(cell) {
      guard isTotalWord(cell) else { return false }
      isNamed = true
    }
    if isNamed { return true }
    let cells = row.cells.filter { !$0.isEmpty }
    // Figures alone, where other rows begin with words or codes, below a line or at the end.
    guard let first = habits.filled.indices.first(where: { habits.filled[$0] > 0.9 }),
      cells.count * 2 <= Int(habits.usual) + 1,
      first >= row.cells.count || row.cells[first].isEmpty, index + 1 == rows.count || isApart(index)
    else { return false }
    return true
  }

  private func isTotalWord(_ cell: String) -> Bool {
    guard cell.utf8.count <= 60 else { return false }
    let folded = cell.folded
    if words.totals.contains(folded) || ["Σ", "∑"].contains(cell) { return true }
    // “Total risks: 12”, “Summe (offen)”, “Total:”.
    let head = cell.prefix { $0.isLetter || $0 == " " || $0 == "-" }.trimmed()
    let rest = cell.dropFirst(head.count).trimmed()
    if words.totals.contains(head.folded), !rest.isEmpty, ":=(".contains(rest.first ?? " ") || CellShape.isFigure(rest)
    {
      return true
    }
    guard let word = cell.split(separator: " ").first, words.totals.contains(word.folded) else { return false }
    return cell.hasSuffix(":")
      || cell.contains(": ") && CellShape.isFigure(String(cell.split(separator: ":").last ?? ""))
  }

  private func isOnlyFormulas(_ row: TableRow) -> Bool {
    guard let faults = faults[row.number] else { return false }
    let faulty = Set(faults.map(\.column))
    return row.cells.enumerated().allSatisfy { $1.isEmpty || $1.hasPrefix("=") && faulty.contains($0) }
  }

  /// Empty rows stand above.
  func isApart(_ index: Int) -> Bool {
    guard index > 0, rows[index].number > rows[index - 1].number + 1 else { return false }
    var end = rows[index - 1].number
    if sheet.isText { end += rows[index - 1].cells.map { cell in cell.utf8.count { $0 == 0x0A } }.max() ?? 0 }
    return rows[index].number > end + 1
  }

  /// A line with words alone, which says what the rows below it are about or stands below the table.
  private func isTitle(_ index: Int, _ habits: ColumnHabits, _ limit: Int) -> Bool {
    let row = rows[index]
    guard names.count(where: { $0 != nil }) > 2, let column = row.cells.firstIndex(where: { !$0.isEmpty }) else {
      return false
    }
    let text = row.cells[column]
    if filled[index] == 2, CellShape.isCode(text), habits.isOfCodes(column) {
      // “A.5 | Organizational” above A.5.1.
      return rows[(index + 1)...].indices.prefix(2).contains {
        filled[$0] > 3 && rows[$0].cells.indices.contains(column) && rows[$0].cells[column].hasPrefix(text + ".")
      }
    }
    guard habits.usual >= 2.5 else { return false }
    let isApart = isApart(index)
    if filled[index] == 2, isApart, habits.usual >= 4, habits.isOfCodes(column), !CellShape.isCode(text) {
      return CellShape.isWorded(text)
    }
    guard filled[index] == 1, CellShape.isWorded(text), !CellShape.isCode(text) else { return false }
    if habits.isOfCodes(column) || (column < habits.filled.count && habits.filled[column] <= 0.2) { return true }
    if let start = wide[row.number], start <= column { return true }
    if isApart || text.hasSuffix(":") { return true }
    // Capitals set a title apart from names, unless names are written so too: FIREWALL, VPN GATEWAY.
    let isUsual = column < habits.capitals.count && habits.capitals[column] >= 0.2
    return text.utf8.count > 3 && Self.isCapitals(text) && !isUsual
  }

  private static func isCapitals(_ text: String) -> Bool { text == text.uppercased() && text != text.lowercased() }

  /// Headings of another table below this one: nil if they are none, true if registers know them.
  private func startsAnother(_ index: Int, _ habits: ColumnHabits) -> Bool? {
    guard filled[index] > 1, isApart(index) || filled[index - 1] == 1 && isApart(index - 1) else { return nil }
    let cells = rows[index].cells.enumerated().filter { !$0.element.isEmpty }
    guard index + 1 < rows.count, Set(cells.map(\.element)).count == cells.count,
      cells.allSatisfy({ CellShape.isHeading($0.element) })
    else { return nil }
    let known = cells.count { words.isHeading(heading($0.element)) }
    if known >= 2, known * 2 >= cells.count { return true }
    return cells.contains { habits.isOfCodes($0.offset) && habits.figures[$0.offset] >= 0.8 } ? false : nil
  }

  /// Notes where the other table begins: with the title right above its headings, where there is one.
  private mutating func noteNext(_ index: Int) {
    let isTitled = index > header.upperBound && filled[index - 1] == 1 && isApart(index - 1)
    result.next = rows[isTitled ? index - 1 : index].number
  }
}
