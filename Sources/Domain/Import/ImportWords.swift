import RegisterKit
import Synchronization

/// What the words in other people's spreadsheets mean: names of registers, headings and values, in all languages at once.
public struct ImportWords: Sendable {
  let all: [ImportLanguage]
  private let index: ImportWordsIndex
  private let registers: Registers

  /// - Parameter languages: Merged; where two say different things of the same words, both are told.
  public init(languages: [ImportLanguage]) { self.init(languages: languages, registers: Catalogue.registers) }

  /// No words at all: names and labels of the registers alone say what is meant.
  public static let none = ImportWords(languages: [])

  init(languages: [ImportLanguage], registers: Registers) {
    all = languages
    self.registers = registers
    index = ImportWordsIndex(languages, registers)
  }

  /// Codes of the languages, in the order in which they were read.
  public var languages: [String] { all.map(\.code) }

  /// The same with what a workspace's users taught, which goes before everything else.
  public func adding(_ taught: ImportLanguage) -> ImportWords {
    var taught = taught
    taught.isTaught = true
    return ImportWords(languages: all + [taught], registers: registers)
  }

  /// Slugs of the registers that a sheet, file or title line may be called by these words, best first, and how well: 1 for
  /// the whole name, less where the name is among other words.
  public func registers(named text: String) -> [(slug: String, strength: Double)] {
    index.names.registers(named: text, index.headings)
  }

  /// The fields of a register that a heading may mean, with how well: from 0.75 for the whole heading, less for a part of
  /// its words. `#` is the code of the record, `~` the state of its life cycle. Empty where nothing is known.
  public func fields(heading: String, in register: AnyRegister) -> [String: Double] {
    var fields: [String: Double] = [:]
    for candidate in index.candidates(heading) {
      guard let (name, strength) = meaning(candidate, in: register), strength > fields[name] ?? 0 else { continue }
      fields[name] = strength
    }
    return fields
  }

  /// Whether some register knows the whole heading.
  public func isHeading(_ text: String) -> Bool {
    guard text.contains(where: \.isLetter) || text.contains("#") else { return false }
    return index.candidates(text).contains { candidate in
      candidate.rest.isEmpty && !candidate.isQualified
        || candidate.entry.register.map { slug in
          candidate.rest.allSatisfy { index.headings.nouns[slug]?.contains($0) == true }
        } == true
    }
  }

  private func meaning(_ candidate: HeadingIndex.Candidate, in register: AnyRegister) -> (String, Double)? {
    let entry = candidate.entry
    guard entry.register == nil || entry.register == register.slug,
      let (name, field, weight) = target(entry, in: register)
    else { return nil }
    let headings = index.headings
    let own = headings.nouns[register.slug] ?? []
    let spare = field.map { Self.spare(beside: $0, headings) } ?? []
    let rest = candidate.rest.filter { !own.contains($0) && !headings.fillers.contains($0) && !spare.contains($0) }
    if rest.isEmpty {
      guard !candidate.isQualified else { return nil }
      return (name, weight * candidate.share - (candidate.rest.isEmpty ? 0 : 0.07))
    }
    // Words for a title, a code or a state are said of everything: only what is said of this register counts.
    let isOfAll = entry.register == nil && (field == nil || field?.traits.title == true)
    guard !isOfAll, candidate.coversHead, !candidate.isQualified,
      !rest.contains(where: { headings.qualifiers.contains($0) || headings.allNouns.contains($0) })
    else { return nil }
    let isLevel = field?.kind is LevelKind
    let base = (entry.register == nil ? 0.4 : 0.5) + 0.2 * candidate.covered
    return (name, base * weight * candidate.share * (isLevel ? 0.6 : 1))
  }

  /// The field that an entry means in a register; nil if the register has none.
  private func target(_ entry: HeadingIndex.Entry, in register: AnyRegister) -> (String, FieldSpec?, Double)? {
    switch entry.field {
    case ImportLanguage.code: return ("#", nil, entry.weight)
    case ImportLanguage.state:
      if register.lifecycle != nil { return ("~", nil, entry.weight) }
      return register.stateField.map { ($0.name, $0, entry.weight) }
    case "title" where entry.register == nil:
      let title = register.titleField
      return title.traits.key ? nil : (title.name, title, entry.weight)
    case "owner" where entry.register == nil && register.field("owner") == nil:
      return register.ownerField.map { ($0.name, $0, entry.weight * 0.75) }
    default: return register.field(entry.field).map { ($0.name, $0, entry.weight) }
    }
  }

  /// Words that say no more beside a field of that kind.
  private static func spare(beside field: FieldSpec, _ headings: HeadingIndex) -> Set<String> {
    if field.kind is DayKind || field.kind is InstantKind { return headings.dateWords }
    if field.targets == ["people"] { return headings.personWords }
    return field.targets.isEmpty ? [] : headings.codeWords
  }

  var values: ImportValues { index.values }
}

/// What is looked up, made when it is first asked for: most runs of the program read no spreadsheet.
final class ImportWordsIndex: Sendable {
  private struct Made: Sendable {
    let headings: HeadingIndex
    let names: RegisterNames
    let values: ImportValues
  }
  private struct State {
    var made: Made?
    var candidates: [String: [HeadingIndex.Candidate]] = [:]
  }

  private let languages: [ImportLanguage]
  private let registers: Registers
  private let state = Mutex(State())

  init(_ languages: [ImportLanguage], _ registers: Registers) {
    self.languages = languages
    self.registers = registers
  }

  private var made: Made {
    state.withLock { state in
      if let made = state.made { return made }
      let headings = HeadingIndex(languages, registers)
      let made = Made(
        headings: headings, names: RegisterNames(languages, registers, headings), values: ImportValues(languages))
      state.made = made
      return made
    }
  }

  var headings: HeadingIndex { made.headings }
  var names: RegisterNames { made.names }
  var values: ImportValues { made.values }

  /// Every register of the catalogue is asked about the same heading, so what was found is kept.
  func candidates(_ heading: String) -> [HeadingIndex.Candidate] {
    if let known = state.withLock({ $0.candidates[heading] }) { return known }
    let found = headings.candidates(heading)
    state.withLock { state in
      if state.candidates.count >= 2000 { state.candidates = [:] }
      state.candidates[heading] = found
    }
    return found
  }
}
