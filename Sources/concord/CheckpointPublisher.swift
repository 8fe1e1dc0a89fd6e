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

  /// Publishes to the file once a minute and tries once an hour to send the mail of the day, until the task is cancelled.
  /// Neither waits for the other: a disk or a mail server that does not answer holds up its own.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await Self.repeated(every: .seconds(60)) { await self.publish() } }
      group.addTask { await Self.repeated(every: .seconds(3600)) { await self.mailOnce() } }
    }
  }

  /// Publishes what came last. Not by mail: a server that does not answer must not keep the program from ending.
  func finish() async { await publish() }

  private static func repeated(every pause: Duration, _ body: @Sendable () async -> Void) async {
    while !Task.isCancelled {
      await body()
      try? await Task.sleep(for: pause)
    }
  }

  /// What is new since the last time.
  private func publish() async {
    guard let file else { return }
    await logged { _ = try await file.publish(from: self.installation) }
  }

  private func mailOnce() async {
    guard let address else { return }
    let (installation, name) = (installation, "checkpoints mailed")
    await logged {
      let today = "\(installation.today)"
      guard try await installation.database.read({ try $0.setting(name) }) != today,
        try await CheckpointMail.send(installation, to: [address])
      else { return }
      try await installation.database.write { try $0.setSetting(name, today) }
    }
  }

  /// What goes wrong is in the log, and tried again the next time.
  private func logged(_ body: @Sendable () async throws -> Void) async {
    do { try await body() } catch {
      logger.error("Checkpoints were not published: \(Failure(error)?.message ?? "\(error)")")
    }
  }
}

/// Checkpoints as a mail, for somebody who keeps their mail where the installation's administrators don't reach.
enum CheckpointMail {
  /// - Returns: Whether there was anything to send: nothing is signed before the first entry.
  /// - Throws: ``Failure`` if a mail was not taken.
  static func send(_ installation: Installation, to addresses: [String]) async throws -> Bool {
    guard let server = installation.mail else { throw Failure.unavailable("No mail server is named: --smtp.") }
    let lines = try await installation.newCheckpoints()
    guard !lines.isEmpty else { return false }
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
    return true
  }
}
