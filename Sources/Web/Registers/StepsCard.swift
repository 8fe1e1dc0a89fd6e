import Domain
import Operations
import RegisterKit
import Store

/// What can be done next with a record, by its life cycle, and what is missing for the rest.
enum StepsCard {
  static func card(_ record: StoredRecord, _ register: AnyRegister, _ call: Call) async throws -> HTML {
    // What Concord makes itself takes its steps by operations; such registers have cards with buttons of their own.
    guard let lifecycle = register.lifecycle, !register.isMadeByProgram, !record.isArchived,
      call.allows(.edit, record.envelope)
    else { return .empty }
    let possible = lifecycle.steps(from: record.state ?? "", record.body)
    let steps = possible.filter { Policy.allows(call.actor, $0, record.envelope) }
    let others = possible.filter { $0.isByOwner && !Policy.allows(call.actor, $0, record.envelope) }
    guard !steps.isEmpty || !others.isEmpty else { return .empty }
    let hindrances = try await call.read {
      try call.installation.hindrances(to: steps, of: record, as: call.actor, $0)
    }
    // What can be done stands before what can't be done yet.
    let blocks = steps.map { block($0, record, register, hindrances[$0.noun] ?? [], call) }
    let notes = others.map { step -> HTML in
      "<p class=\"quiet\">“\(step.verb)” is for the owner alone\(record.owner == nil ? "; nobody owns it yet" : "").</p>"
    }
    return UI.card(
      "Next", UI.stack(blocks.filter(\.isOpen).map(\.html) + blocks.filter { !$0.isOpen }.map(\.html) + notes))
  }

  private static func block(
    _ step: Lifecycle.Step, _ record: StoredRecord, _ register: AnyRegister, _ hindrances: [Problem], _ call: Call
  ) -> (html: HTML, isOpen: Bool) {
    let missing = step.needs.filter { name in
      (record.body[name] ?? .null).isEmpty && !step.asks.contains(name) && step.stamps[name] == nil
    }.compactMap { register.field($0)?.label }
    if !missing.isEmpty {
      let html: HTML = """
        <p class="quiet">“\(step.verb)” needs \(missing.map { "“\($0)”" }.joined(separator: " and ")) first: \
        <a href="\(call.link.edit(register.slug, record.id))">fill it in</a>.</p>
        """
      return (html, false)
    }
    if !hindrances.isEmpty {
      let why = hindrances.map(\.message).joined(separator: " ")
      return ("<p class=\"quiet\">“\(step.verb)” is not possible yet. \(why)</p>", false)
    }
    let fields = step.asks.compactMap { register.field($0) }.map { field in
      UI.field(
        .init(
          field.name, field.label, control(field, record.body[field.name]?.text ?? ""),
          help: field.traits.help.map { "\($0)" }, prefix: "step-\(step.noun)"))
    }
    let form = UI.form(
      action: call.link.step(register.slug, record.id, step.noun),
      hidden: [call.token, .init("_version", "\(record.version)")], "\(fields)",
      actions: [UI.submit(step.verb, .plain)])
    return (form, true)
  }

  /// What a step asks is begun with what the record says already.
  private static func control(_ field: FieldSpec, _ text: String) -> UI.Control {
    switch field.kind.control {
    case .day: .date(text)
    case .prose: .textarea(text, rows: 3)
    default: .text("")
    }
  }

  /// Takes a step, after what speaks against it was asked.
  static func take(_ call: Call) async throws -> Reply {
    let (register, form) = (try call.register(), try await call.form())
    let record = try await call.record(register)
    let noun = call.parameter("noun")
    let step = register.lifecycle?.step(noun, from: record.state ?? "", record.body)
    if form[sure] == nil, let step, step.from.contains(record.state ?? ""),
      let question = try await RegisterPages.questions[register.slug]?[noun]?(record, call)
    {
      return try await ask(question, step, record, register, form, call)
    }
    let asks = Set(step?.asks ?? [])
    let texts = Dictionary(
      form.fields.filter { asks.contains($0.name) && !$0.value.isEmpty }.map { ($0.name, $0.value) },
      uniquingKeysWith: { $1 })
    let (values, problems) = try await call.read(texts, of: register)
    guard problems.isEmpty else { throw Failure.invalid([.init(index: 0, record: record.id, problems: problems.all)]) }
    _ = try await call.installation.commit(
      [.step(id: record.id, noun: noun, values: values, ifVersion: form["_version"].flatMap { Int($0) })],
      in: call.workspace, as: call.actor)
    return .redirect(
      WebAddress.adding([("done", "stepped")], to: form.back ?? call.link.record(register.slug, record.id)))
  }

  /// Sent along by who was asked and said yes.
  private static let sure = "_sure"

  /// Asks on a page of its own, which needs no script.
  private static func ask(
    _ question: HTML, _ step: Lifecycle.Step, _ record: StoredRecord, _ register: AnyRegister, _ form: FormData,
    _ call: Call
  ) async throws -> Reply {
    let fields = form.fields.filter { $0.name != call.token.name }.map { UI.HiddenField($0.name, $0.value) }
    let here = call.link.record(register.slug, record.id)
    return try await call.page(
      Page(
        "\(step.verb) “\(record.title)”?", facts: UI.code(record.id),
        crumbs: [UI.Crumb(register.many, href: call.link.register(register.slug)), .init(record.id, href: here)],
        section: call.link.register(register.slug),
        content: UI.card(
          UI.stack([
            question,
            UI.form(
              action: call.link.step(register.slug, record.id, step.noun),
              hidden: [call.token] + fields + [.init(sure, "1")], "",
              actions: [
                UI.submit("\(step.verb) all the same"), UI.linkButton("Not yet", href: form.back ?? here, .plain),
              ]),
          ]))))
  }
}
