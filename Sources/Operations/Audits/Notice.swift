import Domain
import Exchange
import Foundation
import RegisterKit
import Store
import Synchronization

/// What became of a notice.
public struct NoticeReport: Sendable, Hashable {
  /// Addresses to which the mail server took a message.
  public var sent: [String] = []
  /// By person or address, why not.
  public var failed: [String: String] = [:]
}

extension Installation {
  /// Tells every auditee by mail when they are visited, by whom and about what, with the appointments attached; and keeps in
  /// the ledger who was told.
  /// - Throws: ``Failure/unavailable(_:)`` if there is no mail server or it takes nothing; then nothing is kept.
  public func sendNotice(of audit: String, in workspace: Workspace, as actor: Actor) async throws -> NoticeReport {
    guard let mail else {
      throw Failure.unavailable("No mail server is set; start the server with --smtp and --mail-from.")
    }
    let (agenda, addresses) = try await read(workspace, as: actor) { scope -> (Agenda, [String: String]) in
      let found = try self.agenda(audit, scope)
      guard Policy.allows(actor, .edit, found.audit.envelope) else {
        throw Failure.forbidden("\(actor.role.label)s may not send this notice.")
      }
      var addresses: [String: String] = [:]
      for person in Set(found.items.flatMap { $0.auditees.map(\.id) }) {
        addresses[person] = try scope.record(person)?.body["email"]?.text ?? ""
      }
      return (found, addresses)
    }
    var report = NoticeReport()
    var mails: [Mail] = []
    for (person, address) in addresses.sorted(by: { $0.key < $1.key }) {
      let items = agenda.items.filter { (item: Agenda.Item) -> Bool in
        item.state == "planned" && item.auditees.contains { $0.id == person }
      }
      guard !items.isEmpty else { continue }
      guard Person.isAddress(address) else {
        report.failed[items[0].auditees.first { $0.id == person }?.name ?? person] = "has no e-mail address"
        continue
      }
      mails.append(Self.notice(agenda, items, to: address, in: workspace))
    }
    guard !mails.isEmpty else {
      throw Failure.conflict("Nobody can be told: no planned session has an auditee with an e-mail address.")
    }
    let refused = try await Self.post(mails, by: mail)
    report.failed.merge(refused) { first, _ in first }
    report.sent = mails.map(\.to).filter { refused[$0] == nil }
    let left = report.failed.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    let text =
      "Notice of the agenda sent to \(report.sent.isEmpty ? "nobody" : report.sent.joined(separator: ", "))."
      + (left.isEmpty ? "" : " Not sent: \(left).")
    _ = try await commit([.comment(id: audit, text: text)], in: workspace, as: actor)
    return report
  }

  /// On a thread of its own, since the mail server is waited for: for three seconds more once the task is cancelled, so that
  /// a mail that is on its way still arrives and is known to.
  static func post(_ mails: [Mail], by server: MailServer) async throws -> [String: String] {
    let cancelled = Mutex<ContinuousClock.Instant?>(nil)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
          do {
            let refused = try server.send(mails) {
              cancelled.withLock { $0 }.map { ContinuousClock.now - $0 > .seconds(3) } ?? false
            }
            continuation.resume(returning: refused)
          } catch let error as Unreadable {
            continuation.resume(throwing: Failure.unavailable(error.reason))
          } catch {
            continuation.resume(throwing: error)
          }
        }
      }
    } onCancel: {
      cancelled.withLock { $0 = .now }
    }
  }

  private static func notice(_ agenda: Agenda, _ items: [Agenda.Item], to: String, in workspace: Workspace) -> Mail {
    let sessions = items.map { (item: Agenda.Item) -> String in
      let when = "\(item.day), \(Agenda.clock(item.begins)) to \(Agenda.clock(item.begins + item.minutes))"
      let place = [item.unitName, item.site].filter { !$0.isEmpty }.joined(separator: ", ")
      let points = item.points.map { "- \($0.title)" }.joined(separator: "\n")
      return "\(when), \(place)\nAuditor: \(item.auditors.map(\.name).joined(separator: ", "))\n\(points)"
    }
    let text = """
      You take part in the audit “\(agenda.audit.title)” of \(workspace.name).

      \(sessions.joined(separator: "\n\n"))

      The appointments are attached for your calendar. If you can't be there, tell the lead auditor soon.

      """
    var own = agenda
    own.items = items
    return Mail(
      to: to, subject: "\(agenda.audit.title): your appointments", text: text,
      attachment: .init(
        name: "appointments.ics", type: "text/calendar", text: own.calendar(Agenda.everybody, workspace: workspace).text
      ))
  }
}
