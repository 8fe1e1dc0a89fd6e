import Foundation
import Synchronization

/// Which file lies where the database was opened. A file that was renamed, removed or replaced can still be written to by
/// who has it open, and nobody finds at the path what was written: so its device and number are compared with those at the path.
final class FilePlace: Sendable {
  private struct File: Equatable {
    let device: dev_t
    let number: ino_t

    init?(_ path: String) {
      var found = stat()
      guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
      (device, number) = (found.st_dev, found.st_ino)
    }
  }
  private let path: String
  private let database: File?
  /// The log comes to be with the first write.
  private let log = Mutex<File?>(nil)

  /// - Parameter path: Of the database, which is open.
  init(path: String) {
    self.path = path
    database = File(path)
    log.withLock { $0 = File("\(path)-wal") }
  }

  /// Whether what is open lies at its path: two calls of the system.
  var isKept: Bool {
    guard let database, File(path) == database else { return false }
    return log.withLock { log in
      let found = File("\(path)-wal")
      if log == nil { log = found }
      return found == log
    }
  }

  /// It is being closed, and its log goes with that.
  func close() { log.withLock { $0 = nil } }

  func isSame(as other: FilePlace) -> Bool { database != nil && database == other.database }

  /// What is told where it is not kept.
  static func problem(_ path: String) -> String {
    "\(path) is no longer the file that was opened: it was moved, removed or replaced. Nothing is written."
  }
}
