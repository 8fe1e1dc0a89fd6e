import Domain
import Operations
import RegisterKit
import Store

/// How values are shown, by kind of field.
struct Cells {
  let link: Link
  let settings: Settings
  /// Names of the records that are pointed at.
  let names: [String: RecordName]
  /// People who are named and whose entries whoever asks does not see.
  var people: [String: NamedPerson] = [:]
  let registers: Registers
  let today: Day
  var libraries: LibrarySet

  /// In a list: short.
  func cell(_ value: Value, _ field: FieldSpec) -> HTML {
    if value.isEmpty { return .empty }
    switch field.kind.control {
    case .reference(_, let many):
      if !many, let id = value.text { return responsible(id) }
      let shown = value.texts.prefix(many ? 3 : 1).map { reference($0, isShort: true) }
      let rest = value.texts.count - shown.count
      return "\(Array(shown).joined(by: ", "))\(when: rest > 0, " <small>+\(rest)</small>")"
    case .requirement:
      let shown = value.texts.prefix(3).map(requirement)
      let rest = value.texts.count - shown.count
      return "\(Array(shown).joined(by: " "))\(when: rest > 0, " <small>+\(rest)</small>")"
    case .prose: return "\(short(value.text ?? ""))"
    default: return plain(value, field)
    }
  }

  /// On the record's page: whole.
  func full(_ value: Value, _ field: FieldSpec) -> HTML {
    if value.isEmpty { return .empty }
    switch field.kind.control {
    case .reference(_, let many):
      if !many, let person = value.text.flatMap(person) { return "\(person.words)" }
      return value.texts.map { reference($0, isShort: false) }.joined(by: "<br>")
    case .requirement: return UI.row(value.texts.map(requirement))
    case .prose: return Markdown.prose(value.text ?? "")
    case .file:
      return
        "<a href=\"\(link.file(value.text ?? "", field.name))\">Download</a> <small>SHA-256 \(value.text?.prefix(12).description)…</small>"
    case .line where (value.text ?? "").hasPrefix("http"):
      let text = value.text ?? ""
      return WebAddress.safe(text).map { "<a href=\"\($0)\" rel=\"noopener noreferrer\">\(text)</a>" } ?? "\(text)"
    default: return plain(value, field)
    }
  }

  /// Short, for whom or what a field of one names: who answers for a thing stands there by name also where their entry is
  /// not seen. Those who only took part, in fields of many, do not.
  func responsible(_ id: String) -> HTML {
    person(id).map { "<span title=\"\($0.words)\">\($0.name)</span>" } ?? reference(id, isShort: true)
  }

  private func person(_ id: String) -> NamedPerson? { names[id] == nil ? people[id] : nil }

  private func plain(_ value: Value, _ field: FieldSpec) -> HTML {
    switch field.kind.control {
    case .flag: return value.bool == true ? "yes" : "no"
    case .choice(let options):
      guard let option = options.named(value.text) else { return "\(value.text)" }
      return option.tone == .none && !field.traits.state
        ? "\(option.label)" : UI.tag(option.label, UI.Tone(option.tone))
    case .choices(let options):
      return UI.row(
        value.texts.map { name in
          if let mark = Self.mark(name) { return UI.standard(mark, options.named(name)?.label ?? name) }
          return UI.tag(options.named(name)?.label ?? name)
        })
    case .level(let scale):
      guard let level = value.int else { return .empty }
      let name = settings.scale(scale).name(of: level) ?? ""
      return "\(level) <small>\(name)</small>"
    case .day:
      let text = value.text ?? ""
      let isLate = field.traits.due && text < "\(today)"
      return isLate ? "<span class=\"late\">\(Words.day(text))</span>" : "\(Words.day(text))"
    case .instant: return "\(Words.local(value.text ?? "").shown)"
    case .halfDay: return "\(value.texts.map(Words.halfDay).joined(separator: "; "))"
    case .number where field.name.hasSuffix("score"):
      guard let score = value.int, let band = settings.matrix.band(score) else { return "\(value.int)" }
      return UI.level("\(score)", colour: band.rank, label: band.band.name)
    case .number where field.name == "level":
      guard let rank = value.int, settings.matrix.bands.indices.contains(rank.previous) else { return .empty }
      return UI.level(settings.matrix.bands[rank.previous].name, colour: rank)
    default: return "\(field.kind.text(value, settings))"
    }
  }

  /// The two kinds of things that have a colour and a shape everywhere.
  static func mark(_ name: String) -> UI.Standard? {
    switch name {
    case "information_security", "iso27001": .isms
    case "ai", "iso42001": .aims
    default: nil
    }
  }

  func reference(_ id: String, isShort: Bool) -> HTML {
    guard let name = names[id] else { return UI.code(id) }
    let href = link.record(name.kind, id)
    if isShort {
      // A code that Concord gave says nothing to anybody; the organization's own codes do.
      let isOwnCode = registers[name.kind].map { !id.hasPrefix("\($0.prefix)-0") } ?? true
      return "<a href=\"\(href)\" title=\"\(name.title)\">\(isOwnCode ? id : name.title)</a>"
    }
    return "<a href=\"\(href)\">\(name.title)</a> \(UI.code(id))"
  }

  /// By name alone: for people and auditors in a line of text.
  func named(_ id: String) -> HTML {
    names[id].map { "<a href=\"\(link.record($0.kind, id))\">\($0.title)</a>" } ?? UI.code(id)
  }

  func requirement(_ uid: String) -> HTML {
    UI.requirement(uid, title: libraries.requirement(uid)?.title, href: link.requirement(uid))
  }

  func state(_ record: StoredRecord) -> HTML { Self.state(record.state, registers[record.kind]) }

  static func state(_ state: String?, _ register: AnyRegister?) -> HTML {
    guard let state, !state.isEmpty, let register else { return .empty }
    if let known = register.lifecycle?.state(state) { return UI.tag(known.label, UI.Tone(known.tone)) }
    if case .choice(let options) = register.stateField?.kind.control, let option = options.named(state) {
      return UI.tag(option.label, UI.Tone(option.tone))
    }
    return UI.tag(state.asLabel)
  }

  private func short(_ text: String) -> String {
    let line = text.split(separator: "\n").first { !$0.hasPrefix("#") }.map(String.init) ?? text
    return line.count > 140 ? line.prefix(137) + "…" : line
  }
}

extension Call {
  /// What is needed to show records of a workspace.
  func cells(_ scope: Scope, _ ids: some Collection<String>) throws -> Cells {
    Cells(
      link: link, settings: try installation.settings(scope), names: try scope.names(of: ids),
      people: try installation.people(among: ids, scope), registers: installation.registers, today: installation.today,
      libraries: installation.libraries)
  }
}

extension AnyRegister {
  /// Every record that a body points at.
  func targets(in body: Body) -> [String] { references.flatMap { body[$0.name]?.texts ?? [] } }
}
