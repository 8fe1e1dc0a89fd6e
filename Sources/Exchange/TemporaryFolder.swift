import Foundation
import Synchronization

/// The one folder in which this process makes temporary files: private, so that nobody else on the machine reads records in
/// it, and emptied whenever a process takes it, so that a crash leaves nothing behind.
///
/// A program over a data directory takes `tmp/` in there (``take(_:)``). What needs no data directory gets a folder of its
/// own in the system's, which goes with the process.
public enum TemporaryFolder {
  private static let taken = Mutex<URL?>(nil)

  /// The folder; there is one from the first call on.
  public static var url: URL {
    taken.withLock { taken in
      if let taken { return taken }
      let own = FileManager.default.temporaryDirectory.appendingPathComponent(temporaryName("concord"))
      mkdir(own.path, 0o700)
      taken = own
      atexit { TemporaryFolder.removeOwn() }
      return own
    }
  }

  /// Takes a folder that is this process's alone, and empties it of what an earlier one left. Libraries and programs that
  /// ask the environment for a place are sent there too.
  /// - Throws: ``Unreadable`` if it can't be made, or is not a folder.
  public static func take(_ folder: URL) throws {
    var found = stat()
    if lstat(folder.path, &found) == 0 {
      guard found.st_mode & S_IFMT == S_IFDIR else { throw Unreadable("\(folder.path) is not a folder.") }
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
        try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
      }
      chmod(folder.path, 0o700)
    } else if mkdir(folder.path, 0o700) != 0 {
      throw Unreadable("\(folder.path) can't be made: \(String(cString: strerror(errno))).")
    }
    taken.withLock { $0 = folder }
    for name in ["TMPDIR", "SQLITE_TMPDIR"] { setenv(name, folder.path, 1) }
  }

  /// A path in it that nothing has yet.
  public static func file(_ beginning: String, _ ending: String = "") -> URL {
    url.appendingPathComponent(temporaryName(beginning) + ending)
  }

  /// Makes a folder in it, for its owner alone. Whoever asks takes it away again.
  /// - Throws: If it can't be made.
  public static func folder(_ beginning: String) throws -> URL {
    let folder = file(beginning)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return folder
  }

  private static func removeOwn() {
    guard let own = taken.withLock({ $0 }), own.lastPathComponent.hasPrefix("concord-") else { return }
    try? FileManager.default.removeItem(at: own)
  }
}

extension Error {
  /// A disk had no room for a file, or a quota was used up.
  public var saysDiskIsFull: Bool {
    let error = self as NSError
    if error.domain == NSPOSIXErrorDomain { return [Int(ENOSPC), Int(EDQUOT)].contains(error.code) }
    if error.domain == NSCocoaErrorDomain, error.code == CocoaError.fileWriteOutOfSpace.rawValue { return true }
    return (error.userInfo[NSUnderlyingErrorKey] as? any Error)?.saysDiskIsFull ?? false
  }
}
