import Domain
import Exchange
import Foundation
import GRDB
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite

/// Measures what quality asks for, inside the process, and prints one table. Figures, never assertions: a slow machine
/// is no defect of the program.
///
/// `BENCH_SIZES=10000,100000,1000000` chooses how many risks the lists hold.
@main
struct Bench {
  static let actor = Actor(name: "bench", role: .administrator)

  static func main() async throws {
    let sizes = (ProcessInfo.processInfo.environment["BENCH_SIZES"] ?? "10000,100000").split(separator: ",").compactMap
    { Int($0) }
    var table = Table()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "concord-bench-\(Random.secret().prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await writes(folder, &table)
    try await importing(folder, &table)
    try await coverage(folder, &table)
    var first: Double?
    for size in sizes { first = try await lists(size, folder, first, &table) ?? first }
    print(table.text)
  }

  // MARK: What is measured

  /// One durable write through the door, against a bare transaction with the same bytes and the same fsync.
  private static func writes(_ folder: URL, _ table: inout Table) async throws {
    let place = try await Place(folder, "writes")
    let body: Body = [
      "title": "Phishing of staff accounts", "domains": ["information_security"], "inherent_likelihood": 4,
      "inherent_impact": 4,
      "description": .text(String(repeating: "A convincing mail makes an employee enter the password. ", count: 8)),
    ]
    let alone = try await time(300) {
      _ = try await place.installation.commit(
        [.create(register: "risks", values: body)], in: place.workspace, as: actor)
    }
    let bare = try BareDatabase(folder.appendingPathComponent("bare.sqlite").path)
    let bytes = Array(JSON.text(.object(body)).utf8) + Array(repeating: 32, count: 400)
    let plain = try await time(300) { try bare.write(bytes) }
    table.add(
      "one durable write", "≥ 60 % of a bare transaction", "\(alone.text) (bare \(plain.text))",
      "\(Int(plain.p50 / alone.p50 * 100)) %", plain.p50 / alone.p50 >= 0.6)
    let clock = ContinuousClock()
    let start = clock.now
    let each = 100
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask {
          for _ in 0..<each {
            _ = try await place.installation.commit(
              [.create(register: "risks", values: body)], in: place.workspace, as: actor)
          }
        }
      }
      try await group.waitForAll()
    }
    let rate = Double(64 * each) / seconds(clock.now - start)
    table.add("writes with 64 clients", "≥ 5,000 /s", "\(Int(rate)) /s", "", rate >= 5000)
    let verification = try await time(3) { _ = try await place.installation.verify() }
    let entries = try await place.installation.verify().entries
    let million = verification.p50 / Double(entries) * 1_000_000
    table.add(
      "verify a ledger (\(entries) entries, scaled to 1,000,000)", "< 5 s", String(format: "%.2f s", million), "",
      million < 5)
    try place.installation.database.close()
  }

  private static func importing(_ folder: URL, _ table: inout Table) async throws {
    let place = try await Place(folder, "import")
    var csv = "supplier_id,name,service,criticality,country,last_assessment\n"
    for number in 1...20_000 {
      csv += "S-\(number),Supplier \(number),\"Cloud, mail and backup\",important,NL,2026-02-11\n"
    }
    let file = folder.appendingPathComponent("suppliers.csv")
    try Data(csv.utf8).write(to: file)
    let clock = ContinuousClock()
    let start = clock.now
    let report = try await place.installation.importFiles(
      [ImportFile.read(file, as: "suppliers.csv")], ImportOptions(), in: place.workspace, as: actor)
    let took = seconds(clock.now - start)
    table.add(
      "import \(report.created) rows", "< 3 s", String(format: "%.2f s", took), "", took < 3 && report.created == 20_000
    )
    try place.installation.database.close()
  }

  private static func coverage(_ folder: URL, _ table: inout Table) async throws {
    let place = try await Place(folder, "coverage")
    let controls = place.installation.libraries.frameworks.flatMap(\.controls).filter { $0.framework.hasPrefix("iso") }
    for start in stride(from: 0, to: 5000, by: 500) {
      let changes = (start..<start + 500).map { number -> Operations.Change in
        .create(
          register: "controls",
          values: [
            "title": .text("Control \(number)"), "status": "in_place",
            "requirements": [.text(controls[number % controls.count].uid)],
          ])
      }
      _ = try await place.installation.commit(changes, in: place.workspace, as: actor)
    }
    let read = try await time(20) {
      // A new position of the ledger, so that nothing is remembered.
      _ = try await place.installation.commit(
        [.create(register: "sites", values: ["name": "Office"])], in: place.workspace, as: actor)
      _ = try await place.installation.read(place.workspace, as: actor) { scope in
        (
          try place.installation.gap("iso42001", scope).lines.count,
          try place.installation.soa(["iso27001", "iso42001"], scope).lines.count
        )
      }
    }
    table.add("gap and SoA, 5,000 controls, nothing remembered", "< 50 ms", read.text, "", read.p50 < 0.05)
    let again = try await time(50) {
      _ = try await place.installation.read(place.workspace, as: actor) {
        try place.installation.soa(["iso27001", "iso42001"], $0).lines.count
      }
    }
    table.add("the same, asked again", "< 50 ms", again.text, "", again.p50 < 0.05)
    let workbook = try await time(5) {
      _ = try await place.installation.read(place.workspace, as: actor) {
        try place.installation.soa(["iso27001", "iso42001"], $0).workbook().count
      }
    }
    table.add("SoA as XLSX", "< 0.2 s", workbook.text, "", workbook.p50 < 0.2)
    try place.installation.database.close()
  }

  /// Lists over a register of a size; returns the time at the first size.
  private static func lists(_ size: Int, _ folder: URL, _ first: Double?, _ table: inout Table) async throws -> Double?
  {
    let place = try await Place(folder, "list-\(size)")
    try await place.fill(size)
    guard let register = place.installation.registers["risks"] else { return nil }
    let today = place.installation.today
    let query = try ListQuery(
      [(name: "status", value: "open"), (name: "sort", value: "-score")], register: register,
      among: place.installation.registers)
    let cold = try await time(200) {
      _ = try await place.installation.read(place.workspace, as: actor) {
        try $0.list(query, today: today).records.count
      }
    }
    let ratio = first.map { cold.p50 / $0 } ?? 1
    table.add(
      "list 50 of \(size) risks, filtered and sorted", first == nil ? "p50 < 2 ms" : "≤ 1.5 × 10,000", cold.text,
      first == nil ? "" : String(format: "× %.2f", ratio), first == nil ? cold.p50 < 0.002 : ratio <= 1.5)
    let count = try await time(3) {
      _ = try await place.installation.read(place.workspace, as: actor) { try $0.count(query, today: today) }
    }
    table.add("its total, counted once for each position of the ledger", "", count.text, "", nil)
    try place.installation.database.close()
    return first == nil ? cold.p50 : nil
  }

  // MARK: How

  struct Figures {
    let p50: Double
    let p95: Double
    var text: String { String(format: "p50 %.2f ms, p95 %.2f ms", p50 * 1000, p95 * 1000) }
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  static func time(_ runs: Int, _ work: () async throws -> Void) async throws -> Figures {
    let clock = ContinuousClock()
    var times: [Double] = []
    try await work()
    for _ in 0..<runs {
      let start = clock.now
      try await work()
      times.append(seconds(clock.now - start))
    }
    times.sort()
    return Figures(p50: times[times.count / 2], p95: times[min(times.count - 1, times.count * 95 / 100)])
  }

  struct Table {
    private var rows: [[String]] = [
      ["work", "must reach", "measured", "ratio", "met"], ["---", "---", "---", "---", "---"],
    ]
    mutating func add(_ work: String, _ goal: String, _ measured: String, _ ratio: String, _ isMet: Bool?) {
      rows.append([work, goal, measured, ratio, isMet.map { $0 ? "yes" : "no" } ?? ""])
      FileHandle.standardError.write(Data("\(work): \(measured)\n".utf8))
    }
    var text: String { rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n") }
  }

  /// An installation of its own for one measurement.
  struct Place {
    let installation: Installation
    let workspace: Workspace

    init(_ folder: URL, _ name: String) async throws {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      guard let key = SigningKey(name: "bench", seed: Array(repeating: 1, count: 32)),
        let now = Instant("2026-11-16T08:00:00Z")
      else { throw Failure.malformed("key") }
      installation = try await Installation(
        database: try SQLiteDatabase(path: folder.appendingPathComponent("\(name).sqlite").path),
        registers: Catalogue.registers,
        libraries: LibrarySet(LibraryReader.read(folder: root.appendingPathComponent("Libraries")).libraries),
        files: try FileStore(folder: folder.appendingPathComponent("\(name)-files")), key: key, clock: { now })
      workspace = try await installation.addWorkspace(name)
    }

    /// Real entries in the ledger, in large transactions.
    func fill(_ size: Int) async throws {
      let (workspace, registers, now) = (workspace, installation.registers, installation.now)
      for start in stride(from: 0, to: size, by: 10_000) {
        try await installation.database.write { connection in
          let scope = Scope(connection, workspace, registers)
          let appender = try Appender(scope, actor: "bench", at: now)
          for number in start..<min(size, start + 10_000) {
            let score = number * 7 % 25 + 1
            try appender.append(
              NewRevision(
                record: "R-\(number)", kind: "risks", version: 1, action: .created,
                state: ["identified", "treated", "accepted", "closed"][number % 4],
                body: [
                  "title": .text("Risk number \(number)"), "domains": [number % 3 == 0 ? "ai" : "information_security"],
                  "score": .int(score), "level": .int(score / 7 + 1),
                  "description": .text(String(repeating: "What may happen here is written in a few words. ", count: 6)),
                  "inherent_likelihood": .int(number % 5 + 1),
                  "inherent_impact": .int(number % 4 + 1), "next_review": "2027-03-08",
                ]))
          }
          try appender.finish()
        }
      }
    }
  }

  /// SQLite with nothing of ours around it: the same bytes, the same promise.
  final class BareDatabase {
    private let queue: DatabaseQueue
    init(_ path: String) throws {
      queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB)")
      }
    }
    func write(_ bytes: [UInt8]) throws {
      try queue.write { try $0.execute(sql: "INSERT INTO bare (bytes) VALUES (?)", arguments: [Data(bytes)]) }
    }
  }
}
