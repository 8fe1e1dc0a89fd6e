import RegisterKit

/// Tables from which a certification body's audit time is worked out. Data of a library, never constants: the figures of
/// ISO/IEC 27006-1, ISO/IEC 42006 and IAF MD 11, each with a mark whether it was verified in a source.
public struct AuditTimeTables: Sendable, Hashable {
  /// Where a figure comes from.
  public struct Origin: Sendable, Hashable {
    /// Found in a source, or read from a licensed copy.
    public var isVerified: Bool
    /// Document, table or letter in which it stands; may be empty.
    public var source: String
    /// Set by the organization in place of the library's.
    public var isOwn: Bool
    public init(isVerified: Bool, source: String = "", isOwn: Bool = false) {
      self.isVerified = isVerified
      self.source = source
      self.isOwn = isOwn
    }
  }
  /// A number of a table, with where it comes from.
  public struct Figure: Sendable, Hashable {
    /// Days or percent, as the table that holds it says.
    public var value: Double
    public var origin: Origin
    public init(_ value: Double, _ origin: Origin) {
      self.value = value
      self.origin = origin
    }
  }
  /// A line of a table: up to how many persons, how many days.
  public struct Row: Sendable, Hashable {
    /// Persons up to and including this number.
    public var upTo: Int
    /// Auditor days of the initial audit, by column.
    public var figures: [String: Figure]
    public init(upTo: Int, figures: [String: Figure]) {
      self.upTo = upTo
      self.figures = figures
    }
  }
  /// The audit time of one standard by number of persons: ISO/IEC 27006-1:2024 Annex C, ISO/IEC 42006:2025 Annex A.
  public struct Table: Sendable, Hashable {
    /// `iso27001` or `iso42001`.
    public let standard: String
    /// The document and table that it follows, by name.
    public let source: String
    /// Whose number it is that chooses the row.
    public let counts: String
    /// Percent by which circumstances may lessen the table value at most.
    public var largestReduction: Figure
    /// By rising number of persons.
    public var rows: [Row]
    /// What adds days on top, in words; how many is entered, since no source was found.
    public let additions: [String]
    /// How circumstances are graded, where the source grades them.
    public var scores: AuditTimeScores?
    public init(
      standard: String, source: String, counts: String, largestReduction: Figure, rows: [Row], additions: [String],
      scores: AuditTimeScores? = nil
    ) {
      self.standard = standard
      self.source = source
      self.counts = counts
      self.largestReduction = largestReduction
      self.rows = rows
      self.additions = additions
      self.scores = scores
    }
    /// What chooses the column, such as the role in AI; one where there is nothing to choose.
    public var columns: [String] { Array(Set(rows.flatMap(\.figures.keys))).sorted() }
  }
  /// A kind of audit in the cycle and its share of the initial time.
  public struct Share: Sendable, Hashable {
    /// `surveillance`, `recertification`.
    public let audit: String
    /// Of ``of`` equal parts of the initial time: 1 of 3.
    public var parts: Int
    /// Into how many equal parts the initial time is divided; never 0.
    public var of: Int
    public var origin: Origin
    public init(audit: String, of: Int, parts: Int, origin: Origin) {
      self.audit = audit
      self.of = of
      self.parts = parts
      self.origin = origin
    }
  }
  /// From which percentage on (exclusive) a step of the reduction holds.
  public struct Step: Sendable, Hashable {
    /// Percent of integration or ability, 0 to 100.
    public let above: Double
    /// By how many percent the time may be lessened there.
    public var percent: Figure
    public init(above: Double, percent: Figure) {
      self.above = above
      self.percent = percent
    }
  }
  /// One for each standard.
  public var tables: [Table]
  /// Of the audits that follow the initial one.
  public var shares: [Share]
  /// Those of IAF MD 11, which hold for integration and for ability alike.
  public var steps: [Step]
  /// The seven things that show how far two systems are one.
  public let integrationPoints: [String]
  /// Days are rounded to this part of a day.
  public var roundTo: Figure

  public init(tables: [Table], shares: [Share], steps: [Step], integrationPoints: [String], roundTo: Figure) {
    self.tables = tables
    self.shares = shares
    self.steps = steps
    self.integrationPoints = integrationPoints
    self.roundTo = roundTo
  }

  /// The table of a standard; nil if the library has none.
  /// - Parameter standard: `iso27001` or `iso42001`.
  public func table(_ standard: String) -> Table? { tables.first { $0.standard == standard } }
}

/// Circumstances graded from 1 to 3 in two groups; the sums choose by how much the table value may be changed
/// (ISO/IEC 27006-1:2024 Annex C).
public struct AuditTimeScores: Sendable, Hashable {
  /// A circumstance that is graded from 1 to 3.
  public struct Factor: Sendable, Hashable {
    /// Name under which its grade is kept.
    public let id: String
    /// `business` or `it`.
    public let group: String
    public let title: String
    /// What the grades 1, 2 and 3 mean.
    public let grades: [String]
    public init(id: String, group: String, title: String, grades: [String]) {
      self.id = id
      self.group = group
      self.title = title
      self.grades = grades
    }
  }
  /// A named range of sums, up to and including a number.
  public struct Band: Sendable, Hashable {
    public let name: String
    /// Included.
    public let upTo: Int
    public init(name: String, upTo: Int) {
      self.name = name
      self.upTo = upTo
    }
  }
  /// By how many percent the value may change where these bands meet.
  public struct Change: Sendable, Hashable {
    /// Name of the band of the business factors.
    public let business: String
    /// Name of the band of the IT factors.
    public let it: String
    /// Percent, negative for less time.
    public var from: Double
    /// Percent, negative for less time.
    public var to: Double
    public var origin: AuditTimeTables.Origin
    public init(business: String, it: String, from: Double, to: Double, origin: AuditTimeTables.Origin) {
      self.business = business
      self.it = it
      self.from = from
      self.to = to
      self.origin = origin
    }
  }
  public let factors: [Factor]
  /// By rising sum; both groups share them.
  public let bands: [Band]
  public var changes: [Change]
  public init(factors: [Factor], bands: [Band], changes: [Change]) {
    self.factors = factors
    self.bands = bands
    self.changes = changes
  }

  /// Sum and band of a group; nil until each of its factors is graded.
  public func score(_ group: String, _ grades: [String: Int]) -> (sum: Int, band: String)? {
    let given = factors.filter { $0.group == group }.map { grades[$0.id] ?? 0 }
    let sum = given.reduce(0, +)
    guard !given.isEmpty, !given.contains(0), let band = bands.first(where: { sum <= $0.upTo }) else { return nil }
    return (sum, band.name)
  }

  /// What the grades allow; nil until each factor is graded, or where the tables say nothing.
  /// - Parameter grades: 1 to 3 by id of the factor.
  public func change(_ grades: [String: Int]) -> Change? {
    guard let business = score("business", grades), let it = score("it", grades) else { return nil }
    return changes.first { $0.business == business.band && $0.it == it.band }
  }
}
