import Domain
import Foundation
import Operations
import RegisterKit
import Store
import StoreSQLite
import Testing

/// What audits show to their external auditors: by audit, as the ledger says, also where entries name none.
@Suite struct ShowingTests {
  private func prepared() async throws -> Workplace {
    let place = try await Workplace()
    try await place.commit([
      .create(
        register: "audits", id: "AUD-1", values: ["title": "Stage 2", "kind": "stage_2", "date_to": "2027-09-17"]),
      .create(register: "audits", id: "AUD-2", values: ["title": "Of a customer", "kind": "supplier"]),
      .create(register: "people", id: "PER-1", values: ["name": "Anna Aalto"]),
      .create(register: "risks", id: "R-1", values: ["title": "Fire", "domains": ["information_security"]]),
    ])
    try await place.installation.addMember(
      email: "guest@example.com", name: "Guest", password: "four words of mine", role: .reader, in: place.workspace)
    return place
  }

  private func seen(_ audits: [String], _ place: Workplace) async throws -> [String] {
    try await place.installation.read(
      place.workspace, as: Actor(name: "x", role: .externalAuditor, audits: audits)
    ) { scope in try scope.names(of: ["AUD-1", "AUD-2", "PER-1", "R-1"]).keys.sorted() }
  }

  private func isSound(_ place: Workplace) async throws -> Bool {
    let fresh = try SQLiteDatabase(
      path: place.folder.appendingPathComponent("\(UInt64.random(in: 0 ... .max)).sqlite").path)
    defer { try? fresh.close() }
    let differences = try await place.installation.rebuild(into: fresh).differences
    let problems = try await place.installation.verify().problems
    #expect(differences == [] && problems == [])
    return differences.isEmpty && problems.isEmpty
  }

  @Test func whatIsProposedIsShownAndHiddenByAudit() async throws {
    let place = try await prepared()
    let installation = place.installation
    func contents(_ audit: String) async throws -> RoomContents {
      try await place.read { try installation.roomContents(audit, $0) }
    }
    let proposed = try await contents("AUD-1").proposed
    try await place.commit([
      .create(register: "findings", id: "FND-2", values: ["statement": "Of the other audit", "audit": "AUD-2"])
    ])
    #expect(try await contents("AUD-2").proposed.flatMap(\.records).map(\.id).contains("FND-2"))
    #expect(try await contents("AUD-1").proposed == proposed)
    #expect(!proposed.flatMap(\.records).map(\.id).contains("AUD-2"))
    #expect(proposed.map(\.register).contains("risks") && proposed.flatMap(\.records).map(\.id).contains("AUD-1"))
    let act = try await installation.show(
      ["R-1", "AUD-1"], true, for: "AUD-1", in: place.workspace, as: Workplace.chief)
    #expect(try await contents("AUD-1").shown.flatMap(\.records).map(\.id).sorted() == ["AUD-1", "R-1"])
    #expect(try await contents("AUD-2").shown == [])
    #expect(try await seen(["AUD-1"], place) == ["AUD-1", "R-1"])
    #expect(try await seen(["AUD-2"], place) == [])
    #expect(try await seen(["AUD-2", "AUD-1"], place) == ["AUD-1", "R-1"])
    #expect(try await seen([], place) == [])
    #expect(try await isSound(place))
    // The entry of the ledger says for which audit.
    let entry = try #require(try await place.read { try $0.history(of: "R-1").last })
    #expect(entry.action == .shared && entry.body == ["audit": "AUD-1"] && entry.note == "Shown for AUD-1")
    _ = try await installation.show(["R-1"], true, for: "AUD-2", in: place.workspace, as: Workplace.chief)
    _ = try await installation.undo(batch: try #require(act.batch), in: place.workspace, as: Workplace.chief)
    #expect(try await seen(["AUD-1"], place) == [])
    #expect(try await seen(["AUD-2"], place) == ["R-1"])
    _ = try await installation.hideAll(for: "AUD-2", in: place.workspace, as: Workplace.chief)
    #expect(try await seen(["AUD-2"], place) == [])
    #expect(try await isSound(place))
  }

  @Test func whoIsInvitedToNothingOrAsksForAnInternalAuditIsTold() async throws {
    let place = try await prepared()
    try await place.commit([.create(register: "audits", id: "INT", values: ["title": "Own", "kind": "internal"])])
    for (audit, id) in [("INT", "R-1"), ("R-1", "R-1"), ("AUD-9", "R-1"), ("AUD-1", "R-9")] {
      await #expect(throws: Failure.self) { try await place.commit([.share(id: id, for: audit, true)]) }
    }
    let proposed = try await place.read { scope in
      place.installation.proposedLastDay(of: try place.installation.auditsForOutsiders(scope))
    }
    #expect(proposed == Day("2027-11-16"))
  }

  /// A database and a ledger from before sharing was by audit.
  @Test func whatWasShownBeforeIsShownToNobodyAndNotLost() async throws {
    let place = try await prepared()
    let (workspace, registers) = (place.workspace, place.installation.registers)
    try await place.installation.database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let appender = try Appender(scope, actor: "chief@example.com", at: place.installation.now)
      for (id, kind, actions) in [
        ("PER-1", "people", [RevisionAction.shared]), ("R-1", "risks", [.shared, .unshared, .shared]),
        ("AUD-2", "audits", [.shared, .unshared]),
      ] {
        for action in actions {
          try appender.append(
            NewRevision(record: id, kind: kind, version: 1, action: action, state: nil, body: [:]))
        }
      }
      try appender.finish()
      // The tables as they were.
      for statement: SQL in [
        "ALTER TABLE record ADD COLUMN shared INTEGER NOT NULL DEFAULT 0",
        "UPDATE record SET shared = 1 WHERE id IN (SELECT record_id FROM shown)", "DROP TABLE shown",
        "ALTER TABLE membership DROP COLUMN audits", "ALTER TABLE invitation DROP COLUMN audits",
        "ALTER TABLE token DROP COLUMN audits", "ALTER TABLE token DROP COLUMN until",
        "DROP TABLE security_event", "DELETE FROM setting WHERE name = 'security events'",
        "ALTER TABLE membership DROP COLUMN person", "ALTER TABLE invitation DROP COLUMN person",
        "ALTER TABLE session DROP COLUMN proved_at", "ALTER TABLE session DROP COLUMN sender",
        "ALTER TABLE session DROP COLUMN agent", "ALTER TABLE session DROP COLUMN wrong",
        "ALTER TABLE session DROP COLUMN seal", "ALTER TABLE account DROP COLUMN seen_at",
        "DROP TABLE password_reset", "DROP TABLE file_link",
        "ALTER TABLE account DROP COLUMN zone", "ALTER TABLE account DROP COLUMN overdue_only",
        "DROP INDEX blob_use", "DROP INDEX blob_unnamed", "DROP INDEX blob_hash", "DROP INDEX blob_size",
        "ALTER TABLE blob DROP COLUMN brought_by", "ALTER TABLE blob DROP COLUMN named", "DROP TABLE quota",
        "ALTER TABLE blob DROP COLUMN seal",
        "DELETE FROM migration WHERE version >= 4",
      ] { try connection.run(statement) }
      try Schema.migrate(connection)
      // As it was sealed then, when there were no events yet.
      try connection.seal()
    }
    #expect(try await isSound(place))
    for audits in [["AUD-1"], ["AUD-2"], ["AUD-1", "AUD-2"], [""]] { #expect(try await seen(audits, place) == []) }
    let contents = try await place.read { try place.installation.roomContents("AUD-1", $0) }
    #expect(contents.shown == [] && contents.earlier.flatMap(\.records).map(\.id) == ["PER-1"])
    #expect(contents.proposed.flatMap(\.records).map(\.id).contains("R-1"))
    _ = try await place.installation.show(["PER-1"], true, for: "AUD-1", in: workspace, as: Workplace.chief)
    #expect(try await seen(["AUD-1"], place) == ["PER-1"])
    #expect(try await seen(["AUD-2"], place) == [])
    _ = try await place.installation.hideAll(for: "", in: workspace, as: Workplace.chief)
    #expect(try await place.read { try place.installation.roomContents("AUD-2", $0) }.earlier == [])
    #expect(try await seen(["AUD-1"], place) == ["PER-1"])
    #expect(try await isSound(place))
  }

  @Test(arguments: [
    "INSERT INTO shown SELECT workspace, id, 'AUD-2' FROM record WHERE id = 'R-1'",
    "UPDATE shown SET audit = 'AUD-2' WHERE record_id = 'R-1'", "DELETE FROM shown WHERE record_id = 'R-1'",
  ])
  func aRowByHandIsNamed(_ statement: String) async throws {
    let place = try await prepared()
    _ = try await place.installation.show(["R-1"], true, for: "AUD-1", in: place.workspace, as: Workplace.chief)
    try await place.installation.database.write { _ = try $0.run(SQL(stringLiteral: statement)) }
    let problems = try await place.installation.verify().problems
    #expect(problems.map(\.name) == ["R-1"] && problems.first?.what == "record")
  }
}
