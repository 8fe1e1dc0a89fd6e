import Domain
import HTTPTypes
import RegisterKit

/// Every route of the site: method, path, what it asks of whoever comes, and who answers. A test asks each of them in
/// every role and for a foreign workspace.
enum Routes {
  static let all: [Route] =
    open + workspace + imports + auditProgramme + auditPlan + fieldwork + packs + room + records + api

  /// Methods that an address takes; none if there is no such address.
  static func methods(at path: String) -> [String] {
    let parts = path.split(separator: "/")
    let found = all.filter { route in
      let names = route.path.split(separator: "/")
      return names.count == parts.count && zip(names, parts).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }
    return Set(found.map(\.method.rawValue)).sorted()
  }

  /// The routes of registers once more for those whose name other addresses begin with too, such as `imports`: the router
  /// looks no further once a name fits, and would say of the others that they are not there.
  static func behindNames(of registers: Registers) -> [Route] {
    let known = Set(all.map { "\($0.method) \($0.path)" })
    return all.filter { $0.path.contains("/:register") }.flatMap { route -> [Route] in
      let root = route.path.components(separatedBy: "/:register")[0]
      let names = Set(
        all.compactMap { other -> String? in
          guard other.path.hasPrefix("\(root)/") else { return nil }
          return other.path.dropFirst(root.count + 1).split(separator: "/").first.map(String.init)
        }
      ).filter { registers[$0] != nil }
      return names.sorted().map { name in
        Route(
          route.method, route.path.replacingOccurrences(of: "/:register", with: "/\(name)"), route.access, route.handler
        )
      }
    }.filter { !known.contains("\($0.method) \($0.path)") }
  }

  private static let open: [Route] = [
    Route(.get, "/", .open, SignInPages.start),
    Route(.get, "/sign-in", .open, SignInPages.form),
    Route(.post, "/sign-in", .open, SignInPages.signIn),
    Route(.post, "/sign-out", .account, SignInPages.signOut),
    Route(.get, "/invitation/:secret", .open, InvitationPages.show),
    Route(.post, "/invitation/:secret", .open, InvitationPages.accept),
    Route(.get, "/reset/:secret", .open, ResetPages.show),
    Route(.post, "/reset/:secret", .open, ResetPages.save),
    Route(.get, "/account", .account, AccountPages.show),
    Route(.post, "/account", .account, AccountPages.save),
    Route(.post, "/account/password", .account, AccountPages.changePassword),
    Route(.get, "/account/sessions", .account, AccountPages.sessions),
    Route(.post, "/account/sessions/end", .account, AccountPages.endSessions).askingAgain,
    Route(.get, "/assets/:name", .open, SignInPages.asset),
    Route(.get, "/health", .open, SignInPages.health),
    Route(.get, "/api", .open, APIPages.page),
    Route(.get, "/api/openapi.json", .open, APIPages.document),
  ]

  private static let workspace: [Route] = [
    Route(.get, "/w/:ws", .page(.read), HomePage.show),
    Route(.get, "/w/:ws/attention", .page(.overview), HomePage.attention),
    Route(.get, "/w/:ws/steps", .page(.overview), StepsPage.show),
    Route(.get, "/w/:ws/search", .page(.read), SearchPage.show),
    Route(.get, "/w/:ws/lookup", .page(.read), SearchPage.lookup),
    Route(.get, "/w/:ws/gap", .page(.overview), GapPage.start),
    Route(.get, "/w/:ws/gap/:framework", .page(.overview), GapPage.show),
    Route(.post, "/w/:ws/suggestions", .page(.create), GapSuggestions.decide),
    Route(.get, "/w/:ws/requirements/:uid", .page(.read), RequirementPage.show),
    Route(.get, "/w/:ws/soa", .page(.overview), SoAPage.show),
    Route(.post, "/w/:ws/soa/approval", .page(.approve), SoAPage.approve),
    Route(.post, "/w/:ws/soa/decisions", .page(.edit), SoADecisions.run),
    Route(.get, "/w/:ws/soa/export", .page(.overview), SoAPage.export),
    Route(.get, "/w/:ws/soa/comparison", .page(.overview), SoAComparisonPage.show),
    Route(.get, "/w/:ws/crosswalk", .page(.read), CrosswalkPage.show),
    Route(.get, "/w/:ws/heat-map", .page(.read), HeatMapPage.show),
    Route(.get, "/w/:ws/method", .page(.read), MethodPage.show),
    Route(.post, "/w/:ws/method", .page(.approve), MethodPage.save),
    Route(.get, "/w/:ws/reminders", .page(.administer), RemindersPage.show),
    Route(.post, "/w/:ws/reminders", .page(.administer), RemindersPage.save),
    Route(.get, "/w/:ws/threat-catalogue", .page(.read), ThreatPage.show),
    Route(.get, "/w/:ws/ai-inventory", .page(.read), InventoryPage.show),
    Route(.get, "/w/:ws/ledger", .page(.read), LedgerPage.show),
    Route(.get, "/w/:ws/ledger/:batch/undo", .page(.archive), UndoPage.show),
    Route(.post, "/w/:ws/ledger/:batch/undo", .page(.archive), UndoPage.begin),
    Route(.get, "/w/:ws/members", .page(.administer), MemberPages.show),
    Route(.post, "/w/:ws/members", .page(.administer), MemberPages.add).askingAgain,
    Route(.post, "/w/:ws/members/removal", .page(.administer), MemberPages.remove).askingAgain,
    Route(.post, "/w/:ws/members/person", .page(.administer), MemberPages.setPerson).askingAgain,
    Route(.post, "/w/:ws/members/visit", .page(.administer), MemberPages.changeVisit).askingAgain,
    Route(.get, "/w/:ws/members/:id", .page(.administer), MemberPage.show),
    Route(.post, "/w/:ws/members/:id/role", .page(.administer), MemberPage.saveRole).askingAgain,
    Route(.post, "/w/:ws/members/:id/reset", .page(.administer), MemberPage.issueReset).askingAgain,
    Route(.post, "/w/:ws/members/:id/sessions", .page(.administer), MemberPage.endSessions),
    Route(.post, "/w/:ws/invitations/removal", .page(.administer), MemberPages.withdraw),
    Route(.get, "/w/:ws/security-events", .page(.administer), SecurityEventsPage.show),
    Route(.get, "/w/:ws/storage", .page(.administer), StoragePage.show),
    Route(.post, "/w/:ws/storage", .page(.administer), StoragePage.save),
    Route(.get, "/w/:ws/security-events/export", .page(.administer), SecurityEventsPage.export),
    Route(.post, "/w/:ws/tokens", .page(.administer), MemberPages.addToken).askingAgain,
    Route(.post, "/w/:ws/tokens/removal", .page(.administer), MemberPages.removeToken),
    Route(.get, "/w/:ws/libraries", .page(.read), LibraryPage.show),
    Route(.get, "/w/:ws/files/:sha256", .page(.read), FilePages.download),
  ]

  private static let records: [Route] = [
    Route(.get, "/w/:ws/:register", .page(.read), ListPage.show),
    Route(.get, "/w/:ws/:register/new", .page(.create), FormPage.new),
    Route(.post, "/w/:ws/:register", .page(.create), FormPage.create),
    Route(.get, "/w/:ws/:register/export", .page(.export), ListPage.export),
    Route(.post, "/w/:ws/:register/bulk", .page(.edit), BulkPages.run),
    Route(.post, "/w/:ws/:register/views", .page(.read), ListPage.saveView),
    Route(.get, "/w/:ws/:register/:id", .page(.read), RecordPage.show),
    Route(.get, "/w/:ws/:register/:id/edit", .page(.edit), FormPage.edit),
    Route(.post, "/w/:ws/:register/:id", .page(.edit), FormPage.save),
    Route(.get, "/w/:ws/:register/:id/history", .page(.read), HistoryPage.show),
    Route(.get, "/w/:ws/:register/:id/revisions/:version", .page(.read), HistoryPage.revision),
    Route(.post, "/w/:ws/:register/:id/steps/:noun", .page(.edit), StepsCard.take),
    Route(.post, "/w/:ws/:register/:id/comments", .page(.comment), RecordPage.comment),
    Route(.post, "/w/:ws/:register/:id/attachments", .page(.edit), FilePages.attach),
    Route(.post, "/w/:ws/:register/:id/archive", .page(.archive), RecordPage.archive),
    Route(.post, "/w/:ws/:register/:id/restoration", .page(.archive), RecordPage.restore),
    Route(.get, "/w/:ws/:register/:id/share", .page(.approve), SharePage.show),
    Route(.post, "/w/:ws/:register/:id/share", .page(.approve), SharePage.save).askingAgain,
  ]

  private static let api: [Route] = [
    Route(.get, "/api/v1/workspaces", .anyToken, WorkspaceAPI.workspaces),
    Route(.get, "/api/v1/workspaces/:ws/gap", .api(.overview), WorkspaceAPI.gap),
    Route(.get, "/api/v1/workspaces/:ws/soa", .api(.overview), WorkspaceAPI.soa),
    Route(.get, "/api/v1/workspaces/:ws/attention", .api(.overview), WorkspaceAPI.attention),
    Route(.get, "/api/v1/workspaces/:ws/ledger", .api(.read), WorkspaceAPI.ledger),
    Route(.get, "/api/v1/workspaces/:ws/security-events", .api(.administer), SecurityEventsPage.list),
    Route(.get, "/api/v1/workspaces/:ws/storage", .api(.administer), StoragePage.value),
    Route(.post, "/api/v1/workspaces/:ws/files", .api(.create), WorkspaceAPI.addFile),
    Route(.get, "/api/v1/workspaces/:ws/files/:sha256", .api(.read), WorkspaceAPI.file),
    Route(.post, "/api/v1/workspaces/:ws/imports", .api(.import), ImportAPI.create),
    Route(.post, "/api/v1/workspaces/:ws/imports/:id/files", .api(.import), ImportAPI.addFiles),
    Route(.get, "/api/v1/workspaces/:ws/imports/:id/proposal", .api(.import), ImportAPI.proposal),
    Route(.post, "/api/v1/workspaces/:ws/imports/:id/decisions", .api(.import), ImportAPI.decide),
    Route(.post, "/api/v1/workspaces/:ws/imports/:id/taking", .api(.import), ImportAPI.take),
    Route(.get, "/api/v1/workspaces/:ws/:register", .api(.read), RecordAPI.list),
    Route(.post, "/api/v1/workspaces/:ws/:register", .api(.create), RecordAPI.create),
    Route(.get, "/api/v1/workspaces/:ws/:register/export", .api(.export), RecordAPI.export),
    Route(.post, "/api/v1/workspaces/:ws/:register/import", .api(.import), RecordAPI.importFile),
    Route(.get, "/api/v1/workspaces/:ws/:register/:id", .api(.read), RecordAPI.show),
    Route(.patch, "/api/v1/workspaces/:ws/:register/:id", .api(.edit), RecordAPI.edit),
    Route(.delete, "/api/v1/workspaces/:ws/:register/:id", .api(.archive), RecordAPI.archive),
    Route(.get, "/api/v1/workspaces/:ws/:register/:id/history", .api(.read), RecordAPI.history),
    Route(.post, "/api/v1/workspaces/:ws/:register/:id/:noun", .api(.edit), RecordAPI.step),
  ]
}
