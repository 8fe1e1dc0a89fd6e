import Operations
import RegisterKit
import Store
import Testing

@Suite("What was altered outside of Concord")
struct AlteredRowsTests {
  /// Otherwise the next edit would sign it as its own.
  @Test(arguments: [
    "UPDATE record SET state = 'accepted' WHERE id = 'R-1'",
    "UPDATE record SET body = json_set(body, '$.accepted_by', 'PER-1') WHERE id = 'R-1'",
    "UPDATE record SET archived = 1 WHERE id = 'R-1'", "UPDATE record SET version = 7 WHERE id = 'R-1'",
    "UPDATE revision SET body = json_set(body, '$.title', 'x') WHERE record_id = 'R-1'",
    "UPDATE revision SET actor = 'somebody' WHERE record_id = 'R-1'",
  ])
  func isBuiltUponByNobody(_ statement: String) async throws {
    let place = try await Workplace()
    let values: Body = ["title": "Lost key", "domains": ["information_security"]]
    try await place.commit([.create(register: "risks", id: "R-1", values: values)])
    _ = try await place.installation.database.write { try $0.run(SQL(stringLiteral: statement)) }
    let changes: [Change] = [
      .edit(id: "R-1", values: ["title": "Another"]), .archive(id: "R-1"), .restore(id: "R-1"),
      .comment(id: "R-1", text: "Seen"), .share(id: "R-1", for: "AUD-1", true),
    ]
    for change in changes {
      await #expect(throws: Failure.self) { try await place.commit([change]) }
    }
    #expect(try await place.read { try $0.ledgerSize } == 1)
  }

  @Test func isNotBroughtBackByUndo() async throws {
    let place = try await Workplace()
    let values: Body = ["title": "Lost key", "domains": ["information_security"]]
    try await place.commit([.create(register: "risks", id: "R-1", values: values)])
    let edit = try await place.commit([.edit(id: "R-1", values: ["title": "Another"])])
    _ = try await place.installation.database.write {
      try $0.run("UPDATE revision SET body = json_set(body, '$.title', 'Forged') WHERE seq = 1")
    }
    await #expect(throws: (any Error).self) {
      try await place.installation.undo(batch: try #require(edit.batch), in: place.workspace, as: Workplace.chief)
    }
    #expect(try await place.read { try $0.record("R-1")?.title } == "Another")
  }
}
