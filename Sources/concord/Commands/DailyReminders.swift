import Domain
import Logging
import Operations
import RegisterKit
import Store

/// Sends the reminders of every workspace once a day while the server runs. What was sent is in the ledger, so a server that
/// starts again in the middle of a day goes on where the last one ended.
struct DailyReminders: Sendable {
  let installation: Installation
  /// Not before this hour, in UTC.
  let hour: Int
  let logger: Logger

  /// Until the task is cancelled; a mail that is on its way is waited for.
  func run() async {
    guard installation.mail != nil else { return }
    if installation.address == nil {
      logger.warning("Reminders have no links: start the server with --address https://isms.example.com")
    }
    var done: Day?
    // Minutes to wait before what failed is tried again.
    var pause = 0
    while !Task.isCancelled {
      let now = installation.now
      let clock = (now.milliseconds - now.day.number * 86_400_000) / 3_600_000
      if pause > 0 {
        pause -= 1
      } else if done != now.day, clock >= hour {
        if await all() { done = now.day } else { pause = 60 }
      }
      try? await Task.sleep(for: .seconds(60))
    }
  }

  /// Each workspace for itself: what goes wrong in one keeps nobody in another from being told. Whether all went well.
  private func all() async -> Bool {
    var isWell = true
    guard let workspaces = try? await installation.database.read({ try $0.workspaces() }) else { return false }
    for workspace in workspaces where !Task.isCancelled {
      do {
        let report = try await installation.told("reminders", in: workspace) {
          try await installation.remind(workspace)
        }
        for mail in report.mails {
          guard let problem = mail.problem else { continue }
          logger.warning("A reminder of \(workspace.slug) to \(mail.digest.to.address) was not taken: \(problem)")
        }
      } catch {
        isWell = false
        logger.warning("The reminders of \(workspace.slug) were not sent: \(Failure(error)?.message ?? "\(error)")")
      }
    }
    return isWell
  }
}
