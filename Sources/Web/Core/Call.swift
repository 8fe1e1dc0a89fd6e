import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Operations
import RegisterKit
import Store
import Synchronization

/// One request, with who asks and for which workspace. Handlers take it and give a ``Reply``.
struct Call: Sendable {
  let site: Website
  let request: Request
  let parameters: Parameters
  /// The address from which the request comes; behind a trusted reverse proxy the one that it names.
  let sender: String
  /// Of whoever asks.
  let channel: any Channel
  let tickets: IntakeTickets
  /// Set for pages and the API of a workspace.
  var workspace = Workspace(id: 0, slug: "", name: "")
  var actor = Actor(name: Call.nobody, role: .reader)
  /// Stands for whoever is not signed in.
  static let nobody = "nobody"
  /// Set where somebody is signed in.
  var account: Account?
  var memberships: [Membership] = []
  var sessionSecret: String?
  var session: SignInSession?
  let renewal = Renewal()
  /// The secret that the session got in place of the one that the browser has, which must be told of it. Whoever holds a
  /// copy of the call can set it.
  var freshSecret: String? {
    get { renewal.secret }
    nonmutating set { renewal.secret = newValue }
  }
  /// The body, where it was read before the handler.
  var taken: (content: FileContent, isWhole: Bool)?

  var installation: Installation { site.installation }
  var link: Link { Link(workspace: workspace.slug) }

  /// A part of the path, decoded.
  func parameter(_ name: String) -> String {
    guard let text = parameters.get(name) else { return "" }
    // Most have nothing to decode, and looking for it costs a hundredth of decoding.
    return text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? text : text
  }

  /// The parameters behind the question mark, in order.
  var query: [(name: String, value: String)] { FormData.parse(request.uri.query ?? "") }

  func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The value of a cookie; nil where the request brings none of that name.
  func cookie(_ name: String) -> String? {
    request.headers[.cookie]?.split(separator: ";").lazy.map { $0.trimmed() }.first { $0.hasPrefix("\(name)=") }
      .map { String($0.dropFirst(name.count + 1)) }
  }

  func register() throws -> AnyRegister {
    guard let register = installation.registers[registerName] else {
      throw Failure.notFound("There is no register “\(registerName)”.")
    }
    return register
  }

  /// From the place in the path in which the pattern has it, also where the pattern says which; see ``Routes/behindNames(of:)``.
  private var registerName: String {
    if let name = parameters.get("register") { return name.removingPercentEncoding ?? name }
    let parts = request.uri.path.split(separator: "/").map(String.init)
    let place = parts.first == "api" ? 4 : 2
    return parts.indices.contains(place) ? parts[place] : ""
  }

  /// Who asks, by what no name or address follows from; nil for whoever is not known.
  var asker: String? {
    if let account { return "account \(account.id)" }
    return workspace.id != 0 ? "\(actor.name) of workspace \(workspace.id)" : nil
  }

  func read<T: Sendable>(_ body: @escaping @Sendable (Scope) throws -> T) async throws -> T {
    try await installation.read(workspace, as: actor, body)
  }

  /// What a register makes of texts as people type them, by field, and what is wrong with them.
  func read(_ texts: [String: String], of register: AnyRegister) async throws -> (Body, Problems) {
    let installation = installation
    return try await read { scope in
      var problems = Problems()
      return (register.read(texts, try installation.reading(of: scope), &problems), problems)
    }
  }

  /// The fields of a posted form, after the token against forged requests was found to be right.
  func form(upTo limit: Int = 4 << 20) async throws -> FormData {
    let form = try FormData(
      contentType: request.headers[.contentType] ?? "", content: try await receive(upTo: limit).content)
    guard form["_token"] == csrfToken else { throw Failure.forbidden("This form is out of date; load the page again.") }
    return form
  }

  /// Scheme and host under which this site was asked, which whoever asks chooses.
  var asked: String { "\(site.isSecure ? "https" : "http")://\(request.head.authority ?? "localhost")" }

  /// What links that leave the site begin with: the address that whoever runs it set; without one the host that was asked,
  /// if it is this machine. Empty otherwise, since a link under a name that a request brings may lead to whoever sent it.
  var origin: String {
    if let address = installation.address { return address }
    return NetworkRange.isLoopback(request.head.authority ?? "") ? asked : ""
  }

  /// Said beside a link that has no host.
  var originNote: HTML {
    origin.isEmpty
      ? "<p>Add this site’s address in front; whoever runs the site can set it with <code>--address</code>.</p>"
      : .empty
  }

  /// Goes into every form; follows from the session, so it ends with it. It stays when the session gets another secret, so
  /// that forms in other windows still work.
  var csrfToken: String { session.map { Self.formToken(of: $0, site) } ?? "none" }

  static func formToken(of session: SignInSession, _ site: Website) -> String {
    let key = hmac(site.installation.key.addressKey, Array("forms".utf8))
    return String(hmac(key, Array("\(session.account) \(session.createdAt)".utf8)).base64URL.prefix(32))
  }

  var token: UI.HiddenField { UI.HiddenField("_token", csrfToken) }

  func allows(_ action: Action, _ envelope: Envelope? = nil) -> Bool { Policy.allows(actor, action, envelope) }
}

/// What the copies of a call have in common.
final class Renewal: Sendable {
  private let kept = Mutex<String?>(nil)
  var secret: String? {
    get { kept.withLock { $0 } }
    set { kept.withLock { $0 = newValue } }
  }
}

/// An answer.
struct Reply: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields = [:]
  var bytes: [UInt8] = []
  /// Instead of the bytes, for what is too large to be held.
  var file: ReplyFile?

  static func html(_ html: HTML, status: HTTPResponse.Status = .ok) -> Reply {
    Reply(
      status: status, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"], bytes: html.bytes)
  }

  static func json(_ value: Value, status: HTTPResponse.Status = .ok) -> Reply {
    json(JSON.bytes(value), status: status)
  }

  static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Reply {
    Reply(status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"], bytes: bytes)
  }

  /// To another page of this site, by GET.
  static func redirect(_ path: String) -> Reply { Reply(status: .seeOther, headers: [.location: path]) }

  /// A file to be saved, never shown in place: what people upload may be active content.
  static func download(_ bytes: [UInt8], type: String, name: String) -> Reply {
    var reply = download(type: type, name: name)
    reply.bytes = bytes
    return reply
  }

  /// The same for a file that is gone afterwards.
  static func download(_ file: ReplyFile, type: String, name: String) -> Reply {
    var reply = download(type: type, name: name)
    reply.file = file
    return reply
  }

  private static func download(type: String, name: String) -> Reply {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._- ".contains($0)) ? $0 : "_" }
    return Reply(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "private, no-store",
        .contentDisposition: "attachment; filename=\"\(String(plain))\"; filename*=UTF-8''\(WebAddress.encode(name))",
        .contentSecurityPolicy: "default-src 'none'; sandbox",
      ])
  }
}

/// Fields and files of a form.
struct FormData: Sendable {
  struct File: Sendable {
    let field: String
    let name: String
    /// The name with the folders that the browser told, such as `policies/ai.md`; no place on any disk.
    let path: String
    let content: FileContent
  }
  var fields: [(name: String, value: String)] = []
  var files: [File] = []

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
  /// Where the page that sent it wants to go on; nil if it says nothing or an address of another site.
  var back: String? { self["back"].flatMap { WebAddress.isLocal($0) ? $0 : nil } }
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  init(contentType: String, content: FileContent) throws {
    if contentType.hasPrefix("multipart/form-data"),
      let boundary = contentType.split(separator: "boundary=").last.map(String.init)
    {
      let boundary = boundary.trimmed(also: "\"")
      // RFC 2046 has at most 70 characters.
      guard (1...70).contains(boundary.utf8.count) else { throw Failure.malformed("The form has no proper boundary.") }
      try take(try Multipart.parts(content, boundary: boundary), of: content)
    } else {
      guard content.count <= Self.longestFields else { throw Failure.tooLarge("The fields of this form are too long.") }
      fields = Self.parse(String(decoding: try content.bytes(), as: UTF8.self))
    }
    for field in fields where field.value.utf8.contains(0) {
      throw Failure.malformed("\(field.name): NUL is not allowed in text.")
    }
  }

  /// `a=1&b=two+words`.
  static func parse(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decode(parts[0]), parts.count > 1 ? decode(parts[1]) : "")
    }
  }

  private static func decode(_ part: Substring) -> String {
    let spaced = String(part.map { $0 == "+" ? " " : $0 })
    return spaced.removingPercentEncoding ?? spaced
  }

  /// Bytes that all fields of a form may have together, its files apart.
  private static let longestFields = 8 << 20

  private mutating func take(_ parts: [Multipart.Part], of content: FileContent) throws {
    var length = 0
    for part in parts {
      let name = Self.attribute("name", part.header) ?? ""
      if let file = Self.attribute("filename", part.header) {
        if !file.isEmpty {
          let parts = file.split { $0 == "/" || $0 == "\\" }.filter { $0 != "." && $0 != ".." }
          files.append(
            File(
              field: name, name: String(parts.last ?? "file"), path: parts.joined(separator: "/"),
              content: content.part(part.range)))
        }
      } else {
        length += part.range.count
        guard length <= Self.longestFields else { throw Failure.tooLarge("The fields of this form are too long.") }
        fields.append((name, String(decoding: try content.read(part.range), as: UTF8.self)))
      }
    }
  }

  private static func attribute(_ name: String, _ header: String) -> String? {
    guard let range = header.range(of: "; \(name)=\"") else { return nil }
    return String(header[range.upperBound...].prefix { $0 != "\"" })
  }
}
