import Domain
import Exchange
import Foundation
import RegisterKit
import Store

/// One import on its way: what each table means, which record each row is, what is written.
struct ImportRun {
  /// One row on its way in.
  struct Row {
    let part: Int
    let register: String
    let number: Int
    let texts: [String: String]
    let seconds: [String: String]
    var extra: [String: String]
    let state: String?
    var id: String
    var existing: StoredRecord?
    var isRejected = false
    var patch: Body = [:]
    /// Made because another row points at it, not a row of the file.
    var isBrought = false
  }

  let installation: Installation
  let scope: Scope
  let options: ImportOptions
  let settings: Settings
  var report: ImportReport
  var rows: [Row] = []
  var settingsPatch: Body = [:]
  /// What the files bring, by register: code, unique text and title → code.
  var planned = Planned()

  final class Planned {
    var byText: [String: [String: String]] = [:]
    func add(_ register: String, _ text: String, _ id: String) {
      if !text.isEmpty { byText[register, default: [:]][text.lowercased()] = id }
    }
    func id(_ register: String, _ text: String) -> String? { byText[register]?[text.lowercased()] }
    func remove(_ register: String, id: String) { byText[register] = byText[register]?.filter { $0.value != id } }
  }

  init(_ installation: Installation, _ scope: Scope, _ files: [ImportFile], _ options: ImportOptions) throws {
    self.installation = installation
    self.scope = scope
    self.options = options
    report = ImportReport(isDryRun: options.isDryRun, parts: [])
    let stored = try scope.record(Installation.settingsID)?.body ?? [:]
    for file in files { settingsPatch.merge(file.settings) { $1 } }
    let merged = stored.merging(settingsPatch) { $1 }
    settings = Settings(body: merged)
    if !settingsPatch.isEmpty, let problem = settings.matrix.problems.first {
      throw Failure.malformed("The risk method in these files can't be used: \(problem)")
    }
    for file in files { try plan(file) }
  }

  // 1. What does each table mean, and which record is each row?

  mutating func plan(_ file: ImportFile) throws {
    if let reason = file.unreadable {
      var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
      part.rejected.append(.init(row: 0, column: nil, value: "", reason: reason))
      report.parts.append(part)
    }
    if !file.leftOut.isEmpty {
      var part = ImportReport.Part(path: file.path, sheet: nil, register: nil)
      part.notes = file.leftOut
      report.parts.append(part)
    }
    for table in file.tables { try plan(table, in: file) }
  }

  mutating func plan(_ source: ImportTable, in file: ImportFile) throws {
    let key = source.sheet.map { "\(file.path)#\($0)" } ?? file.path
    let named = options.matches[key]
    guard var match = named ?? TableMatch.best(for: source.table, named: source.name, among: scope.registers),
      let register = scope.registers[match.register]
    else {
      if !source.isIncidental {
        var part = ImportReport.Part(path: file.path, sheet: source.sheet, register: nil)
        part.notes = [
          "No register fits the headings \(source.table.header.prefix(8).joined(separator: ", ")); left out."
        ]
        report.parts.append(part)
      }
      return
    }
    let hasCode = match.columns.contains(.code)
    if source.isIncidental, named == nil, match.certainty < 0.6 || (source.table.rows.count > 1 && !hasCode) { return }
    if let body = source.table.header.firstIndex(of: ImportFile.bodyHeading),
      let field = register.fields.first(where: { $0.kind.control == .prose && $0.traits.searched })
    {
      match.columns[body] = .field(field.name, also: nil)
    }
    var part = ImportReport.Part(path: file.path, sheet: source.sheet, register: register.slug)
    part.match = match
    part.header = source.table.header
    part.rows = source.table.rows.count + source.table.problems.filter { $0.column == nil }.count
    part.rejected = source.table.problems.map {
      .init(row: $0.row, column: $0.column, value: $0.value, reason: $0.reason)
    }
    report.parts.append(part)
    for row in source.table.rows { try plan(row, source.table.header, match, register) }
  }

  mutating func plan(_ row: TableRow, _ header: [String], _ match: TableMatch, _ register: AnyRegister) throws {
    var (texts, seconds, extra): ([String: String], [String: String], [String: String]) = ([:], [:], [:])
    var (code, state): (String?, String?) = (nil, nil)
    for (index, column) in match.columns.enumerated() where index < row.cells.count {
      let cell = row.cells[index]
      switch column {
      case .code: code = cell.isEmpty ? nil : cell.trimmed()
      case .state: state = cell
      case .field(let name, let also):
        // Several columns can feed a field of several values: clauses and controls of a document.
        if let before = texts[name], !before.isEmpty, !cell.isEmpty {
          texts[name] = "\(before); \(cell)"
        } else if texts[name]?.isEmpty != false {
          texts[name] = cell
        }
        if let also { seconds[also] = cell }
      case .extra: if !cell.isEmpty { extra[header[index]] = cell }
      case .derived, .ignored: break
      }
    }
    if texts.values.allSatisfy(\.isEmpty), code == nil { return }
    var existing: StoredRecord?
    let unique = register.fields.first { $0.traits.unique && texts[$0.name]?.isEmpty == false }
    if let code { existing = try scope.record(code) }
    if existing == nil, let unique, let text = texts[unique.name] {
      let canonical =
        unique.kind is RequirementKind
        ? installation.libraries.requirement(text, in: settings.frameworks) ?? text : text
      existing = try scope.holders(of: unique, in: register, canonical).first.flatMap { try scope.record($0) }
    }
    if existing == nil, code == nil, unique == nil { existing = try byKey(texts, register) }
    let id = try existing?.id ?? code ?? scope.nextCode(register.prefix)
    rows.append(
      Row(
        part: report.parts.count - 1, register: register.slug, number: row.number, texts: texts, seconds: seconds,
        extra: extra, state: state, id: id,
        existing: existing))
    planned.add(register.slug, id, id)
    planned.add(register.slug, texts[register.titleField.name] ?? "", id)
    if let unique { planned.add(register.slug, texts[unique.name] ?? "", id) }
  }

  /// The record that has the same key fields, or the same title where the register has no key.
  func byKey(_ texts: [String: String], _ register: AnyRegister) throws -> StoredRecord? {
    let keys = register.fields.filter(\.traits.key)
    var query = ListQuery(register: register.slug)
    for field in keys.isEmpty ? [register.titleField] : keys {
      let given = texts[field.name] ?? ""
      // A record that comes without a title is called after its register.
      let text = given.isEmpty && keys.isEmpty ? register.one : given
      guard !text.isEmpty else { return nil }
      query.conditions.append(.init(field: field.name, test: .is, values: [text]))
    }
    query.limit = 1
    return try scope.list(query, today: Day(number: 0)).records.first
  }

  // 2. Convert and check; a row that points at a rejected row is rejected too, until nothing changes any more.

  mutating func run(actor: Actor, now: Instant) throws -> ImportReport {
    try addMissing()
    let reading = reading()
    var again = true
    while again {
      again = false
      for index in rows.indices where !rows[index].isRejected {
        if !(try convert(index, reading)) { again = true }
      }
    }
    // 3. Write, what others point at and what points alike: the links are checked when the transaction ends.
    var changes: [Change] = []
    for index in rows.indices where !rows[index].isRejected {
      let row = rows[index]
      guard let register = register(of: row) else { continue }
      let state = row.state.flatMap { text in text.isEmpty ? nil : register.lifecycle?.state(meantBy: text)?.name }
      if row.existing != nil {
        if options.updates { changes.append(.edit(id: row.id, values: row.patch, state: state)) }
      } else {
        changes.append(.create(register: register.slug, id: row.id, values: row.patch, state: state))
      }
    }
    let versions = Dictionary(rows.map { ($0.id, $0.existing?.version ?? 0) }, uniquingKeysWith: { first, _ in first })
    let committed = try installation.commit(
      changes, scope, actor, "Import", .history, now, reading: reading, settings: try newSettings())
    let after = Dictionary(committed.records.map { ($0.id, $0.version) }, uniquingKeysWith: { $1 })
    for row in rows where !row.isRejected && !row.isBrought {
      let before = versions[row.id] ?? 0
      if row.existing == nil {
        report.parts[row.part].created += 1
      } else if (after[row.id] ?? before) > before {
        report.parts[row.part].updated += 1
      } else {
        report.parts[row.part].unchanged += 1
      }
    }
    for (register, brought) in Dictionary(grouping: rows.filter { $0.isBrought && !$0.isRejected }, by: \.register) {
      let name = scope.registers[register]?.many.lowercased() ?? register
      for (part, count) in Dictionary(grouping: brought, by: \.part).mapValues(\.count) {
        report.parts[part].notes.append("\(count) \(name) were made from its rows.")
      }
    }
    report.batch = committed.batch
    return report
  }

  func register(of row: Row) -> AnyRegister? { scope.registers[row.register] }

  /// The method with what the files say of it; nil if they say nothing.
  func newSettings() throws -> Body? {
    guard !settingsPatch.isEmpty else { return nil }
    let stored = try scope.record(Installation.settingsID)
    return settings.body.merging(stored?.body ?? [:]) { new, _ in new }
  }

  /// Records that a row brings along because it points at them and nobody else has them.
  mutating func addMissing() throws {
    for row in rows {
      guard let register = register(of: row) else { continue }
      for field in register.fields where field.traits.makesMissing {
        guard let text = row.texts[field.name], !text.isEmpty, let slug = field.targets.first,
          let target = scope.registers[slug],
          planned.id(slug, text) == nil, try scope.find([slug], text).isEmpty
        else { continue }
        let part = report.parts[row.part]
        var texts: [String: String] = [:]
        let match = TableMatch(part.header, target)
        let source = rowCells(row, part)
        for (index, column) in match.columns.enumerated() {
          if case .field(let name, _) = column,
            target.field(name)?.targets.isEmpty != false || target.field(name)?.traits.owner == true
          {
            texts[name] = source[index]
          }
        }
        if texts[target.titleField.name]?.isEmpty != false { texts[target.titleField.name] = text }
        rows.insert(
          Row(
            part: row.part, register: slug, number: row.number, texts: texts, seconds: [:], extra: [:], state: nil,
            id: text,
            existing: nil, isBrought: true), at: 0)
        planned.add(slug, text, text)
      }
    }
  }

  func rowCells(_ row: Row, _ part: ImportReport.Part) -> [String] {
    (part.match?.columns ?? []).enumerated().map { index, column in
      switch column {
      case .field(let name, _): row.texts[name] ?? ""
      case .extra: row.extra[part.header[index]] ?? ""
      case .code: row.id
      default: ""
      }
    }
  }
}
