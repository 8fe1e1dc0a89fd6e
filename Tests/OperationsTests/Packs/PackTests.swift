import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Testing

/// Certification packs: what goes in, that it is the same twice, and that nothing can be altered unnoticed.
@Suite struct PackTests {
  /// A page with every title, so that documents depend on records.
  static let render: PackRenderer = { source, _ in
    [
      PackDocument(
        "index.html", Array(source.items.map { "\($0.id) \($0.entry.state ?? "")" }.joined(separator: "\n").utf8))
    ]
  }

  private let order = PackOrder(kind: .stage1, audit: "AUD-1", date: Day("2027-09-06") ?? Day(number: 0))

  private func prepared() async throws -> Workplace {
    let place = try await Workplace()
    let file = try await place.installation.keepFile(
      Array("minutes of a test".utf8), in: place.workspace, as: Actor(name: "test", role: .administrator))
    let old = try await place.installation.keepFile(
      Array("a year ago".utf8), in: place.workspace, as: Actor(name: "test", role: .administrator))
    try await place.commit([
      .create(register: "people", id: "P-1", values: ["name": "Anna Aalto", "email": "anna@example.com"]),
      .create(
        register: "audits", id: "AUD-1",
        values: [
          "title": "Certification", "kind": "certification", "standards": ["iso27001", "iso42001"],
          "date_from": "2027-09-06",
        ]),
      .create(
        register: "documents", id: "POL-1", values: ["title": "Policy", "owner": "P-1", "text": "Approved words"]),
      .create(register: "documents", id: "POL-2", values: ["title": "Draft policy", "text": "Draft"]),
      .create(
        register: "risks", id: "R-1", values: ["title": "Fire", "domains": ["information_security"], "owner": "P-1"]),
      .create(
        register: "evidence", id: "EVD-1",
        values: [
          "title": "Test of recovery", "file": .text(file.sha256), "valid_from": "2027-01-01",
          "valid_until": "2027-12-31",
        ]),
      .create(
        register: "evidence", id: "EVD-2",
        values: [
          "title": "Old test", "file": .text(old.sha256), "valid_from": "2025-01-01", "valid_until": "2025-12-31",
        ]),
    ])
    try await place.commit([.step(id: "POL-1", noun: "approval")], as: Workplace.chief(being: "P-1"))
    try await place.commit([.edit(id: "POL-1", values: ["text": "Draft words"])])
    return place
  }

  private func make(_ place: Workplace, _ name: String = "pack.zip", order: PackOrder? = nil) async throws -> (
    MadePack, URL
  ) {
    let target = place.folder.appendingPathComponent(name)
    let made = try await place.installation.makePack(
      order ?? self.order, in: place.workspace, as: Workplace.chief, to: target, render: Self.render)
    return (made, target)
  }

  private func verify(_ file: URL, key: VerifyingKey? = nil) -> PackVerification {
    PackVerifier.verify(file, key: key, registers: Catalogue.registers, render: Self.render)
  }

  @Test func itHoldsWhatIsInForceAndVerifies() async throws {
    let place = try await prepared()
    let (made, file) = try await make(place)
    let found = verify(file, key: place.installation.key.verifyingKey)
    #expect(found.problems == [])
    #expect(found.documents == 1 && found.files == 1)
    let source = try #require(found.source)
    #expect(Set(source.items.map(\.id)) == ["AUD-1", "POL-1", "R-1", "EVD-1"])
    // The approved revision, not the draft after it.
    let policy = try #require(source.items.first { $0.id == "POL-1" })
    #expect(policy.entry.state == "approved" && policy.body["text"]?.text == "Approved words")
    #expect(source.names["P-1"] == "Anna Aalto")
    #expect(made.record.body["manifest_sha256"]?.text == made.manifest)
    #expect(try await place.installation.verify().problems == [])
  }

  @Test func theSamePositionGivesTheSameBytesAndOneRecord() async throws {
    let place = try await prepared()
    let (first, a) = try await make(place)
    let (second, b) = try await make(place, "again.zip")
    #expect(try Data(contentsOf: a) == Data(contentsOf: b))
    #expect(first.record.id == second.record.id)
    // What was written later does not reach into an earlier position.
    try await place.commit([.edit(id: "R-1", values: ["title": "Water"])])
    var earlier = order
    earlier.position = first.record.body["ledger_position"]?.int
    let (_, c) = try await make(place, "earlier.zip", order: earlier)
    #expect(try Data(contentsOf: a) == Data(contentsOf: c))
    let (third, d) = try await make(place, "later.zip")
    #expect(third.record.id != first.record.id)
    #expect(try Data(contentsOf: a) != Data(contentsOf: d))
    #expect(verify(d).isConsistent && !verify(d).isOK)
  }

  @Test func takingOneIsInTheLedger() async throws {
    let place = try await prepared()
    let (made, file) = try await make(place)
    let target = place.folder.appendingPathComponent("taken.zip")
    let auditor = Actor(name: "account:auditor@example.org", role: .externalAuditor, audits: ["AUD-1"])
    await #expect(throws: Failure.self) {
      try await place.installation.takePack(
        made.record.id, in: place.workspace, as: auditor, to: target, render: Self.render)
    }
    try await place.commit([.share(id: made.record.id, for: "AUD-1", true)])
    _ = try await place.installation.takePack(
      made.record.id, in: place.workspace, as: auditor, to: target, render: Self.render)
    #expect(try Data(contentsOf: file) == Data(contentsOf: target))
    let last = try #require(try await place.read { try $0.history(of: made.record.id).last })
    #expect(last.actor == auditor.name && last.note == "Downloaded" && last.body["downloads"]?.int == 1)
  }

  @Test func oneByteInEachMemberIsNoticedAndNamed() async throws {
    let place = try await prepared()
    let (_, file) = try await make(place)
    let bytes = [UInt8](try Data(contentsOf: file))
    let altered = place.folder.appendingPathComponent("altered.zip")
    let members = try ZipLayout(file).members
    #expect(members.count > 12)
    for member in members {
      for at in Set([0, member.size / 2, member.size - 1]) {
        var copy = bytes
        copy[member.offset + at] ^= 0x01
        try Data(copy).write(to: altered)
        let found = verify(altered)
        #expect(found.problems.contains { $0.name == member.name }, "\(member.name) at \(at): \(found.problems)")
      }
    }
  }

  /// The archive is written anew as it should be, so that only the signatures and proofs can tell.
  private func rewritten(
    _ file: URL, _ place: Workplace, key: SigningKey? = nil, _ change: (inout [String: [UInt8]]) throws -> Void
  ) throws -> PackVerification {
    let layout = try ZipLayout(file)
    var contents = Dictionary(
      layout.members.map { ($0.name, layout.content(of: $0)) }, uniquingKeysWith: { first, _ in first })
    try change(&contents)
    let lines: [Value] = contents.filter { !$0.key.hasPrefix("manifest.") }.sorted { $0.key < $1.key }.map {
      ["name": .text($0.key), "size": .int($0.value.count), "sha256": .text(Hash.sha256($0.value).hex)]
    }
    contents["manifest.json"] = JSON.bytes(["format": "concord-pack/1", "members": .list(lines)])
    if let key {
      let text = "concord-pack/1\nconcord/test/acme-clinics\n\(Hash.sha256(contents["manifest.json"] ?? []).hex)\n"
      contents["manifest.note"] = Array(SignedNote.sign(text, by: key).utf8)
    }
    let target = place.folder.appendingPathComponent("rewritten.zip")
    try ZipWriter.write(
      contents.sorted { $0.key < $1.key }.map { ArchiveMember($0.key, .bytes($0.value)) }, to: target)
    return verify(target)
  }

  @Test func anotherManifestNeedsTheKey() async throws {
    let place = try await prepared()
    let (_, file) = try await make(place)
    let found = try rewritten(file, place) { $0["index.html"] = Array("nothing to see".utf8) }
    #expect(found.problems.contains { $0.what == "signature" && $0.name == "manifest.json" })
  }

  /// Whoever has the key could sign anything; the ledger still says what the records are.
  @Test func evenTheKeyMakesNoOtherPast() async throws {
    let place = try await prepared()
    let (_, file) = try await make(place)
    let key = place.installation.key
    let record = "records/risks/R-1.json"
    let cases: [(String, (inout [String: [UInt8]]) throws -> Void, String)] = [
      (
        "a record",
        {
          $0[record] = Array(
            String(decoding: $0[record] ?? [], as: UTF8.self).replacingOccurrences(of: "Fire", with: "Tea").utf8)
        }, "revision"
      ),
      ("a record more", { $0["records/risks/R-9.json"] = Array("{}".utf8) }, "record"),
      ("a record less", { $0[record] = nil }, "revision"),
      ("a page", { $0["index.html"] = Array("nothing to see".utf8) }, "document"),
      ("a page more", { $0["extra.html"] = Array("see me".utf8) }, "document"),
      ("a file", { $0["files/EVD-1/EVD-1.txt"] = Array("forged".utf8) }, "file"),
      ("a file more", { $0["files/EVD-1/more.txt"] = Array("more".utf8) }, "file"),
      (
        "another author",
        {
          let name = "ledger/entries.jsonl"
          $0[name] = Array(
            String(decoding: $0[name] ?? [], as: UTF8.self).replacingOccurrences(of: "chief@", with: "thief@").utf8)
        }, "revision"
      ),
    ]
    for (name, change, what) in cases {
      let found = try rewritten(file, place, key: key, change)
      #expect(found.problems.contains { $0.what == what }, "\(name): \(found.problems)")
      #expect(!found.problems.contains { $0.what == "signature" || $0.what == "archive" }, "\(name): \(found.problems)")
    }
    #expect(try rewritten(file, place, key: key) { _ in }.isConsistent)
  }

  @Test func anotherKeyIsNotTrusted() async throws {
    let place = try await prepared()
    let (_, file) = try await make(place)
    let stranger = try #require(SigningKey(name: "test", seed: Array(repeating: 8, count: 32)))
    let found = verify(file, key: stranger.verifyingKey)
    #expect(found.problems.contains { $0.what == "key" } && found.problems.contains { $0.what == "signature" })
    #expect(verify(file).notes.count == 1)
  }

  @Test func whatWasAlteredInTheStoreIsNotSigned() async throws {
    let place = try await prepared()
    let workspace = place.workspace.id
    let target = place.folder.appendingPathComponent("pack.zip")
    // A file on disk.
    let sha256 = try #require(try await place.read { try $0.record("EVD-1")?.body["file"]?.text })
    let path = place.installation.files.url(sha256)
    let content = try Data(contentsOf: path)
    try Data("another text here".utf8).write(to: path)
    await #expect(throws: Failure.self) { try await make(place) }
    try content.write(to: path)
    // An entry of the ledger.
    try await place.installation.database.write { connection in
      _ = try connection.run(
        "UPDATE revision SET body = '{\"title\":\"Tea\"}' WHERE workspace = \(workspace) AND record_id = 'R-1'")
    }
    await #expect(throws: Failure.self) { try await make(place) }
    #expect(!FileManager.default.fileExists(atPath: target.path))
  }

  @Test func onlyThoseWhoApproveMakeOne() async throws {
    let place = try await prepared()
    for role in [Role.contributor, .internalAuditor, .externalAuditor, .reader] {
      await #expect(throws: Failure.self) {
        try await place.installation.makePack(
          order, in: place.workspace, as: Actor(name: "x", role: role),
          to: place.folder.appendingPathComponent("no.zip"), render: Self.render)
      }
    }
    var nowhere = order
    nowhere.audit = "AUD-9"
    await #expect(throws: Failure.self) { try await make(place, order: nowhere) }
  }

  @Test func whatIsMissingIsListed() async throws {
    let place = try await prepared()
    try await place.commit([.create(register: "ai-systems", id: "AI-1", values: ["name": "Triage"])])
    let order = order
    let gaps = try await place.read { scope in
      try place.installation.packGaps(
        try place.installation.packSource(order, scope), standards: [.security, .ai], scope)
    }
    let problems = gaps.map { gap in gap.title.map { "\($0): \(gap.problem)" } ?? gap.problem }
    for expected in [
      "No scope statement is approved.", "No statement of applicability is approved.",
      "Triage: No impact assessment is approved.", "Old test: It does not speak for 2027-09-06, so it is left out.",
      "Fire: No treatment is chosen.",
      "No internal audit of ISO/IEC 42001 was finished in the twelve months before 2027-09-06.",
      "No management review took place in the twelve months before 2027-09-06.",
    ] { #expect(problems.contains(expected), "\(expected)") }
    #expect(!problems.contains("No policy is approved."))
  }
}
