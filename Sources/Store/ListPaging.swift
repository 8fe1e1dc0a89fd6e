import Ledger
import RegisterKit

extension ListPlan {
  /// The order: what was asked for, then the id, so that no two records tie; in the same direction, so that one walk
  /// along an index gives it.
  private func keys() throws -> [(sql: SQL, field: String, descending: Bool)] {
    var keys = try query.sort.map { (try expression($0.field).sql, $0.field, $0.descending) }
    if !keys.contains(where: { $0.1 == "id" }) {
      keys.append(("record.id", "id", query.sort.last?.descending ?? false))
    }
    return keys
  }

  /// The statements that give the page, to be run one after the other until it is full: with a cursor, first the rows
  /// beside its value, then those without a value, which sort apart and which an index finds only when asked alone.
  func statements(limit: Int) throws -> [SQL] {
    let keys = try keys()
    let order = keys.map { $0.descending ? "\($0.sql) DESC" : $0.sql }.joined(", ")
    func select(_ condition: SQL) -> SQL {
      "SELECT \(StoredRecord.columns) FROM record WHERE \(filter)\(condition) ORDER BY \(order) LIMIT \(limit)"
    }
    guard let cursor = query.cursor else { return [select("")] }
    guard let bytes = cursor.base64URLDecoded, let values = (try? JSON.parse(bytes))?.list, values.count == keys.count
    else {
      throw Refusal("This cursor does not belong to this list; begin again without it.")
    }
    let after = rest(Array(zip(keys, values))[...])
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

  /// Rows after the cursor in the order of the keys; a missing value is the smallest.
  private func rest(_ pairs: ArraySlice<((sql: SQL, field: String, descending: Bool), Value)>) -> SQL {
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
    let fields = query.sort.map(\.field) + (query.sort.contains { $0.field == "id" } ? [] : ["id"])
    let values = fields.map { field -> Value in
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
      let bits = UInt32(a) << 16 | UInt32(b) << 8 | UInt32(c)
      for place in 0..<Swift.min(4, count - index + 1) {
        out.append(alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)])
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
      bits = bits << 6 | UInt32(six)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    return out
  }
}
