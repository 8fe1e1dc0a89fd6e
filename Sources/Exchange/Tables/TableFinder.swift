import RegisterKit

/// Finds the table of a sheet as a person does: what is above it, its header, its records, and what is none of them.
struct TableFinder {
  let sheet: Sheet
  let layout: TableLayout
  let words: LayoutWords
  /// Clean rows with text; cells of hidden columns are as empty.
  var rows: [TableRow]
  /// Cells with text, for each row.
  var filled: [Int]
  /// Faults by row; their cells hold what the file shows.
  var faults: [Int: [CellFault]] = [:]
  var width = 0
  /// Rows with cells merged to the right, and the first column of such a merge.
  var wide: [Int: Int] = [:]
  /// Indices of the header's rows.
  var header = 0..<0
  /// The heading of each column of the sheet; nil where there is none.
  var names: [String?] = []
  /// Headings under hidden columns.
  var hiddenNames: [String] = []
  /// Headings that some register knows.
  var known = 0
  var result: Table

  init(_ sheet: Sheet, _ layout: TableLayout, _ words: LayoutWords) {
    self.sheet = sheet
    self.layout = layout
    self.words = words
    result = Table(sheet: sheet.name)
    result.isHidden = sheet.isHidden
    rows = []
    filled = []
    rows.reserveCapacity(sheet.rows.count)
    filled.reserveCapacity(sheet.rows.count)
    // Merges that overlap many times over are no work of a person; they stop costing time.
    var steps = 2_000_000
    for merge in sheet.merged where merge.columns.count > 1 {
      for row in merge.rows.prefix(max(0, steps)) {
        wide[row] = min(wide[row] ?? .max, merge.columns.lowerBound)
      }
      steps -= merge.rows.count
      if steps <= 0 { break }
    }
    for fault in sheet.faults { faults[fault.row, default: []].append(fault) }
    for row in sheet.rows {
      var row = row
      var (count, isHarmless) = (0, true)
      for column in row.cells.indices {
        let cell = row.cells[column]
        if cell.isEmpty { continue }
        count += 1
        if CellShape.isHarmless(cell) { continue }
        isHarmless = false
        let clean = Self.clean(cell)
        if clean.isEmpty {
          row.cells[column] = ""
          count -= 1
          continue
        }
        if clean.utf8.count != cell.utf8.count || clean != cell { row.cells[column] = clean }
      }
      guard count > 0 else { continue }
      width = max(width, row.cells.count)
      if !isHarmless { findFaults(row) }
      rows.append(row)
      filled.append(count)
    }
  }

  private static func clean(_ cell: String) -> String {
    cell.utf8.contains { $0 == 0x0A || $0 == 0x0D } ? cell.cleanedProse : cell.cleaned
  }

  /// Names the cells of a row whose text is no value.
  mutating func findFaults(_ row: TableRow) {
    let named = Set((faults[row.number] ?? []).map(\.column))
    for (column, cell) in row.cells.enumerated() where !cell.isEmpty && !named.contains(column) {
      guard let reason = Self.fault(cell) else { continue }
      faults[row.number, default: []].append(
        CellFault(row: row.number, column: column, value: String(cell.prefix(200)), reason: reason))
    }
  }

  private static func fault(_ cell: String) -> String? {
    if CellShape.isError(cell) { return "The cell shows an error in place of a value." }
    if CellShape.hasLostCharacter(cell) {
      return "A character of this text was lost earlier (�); copy the original text again."
    }
    return LongTexts.isCut(cell) ? "This text is cut: the whole one is missing." : nil
  }

  mutating func table() -> Table {
    guard !rows.isEmpty else { return result }
    // Nothing is looked for in what is far wider than a register: each cell could be a heading.
    if let widest = filled.indices.max(by: { filled[$0] < filled[$1] }), filled[widest] > 4 * Table.mostColumns {
      result.header = rows[widest].cells.filter { !$0.isEmpty }
      _ = result.isLeftEmpty(columns: filled[widest], rows: rows.map(\.number))
      return result
    }
    header = layout.header.map(given) ?? found()
    guard !header.isEmpty else {
      // A person said where the header is, and there is nothing.
      if let range = layout.header {
        result.notRegister =
          "There is no text in the rows \(range.lowerBound)–\(range.upperBound) that you chose as header."
      }
      return result
    }
    result.headerRows = rows[header.lowerBound].number...rows[header.upperBound - 1].number
    result.titles = rows[..<header.lowerBound].map { line($0) }
    nameColumns()
    spreadMerges()
    hideColumns()
    sort()
    return result
  }

  /// The cells of a row in one line, each text once where it was merged.
  func line(_ row: TableRow, most: Int = 500) -> String {
    var parts: [String] = []
    for cell in row.cells where !cell.isEmpty && cell != parts.last { parts.append(cell) }
    let text = parts.joined(separator: sheet.isText || parts.count > 2 ? ", " : " ").cleaned.replacing("\n", with: " ")
    return text.count > most ? text.prefix(most) + "…" : text
  }

  func isHidden(_ row: TableRow) -> Bool { !layout.takesHidden && sheet.hiddenRows.contains(row.number) }
  func isHidden(column: Int) -> Bool { !layout.takesHidden && sheet.hiddenColumns.contains(column) }

  /// Repeats the text of cells that are merged downwards, so that each of their rows has it.
  private mutating func spreadMerges() {
    let merges = sheet.merged.filter { $0.rows.count > 1 }
    guard !merges.isEmpty, header.upperBound < rows.count else { return }
    var steps = 2_000_000
    for merge in merges {
      let column = merge.columns.lowerBound
      guard var index = position(of: merge.rows.lowerBound), index >= header.upperBound,
        rows[index].number == merge.rows.lowerBound, column < rows[index].cells.count
      else { continue }
      let text = rows[index].cells[column]
      guard !text.isEmpty else { continue }
      let fault = faults[rows[index].number]?.first { $0.column == column }
      index += 1
      while index < rows.count, rows[index].number <= merge.rows.upperBound, steps > 0 {
        steps -= 1
        while rows[index].cells.count <= column { rows[index].cells.append("") }
        if rows[index].cells[column].isEmpty {
          rows[index].cells[column] = text
          filled[index] += 1
          if var fault {
            fault.row = rows[index].number
            faults[fault.row, default: []].append(fault)
          }
        }
        index += 1
      }
    }
  }

  /// Index of the first row with this number or a higher one.
  private func position(of number: Int) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = low + (high - low) / 2
      if rows[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < rows.count ? low : nil
  }

  /// Takes what stands in hidden columns away, after their headings were noted.
  private mutating func hideColumns() {
    guard !layout.takesHidden, !sheet.hiddenColumns.isEmpty else { return }
    result.leftOut += hiddenNames
    let hidden = sheet.hiddenColumns.filter { $0 < width }
    for index in header.upperBound..<rows.count {
      for column in hidden where column < rows[index].cells.count && !rows[index].cells[column].isEmpty {
        rows[index].cells[column] = ""
        filled[index] -= 1
      }
    }
  }
}
