import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Operations
import RegisterKit
import Store

/// The web side of an installation: pages and API.
public struct Website: Sendable {
  public let installation: Installation
  let limiter = RateLimiter()
  /// The site is reached over HTTPS, so cookies may only travel there.
  let isSecure: Bool
  let limits: ServerLimits
  let intake = Intake()
  /// By account, member's or program's.
  private let inProgress = InProgress(most: 128)
  /// By account and token.
  private let budget: RequestBudget
  /// By address; a reverse proxy names those behind it.
  private let ofSenders = InProgress(most: 256)
  /// Pages and lists are made so many at a time: more would not be done sooner, and each holds what it shows.
  private let reading = Turns(
    width: 32, waiting: 4096, refusal: "Many pages are being asked for; try again.", retryAfter: 2)
  /// Whose word about the sender is taken.
  let proxies: [NetworkRange]
  let logger: Logger

  public init(
    _ installation: Installation, isSecure: Bool = false, limits: ServerLimits = ServerLimits(descriptors: 4096),
    proxies: [NetworkRange] = NetworkRange.loopback,
    logger: Logger
  ) {
    self.installation = installation
    self.isSecure = isSecure
    self.limits = limits
    budget = RequestBudget(perMinute: limits.requestsPerMinute)
    self.proxies = proxies
    self.logger = logger
  }

  /// A request's context with the address of whoever sent it.
  public struct Context: RequestContext, RemoteAddressRequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Of whoever holds the connection, which may be a proxy; nil where it has none.
    public let remoteAddress: SocketAddress?
    let channel: any Channel
    public init(source: ApplicationRequestContextSource) {
      coreContext = .init(source: source)
      remoteAddress = source.channel.remoteAddress
      channel = source.channel
    }
  }

  /// Every route, behind the gate that its access asks for.
  public func router() -> Router<Context> {
    let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: NotFound(site: self))
    for route in Routes.all + Routes.behindNames(of: installation.registers) {
      // Without what anybody asks: the pattern alone may be told after a crash.
      let what = "\(route.method.rawValue) \(route.path)"
      router.on(RouterPath(route.path), method: route.method) { request, context in
        let ticket = installation.atWork?.begin(what, installation.now)
        defer { installation.atWork?.end(ticket) }
        return await answer(route, request, context, ticket)
      }
    }
    return router
  }

  private func answer(
    _ route: Route, _ request: Request, _ context: Context, _ ticket: AtWork.Ticket?
  ) async -> Response {
    var call = Call(
      site: self, request: request, parameters: context.parameters, sender: sender(request, context),
      channel: context.channel, tickets: IntakeTickets(intake))
    do {
      guard request.head.authority?.isEmpty == false else { throw Failure.malformed("A request needs a Host header.") }
      guard route.path == "/health" || isOwn(host: call.request.head.authority ?? "") else {
        let text = "This site is at \(installation.address ?? ""). Open it there."
        let status = HTTPResponse.Status(code: 421, reasonPhrase: "Misdirected Request")
        return response(
          route.isAPI
            ? ProblemDocument.reply(421, status.reasonPhrase, text) : ErrorPage.reply(status, "Another address", text))
      }
      let network = NetworkAddress(call.sender)?.network.description ?? call.sender
      try ofSenders.begin(network)
      defer { ofSenders.end(network) }
      try await Gate(site: self).admit(&call, route)
      let who = "\(call.workspace.id) \(call.actor.name)"
      if let asker = call.asker {
        try budget.take(asker, share: call.actor.role == .externalAuditor ? 10 : 1)
        let what = "\(route.method.rawValue) \(route.path)"
        installation.atWork?.tell(ticket, what, who: asker, workspace: call.workspace.id, installation.now)
      }
      if call.actor.name != Call.nobody { try inProgress.begin(who) }
      defer { if call.actor.name != Call.nobody { inProgress.end(who) } }
      let asked = try await Origin.$current.withValue(call.comesFrom) { [call] in
        var asking = call
        return (try await ConfirmPage.ask(&asking, route), asking)
      }
      if let page = asked.0 { return response(page) }
      call = asked.1
      let admitted = call
      let reply = try await Origin.$current.withValue(call.comesFrom) {
        let zone = admitted.account?.zone.flatMap { TimeZone(identifier: $0) }
        let reply = try await Words.$zone.withValue(zone) { try await handled(route, admitted) }
        try await keepLook(reply, admitted)
        try await Witness.noteDownload(reply, admitted)
        return reply
      }
      return renewed(response(reply), call)
    } catch {
      let refused = call
      await Origin.$current.withValue(call.comesFrom) { await Witness.noteRefusal(error, refused) }
      return renewed(failed(error, route.isAPI, call), call)
    }
  }

  /// Tells the browser the session's new secret, whatever came of the request.
  private func renewed(_ response: Response, _ call: Call) -> Response {
    guard let fresh = call.freshSecret else { return response }
    var response = response
    let cookie = Gate.setCookie(self, fresh, seconds: Installation.sessionHours * 3600)
    response.headers.append(HTTPField(name: .setCookie, value: cookie))
    return response
  }

  /// Work ends with whoever waits for it; pages and lists take turns.
  private func handled(_ route: Route, _ call: Call) async throws -> Reply {
    try await Stop.$current.withValue(Stop { [channel = call.channel] in !channel.isActive }) {
      route.method == .get ? try await reading.take { try await route.handler(call) } : try await route.handler(call)
    }
  }

  /// What an external auditor was shown or given is kept before it goes out.
  private func keepLook(_ reply: Reply, _ call: Call) async throws {
    guard call.actor.role == .externalAuditor, [.ok, .unprocessableContent].contains(reply.status) else { return }
    try await installation.keepLook(
      call.request.uri.string, record: call.parameter("id"), in: call.workspace, as: call.actor)
  }

  /// The page of this site from which a request came, for the way back.
  static func page(before call: Call) -> String? {
    guard let name = HTTPField.Name("Referer"), let referer = call.request.headers[name],
      referer.hasPrefix("\(call.asked)/")
    else { return nil }
    let path = String(referer.dropFirst(call.asked.count))
    return WebAddress.isLocal(path) ? path : nil
  }

  /// Whether a request names the host that whoever runs the site set, or this machine; any where none is set.
  private func isOwn(host: String) -> Bool {
    guard let address = installation.address?.lowercased() else { return true }
    let own = address.replacing("https://", with: "").replacing("http://", with: "")
    let port = address.hasPrefix("https") ? ":443" : ":80"
    return [own, own + port].contains(host.lowercased()) || NetworkRange.isLoopback(host)
  }

  private func sender(_ request: Request, _ context: Context) -> String {
    let forwarded = HTTPField.Name("X-Forwarded-For").flatMap { request.headers[$0] }
    return Sender.address(peer: context.remoteAddress?.ipAddress ?? "unknown", forwarded: forwarded, proxies: proxies)
  }

  /// What a user may be told is told; the rest is logged with the request's id and answered with it.
  func failed(_ error: any Error, _ isAPI: Bool, _ call: Call) -> Response {
    if error is Precondition {
      return response(
        ProblemDocument.reply(
          428, "Precondition Required", "Say which revision you saw: If-Match with the ETag of the record."))
    }
    // Nobody reads the answer; whoever sends half a request and leaves is no fault of ours.
    guard call.channel.isActive else {
      logger.debug("the sender left", metadata: ["path": "\(call.request.uri.path)", "error": "\(error)"])
      return Response(status: .badRequest)
    }
    guard let failure = Failure(error) else {
      let id = String(Random.secret().prefix(12))
      logger.error(
        "request failed",
        metadata: ["id": "\(id)", "path": "\(call.request.uri.path)", "error": "\(error)"])
      let text = "Something went wrong on our side. It is in the log under \(id)."
      return response(
        isAPI
          ? ProblemDocument.reply(500, "Internal error", text)
          : ErrorPage.reply(.internalServerError, "Something went wrong", text))
    }
    if isAPI { return response(ProblemDocument.reply(failure)) }
    if case .notSignedIn = failure {
      let back = call.request.method == .get ? call.request.uri.string : "/"
      return response(.redirect(WebAddress.query(Link.signIn, [("next", back)])))
    }
    return response(ErrorPage.reply(failure, back: Self.page(before: call)))
  }

  /// Said with every answer.
  private static let always: [(HTTPField.Name, String)] = [
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
  ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

  func response(_ reply: Reply) -> Response {
    var headers = reply.headers
    if headers[.contentSecurityPolicy] == nil {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'"
    }
    for (name, value) in Self.always { headers[name] = value }
    if isSecure, let name = HTTPField.Name("Strict-Transport-Security") { headers[name] = "max-age=31536000" }
    return Response(
      status: reply.status, headers: headers,
      body: reply.file?.body ?? .init(byteBuffer: ByteBuffer(bytes: reply.bytes)))
  }
}

/// Answers what no route answers.
private struct NotFound: RouterMiddleware {
  let site: Website
  func handle(_ request: Request, context: Website.Context, next: (Request, Website.Context) async throws -> Response)
    async throws -> Response
  {
    if let other = otherSpelling(request) { return other }
    do { return try await next(request, context) } catch let error as HTTPError
      where error.status == .notFound || error.status == .methodNotAllowed
    {
      let methods = Routes.methods(at: request.uri.path)
      let allow = (methods.contains("GET") ? methods + ["HEAD"] : methods) + ["OPTIONS"]
      if methods.isEmpty { return answer(.notFound, "Not found", "There is nothing at this address.", request) }
      if request.method == .options {
        return Response(status: .noContent, headers: [.allow: allow.joined(separator: ", ")])
      }
      var response = answer(
        .methodNotAllowed, "Not possible here", "This address takes \(methods.joined(separator: " and ")).", request)
      response.headers[.allow] = allow.joined(separator: ", ")
      return response
    }
  }

  private func answer(_ status: HTTPResponse.Status, _ title: String, _ text: String, _ request: Request) -> Response {
    site.response(
      request.uri.path.hasPrefix("/api/")
        ? ProblemDocument.reply(status.code, status.reasonPhrase, text) : ErrorPage.reply(status, title, text))
  }

  /// Each address has one spelling: without slashes at the end or twice in a row. Whoever reads is led to it, whoever writes
  /// is told.
  private func otherSpelling(_ request: Request) -> Response? {
    let path = request.uri.path
    guard path.count > 1, path.hasSuffix("/") || path.contains("//") else { return nil }
    let right = "/" + path.split(separator: "/").joined(separator: "/")
    guard [.get, .head].contains(request.method), WebAddress.isLocal(right) else {
      return answer(.notFound, "Not found", "There is nothing at this address; is it \(right)?", request)
    }
    let query = request.uri.query.map { "?\($0)" } ?? ""
    return Response(status: .permanentRedirect, headers: [.location: right + query, .contentLength: "0"])
  }
}

/// Pages for what went wrong.
enum ErrorPage {
  static func reply(
    _ status: HTTPResponse.Status, _ title: String, _ text: String, back: String? = nil
  ) -> Reply {
    let ways: HTML =
      "\(back.map { UI.linkButton("Back to where you were", href: $0, .main) } ?? .empty) \(UI.linkButton("To the start", href: "/", .plain))"
    return .html(Layout.bare(title: title, content: "<p>\(text)</p><p>\(ways)</p>"), status: status)
  }

  static func reply(_ failure: Failure, back: String? = nil) -> Reply {
    let (status, title) = kind(failure)
    var reply = reply(status, title, failure.message, back: back)
    reply.headers[.retryAfter] = failure.retryAfter.map { "\($0)" }
    return reply
  }

  static func kind(_ failure: Failure) -> (HTTPResponse.Status, String) {
    switch failure {
    case .malformed: (.badRequest, "This can't be read")
    case .invalid: (.unprocessableContent, "This can't be taken")
    case .notSignedIn: (.unauthorized, "Sign in first")
    case .forbidden: (.forbidden, "Not allowed")
    case .notFound: (.notFound, "Not found")
    case .stale: (.preconditionFailed, "Changed in the meantime")
    case .conflict: (.conflict, "This is not possible now")
    case .tooLarge: (.contentTooLarge, "Too large")
    case .tooSlow: (.requestTimeout, "Too slow")
    case .tooMany: (.tooManyRequests, "Too many attempts")
    case .full: (.init(code: 507, reasonPhrase: "Insufficient Storage"), "The disk is full")
    case .overQuota: (.init(code: 507, reasonPhrase: "Insufficient Storage"), "The quota is used up")
    case .busy: (.serviceUnavailable, "Busy")
    case .unavailable: (.serviceUnavailable, "Not available")
    }
  }
}
