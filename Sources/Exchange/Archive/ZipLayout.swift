import CZip
import Foundation

/// The bytes of an archive as ``ZipWriter`` writes it. Nothing in them is free: given the names and contents there is one
/// archive, so whatever differs was altered. Libraries that read archives pass over what they don't need, such as a second
/// name in a local header or bytes between members; this does not.
public struct ZipLayout: Sendable {
  /// Where a member stands in the archive.
  public struct Member: Sendable, Hashable {
    public let name: String
    /// Of the first byte of the content.
    public let offset: Int
    /// In bytes.
    public let size: Int
    /// CRC-32 that the archive states.
    public let crc: UInt32
  }
  /// In what an archive differs from one that ``ZipWriter`` writes.
  public struct Problem: Sendable, Hashable {
    /// The member, or `archive`.
    public let name: String
    /// In a sentence.
    public let problem: String
  }

  /// 1980-01-01, the first day that the format knows.
  static let date: UInt16 = 0x0021
  /// A regular file that everybody may read, as Unix writes it.
  static let attributes: UInt32 = 0o100644 << 16
  /// Beyond it the format needs other records, which packs don't have.
  public static let largest = 0xFFFF_FFFF - 1
  /// Beyond it the format needs other records, which packs don't have.
  public static let mostMembers = 0xFFFF - 1

  /// In the order of the archive; empty if its end can't be read.
  public private(set) var members: [Member] = []
  /// Empty for an archive without a fault.
  public private(set) var problems: [Problem] = []
  private let file: FileHandle

  /// - Throws: ``ArchiveFailure`` for a file that can't be opened.
  public init(_ url: URL) throws(ArchiveFailure) {
    guard let file = try? FileHandle(forReadingFrom: url), let size = try? file.seekToEnd() else {
      throw .other("\(url.lastPathComponent) can't be read.")
    }
    self.file = file
    read(Int(size))
  }

  private mutating func add(_ name: String, _ problem: String) {
    problems.append(Problem(name: name, problem: problem))
  }

  private func bytes(_ offset: Int, _ count: Int) -> [UInt8] {
    guard (try? file.seek(toOffset: UInt64(offset))) != nil, let data = try? file.read(upToCount: count) else {
      return []
    }
    return [UInt8](data)
  }

  private mutating func read(_ size: Int) {
    let end = size >= 22 ? bytes(size - 22, 22) : []
    let (count, length, start) = (Self.number(end, 10, 2), Self.number(end, 12, 4), Self.number(end, 16, 4))
    guard end == Self.end(count: count, length: length, start: start) else {
      add("archive", "It does not end as a pack ends: it was cut off, or something was put behind it.")
      return
    }
    guard start + length + 22 == size else {
      add("archive", "Its list of members does not stand where it says: bytes were taken out or put in.")
      return
    }
    readDirectory(bytes(start, length), count, start)
  }

  private mutating func readDirectory(_ directory: [UInt8], _ count: Int, _ start: Int) {
    var (at, offset) = (0, 0)
    var names: Set<String> = []
    while at < directory.count {
      let length = Self.number(directory, at + 28, 2)
      guard at + 46 + length <= directory.count else {
        add("archive", "Its list of members breaks off.")
        return
      }
      let name = String(decoding: directory[(at + 46)..<(at + 46 + length)], as: UTF8.self)
      let (crc, size) = (UInt32(clamping: Self.number(directory, at + 16, 4)), Self.number(directory, at + 24, 4))
      let entry = directory[at..<(at + 46 + length)]
      if !entry.elementsEqual(Self.entry(name, crc, size, offset)) {
        add(name, "Its line in the list of members was altered.")
      }
      if !Self.isSafe(name) { add(name, "This is no name of a member of a pack.") }
      if !names.insert(name).inserted { add(name, "The name stands in the archive more than once.") }
      let header = Self.header(name, crc, size)
      if bytes(offset, header.count) != header { add(name, "What stands before its content was altered.") }
      guard offset + header.count + size <= start else {
        add(name, "Its content is longer than the archive.")
        return
      }
      members.append(Member(name: name, offset: offset + header.count, size: size, crc: crc))
      offset += header.count + size
      at += 46 + length
    }
    if members.count != count { add("archive", "It has \(members.count) members and says \(count).") }
    if offset != start { add("archive", "There are bytes between its last member and its list of members.") }
  }

  /// Hands over the content of a member piece by piece; whether its CRC-32 is what the archive states.
  public func forEachPiece(of member: Member, _ body: ([UInt8]) -> Void) -> Bool {
    var (left, at, crc) = (member.size, member.offset, crc32(0, nil, 0))
    while left > 0 {
      let piece = bytes(at, min(left, 1 << 20))
      if piece.isEmpty { return false }
      crc = crc32(crc, piece, uInt(piece.count))
      body(piece)
      left -= piece.count
      at += piece.count
    }
    return UInt32(truncatingIfNeeded: crc) == member.crc
  }

  /// A whole member.
  public func content(of member: Member) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(member.size)
    _ = forEachPiece(of: member) { content += $0 }
    return content
  }

  /// Relative, without steps upwards, of harmless characters.
  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 400
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.first != "." }
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || [0x2D, 0x2E, 0x2F, 0x5F]
            .contains($0)
      }
  }

  // The records of the format (APPNOTE 4.3.7, 4.3.12, 4.3.16), as far as packs use them.

  private static func header(_ name: String, _ crc: UInt32, _ size: Int) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + little(10, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(Int(date), 2)
      + little(Int(crc), 4) + little(size, 4) + little(size, 4) + little(name.utf8.count, 2) + little(0, 2)
      + Array(name.utf8)
  }

  private static func entry(_ name: String, _ crc: UInt32, _ size: Int, _ offset: Int) -> [UInt8] {
    [0x50, 0x4B, 1, 2] + little(0x033F, 2) + little(10, 2) + little(0, 2) + little(0, 2) + little(0, 2)
      + little(Int(date), 2) + little(Int(crc), 4) + little(size, 4) + little(size, 4) + little(name.utf8.count, 2)
      + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(Int(attributes), 4) + little(offset, 4)
      + Array(name.utf8)
  }

  private static func end(count: Int, length: Int, start: Int) -> [UInt8] {
    [0x50, 0x4B, 5, 6] + little(0, 2) + little(0, 2) + little(count, 2) + little(count, 2) + little(length, 4)
      + little(start, 4) + little(0, 2)
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
    guard at + count <= bytes.count else { return 0 }
    return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
  }
}
