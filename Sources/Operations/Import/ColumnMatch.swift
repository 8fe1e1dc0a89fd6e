import Domain
import Exchange
import RegisterKit

/// What a file's table means: the register, and the field for each column. Shown before anything is written, and can be
/// changed.
public struct TableMatch: Sendable, Hashable {
  /// What a column holds.
  public enum Column: Sendable, Hashable {
    /// The records' codes.
    case code
    /// A field, by name; a second field may be read from the same words.
    case field(String, also: String?)
    /// The state of the life cycle.
    case state
    /// Worked out by Concord, so not read.
    case derived
    /// No field: kept with the record under its heading.
    case extra
    /// Left out by the person's choice.
    case ignored
  }

  /// Slug.
  public var register: String
  /// One for each cell of the header.
  public var columns: [Column]
  /// From 0 to 1: how much of the header was understood.
  public var certainty: Double
  /// Columns whose headings said nothing and that were recognised by what stands under them.
  public var byContent: Set<Int> = []
  /// The columns are as they were for the same headings before.
  public var isRemembered = false

  /// For each column from 0 to 1: how sure its meaning is.
  public var strengths: [Double] = []
  /// By what the register was recognised, in a sentence; empty where somebody said it.
  public var reason = ""

  /// Matches a header with a register by its headings alone.
  public init(_ header: [String], _ register: AnyRegister, _ words: ImportWords = .none) {
    self.register = register.slug
    var claims: [(column: Int, word: String, strength: Double)] = []
    for (index, heading) in header.enumerated() {
      for (word, strength) in Self.meanings(heading, register, words) {
        claims.append((index, word, strength))
      }
    }
    // The surest first; of two as sure, the one that stands further left.
    claims.sort { ($1.strength, $0.column, $0.word) < ($0.strength, $1.column, $1.word) }
    columns = header.map { _ in .extra }
    strengths = header.map { _ in 0 }
    var taken: Set<String> = []
    var isDone = Set<Int>()
    for claim in claims where !isDone.contains(claim.column) {
      let field = register.field(claim.word)
      // Two columns can't feed one field: the better heading wins, the other is kept as it is.
      if field?.isMany != true, taken.contains(claim.word) { continue }
      taken.insert(claim.word)
      isDone.insert(claim.column)
      strengths[claim.column] = claim.strength
      columns[claim.column] =
        switch claim.word {
        case "#": .code
        case "~": .state
        default:
          field?.traits.derived == true
            ? .derived : .field(claim.word, also: Self.second(header[claim.column], claim.word, register))
        }
    }
    let understood = columns.count { $0 != .extra }
    certainty = header.isEmpty ? 0 : Double(understood) / Double(header.count)
  }

  /// A match with the columns given one by one.
  init(_ register: AnyRegister, columns: [Column]) {
    self.register = register.slug
    self.columns = columns
    certainty = 1
    strengths = columns.map { $0 == .extra ? 0 : 1 }
  }

  /// What a heading may mean in a register, by word, and how surely.
  static func meanings(_ heading: String, _ register: AnyRegister, _ words: ImportWords) -> [String: Double] {
    let folded = heading.folded
    guard !folded.isEmpty else { return ["#", "№"].contains(heading.trimmed()) ? ["#": 0.9] : [:] }
    var found = words.fields(heading: heading, in: register)
    for (word, strength) in underGroup(heading, register, words) { found[word] = max(found[word] ?? 0, strength) }
    func claim(_ word: String, _ strength: Double) { found[word] = max(found[word] ?? 0, strength) }
    for field in register.fields {
      switch rank(folded, field) {
      case 4: claim(field.name, 1.3)
      case 3: claim(field.name, 1.2)
      case 2: claim(field.name, 1.1)
      case 1: claim(field.name, 1)
      default: break
      }
    }
    if isTitle(heading, register) { claim(register.titleField.name, 0.95) }
    let one = register.one.folded
    let last = (register.one.split(separator: " ").last.map(String.init) ?? register.one).folded
    if ["id", "no", "nr", "code", "number", "ref", "reference", "\(one)id", "\(last)id", "\(one)no"].contains(folded) {
      claim("#", 0.9)
    }
    if register.lifecycle != nil, ["status", "state"].contains(folded) { claim("~", 0.9) }
    if register.lifecycle == nil { found["~"] = nil }
    return found.filter { $0.value >= 0.5 }
  }

  /// What a heading under a wider one means: “Gross risk: Impact” is another field than “Net risk: Impact”. Fields of which
  /// only the first word differs are told apart by the group's words.
  private static func underGroup(
    _ heading: String, _ register: AnyRegister, _ words: ImportWords
  ) -> [String: Double] {
    guard let colon = heading.range(of: ": "), let moment = words.moment(String(heading[..<colon.lowerBound])) else {
      return [:]
    }
    var found: [String: Double] = [:]
    for (word, strength) in meanings(String(heading[colon.upperBound...]), register, words) where strength >= 0.75 {
      guard let cut = word.firstIndex(of: "_"),
        ImportWords.Moment.allCases.contains(where: { $0.rawValue == word[..<cut] })
      else { continue }
      let other = moment.rawValue + word[cut...]
      if register.field(other) != nil { found[other] = max(found[other] ?? 0, min(1.05, strength + 0.05)) }
    }
    return found
  }

  /// A list of choices that may be read from the same words: the topic of a training and what it counts for.
  private static func second(_ heading: String, _ name: String, _ register: AnyRegister) -> String? {
    let folded = heading.folded
    guard let field = register.field(name) else { return nil }
    return register.fields.first { other in
      guard other.name != name, rank(folded, other) > 0, rank(folded, field) > rank(folded, other) else { return false }
      if case .choices = other.kind.control { return true }
      return false
    }?.name
  }

  /// 4 for a reference named with its number, 3 for the name, 2 for the label, 1 for a synonym, 0 for none.
  private static func rank(_ folded: String, _ field: FieldSpec) -> Int {
    if folded.isEmpty { return 0 }
    let names = field.foldedNames
    if !field.targets.isEmpty, ["id", "no", "code"].contains(where: { names[0] + $0 == folded }) { return 4 }
    if names[0] == folded { return 3 }
    if names[1] == folded { return 2 }
    return names.dropFirst(2).contains(folded) ? 1 : 0
  }

  /// “Asset name” in the register of assets is their name.
  private static func isTitle(_ heading: String, _ register: AnyRegister) -> Bool {
    let folded = heading.folded
    return ["", "name", "title"].contains { register.one.folded + $0 == folded }
  }
}

extension TableMatch.Column {
  /// The column in one word, for forms, commands and what is kept: a field's name, `#` for the code, `~` for the state,
  /// `+` to keep it under its heading, `-` to leave it out, `=` for what Concord works out.
  public var word: String {
    switch self {
    case .code: "#"
    case .field(let name, _): name
    case .state: "~"
    case .derived: "="
    case .extra: "+"
    case .ignored: "-"
    }
  }

  /// Reads ``word``, or a field's label.
  /// - Parameter column: What the column is without it; stays where the word says the same.
  /// - Returns: nil if the register has no such column.
  public init?(_ word: String, _ register: AnyRegister, instead column: Self) {
    switch word.trimmed() {
    case column.word, "=": self = column
    case "#": self = .code
    case "+": self = .extra
    case "-": self = .ignored
    case "~":
      guard register.lifecycle != nil else { return nil }
      self = .state
    case let name:
      let folded = name.folded
      guard
        let field = register.field(name)
          ?? register.fields.first(where: { $0.label.folded == folded || $0.name.folded == folded }),
        !field.traits.derived
      else { return nil }
      self = field.name == column.word ? column : .field(field.name, also: nil)
    }
  }
}
