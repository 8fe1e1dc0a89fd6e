import ArgumentParser
import Domain
import Foundation
import Operations
import RegisterKit
import Store

/// What every command over a data directory can be told.
struct DataOptions: ParsableArguments {
  @Option(help: "The data directory; $CONCORD_DATA, else ./data.")
  var data: String?
  @Option(
    help:
      "The signing key, kept elsewhere than with the data; $CONCORD_KEY_FILE, else systemd's credential concord-signing-key."
  )
  var keyFile: String?
}

/// What a command prints and what it must know of whoever gave it, so that it can run in the server for somebody at a
/// terminal.
struct Output: Sendable {
  private(set) var text = ""
  private(set) var errors = ""
  /// What the process ends with: 0 done, 1 the work found a problem.
  var status: Int32 = 0
  /// Folder in which relative paths are looked up: the caller's, not the server's.
  let folder: URL
  /// The caller's environment variables that commands read.
  let variables: [String: String]
  /// Where the installation lives.
  let directory: DataDirectory

  /// Variables that commands read; the only ones that are passed to a server.
  static let known =
    ["CONCORD_ADMIN_PASSWORD", "CONCORD_USER_PASSWORD", PassphraseOptions.variable] + MailOptions.variables

  mutating func line(_ line: String) { text += line + "\n" }
  mutating func json(_ value: Value) { text += JSON.text(value) + "\n" }
  mutating func warn(_ line: String) { errors += line + "\n" }
  func url(_ path: String) -> URL { URL(fileURLWithPath: path, relativeTo: folder).absoluteURL }
}

/// A command that works on an installation: here, or inside the server that has the data directory.
protocol DataCommand: AsyncParsableCommand {
  var options: DataOptions { get }
  /// Makes the data directory where there is none; others then say so instead of working on nothing.
  static var makesDirectory: Bool { get }
  func run(on installation: Installation, _ output: inout Output) async throws
}

extension DataCommand {
  static var makesDirectory: Bool { false }

  func run() async throws { try await runOverData() }

  /// Here, or in the server that has the data directory.
  func runOverData() async throws {
    let directory = DataDirectory(options)
    guard Self.makesDirectory || directory.exists else { throw directory.nothingHere }
    let variables = ProcessInfo.processInfo.environment.filter { Output.known.contains($0.key) }
    var output = Output(
      folder: URL(fileURLWithPath: FileManager.default.currentDirectoryPath), variables: variables, directory: directory
    )
    if let lock = try directory.lock() {
      let installation = try await directory.installation(lock, creates: Self.makesDirectory)
      output = try await execute(on: installation, output)
      try await installation.signCheckpoints()
      try installation.database.close()
    } else {
      output = try CommandSocket.send(Array(CommandLine.arguments.dropFirst()), to: directory.socketPath, output)
    }
    FileHandle.standardOutput.write(Data(output.text.utf8))
    FileHandle.standardError.write(Data(output.errors.utf8))
    throw ExitStatus(code: output.status)
  }

  /// Runs and turns what a user may be told into lines and a status.
  func execute(on installation: Installation, _ output: Output) async throws -> Output {
    var output = output
    do { try await run(on: installation, &output) } catch {
      if let failure = Failure(error) {
        output.warn(failure.message)
        output.status = 1
      } else if error is ValidationError {
        output.warn("\(error)")
        output.status = 2
      } else {
        throw error
      }
    }
    return output
  }
}

/// Commands speak for whoever sits at the machine.
let operatorActor = Actor(name: "command line", role: .administrator)

struct WorkspaceOptions: ParsableArguments {
  @Option(help: "The workspace; not needed where there is only one.")
  var workspace: String?

  func find(_ installation: Installation) async throws -> Workspace {
    if let workspace { return try await installation.workspace(workspace) }
    let all = try await installation.database.read { try $0.workspaces() }
    guard all.count == 1 else {
      throw ValidationError(
        all.isEmpty
          ? "There is no workspace yet; make one with concord init."
          : "Say which: --workspace \(all.map(\.slug).joined(separator: " | ")).")
    }
    return all[0]
  }
}
