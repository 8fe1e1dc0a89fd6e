import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Synchronization
import Testing

/// A whole workspace as a file, and back.
@Suite struct WorkspaceExportTests {
  private final class Text: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var value: Value { get throws { try JSON.parse(bytes.withLock { $0 }) } }
  }

  private func exported(_ place: Workplace, _ workspace: Workspace) async throws -> Value {
    let text = Text()
    try await place.installation.exportWorkspace(workspace) { text.add($0) }
    return try text.value
  }

  private static let minutes = Array("Minutes of the review, signed. \u{0}\u{FFFF}".utf8)

  private func withAttachment() async throws -> Workplace {
    let place = try await Workplace.withDemonstration()
    let file = try await place.installation.keepFile(Self.minutes, in: place.workspace)
    try await place.commit([.attach(id: "R-001", file: file, name: "minutes.bin")])
    return place
  }

  @Test func aWholeWorkspaceGoesOutAndInWithoutLoss() async throws {
    let place = try await withAttachment()
    let value = try await exported(place, place.workspace)
    let other = try await Workplace(organization: "Elsewhere")
    let copy = try await other.installation.importWorkspace(value)
    #expect(try await exported(other, copy) == value)
    #expect(try await other.installation.verify().problems == [])
    let hash = Hash.sha256(Self.minutes).hex
    #expect(other.installation.files.bytes(hash) == Self.minutes)
    await #expect(throws: Failure.self, "There is such a workspace now") {
      try await other.installation.importWorkspace(value)
    }
  }

  /// What is altered in the file does not come in, whether it is an entry or the bytes of a file.
  @Test func whatWasAlteredStaysOut() async throws {
    let place = try await withAttachment()
    let value = try await exported(place, place.workspace)
    func altered(_ list: String, _ name: String, _ new: Value) throws -> Value {
      var members = try #require(value.object)
      var first = try #require(value[list].list.first?.object)
      first[name] = new
      members[list] = .list([.object(first)] + value[list].list.dropFirst())
      return .object(members)
    }
    for lie in [
      try altered("entries", "actor", "somebody else"), try altered("files", "base64", "AAAA"),
      try altered("files", "base64", .null), try altered("files", "sha256", .text(Hash.sha256([1]).hex)),
      try altered("files", "sha256", "../../etc/passwd"),
    ] {
      let other = try await Workplace(organization: "Elsewhere")
      await #expect(throws: Failure.self) { try await other.installation.importWorkspace(lie) }
    }
  }

  @Test func anExportWithoutItsFilesIsNone() async throws {
    let place = try await withAttachment()
    try FileManager.default.removeItem(at: place.installation.files.url(Hash.sha256(Self.minutes).hex))
    await #expect(throws: Failure.self) { try await exported(place, place.workspace) }
  }
}
