import RegisterKit

/// What a person decided about a table of a file; what is not decided is worked out. Kept as a profile for the next file
/// of the same shape, apart from what concerns single rows.
public struct TableDecision: Sendable, Hashable {
  /// Slug of the register; ``none`` leaves the table out.
  public var register: String?
  /// Rows of the header, as the sheet numbers them.
  public var header: ClosedRange<Int>?
  /// The last row that is read.
  public var lastRow: Int?
  /// Take hidden sheets, rows and columns too.
  public var takesHidden = false
  /// Uid of the framework that ids such as `A.5.3` mean.
  public var standard: String?
  /// Order of day, month and year: `dmy`, `mdy` or `ymd`.
  public var days: String?
  /// Heading → ``TableMatch/Column/word``.
  public var columns: [String: String] = [:]
  /// Field → the file's words → an option, a level, a state or yes and no; ``keep`` keeps the words beside the field.
  public var values: [String: DecidedWords] = [:]
  /// Field → what holds where the file says nothing.
  public var defaults: [String: String] = [:]
  /// The file's words for another record → its code; ``keep`` keeps the words, ``make`` makes a record of that name.
  public var references: DecidedWords = [:]
  /// Rows that are left out.
  public var leftOut: Set<Int> = []
  /// Row → heading → what the cell says instead.
  public var mended: [Int: [String: String]] = [:]
  /// What was mended before, for the same rows of the next file.
  public var corrections: [CellCorrection] = []

  /// Leaves a table out, or a column.
  public static let none = "-"
  /// Keeps words as they are.
  public static let keep = "+"
  /// Makes a record of that name.
  public static let make = "new"

  public init() {}

  /// Nothing is decided.
  public var isEmpty: Bool { self == TableDecision() }

  /// With what another decision says where this one is silent.
  public func over(_ other: TableDecision) -> TableDecision {
    var merged = self
    merged.register = register ?? other.register
    merged.header = header ?? other.header
    merged.lastRow = lastRow ?? other.lastRow
    merged.takesHidden = takesHidden || other.takesHidden
    merged.standard = standard ?? other.standard
    merged.days = days ?? other.days
    // What was said of another register's fields says nothing here.
    if register == nil || other.register == nil || register == other.register {
      merged.columns.merge(other.columns) { own, _ in own }
      for (field, words) in other.values { merged.values[field, default: [:]].add(words) }
      merged.defaults.merge(other.defaults) { own, _ in own }
    }
    merged.references.add(other.references)
    merged.leftOut.formUnion(other.leftOut)
    merged.mended.merge(other.mended) { own, _ in own }
    let own = Set(corrections.map(\.subject))
    merged.corrections += other.corrections.filter { !own.contains($0.subject) }
    return merged
  }

  /// What goes for the next file of the same shape: not what concerns single rows.
  public var lasting: TableDecision {
    var lasting = self
    (lasting.leftOut, lasting.mended, lasting.lastRow) = ([], [:], nil)
    return lasting
  }

  /// What is meant by words for a value of a field, whatever their blanks and capitals.
  func value(of field: String, _ words: String) -> String? {
    values[field]?.meaning(of: words)
  }

  /// What is meant by words for another record.
  func reference(_ words: String) -> String? {
    references.meaning(of: words)
  }

  /// What is said of each heading, for those of which something is.
  func columns(of header: [String]) -> [String: String] {
    guard !columns.isEmpty else { return [:] }
    let folded = Dictionary(columns.sorted { $0.key < $1.key }.map { ($0.key.folded, $0.value) }) { first, _ in first }
    var said: [String: String] = [:]
    for heading in header { said[heading] = columns[heading] ?? folded[heading.folded] }
    return said
  }
}

extension TableDecision {
  /// As it is kept and as profiles print it; members that say nothing are left out.
  public var value: Value {
    var members: Body = [:]
    members["register"] = register.map(Value.text)
    members["header"] = header.map { .list([.int($0.lowerBound), .int($0.upperBound)]) }
    members["last_row"] = lastRow.map(Value.int)
    if takesHidden { members["hidden"] = true }
    members["standard"] = standard.map(Value.text)
    members["days"] = days.map(Value.text)
    func texts(_ texts: [String: String]) -> Value? { texts.isEmpty ? nil : .object(texts.mapValues(Value.text)) }
    members["columns"] = texts(columns)
    let words = values.compactMapValues { texts($0.all) }
    members["values"] = words.isEmpty ? nil : .object(words)
    members["defaults"] = texts(defaults)
    members["references"] = texts(references.all)
    members["left_out"] = leftOut.isEmpty ? nil : .list(leftOut.sorted().map(Value.int))
    let mended = Body(mended.map { ("\($0.key)", .object($0.value.mapValues(Value.text))) }) { $1 }
    members["mended"] = mended.isEmpty ? nil : .object(mended)
    members["corrections"] = corrections.isEmpty ? nil : .list(corrections.map(\.value))
    return .object(members)
  }

  /// Reads ``value``.
  /// - Throws: ``Failure/malformed(_:)`` naming the member that says something else.
  public init(_ value: Value) throws {
    guard case .object(let members) = value else { throw Failure.malformed("A decision about a table is an object.") }
    func wrong(_ name: String) -> Failure { .malformed("“\(name)” in a decision about a table can't be read.") }
    func texts(_ name: String, _ value: Value) throws -> [String: String] {
      guard !value.isEmpty else { return [:] }
      guard let object = value.object else { throw wrong(name) }
      return try object.mapValues { member in
        switch member {
        case .text(let text): return text
        case .bool(let bool): return bool ? "yes" : "no"
        case .null: return ""
        case .int(let int): return "\(int)"
        case .double(let double): return "\(double)"
        default: throw wrong(name)
        }
      }
    }
    for (name, member) in members where !member.isEmpty {
      switch name {
      case "register": register = member.text
      case "standard": standard = member.text
      case "days":
        guard let order = member.text, ["dmy", "mdy", "ymd"].contains(order) else { throw wrong(name) }
        days = order
      case "header":
        let rows = member.list.compactMap(\.int)
        guard (1...2).contains(rows.count), let first = rows.first, let last = rows.last, 1 <= first, first <= last
        else { throw wrong(name) }
        header = first...last
      case "last_row":
        guard let row = member.int, row > 0 else { throw wrong(name) }
        lastRow = row
      case "hidden":
        guard let hidden = member.bool else { throw wrong(name) }
        takesHidden = hidden
      case "columns": columns = try texts(name, member)
      case "values":
        guard let fields = member.object else { throw wrong(name) }
        values = try fields.mapValues { DecidedWords(try texts(name, $0)) }
      case "defaults": defaults = try texts(name, member)
      case "references": references = DecidedWords(try texts(name, member))
      case "left_out": leftOut = Set(member.list.compactMap(\.int))
      case "mended":
        for (row, cells) in try members[name]?.object ?? { throw wrong(name) }() {
          guard let number = Int(row) else { throw wrong(name) }
          mended[number] = try texts(name, cells)
        }
      case "corrections": corrections = try member.list.map { try CellCorrection($0) ?? { throw wrong(name) }() }
      // What a profile says about itself.
      case "name", "headings", "on", "by": break
      default: throw Failure.malformed("A decision about a table has no member “\(name)”.")
      }
    }
  }
}
