import RegisterKit

/// What registers are called.
struct RegisterNames: Sendable {
  /// Key of the stems → slugs, and whether the name begins with its noun.
  private var slugs: [String: [String: Bool]] = [:]
  private var registerWords: Set<String> = []
  private var noise: Set<String> = []

  init(_ languages: [ImportLanguage], _ registers: Registers, _ headings: HeadingIndex) {
    let set = { (list: ImportLanguage.List) in
      Set(languages.flatMap { $0.lists[list] ?? [] }.flatMap { ImportText.words($0) }.map(ImportText.stem))
    }
    registerWords = set(.registerWords)
    noise = set(.noise)
    for register in registers.all {
      for name in [register.slug, register.one, register.many] { add(name, register.slug, false, headings) }
    }
    for language in languages {
      for (slug, words) in language.registers where registers[slug] != nil {
        for name in words.names + words.nouns { add(name, slug, language.nounStandsFirst, headings) }
      }
    }
  }

  private mutating func add(_ name: String, _ slug: String, _ first: Bool, _ headings: HeadingIndex) {
    let stems = headings.stems(of: name).stems
    let bare = stems.filter { !registerWords.contains($0) }
    slugs[HeadingIndex.key(bare.isEmpty ? stems : bare), default: [:]][slug] = first
    if !bare.isEmpty, bare.count < stems.count { slugs[HeadingIndex.key(stems), default: [:]][slug] = first }
  }

  func registers(named text: String, _ headings: HeadingIndex) -> [(slug: String, strength: Double)] {
    var (stems, end) = headings.stems(of: text.prefix(300))
    let heads = (last: stems.indices.contains(end - 1) ? stems[max(0, end - 1)] : "", first: stems.first ?? "")
    stems = stems.filter { stem in
      !noise.contains(stem) && !(stem.count <= 8 && stem.contains(where: \.isNumber))
    }
    let bare = stems.filter { !registerWords.contains($0) }
    var found: [String: Double] = [:]
    for (words, cost) in [(stems, 0.0), (bare, 0.0)] where !words.isEmpty {
      let count = min(words.count, 10)
      for start in 0..<count {
        for end in start..<count {
          let span = words[start...end]
          for (slug, first) in slugs[HeadingIndex.key(Array(span))] ?? [:] {
            let share = Double(span.count) / Double(words.count)
            let head = first ? heads.first : heads.last
            let covers = span.contains(head) || registerWords.contains(head) || noise.contains(head)
            let strength = share == 1 ? 1 : 0.25 + 0.55 * share - (covers ? 0 : 0.15) - cost
            found[slug] = max(found[slug] ?? 0, strength)
          }
        }
      }
    }
    return found.map { (slug: $0.key, strength: $0.value) }
      .sorted { $0.strength != $1.strength ? $0.strength > $1.strength : $0.slug < $1.slug }
  }
}
