import Domain
import RegisterKit
import Store

// Who comes from outside reads what certain audits show, and until a last day: both are named with the part in the workspace.
extension Installation {
  /// For how many days after an audit its external auditors are proposed to read on: what they found is answered then.
  public static let daysAfterAudit = 60

  /// Audits to which people from outside can be invited, by first day: those that are not closed.
  public func auditsForOutsiders(_ scope: Scope) throws -> [StoredRecord] {
    try scope.records(of: Audit.register.erased.slug)
      .filter { $0.state != "closed" && Audit.register.decode($0.body).kind.admitsOutsiders }
      .sorted { ($0.due ?? "9999", $0.id) < ($1.due ?? "9999", $1.id) }
  }

  /// The last day that is proposed for external auditors of these audits: some weeks after the last of them; from today,
  /// where none says when it is held or all were held long ago.
  public func proposedLastDay(of audits: some Sequence<StoredRecord>) -> Day {
    let held = audits.compactMap { record -> Day? in
      let audit = Audit.register.decode(record.body)
      return audit.to ?? audit.from
    }
    return max(held.max() ?? today, today) + Self.daysAfterAudit
  }

  /// Gives an external auditor other audits and another last day.
  /// - Throws: ``Failure/notFound(_:)`` for who is no external auditor here.
  public func setVisit(email: String, audits: [String], until: Day?, in workspace: Workspace) async throws {
    let (now, origin) = (now, Origin.current)
    try await database.write { connection in
      let members = try connection.members(of: workspace.id)
      guard let member = members.first(where: { $0.account.email == email.lowercased() }),
        member.role == .externalAuditor
      else { throw Failure.notFound("\(email) is no external auditor of this workspace.") }
      try checkPart(member.role, until, audits, connection, workspace)
      try connection.setMembership(
        workspace: workspace.id, account: member.account.id, role: member.role, until: until, audits: audits)
      try connection.addEvent(
        origin.event(.memberChanged, member.account.email, in: workspace, part(member.role, until, audits), at: now))
    }
  }

  /// Whether a part in a workspace can be given like this.
  /// - Throws: ``Failure/malformed(_:)`` that says what is missing and what would do.
  func checkPart(
    _ role: Role, _ until: Day?, _ audits: [String], _ connection: any Connection, _ workspace: Workspace
  ) throws {
    if let until, until < today { throw Failure.malformed("The last day has passed.") }
    guard role == .externalAuditor else {
      if audits.isEmpty { return }
      throw Failure.malformed(
        "Only external auditors are invited to audits; \(role.label.lowercased())s see all of them.")
    }
    let scope = Scope(connection, workspace, registers)
    guard !audits.isEmpty else {
      let open = try auditsForOutsiders(scope).map(\.id)
      throw Failure.malformed(
        open.isEmpty
          ? "An external auditor is invited to an audit, and there is none yet to which people from outside come; add one under Audits first."
          : "Name the audits to which the external auditor is invited, such as \(open.prefix(3).joined(separator: " or "))."
      )
    }
    let invited = try audits.map { id -> StoredRecord in
      guard let audit = try scope.record(id), audit.kind == Audit.register.erased.slug, !audit.isArchived else {
        throw Failure.malformed("There is no audit \(id) to be invited to.")
      }
      guard Audit.register.decode(audit.body).kind.admitsOutsiders else {
        throw Failure.malformed("\(id) is an internal audit; external auditors are not invited to it.")
      }
      return audit
    }
    guard until != nil else {
      throw Failure.malformed(
        "Name the last day of the external auditor, such as \(proposedLastDay(of: invited)): \(Self.daysAfterAudit) days after the audit."
      )
    }
  }
}
