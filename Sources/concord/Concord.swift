import ArgumentParser
import Foundation
import Operations
import Store

@main
struct Concord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concord",
    abstract: "One management system for information security and artificial intelligence.",
    discussion: """
      Begin with:
        concord init --data ./data --organization "Halden Health" --admin ciso@example.com
        concord import --data ./data --workspace halden-health ./our-spreadsheets
        concord serve --data ./data --port 8080
      """,
    version: Installation.version,
    subcommands: [
      Serve.self, Init.self, Import.self, Export.self, GapCommand.self, SoACommand.self, LibraryCommand.self,
      UserCommand.self, PlanCommand.self, ProgrammeCommand.self, SampleCommand.self, FieldworkCommand.self,
      ReportCommand.self, PackCommand.self, Remind.self,
      TokenCommand.self, BackupCommand.self, Restore.self, Verify.self, Events.self, Reseal.self, Rebuild.self,
      KeyCommand.self, CheckpointCommand.self, WitnessCommand.self, Doctor.self,
    ])

  static func main() async {
    // What this program writes is for whoever runs it, wherever it is.
    umask(0o077)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let status as ExitStatus {
      Foundation.exit(status.code)
    } catch let failure as StoreFailure {
      let text =
        switch failure {
        case .full(let text), .unavailable(let text), .corrupt(let text): text
        case .stopped: "Broken off; nothing was changed."
        }
      FileHandle.standardError.write(Data("\(text)\n".utf8))
      Foundation.exit(1)
    } catch {
      // Wrong usage is 2; what the work found is 1.
      let isUsage = exitCode(for: error) == .validationFailure
      let text = fullMessage(for: error)
      if exitCode(for: error) == .success {
        print(text)
        Foundation.exit(0)
      }
      FileHandle.standardError.write(Data((text + "\n").utf8))
      Foundation.exit(isUsage ? 2 : 1)
    }
  }
}

/// The work was done as far as it could be, and this is how the process ends.
struct ExitStatus: Error { let code: Int32 }
