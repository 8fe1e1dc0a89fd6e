import ArgumentParser
import Foundation
import Ledger
import Operations
import RegisterKit
import Store

struct CheckpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Signed statements of how long each ledger is and what is in it.",
    subcommands: [Show.self, Publish.self])

  struct Show: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "The newest checkpoint of a workspace.",
      discussion: """
        Examples:
          concord checkpoint show --workspace halden-health --note > checkpoint.txt
          concord checkpoint show --workspace halden-health --since 1200
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var workspace: WorkspaceOptions
    @Option(help: "Add the proof that the ledger contains its first so many entries unchanged.") var since = 0
    @Flag(help: "Only the signed note.") var note = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let found = try await workspace.find(installation)
      try await installation.signCheckpoints()
      let line = try await installation.read(found, as: operatorActor) { [since] scope in
        try installation.checkpointLine(scope, since: since)
      }
      guard let line else { throw Failure.notFound("The ledger of \(found.slug) has no entry yet.") }
      if note { output.line(String(line.note.dropLast())) } else { output.json(line.value) }
    }
  }

  struct Publish: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish new checkpoints of every ledger to a file or by mail.",
      discussion: """
        Examples:
          concord checkpoint publish --data ./data --file /mnt/other/checkpoints.jsonl
          concord checkpoint publish --data ./data --mail auditor@example.org --smtp smtp://mail.example.com
        If a ledger was rolled back or rewritten since the last line of the file, the command says so and ends with 1.
        A running server does this by itself with --checkpoint-file and --checkpoint-mail.
        """)
    @OptionGroup var options: DataOptions
    @OptionGroup var server: MailOptions
    @Option(help: "A file that is added to.") var file: String?
    @Option(name: .customLong("mail"), help: "Who gets the newest checkpoints; repeat it for several.") var addresses:
      [String] = []

    func validate() throws {
      guard file != nil || !addresses.isEmpty else { throw ValidationError("Say where to: --file or --mail.") }
    }

    func run(on installation: Installation, _ output: inout Output) async throws {
      if let file {
        let added = try await CheckpointFile(url: output.url(file)).publish(from: installation)
        output.line("\(added.of("checkpoint", "checkpoints")) added to \(file).")
      }
      guard !addresses.isEmpty else { return }
      let server = try server.server(output.variables) ?? installation.mail
      let isSent = try await CheckpointMail.send(installation.sending(by: server), to: addresses)
      output.line(
        isSent
          ? "Mailed to \(addresses.joined(separator: ", "))."
          : "There is no entry in any ledger yet, so nothing was mailed.")
    }
  }
}

struct WitnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness", abstract: "Keep checkpoints of another installation, as its witness.",
    subcommands: [Take.self, List.self])

  struct Take: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check published checkpoints against those already known, countersign and keep them.",
      discussion: """
        Examples:
          concord witness take checkpoints.jsonl --data ./witness --key "concord-a1b2+c3d4e5f6+…"
          concord witness take checkpoints.jsonl --data ./witness -o signed-by-both.txt
        The key is needed once; get it by another route than the checkpoints. If a ledger was rolled back or rewritten, the
        command says so, ends with 1 and keeps what it had.
        """)
    @OptionGroup var options: DataOptions
    @Argument(help: "A file of published checkpoints.") var file: String
    @Option(help: "The other's key, or a file with it.") var key: String?
    @Option(name: .shortAndLong, help: "Write the newest checkpoint, signed by both, to this file.") var output: String?

    func run(on installation: Installation, _ output: inout Output) async throws {
      guard let text = try? String(contentsOf: output.url(file), encoding: .utf8) else {
        throw ValidationError("\(file) can't be read.")
      }
      let trusted = try key.map { text -> VerifyingKey in
        let line = ((try? String(contentsOf: output.url(text), encoding: .utf8)) ?? text).trimmed()
        guard let key = VerifyingKey(line) else { throw ValidationError("--key is a key, or a file that holds one.") }
        return key
      }
      let lines = try CheckpointLine.read(text)
      guard !lines.isEmpty else { throw ValidationError("\(file) holds no checkpoint.") }
      let notes = try await installation.witness(lines, trusted: trusted)
      if let path = self.output {
        let content =
          notes.count == 1 ? notes[0] : notes.map { JSON.text(["note": .text($0), "since": 0]) + "\n" }.joined()
        try await OutputFile.put(Array(content.utf8), at: output.url(path))
      }
      for note in notes {
        let parts = note.split(separator: "\n").map(String.init)
        output.line("\(parts[0]): \(parts[1]) entries, consistent with what was known. Countersigned and kept.")
      }
    }
  }

  struct List: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "The ledgers of which this installation is a witness.",
      discussion: "Example:\n  concord witness list --data ./witness")
    @OptionGroup var options: DataOptions

    func run(on installation: Installation, _ output: inout Output) async throws {
      for (origin, ledger) in try await installation.witnessed().sorted(by: { $0.key < $1.key }) {
        let size = ledger.note.split(separator: "\n").dropFirst().first ?? ""
        output.line("\(origin)\t\(size) entries\t\(ledger.at.prefix(10))\t\(ledger.key.description)")
      }
    }
  }
}
