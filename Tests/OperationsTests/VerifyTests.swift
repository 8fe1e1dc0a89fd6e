import Domain
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import Testing

/// What is altered by hand in tables that do not follow from the ledger, or are only read by the search.
@Suite struct VerifyTests {
  private func place() async throws -> Workplace {
    let place = try await Workplace()
    let id = try await place.commit([.create(register: "suppliers", values: ["name": "Nordkap"])]).records[0].id
    let file = try await place.installation.keepFile(
      [1, 2, 3], in: place.workspace, as: Actor(name: "test", role: .administrator))
    try await place.commit([.attach(id: id, file: file, name: "contract.pdf")])
    try await place.installation.addMember(
      email: "reader@example.com", name: "", password: "four-words-of-mine", role: .reader, in: place.workspace)
    _ = try await place.installation.addToken(name: "ci", role: .reader, in: place.workspace, by: "chief")
    try await place.installation.signCheckpoints()
    try await place.commit([.edit(id: id, values: ["service": "Mail"])])
    try await place.installation.signCheckpoints()
    #expect(try await place.installation.verify().problems == [])
    return place
  }

  private func problems(_ place: Workplace, _ statements: [String]) async throws -> [Verification.Problem] {
    let sql = statements.map { SQL(stringLiteral: $0) }
    try await place.installation.database.write { for statement in sql { try $0.run(statement) } }
    return try await place.installation.verify().problems
  }

  @Test(arguments: [
    ("DELETE FROM search", "search", "SUP-0001"),
    ("UPDATE search SET text = 'nothing'", "search", "SUP-0001"),
    ("INSERT INTO search (rowid, title, text) VALUES (99, 'x', 'x')", "search", "all"),
    ("DELETE FROM checkpoint", "checkpoint", "acme-clinics"),
    ("DELETE FROM checkpoint WHERE size = 2", "checkpoint", "acme-clinics"),
    ("DELETE FROM setting WHERE name LIKE 'checkpoints%'", "checkpoint", "acme-clinics"),
    ("UPDATE workspace SET name = 'Acme Hospitals'", "member", "workspace acme-clinics"),
    ("UPDATE membership SET role = 'administrator'", "member", "member reader@example.com of acme-clinics"),
    ("UPDATE membership SET until = '2020-01-01'", "member", "member reader@example.com of acme-clinics"),
    ("DELETE FROM membership", "member", "member reader@example.com of acme-clinics"),
    ("UPDATE account SET password = 'scrypt$'", "member", "account reader@example.com"),
    ("UPDATE account SET disabled = 1", "member", "account reader@example.com"),
    ("UPDATE token SET role = 'administrator'", "member", "token ci of acme-clinics"),
    ("UPDATE token SET hash = x'00'", "member", "token ci of acme-clinics"),
    ("UPDATE setting SET value = replace(value, 'reader', 'writer') WHERE name = 'seal'", "member", "all"),
    ("DELETE FROM setting WHERE name = 'seal'", "member", "all"),
    ("UPDATE security_event SET subject = 'somebody' WHERE id = 2", "event", "2"),
    ("UPDATE security_event SET detail = 'Administrator' WHERE id = (SELECT max(id) FROM security_event)", "event", ""),
    ("DELETE FROM security_event WHERE id = 2", "event", "2"),
    ("DELETE FROM security_event WHERE id = 1", "event", "1"),
    ("DELETE FROM security_event WHERE id = (SELECT max(id) FROM security_event)", "event", ""),
    ("DELETE FROM security_event", "event", "1 to "),
    ("DELETE FROM setting WHERE name = 'security events'", "event", "all"),
    (
      "UPDATE setting SET value = replace(value, '1 ', '2 ') WHERE name = 'security events'", "event", "all"
    ),
    (
      "INSERT INTO security_event SELECT id + 1, at, workspace, kind, actor, subject, sender, detail, times, mac FROM security_event ORDER BY id DESC LIMIT 1",
      "event", ""
    ),
    (
      "INSERT INTO account (email, name, password, created_at) VALUES ('me@example.com', '', '', '')", "member",
      "account me@example.com"
    ),
  ])
  func noticedAndNamed(_ attack: String, _ what: String, _ name: String) async throws {
    let found = try await problems(try await place(), [attack])
    #expect(found.contains { $0.what == what && $0.name.hasPrefix(name) }, "\(found)")
  }

  @Test func anAttachmentTakenAwayWithItsRow() async throws {
    let place = try await place()
    try FileManager.default.removeItem(at: place.installation.files.url(Hash.sha256([1, 2, 3]).hex))
    let found = try await problems(place, ["DELETE FROM blob"])
    #expect(found.contains { $0.what == "file" && $0.problem.contains("SUP-0001") }, "\(found)")
  }

  /// A later change through the program must not make one by hand look right.
  @Test func aBrokenSealStaysBroken() async throws {
    let place = try await place()
    _ = try await problems(place, ["UPDATE token SET role = 'administrator'", "DELETE FROM checkpoint WHERE size = 2"])
    _ = try await place.installation.addToken(name: "other", role: .reader, in: place.workspace, by: "chief")
    try await place.commit([.create(register: "suppliers", values: ["name": "Südkap"])])
    try await place.installation.signCheckpoints()
    let found = try await place.installation.verify().problems
    #expect(found.contains { $0.what == "member" } && found.contains { $0.what == "checkpoint" }, "\(found)")
    try await place.installation.reseal()
    #expect(try await place.installation.verify().problems == [])
  }

  /// Neither the next event nor all of them gone with their setting makes it look right.
  @Test(arguments: [
    ["DELETE FROM security_event WHERE id = (SELECT max(id) FROM security_event)"],
    ["DELETE FROM security_event", "DELETE FROM setting WHERE name = 'security events'"],
    [
      "UPDATE setting SET value = (SELECT '1 x ' || id || ' ' || mac || ' x' FROM security_event WHERE id = 2) WHERE name = 'security events'",
      "DELETE FROM security_event WHERE id > 2",
    ],
  ])
  func eventsTakenOutStayMissed(_ attack: [String]) async throws {
    let place = try await place()
    _ = try await problems(place, attack)
    for name in ["one", "two"] {
      _ = try await place.installation.addToken(name: name, role: .reader, in: place.workspace, by: "chief")
    }
    let found = try await place.installation.verify().problems
    #expect(found.contains { $0.what == "event" }, "\(found)")
    try await place.installation.reseal()
    #expect(try await place.installation.verify().problems == [])
  }

  /// What nobody touched is sealed on, whatever stands broken beside it.
  @Test func oneBrokenSealLeavesTheOthersWhole() async throws {
    let place = try await place()
    _ = try await problems(place, ["UPDATE token SET role = 'administrator'"])
    _ = try await place.installation.addToken(name: "other", role: .reader, in: place.workspace, by: "chief")
    let found = try await place.installation.verify().problems
    #expect(found.map(\.name) == ["token ci of acme-clinics"])
  }

  @Test func oldEventsGoAndTheChainHolds() async throws {
    let place = try await place()
    let installation = place.installation
    let dropped = try await installation.database.write {
      try $0.dropEvents(before: Day("2026-11-17") ?? installation.today)
    }
    #expect(dropped > 0)
    _ = try await installation.addToken(name: "other", role: .reader, in: place.workspace, by: "chief")
    #expect(try await installation.verify().problems == [])
    #expect(try await installation.securityEvents(of: nil, .init(), limit: 9).map(\.kind) == [.tokenMade])
  }

  /// A stranger guesses at thousands of addresses, and a member asks for the same refused page: neither fills the disk.
  @Test func whatIsRepeatedIsCounted() async throws {
    let place = try await place()
    let installation = place.installation
    for number in 0..<1200 { try await installation.noteFailure(.signInFailed, email: "a\(number)@example.com") }
    for _ in 0..<50 {
      try await installation.note(.refused, "GET /w/acme-clinics/members", in: place.workspace, by: "r")
    }
    try await installation.settleEvents(all: true)
    let all = try await installation.securityEvents(of: nil, .init(), limit: 2000)
    let failures = all.filter { $0.kind == .signInFailed }
    #expect(failures.count < 510 && failures.map(\.times).reduce(0, +) == 1200)
    #expect(all.filter { $0.kind == .refused }.map(\.times) == [49, 1])
    #expect(!all.contains { $0.subject.contains("@example.com") && $0.kind == .signInFailed })
    #expect(try await installation.verify().problems == [])
  }

  /// Every way in which the program itself changes sealed rows keeps the seal.
  @Test func theProgramKeepsItsSeal() async throws {
    let place = try await place()
    let ws = place.workspace.id
    try await place.installation.database.write { connection in
      let account = try #require(try connection.account(email: "reader@example.com"))
      try connection.setPassword(account: account.id, hash: "scrypt$new")
      try connection.setMembership(workspace: ws, account: account.id, role: .manager, until: Day("2027-01-01"))
      try connection.setDisabled(account: account.id, true)
      #expect(try connection.brokenSeals().isEmpty)
      try connection.removeMembership(workspace: ws, account: account.id)
      #expect(try connection.removeToken(workspace: ws, name: "ci"))
      #expect(try connection.brokenSeals().isEmpty)
    }
    _ = try await place.installation.addWorkspace("Another")
    #expect(try await place.installation.verify().problems == [])
  }

  /// A statement of applicability whose hash was wrong from the start, as nobody but the program could bring it.
  @Test func aStatementWithTheWrongHash() async throws {
    let place = try await Workplace()
    let lines = "[]"
    for (hash, isRight) in [(Hash.sha256(lines.utf8).hex, true), (Hash.sha256("[ ]".utf8).hex, false)] {
      _ = try await place.installation.commit(
        [
          .create(
            register: "soa-versions",
            values: ["title": "Statement", "number": 1, "lines": .text(lines), "sha256": .text(hash)], state: "approved"
          )
        ], in: place.workspace, as: Workplace.chief, hand: .program)
      let found = try await place.installation.verify().problems
      #expect(found.isEmpty == isRight, "\(found)")
    }
  }
}
