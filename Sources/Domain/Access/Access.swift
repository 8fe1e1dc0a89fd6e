import RegisterKit

/// What a member of a workspace may do, by the work they come for.
public enum Role: String, CaseIterable, Sendable, Hashable {
  case administrator, manager, contributor
  case internalAuditor = "internal_auditor"
  case externalAuditor = "external_auditor"
  case reader

  public var label: String {
    switch self {
    case .administrator: "Administrator"
    case .manager: "Manager"
    case .contributor: "Contributor"
    case .internalAuditor: "Internal auditor"
    case .externalAuditor: "External auditor"
    case .reader: "Reader"
    }
  }

  /// What ``Policy`` lets the role do, in a sentence.
  public var may: String {
    switch self {
    case .administrator: "Everything, including members, tokens, settings and backup."
    case .manager:
      "Everything in the registers: add, change, approve, archive, import and export; no members or settings."
    case .contributor:
      "Reads, comments and exports everything; changes records they own; adds risks, incidents, tasks, evidence and the like. Approves nothing."
    case .internalAuditor:
      "Reads, comments and exports everything; adds and changes audits, checks, samples, findings and what else an audit needs. Approves nothing."
    case .externalAuditor:
      "Sees and exports only what is shown for the audits they are invited to, until a last day; adds findings and requests in the audit room."
    case .reader: "Reads and exports everything; changes nothing."
    }
  }
}

/// Who acts: a person signed in, a token, or the program itself on the command line.
public struct Actor: Sendable, Hashable {
  /// As the ledger names it: `account:ciso@example.com`, `token:ci`, `command line`.
  public let name: String
  public let role: Role
  /// The actor's entry in the people register, where there is one: what "assigned to me" means.
  public let person: String?
  /// Codes of the audits to which an external auditor is invited; empty for everybody else.
  public let audits: [String]
  /// Network address from which they come, for the security events.
  public var sender = "this machine"
  /// Comes by a token: no person, so no step can be signed with one.
  public var isProgram = false

  public init(name: String, role: Role, person: String? = nil, audits: [String] = []) {
    self.name = name
    self.role = role
    self.person = person
    self.audits = audits
  }
}

/// What somebody wants to do with a workspace or one of its records.
public enum Action: String, CaseIterable, Sendable, Hashable {
  case read, comment, create, edit, approve, archive, `import`, export
  /// See what is worked out over whole registers, such as the plan of an audit: for somebody who sees only some of the
  /// records it would say what is not so.
  case overview
  /// Members, tokens, settings, backup.
  case administer
}

/// What the decision needs to know of a record.
public struct Envelope: Sendable, Hashable {
  public let register: String
  public let owner: String?
  /// The record was read as one that is shown to whoever acts, an external auditor. It is false for what was read with all
  /// there is, whatever is shown of it: nobody's right follows from what is shown to others.
  public let isShared: Bool

  public init(register: String, owner: String? = nil, isShared: Bool = false) {
    self.register = register
    self.owner = owner
    self.isShared = isShared
  }
}

/// The policy: a pure function, and the only one. Its table test is the policy document.
public enum Policy {
  /// Registers in which internal auditors write (ISO/IEC 27001:2022 9.2, ISO/IEC 42001:2023 9.2).
  public static let auditRegisters: Set<String> = [
    "audit-programmes", "audits", "sessions", "checks", "samples", "sample-items", "findings", "evidence", "auditors",
    "audit-reports", "audit-requests",
  ]

  /// Registers to which contributors add: what everybody may notice, ask for or show. The rest is set up by managers.
  public static let openRegisters: Set<String> = [
    "acknowledgements", "changes", "concerns", "evidence", "improvements", "incidents", "nonconformities", "risks",
    "tasks",
  ]

  /// Registers to which external auditors add from the audit room.
  public static let roomRegisters: Set<String> = ["audit-requests", "findings"]

  /// - Parameter envelope: The record concerned, as it is stored; nil for the workspace as a whole.
  public static func allows(_ actor: Actor, _ action: Action, _ envelope: Envelope?) -> Bool {
    switch actor.role {
    case .administrator: return true
    case .manager: return action != .administer
    case .contributor:
      switch action {
      case .read, .comment, .export, .overview: return true
      case .edit: return actor.person != nil && envelope?.owner == actor.person
      case .create: return envelope.map { openRegisters.contains($0.register) } ?? true
      case .approve, .archive, .import, .administer: return false
      }
    case .internalAuditor:
      switch action {
      case .read, .comment, .export, .overview: return true
      case .create, .edit: return envelope.map { auditRegisters.contains($0.register) } ?? false
      case .approve, .archive, .import, .administer: return false
      }
    case .externalAuditor:
      switch action {
      case .read, .export: return envelope?.isShared ?? true
      case .create: return envelope.map { roomRegisters.contains($0.register) } ?? false
      case .comment, .edit, .approve, .archive, .import, .overview, .administer: return false
      }
    case .reader: return [.read, .export, .overview].contains(action)
    }
  }

  /// Whether somebody may take a step of a record's life cycle.
  public static func allows(_ actor: Actor, _ step: Lifecycle.Step, _ envelope: Envelope) -> Bool {
    if step.isByOwner { return actor.person != nil && actor.person == envelope.owner }
    return allows(actor, step.isApproval ? .approve : .edit, envelope)
  }

  /// Sees only what is shown for an audit: every list and count of such an actor is narrowed by the store.
  public static func seesSharedOnly(_ actor: Actor) -> Bool { !audience(of: actor).seesAll }

  /// For whose eyes the store reads when somebody asks.
  public static func audience(of actor: Actor) -> Audience {
    actor.role == .externalAuditor ? .auditors(of: actor.audits) : .members
  }
}
