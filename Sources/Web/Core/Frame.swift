import Domain
import Operations
import RegisterKit
import Store

extension Call {
  /// A page inside the workspace: bar, search, menu.
  func page(_ page: Page) async throws -> Reply {
    var page = page
    if let done = query("done"), let text = Done(rawValue: done) {
      let count = query("count").flatMap { Int($0) }
      page.flashes.append(Flash(.good, "\(text.words(count))", savedDraft: query("draft")))
    }
    let counts = try await read { scope in try self.installation.counts(scope) }
    return .html(Layout.page(page, in: frame(counts)))
  }

  /// What was just done, as the next page says it.
  enum Done: String {
    case saved, created, archived, restored, commented, stepped, decided, approved, shared, undone, changed, ended
    func words(_ count: Int?) -> String {
      switch self {
      case .changed: "\(Words.count(count ?? 0, "record", "records")) changed, as one act that can be undone."
      case .saved: "Saved."
      case .ended: "Access ended."
      case .created: "Created."
      case .archived: "Archived. It is gone from the lists; its history stays."
      case .restored: "Restored."
      case .commented: "Your comment is there."
      case .stepped: "Done, and kept in the history."
      case .decided: "Your decisions are kept, with their reasons."
      case .approved: "Approved and frozen."
      case .shared: "Changed who sees it."
      case .undone: "Undone. The ledger keeps both."
      }
    }
  }

  private func frame(_ counts: [String: RecordCount]) -> Frame {
    let registers = installation.registers
    func item(_ slug: String, _ label: String? = nil) -> NavItem? {
      registers[slug].map {
        NavItem(label ?? $0.many, href: link.register(slug), count: (counts[slug] ?? .none).description)
      }
    }
    func others(_ area: Area, except shown: [String]) -> [NavItem] {
      registers.all.filter { $0.area == area && !shown.contains($0.slug) && counts[$0.slug] != nil }
        .compactMap { item($0.slug) }
    }
    let plan = [
      "scope-statements", "context-issues", "interested-parties", "obligations", "assets", "ai-systems", "models",
      "datasets", "risks", "objectives",
    ]
    let act = [
      "controls", "documents", "people", "trainings", "suppliers", "changes", "impact-assessments", "incidents",
    ]
    let check = ["indicators", "evidence", "audits", "findings", "management-reviews"]
    let improve = ["corrective-actions", "improvements"]
    var planned = plan.compactMap { item($0) }
    var first = [NavItem("Home", href: link.home)]
    if allows(.overview) {
      planned.insert(NavItem("Gap and coverage", href: link.gap), at: 0)
      planned.insert(NavItem("Statement of applicability", href: link.soa), at: 1)
      first += [NavItem("Needs attention", href: link.attention), NavItem("Five steps", href: link.steps)]
    }
    var menu: [UI.MenuItem] = []
    if allows(.import) { menu.append(.init("Import files", href: link.importing)) }
    menu.append(.init("What happened", href: link.ledger))
    menu.append(.init("Risk method", href: link.method))
    menu.append(.init("Libraries", href: link.libraries))
    if allows(.administer) {
      menu.append(.init("Reminders", href: link.reminders))
      menu.append(.init("Members and tokens", href: link.members))
      menu.append(.init("Security events", href: link.securityEvents))
      menu.append(.init("Storage", href: link.storage))
    }
    menu.append(.init("All registers", href: link.register("all")))
    menu.append(.init("API", href: "/api"))
    if memberships.count > 1 { menu.append(.init("Other workspaces", href: "/")) }
    menu.append(.init("Your account", href: Link.account))
    menu.append(.init("Sign out", href: Link.signOut, posts: [token]))
    return Frame(
      workspace: workspace.name, homeHref: link.home,
      navigation: [
        NavGroup(nil, first),
        NavGroup("Plan", planned + others(.plan, except: plan + ["coverage"])),
        NavGroup("Do", act.compactMap { item($0) } + others(.do, except: act)),
        NavGroup("Check", check.compactMap { item($0) } + others(.check, except: check)),
        NavGroup("Act", improve.compactMap { item($0) } + others(.act, except: improve)),
      ], person: account?.name ?? account?.email ?? "", personMenu: menu, searchHref: link.search,
      owner: account.map { BrowserOwner(site: site, account: $0).mark })
  }
}

extension UI.Tone {
  init(_ tone: RegisterKit.Tone) {
    switch tone {
    case .none: self = .none
    case .good: self = .good
    case .warn: self = .warn
    case .bad: self = .bad
    case .info: self = .info
    }
  }
}
