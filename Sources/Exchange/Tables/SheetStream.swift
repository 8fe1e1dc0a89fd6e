import Foundation
import RegisterKit

/// Reads what ``Programs`` print.
struct SheetStream {
  private(set) var sheets: [Sheet] = []
  /// Cells far to the right of the others of their row: row's index, column, text.
  private var far: [(row: Int, column: Int, text: String)] = []
  private var width = 0
  private var cells = 0
  private var hidden = 0
  private static let mostCells = 8_000_000

  /// - Throws: ``Unreadable`` for a sheet with more cells than a table of records can have.
  static func read(_ output: Data) throws(Unreadable) -> [Sheet] {
    var stream = SheetStream()
    var result: Result<Void, Unreadable> = .success(())
    output.withUnsafeBytes { bytes in
      do throws(Unreadable) { try stream.read(bytes) } catch { result = .failure(error) }
    }
    try result.get()
    return stream.sheets
  }

  private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(Unreadable) {
    var start = 0
    for index in bytes.indices where bytes[index] == 0x1E {
      var fields: [UnsafeRawBufferPointer.SubSequence] = []
      var from = start
      for at in start..<index where bytes[at] == 0x1F {
        fields.append(bytes[from..<at])
        from = at + 1
      }
      fields.append(bytes[from..<index])
      try take(fields)
      start = index + 1
    }
    try settle()
  }

  private mutating func take(_ fields: [UnsafeRawBufferPointer.SubSequence]) throws(Unreadable) {
    func text(_ field: Int) -> String { field < fields.count ? String(decoding: fields[field], as: UTF8.self) : "" }
    func number(_ field: Int) -> Int { Int(text(field)) ?? 0 }
    let kind = fields.first?.first ?? 0
    if kind == UInt8(ascii: "S") {
      try settle()
      sheets.append(Sheet(name: text(1)))
      sheets[sheets.count - 1].isHidden = text(2) == "1"
      return
    }
    guard !sheets.isEmpty else { return }
    let sheet = sheets.count - 1
    switch kind {
    case UInt8(ascii: "R"):
      try row(number(1), fields.dropFirst(2))
    case UInt8(ascii: "H"): sheets[sheet].hiddenRows.insert(number(1))
    case UInt8(ascii: "C"):
      let (first, last) = (max(0, number(1)), min(16_383, number(2)))
      // Ranges that overlap many times over are no work of a person.
      guard first <= last, hidden < 1_000_000 else { return }
      hidden += last - first + 1
      sheets[sheet].hiddenColumns.formUnion(first...last)
    case UInt8(ascii: "M"):
      let rows = (min(number(1), number(2)), max(number(1), number(2)))
      let columns = (min(number(3), number(4)), max(number(3), number(4)))
      sheets[sheet].merged.append(.init(rows: rows.0...rows.1, columns: columns.0...columns.1))
    case UInt8(ascii: "F"):
      let reason =
        text(3) == "empty"
        ? "This formula has no value; open the file in a spreadsheet and save it there."
        : "The cell shows an error in place of a value."
      sheets[sheet].faults.append(CellFault(row: number(1), column: number(2), value: text(4), reason: reason))
    case UInt8(ascii: "N"):
      sheets[sheet].comments.append(
        CellFault(
          row: number(1), column: number(2), value: text(3),
          reason: "A comment on this cell is not taken; write what it says in the cell."))
    default: break
    }
  }

  private mutating func row(
    _ number: Int, _ fields: ArraySlice<UnsafeRawBufferPointer.SubSequence>
  ) throws(Unreadable) {
    let sheet = sheets.count - 1
    var row = TableRow(number: number, cells: [])
    row.cells.reserveCapacity(fields.count)
    var jump: Int?
    for field in fields {
      if field.first == 0x1D {
        jump = Int(String(decoding: field.dropFirst(), as: UTF8.self)) ?? 0
      } else if let column = jump {
        far.append((sheets[sheet].rows.count, column, String(decoding: field, as: UTF8.self)))
        jump = column + 1
      } else {
        let text = field.isEmpty ? "" : String(decoding: field, as: UTF8.self)
        if field.count >= 32_767, text.utf16.count == 32_767 {
          sheets[sheet].faults.append(
            CellFault(
              row: number, column: row.cells.count, value: String(text.prefix(200)),
              reason:
                "This text is as long as a cell can be, so it was probably cut; add the whole text by hand."))
        }
        row.cells.append(text)
      }
    }
    width = max(width, row.cells.count)
    cells += row.cells.count
    guard cells <= Self.mostCells else { throw Unreadable("A sheet has more than 8,000,000 cells.") }
    sheets[sheet].rows.append(row)
  }

  /// Ends a sheet: cells that stand within reach of the others join their rows, the rest is named and left out, so that
  /// one cell at the end of the world doesn't make 16,384 columns.
  private mutating func settle() throws(Unreadable) {
    guard let sheet = sheets.indices.last else { return }
    for (row, column, text) in far.sorted(by: { ($0.column, $0.row) < ($1.column, $1.row) }) {
      let here = sheets[sheet].rows[row]
      guard column < width + 64, column >= here.cells.count else {
        if !text.isEmpty {
          sheets[sheet].faults.append(
            CellFault(
              row: here.number, column: column, value: String(text.prefix(200)),
              reason: "The cell stands far from all others and is left out."))
        }
        continue
      }
      cells += column + 1 - here.cells.count
      guard cells <= Self.mostCells else { throw Unreadable("A sheet has more than 8,000,000 cells.") }
      while sheets[sheet].rows[row].cells.count < column { sheets[sheet].rows[row].cells.append("") }
      sheets[sheet].rows[row].cells.append(text)
      width = max(width, column + 1)
    }
    sheets[sheet].rows.removeAll { $0.cells.allSatisfy(\.isEmpty) }
    let isSorted = zip(sheets[sheet].rows, sheets[sheet].rows.dropFirst()).allSatisfy { $0.number < $1.number }
    if !isSorted { sheets[sheet].rows.sort { $0.number < $1.number } }
    (far, width) = ([], 0)
  }
}
