import ArgumentParser
import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite

struct Verify: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hash ledger, registers and files again, or a certification pack, and name what was altered.",
    discussion: """
      Example:
        concord verify --data ./data --checkpoint last-month.txt
        concord verify stage1.zip --key "concord-a1b2+c3d4e5f6+…"
      A pack needs neither server nor data directory. A checkpoint kept outside the data directory also shows a ledger that was cut back or written anew.
      """)
  @OptionGroup var options: DataOptions
  @Flag var json = false
  @Option(help: "A checkpoint kept elsewhere, or a file to which checkpoints are published.") var checkpoint: String?
  @Option(help: "The key that a pack must be signed by, or a file with it; had by another way than the pack.")
  var key: String?
  @Argument(help: "A certification pack.") var pack: String?

  func run() async throws {
    if let pack { try verify(pack: pack) } else { try await runOverData() }
  }

  func run(on installation: Installation, _ output: inout Output) async throws {
    var outside: [String] = []
    if let checkpoint {
      guard let text = try? String(contentsOf: output.url(checkpoint), encoding: .utf8) else {
        throw ValidationError("\(checkpoint) can't be read.")
      }
      outside = try PublishedCheckpoints.notes(text)
      guard !outside.isEmpty else { throw ValidationError("\(checkpoint) holds no checkpoint.") }
    }
    let verification = try await installation.verify(outside: outside)
    output.status = verification.isOK ? 0 : 1
    if json {
      output.json(verification.value)
      return
    }
    for problem in verification.problems { output.line("\(problem.what) \(problem.name): \(problem.problem)") }
    output.line(
      "\(verification.entries) ledger entries, \(verification.files) files, \(verification.checkpoints) checkpoints: "
        + (verification.isOK ? "nothing was altered." : "\(verification.problems.count.of("problem", "problems"))."))
  }
}

struct Reseal: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Accept accounts, members, tokens and checkpoints as they stand, after a change by hand that was meant.",
    discussion: """
      Example:
        concord reseal --data ./data
      Look at concord user list and concord token list first: what concord verify said of them it will not say again.
      """)
  @OptionGroup var options: DataOptions

  func run(on installation: Installation, _ output: inout Output) async throws {
    try await installation.reseal()
    output.line("Accounts, members, tokens and checkpoints are sealed as they stand.")
  }
}

struct Rebuild: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fold the ledger into fresh tables and compare them with the present ones.",
    discussion: "Example:\n  concord rebuild --data ./data")
  @OptionGroup var options: DataOptions
  @Flag var json = false

  func run(on installation: Installation, _ output: inout Output) async throws {
    let path = TemporaryFolder.file("rebuild", ".sqlite").path
    defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
    let fresh = try SQLiteDatabase(path: path)
    let comparison = try await installation.rebuild(into: fresh)
    try fresh.close()
    output.status = comparison.differences.isEmpty ? 0 : 1
    if json {
      output.json([
        "ok": .bool(comparison.differences.isEmpty), "ledger_entries": .int(comparison.entries),
        "differences": Value(comparison.differences),
      ])
      return
    }
    for difference in comparison.differences { output.line(difference) }
    output.line(
      "\(comparison.entries) entries folded: "
        + (comparison.differences.isEmpty
          ? "the tables are the same." : "\(comparison.differences.count.of("difference", "differences")).")
    )
  }
}

struct Doctor: DataCommand {
  static let configuration = CommandConfiguration(
    abstract: "What is wrong with this installation, in words.", discussion: "Example:\n  concord doctor --data ./data")
  @OptionGroup var options: DataOptions

  func run(on installation: Installation, _ output: inout Output) async throws {
    let version = SQLiteDatabase.libraryVersion
    output.line("SQLite \(version)")
    let parts = version.split(separator: ".").compactMap { Int($0) }
    if parts.lexicographicallyPrecedes([3, 51, 3]) {
      output.line(
        "  Before 3.51.3 SQLite can damage a file that two processes checkpoint; Concord lets only one process open it."
      )
    }
    for line in output.directory.tooWide() {
      output.line(line)
      output.status = 1
    }
    for (library, needs) in installation.libraries.missing {
      output.line("library \(library) refers to \(needs), which is not here")
    }
    for uid in installation.libraries.dangling.prefix(10) {
      output.line("a crosswalk or threat names \(uid), which no framework has")
    }
    for program in ["/usr/bin/python3", "/usr/bin/weasyprint", "/usr/bin/timeout", "/usr/bin/prlimit"]
    where !FileManager.default.isExecutableFile(atPath: program) {
      output.line("\(program) is missing; run scripts/setup")
      output.status = 1
    }
    let workspaces = try await installation.database.read { try $0.workspaces() }
    for workspace in workspaces {
      output.line(try await installation.read(workspace, as: operatorActor) { try Self.ledger(of: $0) })
    }
    if workspaces.isEmpty { output.line("There is no workspace yet; make one with concord init.") }
    output.line(
      "This looks at the installation only. concord verify checks everything else: ledger, checkpoints, tables and files."
    )
  }

  /// How long the ledger of a workspace is and up to where it is signed; read, not verified, so that it is quick.
  private static func ledger(of scope: Scope) throws -> String {
    let size = try scope.ledgerSize
    let entries = "workspace \(scope.workspace.slug): \(size.of("ledger entry", "ledger entries"))"
    guard let last = try scope.lastCheckpoint() else { return "\(entries), no checkpoint signed yet" }
    let day = last.at.map { "\($0)".prefix(16).split(separator: "T").joined(separator: " ") } ?? "on an unknown day"
    let since = size > last.size ? ", \((size - last.size).of("entry", "entries")) since" : ", nothing since"
    return "\(entries), last checkpoint signed \(day) UTC\(since)"
  }
}
