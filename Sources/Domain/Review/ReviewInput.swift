import RegisterKit

/// The days of which a management review speaks: after the review before it, up to its own day or today.
public struct ReviewPeriod: Sendable, Hashable {
  /// The day of the review before, which is none of the period; nil where there was none.
  public let previous: Day?
  /// The last day.
  public let until: Day

  /// - Parameter others: Days of the other reviews.
  public init(of review: ManagementReview, others: [Day], today: Day) {
    until = min(review.date ?? today, today)
    let own = review.date ?? today + 1
    previous = others.filter { $0 < own }.max()
  }

  /// The filter of a list to those with a day or moment of the period in a field. A moment sorts behind the day it
  /// begins with, so the bounds are whole days.
  func within(_ field: String) -> [ReviewList.Item] {
    (previous.map { [.init("\(field).gte", "\($0 + 1)")] } ?? []) + [.init("\(field).lt", "\(until + 1)")]
  }

  /// The same for a month written as `2026-10`; the month of the review before belongs to both.
  func months(_ field: String) -> [ReviewList.Item] {
    (previous.map { [.init("\(field).gte", "\($0)".prefix(7).description)] } ?? [])
      + [.init("\(field).lte", "\(until)".prefix(7).description)]
  }
}

/// A list whose length is a figure for the review.
public struct ReviewList: Sendable, Hashable {
  /// One part of the list's address.
  public struct Item: Sendable, Hashable {
    public let name: String
    public let value: String
    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
  /// Slug of the register.
  public let register: String
  public let items: [Item]

  init(_ register: String, _ items: [Item]) {
    self.register = register
    self.items = items
  }

  init(_ register: String, _ query: KeyValuePairs<String, String>, _ more: [Item] = []) {
    self.init(register, query.map { Item($0, $1) } + more)
  }
}

/// What the registers have to say to a management review: status of decisions, nonconformities and corrective actions,
/// results of monitoring and audits, objectives, risks (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.3.2 a, d to g).
public struct ReviewInput: Sendable, Hashable {
  /// A line of figures.
  public struct Line: Sendable, Hashable {
    public let says: String
    /// One, or one for each standard in their order.
    public let lists: [ReviewList]
  }
  /// Figures for each standard.
  public let byStandard: [Line]
  /// Figures of which a standard has no part of its own.
  public let together: [Line]

  /// Corrective actions that should be done and are not.
  public static let overdue = ReviewList(
    "corrective-actions", ["due_on.lt": "today", "done_on.empty": "true", "state.ne": "closed"])

  public init(_ period: ReviewPeriod, matrix: RiskMatrix) {
    byStandard = Self.audited(period)
    together = Self.answered(period) + Self.happened(period) + Self.risks(matrix)
  }

  private static func audited(_ period: ReviewPeriod) -> [Line] {
    func line(_ says: String, _ list: (Standard) -> ReviewList) -> Line {
      Line(says: says, lists: Standard.allCases.map(list))
    }
    let grades: [(Finding.Grade, String)] = [
      (.major, "Major nonconformities"), (.minor, "Minor nonconformities"), (.opportunity, "Opportunities"),
    ]
    let held = line("Audits held") { standard in
      ReviewList("audits", ["standards": standard.rawValue, "state.ne": "planned"], period.within("date_to"))
    }
    let open = grades.map { grade, words in
      line("\(words), open now") { standard in
        ReviewList(
          "findings",
          ["grade_shown_\(standard.number)": grade.rawValue, "open_for": standard.rawValue, "state": "open"])
      }
    }
    let raised = grades.map { grade, words in
      line("\(words), raised") { standard in
        ReviewList("findings", ["grade_shown_\(standard.number)": grade.rawValue], period.within("raised_on"))
      }
    }
    return [held] + open + raised
  }

  private static func answered(_ period: ReviewPeriod) -> [Line] {
    [
      one("Decisions of reviews, still open", ReviewList("decisions", ["status": "open"])),
      one("Audit reports signed", ReviewList("audit-reports", period.within("signed_on"))),
      one("Nonconformities outside audits, open", ReviewList("nonconformities", ["state": "open"])),
      one("Corrective actions, not closed", ReviewList("corrective-actions", ["state.ne": "closed"])),
      one("Of these overdue", overdue),
      one("Of these waiting for their effect check", ReviewList("corrective-actions", ["state": "effect_check"])),
      one(
        "Corrective actions seen to work",
        ReviewList("corrective-actions", ["effective": "true"], period.within("effect_checked_on"))),
      one(
        "Corrective actions seen not to work",
        ReviewList("corrective-actions", ["effective": "false"], period.within("effect_checked_on"))),
    ]
  }

  private static func happened(_ period: ReviewPeriod) -> [Line] {
    [
      one("Incidents detected", ReviewList("incidents", period.within("detected_at"))),
      one(
        "Of these with a personal data breach",
        ReviewList("incidents", ["personal_data_breach": "true"], period.within("detected_at"))),
      one("Concerns about AI raised", ReviewList("concerns", period.within("raised_on"))),
      one("Objectives missed", ReviewList("objectives", ["status": "missed"])),
      one("Measurements off their target", ReviewList("measurements", ["met": "false"], period.months("period"))),
      one("Ideas for improvement, open", ReviewList("improvements", ["status": "idea,accepted"])),
    ]
  }

  private static func risks(_ matrix: RiskMatrix) -> [Line] {
    let worst = matrix.bands.last.map {
      one("Risks that are \($0.name)", ReviewList("risks", ["level": "\(matrix.bands.count)", "state.ne": "closed"]))
    }
    return [
      one("Risks accepted", ReviewList("risks", ["state": "accepted"])),
      one("Risks above what was accepted", ReviewList("risks", ["acceptance_lapsed": "true"])),
    ] + (worst.map { [$0] } ?? [])
  }

  private static func one(_ says: String, _ list: ReviewList) -> Line { Line(says: says, lists: [list]) }
}
