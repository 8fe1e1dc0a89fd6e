import Foundation
import Testing

@testable import Exchange

/// Archives are one way only, and every byte of them is looked at.
@Suite struct ZipTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(temporaryName("concord-zip"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func problems(_ bytes: [UInt8], _ folder: URL) throws -> [String] {
    let file = folder.appendingPathComponent("read.zip")
    try Data(bytes).write(to: file)
    let layout = try ZipLayout(file)
    let broken = layout.members.filter { member in !layout.forEachPiece(of: member) { _ in } }
    return layout.problems.map(\.name) + broken.map(\.name)
  }

  private func sample(_ folder: URL) throws -> [UInt8] {
    let file = folder.appendingPathComponent("some.bin")
    try Data((0..<300).map { UInt8($0 & 255) }).write(to: file)
    let target = folder.appendingPathComponent("made.zip")
    try ZipWriter.write(
      [
        .init("first.txt", .bytes(Array("hello".utf8))), .init("folder/empty", .bytes([])),
        .init("folder/some.bin", .file(file)),
      ], to: target)
    return [UInt8](try Data(contentsOf: target))
  }

  @Test func whatIsWrittenIsReadAndTheSameTwice() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try sample(folder)
    #expect(try problems(bytes, folder).isEmpty)
    #expect(try sample(folder) == bytes)
    let layout = try ZipLayout(folder.appendingPathComponent("made.zip"))
    #expect(layout.members.map(\.name) == ["first.txt", "folder/empty", "folder/some.bin"])
    #expect(layout.content(of: layout.members[0]) == Array("hello".utf8))
    // Nothing but the archive and what was there before is in the folder.
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["made.zip", "read.zip", "some.bin"])
  }

  @Test func everyByteCounts() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try sample(folder)
    for index in bytes.indices {
      for bit in [UInt8(1), 0x80] {
        var altered = bytes
        altered[index] ^= bit
        #expect(try !problems(altered, folder).isEmpty, "byte \(index)")
      }
    }
  }

  @Test func nothingMayBeCutOffOrPutIn() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = try sample(folder)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(try !problems(Array(bytes.prefix(count)), folder).isEmpty, "cut to \(count)")
    }
    #expect(try problems(bytes + [0], folder) == ["archive"])
    #expect(try problems([0] + bytes, folder) == ["archive"])
  }

  @Test func aNameStandsThereOnceAndStaysInside() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: ArchiveFailure.self) {
      try ZipWriter.write(
        [.init("a", .bytes([1])), .init("a", .bytes([2]))], to: folder.appendingPathComponent("twice.zip"))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("twice.zip").path))
    for (name, isSafe) in [
      ("a/b.txt", true), ("../a", false), ("/a", false), ("a//b", false), ("a\\b", false), ("a/.b", false), ("", false),
      ("a b", false),
    ] { #expect(ZipLayout.isSafe(name) == isSafe, "\(name)") }
  }

  @Test func aMissingFileLeavesNoArchive() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let target = folder.appendingPathComponent("made.zip")
    try Data("earlier".utf8).write(to: target)
    #expect(throws: ArchiveFailure.self) {
      try ZipWriter.write([.init("a", .file(folder.appendingPathComponent("nowhere")))], to: target)
    }
    #expect(try String(contentsOf: target, encoding: .utf8) == "earlier")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["made.zip"])
  }
}
