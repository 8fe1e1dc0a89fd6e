import Exchange
import Foundation
import RegisterKit
import Yams

// Texts with a head, such as policies, and the tables in them.
extension ImportFile {
  /// The head is a record of one row whose text is the body; tables in the body may be records too.
  mutating func readMarkdown(_ data: Data, _ name: String) throws {
    let whole = try CSV.text([UInt8](data))
    let text = whole.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
    if Card.looksLike(text, name: name) { return bring(try Card.read(text, name: name)) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.first?.trimmed() == "---", let end = lines.dropFirst().firstIndex(where: { $0.trimmed() == "---" })
    else { return readPlainMarkdown(text, name) }
    guard let head = try Self.compose(lines[1..<end].joined(separator: "\n")), head.mapping != nil else {
      throw Unreadable("The head between the lines of --- is not a list of names and values.")
    }
    let body = lines[(end + 1)...].joined(separator: "\n").trimmed()
    var table = Self.table([(head, nil)])
    table.header.append(Self.bodyHeading)
    table.rows[0].cells.append(body)
    table.rows[0].number = 1
    tables.append(ImportTable(name: name, table: table))
    var heading = ""
    var raw: [TableRow] = []
    let states = Self.states(in: body)
    for (index, line) in (lines + [""]).enumerated() where index > end {
      if line.hasPrefix("|") {
        let cells: [String] = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
          $0.trimmed()
        }
        if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
          raw.append(TableRow(number: index + 1, cells: cells))
        }
      } else {
        if raw.count > 1 {
          let codes = raw.dropFirst().compactMap(\.cells.first)
          if codes.contains(where: { states[$0] != nil }), !raw[0].cells.contains(where: { $0.folded == "status" }) {
            raw[0].cells.append("Status")
            for row in 1..<raw.count { raw[row].cells.append(states[raw[row].cells[0]] ?? "") }
          }
          tables.append(
            ImportTable(name: heading, table: Table(sheet: heading, raw: raw), isIncidental: true, sheet: heading))
        }
        raw = []
        if line.hasPrefix("#") { heading = line.drop { $0 == "#" || $0 == " " || $0.isNumber || $0 == "." }.trimmed() }
      }
    }
  }

  /// A text without a head: the registers in it, or else a document.
  private mutating func readPlainMarkdown(_ text: String, _ name: String) {
    let sheets = MarkdownTables.sheets(text)
    let words = LayoutWords(isHeading: Self.isHeading)
    let isRegister = sheets.contains { sheet in Self.isRegister(Table(sheet, words: words)) }
    if isRegister {
      tables = sheets.map { ImportTable($0, named: name) }
    } else {
      bring(PolicyText.read(markdown: text, name: name))
    }
  }

  /// What sentences such as “D-3 to D-5 done. D-6 late: outline only.” say of codes: the word that follows each.
  private static func states(in text: String) -> [String: String] {
    var states: [String: String] = [:]
    let words = text.split { $0.isWhitespace }.map { $0.trimmed(also: ".,:;") }
    func isCode(_ word: String) -> Bool {
      word.contains("-") && word.last?.isNumber == true && word.first?.isUppercase == true
    }
    for (index, word) in words.enumerated() where isCode(word) {
      var codes = [word]
      var next = index + 1
      if next + 1 < words.count, words[next] == "to", isCode(words[next + 1]),
        let from = Int(word.reversed().prefix { $0.isNumber }.reversed().map(String.init).joined()),
        let to = Int(words[next + 1].reversed().prefix { $0.isNumber }.reversed().map(String.init).joined()), from < to,
        to - from < 100
      {
        let stem = String(word.reversed().drop { $0.isNumber }.reversed())
        codes = (from...to).map { "\(stem)\($0)" }
        next += 2
      }
      guard next < words.count, ["done", "open", "late", "closed"].contains(words[next].lowercased()) else { continue }
      for code in codes { states[code] = words[next].lowercased() }
    }
    return states
  }

  /// Heading under which the text of a Markdown file stands in its table.
  static let bodyHeading = "body of the file"
}
