import RegisterKit

/// Texts longer than a cell of a workbook holds: the whole of each stands in parts on a sheet of its own, and the cell
/// says where.
public enum LongTexts {
  /// The name of that sheet.
  public static let sheet = "Long texts"
  static let header = ["Sheet", "Row", "Column", "Part", "Text"]
  /// A cell holds 32,767 units of UTF-16. One with just as many looks cut, so no whole text is left that long.
  static let most = 32_766
  static let part = 32_000
  private static let before = "… [continued in sheet “\(sheet)”, "

  /// The end of a cell whose text goes on at a cell of the other sheet.
  static func marker(_ cell: String) -> String { "\(before)\(cell)]" }

  /// Whether the text ends in the middle and says so.
  static func isCut(_ text: String) -> Bool { text.utf8.last == UInt8(ascii: "]") && place(text) != nil }

  /// What the cell shows of the text, and the row of the other sheet where it begins.
  static func place(_ text: String) -> (beginning: String, row: Int)? {
    guard text.utf8.last == UInt8(ascii: "]"), let start = text.suffix(80).firstRange(of: before),
      let row = Int(text[start.upperBound...].dropLast().drop { $0.isLetter })
    else { return nil }
    return (String(text[..<start.lowerBound]), row)
  }

  /// The text in pieces of at most so many units of UTF-16.
  static func pieces(_ text: String, of most: Int) -> [String] {
    var (pieces, piece, size) = ([String](), String.UnicodeScalarView(), 0)
    for scalar in text.unicodeScalars {
      let units = UTF16.width(scalar)
      if size + units > most {
        pieces.append(String(piece))
        (piece, size) = (String.UnicodeScalarView(), 0)
      }
      piece.append(scalar)
      size += units
    }
    return size > 0 || pieces.isEmpty ? pieces + [String(piece)] : pieces
  }

  /// Takes the texts out of the cells that can't hold them, onto a sheet of their own at the end.
  static func moved(_ sheets: [XLSX.Sheet]) -> [XLSX.Sheet] {
    var sheets = sheets
    var rows: [[XLSX.Cell]] = []
    for sheet in sheets.indices {
      for row in sheets[sheet].rows.indices {
        for column in sheets[sheet].rows[row].indices {
          guard case .text(let text) = sheets[sheet].rows[row][column], text.utf8.count > most, text.utf16.count > most
          else { continue }
          let heading =
            column < sheets[sheet].header.count ? sheets[sheet].header[column] : Exchange.Sheet.letters(column)
          // Below the header; a sheet counts from 1.
          let mark = marker("E\(rows.count + 2)")
          let parts = pieces(text, of: part)
          for (number, piece) in parts.enumerated() {
            rows.append([
              .text(sheets[sheet].name), .number(Double(row + 2)), .text(heading),
              .text("\(number + 1) of \(parts.count)"),
              .text(piece),
            ])
          }
          sheets[sheet].rows[row][column] = .text((parts.first ?? "") + mark)
        }
      }
    }
    return rows.isEmpty ? sheets : sheets + [XLSX.Sheet(name: sheet, header: header, rows: rows)]
  }

  /// Puts the whole texts back into their cells, and takes their sheet away. A cell whose text isn't there stays cut.
  static func restored(_ sheets: [Exchange.Sheet]) -> [Exchange.Sheet] {
    guard let index = sheets.firstIndex(where: { $0.name == sheet && $0.rows.first?.cells == header }) else {
      return sheets
    }
    struct Whole {
      var parts: [(number: Int, text: String)] = []
      var count = 0
      /// All parts, each once; nil where there is a hole.
      var text: String? {
        let sorted = parts.sorted { $0.number < $1.number }
        guard sorted.count == count, sorted.enumerated().allSatisfy({ $1.number == $0 + 1 }) else { return nil }
        return sorted.map(\.text).joined()
      }
    }
    // By bytes: a text may have been parted between a letter and its accent.
    func begins(_ text: String, _ beginning: String) -> Bool { text.utf8.starts(with: beginning.utf8) }
    var wholes: [[String]: Whole] = [:]
    var keys: [Int: [String]] = [:]
    for row in sheets[index].rows.dropFirst() where row.cells.count == 5 {
      let key = Array(row.cells[..<3])
      keys[row.number] = key
      let numbers = row.cells[3].split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 2 else { continue }
      wholes[key, default: Whole()].parts.append((numbers[0], row.cells[4]))
      wholes[key]?.count = numbers[1]
    }
    var texts: [[String]: String] = [:]
    for (key, whole) in wholes { texts[key] = whole.text }
    var others = sheets
    others.remove(at: index)
    for sheet in others.indices {
      for row in others[sheet].rows.indices {
        for column in others[sheet].rows[row].cells.indices {
          let cell = others[sheet].rows[row].cells[column]
          guard cell.utf8.last == UInt8(ascii: "]"), let (beginning, place) = place(cell) else { continue }
          // The rows of the other sheet may have been sorted since; then the beginning says which text it is.
          let there = keys[place].flatMap { texts[$0] }.flatMap { begins($0, beginning) ? $0 : nil }
          let same = there == nil && texts.count < 2000 ? texts.values.filter { begins($0, beginning) } : []
          if let text = there ?? (Set(same).count == 1 ? same.first : nil) {
            others[sheet].rows[row].cells[column] = text
          }
        }
      }
    }
    return others
  }
}
