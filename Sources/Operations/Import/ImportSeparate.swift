import Domain
import Exchange

// Two registers that stand below each other on one sheet are two tables.
extension ImportFile {
  /// Longer sheets are exports, which hold one table.
  private static let longestShared = 20_000
  /// So many tables of one sheet are told apart.
  private static let mostOfSheet = 20

  /// The file with each table of a sheet by itself; one that is separated already stays as it is.
  func separated(_ words: ImportWords) -> ImportFile {
    var file = self
    file.tables = []
    for table in tables {
      var rest: ImportTable? = table
      for _ in 1..<Self.mostOfSheet {
        guard let whole = rest, let (first, second) = whole.parted(words, in: self) else { break }
        file.tables.append(first)
        var below = second
        // Names tell tables apart in decisions about them.
        let known = Set((file.tables + tables).map(\.sheet))
        while known.contains(below.sheet) { below.sheet = "\(below.sheet ?? "") (2)" }
        rest = below
      }
      if let rest { file.tables.append(rest) }
    }
    return file
  }

  fileprivate static func mayShare(_ sheet: Sheet) -> Bool {
    sheet.rows.count <= longestShared && zip(sheet.rows, sheet.rows.dropFirst()).contains { $1.number > $0.number + 1 }
  }
}

extension ImportTable {
  /// The table that stands first and what stands below it; nil where nothing does.
  fileprivate func parted(_ words: ImportWords, in file: ImportFile) -> (ImportTable, ImportTable)? {
    guard case .sheet(let sheet) = content, !isIncidental, ImportFile.mayShare(sheet) else { return nil }
    let table = laidOut(TableDecision(), words)
    // What is no register, such as a cover, has no second one below its headings.
    guard let next = table.next, !table.rows.isEmpty, table.notRegister == nil else { return nil }
    var (first, second) = (sheet, sheet)
    first.rows.removeAll { $0.number >= next }
    second.rows.removeAll { $0.number < next }
    first.faults.removeAll { $0.row >= next }
    second.faults.removeAll { $0.row < next }
    guard !second.rows.isEmpty else { return nil }
    let lead = second.rows[0].cells.filter { !$0.isEmpty }
    let place = lead.count == 1 && second.rows.count > 1 ? String(lead[0].prefix(60)) : "row \(next)"
    return (
      ImportTable(
        name: name, content: .sheet(first), isIncidental: isIncidental, sheet: self.sheet, register: register),
      ImportTable(
        name: place.hasPrefix("row ") ? name : place, content: .sheet(second),
        sheet: [self.sheet, place].compactMap(\.self).joined(separator: ": "),
        register: nil)
    )
  }
}
