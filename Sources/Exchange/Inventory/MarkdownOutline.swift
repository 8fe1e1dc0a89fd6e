import RegisterKit

/// A Markdown text by its headings, and its head between two lines of `---`. One pass, whatever the text.
struct MarkdownOutline {
  struct Section {
    /// From 1; 0 for what stands before the first heading.
    var level = 0
    var heading = ""
    /// Line of the heading, from 1.
    var line = 1
    /// Without the sections below it.
    var lines: [Substring] = []

    var text: String { lines.joined(separator: "\n").trimmed() }
  }

  /// Without the lines around it; nil where there is no head.
  private(set) var head: String?
  /// Line of the file on which the head's text begins.
  static let headLine = 2
  /// Everything after the head.
  private(set) var body = ""
  private(set) var sections: [Section] = [Section()]

  init(_ text: String) {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    // By bytes: “\r\n” is one character.
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      Substring(line.last == 0x0D ? line.dropLast() : line)
    }
    var first = 0
    if let start = lines.first, Self.isFence(start), let end = lines.dropFirst().firstIndex(where: Self.isFence) {
      head = lines[1..<end].joined(separator: "\n")
      first = end + 1
      lines.removeFirst(first)
    }
    body = lines.joined(separator: "\n")
    read(lines, after: first)
  }

  private static func isFence(_ line: Substring) -> Bool {
    line.hasPrefix("---") && line.utf8.dropFirst(3).allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  private mutating func read(_ lines: [Substring], after first: Int) {
    var fence: Substring?
    for (index, line) in lines.enumerated() {
      let start = line.utf8.count < 2_000 ? line.drop { $0 == " " } : line
      if let mark = fence {
        if start.hasPrefix(mark), start.utf8.allSatisfy({ $0 == mark.utf8.first || $0 == 0x20 }) { fence = nil }
      } else if start.hasPrefix("```") || start.hasPrefix("~~~") {
        fence = start.prefix { $0 == start.first }
      } else if let (level, heading) = Self.heading(start) {
        sections.append(Section(level: level, heading: heading, line: first + index + 1))
        continue
      } else if start.utf8.count > 2, let above = sections[sections.count - 1].lines.last, !above.isEmpty,
        above.utf8.count < 300, start.utf8.allSatisfy({ $0 == 0x3D || $0 == 0x20 }), start.hasPrefix("=")
      {
        sections[sections.count - 1].lines.removeLast()
        sections.append(Section(level: 1, heading: Self.plain(above), line: first + index))
        continue
      }
      sections[sections.count - 1].lines.append(line)
    }
  }

  private static func heading(_ line: Substring) -> (Int, String)? {
    guard line.hasPrefix("#"), line.utf8.count < 1_000 else { return nil }
    let level = line.prefix { $0 == "#" }.count
    let rest = line.dropFirst(level)
    guard level <= 6, rest.first == " " || rest.first == "\t" else { return nil }
    let heading = plain(rest)
    return heading.isEmpty ? nil : (level, heading)
  }

  /// Without the signs of Markdown that stand around words, and with a link as its words, its address behind them if
  /// wanted.
  static func plain(_ text: some StringProtocol, links: Bool = false) -> String {
    var out = ""
    var rest = Substring(text)
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "*", "`": continue
      case "[":
        if let close = rest.firstIndex(of: "]"), rest[close...].hasPrefix("]("),
          let end = rest[close...].firstIndex(of: ")")
        {
          let (words, url) = (plain(rest[..<close]), rest[close...].dropFirst(2)[..<end].trimmed())
          out += words
          if links, url.hasPrefix("http"), url != words { out += " (\(url))" }
          rest = rest[rest.index(after: end)...]
          continue
        }
        out.append(character)
      case "<":
        if let end = rest.firstIndex(of: ">"), rest.first?.isLetter == true || rest.first == "/" {
          rest = rest[rest.index(after: end)...]
          continue
        }
        out.append(character)
      default: out.append(character)
      }
    }
    return out.trimmed(also: "#:")
  }

  /// The first heading of the highest level that there is.
  var title: String? {
    let headings = sections.dropFirst()
    return (headings.first { $0.level == 1 } ?? headings.first)?.heading
  }

  /// `Owner: Anna Berg`, `- **Owner:** Anna Berg` and `| Owner | Anna Berg |` in these lines, in order.
  static func pairs(_ lines: some Sequence<Substring>, links: Bool = false) -> [(name: String, value: String)] {
    lines.flatMap { line -> [(String, String)] in
      guard line.utf8.count < 4_000 else { return [] }
      let text = line.trimmed()
      if text.hasPrefix("|") || text.filter({ $0 == "|" }).count == 1 && !text.contains(":") {
        let cells = text.trimmed(also: "|").split(separator: "|", omittingEmptySubsequences: false).map {
          plain($0, links: links)
        }
        // A row may hold two pairs: | Version | 2.0 | Owner | Anna Berg |
        guard cells.count >= 2, cells.contains(where: { !$0.isEmpty && !$0.allSatisfy { "-: ".contains($0) } }) else {
          return []
        }
        return stride(from: 0, to: cells.count - 1, by: 2).map { (cells[$0], cells[$0 + 1]) }
      }
      return text.split(separator: "·").compactMap { piece in
        let piece = piece.drop { " -*+•>_".contains($0) }
        guard let colon = piece.firstIndex(of: ":"), piece.distance(from: piece.startIndex, to: colon) <= 60 else {
          return nil
        }
        let name = plain(piece[..<colon])
        return name.isEmpty ? nil : (name, plain(piece[piece.index(after: colon)...], links: links))
      }
    }
  }
}
