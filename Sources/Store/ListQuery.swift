import RegisterKit

/// What a list shows: the address bar of a list page, the query of the API, the rule behind an item that needs
/// attention and the filter of an export are all one of these.
///
/// `status=open&score.gte=12&next_review.lt=today&owner=PER-0003&q=phishing&sort=-score,title`
public struct ListQuery: Sendable, Hashable {
  /// One test of the filter; a record is shown only if it passes all of them.
  public struct Condition: Sendable, Hashable {
    /// Name of a field of the register or the envelope; for links `register.field`, and for `none` a field of that
    /// register and one more.
    public var field: String
    public var test: Test
    /// Alternatives; one of them must fit.
    public var values: [String]
    public init(field: String, test: Test, values: [String]) {
      self.field = field
      self.test = test
      self.values = values
    }
  }

  /// How a field is compared, named as in the address bar: `score.gte=12`.
  public enum Test: String, Sendable, Hashable, CaseIterable {
    case `is`, ne, gt, gte, lt, lte, empty, contains
    /// The same value as another field of the record.
    case same
    /// Records of a register that point here: `linked.risks=any`, `linked.risks.controls=none`.
    case linked
    /// Some, but none that fits: `none.trainings.participants.standards=iso42001`.
    case none
  }

  /// A field by which the list is sorted; the first weighs most.
  public struct Key: Sendable, Hashable {
    public var field: String
    public var descending: Bool
    public init(field: String, descending: Bool) {
      self.field = field
      self.descending = descending
    }
  }

  /// Slug of the register.
  public var register: String
  /// Words that the record's text must have; empty for all.
  public var text = ""
  public var conditions: [Condition] = []
  /// Empty for the order of the ids.
  public var sort: [Key] = []
  public var showsArchived = false
  /// Records of a page, 1 to 200 where a query is read.
  public var limit = 50
  /// Where the page begins, from ``ListPage/next``; nil for the first.
  public var cursor: String?

  public init(register: String) { self.register = register }

  /// Fields of the envelope that every register can be filtered and sorted by.
  static let envelope: [String: (column: SQL, storage: Storage)] = [
    "id": ("record.id", .text), "title": ("record.title", .text), "state": ("record.state", .text),
    "owner": ("record.owner", .text), "due": ("record.due", .day), "updated_at": ("record.updated_at", .text),
    "created_at": ("record.created_at", .text), "updated_by": ("record.updated_by", .text),
    "created_by": ("record.created_by", .text), "revision": ("record.version", .integer),
  ]

  /// Reads a query. Every name must be known and every number a number: a mistyped filter that is ignored would show
  /// records as if they fitted.
  /// - Parameter items: Name and value of each parameter, decoded.
  public init(_ items: [(name: String, value: String)], register: AnyRegister, among registers: Registers)
    throws(Refusal)
  {
    self.init(register: register.slug)
    for (name, value) in items {
      switch name {
      case "q": text = value.trimmed()
      case "sort":
        sort = try value.split(separator: ",").map { part throws(Refusal) in
          let field = part.hasPrefix("-") ? String(part.dropFirst()) : String(part)
          guard Self.storage(field, register) != nil else {
            throw Refusal("\(register.many) can't be sorted by “\(field)”.")
          }
          return Key(field: Self.canonical(field, register), descending: part.hasPrefix("-"))
        }
        guard sort.count <= Self.mostKeys else {
          throw Refusal("A list is sorted by \(Self.mostKeys) fields at most.")
        }
      case "limit":
        guard let number = Int(value), (1...200).contains(number) else {
          throw Refusal("limit is a number from 1 to 200.")
        }
        limit = number
      case "cursor": cursor = value.isEmpty ? nil : value
      case "archived":
        guard value == "true" || value == "false" else { throw Refusal("archived is true or false.") }
        showsArchived = value == "true"
      default:
        guard !value.isEmpty || name.hasSuffix(".empty") else { continue }
        guard conditions.count < Self.mostConditions else {
          throw Refusal("A list is filtered by \(Self.mostConditions) conditions at most.")
        }
        conditions.append(try Self.condition(name, value, register, registers))
      }
    }
  }

  /// More than anybody sets by hand, and few enough for the engine.
  private static let mostConditions = 50
  private static let mostValues = 200
  private static let mostKeys = 8

  private static func condition(
    _ name: String, _ value: String, _ register: AnyRegister, _ registers: Registers
  ) throws(Refusal) -> Condition {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts[0] == "linked" || parts[0] == "none" {
      guard parts.count >= 2, parts.count <= (parts[0] == "linked" ? 3 : 4), let other = registers[parts[1]],
        parts.count < 3 || other.field(parts[2]) != nil, parts.count < 4 || other.field(parts[3]) != nil
      else { throw Refusal("“\(name)” names no register and field that point at \(register.many.lowercased()).") }
      return Condition(
        field: parts.dropFirst().joined(separator: "."), test: parts[0] == "linked" ? .linked : .none,
        values: [value])
    }
    guard parts.count <= 2, let storage = storage(parts[0], register) else {
      throw Refusal("\(register.many) have no field “\(parts[0])” to filter by.")
    }
    guard let test = parts.count == 1 ? .is : Test(rawValue: parts[1]), test != .linked, test != .none else {
      throw Refusal("“\(parts[1])” is no filter; use ne, gt, gte, lt, lte, empty, contains or same.")
    }
    if test == .same, Self.storage(value, register) == nil {
      throw Refusal("\(register.many) have no field “\(value)”.")
    }
    let values =
      test == .is || test == .ne
      ? value.split(separator: ",").map { $0.trimmed() } : [test == .empty && value.isEmpty ? "true" : value]
    guard (1...mostValues).contains(values.count) else {
      throw Refusal("“\(name)” takes 1 to \(mostValues) values, separated by commas.")
    }
    for value in values where test != .empty && test != .same && test != .contains {
      switch storage {
      case .integer:
        guard Int(value) != nil else { throw Refusal("\(parts[0]) is compared with a whole number, not “\(value)”.") }
      case .real:
        guard Double(value) != nil else { throw Refusal("\(parts[0]) is compared with a number, not “\(value)”.") }
      case .flag: guard ["true", "false"].contains(value) else { throw Refusal("\(parts[0]) is true or false.") }
      case .day:
        guard day(value, today: Day(number: 0)) != nil else {
          throw Refusal("\(parts[0]) is compared with a day such as 2026-11-16 or today-30d.")
        }
      case .text, .list: break
      }
    }
    return Condition(field: canonical(parts[0], register), test: test, values: values)
  }

  /// A day as a filter names it: 2026-11-16, or `today`, `today+30d` and `today-12m`, up to a hundred years away.
  static func day(_ text: String, today: Day) -> Day? {
    if let day = Day(text) { return day }
    guard text.hasPrefix("today") else { return nil }
    let rest = text.dropFirst("today".count)
    if rest.isEmpty { return today }
    guard let sign = rest.first, sign == "+" || sign == "-", let unit = rest.last, let number = Int(rest.dropLast()),
      number.magnitude < (unit == "m" ? 1_200 : 40_000)
    else { return nil }
    switch unit {
    case "d": return today + number
    case "m": return today.adding(months: number)
    default: return nil
    }
  }

  /// A field that holds a moment as text and is compared with days too.
  static func isMoment(_ name: String, _ register: AnyRegister) -> Bool {
    if let field = register.field(canonical(name, register)) { return field.kind is InstantKind }
    return name == "created_at" || name == "updated_at"
  }

  /// `status` means the state of registers that have no field of that name.
  static func canonical(_ field: String, _ register: AnyRegister) -> String {
    field == "status" && register.field("status") == nil ? "state" : field
  }

  static func storage(_ name: String, _ register: AnyRegister) -> Storage? {
    let field = canonical(name, register)
    return register.field(field)?.kind.storage ?? envelope[field]?.storage
  }

  /// Slugs of registers whose records decide by pointing at them which records fit.
  public var linkedRegisters: Set<String> {
    Set(
      conditions.filter { $0.test == .linked || $0.test == .none }.compactMap {
        $0.field.split(separator: ".").first.map(String.init)
      })
  }

  /// As a query string's parts, in a fixed order; what `init` reads back.
  public var items: [(name: String, value: String)] {
    var items: [(String, String)] = []
    if !text.isEmpty { items.append(("q", text)) }
    for condition in conditions {
      let name =
        switch condition.test {
        case .is: condition.field
        case .linked, .none: "\(condition.test.rawValue).\(condition.field)"
        default: "\(condition.field).\(condition.test.rawValue)"
        }
      items.append((name, condition.values.joined(separator: ",")))
    }
    if showsArchived { items.append(("archived", "true")) }
    if !sort.isEmpty {
      items.append(("sort", sort.map { ($0.descending ? "-" : "") + $0.field }.joined(separator: ",")))
    }
    return items
  }
}
