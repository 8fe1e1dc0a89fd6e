import Domain
import Exchange
import RegisterKit
import Store

// Which standard the ids of a table mean.
extension ImportRun {
  /// The column in which each row says its standard, such as “ISO/IEC 42001:2023”.
  private func standardColumn(of source: Source) -> Int? {
    source.match.columns.indices.first { column in
      guard [.extra, .ignored].contains(source.match.columns[column]) else { return false }
      let cells = source.different(column)
      return !cells.isEmpty && cells.count <= 5 && cells.allSatisfy { framework(named: $0) != nil }
        && source.table.rows.allSatisfy { column < $0.cells.count && !$0.cells[column].isEmpty }
    }
  }

  /// The standard that every row names, where that is one.
  func onlyStandard(of source: Source) -> String? {
    let named = Set((source.naming.map { source.different($0) } ?? []).compactMap { framework(named: $0) })
    return named.count == 1 ? named.first : nil
  }

  /// The framework of which a cell names the number.
  func framework(named cell: String) -> String? {
    let numbers = cell.split { !($0.isASCII && $0.isNumber) }.map { String($0) }.filter { $0.count == 5 }
    return settings.frameworks.first { framework in numbers.contains { framework.hasSuffix($0) } }
  }

  /// Which standard the ids of a table mean; nil where it has none.
  func standard(of source: Source, _ register: AnyRegister) -> TableStandard? {
    let columns = source.match.columns.indices.filter {
      if case .requirement = register.field(source.match.columns[$0].word)?.kind.control { true } else { false }
    }
    for column in columns {
      source.headed[column] = framework(named: source.table.header[column])
    }
    source.naming = standardColumn(of: source)
    if source.naming != nil { return nil }
    let open = columns.filter { source.headed[$0] == nil }
    guard !open.isEmpty else { return nil }
    let named = register.fields.contains { $0.traits.unique && $0.kind is RequirementKind }
    let title = named ? source.match.columns.firstIndex { $0.word == register.titleField.name } : nil
    var lines: [(id: String, title: String?)] = []
    for row in source.table.rows {
      for column in open where column < row.cells.count && !row.cells[column].isEmpty {
        let names = RequirementIDs.parse(row.cells[column]).names
        for name in names {
          lines.append((name.id, names.count > 1 ? nil : title.flatMap { $0 < row.cells.count ? row.cells[$0] : nil }))
        }
      }
    }
    guard !lines.isEmpty else { return nil }
    let hints =
      [source.found.name, source.path.fileStem] + source.table.titles + open.map { source.table.header[$0] }
    let standard = TableStandard(
      lines, hints: hints, frameworks: settings.frameworks.compactMap { installation.libraries.framework($0) },
      edition2013: installation.libraries.editions)
    source.isAnnex = standard.isAnnex
    return standard
  }
}
