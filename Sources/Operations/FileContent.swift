import Foundation
import Ledger
import Synchronization

/// Bytes that came from outside, on the disk of the files, under no name: gone when nobody holds them any more, also after a
/// crash.
public final class HeldFile: Sendable {
  private let descriptor: Int32
  private let written = Atomic(0)

  fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  public var count: Int { written.load(ordering: .acquiring) }

  /// Adds bytes at the end; to be called by one task at a time.
  /// - Throws: ``Failure/full(_:)`` or ``Failure/unavailable(_:)``.
  public func append(_ bytes: [UInt8]) throws {
    try FileStore.write(bytes, to: descriptor)
    written.add(bytes.count, ordering: .releasing)
  }

  fileprivate func read(at offset: Int, count: Int) throws -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      while read < count {
        let more = pread(descriptor, buffer.baseAddress?.advanced(by: read), count - read, off_t(offset + read))
        if more < 0, errno == EINTR { continue }
        if more <= 0 {
          failed = true
          return
        }
        read += more
      }
    }
    if failed { throw Failure.unavailable("What was sent can't be read again.") }
    return bytes
  }
}

/// What a file that somebody sends holds: in memory if it is small.
public enum FileContent: Sendable {
  case bytes([UInt8])
  case part(of: HeldFile, at: Int, count: Int)

  public var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .part(_, _, let count): count
    }
  }
  public var isEmpty: Bool { count == 0 }

  /// All of it, for what is known to be of bounded size.
  public func bytes() throws -> [UInt8] { try read(0..<count) }

  /// A piece of it, as far as it goes.
  public func read(_ range: Range<Int>) throws -> [UInt8] {
    let range = range.clamped(to: 0..<count)
    switch self {
    case .bytes(let bytes): return range == 0..<bytes.count ? bytes : Array(bytes[range])
    case .part(let file, let offset, _): return try file.read(at: offset + range.lowerBound, count: range.count)
    }
  }

  /// A piece of it as content of its own.
  public func part(_ range: Range<Int>) -> FileContent {
    let range = range.clamped(to: 0..<count)
    return switch self {
    case .bytes(let bytes): .bytes(Array(bytes[range]))
    case .part(let file, let offset, _): .part(of: file, at: offset + range.lowerBound, count: range.count)
    }
  }

  /// Hands over everything, piece by piece.
  public func forEachPiece(_ body: ([UInt8]) throws -> Void) throws {
    var at = 0
    while at < count {
      let piece = try read(at..<(at + Self.piece))
      try body(piece)
      at += piece.count
    }
  }
  private static let piece = 1 << 18

  func hash() throws -> Hash {
    var stream = HashStream()
    try forEachPiece { stream.add($0) }
    return stream.end()
  }
}

extension FileStore {
  /// A place for bytes that come from outside, on the same disk as the files.
  public func hold() throws -> HeldFile {
    let path = folder.appendingPathComponent(".incoming-\(Random.secret().prefix(16))").path
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure() }
    unlink(path)
    return HeldFile(descriptor: file)
  }
}
