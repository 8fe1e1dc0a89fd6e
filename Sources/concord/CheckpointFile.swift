import Exchange
import Foundation
import Operations
import RegisterKit

/// A file to which checkpoints are published, a line of JSON each. It is only ever added to.
struct CheckpointFile {
  let url: URL

  /// What stands in it; a line that was cut off by a crash was never said to be there.
  /// - Throws: ``Failure`` for what is no such file.
  func lines() throws -> [CheckpointLine] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw Failure.unavailable("\(url.path) can't be read.")
    }
    let whole = text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
    // Only what such a line begins with is taken for a line that was cut off; a file of something else is left alone.
    let (rest, beginning) = (text[whole...], "{\"at\":\"")
    guard rest.hasPrefix(beginning) || beginning.hasPrefix(rest) else {
      throw Failure.malformed("\(url.path) is no file of published checkpoints.")
    }
    return try CheckpointLine.read(String(text[..<whole]))
  }

  /// Adds lines, after ``lines()`` has read what stands there. They are on the disk when this returns.
  /// - Throws: ``Failure``; then nothing is added.
  func append(_ lines: [CheckpointLine]) throws {
    guard !lines.isEmpty else { return }
    let file = open(url.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    var found = stat()
    guard file >= 0, fstat(file, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { throw failure() }
    defer { close(file) }
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

  private func failure() -> Failure {
    .disk(
      full: "The disk is full; no checkpoint was published to \(url.path).",
      other: "No checkpoint could be published to \(url.path)")
  }
}
