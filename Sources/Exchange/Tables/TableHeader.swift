import RegisterKit

// Where the header is, and what its columns are called.
extension TableFinder {
  /// The rows that a person chose.
  func given(_ range: ClosedRange<Int>) -> Range<Int> {
    let first = rows.firstIndex { $0.number >= range.lowerBound } ?? rows.count
    let end = rows.firstIndex { $0.number > range.upperBound } ?? rows.count
    return first..<max(first, end)
  }

  /// The best row near the top, with the lines above and below it that belong to it.
  func found() -> Range<Int> {
    let tried = rows.indices.prefix(60).filter { !isHidden(rows[$0]) }
    guard let first = tried.first else { return 0..<1 }
    let most = tried.map { filled[$0] }.max() ?? 1
    guard most > 1 else { return first..<(first + 1) }
    // Two columns may be a form: names beside their values, from the first row on.
    if most == 2, let start = tried.first(where: { filled[$0] == 2 }),
      !tried.contains(where: { index in
        filled[index] == 2 && rows[index].cells.allSatisfy { $0.isEmpty || words.isHeading(heading($0)) }
      }), let name = rows[start].cells.first(where: { !$0.isEmpty }), words.isHeading(heading(name))
    {
      return start..<(start + 1)
    }
    var best = (index: first, score: -1.0)
    for (position, index) in tried.enumerated() where filled[index] > 1 {
      let score = score(index) - Double(position) * 0.02
      if score > best.score { best = (index, score) }
    }
    return extended(best.index)
  }

  /// How much a row is like a header: known headings, a name over each filled column, short words, each once.
  private func score(_ index: Int) -> Double {
    let cells = rows[index].cells
    var (named, worded, known) = (0, 0, 0)
    var seen: Set<String> = []
    for (column, cell) in cells.enumerated() where !cell.isEmpty && !isHidden(column: column) {
      named += 1
      if CellShape.isHeading(cell) { worded += 1 }
      if words.isHeading(heading(cell)) { known += 1 }
      seen.insert(cell)
    }
    guard named > 0 else { return -1 }
    var below = [Int](repeating: 0, count: width)
    for row in rows[(index + 1)...].prefix(30) where !isHidden(row) {
      for (column, cell) in row.cells.enumerated() where !cell.isEmpty { below[column] += 1 }
    }
    // Cells count, not columns, so that a stray one weighs little.
    var (data, covered) = (0, 0)
    for column in below.indices where !isHidden(column: column) {
      data += below[column]
      if column < cells.count, !cells[column].isEmpty { covered += below[column] }
    }
    let share = { (part: Int) in Double(part) / Double(named) }
    let cover = data == 0 ? 0.5 : Double(covered) / Double(data)
    return 4 * share(known) * min(1, Double(known) / 3) + 3 * cover + 2 * share(worded) * share(worded)
      + share(seen.count) + Double(min(known, 8)) * 0.25
  }

  private func extended(_ main: Int) -> Range<Int> {
    var (first, end) = (main, main + 1)
    while end - first < 3, end < rows.count, goesOn(first..<end) { end += 1 }
    while first > 0, end - first < 3, isGroupLine(first - 1, above: first) { first -= 1 }
    return first..<end
  }

  private func follows(_ index: Int) -> Bool {
    index > 0 && index < rows.count && rows[index].number == rows[index - 1].number + 1 && !isHidden(rows[index])
  }

  /// Whether the row below these is one more line of the header.
  private func goesOn(_ range: Range<Int>) -> Bool {
    let next = range.upperBound
    guard follows(next), next + 1 < rows.count || filled[next] < filled[next - 1] else { return false }
    let number = rows[next].number
    let cells = rows[next].cells
    let headings = cells.enumerated().filter { !$0.element.isEmpty }
    guard headings.count > 1 || sheet.merged.contains(where: { $0.rows.contains(number) }) else { return false }
    if isHelp(rows[next]) { return false }
    let units = headings.count { CellShape.isUnit($0.element) }
    if units * 2 > headings.count,
      headings.allSatisfy({ CellShape.isUnit($0.element) || CellShape.isHeading($0.element) })
    {
      return true
    }
    guard headings.allSatisfy({ CellShape.isHeading($0.element) }) else { return false }
    let top = rows[range.lowerBound].number
    if sheet.merged.contains(where: {
      $0.rows.lowerBound <= number - 1 && $0.rows.lowerBound >= top && $0.rows.contains(number)
    }) {
      return true
    }
    let above = rows[next - 1].cells
    func has(_ row: [String], _ column: Int) -> Bool { column < row.count && !row[column].isEmpty }
    let data = dataColumns(after: next)
    let gaps = data.filter { !has(above, $0) }
    let alone = data.filter { has(above, $0) && !has(cells, $0) }
    let groups = sheet.merged.contains {
      $0.rows.contains(number - 1) && $0.columns.count > 1 && has(above, $0.columns.lowerBound)
        && has(cells, $0.columns.lowerBound)
    }
    if groups, headings.count >= 2, !alone.isEmpty || gaps.count(where: { has(cells, $0) }) > 0 { return true }
    if !gaps.isEmpty, !alone.isEmpty, gaps.count(where: { has(cells, $0) }) * 5 >= gaps.count * 4 { return true }
    // The same headings in another language.
    let known = headings.count { words.isHeading(heading($0.element)) }
    let same = headings.count { has(above, $0.offset) && above[$0.offset].folded == $0.element.folded }
    return headings.count * 5 >= filled[next - 1] * 3 && known >= 2 && known * 2 >= headings.count
      && same * 2 < headings.count
  }

  /// Columns with text in the rows below.
  private func dataColumns(after index: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: width)
    for row in rows[(index + 1)...].prefix(20) {
      for (column, cell) in row.cells.enumerated() where !cell.isEmpty { counts[column] += 1 }
    }
    return counts.indices.filter { counts[$0] > 0 && !isHidden(column: $0) }
  }

  /// Whether a row holds the titles of groups of the columns below it.
  private func isGroupLine(_ index: Int, above lower: Int) -> Bool {
    guard follows(lower), !isHidden(rows[index]) else { return false }
    let row = rows[index]
    let texts = row.cells.enumerated().filter { !$0.element.isEmpty }
    guard texts.allSatisfy({ CellShape.isHeading($0.element) && !$0.element.hasSuffix(":") }),
      !texts.contains(where: { CellShape.isStamp($0.element) })
    else { return false }
    func has(_ index: Int, _ column: Int) -> Bool {
      column < rows[index].cells.count && !rows[index].cells[column].isEmpty
    }
    if texts.count > 1, Set(texts.map(\.element)).count == texts.count {
      // The same headings in another language, or names for the columns that the lower line leaves open.
      if texts.count == filled[lower], texts.allSatisfy({ has(lower, $0.offset) }) { return true }
      let data = dataColumns(after: lower)
      let open = data.filter { !has(lower, $0) }
      if !open.isEmpty, open.allSatisfy({ has(index, $0) }) { return true }
    }
    guard filled[index] < filled[lower] || filled[index] <= 3 else { return false }
    let first = rows[lower].cells.firstIndex { !$0.isEmpty } ?? 0
    let last = (rows[lower].cells.lastIndex { !$0.isEmpty } ?? 0)
    let merges = sheet.merged.filter { $0.rows.contains(row.number) && $0.columns.count > 1 }
    if !merges.isEmpty {
      // One over the whole table is its title.
      let isTitle = merges.contains { $0.columns.lowerBound <= first && $0.columns.upperBound >= last }
      return !isTitle && (texts.count > 1 || merges.allSatisfy { $0.columns.lowerBound > first })
    }
    guard texts.count > 1 else { return false }
    // Without merges each title leaves the cells of its group empty.
    let starts = texts.map(\.offset) + [last + 1]
    let spans = zip(starts, starts.dropFirst()).map { $1 - $0 }
    return spans.count { $0 > 1 } * 2 >= spans.count && (spans.dropLast().contains { $0 > 1 } || spans.count > 2)
  }

  func heading(_ cell: String) -> String {
    cell.cleaned.split { $0.isNewline }.map { $0.trimmed() }.joined(separator: " ")
  }

  /// Gives every column its heading from the lines of the header.
  mutating func nameColumns() {
    var lines: [[String]] = []
    for index in header {
      var cells = rows[index].cells.map { heading($0) }
      while cells.count < width { cells.append("") }
      for fault in faults[rows[index].number] ?? [] where fault.column < cells.count { cells[fault.column] = "" }
      lines.append(cells)
    }
    let spans = groupSpans(&lines)
    names = (0..<width).map { column in
      var name = ""
      for (line, cells) in lines.enumerated() where !cells[column].isEmpty {
        name = joined(
          name, cells[column], isGroup: line > 0 && spans.contains([line - 1, column]), column, lines[line])
      }
      return name.isEmpty ? nil : name
    }
    for column in names.indices where isHidden(column: column) {
      if let name = names[column] { hiddenNames.append(name) }
      names[column] = nil
    }
    known = names.count { $0.map(words.isHeading) ?? false }
  }

  /// Writes the title of a group over each of its columns; answers line and column of where a title spans several.
  private func groupSpans(_ lines: inout [[String]]) -> Set<[Int]> {
    var spans: Set<[Int]> = []
    for (line, index) in header.enumerated() where line + 1 < lines.count {
      let number = rows[index].number
      let merges = sheet.merged.filter { $0.rows.contains(number) && $0.columns.count > 1 }
      var steps = 2_000_000
      for merge in merges where merge.columns.lowerBound < width && steps > 0 {
        let columns = merge.columns.clamped(to: 0...max(0, width - 1))
        steps -= columns.count
        let text = lines[line][merge.columns.lowerBound]
        for column in columns where !text.isEmpty {
          lines[line][column] = text
          spans.insert([line, column])
        }
      }
      guard merges.isEmpty else { continue }
      // Without merges, a title holds for the empty cells to its right that have a name below.
      var (start, text) = (0, "")
      for column in 0..<width {
        if !lines[line][column].isEmpty {
          (start, text) = (column, lines[line][column])
        } else if !text.isEmpty, !lines[line + 1][column].isEmpty, !lines[line + 1][start].isEmpty {
          lines[line][column] = text
          spans.formUnion([[line, start], [line, column]])
        } else {
          text = ""
        }
      }
    }
    return spans
  }

  private func joined(_ upper: String, _ lower: String, isGroup: Bool, _ column: Int, _ line: [String]) -> String {
    if upper.isEmpty || upper.folded == lower.folded && !upper.folded.isEmpty { return lower }
    if CellShape.isUnit(lower) { return "\(upper) \(lower)" }
    let both = "\(upper): \(lower)"
    if isGroup {
      let isOnce = line.count { $0 == lower } == 1
      return isOnce && words.isHeading(lower) && !words.isHeading(both) ? lower : both
    }
    if words.isHeading(upper) { return upper }
    return words.isHeading(lower) ? lower : both
  }
}
