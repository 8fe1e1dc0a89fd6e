import Foundation
import Ledger
import Synchronization

/// The files of an installation, by the hash of their content: written once, never changed.
public struct FileStore: Sendable {
  public let folder: URL
  private let removal = Removal()

  /// Between finding a file there and saying that it is held, nobody may take it away: whoever keeps it makes it young
  /// again, and only old ones go.
  private final class Removal: Sendable {
    /// How many read all files at the moment, such as a backup.
    let readers = Mutex(0)
  }

  /// Opens the folder, making it where there is none.
  /// - Throws: If it can't be made or written through to the disk.
  public init(folder: URL) throws {
    self.folder = folder
    guard !FileManager.default.fileExists(atPath: folder.path) else { return }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // A folder is on disk when the one that holds it is.
    try sync(folder.deletingLastPathComponent().path)
  }

  /// Where the file of that hash lies, whether it is there or not.
  /// - Parameter sha256: In 64 hexadecimal digits, lower case.
  public func url(_ sha256: String) -> URL {
    folder.appendingPathComponent(String(sha256.prefix(2))).appendingPathComponent(sha256)
  }

  /// Keeps bytes. Returns when they and their name are on disk.
  /// - Throws: ``Failure/full(_:)`` or ``Failure/unavailable(_:)``; then nothing is kept.
  public func keep(_ bytes: [UInt8]) throws -> Hash { try keep(.bytes(bytes)) }

  /// Keeps what may be too large to be held in memory, piece by piece.
  public func keep(_ content: FileContent) throws -> Hash {
    let hash = try content.hash()
    let target = url(hash.hex)
    if removal.readers.withLock({ _ in Self.renew(target.path) }) { return hash }
    let directory = target.deletingLastPathComponent()
    let isNew = !FileManager.default.fileExists(atPath: directory.path)
    let temporary = directory.appendingPathComponent(".new-\(Random.secret().prefix(16))")
    do {
      // One level only: where the data directory is gone, nothing is put in its place.
      guard mkdir(directory.path, 0o700) == 0 || errno == EEXIST else { throw Self.failure() }
      try writeDurably(content, to: temporary.path)
      guard rename(temporary.path, target.path) == 0 else { throw Self.failure() }
      try sync(directory.path)
      if isNew { try sync(folder.path) }
    } catch {
      unlink(temporary.path)
      throw (error as? Failure) ?? Failure.unavailable("The file could not be kept.")
    }
    return hash
  }

  /// Whether the file is there; it counts as kept just now then.
  private static func renew(_ path: String) -> Bool { utimensat(AT_FDCWD, path, nil, 0) == 0 }

  /// Takes away the bytes of a file that nobody kept for a while, unless all files are being read.
  /// - Parameter seconds: For how long, by the clock of the machine.
  /// - Returns: Whether it is gone.
  func remove(_ sha256: String, unkeptFor seconds: Int) -> Bool {
    removal.readers.withLock { readers in
      var facts = stat()
      let path = url(sha256).path
      guard readers == 0, lstat(path, &facts) == 0, time(nil) - facts.st_mtim.tv_sec >= seconds else { return false }
      return unlink(path) == 0
    }
  }

  /// No file is taken away meanwhile.
  public func whileAllStay<T>(_ body: () async throws -> T) async rethrows -> T {
    removal.readers.withLock { $0 += 1 }
    defer { removal.readers.withLock { $0 -= 1 } }
    return try await body()
  }

  /// The bytes of a file; nil if there is none such.
  public func bytes(_ sha256: String) -> [UInt8]? { (try? Data(contentsOf: url(sha256))).map { [UInt8]($0) } }

  static func failure() -> Failure {
    .disk(full: "The disk is full; the file was not kept.", other: "The file could not be kept")
  }

  private func writeDurably(_ content: FileContent, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o640)
    guard file >= 0 else { throw Self.failure() }
    defer { close(file) }
    try content.forEachPiece { try Self.write($0, to: file) }
    guard fsync(file) == 0 else { throw Self.failure() }
  }

  /// All of the bytes, where the file stands.
  static func write(_ bytes: [UInt8], to file: Int32) throws {
    var at = 0
    while at < bytes.count {
      let written = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress?.advanced(by: at), bytes.count - at) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw failure() }
      at += written
    }
  }

  private func sync(_ path: String) throws {
    let directory = open(path, O_RDONLY)
    guard directory >= 0 else { throw Self.failure() }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw Self.failure() }
  }
}
