import Domain
import Operations
import RegisterKit
import Store

/// The form of a record, new or changed.
enum FormPage {
  static func new(_ call: Call) async throws -> Reply {
    let register = try call.register()
    guard !register.isMadeByProgram, call.allows(.create, Envelope(register: register.slug)) else {
      throw Failure.forbidden("You may not add to \(register.many.lowercasedFirst).")
    }
    // Fields can be given in the address, so that a page can offer “new, for this one”.
    let texts = Dictionary(call.query.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return try await page(
      call, register, nil, texts: texts.filter { register.field($0.key) != nil }, problems: Problems(), version: nil)
  }

  static func create(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let (values, problems) = try await read(call, register, form)
    guard problems.isEmpty else {
      return try await page(
        call, register, nil, texts: texts(register, form), problems: problems, version: nil, status: true)
    }
    do {
      let committed = try await call.installation.commit(
        [.create(register: register.slug, values: values)], in: call.workspace, as: call.actor)
      let id = committed.records.first?.id ?? ""
      return .redirect(
        WebAddress.query(call.link.record(register.slug, id), [("done", "created"), ("draft", "\(register.slug)/new")]))
    } catch Failure.invalid(let rejections) {
      return try await page(
        call, register, nil, texts: texts(register, form), problems: collected(rejections), version: nil, status: true)
    }
  }

  static func edit(_ call: Call) async throws -> Reply {
    let register = try call.register()
    let record = try await call.record(register)
    guard !register.isMadeByProgram, call.allows(.edit, record.envelope) else {
      throw Failure.forbidden("You may not change this.")
    }
    let body = record.body
    let settings = try await call.read { try call.installation.settings($0) }
    let texts = Dictionary(
      register.fields.map { field in (field.name, body[field.name].map { field.kind.text($0, settings) } ?? "") },
      uniquingKeysWith: { $1 })
    return try await page(call, register, record, texts: texts, problems: Problems(), version: record.version)
  }

  static func save(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let record = try await call.record(register)
    let version = form["_version"].flatMap { Int($0) }
    let (values, problems) = try await read(call, register, form, record)
    guard problems.isEmpty else {
      return try await page(
        call, register, record, texts: texts(register, form), problems: problems, version: version, status: true)
    }
    do {
      _ = try await call.installation.commit(
        [.edit(id: record.id, values: values, ifVersion: version)], in: call.workspace, as: call.actor,
        note: (form["_note"] ?? "").trimmed())
      return .redirect(
        WebAddress.query(
          call.link.record(register.slug, record.id), [("done", "saved"), ("draft", "\(register.slug)/\(record.id)")]))
    } catch Failure.invalid(let rejections) {
      return try await page(
        call, register, record, texts: texts(register, form), problems: collected(rejections), version: version,
        status: true)
    } catch Failure.stale(let current) {
      var problems = Problems()
      problems.add(
        nil,
        "Somebody changed this while you were writing; it is at revision \(current) now. What you typed is still here. Look at the history, then save again to put yours over it."
      )
      return try await page(
        call, register, record, texts: texts(register, form), problems: problems, version: current, status: true)
    }
  }

  private static func collected(_ rejections: [Failure.Rejection]) -> Problems {
    var problems = Problems()
    for problem in rejections.flatMap(\.problems) { problems.add(problem.field, problem.message) }
    return problems
  }

  /// What was typed, by field; fields that the form does not have stay as they are.
  private static func texts(_ register: AnyRegister, _ form: FormData) -> [String: String] {
    var texts: [String: String] = [:]
    for field in register.fields where field.isEntered && field.kind.control != .file {
      switch field.kind.control {
      case .flag:
        texts[field.name] =
          form[field.name] == nil
          ? (field.isOptionalFlag ? "" : "no") : form[field.name] == "true" ? "yes" : form[field.name]
      case .choices, .reference(_, many: true), .requirement(many: true):
        texts[field.name] = form.all(field.name).filter { !$0.isEmpty }.joined(separator: "; ")
      default: if let text = form[field.name] { texts[field.name] = text }
      }
    }
    return texts
  }

  private static func read(
    _ call: Call, _ register: AnyRegister, _ form: FormData, _ record: StoredRecord? = nil
  ) async throws -> (Body, Problems) {
    let body = record?.body ?? [:]
    // The form does not have what can't be changed any more.
    let texts = texts(register, form).filter { register.field($0.key)?.isFixed(in: body) != true }
    var (values, problems) = try await call.read(texts, of: register)
    for file in form.files {
      guard let field = register.field(file.field), field.kind.control == .file else { continue }
      do {
        values[field.name] = .text(
          try await call.installation.keepFile(file.content, in: call.workspace, as: call.actor).sha256)
      } catch let failure as Failure {
        problems.add(field.name, failure.message)
      }
    }
    return (values, problems)
  }

  private struct FieldGroup {
    let title: String
    /// The field and its value for which the group is open.
    let fold: (field: String, value: String)?
    /// Shown as its heading alone while nothing is written in it.
    let isFolded: Bool
    var fields: [HTML] = []
    /// Something is written in it, or wrong.
    var isUsed = false

    func html(_ register: AnyRegister, _ texts: [String: String]) -> HTML {
      if isFolded { return UI.foldedGroup(title, isOpen: isUsed, fields) }
      guard let fold, case .choice(let options) = register.field(fold.field)?.kind.control else {
        return UI.fieldGroup(title, fields)
      }
      // An edited record brings the label, a refused form what was sent.
      let isChosen = options.named(fold.value).map { [$0.name, $0.label].contains(texts[fold.field]) } ?? false
      return UI.foldedGroup(title, isOpen: isUsed || isChosen, openedBy: fold.field, is: fold.value, fields)
    }
  }

  private static func page(
    _ call: Call, _ register: AnyRegister, _ record: StoredRecord?, texts: [String: String], problems: Problems,
    version: Int?,
    status: Bool = false
  ) async throws -> Reply {
    let settings = try await call.read { try call.installation.settings($0) }
    let ids = register.references.flatMap { (texts[$0.name] ?? "").parts }
    let names = try await call.read { try $0.names(of: ids) }
    var groups: [FieldGroup] = []
    var hidden = [call.token] + (version.map { [.init("_version", "\($0)")] } ?? [])
    let body = record?.body ?? [:]
    for field in register.fields where field.isEntered && !field.isFixed(in: body) {
      let text = texts[field.name] ?? ""
      if record == nil, field.traits.fromLink, !text.isEmpty {
        hidden.append(.init(field.name, text))
        continue
      }
      let errors = problems.messages(for: field.name)
      let html = UI.field(
        .init(
          field.name, field.label, control(field, text, settings, names, call),
          help: field.traits.help.map { "\($0)" }, errors: errors, isRequired: field.traits.required))
      let title = field.traits.group ?? register.one
      if groups.last?.title != title {
        groups.append(FieldGroup(title: title, fold: field.traits.foldedUnless, isFolded: field.traits.folded))
      }
      groups[groups.count - 1].fields.append(html)
      if !text.isEmpty || !errors.isEmpty { groups[groups.count - 1].isUsed = true }
    }
    let draft = record.map { "\(register.slug)/\($0.id)" } ?? "\(register.slug)/new"
    let action = record.map { call.link.record(register.slug, $0.id) } ?? call.link.register(register.slug)
    let back = record.map { call.link.record(register.slug, $0.id) } ?? call.link.register(register.slug)
    let summary = problems.all.map { problem in
      var shown = register.formProblem(problem)
      // Nothing on the page leads to what is hidden there.
      if hidden.contains(where: { $0.name == shown.field }) { shown.field = nil }
      return shown
    }
    var frozen: HTML = .empty
    if let record, register.lifecycle?.state(record.state)?.isFrozen == true {
      frozen = UI.notice(
        .info, nil, "Revision \(record.version) is approved and stays readable. What you save opens a new draft.")
    }
    if let record, let fixed = try await fixed(register, record, call) { frozen = "\(frozen)\(fixed)" }
    let note: HTML =
      record == nil
      ? .empty
      : UI.fieldGroup(
        "Why",
        [
          UI.field(
            .init(
              "_note", "Reason for the change", .text("", maxLength: 300),
              help: "Kept in the history; you may leave it empty."))
        ])
    let form = UI.form(
      action: action, hidden: hidden, draft: draft,
      takesFiles: register.fields.contains { $0.kind.control == .file },
      "\(groups.html { $0.html(register, texts) })\(note)",
      actions: [UI.submit(record == nil ? "Create" : "Save"), UI.linkButton("Cancel", href: back, .plain)])
    let title = record.map { "Edit \($0.title)" } ?? "New \(register.one.lowercasedFirst)"
    var crumbs = [UI.Crumb(register.many, href: call.link.register(register.slug))]
    if let record { crumbs.append(.init(record.id, href: back)) }
    var reply = try await call.page(
      Page(
        title, crumbs: crumbs, section: call.link.register(register.slug),
        content: UI.stack([UI.errorSummary(summary), frozen, form].filter { !$0.isEmpty })))
    if status { reply.status = .unprocessableContent }
    return reply
  }

  /// What stays as somebody wrote it; nil where there is nothing such.
  private static func fixed(_ register: AnyRegister, _ record: StoredRecord, _ call: Call) async throws -> HTML? {
    let body = record.body
    let fields = register.fields.filter { $0.isEntered && $0.isFixed(in: body) }
    guard let by = fields.first?.traits.fixedBy, let who = body[by]?.text else { return nil }
    let cells = try await call.read { try call.cells($0, register.targets(in: body)) }
    return UI.card(
      "Stays as it is", note: "as \(who) wrote it",
      UI.definitions(fields.map { ($0.label, cells.full(body[$0.name] ?? .null, $0)) }))
  }

  /// What a person enters a value of the field with.
  static func control(
    _ field: FieldSpec, _ text: String, _ settings: Settings, _ names: [String: RecordName], _ call: Call
  ) -> UI.Control {
    func choices(_ options: [ChoiceOption]) -> [UI.Choice] { options.map { UI.Choice($0.name, $0.label) } }
    func named(_ id: String) -> UI.Choice { UI.Choice(id, names[id]?.title ?? id, hint: id) }
    switch field.kind.control {
    case .line: return .text(text, maxLength: (field.kind as? LineKind)?.max)
    case .halfDay: return .text(text)
    case .prose: return .textarea(text, rows: 4)
    case .number: return .number(text, unit: (field.kind as? DecimalKind)?.unit)
    case .day: return .date(text)
    case .instant: return .datetime(text)
    case .flag:
      if field.isOptionalFlag {
        return .select(
          [UI.Choice("yes", "Yes"), UI.Choice("no", "No")], selected: text.isEmpty ? nil : text, blank: "Not known")
      }
      return .checkbox(["yes", "true"].contains(text))
    case .choice(let options):
      let selected = options.first { $0.name == text || $0.label == text }?.name
      return .select(choices(options), selected: selected ?? (text.isEmpty ? nil : text))
    case .choices(let options):
      let parts = Set(text.parts)
      return .choices(
        choices(options),
        selected: Set(options.filter { parts.contains($0.name) || parts.contains($0.label) }.map(\.name)))
    case .level(let scale):
      let levels = settings.scale(scale).levels.enumerated().map {
        UI.Choice("\($0 + 1)", "\($0 + 1) \($1.name)", hint: $1.meaning.isEmpty ? nil : $1.meaning)
      }
      return .select(levels, selected: text.isEmpty ? nil : text)
    case .reference(let to, let many):
      let source = WebAddress.query(call.link.lookup, [("in", to.joined(separator: ","))])
      return many
        ? .references(text.parts.map(named), source: source)
        : .reference(text.isEmpty ? nil : named(text), source: source)
    case .requirement(let many):
      let source = WebAddress.query(call.link.lookup, [("in", "requirements")])
      func requirement(_ uid: String) -> UI.Choice {
        UI.Choice(uid, call.installation.libraries.requirement(uid)?.title ?? uid, hint: uid)
      }
      return many
        ? .references(text.parts.map(requirement), source: source)
        : .reference(text.isEmpty ? nil : requirement(text), source: source)
    case .file: return .file()
    }
  }
}

extension FieldSpec {
  /// A yes or no that may also be unknown: it has no default, so a checkbox would lie.
  var isOptionalFlag: Bool { kind.control == .flag && isOptional }
}

extension Call {
  /// The record in the path, of the register in the path.
  func record(_ register: AnyRegister) async throws -> StoredRecord {
    let id = parameter("id")
    guard let record = try await read({ try $0.record(id) }), record.kind == register.slug else {
      throw Failure.notFound("There is no \(register.one.lowercasedFirst) \(id).")
    }
    return record
  }
}

extension AnyRegister {
  /// A problem with a record as the form of one says it, with the field's label.
  func formProblem(_ problem: Problem) -> UI.FormProblem {
    .init(field: problem.field, label: problem.field.flatMap { field($0)?.label } ?? "", problem.message)
  }
}
