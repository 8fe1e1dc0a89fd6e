import Domain
import HTTPTypes
import Hummingbird
import Operations
import RegisterKit
import Store

/// What a route asks of whoever comes.
enum Access: Sendable, Hashable {
  case open
  /// Somebody signed in.
  case account
  /// A member of the workspace in the path who may do this.
  case page(Action)
  /// A token of the workspace in the path that may do this.
  case api(Action)
  /// A token of any workspace.
  case anyToken
}

struct Route: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let access: Access
  let handler: @Sendable (Call) async throws -> Reply
  /// It gives somebody power, so the password is asked again where it was given too long ago.
  private(set) var asksAgain = false

  var askingAgain: Route {
    var route = self
    route.asksAgain = true
    return route
  }

  init(
    _ method: HTTPRequest.Method, _ path: String, _ access: Access,
    _ handler: @escaping @Sendable (Call) async throws -> Reply
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.handler = handler
  }

  var isAPI: Bool { path.hasPrefix("/api/") }
}

/// Lets in who may come in, and nobody else. The one place where sessions, tokens and workspaces are checked.
struct Gate {
  let site: Website
  /// Of this installation: browsers send the cookies of a host to all its ports, and two may run on one machine.
  static func cookie(_ site: Website) -> String {
    "\(site.isSecure ? "__Host-" : "")concord-\(site.installation.key.name)"
  }

  /// - Parameter seconds: How long the browser keeps it; 0 takes it away.
  static func setCookie(_ site: Website, _ secret: String, seconds: Int) -> String {
    "\(cookie(site))=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)\(site.isSecure ? "; Secure" : "")"
  }

  func admit(_ call: inout Call, _ route: Route) async throws {
    if route.method != .get, !route.isAPI { try checkOrigin(call.request) }
    switch route.access {
    case .open: try await signIn(&call)
    case .account:
      try await signIn(&call)
      if call.account == nil { throw Failure.notSignedIn }
    case .page(let action):
      try await signIn(&call)
      guard let account = call.account else { throw Failure.notSignedIn }
      let slug = call.parameter("ws")
      // A workspace of others is not there, whether it exists or not.
      guard let membership = call.memberships.first(where: { $0.workspace.slug == slug }) else {
        throw Failure.notFound("There is no workspace “\(slug)” for you.")
      }
      call.workspace = membership.workspace
      call.actor = site.installation.actor(account, membership)
      call.actor.sender = call.sender
      try check(call.actor, action)
    case .api(let action):
      try await byToken(&call)
      guard call.workspace.slug == call.parameter("ws") else {
        throw Failure.notFound("There is no workspace “\(call.parameter("ws"))” for this token.")
      }
      try check(call.actor, action)
    case .anyToken: try await byToken(&call)
    }
  }

  private func check(_ actor: Actor, _ action: Action) throws {
    // What depends on the record is decided at the door; here only what no record could allow.
    let may =
      Policy.allows(actor, action, nil)
      || ((action == .edit || action == .create) && [.contributor, .internalAuditor].contains(actor.role))
    if !may { throw Failure.forbidden("\(actor.role.label)s may not do this.") }
  }

  private func signIn(_ call: inout Call) async throws {
    guard let secret = call.cookie(Self.cookie(site)), let found = try await site.installation.session(secret)
    else { return }
    call.sessionSecret = secret
    call.session = found.session
    call.account = found.account
    call.memberships = found.memberships
  }

  private func byToken(_ call: inout Call) async throws {
    guard let header = call.request.headers[.authorization], header.lowercased().hasPrefix("bearer "),
      let (workspace, actor) = try await site.installation.token(header.dropFirst(7).trimmed())
    else { throw Failure.notSignedIn }
    call.workspace = workspace
    call.actor = actor
    call.actor.sender = call.sender
  }

  /// A form of another site must not act in the name of who is signed in here.
  private func checkOrigin(_ request: Request) throws {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name], site != "same-origin",
      site != "none"
    {
      throw Failure.forbidden("This request came from another site.")
    }
    if let origin = request.headers[.origin] {
      let host = origin.split(separator: "/", maxSplits: 2).last.map(String.init)
      if origin == "null" || host != request.head.authority {
        throw Failure.forbidden("This request came from another site.")
      }
    }
  }
}
