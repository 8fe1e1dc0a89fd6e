import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite
import Testing

@Suite("The path of integration over real records")
struct IntegrationPathTests {
  static let libraries: LibrarySet = {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Libraries")
    return LibrarySet(LibraryReader.read(folder: folder).libraries)
  }()

  /// Runs with an installation in a folder of its own, on 24 November 2026.
  static func run(_ body: (Installation, Workspace) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("path-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let moment = try #require(Instant("2026-11-24T09:00:00Z"))
    let installation = try await Installation(
      database: try SQLiteDatabase(path: folder.appendingPathComponent("concord.sqlite").path),
      registers: Catalogue.registers, libraries: libraries,
      files: try FileStore(folder: folder.appendingPathComponent("files")),
      key: try #require(SigningKey(name: "test", seed: [UInt8](repeating: 7, count: 32))), clock: { moment })
    try await body(installation, try await installation.addWorkspace("Harbour"))
  }

  static let chief = Actor(name: "account:chief", role: .administrator, person: "PER-0001")

  static func task(_ id: String, _ installation: Installation, _ workspace: Workspace) async throws
    -> IntegrationProgress.Task
  {
    let progress = try await installation.read(workspace, as: chief) { try installation.integration($0) }
    return try #require(progress.tasks.first { $0.task.id == id })
  }

  @Test("begins with nothing done and the first tasks to do")
  func empty() async throws {
    try await Self.run { installation, workspace in
      let progress = try await installation.read(workspace, as: Self.chief) { try installation.integration($0) }
      #expect(progress.tasks.filter { $0.state == .done }.map(\.task.id) == [])
      #expect(progress.current?.step.id == "S1")
      #expect(progress.next.first?.task.id == "S1-1")
    }
  }

  @Test("goes forward and back with the records")
  func register() async throws {
    try await Self.run { installation, workspace in
      func commit(_ changes: [Change]) async throws {
        _ = try await installation.commit(changes, in: workspace, as: Self.chief)
      }
      try await commit([
        .create(register: "people", id: "PER-0001", values: ["name": "Chief"]),
        .create(register: "people", id: "PER-0002", values: ["name": "Owner"]),
        .create(register: "ai-systems", id: "AIS-0001", values: ["name": "Berth planner"]),
      ])
      var task = try await Self.task("S1-2", installation, workspace)
      #expect(task.state == .open)
      #expect(
        Set(task.failing.flatMap { $0.condition.query.keys }) == ["owner.empty", "purpose.empty", "our_role.empty"])

      try await commit([
        .edit(
          id: "AIS-0001",
          values: ["owner": "PER-0002", "purpose": "Plan berths", "our_role": "deployer"])
      ])
      #expect(try await Self.task("S1-2", installation, workspace).state == .done)

      // Taking the owner away opens it again.
      try await commit([.edit(id: "AIS-0001", values: ["owner": .null])])
      task = try await Self.task("S1-2", installation, workspace)
      #expect(task.failing.map(\.condition.query) == [["owner.empty": "true"]])
    }
  }

  @Test("asks for an approved impact assessment of each AI system in use")
  func assessment() async throws {
    try await Self.run { installation, workspace in
      func failing() async throws -> [[String: String]] {
        try await Self.task("S2-3", installation, workspace).failing.map(\.condition.query)
      }
      let unassessed = ["stage": "pilot,production", "none.impact-assessments.ai_system.approved_on": "any"]
      _ = try await installation.commit(
        [
          .create(register: "people", id: "PER-0001", values: ["name": "Chief"]),
          .create(register: "people", id: "PER-0002", values: ["name": "Owner"]),
          .create(
            register: "ai-systems", id: "AIS-0001",
            values: ["name": "Berth planner", "purpose": "Plan berths", "stage": "production"]),
          .create(register: "ai-systems", id: "AIS-0002", values: ["name": "An idea", "stage": "idea"]),
        ], in: workspace, as: Self.chief)
      #expect(try await failing() == [unassessed])

      // Begun is not approved.
      _ = try await installation.commit(
        [
          .create(
            register: "impact-assessments", id: "IMP-0001",
            values: [
              "title": "Berths", "ai_system": "AIS-0001", "owner": "PER-0002", "intended_use": "Plan berths",
              "individuals": "Pilots", "groups": "Crews", "harms": "Waiting", "severity": 2, "likelihood": 2,
              "next_review": "2027-06-01", "assessed_on": "2026-11-20", "measures": "A person decides",
              "residual": "Little",
            ])
        ], in: workspace, as: Self.chief)
      #expect(try await failing() == [unassessed])

      _ = try await installation.commit([.step(id: "IMP-0001", noun: "approval")], in: workspace, as: Self.chief)
      // Approved, by another than its owner, but without a word on society.
      #expect(try await failing() == [["state": "approved", "society.empty": "true"]])
    }
  }
}
