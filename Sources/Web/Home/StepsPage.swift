import Domain
import Operations
import RegisterKit
import Store

/// The way from ISO/IEC 27001 to both standards, with what is done, computed from the registers.
enum StepsPage {
  /// The five steps in one row, for the home page.
  static func card(_ call: Call) async throws -> HTML {
    let progress = try await call.read { try call.installation.integration($0) }
    guard !progress.steps.isEmpty else { return .empty }
    let current = progress.current?.step.id
    let steps = progress.steps.map { step in
      UI.Step(
        step.step.title, href: "\(call.link.steps)#\(step.step.id)",
        state: step.isDone ? .done : step.step.id == current || step.done > 0 ? .now : .ahead,
        done: step.done, total: step.tasks.count,
        next: (step.tasks.first { $0.state != .done && $0.waitsFor.isEmpty } ?? step.tasks.first { $0.state != .done })?
          .task.title ?? "")
    }
    return UI.card(
      "From 27001 to both, in five steps", action: "<a href=\"\(call.link.steps)\">All tasks</a>", UI.steps(steps))
  }

  /// Every task, what it takes, and the records that keep it open.
  static func show(_ call: Call) async throws -> Reply {
    let (progress, judgements) = try await call.read { scope in
      let judged = try scope.records(of: "judgements").map { ($0.body["task"]?.text ?? "", $0) }
      return (try call.installation.integration(scope), Dictionary(judged, uniquingKeysWith: { $1 }))
    }
    let cards = progress.steps.map { step -> HTML in
      let tasks = step.tasks.map { task in
        let judgement = judgements[task.task.id]
        return UI.Todo(
          word(task.state), tone(task.state), task.task.title, href: href(task, judgement, call),
          facts: facts(task, judgement, call), who: task.task.role)
      }
      return
        "<div id=\"\(step.step.id)\">\(UI.card("\(step.step.id.dropFirst().description) \(step.step.title)", action: "<small>\(step.done) of \(step.tasks.count) done</small>", "\(aim(step.step))\(UI.todos(tasks))"))</div>"
    }
    return try await call.page(
      Page(
        "Five steps",
        lead:
          "From a running ISO/IEC 27001 system to one that holds ISO/IEC 42001 as well. Everything is counted anew when records change.",
        section: call.link.steps, content: UI.stack([try await card(call)] + cards)))
  }

  /// What a step is for and how long it usually takes.
  private static func aim(_ step: IntegrationStep) -> HTML {
    let weeks = step.typicalWeeks.map { "Usually about \(Words.count($0, "week", "weeks"))." } ?? ""
    return """
      \(when: !step.goals.isEmpty, "<ul class=\"dots\">\(step.goals.html { "<li>\($0)</li>" })</ul>")\
      \(when: !weeks.isEmpty, "<p class=\"quiet\">\(weeks)</p>")
      """
  }

  private static func word(_ state: IntegrationProgress.State) -> String {
    switch state {
    case .done: "done"
    case .open: "open"
    case .toJudge: "to judge"
    case .waiting: "waits"
    }
  }

  private static func tone(_ state: IntegrationProgress.State) -> UI.Tone {
    switch state {
    case .done: .good
    case .open: .warn
    case .toJudge: .info
    case .waiting: .none
    }
  }

  /// To the first list that keeps the task open, else to its register.
  private static func href(_ task: IntegrationProgress.Task, _ judgement: StoredRecord?, _ call: Call) -> String {
    guard let figure = task.failing.first ?? task.figures.first else {
      return judgement.map { call.link.record($0.kind, $0.id) } ?? judge(task, call)
    }
    return list(figure, call)
  }

  private static func list(_ figure: IntegrationProgress.Figure, _ call: Call) -> String {
    call.link.register(
      figure.condition.register, figure.condition.query.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  private static func judge(_ task: IntegrationProgress.Task, _ call: Call) -> String {
    WebAddress.query(
      call.link.new("judgements"), [("task", task.task.id), ("title", task.task.title), ("holds", "yes")])
  }

  /// What was counted and what is needed: `AI systems without an owner: 2, there should be none`.
  private static func words(_ figure: IntegrationProgress.Figure, _ call: Call) -> HTML {
    let (condition, count) = (figure.condition, figure.count)
    let counted =
      if let min = condition.min, count < min {
        "\(count) of \(min)"
      } else if let max = condition.max {
        max == 0 ? "\(count), there should be none" : "\(count), at most \(max)"
      } else {
        "\(count)"
      }
    guard let says = condition.says else {
      // A library from elsewhere may leave it out: then the filter says it.
      let registers = call.installation.registers
      let register = registers[condition.register]
      let filter = register.map { Words.filter(condition.query, $0, registers) } ?? ""
      return
        "<a href=\"\(list(figure, call))\">\(register?.many ?? condition.register): \(counted)</a> <small>\(filter)</small>"
    }
    return "<a href=\"\(list(figure, call))\">\(says): \(counted)</a>"
  }

  private static func facts(
    _ task: IntegrationProgress.Task, _ judgement: StoredRecord?, _ call: Call
  ) -> HTML {
    let titles = Dictionary(
      call.installation.libraries.steps.flatMap(\.tasks).map { ($0.id, "“\($0.title)”") },
      uniquingKeysWith: { first, _ in first })
    let failing = task.failing.map { words($0, call) }
    let judgements = task.task.judgements.map { "<small>To judge: \($0)</small>" as HTML }
    let waits: HTML =
      task.waitsFor.isEmpty
      ? .empty : "<small>After \(task.waitsFor.map { titles[$0] ?? $0 }.joined(separator: ", "))</small>"
    return
      "<div><small>\(task.task.what)</small><br>\(failing.joined(by: "<br>"))\(when: !failing.isEmpty, "<br>")\(when: task.state == .toJudge, judgements.joined(by: "<br>")) \(judged(task, judgement, call)) \(waits)</div>"
  }

  /// What somebody judged, to be changed; where nobody did and it is time, the way to say so.
  private static func judged(
    _ task: IntegrationProgress.Task, _ judgement: StoredRecord?, _ call: Call
  ) -> HTML {
    guard let judgement else {
      return task.state == .toJudge && call.allows(.create, Envelope(register: "judgements"))
        ? "<a href=\"\(judge(task, call))\">Say that it is so</a>" : .empty
    }
    let holds = judgement.body["holds"]?.bool == true
    let change: HTML =
      call.allows(.edit, judgement.envelope)
      ? " <a href=\"\(call.link.edit(judgement.kind, judgement.id))\">Change the judgement</a>" : .empty
    return """
      <small>Judged \(when: holds, "to be so", else: "not to be so yet") on \(Words.day(String(judgement.updatedAt.prefix(10)))): \
      <a href="\(call.link.record(judgement.kind, judgement.id))">\(judgement.id)</a></small>\(change)
      """
  }
}
