import ArgumentParser
import Domain
import Foundation
import Operations
import RegisterKit
import Store

struct Remind: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send the reminders of today by mail: what is due and overdue, and what is escalated.",
    discussion: """
      Example:
        concord remind --data ./data --workspace halden-health --dry-run
      A server with a mail server does this by itself once a day. Each person gets one mail; nobody is told of the same record again within a week, and every record keeps who was told. Ends with 1 if a mail was not taken.
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var mail: MailOptions
  @Flag(help: "Only say who would be told of what.") var dryRun = false
  @Flag var json = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    let (server, site) = (try mail.server(output.variables), try mail.site(output.variables))
    let installation = installation.sending(by: server ?? installation.mail, from: site ?? installation.address)
    let report = try await installation.remind(try await workspace.find(installation), isDry: dryRun)
    output.status = report.mails.contains { $0.problem != nil } ? 1 : 0
    if json {
      output.json(report.value)
      return
    }
    for sent in report.mails {
      output.line(
        "\(sent.digest.to.name) <\(sent.digest.to.address)>\(sent.problem.map { ": not taken, \($0)" } ?? "")")
      for line in sent.digest.lines {
        let late = line.duty.overdue(on: report.day)
        let when = late > 0 ? "overdue by \(late.of("day", "days"))" : "due on \(line.duty.due)"
        output.line(
          "  \(line.isEscalation ? "escalated: " : "")\(line.duty.record), \(line.duty.kind.words), \(when)")
      }
    }
    let sent = report.mails.count { $0.problem == nil }
    output.line(
      dryRun
        ? "\(report.mails.count.of("mail", "mails")) would be sent. Nothing was sent or kept."
        : sent == 0 && report.mails.isEmpty
          ? "Nobody is to be told of anything today." : "\(sent.of("mail", "mails")) sent.")
    if installation.address == nil, !report.mails.isEmpty {
      output.warn("The mails have no links: say where people reach the site with --address https://isms.example.com.")
    }
  }
}

extension ReminderReport {
  /// As `--json` prints it.
  var value: Value {
    [
      "workspace": .text(workspace.slug), "day": .text("\(day)"), "dry_run": .bool(isDry),
      "mails": .list(
        mails.map { mail in
          [
            "to": .text(mail.digest.to.address), "name": .text(mail.digest.to.name),
            "person": Value(mail.digest.to.person), "problem": Value(mail.problem),
            "records": .list(mail.digest.lines.map { line($0) }),
          ]
        }),
    ]
  }

  private func line(_ line: Reminders.Line) -> Value {
    [
      "register": .text(line.duty.register), "id": .text(line.duty.record), "title": .text(line.duty.title),
      "what": .text(line.duty.kind.rawValue), "due_on": .text("\(line.duty.due)"),
      "overdue_days": .int(max(0, line.duty.overdue(on: day))), "escalated": .bool(line.isEscalation),
    ]
  }
}
