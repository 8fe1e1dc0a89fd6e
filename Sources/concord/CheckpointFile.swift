import Exchange
import Foundation
import Operations
import RegisterKit
import Synchronization

/// A file to which checkpoints are published, a line of JSON each. It is only ever added to, by one writer at a time.
///
/// It lies best on the disk of another machine, which may not answer: what waits for it does so on a thread of its own, none of
/// those that answer requests.
final class CheckpointFile: Sendable {
  private let url: URL
  private let queue = DispatchQueue(label: "concord.checkpoint-file")
  /// What was read of the file as it was then, so that it is read once and not every minute.
  private let known = Mutex<(state: [Int], last: LastPublished)?>(nil)
  /// How often a file that somebody else is adding to is asked for, every 50 milliseconds.
  private static let patience = 600

  init(url: URL) { self.url = url }

  /// Adds what an installation has that does not stand there yet. It is on the disk when this returns.
  /// - Returns: How many lines were added.
  /// - Throws: ``Failure``; then nothing is added.
  func publish(from installation: Installation) async throws -> Int {
    let file = try await work { try self.taken() }
    defer { queue.async { _ = close(file) } }
    let before = try await work { try self.last(file, installation) }
    let lines = try await installation.newCheckpoints(after: before)
    guard !lines.isEmpty else { return 0 }
    try await work {
      try self.append(lines, to: file)
      let last = installation.lastPublished(lines, after: before)
      self.known.withLock { known in known = self.state(file).map { (state: $0, last: last) } }
    }
    return lines.count
  }

  private func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try body() }) }
    }
  }

  /// The file, which nobody else reads to add to until it is closed: two that do so at once write over each other's lines.
  private func taken() throws -> Int32 {
    let file = open(url.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure() }
    do {
      var found = stat()
      guard fstat(file, &found) == 0 else { throw failure() }
      guard found.st_mode & S_IFMT == S_IFREG else { throw otherwise }
      var left = Self.patience
      while flock(file, LOCK_EX | LOCK_NB) != 0, errno == EAGAIN || errno == EINTR {
        guard left > 0 else { throw Failure.unavailable("Somebody else is adding to \(url.path). Try again later.") }
        left -= 1
        usleep(50_000)
      }
      // A disk without such locks is published to all the same.
      return file
    } catch {
      close(file)
      throw error
    }
  }

  /// What was published last.
  private func last(_ file: Int32, _ installation: Installation) throws -> LastPublished {
    let state = state(file)
    if let state, let known = known.withLock({ $0 }), known.state == state { return known.last }
    let last = installation.lastPublished(try lines(file))
    known.withLock { known in known = state.map { (state: $0, last: last) } }
    return last
  }

  /// By what a file is recognized that nobody changed; nil if it can't be said.
  private func state(_ file: Int32) -> [Int]? {
    var found = stat()
    guard fstat(file, &found) == 0 else { return nil }
    return [
      Int(truncatingIfNeeded: found.st_dev), Int(truncatingIfNeeded: found.st_ino), Int(clamping: found.st_size),
      found.st_mtim.tv_sec, found.st_mtim.tv_nsec,
    ]
  }

  /// What stands in it; a line that was cut off by a crash was never said to be there.
  /// - Throws: ``Failure`` for what is no such file.
  private func lines(_ file: Int32) throws -> [CheckpointLine] {
    let content = try? FileHandle(fileDescriptor: file, closeOnDealloc: false).readToEnd() ?? Data()
    guard let content, let text = String(validating: content, as: UTF8.self) else {
      throw Failure.unavailable("\(url.path) can't be read.")
    }
    let whole = text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
    // Only what such a line begins with is taken for a line that was cut off; a file of something else is left alone.
    let (rest, beginning) = (text[whole...], "{\"at\":\"")
    guard rest.hasPrefix(beginning) || beginning.hasPrefix(rest) else { throw otherwise }
    return try CheckpointLine.read(String(text[..<whole]))
  }

  private func append(_ lines: [CheckpointLine], to file: Int32) throws {
    var found = stat()
    guard fstat(file, &found) == 0 else { throw failure() }
    let end = wholeLines(file, Int(clamping: found.st_size))
    let bytes = Array(lines.map { JSON.text($0.value) + "\n" }.joined().utf8)
    guard ftruncate(file, off_t(end)) == 0, pwrite(file, bytes, bytes.count, off_t(end)) == bytes.count,
      fsync(file) == 0
    else {
      let failure = failure()
      ftruncate(file, off_t(end))
      throw failure
    }
  }

  /// Where the last whole line ends.
  private func wholeLines(_ file: Int32, _ size: Int) -> Int {
    var end = size
    var byte: UInt8 = 0
    while end > 0, pread(file, &byte, 1, off_t(end - 1)) == 1, byte != 0x0A { end -= 1 }
    return end
  }

  private var otherwise: Failure { .malformed("\(url.path) is no file of published checkpoints.") }

  private func failure() -> Failure {
    .disk(
      full: "The disk is full; no checkpoint was published to \(url.path).",
      other: "No checkpoint could be published to \(url.path)")
  }
}
