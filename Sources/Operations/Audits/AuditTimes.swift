import Domain
import RegisterKit
import Store

extension Installation {
  /// The tables of audit time with the workspace's own figures in place, and keys of own figures that fit nowhere any more.
  /// - Throws: ``Failure/notFound(_:)`` if no library has such tables.
  public func auditTime(_ scope: Scope) throws -> (tables: AuditTimeTables, left: [String]) {
    guard let tables = libraries.auditTime else {
      throw Failure.notFound("No library with tables of audit time is loaded; add one with concord library add.")
    }
    let whole = Scope(scope.connection, scope.workspace, registers)
    return tables.with(AuditTimeTables.OwnEntry.read(try whole.record(Self.settingsID)?.body ?? [:]))
  }

  /// Puts the organization's own figure in the place of an entry of the tables, as one act in the ledger.
  /// - Throws: ``Failure/malformed(_:)`` if the entry or its value is none.
  public func setAuditTime(
    _ own: AuditTimeTables.OwnEntry, in workspace: Workspace, as actor: Actor
  ) async throws -> Committed {
    guard !own.source.isEmpty else { throw Failure.malformed("Say where the figure comes from.") }
    return try await changeAuditTime("Audit time: \(own.key)", workspace, actor) { tables, entries in
      do throws(Refusal) {
        var tables = tables
        try tables.set(own)
      } catch { throw Failure.malformed(error.reason) }
      entries.removeAll { $0.key == own.key }
      entries.append(own)
    }
  }

  /// Takes an own figure away; the library's holds again.
  public func removeAuditTime(_ key: String, in workspace: Workspace, as actor: Actor) async throws -> Committed {
    try await changeAuditTime("Audit time: \(key) as in the library", workspace, actor) { _, entries in
      guard entries.contains(where: { $0.key == key }) else {
        throw Failure.notFound("There is no figure of your own for “\(key)”.")
      }
      entries.removeAll { $0.key == key }
    }
  }

  private func changeAuditTime(
    _ note: String, _ workspace: Workspace, _ actor: Actor,
    _ change: @escaping @Sendable (AuditTimeTables, inout [AuditTimeTables.OwnEntry]) throws -> Void
  ) async throws -> Committed {
    guard Policy.allows(actor, .approve, nil) else {
      throw Failure.forbidden("\(actor.role.label)s may not change the tables of audit time.")
    }
    let now = now
    return try await database.write { connection in
      let scope = Scope(connection, workspace, registers)
      let kept = try scope.record(Self.settingsID)?.body ?? [:]
      var entries = AuditTimeTables.OwnEntry.read(kept)
      try change(try auditTime(scope).tables, &entries)
      let settings = try settings(scope)
      var body = kept.merging(settings.body) { $1 }
      body[AuditTimeTables.OwnEntry.setting] =
        entries.isEmpty ? nil : .list(entries.sorted { $0.key < $1.key }.map(\.value))
      return try commit([], scope, actor, note, .program, now, settings: body)
    }
  }
}

/// What the registers say about an organization's audit time, each with where it was read.
public struct AuditTimeProposal: Sendable {
  /// Under the organization's control within the scope; nil where no register says.
  public var persons: Int?
  /// Where it was read, in words; empty where nothing was.
  public var personsFrom = ""
  /// Everybody in the units that run AI systems: at most so many work with AI. Nil where no unit is named.
  public var personsInAI: Int?
  /// Where it was read, in words.
  public var personsInAIFrom = ""
  /// Column of the table of ISO/IEC 42001.
  public var role: String?
  /// Where it was read, in words.
  public var roleFrom = ""
  /// Standards that each auditor is qualified for.
  public var team: [Int] = []
  /// Where it was read, in words.
  public var teamFrom = ""
}

extension Installation {
  /// First inputs for the calculation of audit time, read from the registers.
  public func auditTimeProposal(_ scope: Scope) throws -> AuditTimeProposal {
    var proposal = AuditTimeProposal()
    let units = try scope.records(of: "units").map { ($0.id, Unit.register.decode($0.body)) }
    let sites = try scope.records(of: "sites").compactMap { Site.register.decode($0.body).people }
    let inUnits = units.compactMap(\.1.people)
    if !sites.isEmpty {
      (proposal.persons, proposal.personsFrom) = (sites.reduce(0, +), "people of the sites")
    } else if !inUnits.isEmpty {
      (proposal.persons, proposal.personsFrom) = (inUnits.reduce(0, +), "people of \(units.count) units")
    } else {
      let people = try scope.records(of: "people").count
      if people > 0 { (proposal.persons, proposal.personsFrom) = (people, "records of people") }
    }
    let systems = try scope.records(of: "ai-systems").map { AISystem.register.decode($0.body) }
      .filter { $0.stage != .retired }
    let running = Set(systems.compactMap(\.unit))
    let inAI = units.filter { running.contains($0.0) }
    if !inAI.isEmpty {
      proposal.personsInAI = inAI.compactMap(\.1.people).reduce(0, +)
      proposal.personsInAIFrom =
        "everybody in \(inAI.map(\.1.name).joined(separator: ", ")), the units that run AI systems; count only those who work on AI"
    }
    let roles = Set(systems.flatMap { Self.aiRoles($0.organizationRole) })
    if !roles.isEmpty {
      proposal.role = roles.count > 1 ? "several_roles" : roles.first
      proposal.roleFrom = "roles noted at \(systems.count) AI systems"
    }
    let auditors = try scope.records(of: "auditors").map { Auditor.register.decode($0.body) }
      .filter { $0.status == .active }
    proposal.team = auditors.map {
      max(1, [$0.competence27001 ?? 0, $0.competence42001 ?? 0].count { $0 >= 2 })
    }
    if !auditors.isEmpty { proposal.teamFrom = "your own auditors, as a first guess; put in the team of the quote" }
    return proposal
  }

  /// Columns of the table of ISO/IEC 42001 that the words of a role mean.
  private static func aiRoles(_ words: String) -> Set<String> {
    let folded = words.lowercased()
    var roles: Set<String> = []
    if folded.contains("producer") { roles.insert("producer") }
    if ["developer", "provider", "deployer", "user", "customer"].contains(where: folded.contains) {
      roles.insert("developer_provider_or_user")
    }
    return roles
  }
}
