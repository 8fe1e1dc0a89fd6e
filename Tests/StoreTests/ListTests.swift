import Domain
import Foundation
import Ledger
import RegisterKit
import Store
import StoreSQLite
import Testing

@Suite struct SQLiteTests {
  private func database() throws -> (SQLiteDatabase, URL) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "concord-store-\(Random.secret().prefix(12))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return (try SQLiteDatabase(path: folder.appendingPathComponent("a.sqlite").path), folder)
  }

  /// The pool's own set-up would leave NORMAL here, with which a power cut loses acknowledged writes.
  @Test func theWriterIsFullySynchronous() async throws {
    let (database, folder) = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try await database.write { try $0.count("PRAGMA synchronous") } == 2)
    #expect(try await database.read { try $0.count("PRAGMA wal_autocheckpoint") } == 0)
  }

  @Test func aWriteThatFailsTakesNothingElseWithIt() async throws {
    let (database, folder) = try database()
    defer { try? FileManager.default.removeItem(at: folder) }
    struct Refused: Error {}
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          do {
            try await database.write { connection in
              try connection.setSetting("key \(number)", "value")
              if number % 3 == 0 { throw Refused() }
            }
            return true
          } catch { return false }
        }
      }
      var kept = 0
      for await done in group where done { kept += 1 }
      #expect(kept == 133)
    }
    #expect(try await database.read { try $0.count("SELECT count(*) FROM setting") } == 133)
  }

  @Test func bindsKeepTheirOrderHoweverFragmentsAreJoined() {
    let inner: SQL = "b = \(2) AND c = \("three")"
    let sql: SQL = "SELECT 1 WHERE a = \(1) AND \(inner) AND d = \(4)"
    #expect(sql.questioned == "SELECT 1 WHERE a = ? AND b = ? AND c = ? AND d = ?")
    #expect(sql.numbered == "SELECT 1 WHERE a = $1 AND b = $2 AND c = $3 AND d = $4")
    #expect(sql.binds == [.int(1), .int(2), .text("three"), .int(4)])
    #expect(SQL.Name("score; DROP TABLE record") == nil)
  }
}

/// Lists against what a simple sort and filter in memory give.
@Suite struct ListTests {
  private struct Place {
    let database: SQLiteDatabase
    let workspace: Workspace
    let folder: URL
    let today = Day(number: 20_773)

    init(_ count: Int) async throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "concord-list-\(Random.secret().prefix(12))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      database = try SQLiteDatabase(path: folder.appendingPathComponent("a.sqlite").path)
      workspace = try await database.write { connection in
        try Catalogue.registers.createIndexes(connection)
        let workspace = try connection.addWorkspace(
          slug: "a", name: "A", emptyFrontier: Frontier().serialized, at: Instant(milliseconds: 0))
        let appender = try Appender(
          Scope(connection, workspace, Catalogue.registers), actor: "test", at: Instant(milliseconds: 0))
        for number in 0..<count {
          var body: Body = [
            "title": .text("Risk \(number % 7)"), "domains": number % 2 == 0 ? ["ai"] : ["information_security", "ai"],
          ]
          // Some without a score, as a risk that nobody judged yet.
          if number % 5 != 0 { body["score"] = .int(number * 7 % 25 + 1) }
          if number % 3 == 0 { body["next_review"] = .text("\(Day(number: 20_773 + number - 30))") }
          try appender.append(
            NewRevision(
              record: "R-\(1000 + number)", kind: "risks", version: 1, action: .created,
              state: number % 4 == 0 ? "closed" : "identified", body: body))
        }
        try appender.finish()
        return workspace
      }
    }

    func read<T: Sendable>(
      for audience: Audience = .members, _ body: @escaping @Sendable (Scope) throws -> T
    ) async throws -> T {
      let workspace = workspace
      return try await database.read { try body(Scope($0, workspace, Catalogue.registers, for: audience)) }
    }

    func query(_ items: [(String, String)]) throws -> ListQuery {
      let register = try #require(Catalogue.registers["risks"])
      return try ListQuery(items.map { (name: $0.0, value: $0.1) }, register: register, among: Catalogue.registers)
    }
  }

  @Test(arguments: [
    "score", "-score", "title", "-title,score", "next_review", "-next_review", "id", "-id", "state,-score",
    "-score,title", "score,title", "-score,-title", "score,-title",
  ])
  func pagesShowEveryRecordOnceInOrder(_ sort: String) async throws {
    let place = try await Place(120)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    var query = try place.query([("sort", sort), ("limit", "7")])
    let whole = try await place.read { [query] scope in
      var all = query
      all.limit = 200
      return try scope.list(all, today: place.today).records.map(\.id)
    }
    var seen: [String] = []
    repeat {
      let page = try await place.read { [query] in try $0.list(query, today: place.today) }
      seen += page.records.map(\.id)
      query.cursor = page.next
    } while query.cursor != nil
    #expect(seen == whole)
    #expect(Set(seen).count == 120)
  }

  /// Levels first or last, those without one at the low end, titles among equals in their own direction.
  @Test(arguments: ["-score,title", "score,title", "-score,-title", "score,-title", "-score", "score"], ["", "6"])
  func equalsAreOrderedByTitle(_ sort: String, _ least: String) async throws {
    let place = try await Place(120)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let query = try place.query([("sort", sort), ("limit", "200")] + (least.isEmpty ? [] : [("score.gte", least)]))
    let listed = try await place.read { try $0.list(query, today: place.today).records }
    func key(_ record: StoredRecord) -> (Int, String) {
      (record.body["score"]?.int ?? Int.min, "\(record.title) \(record.id)")
    }
    let ordered = listed.sorted { a, b in
      let (a, b) = (key(a), key(b))
      if a.0 != b.0 { return sort.hasPrefix("-") ? a.0 > b.0 : a.0 < b.0 }
      return sort.hasSuffix(",-title") ? a.1 > b.1 : a.1 < b.1
    }
    #expect(listed.map(\.id) == ordered.map(\.id))
    let all = try await place.read { try $0.count(query, today: place.today) }
    #expect(listed.count == all && all > 50)
  }

  @Test(arguments: [
    ([("score.gte", "20")], 24), ([("score.empty", "true")], 24), ([("status", "open")], 90),
    ([("state", "closed")], 30),
    ([("domains", "information_security")], 60), ([("next_review.lt", "today")], 10),
    ([("next_review.lte", "today+30d"), ("state", "identified")], 15),
    ([("q", "risk 3")], 17), ([("title.contains", "RISK 6")], 17), ([("linked.treatments", "none")], 120),
    ([("linked.treatments", "any")], 0),
  ])
  func filtersFindWhatFits(_ items: [(String, String)], _ count: Int) async throws {
    let place = try await Place(120)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let query = try place.query(items)
    #expect(try await place.read { try $0.count(query, today: place.today) } == count)
  }

  @Test(arguments: [
    "nonsense=1", "score=high", "sort=nonsense", "limit=-1", "limit=100000000000000000000", "limit=0", "score.like=3",
    "archived=maybe", "linked.nothing=any",
  ])
  func aMistypedFilterIsRefused(_ item: String) async throws {
    let register = try #require(Catalogue.registers["risks"])
    let parts = item.split(separator: "=").map(String.init)
    #expect(throws: Refusal.self) {
      try ListQuery([(name: parts[0], value: parts[1])], register: register, among: Catalogue.registers)
    }
  }

  private static let edges = [
    "\(Int.min)", "\(Int.max)", "9223372036854775808", "99999999999999999999", "-0", "-1", "0", "1e308", "NaN", "-inf",
    "1.5",
    "0001-01-01", "9999-12-31", "0000-01-01", "2026-02-30", "today-9223372036854775808d", "today+9223372036854775807m",
    "today", "today-", "today+1d", "\u{FFFD}", "\u{FFFF}", "", " ", ",", ",,", "%", "_", "*", "any", "none", "true",
    "\0",
    String(repeating: "x", count: 10_001), String(repeating: "a,", count: 3000), "'; DROP TABLE record; --", "\"", "(",
    "e\u{301}",
  ]

  /// Whether a list is given; false where it is refused in words.
  private static func isAnswered(_ query: ListQuery, _ scope: Scope, _ today: Day) throws -> Bool {
    do { _ = try scope.list(query, today: today) } catch {
      guard let refusal = error as? Refusal else { throw error }
      return refusal.reason.isEmpty
    }
    return true
  }

  /// Every field of every register × every test × values at the edges: an answer or a refusal in words, never the end.
  @Test func noFilterOfAnyRegisterEndsTheProgram() async throws {
    let place = try await Place(3)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let isWhole = ProcessInfo.processInfo.environment["CONCORD_EDGES"] == "all"
    let tests = ["", ".ne", ".gt", ".gte", ".lt", ".lte", ".empty", ".contains", ".same"]
    var (asked, refused, turn) = (0, 0, 0)
    for register in Catalogue.registers.all {
      var queries: [ListQuery] = []
      let names =
        register.fields.map(\.name) + ["id", "state", "owner", "due", "updated_at", "revision", "q", "linked.risks"]
      for name in names {
        for test in tests {
          turn += 1
          let values = isWhole ? Self.edges : [Self.edges[turn % Self.edges.count]]
          for value in values {
            let items = [(name: "\(name)\(test)", value: value)]
            if let query = try? ListQuery(items, register: register, among: Catalogue.registers) {
              queries.append(query)
            } else {
              refused += 1
            }
          }
        }
      }
      let answered = try await place.read { [queries] scope in
        try queries.count { try Self.isAnswered($0, scope, place.today) }
      }
      asked += answered
      refused += queries.count - answered
    }
    #expect(asked > 2000 && refused > 1000, "\(asked) asked, \(refused) refused")
  }

  @Test func aCursorOfAnotherListShowsNothingBesideTheFilter() async throws {
    let place = try await Place(120)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    let low = try place.query([("score.lte", "4"), ("sort", "-score,title"), ("limit", "5")])
    let cursor = try await place.read { try $0.list(low, today: place.today).next }
    var high = try place.query([("score.gte", "10"), ("sort", "-score,title")])
    #expect(cursor != nil)
    high.cursor = cursor
    let shown = try await place.read { [high] in try $0.list(high, today: place.today).records }
    #expect(shown.isEmpty)
  }

  @Test func hotListsUseAnIndex() async throws {
    let place = try await Place(50)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    for (items, index) in [
      ([("status", "open"), ("sort", "-score")], "list_risks_score"),
      ([("score.gte", "6"), ("sort", "-score,title")], "list_risks_score"), ([("sort", "title")], "record_title"),
      ([("score.gte", "2"), ("score.lte", "13"), ("sort", "score")], "list_risks_score"),
      ([("score.ne", "4"), ("sort", "score")], "list_risks_score"),
      ([("state", "identified")], "record_state"),
    ] {
      let query = try place.query(items)
      let plan = try await place.read { try $0.explain(query, today: place.today) }.joined(separator: "\n")
      #expect(
        plan.contains(index) && !plan.contains("SCAN record") && !plan.contains("TEMP B-TREE"),
        "\(items): \(plan)")
    }
  }

  /// What an external auditor reads costs what is shown to them, not what there is.
  @Test func whatIsShownIsFoundByAnIndex() async throws {
    let place = try await Place(50)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    for items in [[("status", "open"), ("sort", "-score")], [("sort", "title")], [("state", "identified")]] {
      let query = try place.query(items)
      let plan = try await place.read(for: .auditors(of: ["AUD-1", "AUD-2"])) {
        try $0.explain(query, today: place.today)
      }.joined(separator: "\n")
      #expect(
        plan.contains("INDEX shown_audit (workspace=? AND audit=?)") && !plan.contains("SCAN record")
          && !plan.contains("SCAN shown"), "\(items): \(plan)")
    }
    // For members nothing is asked of what is shown.
    let query = try place.query([("sort", "title")])
    #expect(try await !place.read { try $0.explain(query, today: place.today) }.joined().contains("shown"))
    #expect(try await place.read(for: .auditors(of: [])) { try $0.list(query, today: place.today).records } == [])
  }

  @Test(arguments: ["\"", "*", "NEAR(", "a AND", "' OR 1=1 --", "()", "日本語", "-risk", "risk*"])
  func oddSearchesAreNoErrors(_ text: String) async throws {
    let place = try await Place(3)
    defer { try? FileManager.default.removeItem(at: place.folder) }
    _ = try await place.read { try $0.search(text, limit: 5) }
    let query = try place.query([("q", text)])
    _ = try await place.read { try $0.list(query, today: place.today) }
  }
}
