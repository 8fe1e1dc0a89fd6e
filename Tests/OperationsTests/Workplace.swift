import Domain
import Exchange
import Foundation
import Ledger
import Operations
import RegisterKit
import Store
import StoreSQLite
import Testing

/// An installation of its own for a test, in a folder that goes with it, standing on a fixed day.
final class Workplace: Sendable {
  let folder: URL
  let installation: Installation
  let workspace: Workspace

  static let chief = Actor(name: "chief@example.com", role: .administrator)
  /// The same as somebody of the people register, who can sign.
  static func chief(being person: String) -> Actor {
    Actor(name: "chief@example.com", role: .administrator, person: person)
  }
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static var demo: URL { root.appendingPathComponent("Demo") }
  /// What ships, read once for all tests.
  static let libraries = LibraryReader.read(folder: root.appendingPathComponent("Libraries"))

  /// - Parameters:
  ///   - contents: Files of another workplace's folder, of which this one is a copy.
  ///   - over: What stands between the installation and its database.
  init(
    today: String = "2026-11-16", registers: Registers = Catalogue.registers, organization: String = "Acme Clinics",
    holding contents: [String: Data] = [:], over wrapped: (any Database) -> any Database = { $0 }
  ) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("concord-test-\(Random.secret().prefix(16))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, data) in contents {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    let key = try #require(SigningKey(name: "test", seed: Array(repeating: 7, count: 32)))
    let (libraries, problems) = Self.libraries
    #expect(problems.isEmpty)
    let start = try #require(Instant("\(today)T08:00:00Z"))
    installation = try await Installation(
      database: wrapped(try SQLiteDatabase(path: folder.appendingPathComponent("test.sqlite").path)),
      registers: registers,
      libraries: LibrarySet(libraries), files: try FileStore(folder: folder.appendingPathComponent("files")), key: key,
      clock: { start }
    ).keepingPasswords(cost: .forTests)
    let known = try await installation.database.read { try $0.workspaces().first }
    workspace = if let known { known } else { try await installation.addWorkspace(organization) }
  }

  deinit {
    try? installation.database.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// With the demonstration organization in it.
  static func withDemonstration() async throws -> Workplace {
    try await Workplace(holding: await demonstration.value)
  }

  /// Brought in once; the tests work on copies of the files.
  private static let demonstration = Task {
    let place = try await Workplace()
    let files = ImportFile.files(at: demo).filter { $0.url.pathExtension != "xlsx" }
    let report = try await place.installation.importFiles(
      files.map { ImportFile.read($0.url, as: $0.path) }, ImportOptions(), in: place.workspace, as: chief)
    #expect(report.rejectedCount == 0)
    try place.installation.database.close()
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: place.folder.path) {
      contents[path] = FileManager.default.contents(atPath: place.folder.appendingPathComponent(path).path)
    }
    return contents
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (Scope) throws -> T) async throws -> T {
    try await installation.read(workspace, as: Self.chief, body)
  }

  @discardableResult
  func commit(_ changes: [Operations.Change], as actor: Actor = chief) async throws -> Committed {
    try await installation.commit(changes, in: workspace, as: actor)
  }

  /// The chief as somebody of the people register who owns nothing, to sign what is signed by name.
  func signer() async throws -> Actor {
    if try await read({ try $0.record("PER-SIGNS") }) == nil {
      try await commit([.create(register: "people", id: "PER-SIGNS", values: ["name": "Chief who signs"])])
    }
    return Self.chief(being: "PER-SIGNS")
  }
}
