import ArgumentParser
import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite

struct PassphraseOptions: ParsableArguments {
  @Option(help: "A file whose first line is the passphrase of an encrypted backup; else $CONCORD_BACKUP_PASSPHRASE.")
  var passphraseFile: String?

  static let variable = "CONCORD_BACKUP_PASSPHRASE"

  /// Nil where none is given: the backup is not encrypted then.
  func passphrase(_ variables: [String: String], _ url: (String) -> URL) throws -> String? {
    guard let file = passphraseFile else { return variables[Self.variable].flatMap { $0.isEmpty ? nil : $0 } }
    let text = try? String(contentsOf: url(file), encoding: .utf8)
    guard let line = text?.split(separator: "\n", omittingEmptySubsequences: false).first, !line.isEmpty else {
      throw ValidationError("\(file) holds no passphrase.")
    }
    return String(line)
  }
}

struct BackupCommand: DataCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a consistent copy of everything to one file, while the server runs too.",
    discussion: """
      Examples:
        concord backup --data ./data isms.backup
        concord backup --data ./data isms.backup --passphrase-file passphrase.txt
        concord backup --verify isms.backup
      The signing key is not inside unless --with-key says so: keep it elsewhere, or restore with a new one.
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Argument(help: "The file to write, or with --verify to check.") var file: String
  @Flag(help: "Write over a file of that name.") var replace = false
  @Flag(help: "Put the signing key into it, so that it restores alone.") var withKey = false
  @Flag(help: "Check every byte of a backup; needs no data directory.") var verify = false

  func run() async throws {
    guard verify else { return try await runOverData() }
    let passphrase = try passphrase.passphrase(ProcessInfo.processInfo.environment) { URL(fileURLWithPath: $0) }
    let manifest = try reading(file) { try Backup.read(URL(fileURLWithPath: file), passphrase: passphrase, into: nil) }
    print(
      "\(file): whole. Backup of \(manifest.made), \(manifest.files.of("file", "files")), \(manifest.hasKey ? "with" : "without") the signing key."
    )
  }

  func run(on installation: Installation, _ output: inout Output) async throws {
    let (target, directory) = (output.url(file), output.directory)
    guard replace || !FileManager.default.fileExists(atPath: target.path) else {
      throw ValidationError("\(file) is there already; choose another name, or write over it with --replace.")
    }
    let passphrase = try passphrase.passphrase(output.variables, output.url)
    let folder = try TemporaryFolder.folder("backup")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await installation.signCheckpoints()
    // A file that a row of the copy names is there until it was read.
    let manifest = try await installation.files.whileAllStay {
      try await written(installation, target, folder, passphrase, directory)
    }
    try await installation.note(.backup, target.lastPathComponent)
    output.line(
      "Everything is in \(file): \(manifest.files.of("file", "files"))\(passphrase == nil ? "" : ", encrypted").")
    output.line(
      withKey
        ? "It holds the signing key: keep it as you keep the data."
        : "The signing key is not inside; keep \(directory.keyURL.path) elsewhere, or use --with-key.")
  }

  private func written(
    _ installation: Installation, _ target: URL, _ folder: URL, _ passphrase: String?, _ directory: DataDirectory
  ) async throws -> BackupManifest {
    let database = folder.appendingPathComponent(BackupManifest.database)
    try await installation.database.copy(to: database.path)
    let copy = try SQLiteDatabase(path: database.path)
    let files = try await copy.read { try $0.heldFiles() }
    try copy.close()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.librariesURL.path)) ?? []).sorted()
    let content = Backup.Content(
      database: database, files: files, store: installation.files,
      libraries: names.map { directory.librariesURL.appendingPathComponent($0) },
      key: withKey ? KeyFile.text(installation.key) : nil)
    let (key, made) = (installation.key.verifyingKey, installation.now)
    return try await OutputFile.put(target) { part in
      try await withCheckedThrowingContinuation { continuation in
        // Long work of the disk, so on no thread that answers others.
        DispatchQueue(label: "concord.backup").async {
          continuation.resume(
            with: Result { try Backup.write(content, to: part, key: key, made: made, passphrase: passphrase) })
        }
      }
    }
  }
}

/// Runs what reads a backup, and ends with 1 and the member where it is damaged.
private func reading<T>(_ file: String, _ body: () throws -> T) throws -> T {
  guard FileManager.default.isReadableFile(atPath: file) else { throw ValidationError("\(file) can't be read.") }
  func failed(_ text: String) -> ExitStatus {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
    return ExitStatus(code: 1)
  }
  do { return try body() } catch let damage as BackupDamage {
    throw failed("\(file) is damaged or no backup: \(damage.member): \(damage.problem)")
  } catch {
    if let failure = Failure(error) { throw failed(failure.message) }
    throw error
  }
}

struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a data directory from a backup.",
    discussion: """
      Examples:
        concord restore isms.backup --data ./new
        concord restore isms.backup --data ./new --key-file signing-key
        concord restore isms.backup --data ./new --new-key
      A backup without the signing key needs the key from elsewhere, or a new one: with a new key, accounts and members are
      taken as they stand in the backup, and checkpoints that the former key signed are put beside the data.
      """)
  @OptionGroup var options: DataOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Argument(help: "The backup.") var file: String
  @Flag(help: "Begin with a new signing key.") var newKey = false

  func run() async throws {
    let directory = DataDirectory(options)
    let content = (try? FileManager.default.contentsOfDirectory(atPath: directory.url.path)) ?? []
    guard content.isEmpty else {
      throw ValidationError("\(directory.url.path) is not empty; restore into a new directory.")
    }
    let passphrase = try passphrase.passphrase(ProcessInfo.processInfo.environment) { URL(fileURLWithPath: $0) }
    let target = directory.url.absoluteURL.standardizedFileURL
    let beside = target.deletingLastPathComponent()
    let part = DataDirectory(beside.appendingPathComponent(".\(temporaryName("restore"))"), keyFile: directory.keyFile)
    try FileManager.default.createDirectory(
      at: part.url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var isDone = false
    defer { if !isDone { try? FileManager.default.removeItem(at: part.url) } }
    let manifest = try reading(file) {
      try Backup.read(URL(fileURLWithPath: file), passphrase: passphrase, into: part.url)
    }
    try checkKey(manifest, part)
    guard let lock = try part.lock() else { throw ValidationError("\(part.url.path) is in use.") }
    let installation = try await part.installation(lock, makesKey: newKey)
    if newKey { try await beginAnew(installation, part, manifest) }
    let verification = try await installation.verify()
    try await installation.note(.restored, URL(fileURLWithPath: file).lastPathComponent)
    try installation.database.close()
    try? FileManager.default.removeItem(at: part.temporaryURL)
    sync(part.url.path)
    guard rename(part.url.path, target.path) == 0 else {
      throw ValidationError(
        "\(target.path) can't be made: \(String(cString: strerror(errno))). A mounted folder can't be replaced; restore into one in it."
      )
    }
    isDone = true
    sync(beside.path)
    for problem in verification.problems { print("\(problem.what) \(problem.name): \(problem.problem)") }
    print("\(verification.entries) ledger entries and \(verification.files) files restored to \(directory.url.path).")
    throw ExitStatus(code: verification.isOK ? 0 : 1)
  }

  /// Which key it will have is said by whoever restores, never chosen in silence.
  private func checkKey(_ manifest: BackupManifest, _ part: DataDirectory) throws {
    if newKey {
      guard part.keyFile == nil, !manifest.hasKey else {
        throw ValidationError("There is a key already; leave out --new-key.")
      }
      return
    }
    guard let key = try part.presentKey() else {
      throw ValidationError(
        "The backup does not hold the signing key. Name it with --key-file, or begin with a new one: --new-key.")
    }
    guard key.verifyingKey.description == manifest.key else {
      throw ValidationError("The key \(key.name) is not the one of this backup, \(manifest.key).")
    }
  }

  private func beginAnew(_ installation: Installation, _ part: DataDirectory, _ manifest: BackupManifest) async throws {
    let notes = try await installation.beginWithNewKey()
    guard !notes.isEmpty else { return }
    let text = "Checkpoints signed by \(manifest.key)\n\n" + notes.joined(separator: "\n")
    try Data(text.utf8).write(to: part.url.appendingPathComponent("former-checkpoints.txt"))
    print("\(notes.count.of("checkpoint", "checkpoints")) of the former key are in former-checkpoints.txt.")
  }

  private func sync(_ path: String) {
    let folder = open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
