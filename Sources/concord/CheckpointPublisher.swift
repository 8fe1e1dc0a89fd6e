import Exchange
import Foundation
import Logging
import Operations
import RegisterKit
import Store

/// Publishes the checkpoints of a running server: each to a file, the newest of a day by mail.
final class CheckpointPublisher: Sendable {
  private let installation: Installation
  private let file: CheckpointFile?
  private let address: String?
  private let logger: Logger

  init(_ installation: Installation, file: URL?, to address: String?, _ logger: Logger) {
    self.installation = installation
    self.file = file.map { CheckpointFile(url: $0) }
    self.address = address
    self.logger = logger
  }

  /// Publishes once a minute until the task is cancelled, and tries once an hour to send the mail of the day.
  func run() async {
    var minutes = 0
    while !Task.isCancelled {
      await publish(byMail: minutes % 60 == 0)
      try? await Task.sleep(for: .seconds(60))
      minutes += 1
    }
  }

  /// Publishes what came last. Not by mail: a server that does not answer must not keep the program from ending.
  func finish() async { await publish(byMail: false) }

  /// What is new since the last time. What goes wrong is in the log, and tried again the next time.
  private func publish(byMail: Bool) async {
    do {
      if let file { try file.append(await installation.newCheckpoints(after: file.lines())) }
      if byMail, let address { try await mailOnce(address) }
    } catch {
      logger.error("Checkpoints were not published: \(Failure(error)?.message ?? "\(error)")")
    }
  }

  private func mailOnce(_ address: String) async throws {
    let name = "checkpoints mailed"
    let today = "\(installation.today)"
    guard try await installation.database.read({ try $0.setting(name) }) != today else { return }
    try await CheckpointMail.send(installation, to: [address])
    try await installation.database.write { try $0.setSetting(name, today) }
  }
}

/// Checkpoints as a mail, for somebody who keeps their mail where the installation's administrators don't reach.
enum CheckpointMail {
  /// - Throws: ``Failure`` if a mail was not taken.
  static func send(_ installation: Installation, to addresses: [String]) async throws {
    guard let server = installation.mail else { throw Failure.unavailable("No mail server is named: --smtp.") }
    let lines = try await installation.newCheckpoints(after: [])
    guard !lines.isEmpty else { return }
    let content = lines.map { JSON.text($0.value) + "\n" }.joined()
    let text = """
      These are the checkpoints of \(installation.today): how long each ledger is, and what it holds, signed. Keep this mail.
      To see that nothing was cut back or written anew since, save the attachment and run
        concord verify --checkpoint checkpoints.jsonl

      \(lines.map(\.note).joined(separator: "\n"))
      """
    let mails = addresses.map {
      Mail(
        to: $0, subject: "Concord checkpoints of \(installation.today)", text: text,
        attachment: .init(name: "checkpoints.jsonl", type: "text/plain", text: content))
    }
    let refused = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "concord.checkpoint-mail").async {
        continuation.resume(with: Result { try server.send(mails) })
      }
    }
    if let (address, problem) = refused.sorted(by: { $0.key < $1.key }).first {
      throw Failure.unavailable("The mail to \(address) was not taken: \(problem)")
    }
  }
}
