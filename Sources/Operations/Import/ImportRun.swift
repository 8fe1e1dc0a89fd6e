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
    /// What the register makes of a new record's values.
    var admitted: Body?
    /// Differs from what is stored.
    var isChange = true
    /// Made because another row points at it, not a row of the file.
    var isBrought = false
  }

  /// One table with what it means.
  struct Source {
    let path: String
    let table: ImportTable
    var match: TableMatch
    /// What the headings alone say.
    let plain: TableMatch?
    /// How it is read needs no look at the content: somebody said it, now or before, or the look was taken.
    var isDecided: Bool
  }

  let installation: Installation
  let scope: Scope
  let options: ImportOptions
  let actor: Actor
  let now: Instant
  let settings: Settings
  let stored: StoredRecord?
  var report: ImportReport
  var sources: [Source] = []
  /// Tables for which the headings say no register.
  var unmatched: [(path: String, table: ImportTable)] = []
  var rows: [Row] = []
  var settingsPatch: Body = [:]
  var planned = Planned()
  /// What the rows call their records, by code.
  var titles: [String: String] = [:]
  var codes: Codes
  /// What the rows before this one hold, on the way through them.
  var claims = Claims()
  /// Whatever was written so far has to be taken back.
  var isRefused = false

  init(
    _ installation: Installation, _ scope: Scope, _ files: [ImportFile], _ options: ImportOptions, _ actor: Actor,
    _ now: Instant
  ) throws {
    self.installation = installation
    self.scope = scope
    self.options = options
    self.actor = actor
    self.now = now
    codes = Codes(scope, isWriting: !options.isDryRun)
    report = ImportReport(isDryRun: options.isDryRun, parts: [])
    stored = try scope.record(Installation.settingsID)
    for file in files { settingsPatch.merge(file.settings) { $1 } }
    settings = Settings(body: (stored?.body ?? [:]).merging(settingsPatch) { $1 })
    if !settingsPatch.isEmpty, let problem = settings.matrix.problems.first {
      throw Failure.malformed("The risk method in these files can't be used: \(problem)")
    }
    try plan(files)
  }

  func register(of row: Row) -> AnyRegister? { scope.registers[row.register] }

  /// The report of a dry run: what ``write()`` would come to.
  mutating func rehearse() throws -> ImportReport {
    try check()
    for row in rows where !row.isRejected && !row.isBrought {
      count(row, isUpdated: row.isChange && options.updates)
    }
    return report
  }

  /// Writes what can be read; if a row can't and all or nothing was asked for, ``isRefused``.
  mutating func write() throws -> ImportReport {
    try check()
    if report.rejectedCount > 0, !options.goodRowsOnly {
      isRefused = true
      return report
    }
    try keepMatches()
    // What others point at and what points alike: the links are checked when the transaction ends.
    var changes: [Change] = []
    var order: [Int] = []
    var admitted: [Int: Body] = [:]
    for index in rows.indices where !rows[index].isRejected {
      let row = rows[index]
      let state = row.state.flatMap { $0.isEmpty ? nil : register(of: row)?.lifecycle?.state(meantBy: $0)?.name }
      if row.existing != nil {
        guard options.updates else { continue }
        changes.append(.edit(id: row.id, values: row.patch, state: state))
      } else {
        admitted[changes.count] = row.admitted
        changes.append(.create(register: row.register, id: row.id, values: row.patch, state: state))
      }
      order.append(index)
    }
    let committed: Committed
    do {
      committed = try installation.commit(
        changes, scope, actor, "Import", .history, now, reading: reading(), settings: try newSettings(),
        admitted: admitted)
    } catch Failure.invalid(let rejections) {
      // The rows were checked before, so this is rare; it names the row all the same.
      for rejection in rejections where order.indices.contains(rejection.index) {
        reject(order[rejection.index], rejection.problems.map { ($0.field, nil, $0.message) })
      }
      isRefused = true
      return report
    }
    let after = Dictionary(committed.records.map { ($0.id, $0.version) }, uniquingKeysWith: { $1 })
    for row in rows where !row.isRejected && !row.isBrought {
      count(row, isUpdated: (after[row.id] ?? 0) > (row.existing?.version ?? 0))
    }
    report.batch = committed.batch
    return report
  }

  /// Converts and checks; a row that points at a rejected row is rejected too, until nothing changes any more.
  private mutating func check() throws {
    try addMissing()
    for row in rows { titles[row.id] = register(of: row).flatMap { row.texts[$0.titleField.name] } }
    let reading = reading()
    let act = Act(
      scope: scope, actor: actor, note: "Import", hand: .history, now: now, reading: reading,
      appender: try Appender(scope, actor: actor.name, at: now), ownWork: OwnWork(installation, scope))
    var again = true
    while again {
      again = false
      claims = Claims()
      for index in rows.indices where !rows[index].isRejected {
        if !(try convert(index, act)) { again = true }
      }
    }
    note()
  }

  private mutating func count(_ row: Row, isUpdated: Bool) {
    if row.existing == nil {
      report.parts[row.part].created += 1
    } else if isUpdated {
      report.parts[row.part].updated += 1
    } else {
      report.parts[row.part].unchanged += 1
    }
  }

  private mutating func note() {
    for (register, brought) in Dictionary(grouping: rows.filter { $0.isBrought && !$0.isRejected }, by: \.register) {
      let name = scope.registers[register]?.many.lowercased() ?? register
      for (part, count) in Dictionary(grouping: brought, by: \.part).mapValues(\.count) {
        report.parts[part].notes.append("\(count) \(name) were made from its rows.")
      }
    }
  }

  /// The method with what the files say of it; nil if they say nothing.
  private func newSettings() throws -> Body? {
    guard !settingsPatch.isEmpty else { return nil }
    return settings.body.merging(try scope.record(Installation.settingsID)?.body ?? [:]) { new, _ in new }
  }

  /// Keeps how tables were matched: before the rows, as an act of its own, so that undoing the import leaves it.
  private func keepMatches() throws {
    guard options.keepsMatches else { return }
    var body = stored?.body ?? [:]
    keepMatches(in: &body, now.day)
    if body == stored?.body ?? [:] { return }
    let appender = try Appender(scope, actor: actor.name, at: now)
    try appender.append(
      NewRevision(
        record: Installation.settingsID, kind: Installation.settingsKind, version: (stored?.version ?? 0) + 1,
        action: stored == nil ? .created : .changed, state: nil, body: body, note: "How files are read"))
    try appender.finish()
  }
}

extension ImportRun {
  /// What the files bring, by register, so that references find it: code, unique text, title.
  final class Planned {
    private var codes: [String: [String: String]] = [:]
    private var uniques: [String: [String: Set<String>]] = [:]
    private var titles: [String: [String: Set<String>]] = [:]
    /// Code → the row that was refused.
    private var rejected: [String: Int] = [:]

    func add(_ register: String, code: String, unique: String?, title: String?) {
      codes[register, default: [:]][code.lowercased()] = code
      if let unique, !unique.isEmpty { uniques[register, default: [:]][unique.lowercased(), default: []].insert(code) }
      if let title, !title.isEmpty { titles[register, default: [:]][title.lowercased(), default: []].insert(code) }
    }

    func reject(_ code: String, row: Int) { rejected[code] = row }

    /// The records that a text means: by code before unique text before title, as in the store.
    func find(_ register: String, _ text: String) -> Set<String> { find(register, text) { rejected[$0] == nil } }

    /// The refused row whose record a text means.
    func refused(_ register: String, _ text: String) -> Int? {
      find(register, text) { rejected[$0] != nil }.compactMap { rejected[$0] }.min()
    }

    private func find(_ register: String, _ text: String, _ counts: (String) -> Bool) -> Set<String> {
      let text = text.lowercased()
      if let code = codes[register]?[text], counts(code) { return [code] }
      let byUnique = (uniques[register]?[text] ?? []).filter(counts)
      return byUnique.isEmpty ? (titles[register]?[text] ?? []).filter(counts) : byUnique
    }
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

  /// Codes for rows that bring none, past those that rows bring.
  struct Codes {
    let scope: Scope
    /// Takes them from the counter; a dry run only looks at it.
    let isWriting: Bool
    var brought: Set<String> = []
    private var looked: [String: CodeSeries] = [:]

    init(_ scope: Scope, isWriting: Bool) {
      self.scope = scope
      self.isWriting = isWriting
    }

    mutating func next(_ register: AnyRegister) throws -> String {
      while true {
        let code = isWriting ? try scope.nextCode(register) : try look(register)
        if try !brought.contains(code) && (isWriting || scope.record(code) == nil) { return code }
      }
    }

    private mutating func look(_ register: AnyRegister) throws -> String {
      var series = try looked[register.slug] ?? scope.codes(of: register)
      defer { looked[register.slug] = series }
      return series.next()
    }
  }
}
