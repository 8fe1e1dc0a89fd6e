import Domain
import Operations
import RegisterKit
import Store

/// After how many days who is told by mail, and who would be told today.
enum RemindersPage {
  static func show(_ call: Call) async throws -> Reply {
    let rule = try await call.read { try call.installation.reminderRule($0) }
    let days = ReminderRule.parts.map { ($0.name, "\($0.days(rule))") }
    return try await page(call, isOn: rule.isOn, Dictionary(days) { $1 }, Problems())
  }

  static func save(_ call: Call) async throws -> Reply {
    let form = try await call.form()
    var (rule, problems) = (ReminderRule(), Problems())
    rule.isOn = form["on"] == "true"
    for part in ReminderRule.parts {
      guard let days = Int((form[part.name] ?? "").trimmed()), part.bounds.contains(days) else {
        problems.add(part.name, "A number of days from \(part.bounds.lowerBound) to \(part.bounds.upperBound).")
        continue
      }
      part.set(days, in: &rule)
    }
    guard problems.isEmpty else {
      let typed = ReminderRule.parts.map { ($0.name, form[$0.name] ?? "") }
      return try await page(call, isOn: rule.isOn, Dictionary(typed) { $1 }, problems)
    }
    try await call.installation.setReminderRule(rule, in: call.workspace, as: call.actor)
    return .redirect(WebAddress.query(call.link.reminders, [("done", "saved"), ("draft", "reminders")]))
  }

  private static func page(
    _ call: Call, isOn: Bool, _ days: [String: String], _ problems: Problems
  ) async throws -> Reply {
    let digests = try await call.read { try call.installation.reminders($0) }
    let fields = ReminderRule.parts.map { part in
      UI.field(
        .init(
          part.name, part.label, .number(days[part.name] ?? "", unit: "days"), help: "\(part.help)",
          errors: problems.messages(for: part.name), isRequired: true))
    }
    let form = UI.form(
      action: call.link.reminders, hidden: [call.token], draft: "reminders",
      UI.fieldGroup(
        "When somebody is told",
        [UI.field(.init("on", "Send reminders", .checkbox(isOn), help: "Once a day, one mail to each person."))]
          + fields),
      actions: [UI.submit("Save")])
    let people = digests.map { digest -> HTML in
      """
      <h3>\(digest.to.name)</h3><p class="quiet">\(digest.to.address)</p>\(UI.todos(digest.lines.map { todo($0, call) }))
      """
    }
    let next: HTML =
      people.isEmpty ? "<p class=\"quiet\">Nobody is to be told of anything now.</p>" : people.joined(by: "")
    let server: HTML =
      call.installation.mail != nil
      ? .empty
      : UI.notice(
        .warn, "No mail server is set",
        "Nothing is sent and nothing is lost: start the server with <code>--smtp</code> and <code>--mail-from</code>.")
    let labels = Dictionary(ReminderRule.parts.map { ($0.name, $0.label) }) { $1 }
    var reply = try await call.page(
      Page(
        "Reminders",
        lead:
          "Owners are told by mail of corrective actions, findings, nonconformities and effect checks that are due or overdue; after a while the one above is told too. Each record keeps who was told.",
        section: call.link.reminders,
        content:
          "\(UI.errorSummary(problems.summary(labels)))\(server)\(UI.stack([form, UI.card("Who is told next", next)]))")
    )
    if !problems.isEmpty { reply.status = .unprocessableContent }
    return reply
  }

  private static func todo(_ line: Reminders.Line, _ call: Call) -> UI.Todo {
    let duty = line.duty
    let late = duty.overdue(on: call.installation.today)
    let facts = [
      duty.kind.words, late > 0 ? "overdue by \(late.of("day", "days"))" : "", line.isEscalation ? "escalation" : "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    return UI.Todo(
      Words.shortDay("\(duty.due)"), late > 0 ? .bad : .none, duty.title,
      href: call.link.record(duty.register, duty.record),
      facts: "\(UI.code(duty.record)) <span class=\"quiet\">\(facts)</span>")
  }
}
