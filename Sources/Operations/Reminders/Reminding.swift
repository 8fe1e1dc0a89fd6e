import Domain
import Exchange
import Foundation
import Ledger
import RegisterKit
import Store
import Synchronization

/// What became of the reminders of a workspace on a day.
public struct ReminderReport: Sendable {
  /// A mail, and what became of it.
  public struct Sent: Sendable {
    public let digest: Reminders.Digest
    /// Why the mail server did not take it; nil if it did, or if nothing was sent.
    public internal(set) var problem: String?
  }
  public let workspace: Workspace
  public let day: Day
  /// Nothing was sent or kept: this is what would have been.
  public let isDry: Bool
  /// By address.
  public internal(set) var mails: [Sent]
  /// Names of the people, units and audits that the mails speak of, by code.
  public let names: [String: String]
  /// Whether mails were left for later because the program ends.
  public internal(set) var isInterrupted = false
}

extension Installation {
  /// Who the ledger names as the author of what reminders left there.
  static let reminder = Actor(name: "reminders", role: .administrator)

  /// The workspace's rule.
  public func reminderRule(_ scope: Scope) throws -> ReminderRule {
    let stored = try scope.json(of: Self.settingsID).flatMap { try? JSON.parse($0) }
    return ReminderRule(stored?[ReminderRule.member])
  }

  /// Keeps another rule; in the ledger like everything that the organization decides.
  public func setReminderRule(_ rule: ReminderRule, in workspace: Workspace, as actor: Actor) async throws {
    guard Policy.allows(actor, .administer, nil) else {
      throw Failure.forbidden("\(actor.role.label)s may not change the reminders.")
    }
    for part in ReminderRule.parts where !part.bounds.contains(part.days(rule)) {
      throw Failure.malformed(
        "“\(part.label)” is from \(part.bounds.lowerBound) to \(part.bounds.upperBound) days.")
    }
    let now = now
    try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      var body = try scope.record(Self.settingsID)?.body ?? settings(scope).body
      body[ReminderRule.member] = rule.value
      _ = try commit([], scope, actor, "Reminders", .program, now, settings: body)
    }
  }

  /// The mails that are to go out today, those that went out in the last days left out.
  public func reminders(_ scope: Scope) throws -> [Reminders.Digest] {
    let (rule, today) = (try reminderRule(scope), today)
    let facts = try improvementFacts(scope)
    let administrators = try scope.connection.members(of: scope.workspace.id).filter { member in
      member.role == .administrator && !member.account.isDisabled && member.until.map { $0 >= today } ?? true
    }.map { Reminders.Recipient(person: nil, name: $0.account.name, address: $0.account.email) }
    return try wanted(
      Reminders(people: facts.people, administrators: administrators)
        .digests(facts.duties(rule), past: try remindersKept(rule.pauseDays, scope), rule, on: today), scope)
  }

  /// Without what is only due soon for those who said under *Your account* that they don't want to hear of it. What is
  /// overdue or escalated can't be declined: the organization relies on it.
  private func wanted(_ digests: [Reminders.Digest], _ scope: Scope) throws -> [Reminders.Digest] {
    let (today, people) = (today, try scope.connection.people(of: scope.workspace.id))
    let accounts = try scope.connection.members(of: scope.workspace.id).map(\.account).filter(\.overdueOnly)
    let persons = Set(accounts.compactMap { people[$0.email] })
    return digests.compactMap { digest in
      guard let person = digest.to.person, persons.contains(person) else { return digest }
      var digest = digest
      digest.lines.removeAll { !$0.isEscalation && $0.duty.overdue(on: today) <= 0 }
      return digest.lines.isEmpty ? nil : digest
    }
  }

  private func improvementFacts(_ scope: Scope) throws -> ImprovementFacts {
    func all<Content>(_ register: Register<Content>) throws -> [ImprovementFacts.Entry<Content>] {
      try scope.records(of: register.erased.slug).map { .init($0.id, $0.state, register.decode($0.body)) }
    }
    func byID<Content>(_ register: Register<Content>) throws -> [String: Content] {
      Dictionary(try all(register).map { ($0.id, $0.content) }, uniquingKeysWith: { first, _ in first })
    }
    var facts = ImprovementFacts()
    facts.findings = try all(Finding.register)
    facts.nonconformities = try all(Nonconformity.register)
    facts.actions = try all(CorrectiveAction.register)
    facts.audits = try byID(Audit.register)
    facts.programmes = try byID(AuditProgramme.register)
    facts.units = try byID(Unit.register)
    facts.people = try byID(Person.register)
    return facts
  }

  /// Who was told of what in the last days, as the ledger has it.
  private func remindersKept(_ days: Int, _ scope: Scope) throws -> [Reminders.Past] {
    let from = try scope.position(asOf: Instant(milliseconds: now.milliseconds - (days + 1) * 86_400_000))
    return try scope.remarks(after: from).compactMap { record, body in
      guard let told = body[ReminderMail.member], let to = told["to"].text,
        let day = told["on"].text.flatMap({ Day($0) })
      else { return nil }
      return Reminders.Past(record: record, address: to, day: day)
    }
  }

  /// Who was told of a record, in order, as the ledger has it; mails that were turned away are left out.
  public func reminded(of id: String, _ scope: Scope) throws -> [KeptReminder] {
    let told = try scope.remarks(on: id).compactMap { $0[ReminderMail.member] }.filter { $0["taken"].bool == true }
    let names = try scope.names(of: told.compactMap { $0["person"].text })
    return told.compactMap { one in
      guard let to = one["to"].text, let day = one["on"].text.flatMap({ Day($0) }) else { return nil }
      return KeptReminder(
        name: one["person"].text.flatMap { names[$0]?.title } ?? to, day: day,
        isEscalation: one["as"].text == "escalation")
    }
  }

  /// Sends the reminders of a workspace that are due today, one mail to each person, and keeps at each record who was told.
  /// Every mail is kept before the next one goes out, so whatever ends the program in between, nobody is told twice.
  /// - Parameter isDry: Only says what would be sent.
  /// - Throws: ``Failure/unavailable(_:)`` if there is no mail server or it can't be reached; what it took is kept.
  public func remind(_ workspace: Workspace, isDry: Bool = false) async throws -> ReminderReport {
    if !isDry, mail == nil {
      throw Failure.unavailable(
        "No mail server is set; start the server with --smtp and --mail-from. Nothing was sent.")
    }
    guard isDry || reminding.begin(workspace.id) else {
      throw Failure.conflict("The reminders of \(workspace.slug) are being sent just now; ask again in a minute.")
    }
    defer { if !isDry { reminding.end(workspace.id) } }
    let day = today
    let (digests, names, rule) = try await database.read { connection in
      let scope = Scope(connection, workspace, registers)
      let digests = try reminders(scope)
      let lines = digests.flatMap(\.lines)
      let spoken = lines.flatMap { [$0.duty.doer, $0.why?.record].compactMap(\.self) }
      return (digests, try scope.names(of: Set(spoken)).mapValues(\.title), try reminderRule(scope))
    }
    var report = ReminderReport(
      workspace: workspace, day: day, isDry: isDry, mails: digests.map { .init(digest: $0, problem: nil) },
      names: names)
    guard !isDry, let mail else { return report }
    for (index, digest) in digests.enumerated() {
      if Task.isCancelled {
        report.mails.removeLast(report.mails.count - index)
        report.isInterrupted = true
        break
      }
      let text = ReminderMail(digest, workspace, day, rule, names: names, address: address)
      let refused = try await Self.post([text.mail], by: mail)[digest.to.address]
      report.mails[index].problem = refused
      // What broke off is tried again the next time; who is refused by name is not asked again tomorrow.
      if refused == MailServer.brokenOff { continue }
      _ = try await commit(text.remarks(problem: refused), in: workspace, as: Self.reminder)
    }
    return report
  }
}

/// That somebody was told of a record.
public struct KeptReminder: Sendable, Hashable {
  /// Of the person, or the address of somebody who is not in the people register.
  public let name: String
  public let day: Day
  public let isEscalation: Bool
}

/// Which workspaces' reminders are being sent: two at once would tell people twice.
final class ReminderDesk: Sendable {
  private let busy = Mutex<Set<Int>>([])
  /// Whether it may begin.
  func begin(_ workspace: Int) -> Bool { busy.withLock { $0.insert(workspace).inserted } }
  func end(_ workspace: Int) { busy.withLock { _ = $0.remove(workspace) } }
}
