import Domain
import HTTPTypes
import Hummingbird
import Operations
import RegisterKit
import Store
import Synchronization

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
  static let cookie = "concord"

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
      call.actor = try await site.installation.actor(account, membership)
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
    guard let secret = Self.secret(call.request),
      let (account, memberships) = try await site.installation.session(secret)
    else { return }
    call.sessionSecret = secret
    call.account = account
    call.memberships = memberships
  }

  static func secret(_ request: Request) -> String? {
    request.headers[.cookie]?.split(separator: ";").lazy.map { $0.trimmed() }.first { $0.hasPrefix("\(cookie)=") }
      .map { String($0.dropFirst(cookie.count + 1)) }
  }

  private func byToken(_ call: inout Call) async throws {
    guard let header = call.request.headers[.authorization], header.lowercased().hasPrefix("bearer "),
      let (workspace, actor) = try await site.installation.token(header.dropFirst(7).trimmed())
    else { throw Failure.notSignedIn }
    call.workspace = workspace
    call.actor = actor
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

/// Counts failed sign-ins by address and by sender, and makes both wait after a few.
final class RateLimiter: Sendable {
  private struct Entry { var failures: Int; var until: Int }
  private let entries = Mutex<[String: Entry]>([:])

  /// Seconds to wait; 0 if an attempt is allowed.
  func wait(_ key: String, now: Instant) -> Int {
    entries.withLock { entries in max(0, ((entries[key]?.until ?? 0) - now.milliseconds + 999) / 1000) }
  }

  /// The fifth failure waits 15 seconds, each further one twice as long, up to an hour.
  func failed(_ key: String, now: Instant) {
    entries.withLock { entries in
      var entry = entries[key] ?? Entry(failures: 0, until: 0)
      entry.failures += 1
      if entry.failures >= 5 { entry.until = now.milliseconds + min(3600, 15 << min(8, entry.failures - 5)) * 1000 }
      entries[key] = entry
      if entries.count > 20_000 { entries = entries.filter { $0.value.until > now.milliseconds } }
    }
  }

  func succeeded(_ key: String) { entries.withLock { $0[key] = nil } }
}
