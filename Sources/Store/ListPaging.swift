import Ledger
import RegisterKit

extension ListPlan {
  /// The order: what was asked for, then the id, so that no two records tie, in the same direction, so that one walk
  /// along an index gives it. Fields that have an index of their own tie by title first, as their index does.
  private var order: [ListQuery.Key] {
    var order = query.sort
    if order.count == 1, isIndexed(order[0].field) { order.append(.init(field: "title", descending: false)) }
    if !order.contains(where: { $0.field == "id" }) {
      order.append(.init(field: "id", descending: order.last?.descending ?? false))
    }
    return order
  }

  /// The field has an index over its values, then title and id.
  private func isIndexed(_ field: String) -> Bool { register.field(field).map(Registers.isIndexed) ?? false }

  private func isTitle(_ field: String) -> Bool { register.field(field).map(\.traits.title) ?? (field == "title") }

  private func keys() throws -> [(sql: SQL, descending: Bool)] {
    try order.map { (try expression($0.field).sql, $0.descending) }
  }

  private func select(
    _ condition: SQL, _ keys: some Sequence<(sql: SQL, descending: Bool)>, _ limit: Int, from records: SQL? = nil
  ) -> SQL {
    let order = keys.map { $0.descending ? "\($0.sql) DESC" : $0.sql }.joined(", ")
    return
      "SELECT \(StoredRecord.columns) FROM \(records ?? scope.records) WHERE \(condition) ORDER BY \(order) LIMIT \(limit)"
  }

  /// What the cursor says: a value for each key.
  private func after(_ count: Int) throws -> [Value]? {
    guard let cursor = query.cursor else { return nil }
    guard let bytes = cursor.base64URLDecoded, let values = (try? JSON.parse(bytes))?.list, values.count == count else {
      throw Refusal("This cursor does not belong to this list; begin again without it.")
    }
    return values
  }

  /// The rows of a page in order, at most `limit` of them.
  func walk(limit: Int, _ body: (any Row) throws -> Void) throws {
    var left = limit
    func run(_ sql: SQL) throws {
      try scope.connection.forEach(sql) { row in
        guard left > 0 else { return }
        left -= 1
        try body(row)
      }
    }
    if isStepped {
      try step { condition, keys in
        if left > 0 { try run(select(condition, keys, left, from: steppedRecords)) }
        return left > 0
      }
    } else {
      for sql in try statements(limit: limit) where left > 0 { try run(sql) }
    }
  }

  /// Whether the list is walked value by value: along an index of values, then titles, which gives the order whatever the
  /// directions, where one statement would sort all that have the same value. Not where another index may find the few
  /// that fit.
  private var isStepped: Bool {
    let order = order
    guard order.count == 3, isIndexed(order[0].field), isTitle(order[1].field),
      order[1].descending == order[2].descending,
      !query.showsArchived, query.text.isEmpty, !scope.sharedOnly, !isOfRows
    else { return false }
    return query.conditions.allSatisfy { condition in
      condition.field == order[0].field || condition.test != .is || isOpen(condition)
        || register.field(condition.field).map { $0.kind.storage == .list } ?? false
    }
  }

  /// Told which index to use: one that gives the titles in order looks better to an engine that does not count values.
  private var steppedRecords: SQL {
    guard let register = SQL.Name(register.slug), let field = SQL.Name(order[0].field) else { return "record" }
    return scope.dialect.records(byIndexOf: field, register: register)
  }

  /// Conditions for one value after the other, until `more` says that it is enough.
  private func step(_ more: (SQL, ArraySlice<(sql: SQL, descending: Bool)>) throws -> Bool) throws {
    let keys = try keys()
    let (first, ties) = (keys[0], keys[1...])
    let cursor = try after(keys.count)
    // A value that was found fits by itself; said once more it would keep the engine from looking up that value alone.
    let others = try filter(beside: order[0].field)
    // Asked beside a range of values, the engine would look through the range for those that have none.
    let none = mayLackFirst ? others + " AND \(first.sql) IS NULL" : nil
    func holding(_ value: Value) -> SQL { others + " AND \(first.sql) = \(bind(value))" }
    var value = try cursor.map { try asRead($0[0]) }
    if let cursor, let value {
      let beyond: SQL = " AND (\(self.beyond(Array(zip(ties, cursor.dropFirst())), order.dropFirst().map(\.field))))"
      // A cursor from elsewhere must not show what the filter leaves out.
      let fits =
        try value == .null || scope.connection.first(nextValue(after: value, orAtIt: true), { try read($0) }) == value
      if fits, let here = value == .null ? none : holding(value) {
        guard try more(here + beyond, ties) else { return }
      }
    } else if !first.descending, let none {
      guard try more(none, ties) else { return }
    }
    if first.descending, value == .null { return }
    while let next = try scope.connection.first(nextValue(after: value), { try read($0) }) {
      guard try more(holding(next), ties) else { return }
      value = next
    }
    if first.descending, let none { _ = try more(none, ties) }
  }

  /// Whether a record without a value of the first key can fit.
  private var mayLackFirst: Bool {
    query.conditions.filter { $0.field == order[0].field }.allSatisfy { condition in
      switch condition.test {
      case .ne: true
      case .empty: condition.values != ["false"]
      default: false
      }
    }
  }

  /// Looks for the next value of the first key that some record has.
  private func nextValue(after value: Value?, orAtIt: Bool = false) throws -> SQL {
    let key = order[0]
    let column = try expression(key.field).sql
    var condition: SQL =
      switch value {
      case nil, .null: "\(column) IS NOT NULL"
      case let value? where key.descending: orAtIt ? "\(column) <= \(bind(value))" : "\(column) < \(bind(value))"
      case let value?: orAtIt ? "\(column) >= \(bind(value))" : "\(column) > \(bind(value))"
      }
    for other in query.conditions where other.field == key.field { condition = condition + " AND (\(try sql(other)))" }
    let order: SQL = key.descending ? "\(column) DESC" : column
    return "SELECT \(column) FROM \(steppedRecords) WHERE \(base) AND \(condition) ORDER BY \(order) LIMIT 1"
  }

  /// A cursor's value as a row would give it: a flag is a number there, and 5 may be 5.0.
  private func asRead(_ value: Value) throws -> Value {
    switch (value, try expression(order[0].field).storage) {
    case (.bool(let flag), _): .int(flag ? 1 : 0)
    case (.int(let number), .real): .double(Double(number))
    default: value
    }
  }

  /// The first key's value, as it stands alone in a row.
  private func read(_ row: any Row) throws -> Value {
    switch try expression(order[0].field).storage {
    case .integer, .flag: .int(row.int(0))
    case .real: .double(row.real(0))
    case .day, .text, .list: .text(row.text(0))
    }
  }

  /// What ``walk(limit:_:)`` asks the engine first, for the tests that look at how it answers.
  func firstStatements() throws -> [SQL] {
    guard isStepped else { return try statements(limit: query.limit) }
    var first: [SQL] = []
    try step { condition, keys in
      first = [
        select(condition, keys, query.limit, from: steppedRecords), try nextValue(after: try after(keys.count + 1)?[0]),
      ]
      return false
    }
    return first
  }

  /// The statements that give the page, to be run one after the other until it is full: with a cursor, first the rows
  /// beside its value, then those without a value, which sort apart and which an index finds only when asked alone.
  func statements(limit: Int) throws -> [SQL] {
    let keys = try keys()
    func select(_ condition: SQL) -> SQL { self.select(filter + condition, keys, limit) }
    guard let values = try after(keys.count) else { return [select("")] }
    let after = beyond(Array(zip(keys, values)), order.map(\.field))
    let (first, value) = (keys[0], values[0])
    if keys.count == 1 { return [select(" AND (\(after))")] }
    switch (first.descending, value) {
    case (true, .null): return [select(" AND \(first.sql) IS NULL AND (\(after))")]
    case (true, _):
      return [select(" AND \(first.sql) <= \(bind(value)) AND (\(after))"), select(" AND \(first.sql) IS NULL")]
    case (false, .null):
      return [select(" AND \(first.sql) IS NULL AND (\(after))"), select(" AND \(first.sql) IS NOT NULL")]
    case (false, _): return [select(" AND \(first.sql) >= \(bind(value)) AND (\(after))")]
    }
  }

  /// Rows after the cursor in the order of the keys. Said as one comparison where it can be: then an index is entered where
  /// the page begins, and not at the first of all that have the same value.
  private func beyond(_ pairs: [((sql: SQL, descending: Bool), Value)], _ fields: [String]) -> SQL {
    let isOneWay = Set(pairs.map(\.0.descending)).count == 1
    // A value that is missing compares with nothing; of the first key it is asked for apart.
    guard isOneWay, pairs.count > 1, pairs.allSatisfy({ $0.1 != .null }), fields.dropFirst().allSatisfy(isNeverMissing)
    else { return rest(pairs[...]) }
    let keys = pairs.map(\.0.sql).joined(", ")
    let values = pairs.map { "\(bind($0.1))" as SQL }.joined(", ")
    return pairs[0].0.descending ? "(\(keys)) < (\(values))" : "(\(keys)) > (\(values))"
  }

  private func isNeverMissing(_ field: String) -> Bool {
    if isTitle(field) { return true }
    return register.field(field) == nil
      && ["id", "updated_at", "created_at", "updated_by", "created_by", "revision"].contains(field)
  }

  /// Rows after the cursor in the order of the keys; a missing value is the smallest.
  private func rest(_ pairs: ArraySlice<((sql: SQL, descending: Bool), Value)>) -> SQL {
    guard let (key, value) = pairs.first else { return "1 = 0" }
    let beyond: SQL
    switch (key.descending, value) {
    case (true, .null): beyond = "1 = 0"
    case (true, _): beyond = "\(key.sql) < \(bind(value)) OR \(key.sql) IS NULL"
    case (false, .null): beyond = "\(key.sql) IS NOT NULL"
    case (false, _): beyond = "\(key.sql) > \(bind(value))"
    }
    guard pairs.count > 1 else { return beyond }
    let equal: SQL = value == .null ? "\(key.sql) IS NULL" : "\(key.sql) = \(bind(value))"
    return "(\(beyond)) OR (\(equal) AND (\(rest(pairs.dropFirst()))))"
  }

  private func bind(_ value: Value) -> SQLValue {
    switch value {
    case .int(let int): .int(int)
    case .double(let double): .real(double)
    case .text(let text): .text(text)
    case .bool(let bool): .int(bool ? 1 : 0)
    default: .null
    }
  }

  /// Where the page after this record begins.
  func cursor(_ record: StoredRecord) -> String {
    let body = record.body
    let values = order.map(\.field).map { field -> Value in
      let spec = register.field(field)
      switch field {
      case _ where spec?.traits.owner == true || (spec == nil && field == "owner"): return Value(record.owner)
      case _ where spec?.traits.due == true || (spec == nil && field == "due"): return Value(record.due)
      case _ where spec?.traits.state == true || (spec == nil && field == "state"): return Value(record.state)
      case _ where spec?.traits.title == true || (spec == nil && field == "title"): return .text(record.title)
      case _ where spec != nil:
        // Compared in SQL as text, a list as its JSON.
        if case .list(let list) = body[field] ?? .null { return .text(JSON.text(.list(list))) }
        return body[field] ?? .null
      case "updated_at": return .text(record.updatedAt)
      case "created_at": return .text(record.createdAt)
      case "updated_by": return .text(record.updatedBy)
      case "created_by": return .text(record.createdBy)
      case "revision": return .int(record.version)
      default: return .text(record.id)
      }
    }
    return JSON.bytes(.list(values)).base64URL
  }
}

extension [UInt8] {
  /// Base64 for URLs, without padding.
  public var base64URL: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(count * 4 / 3 + 4)
    var index = 0
    while index < count {
      let a = self[index]
      let b = index + 1 < count ? self[index + 1] : 0
      let c = index + 2 < count ? self[index + 2] : 0
      let bits =
        UInt32(truncatingIfNeeded: a) << 16 | UInt32(truncatingIfNeeded: b) << 8 | UInt32(truncatingIfNeeded: c)
      for place in 0..<Swift.min(4, count - index + 1) {
        out.append(alphabet[Int(bits >> (18 - 6 * UInt32(truncatingIfNeeded: place)) & 63)])
      }
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension String {
  /// The bytes of base64 for URLs; nil if it is none.
  public var base64URLDecoded: [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var held: UInt32 = 0
    for byte in utf8 {
      let six: UInt8
      switch byte {
      case 0x41...0x5A: six = byte - 0x41
      case 0x61...0x7A: six = byte - 0x61 + 26
      case 0x30...0x39: six = byte - 0x30 + 52
      case 0x2D: six = 62
      case 0x5F: six = 63
      default: return nil
      }
      bits = bits << 6 | UInt32(truncatingIfNeeded: six)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    return out
  }
}
