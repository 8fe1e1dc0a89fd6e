import Domain
import Exchange
import Foundation
import RegisterKit
import Store

/// One import on its way: what each table means, which record each row is, what is written.
struct ImportRun {
  /// Stands for the column of the codes, and for that of the states, where a field is named.
  static let code = "#"
  static let state = "~"

  let installation: Installation
  let scope: Scope
  let options: ImportOptions
  let actor: Actor
  let now: Instant
  var settings: Settings
  let stored: StoredRecord?
  let words: ImportWords
  var report: ImportReport
  var sources: [Source] = []
  /// Tables for which nothing says a register for certain.
  var unmatched: [Source] = []
  /// What files say of their scales, by path.
  var legends: [String: [ScaleLegend]] = [:]
  /// Files that are the same as another.
  var twice: Set<String> = []
  var rows: [Row] = []
  var settingsPatch: Body = [:]
  let names: NameIndex
  var resolved: [ResolvedKey: Resolved] = [:]
  var named: [ResolvedKey: Named] = [:]
  /// Records that tables bring without a code, by register and key fields or title, with the tables that say it again.
  var keyed: [[String]: Keyed] = [:]
  /// By table, register and title: records of that title that no row of the table has been found to be, the last one first.
  var untaken: [[String]: [String]] = [:]
  /// The key of the row that is looked at, where it is the first to bring it.
  var pending: [String]?
  /// The first table that brings a record, by code.
  var parts: [String: Int] = [:]
  /// What the rows call their records, by code.
  var titles: [String: String] = [:]
  var codes: Codes
  /// What the rows before this one hold, on the way through them.
  var claims = Claims()
  /// What required fields hold where a table does not say it, by table and field.
  var standards: [String: Value] = [:]
  /// The files bring another risk method, and there are records that were judged by the former.
  var isMethodChanged = false
  /// By row and field: why a value would close a circle.
  var circles: [Int: [String: String]] = [:]
  /// Whatever was written so far has to be taken back.
  var isRefused = false
  /// Rows that the door refused although they were checked before: known in the next try.
  var refused: [RowName: [Problem]]

  init(
    _ installation: Installation, _ scope: Scope, _ files: [ImportFile], _ options: ImportOptions, _ actor: Actor,
    _ now: Instant, refused: [RowName: [Problem]] = [:]
  ) throws {
    self.refused = refused
    self.installation = installation
    self.scope = scope
    self.options = options
    self.actor = actor
    self.now = now
    words = installation.libraries.importWords
    names = NameIndex(scope)
    codes = Codes(scope)
    report = ImportReport(isDryRun: options.isDryRun, parts: [])
    stored = try scope.record(Installation.settingsID)
    for file in files { settingsPatch.merge(file.settings) { $1 } }
    settings = Settings(body: (stored?.body ?? [:]).merging(settingsPatch) { $1 })
    try checkMethod(files)
    try plan(files)
  }

  func register(of row: Row) -> AnyRegister? { scope.registers[row.register] }

  /// The report of a dry run: what ``write()`` would come to.
  mutating func rehearse() throws -> ImportReport {
    try check()
    for row in rows where !row.isRejected && !row.isBrought {
      let isUpdated = row.isChange && options.updates
      count(row, isUpdated: isUpdated)
      if options.mostChanges > report.parts[row.part].changes.count, !row.isRepeated, row.existing == nil || isUpdated {
        show(row)
      }
    }
    return report
  }

  /// Writes what can be read; if a row can't and all or nothing was asked for, ``isRefused``.
  mutating func write() throws -> ImportReport {
    try check()
    if report.isHeldUp, !options.goodRowsOnly {
      isRefused = true
      return report
    }
    try codes.use()
    try keepDecisions()
    // What others point at and what points alike: the links are checked when the transaction ends.
    var changes: [Change] = []
    var order: [Int] = []
    for index in rows.indices where !rows[index].isRejected && !rows[index].isRepeated {
      let row = rows[index]
      if row.existing != nil {
        guard options.updates else { continue }
        changes.append(.edit(id: row.id, values: row.patch, state: row.next))
      } else {
        changes.append(.create(register: row.register, id: row.id, values: row.patch, state: row.next))
      }
      order.append(index)
    }
    changes += try recalculations()
    let committed: Committed
    var updated: Set<String> = []
    do {
      committed = try installation.commit(
        changes, scope, actor, "Import", .history, now, reading: reading(), settings: try newSettings(),
        admitted: { rows[order[$0]].admitted }
      ) { record, wrote in if wrote { updated.insert(record.id) } }
    } catch Failure.invalid(let rejections) {
      // The rows were checked before, so this is rare; it names the row all the same.
      for rejection in rejections where order.indices.contains(rejection.index) {
        refused[RowName(rows[order[rejection.index]]), default: []] += rejection.problems
        reject(order[rejection.index], rejection.problems.map { Trouble(field: $0.field, reason: $0.message) })
      }
      isRefused = true
      return report
    }
    for row in rows where !row.isRejected && !row.isBrought { count(row, isUpdated: updated.contains(row.id)) }
    report.batch = committed.batch
    return report
  }

  /// Converts and checks; a row that points at a rejected row is looked at again, until nothing changes any more.
  private mutating func check() throws {
    shareNames()
    try addMissing()
    for row in rows { titles[row.id] = register(of: row).flatMap { row.texts[$0.titleField.name] } }
    let act = Act(
      scope: scope, actor: actor, note: "Import", hand: .history, now: now, reading: reading(),
      appender: try Appender(scope, actor: actor.name, at: now), ownWork: OwnWork(installation, scope))
    rejectWhatTheDoorRefused()
    repeat {
      var again = true
      while again {
        again = false
        claims = Claims()
        for index in rows.indices where !rows[index].isRejected {
          try scope.connection.goOn()
          if !(try convert(index, act)) { again = true }
        }
      }
    } while try breakCircles()
    for row in rows where !row.isRejected { warn(of: row) }
    note()
    askAboutMissing()
  }

  /// Says what a row would do.
  private mutating func show(_ row: Row) {
    guard let register = register(of: row) else { return }
    let after = row.admitted ?? row.changed ?? [:]
    let before = row.existing?.body ?? [:]
    var differences: [ImportReport.RowChange.Difference] = []
    func differ(_ label: String, _ old: Value, _ new: Value, _ text: (Value) -> String) {
      guard old != new else { return }
      differences.append(.init(field: label, before: old.isEmpty ? "" : text(old), after: new.isEmpty ? "" : text(new)))
    }
    for field in register.fields where !field.traits.derived {
      differ(field.label, before[field.name] ?? .null, after[field.name] ?? .null) { field.kind.text($0, settings) }
    }
    let (kept, keeps) = (before[AnyRegister.extra] ?? .null, after[AnyRegister.extra] ?? .null)
    for name in Set((kept.object ?? [:]).keys).union((keeps.object ?? [:]).keys).sorted() {
      differ(name, kept[name], keeps[name]) { $0.text ?? "" }
    }
    let title = after[register.titleField.name]?.text ?? row.existing?.title ?? row.id
    report.parts[row.part].changes.append(
      .init(row: row.number, id: row.id, title: title, isNew: row.existing == nil, differences: differences))
  }

  private mutating func count(_ row: Row, isUpdated: Bool) {
    if row.isRepeated {
      report.parts[row.part].unchanged += 1
    } else if row.existing == nil {
      report.parts[row.part].created += 1
    } else if isUpdated {
      report.parts[row.part].updated += 1
    } else {
      report.parts[row.part].unchanged += 1
    }
  }

  private mutating func note() {
    for (register, brought) in Dictionary(grouping: rows.filter { $0.isBrought && !$0.isRejected }, by: \.register) {
      let known = scope.registers[register]
      let (one, many) = (known?.one.lowercased() ?? register, known?.many.lowercased() ?? register)
      for (part, count) in Dictionary(grouping: brought, by: \.part).mapValues(\.count) {
        report.parts[part].notes.append("\(count.of("\(one) was", "\(many) were")) created from these rows.")
      }
    }
    let repeated = Dictionary(grouping: rows.filter { $0.isRepeated && !$0.isRejected }, by: \.part)
    for (part, rows) in repeated {
      report.parts[part].notes.append("\(rows.count.of("row says", "rows say")) the same as another row; read once.")
    }
  }

  func reading() -> Reading {
    let base = installation.reading(scope, settings)
    nonisolated(unsafe) let names = names
    return Reading(
      settings: settings, find: { registers, text in (try? names.find(registers, text)) ?? .none },
      requirement: base.requirement, file: base.file)
  }

  /// Codes for rows that bring none, past those that rows bring.
  struct Codes {
    let scope: Scope
    var brought: Set<String> = []
    private var series: [String: CodeSeries] = [:]

    init(_ scope: Scope) { self.scope = scope }

    mutating func next(_ register: AnyRegister) throws -> String {
      var next = try series[register.slug] ?? scope.codes(of: register)
      defer { series[register.slug] = next }
      while true {
        let code = next.next()
        if try !brought.contains(code) && scope.record(code) == nil { return code }
      }
    }

    /// Takes the codes that were given from the counters; a dry run leaves them.
    func use() throws { for series in series.values { try scope.use(series) } }
  }

  /// What rows hold that no other row may.
  struct Claims {
    /// Row by code.
    var codes: [String: Int] = [:]
    /// Row by register, field and value.
    var values: [[String]: Int] = [:]
    /// The unique values with which rows leave their records, by code and field.
    var left: [String: [String: String]] = [:]
  }
}
