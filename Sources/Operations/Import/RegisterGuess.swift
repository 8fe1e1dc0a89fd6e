import Domain
import Exchange
import RegisterKit

/// A register that a table may be for, how well it fits and why.
public struct RegisterGuess: Sendable {
  /// How the columns would be read.
  public let match: TableMatch
  /// What it is weighed by against the others; 1 is a good fit.
  public let score: Double
  /// In a sentence.
  public var reason: String { match.reason }
}

/// Which register a table is for: by its headings, by what the sheet, the file and its title lines are called, and by
/// what stands in it, weighed against all other registers.
struct RegisterGuesses {
  /// Below it nobody guesses: the table is asked about.
  static let enough = 0.62
  /// So much better than the next must the best be.
  static let lead = 0.06

  /// The surest first.
  let all: [RegisterGuess]

  /// The best, if it is good enough and no other is as good.
  var decided: RegisterGuess? {
    guard let best = all.first, best.score >= Self.enough else { return nil }
    if all.count > 1, best.score - all[1].score < Self.lead { return nil }
    return best
  }

  /// - Parameter names: What the sheet, the file and the lines above the header say, with how much each counts.
  init(
    _ table: Table, named names: [(text: String, weight: Double)], among registers: Registers, _ words: ImportWords
  ) {
    let candidates = registers.all.filter { !$0.isMadeByProgram }
    var matches: [(register: AnyRegister, match: TableMatch)] = []
    for register in candidates { matches.append((register, TableMatch(table.header, register, words))) }
    // A heading that many registers know says little about which one this is.
    var known = table.header.map { _ in 0 }
    for (_, match) in matches {
      for index in known.indices where match.columns[index] != .extra { known[index] += 1 }
    }
    let weights = known.map { $0 == 0 ? 0.6 : 1 / Double($0).squareRoot() }
    let whole = weights.reduce(0, +)
    let called = Self.called(names, registers, words)
    let isText = table.header.contains(ImportFile.bodyHeading)
    all = matches.map { register, match -> RegisterGuess in
      var match = match
      var understood = 0.0
      for (index, column) in match.columns.enumerated() where column != .extra {
        understood += weights[index] * min(1, match.strengths[index])
      }
      let covered = whole > 0 ? understood / whole : 0
      let name = called[register.slug]
      let readsTitle = match.columns.contains { $0.word == register.titleField.name }
      var score = 0.7 * covered + 0.15 * match.certainty + 0.45 * (name?.strength ?? 0) + (readsTitle ? 0.15 : 0)
      // Headings such as “kind” are common; a policy is no kind of risk. A text with a head is one that somebody approves.
      if match.isContradicted(by: table, register, words) { score -= 0.15 }
      if isText, register.lifecycle?.states.contains(where: \.isFrozen) == true { score += 0.3 }
      if Self.isNamedByRequirements(table, match, register) { score += 0.1 }
      // One telling heading among common ones is hardly enough, unless something is called by the register's name.
      let telling = match.columns.indices.count { match.columns[$0] != .extra && known[$0] <= 8 }
      let isNamed = match.columns.indices.contains {
        match.columns[$0].word == register.titleField.name && match.strengths[$0] >= 0.92
      }
      if name == nil, !isNamed, telling < 2 { score -= 0.15 }
      // A thing that can't be without another is hardly this one where no column names the other.
      let needs = register.fields.filter {
        $0.traits.required && !$0.targets.isEmpty && !$0.traits.title
      }
      if !needs.isEmpty, !needs.contains(where: { field in match.columns.contains { $0.word == field.name } }) {
        score -= 0.25
      }
      let headings = table.header.indices.filter { match.columns[$0] != .extra }.sorted {
        (weights[$1], $0) < (weights[$0], $1)
      }
      let by = headings.prefix(3).map { "“\(table.header[$0])”" }.joined(separator: ", ")
      match.reason = [
        name.map { "called “\($0.text.prefix(60))”" }, by.isEmpty ? nil : "has the headings \(by)",
      ].compactMap(\.self).joined(separator: " and ")
      return RegisterGuess(match: match, score: score)
    }.sorted { $0.score > $1.score }
  }

  private static func called(
    _ names: [(text: String, weight: Double)], _ registers: Registers, _ words: ImportWords
  ) -> [String: (strength: Double, text: String)] {
    var called: [String: (strength: Double, text: String)] = [:]
    for (text, weight) in names where !text.isEmpty {
      let folded = text.folded
      var found = words.registers(named: text)
      for register in registers.all
      where [register.slug, register.many, register.one].contains(where: {
        $0.folded == folded
      }) {
        found.append((register.slug, 1))
      }
      for (slug, strength) in found where strength * weight > (called[slug]?.strength ?? 0) {
        called[slug] = (strength * weight, text)
      }
    }
    return called
  }

  /// A table of which the ids of requirements name the rows is a register that has one line for each.
  private static func isNamedByRequirements(_ table: Table, _ match: TableMatch, _ register: AnyRegister) -> Bool {
    guard
      let index = match.columns.firstIndex(where: { column in
        register.field(column.word).map { $0.traits.unique && $0.kind is RequirementKind } == true
      })
    else { return false }
    let cells = table.rows.prefix(50).map { index < $0.cells.count ? $0.cells[index] : "" }.filter { !$0.isEmpty }
    guard !cells.isEmpty else { return false }
    let ids = cells.count { cell in
      let plain = cell.drop { !$0.isNumber }
      return plain.count >= 3 && plain.contains(".") && plain.allSatisfy { $0.isNumber || $0 == "." }
    }
    return ids * 2 > cells.count
  }
}

extension TableMatch {
  /// Whether a column, by its heading one of a few choices, holds none of them.
  func isContradicted(by table: Table, _ register: AnyRegister, _ words: ImportWords) -> Bool {
    columns.enumerated().contains { index, column in
      guard case .field(let name, _) = column, let field = register.field(name),
        case .choice(let options) = field.kind.control
      else { return false }
      let values = table.rows.prefix(20).compactMap { index < $0.cells.count ? $0.cells[index].trimmed() : nil }
        .filter { !$0.isEmpty }
      return !values.isEmpty
        && !values.contains {
          options.called($0) != nil || words.option($0, of: field, in: register.slug, options) != nil
        }
    }
  }
}
