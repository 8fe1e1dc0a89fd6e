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
    let file = try await place.installation.keepFile(
      Self.minutes, in: place.workspace, as: Actor(name: "test", role: .administrator))
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

  /// Whoever makes an archive works its hashes out too; what no ledger of Concord holds stays out all the same.
  @Test func whatNoLedgerHoldsStaysOut() async throws {
    let place = try await Workplace()
    let value = try await exported(place, place.workspace)
    let risk = #"{"domains":["information_security"],"title":"Fire"}"#
    func entry(_ change: (inout Revision) -> Void) -> Revision {
      var entry = Revision(
        seq: 1, record: "RSK-1", kind: "risks", version: 1, action: .created, state: "identified", actor: "x",
        at: "2026-01-01T00:00:00.000Z", note: "", batch: 1, json: risk, workspace: "made")
      change(&entry)
      return Revision(
        seq: entry.seq, record: entry.record, kind: entry.kind, version: entry.version, action: entry.action,
        state: entry.state, actor: entry.actor, at: entry.at, note: entry.note, batch: entry.batch,
        json: entry.json ?? "", workspace: "made")
    }
    func archive(_ entries: [Revision], slug: String = "made", name: String = "Made") -> Value {
      var members = value.object ?? [:]
      (members["slug"], members["name"], members["files"]) = (.text(slug), .text(name), [])
      members["entries"] = .list(
        entries.map { entry in
          [
            "seq": .int(entry.seq), "id": .text(entry.record), "kind": .text(entry.kind),
            "version": .int(entry.version),
            "action": .text(entry.action.rawValue), "state": Value(entry.state), "actor": .text(entry.actor),
            "at": .text(entry.at), "note": .text(entry.note), "batch": .int(entry.batch), "body": Value(entry.json),
            "leaf_hash": .text(entry.leafHash.hex),
          ]
        })
      return .object(members)
    }
    let good = entry { _ in }
    let first = try await Workplace(organization: "Elsewhere")
    _ = try await first.installation.importWorkspace(archive([good]))
    let lies: [(inout Revision) -> Void] = [
      { $0.batch = .min }, { $0.batch = 0 }, { $0.batch = 2 }, { $0.batch = .max }, { $0.version = .max },
      { $0.version = 0 }, { $0.version = 2 }, { $0.seq = 2 }, { $0.seq = .min }, { $0.record = "../x" },
      { $0.record = "" },
      { $0.record = "SETTINGS" }, { $0.kind = "secrets" }, { $0.kind = "settings" }, { $0.state = "abolished" },
      { $0.at = "yesterday" }, { $0.at = "" }, { $0.action = .changed }, { $0.action = .archived },
      { $0.action = .commented }, { $0.json = "[]" }, { $0.json = "{" },
      { $0.json = #"{"score":9223372036854775807}"# },
      { $0.json = #"{"a":[{"b":-1e300}]}"# }, { $0.actor = String(repeating: "x", count: 1_000) },
    ]
    let elsewhere = try await Workplace(organization: "Elsewhere")
    let other = elsewhere.installation
    for lie in lies {
      await #expect(throws: Failure.self) { try await other.importWorkspace(archive([entry(lie)])) }
    }
    let next = entry { ($0.seq, $0.batch, $0.version, $0.action) = (2, 2, 2, .changed) }
    let second: [(inout Revision) -> Void] = [
      { ($0.seq, $0.batch) = (2, 2) }, { ($0.seq, $0.batch, $0.version, $0.action) = (2, 2, 3, .changed) },
      { ($0.seq, $0.batch, $0.version, $0.action, $0.kind) = (2, 2, 2, .changed, "assets") },
      { ($0.seq, $0.batch, $0.version, $0.action) = (3, 3, 2, .changed) },
    ]
    for lie in second {
      await #expect(throws: Failure.self) { try await other.importWorkspace(archive([good, entry(lie)])) }
    }
    for slug in ["../../w?x=\"><script>", "", "-a", "A", String(repeating: "a", count: 61)] {
      await #expect(throws: Failure.self) { try await other.importWorkspace(archive([good], slug: slug)) }
    }
    await #expect(throws: Failure.self) { try await other.importWorkspace(archive([good], name: " ")) }
    _ = try await other.importWorkspace(archive([good, next]))
    #expect(try await other.verify().problems == [])
  }

  /// Each member of each part of an archive, put at the edges of what it may be: refused with a sentence that says where, or
  /// taken and given out again.
  @Test func everyMemberAtItsEdgesIsRefusedOrTaken() async throws {
    let place = try await Workplace()
    let file = try await place.installation.keepFile(Self.minutes, in: place.workspace, as: Workplace.chief)
    try await place.commit([
      .create(register: "risks", id: "R-1", values: ["title": "Fire", "domains": ["ai"]]),
      .attach(id: "R-1", file: file, name: "minutes.bin"), .comment(id: "R-1", text: "seen"),
    ])
    try await place.commit([.archive(id: "R-1")])
    let value = try await exported(place, place.workspace)
    let edges: [Value] = [
      .int(.min), .int(.max), .int(0), .int(-1), .double(1e308), .double(-0.0), .null, .bool(true), .text(""),
      .text("\u{FFFD}\u{FFFF}"),
      .text(String(repeating: "x", count: 10_001)), .text("0001-01-01"), .text("9999-12-31T23:59:59.999Z"),
      .text("../../x"),
      .list([]), .list([.list([.null])]), .object([:]), .text("NaN"), .text("99999999999999999999"),
    ]
    let elsewhere = try await Workplace(organization: "Elsewhere")
    var (refused, taken) = (0, 0)
    func attempt(_ members: [String: Value], _ what: String) async throws {
      var members = members
      members["slug"] = members["slug"] == value["slug"] ? .text("made-\(refused + taken)") : members["slug"]
      do {
        let workspace = try await elsewhere.installation.importWorkspace(Self.rehashed(.object(members)))
        taken += 1
        _ = try await exported(elsewhere, workspace)
      } catch let failure as Failure {
        #expect(failure.message.count > 20, "\(what): \(failure.message)")
        refused += 1
      }
    }
    let whole = try #require(value.object)
    for name in whole.keys.sorted() where name != "entries" && name != "files" {
      for edge in edges { try await attempt(whole.merging([name: edge]) { $1 }, name) }
    }
    for list in ["entries", "files"] {
      for (index, one) in value[list].list.enumerated() {
        let one = try #require(one.object)
        for name in one.keys.sorted() {
          for edge in edges {
            var items = value[list].list
            items[index] = .object(one.merging([name: edge]) { $1 })
            try await attempt(whole.merging([list: .list(items)]) { $1 }, "\(list) \(index) \(name)")
          }
        }
      }
      for edge in edges { try await attempt(whole.merging([list: edge]) { $1 }, list) }
    }
    #expect(refused > 300 && taken > 20, "\(refused) refused, \(taken) taken")
  }

  /// As whoever makes an archive works its hashes out.
  private static func rehashed(_ value: Value) -> Value {
    guard var members = value.object, case .list(let entries)? = members["entries"], let slug = members["slug"]?.text
    else { return value }
    members["entries"] = .list(
      entries.map { entry in
        guard var one = entry.object, let seq = entry["seq"].int,
          let action = entry["action"].text.flatMap(RevisionAction.init),
          let id = entry["id"].text, let kind = entry["kind"].text, let version = entry["version"].int,
          let actor = entry["actor"].text,
          let at = entry["at"].text, let note = entry["note"].text, let batch = entry["batch"].int,
          let body = entry["body"].text
        else { return entry }
        let revision = Revision(
          seq: seq, record: id, kind: kind, version: version, action: action, state: entry["state"].text, actor: actor,
          at: at, note: note,
          batch: batch, json: body, workspace: slug)
        one["leaf_hash"] = .text(revision.leafHash.hex)
        return .object(one)
      })
    return .object(members)
  }

  /// The bytes of a file that is here, asked for by its hash alone from another workspace.
  @Test func anArchiveTakesNoFileOfAnotherWorkspace() async throws {
    let place = try await withAttachment()
    var members = try #require(try await exported(place, place.workspace).object)
    var file = try #require(members["files"]?.list.first?.object)
    file["base64"] = nil
    (members["files"], members["entries"], members["slug"]) = ([.object(file)], [], "other")
    let archive = Value.object(members)
    await #expect(throws: Failure.self) { try await place.installation.importWorkspace(archive) }
  }

  @Test func anExportWithoutItsFilesIsNone() async throws {
    let place = try await withAttachment()
    try FileManager.default.removeItem(at: place.installation.files.url(Hash.sha256(Self.minutes).hex))
    await #expect(throws: Failure.self) { try await exported(place, place.workspace) }
  }
}
