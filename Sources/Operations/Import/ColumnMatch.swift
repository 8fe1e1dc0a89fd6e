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

  /// The register whose fields fit a table best; nil if none does.
  public static func best(for table: Table, named name: String, among registers: Registers) -> TableMatch? {
    let folded = name.folded
    let scored = registers.all.filter { !$0.isMadeByProgram }.map { register -> (TableMatch, Double) in
      let match = TableMatch(table.header, register)
      let sameName = [register.slug, register.many, register.one].contains { $0.folded == folded }
      let nearName = folded.hasPrefix(register.many.folded) || folded.hasPrefix(register.slug.folded)
      let readsTitle = match.columns.contains {
        if case .field(register.titleField.name, _) = $0 { true } else { false }
      }
      let said = match.certainty + (sameName ? 0.6 : nearName ? 0.3 : 0) + (readsTitle ? 0.15 : 0)
      // Headings such as “kind” are common; a policy is no kind of risk. A text with a head is one that somebody approves.
      let isText =
        table.header.contains(ImportFile.bodyHeading) && register.lifecycle?.states.contains(where: \.isFrozen) == true
      return (match, said - (match.isContradicted(by: table, register) ? 0.1 : 0) + (isText ? 0.3 : 0))
    }
    guard let (match, score) = scored.max(by: { $0.1 < $1.1 }),
      match.certainty >= 0.6 || (score >= 0.9 && match.certainty >= 0.3)
    else { return nil }
    return match
  }

  /// Whether a column, by its heading one of a few choices, holds none of them.
  private func isContradicted(by table: Table, _ register: AnyRegister) -> Bool {
    columns.enumerated().contains { index, column in
      guard case .field(let name, _) = column, case .choice(let options) = register.field(name)?.kind.control else {
        return false
      }
      let values = table.rows.prefix(20).compactMap { index < $0.cells.count ? $0.cells[index].trimmed() : nil }
        .filter { !$0.isEmpty }
      return !values.isEmpty && !values.contains { options.called($0) != nil }
    }
  }

  /// Matches a header with a register by its headings alone.
  public init(_ header: [String], _ register: AnyRegister) {
    self.register = register.slug
    columns = header.map { Self.column($0, register) }
    // Two columns can't feed one field: the better name wins, the other is kept as it is.
    var taken: [String: Int] = [:]
    for (index, column) in columns.enumerated() {
      guard case .field(let name, _) = column, let field = register.field(name), !field.isMany else { continue }
      if let other = taken[name] {
        let loser = Self.rank(header[index], field) > Self.rank(header[other], field) ? other : index
        taken[name] = loser == index ? other : index
        columns[loser] = Self.column(header[loser], register, except: Set(taken.keys))
        if case .field(let second, _) = columns[loser] { taken[second] = loser }
      } else {
        taken[name] = index
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
  }

  private static func column(_ heading: String, _ register: AnyRegister, except taken: Set<String> = []) -> Column {
    let best = register.fields.filter { !taken.contains($0.name) }.map { ($0, rank(heading, $0)) }.max { $0.1 < $1.1 }
    if let (field, rank) = best, rank > 0 {
      if field.traits.derived { return .derived }
      let second = register.fields.first { other in
        guard other.name != field.name, rank > Self.rank(heading, other), Self.rank(heading, other) > 0 else {
          return false
        }
        if case .choices = other.kind.control { return true }
        return false
      }
      return .field(field.name, also: second?.name)
    }
    if isTitle(heading, register), !taken.contains(register.titleField.name) {
      return .field(register.titleField.name, also: nil)
    }
    let folded = heading.folded
    let last = register.one.split(separator: " ").last.map(String.init) ?? register.one
    if [
      "id", "no", "nr", "code", "number", "ref", "reference", "\(register.one.folded)id", "\(last.folded)id",
      "\(register.one.folded)no",
    ].contains(folded) {
      return .code
    }
    if register.lifecycle != nil, ["status", "state"].contains(folded) { return .state }
    return .extra
  }

  /// 4 for a reference named with its number, 3 for the name, 2 for the label, 1 for a synonym, 0 for none.
  private static func rank(_ heading: String, _ field: FieldSpec) -> Int {
    let folded = heading.folded
    if folded.isEmpty { return 0 }
    if !field.targets.isEmpty, ["id", "no", "code"].contains(where: { field.name.folded + $0 == folded }) { return 4 }
    if field.name.folded == folded { return 3 }
    if field.label.folded == folded { return 2 }
    return field.traits.synonyms.contains { $0.folded == folded } ? 1 : 0
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
