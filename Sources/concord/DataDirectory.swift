import ArgumentParser
import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite

/// The folder in which an installation lives: database, files, key, libraries of its own. One process at a time opens it.
struct DataDirectory {
  let url: URL
  /// Where the signing key lies if not in the folder.
  let keyFile: URL?

  init(_ options: DataOptions) {
    let path = options.data ?? ProcessInfo.processInfo.environment["CONCORD_DATA"] ?? "./data"
    self.init(
      URL(fileURLWithPath: path), keyFile: options.keyFile.map { URL(fileURLWithPath: $0) } ?? KeyFile.named())
  }

  init(_ url: URL, keyFile: URL?) {
    self.url = url
    self.keyFile = keyFile
  }

  /// Where the signing key lies.
  var keyURL: URL { keyFile ?? url.appendingPathComponent(BackupManifest.signingKey) }

  var databaseURL: URL { url.appendingPathComponent(BackupManifest.database) }
  /// Whether there is a database file.
  var exists: Bool { FileManager.default.fileExists(atPath: databaseURL.path) }
  /// What is told where there is no installation.
  var nothingHere: ValidationError {
    ValidationError("There is no installation in \(url.path). Make one with concord init, or name it with --data.")
  }
  /// With what the process ends when its database is gone: “try again later” (sysexits.h).
  private static let vanished: Int32 = 75
  private static let log: @Sendable (String) -> Void = {
    FileHandle.standardError.write(Data("concord: \($0)\n".utf8))
  }
  var socketPath: String { url.appendingPathComponent("concord.sock").path }
  var librariesURL: URL { url.appendingPathComponent("libraries") }
  /// Temporary files of the process that has the folder; see ``TemporaryFolder``.
  var temporaryURL: URL { url.appendingPathComponent("tmp") }

  /// What the server is doing, for the next start after a crash; see ``AtWork``.
  var atWorkURL: URL { url.appendingPathComponent("at-work") }

  /// Takes the folder for this process; nil if another has it.
  func lock() throws -> Lock? {
    if !FileManager.default.fileExists(atPath: url.path) {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      // A new folder survives a power cut only when the one that holds it is on disk.
      let parent = open(url.absoluteURL.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
      if parent >= 0 {
        fsync(parent)
        close(parent)
      }
    }
    let file = open(url.appendingPathComponent("lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("The data directory \(url.path) can't be written to: \(String(cString: strerror(errno))).")
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      return nil
    }
    narrow()
    do { try TemporaryFolder.take(temporaryURL) } catch let error as Unreadable { throw ValidationError(error.reason) }
    return Lock(file: file)
  }

  /// Held while the folder is in use; let go when the process ends.
  struct Lock: Sendable { let file: Int32 }

  /// Opens everything. The caller holds the lock.
  /// - Parameters:
  ///   - creates: An installation is made where there is none.
  ///   - makesKey: Data that is there may have a new key, because somebody said so.
  func installation(_ lock: Lock, creates: Bool = false, makesKey: Bool = false) async throws -> Installation {
    let file = try DatabaseFile(databaseURL)
    guard file.schema != nil || (creates && file.isEmpty) else { throw nothingHere }
    #if DEBUG
    if let schema = ProcessInfo.processInfo.environment["CONCORD_TEST_SCHEMA"].flatMap({ Int($0) }) {
      try SQLiteDatabase.make(databaseURL, schema: schema)
      throw ExitStatus(code: 0)
    }
    #endif
    let key = try key(makes: makesKey || file.schema == nil, for: makesKey ? nil : file.setting(KeySetting.present))
    if let copy = try file.keepCopy() {
      Self.log("The database is of an earlier version; as it was, it is kept as \(copy.path).")
    }
    let database = try SQLiteDatabase(
      path: databaseURL.path, sealingKey: key.sealingKey, log: Self.log,
      vanished: {
        Self.log("The database did not come back, so this ends; its supervisor may start it again.")
        _exit(Self.vanished)
      })
    return try await Installation(
      database: database, registers: Catalogue.registers, libraries: try libraries(),
      files: try FileStore(folder: url.appendingPathComponent("files")), key: key, clock: Self.clock()
    ).keepingPasswords(
      list: Self.shippedLibraries()?.appendingPathComponent("passwords/common.txt"), cost: Self.passwordCost())
  }

  /// Only a debug build can be told to keep passwords cheaply, for tests that make many accounts.
  private static func passwordCost() -> Password.Cost {
    #if DEBUG
    if ProcessInfo.processInfo.environment["CONCORD_TEST_PASSWORDS"] == "cheap" { return .forTests }
    #endif
    return .standard
  }

  /// The libraries of the product and those that were added here.
  func libraries() throws -> LibrarySet {
    guard let shipped = Self.shippedLibraries() else {
      throw ValidationError("The folder Libraries was not found beside the program; set CONCORD_LIBRARIES.")
    }
    var (libraries, problems) = LibraryReader.read(folder: shipped)
    if FileManager.default.fileExists(atPath: librariesURL.path) {
      let (added, found) = LibraryReader.read(folder: librariesURL, beside: libraries)
      libraries += added
      problems += found
    }
    for problem in problems where !problem.isWarning {
      FileHandle.standardError.write(Data("library \(problem)\n".utf8))
    }
    return LibrarySet(libraries)
  }

  static func shippedLibraries() -> URL? { beside("Libraries", variable: "CONCORD_LIBRARIES") }
  static func shippedDemo() -> URL? { beside("Demo", variable: "CONCORD_DEMO") }

  /// A folder that ships with the program: named by a variable, or found in the folders above the program.
  private static func beside(_ name: String, variable: String) -> URL? {
    if let path = ProcessInfo.processInfo.environment[variable] { return URL(fileURLWithPath: path) }
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<6 {
      for candidate in [folder.appendingPathComponent(name), folder.appendingPathComponent("share/concord/\(name)")]
      where FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  /// The installation's key; nil if there is none. Whoever has it can sign checkpoints in the installation's name.
  func presentKey() throws -> SigningKey? { try KeyFile.read(keyURL) }

  /// - Parameters:
  ///   - makes: Where there is no key yet; never for data that another key signed.
  ///   - expected: The public half of the key that the data is sealed with, where it says so.
  private func key(makes: Bool, for expected: String?) throws -> SigningKey {
    if let key = try KeyFile.settle(keyURL, expected: expected) { return key }
    guard makes else {
      throw ValidationError(
        "The signing key is not at \(keyURL.path). Put it back, or name it with --key-file or $CONCORD_KEY_FILE.")
    }
    return try KeyFile.make(keyURL)
  }

  /// The system's clock; for tests and demonstrations it can be set to stand on a day (`CONCORD_TODAY=2026-11-16`).
  static func clock() -> @Sendable () -> Instant {
    let fixed = ProcessInfo.processInfo.environment["CONCORD_TODAY"].flatMap { Day($0) }
    return {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      let now = Instant(milliseconds: Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000)
      guard let fixed else { return now }
      return Instant(milliseconds: fixed.number * 86_400_000 + (now.milliseconds - now.day.number * 86_400_000))
    }
  }
}
