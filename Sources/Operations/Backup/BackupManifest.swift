import Foundation
import Ledger
import RegisterKit

/// What a backup holds: the first member of the archive, by which all others are checked to the byte.
public struct BackupManifest: Sendable, Equatable {
  /// A file of the archive.
  public struct Member: Sendable, Equatable {
    public let name: String
    /// In bytes.
    public let size: Int
    /// In 64 hexadecimal digits, lower case.
    public let sha256: String
    public init(name: String, size: Int, sha256: String) {
      self.name = name
      self.size = size
      self.sha256 = sha256
    }
  }
  /// The moment in UTC, as ``Instant`` writes it.
  public let made: String
  /// The key of the installation, as ``VerifyingKey/description``; whether its secret half is inside is told by the members.
  public let key: String
  public let members: [Member]

  public init(made: String, key: String, members: [Member]) {
    self.made = made
    self.key = key
    self.members = members
  }

  public static let name = "manifest.json"
  /// The last member: the hash of the first.
  public static let endName = "manifest.sha256"
  public static let database = "concord.sqlite"
  public static let signingKey = "signing-key"
  static let format = "concord-backup-1"
  /// Of the manifest itself, in bytes; a million files have room.
  static let largest = 200 << 20

  public var hasKey: Bool { members.contains { $0.name == Self.signingKey } }
  /// Number of files of records.
  public var files: Int { members.count { $0.name.hasPrefix("files/") } }

  var bytes: [UInt8] {
    JSON.bytes([
      "format": .text(Self.format), "made": .text(made), "key": .text(key),
      "members": .list(
        members.map { ["name": .text($0.name), "size": .int($0.size), "sha256": .text($0.sha256)] }),
    ])
  }

  init(_ bytes: [UInt8]) throws(BackupDamage) {
    guard let value = try? JSON.parse(bytes), value["format"].text == Self.format, let made = value["made"].text,
      let key = value["key"].text
    else { throw BackupDamage(Self.name, "it can't be read, or is of another format.") }
    var members: [Member] = []
    for entry in value["members"].list {
      guard let name = entry["name"].text, let size = entry["size"].int, size >= 0, let sha256 = entry["sha256"].text,
        Hash(hex: sha256) != nil
      else { throw BackupDamage(Self.name, "a member has no name, size or hash.") }
      guard Self.isKnown(name, sha256) else {
        throw BackupDamage(Self.name, "“\(name)” is nothing that a backup holds.")
      }
      members.append(Member(name: name, size: size, sha256: sha256))
    }
    guard members.first?.name == Self.database, Set(members.map(\.name)).count == members.count else {
      throw BackupDamage(Self.name, "the database is not its first member, or a member stands twice.")
    }
    self.init(made: made, key: key, members: members)
  }

  /// The only paths that are ever unpacked: no other folders, no links, nothing that leads out.
  static func isKnown(_ name: String, _ sha256: String) -> Bool {
    if [database, signingKey].contains(name) { return true }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.first {
    case "files": return parts == ["files", String(sha256.prefix(2)), sha256]
    case "libraries":
      return parts.count == 2 && !parts[1].hasPrefix(".") && (1...200).contains(parts[1].utf8.count)
        && parts[1].utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || [0x2D, 0x2E, 0x5F].contains(byte)
        }
    default: return false
    }
  }
}

/// What is wrong with a backup, and with which member of it.
public struct BackupDamage: Error, Sendable, Equatable {
  public let member: String
  public let problem: String
  public init(_ member: String, _ problem: String) {
    self.member = member
    self.problem = problem
  }
}

/// Headers of the archive: tar (POSIX.1-1988 ustar) with one owner, one mode and no date, so that each follows from name and
/// size and any other is damage.
enum BackupHeader {
  static let length = 512

  static func bytes(_ name: String, size: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: length)
    func put(_ text: String, at place: Int) {
      for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    put(String(name.prefix(100)), at: 0)
    put(octal(0o600, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    if size < 1 << 33 {
      put(octal(size, 11), at: 124)
    } else {
      // As GNU tar and others write what eight digits more don't hold.
      header[124] = 0x80
      for index in 0..<8 { header[128 + index] = UInt8(truncatingIfNeeded: size >> (56 - 8 * index)) }
    }
    put(octal(0, 11), at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(octal(sum, 6), at: 148)
    (header[154], header[155]) = (0, 0x20)
    return header
  }

  /// The size that a header of that name says; nil if it is no such header.
  static func size(_ header: [UInt8], of name: String) -> Int? {
    guard header.count == length else { return nil }
    let digits = header[124..<135]
    guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    let size = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    return bytes(name, size: size) == header ? size : nil
  }

  /// What fills the last block of a member.
  static func padding(_ size: Int) -> Int { (length - size % length) % length }
}
