import Ledger
import RegisterKit

/// One page of a list.
public struct ListPage: Sendable {
  public var records: [StoredRecord]
  /// Where the next page begins; nil on the last one.
  public var next: String?
}

/// How many records there are, or that there are more than were counted.
public struct RecordCount: Sendable, Hashable, CustomStringConvertible {
  static let most = 10_000
  static let mostFiltered = 2_000
  /// Where there are so many records that those that fit lie far apart on the disk.
  static let mostFilteredOfMany = 100
  static let many = 25_000

  /// At most as many as were counted.
  public let number: Int
  /// False where there are more than were counted.
  public let isExact: Bool
  public static let none = RecordCount(0, upTo: 0)

  init(_ found: Int, upTo most: Int) {
    number = min(found, most)
    isExact = found <= most
  }

  /// `70`, or `2000+` where counting stopped.
  public var description: String { isExact ? "\(number)" : "\(number)+" }
}

extension Scope {
  /// One page, by keyset: the cost grows with the page, not with how far down it is.
  public func list(_ query: ListQuery, today: Day) throws -> ListPage {
    let plan = try ListPlan(self, query, today)
    var page = try records(plan, query.limit + 1)
    guard page.count > query.limit else { return ListPage(records: page, next: nil) }
    page.removeLast(page.count - query.limit)
    return ListPage(records: page, next: page.last.map(plan.cursor))
  }

  /// The first records of a query, by its order, where the rows that fit it are known and few.
  public func list(_ query: ListQuery, rows: [Int], today: Day) throws -> [StoredRecord] {
    try records(ListPlan(self, query, today, rows: rows), query.limit)
  }

  private func records(_ plan: ListPlan, _ limit: Int) throws -> [StoredRecord] {
    var page: [StoredRecord] = []
    try plan.walk(limit: limit) { page.append(try stored($0)) }
    return page
  }

  /// How many records fit, the limit apart.
  public func count(_ query: ListQuery, today: Day) throws -> Int {
    try connection.count("SELECT count(*) FROM \(records) WHERE \(try ListPlan(self, query, today).filter)")
  }

  /// The same, as a list says it: counting stops where it would cost more than the list itself.
  public func total(_ query: ListQuery, today: Day) throws -> RecordCount {
    let plan = try ListPlan(self, query, today)
    // Without a filter an index alone gives the number; with one each record has to be looked at.
    let isWhole = query.conditions.isEmpty && query.text.isEmpty
    let most = isWhole ? RecordCount.most : try isLarge ? RecordCount.mostFilteredOfMany : RecordCount.mostFiltered
    let found = try connection.count(
      "SELECT count(*) FROM (SELECT 1 FROM \(records) WHERE \(plan.filter) LIMIT \(most + 1)) AS found")
    return RecordCount(found, upTo: most)
  }

  /// Whether the database holds many records, of whatever register: told from its last row, without counting.
  private var isLarge: Bool { get throws { try connection.count("SELECT max(row_id) FROM record") > RecordCount.many } }

  /// Every record that fits, page after page, for exports.
  public func forEach(_ query: ListQuery, today: Day, _ body: (StoredRecord) throws -> Void) throws {
    let plan = try ListPlan(self, query, today)
    try plan.walk(limit: Int(Int32.max)) { try body(stored($0)) }
  }

  /// How many records of a register have each value of a choice field or the state; nothing for a field of several
  /// choices, whose values no index finds, in a register too large to be looked through.
  public func facet(
    _ field: String, of register: AnyRegister, values: [String], today: Day
  ) throws -> [String: RecordCount] {
    if register.field(field)?.kind.storage == .list,
      try !total(ListQuery(register: register.slug), today: today).isExact
    {
      return [:]
    }
    var counts: [String: RecordCount] = [:]
    for value in values {
      var query = ListQuery(register: register.slug)
      query.conditions = [.init(field: field, test: .is, values: [value])]
      counts[value] = try total(query, today: today)
    }
    return counts
  }

  /// How the engine answers a list, for the tests that forbid full scans on hot paths.
  public func explain(_ query: ListQuery, today: Day) throws -> [String] {
    try ListPlan(self, query, today).firstStatements().flatMap { sql in
      try connection.all(dialect.explain(sql)) { $0.text(3) }
    }
  }
}

/// The SQL of one list query.
struct ListPlan {
  let scope: Scope
  let query: ListQuery
  let register: AnyRegister
  let today: Day
  /// Which workspace and register, archived or not.
  let base: SQL
  /// Nothing but certain rows is asked for.
  let isOfRows: Bool
  private(set) var filter: SQL

  /// - Parameter rows: The only ones that count; nil for all.
  init(_ scope: Scope, _ query: ListQuery, _ today: Day, rows: [Int]? = nil) throws {
    guard let register = scope.registers[query.register], let slug = SQL.Name(register.slug) else {
      throw Refusal("There is no register “\(query.register)”.")
    }
    self.scope = scope
    self.query = query
    self.register = register
    self.today = today
    // The slug and the flag stand in the text, so that the engine can prove that a partial index fits.
    let kind: SQL =
      "\(scope.visible) AND record.kind = '\(slug)' AND record.archived = " + (query.showsArchived ? "1" : "0")
    base = rows.map { kind + " AND record.row_id IN (\($0.padded.map { "\($0)" as SQL }.joined(", ")))" } ?? kind
    isOfRows = rows != nil
    filter = base
    filter = try filter(beside: nil)
    let words = query.text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if !words.isEmpty { filter = filter + " AND \(scope.dialect.matches(words))" }
  }

  /// What has to hold besides conditions on a field.
  func filter(beside field: String?) throws -> SQL {
    try query.conditions.filter { $0.field != field }.reduce(base) { $0 + " AND (\(try sql($1)))" }
  }

  /// A field's expression and how it compares.
  func expression(_ field: String) throws -> (sql: SQL, storage: Storage) {
    if let spec = register.field(field),
      !(spec.traits.owner || spec.traits.due || spec.traits.state || spec.traits.title),
      let name = SQL.Name(field)
    {
      return (scope.dialect.field(name, as: FieldStorage(spec)), spec.kind.storage)
    }
    // Fields mirrored in the envelope are compared there, where every register has an index.
    let mirrored: String? = register.field(field).map { spec in
      if spec.traits.owner {
        "owner"
      } else if spec.traits.due {
        "due"
      } else if spec.traits.state {
        "state"
      } else {
        "title"
      }
    }
    // What is compared is the e-mail address, which a cursor or a guess in a filter would tell.
    guard !scope.sharedOnly || mirrored != nil || !["created_by", "updated_by"].contains(field) else {
      throw Refusal("External auditors can’t sort or filter by who wrote something.")
    }
    guard let envelope = ListQuery.envelope[mirrored ?? field] else { throw Refusal("There is no field “\(field)”.") }
    return (envelope.column, envelope.storage)
  }

  func sql(_ condition: ListQuery.Condition) throws -> SQL {
    switch condition.test {
    case .linked: return try linked(condition)
    case .none: return try none(condition)
    case .same:
      let (a, b) = (try expression(condition.field).sql, try expression(condition.values.first ?? "").sql)
      return "\(a) IS NOT NULL AND \(a) = \(b)"
    default: break
    }
    let spec = register.field(condition.field)
    if spec?.kind.storage == .list, let name = SQL.Name(condition.field) { return try list(condition, name) }
    let (column, storage) = try expression(condition.field)
    let isMoment = ListQuery.isMoment(condition.field, register)
    let values = condition.values.map { value($0, isMoment && $0.hasPrefix("today") ? .day : storage) }
    switch condition.test {
    case .is:
      if isOpen(condition) { return open }
      return "\(column) IN (\(values.map { "\($0)" as SQL }.joined(", ")))"
    case .ne: return "\(column) IS NULL OR \(column) NOT IN (\(values.map { "\($0)" as SQL }.joined(", ")))"
    case .gt: return "\(column) > \(values[0])"
    case .gte: return "\(column) >= \(values[0])"
    case .lt: return "\(column) < \(values[0])"
    case .lte: return "\(column) <= \(values[0])"
    case .empty: return condition.values == ["false"] ? "\(column) IS NOT NULL" : "\(column) IS NULL"
    case .contains:
      return "lower(\(column)) LIKE \("%" + condition.values[0].lowercased().filter { $0 != "%" && $0 != "_" } + "%")"
    case .same, .linked, .none: return "1 = 0"
    }
  }

  /// “Open” where no state has that name: in any state but a final one.
  func isOpen(_ condition: ListQuery.Condition) -> Bool {
    condition.field == "state" && condition.test == .is && condition.values == ["open"]
      && register.lifecycle?.state("open") == nil && (register.stateField == nil || !hasOption("open"))
  }

  private func hasOption(_ name: String) -> Bool {
    guard case .choice(let options) = register.stateField?.kind.control else { return false }
    return options.named(name) != nil
  }

  /// Not in a final state.
  private var open: SQL {
    let final = register.lifecycle?.states.filter(\.isFinal).map(\.name) ?? ["closed", "done"]
    return "record.state IS NULL OR record.state NOT IN (\(final.map { "\($0)" as SQL }.joined(", ")))"
  }

  private func list(_ condition: ListQuery.Condition, _ name: SQL.Name) throws -> SQL {
    let column = scope.dialect.field(name, as: .text)
    switch condition.test {
    case .empty: return condition.values == ["false"] ? "\(column) IS NOT NULL" : "\(column) IS NULL"
    case .is, .contains: return condition.values.map { scope.dialect.list(name, holds: $0) }.joined(" OR ")
    case .ne:
      return "\(column) IS NULL OR NOT (\(condition.values.map { scope.dialect.list(name, holds: $0) }.joined(" OR ")))"
    default: throw Refusal("“\(condition.field)” holds several values; filter it by one of them or by empty.")
    }
  }

  /// `linked.risks=any|none|RSK-0001`, `linked.risks.controls=any`.
  private func linked(_ condition: ListQuery.Condition) throws -> SQL {
    let parts = condition.field.split(separator: ".").map(String.init)
    let (wanted, slug) = (condition.values[0], parts[0])
    var sub: SQL = """
      SELECT 1 FROM link JOIN record other ON other.workspace = link.workspace AND other.id = link.from_id
      WHERE link.workspace = record.workspace AND link.to_id = record.id AND other.kind = \(slug) AND other.archived = 0
      """
    if scope.sharedOnly { sub = sub + " AND \(scope.isShown("other.id"))" }
    if parts.count > 1 { sub = sub + " AND link.role = \(parts[1])" }
    if wanted != "any", wanted != "none" { sub = sub + " AND link.from_id = \(wanted)" }
    return wanted == "none" ? "NOT EXISTS (\(sub))" : "EXISTS (\(sub))"
  }

  /// `none.trainings.participants.standards=iso42001`: no such record whose field has the value points here; with `any`
  /// as the value, none in which the field is filled in.
  private func none(_ condition: ListQuery.Condition) throws -> SQL {
    let parts = condition.field.split(separator: ".").map(String.init)
    var sub: SQL = """
      SELECT 1 FROM link JOIN record AS holder ON holder.workspace = link.workspace AND holder.id = link.from_id
      WHERE link.workspace = record.workspace AND link.to_id = record.id AND holder.kind = \(parts[0]) AND holder.archived = 0
      """
    if scope.sharedOnly { sub = sub + " AND \(scope.isShown("holder.id"))" }
    if parts.count > 1 { sub = sub + " AND link.role = \(parts[1])" }
    if parts.count > 2, let field = scope.registers[parts[0]]?.field(parts[2]), let name = SQL.Name(parts[2]) {
      let column = scope.dialect.field(name, as: FieldStorage(field))
      let test: SQL =
        if condition.values[0] == "any" {
          "\(column) IS NOT NULL"
        } else if field.kind.storage == .list {
          scope.dialect.list(name, holds: condition.values[0])
        } else {
          "\(column) = \(value(condition.values[0], field.kind.storage))"
        }
      // The field's expression speaks of `record`; inside it must be the record that points here.
      sub =
        sub
        + " AND holder.id IN (SELECT record.id FROM \(scope.records) WHERE record.workspace = holder.workspace AND record.id = holder.id AND \(test))"
    }
    return "NOT EXISTS (\(sub))"
  }

  /// A value as the field compares it. One that the field can't hold is none, and fits nothing.
  private func value(_ text: String, _ storage: Storage) -> SQLValue {
    switch storage {
    case .integer: Int(text).map(SQLValue.int) ?? .null
    case .real: Double(text).map(SQLValue.real) ?? .null
    case .flag: .int(text == "true" ? 1 : 0)
    case .day: ListQuery.day(text, today: today).map { .text("\($0)") } ?? .null
    case .text, .list: .text(text)
    }
  }
}
