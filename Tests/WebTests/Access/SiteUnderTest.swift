import Domain
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import NIOEmbedded
import Operations
import RegisterKit
import Store
import StoreSQLite

@testable import Web

/// A site with two workspaces of strangers, asked through its router without a socket.
final class SiteUnderTest: Sendable {
  let folder: URL
  let installation: Installation
  let site: Website
  let acme: Workspace
  let other: Workspace
  private let responder: any HTTPResponder<Website.Context>

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What ships, read once for all tests.
  private static let libraries = LibrarySet(
    LibraryReader.read(folder: root.appendingPathComponent("Libraries")).libraries)

  /// - Parameter contents: Files of another site's folder, of which this one is a copy.
  init(
    holding contents: [String: Data] = [:], quotas: Quotas = Quotas(),
    requestsPerMinute: Int = ServerLimits.usualRequests
  ) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("concord-web-\(Random.secret().prefix(12))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, data) in contents {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    guard let key = SigningKey(name: "test", seed: Array(repeating: 7, count: 32)),
      let start = Instant("2026-11-16T08:00:00Z")
    else {
      throw Failure.malformed("key")
    }
    installation = try await Installation(
      database: try SQLiteDatabase(path: folder.appendingPathComponent("test.sqlite").path),
      registers: Catalogue.registers,
      libraries: Self.libraries,
      files: try FileStore(folder: folder.appendingPathComponent("files")), key: key, clock: { start }
    ).keepingPasswords(list: Self.root.appendingPathComponent("Libraries/passwords/common.txt"), cost: .forTests)
      .holding(quotas)
    acme = try await Self.workspace("Acme", in: installation)
    other = try await Self.workspace("Other", in: installation)
    let limits = ServerLimits(descriptors: 4096, requestsPerMinute: requestsPerMinute)
    site = Website(installation, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    responder = site.router().buildResponder()
  }

  private static func workspace(_ name: String, in installation: Installation) async throws -> Workspace {
    let known = try await installation.database.read { try $0.workspaces().first { $0.name == name } }
    if let known { return known }
    return try await installation.addWorkspace(name)
  }

  deinit {
    try? installation.database.close()
    try? FileManager.default.removeItem(at: folder)
  }

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String
  }

  /// A session of a new account with that role in a workspace.
  /// - Parameter audits: To which an external auditor is invited; nothing is checked here.
  /// - Parameter person: Who of the people register it is; nobody otherwise, who can't sign.
  func session(
    _ role: Role, in workspace: Workspace, audits: [String] = [], being person: String? = nil
  ) async throws -> String {
    let email = "\(role.rawValue)-\(Random.secret().prefix(6))@example.com".lowercased()
    let now = installation.now
    let account: Account? = try await installation.database.write { connection in
      try connection.addAccount(email: email, name: role.label, passwordHash: "none", at: now)
      guard let account = try connection.account(email: email) else { return nil }
      try connection.setMembership(workspace: workspace.id, account: account.id, role: role, audits: audits)
      if let person { try connection.setPerson(workspace: workspace.id, account: account.id, person) }
      return account
    }
    guard let account else { return "" }
    return try await installation.beginSession(account)
  }

  /// What the forms of a session hold.
  func formToken(_ session: String) async throws -> String {
    let hash = Hash.sha256(session.utf8).bytes
    let found: SignInSession? = try await installation.database.read { try $0.session(hash: hash)?.session }
    guard let found else { return "none" }
    return Call.formToken(of: found, site)
  }

  func ask(
    _ method: HTTPRequest.Method, _ path: String, session: String? = nil, token: String? = nil,
    form: [(String, String)]? = nil,
    json: String? = nil, headers: [String: String] = [:], host: String = "localhost", of site: Website? = nil
  ) async throws -> Answer {
    var fields: HTTPFields = [:]
    if let session { fields[.cookie] = "concord-\(installation.key.name)=\(session)" }
    if let token { fields[.authorization] = "Bearer \(token)" }
    var body = ""
    if var form {
      fields[.contentType] = "application/x-www-form-urlencoded"
      if let session {
        form.append(("_token", try await formToken(session)))
      }
      body = form.map { "\($0.0)=\(WebAddress.encode($0.1))" }.joined(separator: "&")
    }
    if let json { body = json }
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields),
      body: RequestBody(buffer: ByteBuffer(string: body)))
    // As through a reverse proxy on this machine.
    let channel = EmbeddedChannel()
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    let context = Website.Context(
      source: ApplicationRequestContextSource(channel: channel, logger: Logger(label: "test")))
    let responder: any HTTPResponder<Website.Context> =
      if let site { site.router().buildResponder() } else { self.responder }
    let response = try await responder.respond(to: request, context: context)
    let collected = Collected()
    try await response.body.write(collected.writer())
    return Answer(status: response.status.code, headers: response.headers, body: collected.text)
  }
}

/// Takes a response's body.
private final class Collected: @unchecked Sendable {
  private var bytes: [UInt8] = []
  var text: String { String(decoding: bytes, as: UTF8.self) }

  struct Writer: ResponseBodyWriter {
    let collected: Collected
    mutating func write(_ buffer: ByteBuffer) async throws { collected.bytes += Array(buffer: buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
  func writer() -> Writer { Writer(collected: self) }
}

extension Optional {
  fileprivate func map<T>(_ transform: (Wrapped) async throws -> T) async rethrows -> T? {
    if let self { try await transform(self) } else { nil }
  }
}
