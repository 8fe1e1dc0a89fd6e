/// Markdown put together from values, so that no text of a record changes its form.
struct MarkdownText {
  private(set) var text = ""

  mutating func heading(_ title: String) { if !title.isEmpty { text += "\n## \(title)\n" } }

  /// Text of a record, in Markdown as people wrote it; headings of its own become bold.
  mutating func paragraph(_ words: String) {
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let start = line.drop { $0 == " " }
      if start.first == "#" { return "**\(start.drop { $0 == "#" || $0 == " " })**" }
      // A fence or a tag that nobody closes would swallow what follows; a line under a line would make it a heading.
      let isLine = !start.isEmpty && (start.allSatisfy { $0 == "=" } || start.allSatisfy { $0 == "-" })
      return start.first == "<" || start.hasPrefix("```") || start.hasPrefix("~~~") || isLine
        ? "\\\(start)" : String(line)
    }
    text += "\n\(lines.joined(separator: "\n"))\n"
  }

  mutating func prose(_ title: String, _ words: String, otherwise: String) {
    heading(title)
    paragraph(words.isEmpty ? otherwise : words)
  }

  mutating func facts(_ title: String, _ header: [String], _ pairs: [(String, String)]) {
    table(title, header, pairs.filter { !$0.1.isEmpty }.map { ["**\($0.0)**", Self.cell($0.1)] }, isWritten: true)
  }

  mutating func table(
    _ title: String, _ header: [String], _ rows: [[String]], otherwise: String = "", isWritten: Bool = false
  ) {
    guard !rows.isEmpty else {
      if !otherwise.isEmpty { prose(title, "", otherwise: otherwise) }
      return
    }
    heading(title)
    text += "\n| \(header.joined(separator: " | ")) |\n|\(String(repeating: "---|", count: header.count))\n"
    for row in rows { text += "| \((isWritten ? row : row.map(Self.cell)).joined(separator: " | ")) |\n" }
  }

  /// Text as it is, on one line.
  static func cell(_ words: String) -> String {
    var cell = ""
    for character in words {
      if character.isNewline {
        cell += " "
      } else {
        if "\\|*_`<>[]~#&!".contains(character) { cell += "\\" }
        cell.append(character)
      }
    }
    return cell
  }
}
