import ArgumentParser
import Foundation
import Ledger
import Operations
import RegisterKit
import Store

struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "The installation's key and its predecessors.", subcommands: [List.self, Rotate.self])

  struct List: DataCommand {
    static let configuration = CommandConfiguration(
      abstract: "The public keys, oldest first; the last is the current one.",
      discussion: "Example:\n  concord key list --data ./data")
    @OptionGroup var options: DataOptions
    @Flag var json = false

    func run(on installation: Installation, _ output: inout Output) async throws {
      let keys = installation.keys
      if json {
        output.json([
          "keys": Value(keys.keys.map(\.description)), "succession": Value(keys.notes),
          "derivation": .text(installation.key.derivation.rawValue),
        ])
        return
      }
      for (key, until) in zip(keys.keys, keys.moments) { output.line("\(key.description)\treplaced \(until)") }
      output.line("\(keys.current.description)\tcurrent")
      if installation.key.derivation == .seed {
        output.line("It uses one secret to sign and to seal. concord key rotate replaces it with one that doesn't.")
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Replace the key with a new one that the old one signs. The server must be stopped.",
      discussion: """
        Example:
          concord key rotate --data ./data --key-file /etc/concord/signing-key
        The new key replaces the file; the old one is kept next to it, because older backups need it. Everybody has to sign in
        again, calendar subscriptions need their new addresses, and open password-reset links end.
        """)
    @OptionGroup var options: DataOptions

    func run() async throws {
      let directory = DataDirectory(options)
      guard directory.exists else { throw directory.nothingHere }
      guard let lock = try directory.lock() else {
        throw ValidationError("A server is using this data directory. Stop it, rotate the key, and start it again.")
      }
      let installation = try await directory.installation(lock)
      let next = KeyFile.next(directory.keyURL)
      let key = try KeyFile.make(next, name: installation.key.name)
      do { try await installation.rotateKey(to: key) } catch let failure as Failure {
        // Nothing was sealed with it. After another error that is not known; the next start looks.
        unlink(next.path)
        FileHandle.standardError.write(Data("\(failure.message)\n".utf8))
        throw ExitStatus(code: 1)
      }
      try installation.database.close()
      print("The current key is \(key.verifyingKey.description)")
      if let problem = KeyFile.succeed(directory.keyURL) {
        // The data is sealed with the new key all the same, and every later start tries again.
        FileHandle.standardError.write(Data("\(problem) Keep both.\n".utf8))
        return
      }
      print(
        """
        The old key is in \(KeyFile.former(directory.keyURL, installation.key.verifyingKey).path). Backups made until now need \
        it: move it to where you keep them.
        """)
    }
  }
}
