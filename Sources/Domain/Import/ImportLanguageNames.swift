import RegisterKit

extension ImportLanguage {
  /// What the words are said of and the catalogue does not have, each in a sentence, with the part of the file in which it
  /// stands.
  public var unknownNames: [(name: String, place: String)] {
    let all = Catalogue.registers.all
    var unknown: [(String, String)] = []
    let fields = Set(all.flatMap { $0.fields.map(\.name) }).union([Self.code, Self.state, "title", "owner"])
    for field in headings.keys.sorted() where !fields.contains(field) {
      unknown.append(("no register has a field “\(field)”", "headings"))
    }
    let names = Set(
      all.flatMap { register in
        register.fields.flatMap { Self.options($0).map(\.name) } + (register.lifecycle?.states.map(\.name) ?? [])
      })
    for option in options.keys.sorted() where !names.contains(option) {
      unknown.append(("no register has an option or state “\(option)”", "options"))
    }
    for (slug, words) in registers.sorted(by: { $0.key < $1.key }) {
      guard let register = Catalogue.registers[slug] else {
        unknown.append(("there is no register “\(slug)”", "registers"))
        continue
      }
      unknown += Self.unknown(words, register).map { ($0, "registers") }
    }
    return unknown
  }

  private static func unknown(_ words: Words, _ register: AnyRegister) -> [String] {
    var unknown: [String] = []
    for field in words.headings.keys.sorted() where ![code, state].contains(field) && register.field(field) == nil {
      unknown.append("\(register.slug) has no field “\(field)”")
    }
    for (field, options) in words.options.sorted(by: { $0.key < $1.key }) {
      guard let spec = register.field(field) else {
        unknown.append("\(register.slug) has no field “\(field)”")
        continue
      }
      let names = Self.options(spec).map(\.name)
      for option in options.keys.sorted() where !names.contains(option) {
        unknown.append("\(register.slug).\(field) has no option “\(option)”")
      }
    }
    for state in words.states.keys.sorted() where register.lifecycle?.state(state) == nil {
      unknown.append("\(register.slug) has no state “\(state)”")
    }
    return unknown
  }

  private static func options(_ field: FieldSpec) -> [ChoiceOption] {
    switch field.kind.control {
    case .choice(let options), .choices(let options): options
    default: []
    }
  }
}
