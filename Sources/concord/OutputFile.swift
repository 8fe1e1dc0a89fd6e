import ArgumentParser
import Exchange
import Foundation
import Operations

/// What a command writes where somebody asked for it (`-o`, `--output`): the one way in which all of them do it.
///
/// A file comes to be whole and durable or not at all, for its owner alone. A pipe or a device such as `/dev/null` is
/// written into and stays what it is. A link, a folder, a disk and a socket are refused: whoever means what is behind a link
/// names that.
enum OutputFile {
  /// Lets something be made at a path of its own, then brings it where it belongs.
  /// - Throws: `ValidationError` for a place that is refused, ``Failure`` where it can't be written; then what was there is
  ///   untouched.
  static func put<T>(_ url: URL, _ make: (URL) async throws -> T) async throws -> T {
    let isStream = try isStream(url)
    let name = ".\(temporaryName(url.lastPathComponent))"
    let part = isStream ? TemporaryFolder.file("output") : url.deletingLastPathComponent().appendingPathComponent(name)
    defer { unlink(part.path) }
    let made: T
    do { made = try await make(part) } catch let error where error.saysDiskIsFull {
      throw Failure.full("The disk is full; \(url.path) was not written.")
    }
    if isStream {
      try await pour(part, into: url)
    } else {
      chmod(part.path, 0o600)
      try sync(part.path, as: url)
      // What came to be there in the meantime is judged once more.
      _ = try self.isStream(url)
      guard rename(part.path, url.path) == 0 else { throw failure(url) }
      try sync(url.deletingLastPathComponent().path, as: url)
    }
    return made
  }

  /// Writes bytes there.
  static func put(_ bytes: [UInt8], at url: URL) async throws {
    try await put(url) { part in
      do { try Data(bytes).write(to: part) } catch {
        if error.saysDiskIsFull { throw error }
        throw Failure.unavailable("\(url.path) can't be written.")
      }
    }
  }

  private static func failure(_ url: URL) -> Failure {
    .disk(full: "The disk is full; \(url.path) was not written.", other: "\(url.path) can't be written")
  }

  /// Whether it is written into rather than replaced.
  private static func isStream(_ url: URL) throws -> Bool {
    var found = stat()
    guard lstat(url.path, &found) == 0 else { return false }
    switch found.st_mode & S_IFMT {
    case S_IFREG: return false
    case S_IFIFO, S_IFCHR: return true
    case S_IFLNK: throw ValidationError("\(url.path) is a link; name the file that you mean.")
    case S_IFDIR: throw ValidationError("\(url.path) is a folder; name a file in it.")
    default: throw ValidationError("\(url.path) is neither a file nor a pipe.")
    }
  }

  private static func sync(_ path: String, as url: URL) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(url) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure(url) }
  }

  /// Without waiting for whoever reads: a command may run in the server, whose threads answer others.
  private static func pour(_ part: URL, into url: URL) async throws {
    var patience = 300
    var stream = open(url.path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)
    while stream < 0, errno == ENXIO, patience > 0 {
      patience -= 1
      try await Task.sleep(for: .milliseconds(20))
      stream = open(url.path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)
    }
    guard stream >= 0 else {
      throw errno == ENXIO ? Failure.unavailable("Nobody reads what is written to \(url.path).") : failure(url)
    }
    defer { close(stream) }
    let source = try FileHandle(forReadingFrom: part)
    defer { try? source.close() }
    while let piece = try source.read(upToCount: 65_536), !piece.isEmpty {
      let bytes = [UInt8](piece)
      var at = 0
      patience = 3000
      while at < bytes.count {
        let count = bytes.withUnsafeBytes { write(stream, $0.baseAddress?.advanced(by: at), bytes.count - at) }
        if count > 0 {
          at += count
        } else if count < 0, errno == EAGAIN, patience > 0 {
          patience -= 1
          try await Task.sleep(for: .milliseconds(10))
        } else if count >= 0 || errno != EINTR {
          throw failure(url)
        }
      }
    }
  }
}
