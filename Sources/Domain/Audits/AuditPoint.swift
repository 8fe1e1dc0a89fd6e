import RegisterKit

/// The smallest thing that one auditor checks with one auditee in one go, over both standards at once. Own work: no
/// standard divides an audit so.
public struct AuditPoint: Sendable, Hashable {
  /// Something to ask or to look for, with the standards that want it.
  public struct Part: Sendable, Hashable {
    public let text: String
    /// `iso27001`, `iso42001` or both.
    public let standards: [String]
    public init(text: String, standards: [String]) {
      self.text = text
      self.standards = standards
    }
  }
  /// How often it is due: each year, or once in the cycle of three.
  public enum Cadence: String, Sendable { case yearly, cycle }

  /// `AP-17`.
  public let id: String
  public let title: String
  /// One of the library's words for what the point is about, such as `suppliers`.
  public let topic: String
  /// Every clause and control is in exactly one point's list.
  public let primary: [String]
  /// Uids of requirements that the point touches and another one has.
  public let related: [String]
  /// Roles of those who can answer, the main one first.
  public let auditees: [String]
  /// The least level (0 to 3) by standard or technical area.
  public let requires: [String: Int]
  /// Who may be called in for it; they need not be auditors.
  public let specialists: [String]
  /// By standard alone and `integrated`, for the reference organization.
  public let minutes: [String: Int]
  /// Why the integrated time is what it is.
  public let reason: String
  /// What the time grows with; `fixed` for nothing.
  public let driver: String
  public let cadence: Cadence
  /// Ways to look at it, such as interview or sample.
  public let methods: [String]
  public let questions: [Part]
  public let evidence: [Part]
  /// The records from which a sample is drawn, in words.
  public let population: String
  /// How many of them to look at and how to choose, in words.
  public let sampleRule: String
  /// What should make an auditor look closer.
  public let redFlags: [String]

  public init(
    id: String, title: String, topic: String, primary: [String], related: [String], auditees: [String],
    requires: [String: Int], specialists: [String], minutes: [String: Int], reason: String, driver: String,
    cadence: Cadence, methods: [String], questions: [Part], evidence: [Part], population: String, sampleRule: String,
    redFlags: [String]
  ) {
    self.id = id
    self.title = title
    self.topic = topic
    self.primary = primary
    self.related = related
    self.auditees = auditees
    self.requires = requires
    self.specialists = specialists
    self.minutes = minutes
    self.reason = reason
    self.driver = driver
    self.cadence = cadence
    self.methods = methods
    self.questions = questions
    self.evidence = evidence
    self.population = population
    self.sampleRule = sampleRule
    self.redFlags = redFlags
  }

  /// The technical areas among ``specialists``; those of other fields are called in and are no competence of an auditor.
  public var areas: [TechnicalArea] {
    TechnicalArea.allCases.filter { area in specialists.contains { $0.lowercased() == area.label.lowercased() } }
  }

  /// The standards in whose audit the point belongs.
  public var standards: [String] { ["iso27001", "iso42001"].filter { (minutes[$0] ?? 0) > 0 } }

  /// Asked once for both standards, and what only one of them wants on top.
  public func questions(for standards: [String]) -> (shared: [Part], only: [String: [Part]]) {
    let asked = questions.filter { part in part.standards.contains { standards.contains($0) } }
    let shared = asked.filter { part in standards.allSatisfy { part.standards.contains($0) } }
    let rest = asked.filter { !shared.contains($0) }
    return (shared, Dictionary(grouping: rest) { $0.standards.first { standards.contains($0) } ?? "" })
  }
}

/// Points, what they were estimated for, and the time of an audit that belongs to no point.
public struct AuditPointSet: Sendable, Hashable {
  /// Time of an audit that belongs to no point, such as the opening meeting or the report.
  public struct Overhead: Sendable, Hashable {
    public let task: String
    /// By standard alone and `integrated`.
    public let minutes: [String: Int]
    public init(task: String, minutes: [String: Int]) {
      self.task = task
      self.minutes = minutes
    }
  }
  /// A part that somebody can answer for, and how whoever plays it is found in the registers.
  public struct Role: Sendable, Hashable {
    public let title: String
    /// Other words for it.
    public let also: [String]
    /// The register whose owners play it.
    public let owns: String?
    public init(title: String, also: [String] = [], owns: String? = nil) {
      self.title = title
      self.also = also
      self.owns = owns
    }
  }
  /// How much of each driver the reference organization has.
  public let reference: [String: Int]
  /// For the whole audit, whatever its size.
  public let overhead: [Overhead]
  public let roles: [Role]
  public let points: [AuditPoint]
  public init(
    reference: [String: Int] = [:], overhead: [Overhead] = [], roles: [Role] = [], points: [AuditPoint] = []
  ) {
    self.reference = reference
    self.overhead = overhead
    self.roles = roles
    self.points = points
  }

  /// Minutes of a point in an organization of that size: they grow with the square root of what drives them, between three
  /// quarters and one and three quarters of the estimate, to five minutes. Own rule.
  /// - Parameters:
  ///   - kind: A standard, or `integrated`.
  ///   - size: How much of each driver is in scope; what is not there counts as in the reference organization.
  public func minutes(_ point: AuditPoint, _ kind: String, size: [String: Int]) -> Int {
    let minutes = point.minutes[kind] ?? 0
    guard point.driver != "fixed", let reference = reference[point.driver], reference > 0 else { return minutes }
    let count = max(0, size[point.driver] ?? reference)
    let factor = min(1.75, max(0.75, 0.7 + 0.3 * (Double(count) / Double(reference)).squareRoot()))
    return Int(saturating: min(1e9, Double(minutes) * factor / 5 + 1e-9)) * 5
  }

  /// What an audit over these standards takes, in minutes: the points that belong to it and the overhead.
  public func total(_ kind: String, size: [String: Int] = [:]) -> (fieldwork: Int, overhead: Int) {
    (
      points.reduce(0) { $0 + minutes($1, kind, size: size) },
      overhead.reduce(0) { $0 + ($1.minutes[kind] ?? 0) }
    )
  }
}
