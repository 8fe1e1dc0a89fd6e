import Exchange
import Foundation
import RegisterKit
import Yams

// Registers and the risk method as YAML.
extension ImportFile {
  /// Lists of mappings are tables, mappings of plain values are tables of one row, by the name of their key.
  mutating func readYAML(_ data: Data) throws {
    let text = try CSV.text([UInt8](data))
    guard let root = try Self.compose(text)?.mapping else {
      throw Unreadable("The file is not a YAML mapping.")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    for (key, value) in root { walk(key.scalar?.string ?? "", value, lines) }
  }

  /// The nodes of a person's YAML. Aliases let a file of a few bytes stand for millions; people's registers have none.
  static func compose(_ text: String) throws -> Node? {
    if let refusal = YAMLBounds.refusal(text, aliases: false) {
      throw Unreadable("Line \(refusal.line): the text \(refusal.reason).")
    }
    return try Yams.compose(yaml: text)
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

  static func table(_ rows: [(Node, String?)]) -> Table {
    var header: [String] = rows.contains { $0.1 != nil } ? ["group"] : []
    var known = Set(header)
    for (node, _) in rows {
      for (key, _) in node.mapping ?? [:] where known.insert(key.scalar?.string ?? "").inserted {
        header.append(key.scalar?.string ?? "")
      }
    }
    var table = Table(header: header)
    if table.isLeftEmpty(columns: header.count, rows: rows.map { $0.0.mark?.line ?? 0 }) { return table }
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
}

extension String {
  fileprivate var spaced: String { split(separator: "_").joined(separator: " ") }
}
