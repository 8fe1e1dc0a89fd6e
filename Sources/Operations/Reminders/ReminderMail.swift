import Domain
import Exchange
import RegisterKit
import Store

/// A reminder in words: the mail, and what is kept of it at each record.
struct ReminderMail {
  private let digest: Reminders.Digest
  private let workspace: Workspace
  private let day: Day
  private let rule: ReminderRule
  /// By code, of whom and what the lines speak.
  private let names: [String: String]
  /// Under which the site is reached; nil where nobody said so.
  private let address: String?

  /// Where a kept remark says, for programs, who was told and when.
  static let member = "reminder"

  init(
    _ digest: Reminders.Digest, _ workspace: Workspace, _ day: Day, _ rule: ReminderRule, names: [String: String],
    address: String?
  ) {
    self.digest = digest
    self.workspace = workspace
    self.day = day
    self.rule = rule
    self.names = names
    self.address = address
  }

  var mail: Mail { Mail(to: digest.to.address, subject: subject, text: text) }

  private var own: [Reminders.Line] { digest.lines.filter { !$0.isEscalation } }
  private var escalated: [Reminders.Line] { digest.lines.filter(\.isEscalation) }
  private var overdue: [Reminders.Line] { own.filter { $0.duty.overdue(on: day) > 0 } }
  private var soon: [Reminders.Line] { own.filter { $0.duty.overdue(on: day) <= 0 } }

  private var subject: String {
    let parts = [(overdue.count, "overdue"), (soon.count, "due soon"), (escalated.count, "escalated to you")]
    return "\(Self.line(workspace.name, most: 60)): "
      + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private var text: String {
    let sections = [("Overdue", overdue), ("Due soon", soon), ("Escalated to you", escalated)]
    let body = sections.filter { !$0.1.isEmpty }.map { title, lines in
      "\(title.uppercased())\n\n" + lines.map(item).joined(separator: "\n\n")
    }.joined(separator: "\n\n")
    return """
      \(digest.to.name),

      in the management system of \(workspace.name) this waits for you:

      \(body)

      You are told of each of these again after \(rule.pauseDays) days at the earliest, until it is done. What is overdue by \
      \(rule.escalationDays) days is told to the one above too. Each record keeps who was told.

      """
  }

  private func item(_ line: Reminders.Line) -> String {
    let duty = line.duty
    var rows = [
      "\(duty.record)  \(Self.line(duty.title, most: 120))",
      "\(Self.days(duty, on: day)): \(duty.kind.words).",
    ]
    if line.isEscalation { rows.append(duty.doer.map { "It is with \(name($0))." } ?? "Nobody owns it.") }
    if let why = line.why { rows.append(toYou(why)) }
    rows.append(
      address.map { "\($0)/w/\(workspace.slug)/\(duty.register)/\(duty.record)" }
        ?? "Look for \(duty.record) in Concord.")
    return rows.joined(separator: "\n")
  }

  /// What is kept, a remark at each record.
  func remarks(problem: String?) -> [Change] {
    digest.lines.map { line in
      let what = line.isEscalation ? "Escalated to" : "Reminder sent to"
      let to = "\(digest.to.name) (\(digest.to.address))"
      let why = line.why.map { " Told, because \(they($0))." } ?? ""
      let said =
        problem.map { "A reminder to \(to) was not taken by the mail server: \(Self.line($0, most: 200))." }
        ?? "\(what) \(to)."
      return .comment(
        id: line.duty.record, text: "\(said) \(Self.days(line.duty, on: day)): \(line.duty.kind.words).\(why)",
        facts: [
          Self.member: [
            "to": .text(digest.to.address), "person": Value(digest.to.person), "on": .text("\(day)"),
            "as": .text(line.isEscalation ? "escalation" : "reminder"), "due_on": .text("\(line.duty.due)"),
            "taken": .bool(problem == nil),
          ]
        ])
    }
  }

  private static func days(_ duty: Duty, on day: Day) -> String {
    let late = duty.overdue(on: day)
    switch late {
    case ..<0: return "Due on \(duty.due), in \((-late).of("day", "days"))"
    case 0: return "Due today, \(duty.due)"
    default: return "Due on \(duty.due), overdue by \(late.of("day", "days"))"
    }
  }

  private func name(_ id: String) -> String { Self.line(names[id] ?? id, most: 80) }

  private func toYou(_ why: Duty.Why) -> String {
    switch why {
    case .manager(let person): "You get this because \(name(person)) reports to you."
    case .head(let unit): "You get this because you head \(name(unit))."
    case .lead(let audit): "You get this because you led the audit \(name(audit))."
    case .programmeOwner: "You get this because you own the audit programme."
    case .owner(let record): "You get this because you own \(record), which it answers; its own owner may not judge it."
    case .checker: "You get this because you were named to check it."
    case .administrator: "You get this because you administer this workspace, and nobody nearer can be reached by mail."
    }
  }

  private func they(_ why: Duty.Why) -> String {
    switch why {
    case .manager(let person): "\(name(person)) reports to them"
    case .head(let unit): "they head \(name(unit))"
    case .lead(let audit): "they led the audit \(name(audit))"
    case .programmeOwner: "they own the audit programme"
    case .owner(let record): "they own \(record), which it answers"
    case .checker: "they were named to check it"
    case .administrator: "they administer this workspace and nobody nearer can be reached by mail"
    }
  }

  /// On one line, cut where it is long.
  private static func line(_ text: String, most: Int) -> String {
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return flat.count > most ? "\(flat.prefix(most - 1))…" : flat
  }
}
