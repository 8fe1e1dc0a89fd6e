import Domain
import Exchange
import Foundation
import Operations
import RegisterKit
import Store

@testable import Web

extension SiteUnderTest {
  static let chief = Actor(name: "chief@example.com", role: .administrator)
  /// The same as somebody of the people register, who can sign.
  static func chief(being person: String) -> Actor {
    Actor(name: "chief@example.com", role: .administrator, person: person)
  }

  /// A site whose workspace `acme` holds the demonstration organization.
  static func withDemonstration() async throws -> SiteUnderTest {
    try await SiteUnderTest(holding: await demonstration.value)
  }

  /// Brought in once; the tests work on copies of the files.
  private static let demonstration = Task {
    let site = try await SiteUnderTest()
    let files = ImportFile.files(at: root.appendingPathComponent("Demo")).filter { $0.url.pathExtension != "xlsx" }
    _ = try await site.installation.importFiles(
      files.map { ImportFile.read($0.url, as: $0.path) }, ImportOptions(), in: site.acme, as: chief)
    try site.installation.database.close()
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: site.folder.path) {
      contents[path] = FileManager.default.contents(atPath: site.folder.appendingPathComponent(path).path)
    }
    return contents
  }

  @discardableResult
  func commit(_ changes: [Operations.Change], as actor: Actor = chief) async throws -> Committed {
    try await installation.commit(changes, in: acme, as: actor)
  }

  /// The chief as somebody of the people register who owns nothing, to sign what is signed by name.
  func signer() async throws -> Actor {
    if try await read({ try $0.record("PER-SIGNS") }) == nil {
      try await commit([.create(register: "people", id: "PER-SIGNS", values: ["name": "Chief who signs"])])
    }
    return Self.chief(being: "PER-SIGNS")
  }

  /// Shows to the external auditors of an audit all that is proposed.
  func showAll(for audit: String = "AUD-2027-2") async throws {
    let contents = try await read { try self.installation.roomContents(audit, $0) }
    _ = try await installation.show(
      contents.proposed.flatMap(\.records).map(\.id), true, for: audit, in: acme, as: Self.chief)
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (Scope) throws -> T) async throws -> T {
    try await installation.read(acme, as: Self.chief, body)
  }

  /// How many records the list at an address of the site holds.
  func total(_ address: String) async throws -> Int {
    let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
    let slug = parts[0].split(separator: "/").last.map(String.init) ?? ""
    let (registers, today) = (installation.registers, installation.today)
    guard let register = registers[slug] else { return -1 }
    let query = try ListQuery(FormData.parse(parts.count > 1 ? parts[1] : ""), register: register, among: registers)
    return try await read { try $0.count(query, today: today) }
  }
}

/// Addresses and texts of a page's links, character references resolved.
func links(_ page: String) -> [(href: String, text: String)] {
  page.components(separatedBy: "<a ").dropFirst().compactMap { part in
    guard let tag = part.range(of: ">"), let href = part.range(of: "href=\"") else { return nil }
    guard href.upperBound < tag.lowerBound, let end = part[href.upperBound...].firstIndex(of: "\"") else { return nil }
    var text = String(part[tag.upperBound...].prefix(upTo: part.range(of: "</a>")?.lowerBound ?? part.endIndex))
    // What a drawing says to those who can't see it is no part of the text.
    while let open = text.range(of: "<title>"), let close = text.range(of: "</title>") {
      text.removeSubrange(open.lowerBound..<close.upperBound)
    }
    while let open = text.firstIndex(of: "<"), let close = text[open...].firstIndex(of: ">") {
      text.removeSubrange(open...close)
    }
    return (part[href.upperBound..<end].replacingOccurrences(of: "&amp;", with: "&"), text)
  }
}
