import Domain
import Exchange
import Foundation
import RegisterKit
import Yams

/// A file as it came, and the tables that were found in it.
public struct ImportFile: Sendable {
  /// As the person sees it; no place on the disk.
  public let path: String
  public var tables: [ImportTable]
  /// Settings that the file brings: the organization's risk method.
  public var settings: Body = [:]
  /// Parts that no register takes, in words.
  public var leftOut: [String] = []
  /// Why the file can't be read.
  public var unreadable: String?
}

/// One table of a file.
public struct ImportTable: Sendable {
  /// Of the sheet, or of the part of a YAML or Markdown file.
  public var name: String
  public var table: Table
  /// Needs its columns understood almost wholly, since it may be a table in running text.
  public var isIncidental = false
  /// Shown as the sheet in reports.
  public var sheet: String?
}

extension ImportFile {
  /// By what a table is named in decisions about it: `path` or `path#sheet`.
  public func key(of table: ImportTable) -> String { table.sheet.map { "\(path)#\($0)" } ?? path }

  /// Reads a file by its content and the ending of its path: workbook, delimited text, YAML or Markdown.
  public static func read(_ url: URL, as path: String) -> ImportFile {
    var file = ImportFile(path: path, tables: [])
    do {
      let data = try Data(contentsOf: url)
      guard data.count <= 100_000_000 else { throw Unreadable("The file is larger than 100 MB.") }
      let own = URL(fileURLWithPath: path)
      let (name, ending) = (own.deletingPathExtension().lastPathComponent, own.pathExtension.lowercased())
      switch (ending, FileType.detect([UInt8](data.prefix(8000)))) {
      case ("yaml", _), ("yml", _): try file.readYAML(data)
      case ("md", _), ("markdown", _): try file.readMarkdown(data, name)
      case (_, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("xlsx", "application/zip"):
        file.tables = try XLSX.read(url).map { ImportTable(name: $0.sheet ?? name, table: $0, sheet: $0.sheet) }
      case (_, _) where data.starts(with: [0xD0, 0xCF, 0x11, 0xE0]):
        throw Unreadable("This is a workbook of an older Excel, or one with a password; save it as XLSX without one.")
      case (_, let type) where Self.mayBeDelimited(ending, type):
        file.tables = [ImportTable(name: name, table: try CSV.read([UInt8](data), isHeading: Self.isHeading))]
      case (_, let type):
        throw Unreadable("A file of the type \(type) holds no register; use XLSX, CSV, YAML or Markdown.")
      }
    } catch let error as Unreadable {
      file.unreadable = error.reason
    } catch let error as YamlError {
      file.unreadable = "This is not valid YAML: \(error)."
    } catch { file.unreadable = "The file can't be read." }
    return file
  }

  /// Whether the CSV reader is to decide: what begins as another format does is none, but text has no mark of its own,
  /// so a delimited file may look like a page, or like nothing, in any encoding.
  private static func mayBeDelimited(_ ending: String, _ type: String) -> Bool {
    let isMarked =
      type.hasPrefix("image/") && type != "image/svg+xml" || type == "application/pdf"
      || type == "application/zip" || type.hasPrefix("application/vnd.")
    if ["csv", "tsv", "txt"].contains(ending) { return !isMarked }
    return ["text/plain", "application/octet-stream"].contains(type)
  }

  /// Whether some register calls a column so.
  private static func isHeading(_ cell: String) -> Bool { headings.contains(cell.folded) }

  private static let headings = Set(
    Catalogue.registers.all.flatMap { register in
      register.fields.flatMap { [$0.name.folded, $0.label.folded] + $0.traits.synonyms.map(\.folded) }
    })

  /// Lists of mappings are tables, mappings of plain values are tables of one row, by the name of their key.
  private mutating func readYAML(_ data: Data) throws {
    let text = String(decoding: data, as: UTF8.self)
    guard let root = try Yams.compose(yaml: text)?.mapping else {
      throw Unreadable("The file is not a YAML mapping.")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    for (key, value) in root { walk(key.scalar?.string ?? "", value, lines) }
  }

  /// In `{name: severe, meaning: harm, or worse}` YAML reads `or worse` as a name without a value: somebody wrote a comma.
  /// Such a name has no colon after it.
  private static func isTail(_ key: Node, _ value: Node, _ lines: [[Character]]) -> Bool {
    guard value.scalar?.string.isEmpty == true, key.scalar?.style == .plain, let mark = key.mark,
      let words = key.scalar?.string, lines.indices.contains(mark.line - 1)
    else { return false }
    let rest = lines[mark.line - 1].dropFirst(mark.column - 1 + words.count)
    return rest.first { $0 != " " } != ":"
  }

  /// With what stands behind such a comma put back to the text before.
  private static func joined(_ node: Node, _ lines: [[Character]]) -> Node {
    switch node {
    case .sequence(var sequence):
      for index in sequence.indices { sequence[index] = joined(sequence[index], lines) }
      return .sequence(sequence)
    case .mapping(let mapping):
      var pairs: [(Node, Node)] = []
      for (key, value) in mapping {
        if isTail(key, value, lines), let words = key.scalar?.string, var before = pairs.last?.1.scalar {
          before.string += ", \(words)"
          pairs[pairs.count - 1].1 = .scalar(before)
        } else {
          pairs.append((key, joined(value, lines)))
        }
      }
      return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    default: return node
    }
  }

  /// Says what stands behind such commas: a record takes what YAML says, and whoever wrote it must know.
  private mutating func report(_ node: Node, _ lines: [[Character]]) {
    for child in node.sequence ?? [] { report(child, lines) }
    for (key, value) in node.mapping ?? [:] {
      if Self.isTail(key, value, lines) {
        let told =
          "line \(key.mark?.line ?? 0): “\(key.scalar?.string ?? "")” stands behind a comma and has no name of its own; "
          + "put the whole text in quotes to keep it."
        if !leftOut.contains(told) { leftOut.append(told) }
      } else {
        report(value, lines)
      }
    }
  }

  private mutating func walk(_ name: String, _ node: Node, _ lines: [[Character]]) {
    if let settings = Self.method(Self.joined(node, lines)) {
      self.settings = settings
      return
    }
    report(node, lines)
    if let rows = node.sequence {
      if rows.contains(where: { $0.mapping != nil }) {
        tables.append(ImportTable(name: name.spaced, table: Self.table(rows.map { ($0, nil) }), sheet: name))
      } else {
        leftOut.append("“\(name)” is a list of sentences; no register takes it.")
      }
      return
    }
    guard let members = node.mapping else { return }
    let lists = members.filter { $0.value.sequence?.contains { $0.mapping != nil } == true }
    if !lists.isEmpty, lists.count == members.count {
      let rows = lists.flatMap { key, list in list.sequence.map { $0.map { ($0, key.scalar?.string) } } ?? [] }
      tables.append(ImportTable(name: name.spaced, table: Self.table(rows), sheet: name))
      return
    }
    for (key, list) in lists { walk(key.scalar?.string ?? "", list, lines) }
    let plain = members.filter { $0.value.sequence?.contains { $0.mapping != nil } != true }
    if !plain.isEmpty {
      let row = Node.mapping(Node.Mapping(plain.map { ($0.key, $0.value) }, .implicit, .block, node.mark))
      tables.append(ImportTable(name: name.spaced, table: Self.table([(row, nil)]), isIncidental: true, sheet: name))
    }
  }

  private static func table(_ rows: [(Node, String?)]) -> Table {
    var header: [String] = rows.contains { $0.1 != nil } ? ["group"] : []
    for (node, _) in rows {
      for (key, _) in node.mapping ?? [:] where !header.contains(key.scalar?.string ?? "") {
        header.append(key.scalar?.string ?? "")
      }
    }
    var table = Table(header: header)
    for (node, group) in rows {
      let cells = header.map { name in name == "group" && group != nil ? group ?? "" : node[name].map(text) ?? "" }
      table.rows.append(TableRow(number: node.mark?.line ?? 0, cells: cells))
    }
    return table
  }

  private static func text(_ node: Node) -> String {
    if let scalar = node.scalar { return node.tag == Tag(.null) || scalar.string == "null" ? "" : scalar.string }
    return (node.sequence ?? []).compactMap { $0.scalar?.string }.joined(separator: "; ")
  }

  /// A risk method: two scales by number and the levels of the score.
  private static func method(_ node: Node) -> Body? {
    guard let likelihood = node["likelihood"]?.mapping, let impact = node["impact"]?.mapping,
      let levels = node["levels"]?.sequence
    else { return nil }
    func scale(_ mapping: Node.Mapping) -> Value {
      .list(
        mapping.sorted { ($0.key.int ?? 0) < ($1.key.int ?? 0) }.map { _, level in
          [
            "name": Value(level["name"]?.scalar?.string ?? level.scalar?.string),
            "meaning": Value(level["meaning"]?.scalar?.string ?? ""),
          ]
        })
    }
    return [
      "likelihood": scale(likelihood), "impact": scale(impact),
      "bands": .list(
        levels.map {
          [
            "name": Value($0["name"]?.scalar?.string), "from": Value($0["from"]?.int), "to": Value($0["to"]?.int),
            "acceptance": Value($0["accept"]?.scalar?.string ?? ""),
          ]
        }),
    ]
  }

  /// The head is a record of one row whose text is the body; tables in the body may be records too.
  private mutating func readMarkdown(_ data: Data, _ name: String) throws {
    let text = String(decoding: data, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).joined(
      separator: "\n")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---"),
      let head = try Yams.compose(yaml: lines[1..<end].joined(separator: "\n")), head.mapping != nil
    else { throw Unreadable("The file has no head between two lines of ---; give it at least a title and a kind.") }
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
        let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
          $0.trimmed()
        }
        if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) {
          raw.append(TableRow(number: index + 1, cells: Array(cells)))
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

extension String {
  fileprivate var spaced: String { split(separator: "_").joined(separator: " ") }
}
