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
  /// Of this installation: browsers send the cookies of a host to all its ports, and two may run on one machine.
  static func cookie(_ site: Website) -> String { "concord-\(site.installation.key.name)" }

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
    guard let secret = secret(call.request),
      let (account, memberships) = try await site.installation.session(secret)
    else { return }
    call.sessionSecret = secret
    call.account = account
    call.memberships = memberships
  }

  private func secret(_ request: Request) -> String? {
    let cookie = Self.cookie(site)
    return request.headers[.cookie]?.split(separator: ";").lazy.map { $0.trimmed() }.first {
      $0.hasPrefix("\(cookie)=")
    }
    .map { String($0.dropFirst(cookie.count + 1)) }
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

/// Counts attempts to sign in before they are looked at, so that many at once count like many in turn; a success takes its
/// own back. Three counts keep each other honest: one sender at one account waits soon, one sender at many accounts and many
/// senders at one account later, so that nobody locks others out of their accounts by guessing.
final class RateLimiter: Sendable {
  private struct Entry { var attempts: Int; var until: Int; var last: Int }
  private let entries = Mutex<[String: Entry]>([:])
  /// Attempts are forgotten after an hour without one.
  private let memory = 3_600_000

  private func keys(_ email: String, _ sender: String) -> [(key: String, free: Int, longest: Int)] {
    [("both \(sender) \(email)", 5, 3600), ("sender \(sender)", 40, 3600), ("account \(email)", 60, 60)]
  }

  /// Takes an attempt.
  /// - Returns: Seconds to wait; 0 if it may go on. Past the free ones each waits twice as long, 15 seconds at first.
  func attempt(_ email: String, from sender: String, now: Instant) -> Int {
    entries.withLock { entries in
      let keys = keys(email, sender)
      let wait = keys.map { ((entries[$0.key]?.until ?? 0) - now.milliseconds + 999) / 1000 }.max() ?? 0
      if wait > 0 { return wait }
      if entries.count > 20_000 { entries = entries.filter { $0.value.last > now.milliseconds - memory } }
      for (key, free, longest) in keys {
        var entry = entries[key] ?? Entry(attempts: 0, until: 0, last: now.milliseconds)
        if entry.last < now.milliseconds - memory { entry.attempts = 0 }
        entry.attempts += 1
        entry.last = now.milliseconds
        if entry.attempts >= free {
          entry.until = now.milliseconds + min(longest, 15 << min(8, entry.attempts - free)) * 1000
        }
        entries[key] = entry
      }
      return 0
    }
  }

  /// The attempt was right: it and those before it at this account from this sender are forgotten.
  func succeeded(_ email: String, from sender: String) {
    entries.withLock { entries in
      for (key, _, _) in keys(email, sender) {
        if key.hasPrefix("both") {
          entries[key] = nil
        } else if let attempts = entries[key]?.attempts {
          entries[key]?.attempts = attempts - 1
          entries[key]?.until = 0
        }
      }
    }
  }
}
