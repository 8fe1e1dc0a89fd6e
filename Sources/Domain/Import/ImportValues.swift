import RegisterKit

/// What the words in cells mean.
struct ImportValues: Sendable {
  private(set) var yes: Set<String> = []
  private(set) var no: Set<String> = []
  private(set) var nothing: Set<String> = []
  private(set) var undecided: Set<String> = []
  private(set) var levels: [String: Set<Int>] = [:]
  /// Register and field, or register and `~` for its states, or empty for all → words → names of options.
  private var options: [String: [String: Set<String>]] = [:]
  /// Signs that say something without a letter.
  private(set) var signs: [String: ImportLanguage.List] = [:]
  private(set) var months: [String: Int] = [:]
  private(set) var totals: Set<String> = []
  private(set) var conjunctions: Set<String> = []

  init(_ languages: [ImportLanguage]) {
    for language in languages { add(language) }
  }

  private mutating func add(_ language: ImportLanguage) {
    for list in [ImportLanguage.List.yes, .no, .nothing, .undecided] {
      for words in language.lists[list] ?? [] {
        let value = ImportText.value(words)
        guard !value.isEmpty else {
          signs[words.trimmed()] = list
          continue
        }
        switch list {
        case .yes: yes.insert(value)
        case .no: no.insert(value)
        case .nothing: nothing.insert(value)
        default: undecided.insert(value)
        }
      }
    }
    for (level, words) in language.levels.enumerated() {
      for word in words { levels[ImportText.value(word), default: []].insert(level) }
    }
    for (month, words) in language.months.enumerated() {
      for word in words {
        months[word.folded] = month + 1
        months[ImportText.words(word).joined()] = month + 1
      }
    }
    let folded = { (list: ImportLanguage.List) in Set((language.lists[list] ?? []).map(\.folded)) }
    totals.formUnion(folded(.totals))
    conjunctions.formUnion(folded(.conjunctions))
    addOptions(language)
  }

  private mutating func addOptions(_ language: ImportLanguage) {
    func add(_ words: [String: [String]], _ scope: String) {
      for (option, words) in words {
        for word in words {
          let key = ImportText.value(word)
          if language.isTaught {
            options[scope, default: [:]][key] = [option]
          } else {
            options[scope, default: [:]][key, default: []].insert(option)
          }
        }
      }
    }
    add(language.options, "")
    for (slug, words) in language.registers {
      for (field, words) in words.options { add(words, "\(slug).\(field)") }
      add(words.states, "\(slug).~")
    }
  }

  /// The option that the words mean among those that there are: by what is said of the field, else by what is said of
  /// options of that name everywhere. Nil where nothing is known, or more than one could be meant.
  func option(_ text: String, _ scope: String, _ names: Set<String>) -> String? {
    let readings = ImportText.readings(text)
    for reading in readings {
      for scope in [scope, ""] {
        let meant = options[scope]?[reading]?.intersection(names) ?? []
        if meant.count == 1 { return meant.first }
        if meant.count > 1 { return nil }
      }
    }
    return nil
  }
}

extension ImportWords {
  /// Yes or no, in whatever language, by the whole text or its leading word; nil if it is neither.
  public func flag(_ text: String) -> Bool? {
    let text = text.trimmed()
    if let list = values.signs[text] { return list == .yes ? true : list == .no ? false : nil }
    let whole = ImportText.value(text)
    if values.yes.contains(whole) { return true }
    if values.no.contains(whole) { return false }
    let word = text.prefix { $0.isLetter }
    guard !word.isEmpty, word.count < text.count else { return nil }
    let next = text.dropFirst(word.count).drop(while: \.isWhitespace).first
    let isApart = next.map { !$0.isLetter && !"/&'’".contains($0) } ?? false
    let leading = ImportText.value(word)
    // Without a sign behind them, short words such as “no” begin too many other sentences.
    if values.yes.contains(leading), isApart || word.count > 2 || leading == "ja" { return true }
    if values.no.contains(leading), isApart || word.count > 3 { return false }
    return nil
  }

  /// Stands for an empty cell: a dash, `n/a`, `keine`. Ask for options first: “None” may be one.
  public func isNothing(_ text: String) -> Bool {
    let text = text.trimmed()
    if let list = values.signs[text] { return list == .nothing }
    let value = ImportText.value(text)
    guard !value.isEmpty else { return text.isEmpty || !text.contains { $0.isNumber || $0.isLetter || $0.isSymbol } }
    return values.nothing.contains(value)
  }

  /// Says that it is not known or decided yet: `TBD`, `noch offen`.
  public func isUndecided(_ text: String) -> Bool {
    let text = text.trimmed()
    return values.signs[text] == .undecided || values.undecided.contains(ImportText.value(text))
  }

  /// Name of the option that the words mean: by what is said of this field, or of any field that has this option.
  public func option(_ text: String, of field: FieldSpec, in register: String, _ options: [ChoiceOption]) -> String? {
    if let option = options.called(text) { return option.name }
    let names = Set(options.map(\.name))
    if let name = values.option(text, "\(register).\(field.name)", names) { return name }
    for reading in ImportText.readings(text) {
      let meant = options.filter { option in
        ([option.name, option.label] + option.synonyms).contains { ImportText.value($0) == reading }
      }
      if meant.count == 1 { return meant.first?.name }
    }
    return nil
  }

  /// Name of the state that the words mean; of an option, where a choice field holds the state. Nil if nothing is known.
  public func state(_ text: String, in register: AnyRegister) -> String? {
    guard let lifecycle = register.lifecycle else {
      guard let field = register.stateField, case .choice(let options) = field.kind.control else { return nil }
      return option(text, of: field, in: register.slug, options)
    }
    if let state = lifecycle.state(meantBy: text) { return state.name }
    return values.option(text, "\(register.slug).~", Set(lifecycle.states.map(\.name)))
  }

  /// Where words stand on a scale from 0, the lowest, to 1, the highest; nil if they are on none.
  public func level(_ text: String) -> Double? {
    for reading in ImportText.readings(text) {
      if let levels = values.levels[reading], let lowest = levels.min(), let highest = levels.max() {
        return Double(lowest + highest) / 8
      }
    }
    return nil
  }

  /// Names of months and their abbreviations, folded → 1 to 12.
  public var months: [String: Int] { values.months }
  /// What a line of sums begins with, folded.
  public var totals: Set<String> { values.totals }
  /// Words between the last two of a list, folded.
  public var conjunctions: Set<String> { values.conjunctions }
}
