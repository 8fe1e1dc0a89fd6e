import Domain
import RegisterKit
import Store

/// Records of one register, as the audit room lists them.
public struct RoomPart: Sendable, Hashable {
  /// Slug of the register.
  public let register: String
  public let records: [RecordName]
}

/// What an audit shows to its external auditors, and what it could.
public struct RoomContents: Sendable {
  /// Not shown yet: what a stage 2 pack for the audit would hold, its requests and packs, and what answers point at. By register.
  public var proposed: [RoomPart] = []
  /// Shown now, archived records left out. By register.
  public var shown: [RoomPart] = []
  /// Shown before sharing was by audit, to nobody now, and neither proposed nor shown for this audit. By register.
  public var earlier: [RoomPart] = []
}

// What external auditors of an audit are shown: looked at first, then shown or hidden, each time as one act that can be undone.
extension Installation {
  /// What an audit shows and what it could.
  public func roomContents(_ audit: String, _ scope: Scope) throws -> RoomContents {
    let shown = Set(try scope.shown(for: audit))
    let proposed = try roomRecords(audit, scope).filter { !shown.contains($0) }
    let earlier = Set(try scope.shown(for: "")).subtracting(shown).subtracting(proposed)
    return RoomContents(
      proposed: try parts(proposed, scope), shown: try parts(shown, scope), earlier: try parts(earlier, scope))
  }

  /// By register in the order of the catalogue, archived records left out.
  private func parts(_ ids: some Collection<String>, _ scope: Scope) throws -> [RoomPart] {
    let names = Dictionary(grouping: try scope.names(of: ids, archived: false).values, by: \.kind)
    return registers.all.compactMap { register in
      names[register.slug].map { RoomPart(register: register.slug, records: $0.sorted { $0.id < $1.id }) }
    }
  }

  /// Shows records to the external auditors of an audit, or hides them again.
  public func show(
    _ ids: [String], _ isShown: Bool, for audit: String, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    try await commit(
      ids.map { .share(id: $0, for: audit, isShown) }, in: workspace, as: actor,
      note: isShown ? "Shown for \(audit)" : "Hidden from \(audit)")
  }

  /// Hides from the external auditors of an audit all that they see for it, archived records and what they wrote too.
  public func hideAll(for audit: String, in workspace: Workspace, as actor: Actor) async throws -> Committed {
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let ids = try scope.shown(for: audit)
      return try commit(
        ids.map { .share(id: $0, for: audit, false) }, scope, actor, "Everything hidden from \(audit)", .entry, now)
    }
  }

  /// What a pack for the audit would hold, its packs and requests, and what the answers that were given point at. Other
  /// audits of people from outside that are still open, and what was found in them, are not proposed: they are for others.
  private func roomRecords(_ audit: String, _ scope: Scope) throws -> [String] {
    let found = try scope.audit(audit)
    let date = found.body["date_from"]?.text.flatMap { Day($0) } ?? today
    let source = try packSource(PackOrder(kind: .stage2, audit: audit, date: date), scope)
    let requests = try scope.records(of: AuditRequest.register.erased.slug, pointingAt: [audit], in: "audit")
    let packs = try scope.records(of: CertificationPack.register.erased.slug, pointingAt: [audit], in: "audit")
    let answered = requests.filter { $0.state != "open" }.flatMap { $0.body["shows"]?.texts ?? [] }
    let others = Set(try auditsForOutsiders(scope).map(\.id)).subtracting([audit])
    let ids = source.items.filter { item in
      item.kind != Self.settingsKind && !others.contains(item.id)
        && !(item.body["audit"]?.text.map(others.contains) ?? false)
    }.map(\.id)
    var seen: Set<String> = []
    return ([audit] + ids + requests.map(\.id) + packs.map(\.id) + answered).filter { seen.insert($0).inserted }
  }
}
