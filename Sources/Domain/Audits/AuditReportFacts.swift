import RegisterKit

/// Everything that a report of an internal audit says, as values.
public struct AuditReportFacts: Sendable {
  /// An auditor of the team, as the report names them.
  public struct Member: Sendable {
    public let name: String
    /// In words, with levels.
    public let competence: String
    /// What they declared; empty for nothing.
    public let conflicts: String
    public init(name: String, competence: String, conflicts: String) {
      self.name = name
      self.competence = competence
      self.conflicts = conflicts
    }
  }
  /// A finding with the names that its ids stand for.
  public struct FindingLine: Sendable {
    public let id: String
    public let finding: Finding
    public let owner: String
    public let unit: String
    public init(id: String, finding: Finding, owner: String, unit: String) {
      self.id = id
      self.finding = finding
      self.owner = owner
      self.unit = unit
    }
  }
  /// A corrective action that answers a finding of the audit.
  public struct ActionLine: Sendable {
    public let id: String
    public let action: CorrectiveAction
    public let state: String
    public let owner: String
    /// For which standards it answers.
    public let standards: [Standard]
    public init(id: String, action: CorrectiveAction, state: String, owner: String, standards: [Standard]) {
      self.id = id
      self.action = action
      self.state = state
      self.owner = owner
      self.standards = standards
    }
  }
  /// Records of other registers that point at the audit or its checks, such as samples.
  public struct Section: Sendable {
    public let title: String
    public let header: [String]
    public let rows: [[String]]
    public init(title: String, header: [String], rows: [[String]]) {
      self.title = title
      self.header = header
      self.rows = rows
    }
  }
  /// Which issue of the report it is: its number among those of the audit, from 1, and the day of its signature.
  public struct Edition: Sendable, Hashable {
    public let number: Int
    public let day: Day
    public init(number: Int, day: Day) {
      self.number = number
      self.day = day
    }
  }
  public var id = ""
  public var audit = Audit()
  public var programme = ""
  public var lead = ""
  public var team: [Member] = []
  public var auditees: [String] = []
  /// The lead auditor stands in the register of auditors.
  public var isLeadAnAuditor = true
  public var units: [String] = []
  public var systems: [String] = []
  /// Units of the scope, or of the plan where the scope names none, in which no session was held.
  public var unvisited: [String] = []
  /// AI systems of the scope that no check names and no sample holds.
  public var unseen: [String] = []
  /// Number of sessions, and of those that were not held.
  public var sessions = (all: 0, left: 0)
  /// Sessions that were begun and not ended.
  public var underWay: [String] = []
  /// The audit of the same programme that follows; empty for none.
  public var next = ""
  public var checks: [(id: String, check: Check)] = []
  public var findings: [FindingLine] = []
  public var actions: [ActionLine] = []
  /// It was begun: before that there is nothing to report.
  public var hasBegun = true
  public var sections: [Section] = []
  /// Applicable clauses and controls of the audit's standards that were on its list, in order.
  public var requirements: [String] = []
  public init() {}
}
