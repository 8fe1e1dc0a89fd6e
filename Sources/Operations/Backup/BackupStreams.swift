import Foundation
import Ledger

/// Where the bytes of a backup go: as they are, or encrypted.
final class BackupSink {
  private let file: FileHandle
  private let sealed: SealedChunks?
  private var held: [UInt8] = []
  private var number: UInt64 = 0

  init(_ url: URL, passphrase: String?) throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw Failure.unavailable("\(url.deletingLastPathComponent().path) can't be written to.")
    }
    file = try FileHandle(forWritingTo: url)
    sealed = passphrase.map { SealedChunks(passphrase: $0) }
    if let sealed { try file.write(contentsOf: sealed.head) }
  }

  func write(_ bytes: some Collection<UInt8>) throws {
    guard let sealed else { return try file.write(contentsOf: Data(bytes)) }
    held += bytes
    while held.count > SealedChunks.size {
      try put(Array(held.prefix(SealedChunks.size)), sealed, isLast: false)
      held.removeFirst(SealedChunks.size)
    }
  }

  private func put(_ chunk: [UInt8], _ sealed: SealedChunks, isLast: Bool) throws {
    guard let bytes = sealed.seal(chunk, number: number, isLast: isLast) else {
      throw Failure.unavailable("The backup could not be encrypted.")
    }
    try file.write(contentsOf: Data(bytes))
    number += 1
  }

  /// Writes what is left, and to the disk.
  func end() throws {
    if let sealed { try put(held, sealed, isLast: true) }
    try file.synchronize()
    try file.close()
  }
}

/// Where the bytes of a backup come from.
final class BackupSource {
  private let file: FileHandle
  private let sealed: SealedChunks?
  private var held: ArraySlice<UInt8> = []
  private var ahead: [UInt8] = []
  private var number: UInt64 = 0
  private var isAtEnd = false

  /// - Throws: ``BackupDamage`` if it is encrypted and no passphrase is given, and the other way round.
  init(_ url: URL, passphrase: String?) throws {
    file = try FileHandle(forReadingFrom: url)
    let head = [UInt8](try file.read(upToCount: SealedChunks.headLength) ?? Data())
    guard SealedChunks.isHead(head) else {
      guard passphrase == nil else {
        throw BackupDamage("the archive", "it is not encrypted; leave out the passphrase.")
      }
      sealed = nil
      try file.seek(toOffset: 0)
      return
    }
    guard let passphrase else {
      throw BackupDamage("the archive", "it is encrypted; name its passphrase with --passphrase-file.")
    }
    sealed = SealedChunks(reading: head, passphrase: passphrase)
    guard sealed != nil else { throw BackupDamage("the archive", "its head is damaged.") }
    ahead = try chunk()
  }

  deinit { try? file.close() }

  private func chunk() throws -> [UInt8] {
    [UInt8](try file.read(upToCount: SealedChunks.size + SealedChunks.overhead) ?? Data())
  }

  /// So many bytes, fewer at the end.
  func read(_ count: Int, in member: String) throws -> [UInt8] {
    guard let sealed else { return [UInt8](try file.read(upToCount: count) ?? Data()) }
    while held.count < count, !isAtEnd {
      let current = ahead
      ahead = try chunk()
      isAtEnd = ahead.isEmpty
      guard let bytes = sealed.open(current, number: number, isLast: isAtEnd) else {
        throw BackupDamage(
          member, number == 0 ? "it can't be decrypted: another passphrase, or damaged." : "it is damaged or cut off.")
      }
      number += 1
      held += bytes
    }
    defer { held = held.dropFirst(count) }
    return Array(held.prefix(count))
  }
}
