import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite
import Testing

@Suite struct CommitTests {
  @Test func aStaleEditIsRefusedAndNamesTheRevisionThatStands() async throws {
    let place = try await Workplace()
    let id = try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap"])]).records[0].id
    try await place.commit([.edit(id: id, values: ["service": "Cloud"], ifVersion: 1)])
    await #expect(throws: Failure.stale(current: 2)) {
      try await place.commit([.edit(id: id, values: ["service": "Mail"], ifVersion: 1)])
    }
  }

  @Test func anActIsAllOrNothing() async throws {
    let place = try await Workplace()
    await #expect(throws: Failure.self) {
      try await place.commit([
        .create(register: "suppliers", values: ["name": "Good"]), .create(register: "suppliers", values: ["name": ""]),
      ])
    }
    #expect(try await place.read { try $0.counts() }["suppliers"] == nil)
    #expect(try await place.read { try $0.ledgerSize } == 0)
  }

  @Test func anEditThatChangesNothingWritesNothing() async throws {
    let place = try await Workplace()
    let id = try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap"])]).records[0].id
    let again = try await place.commit([.edit(id: id, values: ["name": "Nordkap"])])
    #expect(again.entries == 0 && again.batch == nil)
  }

  @Test func theKeyOfARequestIsForgottenAfterAWeek() async throws {
    let place = try await Workplace()
    let made = try await place.installation.create(
      "suppliers", ["name": "Nordkap"], key: "now", request: [1], in: place.workspace, as: Workplace.chief)
    let (registers, long) = (place.installation.registers, try #require(Instant("2026-11-08T23:00:00Z")))
    try await place.installation.database.write { [workspace = place.workspace] connection in
      try Scope(connection, workspace, registers).remember(
        key: "old", actor: "somebody", request: [1], record: made.id, at: long)
    }
    try await place.installation.forgetOldKeys()
    #expect(try await place.read { try $0.record(forKey: "now", actor: Workplace.chief.name)?.record } == made.id)
    #expect(try await place.read { try $0.record(forKey: "old", actor: "somebody")?.record } == nil)
  }

  @Test func anApprovedDocumentIsNeverChangedInPlace() async throws {
    let place = try await Workplace()
    let person = try await place.commit([.create(register: "people", values: ["name": "Chief"])]).records[0].id
    let id = try await place.commit([
      .create(register: "documents", values: ["title": "Policy", "owner": .text(person), "text": "One"])
    ]).records[0].id
    let approved = try await place.commit(
      [.step(id: id, noun: "approval")], as: Workplace.chief(being: person)
    ).records[0]
    #expect(approved.state == "approved" && approved.approvedVersion == 2)
    let edited = try await place.commit([.edit(id: id, values: ["text": "Two"])]).records[0]
    #expect(edited.state == "draft" && edited.approvedVersion == 2)
    let history = try await place.read { try $0.history(of: id) }
    #expect(history.last { $0.version == 2 }?.body["text"] == "One")
  }

  @Test func whatIsUsedCantBeArchived() async throws {
    let place = try await Workplace()
    let person = try await place.commit([.create(register: "people", values: ["name": "Owner"])]).records[0].id
    try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap", "owner": .text(person)])])
    await #expect(throws: Failure.self) { try await place.commit([.archive(id: person)]) }
  }

  @Test func theFoldOfTheLedgerIsTheTables() async throws {
    let place = try await Workplace()
    let id = try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap"])]).records[0].id
    try await place.commit([.edit(id: id, values: ["service": "Cloud"]), .comment(id: id, text: "Looks good")])
    try await place.commit([.archive(id: id)])
    let audit: Body = ["title": "Stage 2", "kind": "stage_2"]
    try await place.commit([
      .restore(id: id), .create(register: "audits", id: "AUD-1", values: audit),
      .create(register: "audits", id: "AUD-2", values: audit), .share(id: id, for: "AUD-1", true),
      .share(id: id, for: "AUD-2", true), .share(id: "AUD-2", for: "AUD-2", true), .share(id: id, for: "AUD-1", false),
    ])
    let fresh = try SQLiteDatabase(path: place.folder.appendingPathComponent("fresh.sqlite").path)
    let comparison = try await place.installation.rebuild(into: fresh)
    #expect(comparison.differences == [] && comparison.entries == 11)
    try fresh.close()
  }

  /// An attacker with the database file changes one thing; `verify` must name it.
  @Test(arguments: [
    ("UPDATE revision SET body = replace(body, 'Nordkap', 'Other') WHERE seq = 2", "revision"),
    ("UPDATE revision SET actor = 'somebody' WHERE seq = 2", "revision"),
    ("DELETE FROM revision WHERE seq = 2", "revision"),
    ("UPDATE record SET body = replace(body, 'Nordkap', 'Other')", "record"),
    ("UPDATE record SET title = 'Other'", "record"),
    ("UPDATE record SET state = 'x', archived = 1", "record"),
    ("UPDATE comment SET text = 'Never mind'", "comment"),
    ("DELETE FROM comment", "comment"),
    ("DELETE FROM link", "link"),
    ("UPDATE checkpoint SET note = replace(note, 'concord', 'discord')", "checkpoint"),
    ("UPDATE workspace SET ledger_size = 2", "ledger"),
  ])
  func verificationNamesWhatWasAltered(_ attack: String, _ what: String) async throws {
    let place = try await Workplace()
    let person = try await place.commit([.create(register: "people", values: ["name": "Owner"])]).records[0].id
    let id = try await place.commit([
      .create(register: "suppliers", values: ["name": "Nordkap", "owner": .text(person)])
    ]).records[0].id
    try await place.commit([.comment(id: id, text: "Looks good")])
    try await place.installation.signCheckpoints()
    #expect(try await place.installation.verify().problems == [])
    let sql = SQL(stringLiteral: attack)
    try await place.installation.database.write {
      try $0.run("PRAGMA defer_foreign_keys = ON"); try $0.run(sql)
    }
    let problems = try await place.installation.verify().problems
    #expect(problems.contains { $0.what == what }, "\(attack): \(problems)")
  }

  @Test func aCheckpointKeptOutsideShowsALedgerWrittenAnew() async throws {
    let place = try await Workplace()
    try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap"])])
    let checkpoint = try #require(try await place.installation.signCheckpoints().first).signed(
      by: place.installation.key)
    let other = try await Workplace()
    try await other.commit([.create(register: "suppliers", values: ["name": "Somebody else"])])
    #expect(try await other.installation.verify(outside: [checkpoint]).problems.contains { $0.what == "checkpoint" })
    #expect(try await place.installation.verify(outside: [checkpoint]).isOK)
  }
}

@Suite struct WorkspaceTests {
  @Test func aNewMethodWorksEveryScoreOutAnew() async throws {
    let place = try await Workplace.withDemonstration()
    var matrix = try await place.read { try place.installation.settings($0).matrix }
    matrix.bands = [.init("fine", 1, 9), .init("not fine", 10, 25)]
    _ = try await place.installation.setMethod(matrix, in: place.workspace, as: Workplace.chief)
    let ranks = try await place.read { Set(try $0.records(of: "risks").compactMap { $0.body["level"]?.int }) }
    #expect(ranks == [1, 2])
    matrix.bands.removeLast()
    await #expect(throws: Failure.self) {
      try await place.installation.setMethod(matrix, in: place.workspace, as: Workplace.chief)
    }
  }
}
