import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Operations
import RegisterKit
import Store

/// One request, with who asks and for which workspace. Handlers take it and give a ``Reply``.
struct Call: Sendable {
  let site: Website
  let request: Request
  let parameters: Parameters
  /// The address from which the request comes; behind a trusted reverse proxy the one that it names.
  let sender: String
  /// Set for pages and the API of a workspace.
  var workspace = Workspace(id: 0, slug: "", name: "")
  var actor = Actor(name: "nobody", role: .reader)
  /// Set where somebody is signed in.
  var account: Account?
  var memberships: [Membership] = []
  var sessionSecret: String?
  var session: SignInSession?
  /// The body, where it was read before the handler.
  var taken: [UInt8]?

  var installation: Installation { site.installation }
  var link: Link { Link(workspace: workspace.slug) }

  /// A part of the path, decoded.
  func parameter(_ name: String) -> String { parameters.get(name).map { $0.removingPercentEncoding ?? $0 } ?? "" }

  /// The parameters behind the question mark, in order.
  var query: [(name: String, value: String)] { FormData.parse(request.uri.query ?? "") }

  func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The value of a cookie; nil where the request brings none of that name.
  func cookie(_ name: String) -> String? {
    request.headers[.cookie]?.split(separator: ";").lazy.map { $0.trimmed() }.first { $0.hasPrefix("\(name)=") }
      .map { String($0.dropFirst(name.count + 1)) }
  }

  func register() throws -> AnyRegister {
    guard let register = installation.registers[parameter("register")] else {
      throw Failure.notFound("There is no register “\(parameter("register"))”.")
    }
    return register
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

  func body(upTo limit: Int) async throws -> [UInt8] {
    if let taken { return taken }
    do { return Array(buffer: try await request.body.collect(upTo: limit)) } catch is NIOTooManyBytesError {
      throw Failure.tooLarge("This is larger than \(limit / 1_048_576) MB.")
    }
  }

  /// The fields of a posted form, after the token against forged requests was found to be right.
  func form(upTo limit: Int = 4 << 20) async throws -> FormData {
    let form = try FormData(contentType: request.headers[.contentType] ?? "", body: try await body(upTo: limit))
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
      ? "<p>Put the address under which people reach this site before it; whoever runs the site can set it with <code>--address</code>.</p>"
      : .empty
  }

  /// Goes into every form; follows from the session, so it ends with it.
  var csrfToken: String {
    guard let sessionSecret else { return "none" }
    return String(hmac(Array(sessionSecret.utf8), Array("form".utf8)).base64URL.prefix(32))
  }

  var token: UI.HiddenField { UI.HiddenField("_token", csrfToken) }

  func allows(_ action: Action, _ envelope: Envelope? = nil) -> Bool { Policy.allows(actor, action, envelope) }
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
    let bytes: [UInt8]
  }
  var fields: [(name: String, value: String)] = []
  var files: [File] = []

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
  /// Where the page that sent it wants to go on; nil if it says nothing or an address of another site.
  var back: String? { self["back"].flatMap { WebAddress.isLocal($0) ? $0 : nil } }
  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  init(contentType: String, body: [UInt8]) throws {
    if contentType.hasPrefix("multipart/form-data"),
      let boundary = contentType.split(separator: "boundary=").last.map(String.init)
    {
      let boundary = boundary.trimmed(also: "\"")
      // RFC 2046 has at most 70 characters.
      guard (1...70).contains(boundary.utf8.count) else { throw Failure.malformed("The form has no proper boundary.") }
      try parts(body, boundary: boundary)
    } else {
      fields = Self.parse(String(decoding: body, as: UTF8.self))
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

  private mutating func parts(_ body: [UInt8], boundary: String) throws {
    let mark = Array("--\(boundary)".utf8)
    var at = find(mark, in: body, from: 0)
    while let start = at {
      let head = start + mark.count + 2
      guard let next = find(mark, in: body, from: head), let gap = find(Array("\r\n\r\n".utf8), in: body, from: head),
        gap < next
      else { return }
      let header = String(decoding: body[head..<gap], as: UTF8.self)
      let content = Array(body[(gap + 4)..<max(gap + 4, next - 2)])
      let name = Self.attribute("name", header) ?? ""
      if let file = Self.attribute("filename", header) {
        if !file.isEmpty {
          let parts = file.split { $0 == "/" || $0 == "\\" }.filter { $0 != "." && $0 != ".." }
          files.append(
            File(
              field: name, name: String(parts.last ?? "file"), path: parts.joined(separator: "/"), bytes: content))
        }
      } else {
        fields.append((name, String(decoding: content, as: UTF8.self)))
      }
      at = next
    }
  }

  private static func attribute(_ name: String, _ header: String) -> String? {
    guard let range = header.range(of: "; \(name)=\"") else { return nil }
    return String(header[range.upperBound...].prefix { $0 != "\"" })
  }

  /// In time that grows with the bytes alone, whatever a sender makes of both: Knuth, Morris and Pratt.
  private func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard !needle.isEmpty, start <= bytes.count else { return nil }
    // How much of the needle's beginning is the end of what was compared.
    var overlap = [0]
    for byte in needle.dropFirst() {
      var length = overlap[overlap.count - 1]
      while length > 0, needle[length] != byte { length = overlap[length - 1] }
      overlap.append(needle[length] == byte ? length + 1 : 0)
    }
    var matched = 0
    for index in start..<bytes.count {
      while matched > 0, needle[matched] != bytes[index] { matched = overlap[matched - 1] }
      if needle[matched] == bytes[index] { matched += 1 }
      if matched == needle.count { return index + 1 - needle.count }
    }
    return nil
  }
}
