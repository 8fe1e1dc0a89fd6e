import Exchange
import Testing

extension BroughtFile {
  /// A cell by register, title of the row and heading; nil where there is none.
  func cell(_ register: String, _ title: String, _ heading: String) -> String? {
    guard let table = tables.first(where: { $0.register == register }),
      let column = table.header.firstIndex(of: heading),
      let row = table.rows.first(where: { $0.cells.first == title })
    else { return nil }
    return row.cells[column]
  }

  /// Titles of the rows of a register, in order.
  func titles(_ register: String) -> [String] {
    tables.filter { $0.register == register }.flatMap { $0.rows.compactMap(\.cells.first) }
  }

  /// Whether some sentence on what was left out has these words.
  func says(_ words: String) -> Bool { leftOut.contains { $0.contains(words) } }
}

/// Why reading fails; nil if it doesn't.
func refusal(_ read: () throws -> BroughtFile) -> String? {
  do { _ = try read() } catch let error as Unreadable { return error.reason } catch { return "\(error)" }
  return nil
}
