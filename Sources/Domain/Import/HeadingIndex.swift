import RegisterKit
import Synchronization

/// The headings of all languages, found by their words.
struct HeadingIndex: Sendable {
  /// What a heading in the lists means.
  struct Entry: Sendable, Hashable {
    /// Nil for a field of that name in whatever register has it.
    let register: String?
    /// Name of a field, or ``ImportLanguage/code`` or ``ImportLanguage/state``.
    let field: String
    let nounStandsFirst: Bool
    /// 1 and less.
    var weight: Double
    var isTaught = false
  }

  /// What a heading may mean by a part of its words.
  struct Candidate: Sendable {
    let entry: Entry
    /// Stems of the heading that the list does not have.
    let rest: [String]
    /// Words of other parts of the heading that make another heading of it.
    let isQualified: Bool
    /// The word that the heading is about is among those found.
    let coversHead: Bool
    /// Share of the words that were found, 0 to 1.
    let covered: Double
    /// 1 for the whole heading, less for a part of it.
    let share: Double
  }

  private(set) var entries: [String: [Entry]] = [:]
  /// Slug → stems of what its records are called.
  private(set) var nouns: [String: Set<String>] = [:]
  private(set) var allNouns: Set<String> = []
  private(set) var stopWords: Set<String> = []
  private(set) var qualifiers: Set<String> = []
  private(set) var fillers: Set<String> = []
  private(set) var dateWords: Set<String> = []
  private(set) var personWords: Set<String> = []
  private(set) var codeWords: Set<String> = []
  /// Stems of which longer words are put together.
  private var vocabulary: Set<String> = []
  /// What a word that is cut may be.
  private(set) var abbreviations = Abbreviations([:])
  /// Word → in how many headings it stands; only while the index is made.
  private var counts: [String: Int] = [:]

  init(_ languages: [ImportLanguage], _ registers: Registers) {
    stopWords = Set(languages.flatMap { $0.lists[.stopWords] ?? [] }.flatMap { ImportText.words($0) })
    for language in languages where language.hasCompounds { addVocabulary(of: language) }
    let set = { (list: ImportLanguage.List) in
      Set(languages.flatMap { $0.lists[list] ?? [] }.flatMap { ImportText.words($0) }.map(ImportText.stem))
    }
    qualifiers = set(.qualifiers)
    fillers = set(.fillers)
    dateWords = set(.dateWords)
    personWords = set(.personWords)
    codeWords = set(.codeWords)
    for register in registers.all { addOwnWords(of: register) }
    for language in languages { addNouns(of: language, registers) }
    for language in languages { addHeadings(of: language) }
    abbreviations = Abbreviations(counts)
    counts = [:]
  }

  /// Whether longer words are put together of it.
  func isWord(_ stem: String) -> Bool { vocabulary.contains(stem) }

  /// What a heading may mean, in whatever register.
  func candidates(_ heading: String) -> [Candidate] {
    var found: [Candidate] = []
    for variant in variants(heading) {
      let count = variant.stems.count
      for span in Self.spans(count) {
        let stems = span.map { variant.stems[$0] }
        let isWhole = stems.count == count
        var hits = entries[Self.key(stems)] ?? []
        if isWhole { hits += entries["=" + variant.joined] ?? [] }
        guard !hits.isEmpty else { continue }
        let rest = isWhole ? [] : variant.stems.filter { !stems.contains($0) }
        for entry in hits {
          found.append(
            Candidate(
              entry: entry, rest: rest, isQualified: !variant.beside.isEmpty,
              coversHead: span.contains(entry.nounStandsFirst ? variant.first : variant.last),
              covered: Double(stems.count) / Double(count), share: variant.share))
        }
      }
    }
    return found
  }

  /// Every choice of few words, every run of many.
  private static func spans(_ count: Int) -> [[Int]] {
    if count <= 5 {
      return (1..<(1 << count)).reversed().map { bits in (0..<count).filter { bits & (1 << $0) != 0 } }
    }
    return (0..<count).flatMap { start in (start..<count).map { end in Array(start...end) } }
  }

  static func key(_ stems: [String]) -> String { stems.sorted().joined(separator: " ") }

  /// The stems of a word that is put together from words that are known, else its own.
  func parts(ofCompound word: String) -> [String] {
    if let parts = known.parts.withLock({ $0[word] }) { return parts }
    let parts = split(Array(ImportText.squeezed(word))[...], 3) ?? [ImportText.stem(word)]
    known.parts.withLock { known in
      if known.count >= Self.mostKnown { known = [:] }
      known[word] = parts
    }
    return parts
  }

  /// - Parameter letters: Of a word as ``ImportText/squeezed(_:)`` leaves it.
  private func split(_ letters: ArraySlice<Character>, _ most: Int) -> [String]? {
    guard letters.count >= 6, most > 1, !letters.contains(where: \.isNumber) else { return nil }
    for end in stride(from: letters.endIndex - 2, through: letters.startIndex + 4, by: -1) {
      let head = ImportText.stem(squeezed: letters[..<end])
      guard vocabulary.contains(head) else { continue }
      let tail = letters[end...]
      if let more = split(tail, most - 1) { return [head] + more.filter { $0 != head } }
      let stem = ImportText.stem(squeezed: tail)
      if tail.count >= 4 ? vocabulary.contains(stem) : Self.shortTails.contains(String(tail)) {
        return stem == head ? [head] : [head, stem]
      }
    }
    return nil
  }

  /// Compound words that were split before, since many headings share their words.
  private final class Known: Sendable { let parts = Mutex<[String: [String]]>([:]) }
  private let known = Known()
  private static let mostKnown = 20_000

  /// Short words at the end of longer ones: Risikoart, Dokumenttyp, Vorfallnr, Risikoid.
  private static let shortTails: Set<String> = ["art", "typ", "nr", "id"]

  private mutating func addVocabulary(of language: ImportLanguage) {
    var phrases = language.headings.values.flatMap { $0 }
    for list in [ImportLanguage.List.registerWords, .qualifiers, .fillers, .dateWords, .personWords] {
      phrases += language.lists[list] ?? []
    }
    for words in language.registers.values {
      phrases += words.nouns + words.names + words.headings.values.flatMap { $0 }
    }
    for word in phrases.flatMap({ ImportText.words($0) }) where word.count >= 4 && !stopWords.contains(word) {
      vocabulary.insert(ImportText.stem(word))
    }
  }

  /// Letter by letter a heading means more than by its stems alone, since “approved by” is not “approved on”.
  private mutating func add(_ phrase: String, _ entry: Entry, isName: Bool = false) {
    let stems = stems(of: phrase).stems
    guard !stems.isEmpty else { return }
    insert(entry, at: "=" + ImportText.value(phrase))
    guard !isName else { return }
    for word in ImportText.words(phrase) where !stopWords.contains(word) { counts[word, default: 0] += 1 }
    var byStems = entry
    byStems.weight -= 0.03
    insert(byStems, at: Self.key(stems))
  }

  private mutating func insert(_ entry: Entry, at key: String) {
    if entry.isTaught { entries[key]?.removeAll { $0.register == entry.register } }
    if let index = entries[key]?.firstIndex(where: { $0.register == entry.register && $0.field == entry.field }) {
      if entries[key]?[index].weight ?? 1 < entry.weight { entries[key]?[index] = entry }
    } else {
      entries[key, default: []].append(entry)
    }
  }

  private mutating func addOwnWords(of register: AnyRegister) {
    for field in register.fields {
      let entry = { (weight: Double) in
        Entry(register: register.slug, field: field.name, nounStandsFirst: false, weight: weight)
      }
      add(field.label, entry(1))
      for words in field.traits.synonyms { add(words, entry(0.99)) }
      add(field.name, entry(0.96), isName: true)
    }
    addNoun(register.one, of: register, nounStandsFirst: false)
    addNoun(register.many, of: register, nounStandsFirst: false)
  }

  private mutating func addNoun(_ noun: String, of register: AnyRegister, nounStandsFirst: Bool) {
    let stems = stems(of: noun).stems
    nouns[register.slug, default: []].formUnion(stems)
    if stems.count == 1 { allNouns.formUnion(stems) }
    guard !register.titleField.traits.key else { return }
    add(
      noun,
      Entry(
        register: register.slug, field: register.titleField.name, nounStandsFirst: nounStandsFirst, weight: 0.93))
  }

  private mutating func addNouns(of language: ImportLanguage, _ registers: Registers) {
    for (slug, words) in language.registers.sorted(by: { $0.key < $1.key }) {
      guard let register = registers[slug] else { continue }
      for noun in words.nouns { addNoun(noun, of: register, nounStandsFirst: language.nounStandsFirst) }
    }
  }

  private mutating func addHeadings(of language: ImportLanguage) {
    func add(_ headings: [String: [String]], of register: String?) {
      for (field, phrases) in headings.sorted(by: { $0.key < $1.key }) {
        let entry = Entry(
          register: register, field: field, nounStandsFirst: language.nounStandsFirst,
          weight: language.isTaught ? 1 : register == nil ? 0.88 : 0.98, isTaught: language.isTaught)
        for phrase in phrases { self.add(phrase, entry) }
      }
    }
    add(language.headings, of: nil)
    for (slug, words) in language.registers.sorted(by: { $0.key < $1.key }) { add(words.headings, of: slug) }
  }
}
