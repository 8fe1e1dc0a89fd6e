import HTTPTypes
import Operations
import Store

extension Call {
  /// Whose acts these are, for the security events.
  var comesFrom: Origin {
    let isMember = workspace.id != 0
    return Origin(actor: isMember ? actor.name : account?.email ?? "", sender: sender)
  }

  /// What was asked for, without what stands behind the question mark.
  fileprivate var what: String { "\(request.method.rawValue) \(request.uri.path)" }
  /// Somebody who is known asks for a workspace that is not theirs.
  fileprivate var asksForeign: Bool {
    let slug = parameter("ws")
    return !slug.isEmpty && slug != workspace.slug && (account != nil || workspace.id != 0)
  }
  fileprivate var place: Workspace? { workspace.id == 0 ? nil : workspace }
}

/// Sees what goes in and out, whatever page or interface it is: acts that were refused, and registers, packs and reports that
/// leave as files. What the act itself tells is noted with the act.
enum Witness {
  static func noteRefusal(_ error: any Error, _ call: Call) async {
    guard let failure = Failure(error) else { return }
    switch failure {
    case .forbidden(let reason): await note(.refused, call, reason)
    case .notSignedIn where call.request.headers[.authorization] != nil: await note(.tokenUnknown, call, "")
    // Somebody else's workspace, which is said not to be there.
    case .notFound(let reason) where call.asksForeign: await note(.refused, call, reason)
    default: break
    }
  }

  static func noteDownload(_ reply: Reply, _ call: Call) async throws {
    guard reply.status == .ok, call.place != nil,
      reply.headers[.contentDisposition]?.hasPrefix("attachment") == true,
      !call.request.uri.path.contains("/files/")
    else { return }
    try await call.installation.note(.exported, call.request.uri.path, in: call.place)
  }

  /// That a refusal can't be noted must not turn it into anything else; a full disk shows elsewhere.
  private static func note(_ kind: SecurityEvent.Kind, _ call: Call, _ detail: String) async {
    do { try await call.installation.note(kind, call.what, in: call.place, detail) } catch {
      call.site.logger.error("a refusal could not be noted", metadata: ["error": "\(error)"])
    }
  }
}
