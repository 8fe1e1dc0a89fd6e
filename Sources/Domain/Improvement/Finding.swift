import RegisterKit

/// What an audit found, graded, due and closed for each standard (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 9.2, 10.2).
///
/// Grade and due day hold for every standard whose requirements are named; what is said for 42001 goes before them there.
/// It stays open until it is closed for each of its standards.
public struct Finding: Record {
  /// How grave a finding is. The words minor and major are those of certification bodies (ISO/IEC 17021-1).
  public enum Grade: String, Choice {
    case conformity
    case goodPractice = "good_practice"
    case opportunity = "opportunity_for_improvement"
    case minor = "minor_nonconformity"
    case major = "major_nonconformity"
    public var tone: Tone {
      switch self {
      case .conformity, .goodPractice: .good
      case .opportunity: .info
      case .minor: .warn
      case .major: .bad
      }
    }
    public var synonyms: [String] {
      switch self {
      case .opportunity: ["opportunity", "OFI"]
      case .minor: ["minor"]
      case .major: ["major"]
      default: []
      }
    }
    /// Something is not as the standard asks, so it must be answered.
    public var isNonconformity: Bool { self == .minor || self == .major }
    /// Whether it calls for an answer: an opportunity or a nonconformity.
    public var calls: Bool { rank >= Grade.opportunity.rank }
    /// Days in which it is usually answered; nil where nothing has to be. Own rule.
    public var usualDays: Int? {
      switch self {
      case .conformity, .goodPractice: nil
      case .opportunity: 180
      case .minor: 90
      case .major: 30
      }
    }
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }
  public var title = ""
  public var audit: String?
  /// Ids of the checks in which it was seen.
  public var checks: [String] = []
  public var grade = Grade.opportunity
  /// Where 42001 sees it otherwise; nil where ``grade`` holds for it too.
  public var grade42001: Grade?
  public var requirements: [String] = []
  public var evidence = ""
  /// Ids of evidence.
  public var proofs: [String] = []
  public var unit: String?
  /// Id of the earlier finding that it repeats.
  public var repeatOf: String?
  public var owner: String?
  public var raisedOn: Day?
  public var due: Day?
  /// Where 42001 has another day; nil where ``due`` holds for it too.
  public var due42001: Day?
  /// For every standard that was open until then.
  public var closedOn: Day?
  /// Where it was closed for 27001 before 42001.
  public var closedOn27001: Day?
  /// Where it was closed for 42001 before 27001.
  public var closedOn42001: Day?
  public init() {}

  public static let register = Register<Finding>(
    "findings", prefix: "FND", one: "Finding", many: "Findings", area: .check,
    purpose: "What audits found, with evidence, graded and closed for each standard.",
    clauses: ["iso27001:9.2.2", "iso27001:10.2", "iso42001:9.2.2", "iso42001:10.2"],
    fields: [
      .line(\.title, "statement", "Statement", max: 4000, .title, .also("finding")),
      .reference(\.audit, "audit", "Audit", to: "audits", .listed, .also("audit_id")),
      .references(\.checks, "checks", "Raised in", to: "checks"),
      .choice(\.grade, "grade", "Grade", .indexed),
      .choice(\.grade42001, "grade_42001", "Grade for 42001, if another"),
      .requirements(\.requirements, "requirements", "Requirements", .listed, .also("requirement", "clause or control")),
      .prose(\.evidence, "evidence", "Evidence"),
      .references(\.proofs, "proofs", "Shown by", to: "evidence"),
      .reference(\.unit, "unit", "Unit", to: "units", .listed),
      .reference(\.repeatOf, "repeat_of", "Again after", to: "findings"),
      .person(\.owner, "owner", "Owner", .owner, .listed),
      .day(\.raisedOn, "raised_on", "Raised", .also("raised")),
      .day(\.due, "due_on", "Due", .also("due")),
      .day(\.due42001, "due_on_42001", "Due for 42001, if another"),
      .day(\.closedOn, "closed_on", "Closed", .stamped, .also("closed")),
      .day(\.closedOn27001, "closed_on_27001", "Closed for 27001 first", .stamped),
      .day(\.closedOn42001, "closed_on_42001", "Closed for 42001 first", .stamped),
      .derived("standards", "Standards", ChoicesKind(options: Standard.allCases.map { ChoiceOption($0) })) {
        finding, _ in Value(finding.standards.map(\.rawValue))
      },
      .derived("open_for", "While open, open for", ChoicesKind(options: Standard.allCases.map { ChoiceOption($0) })) {
        finding, _ in Value(finding.openStandards.map(\.rawValue))
      },
      .derived("is_open_for_both", "Open for both", FlagKind()) { finding, _ in
        .bool(finding.closedOn == nil && finding.openStandards.count == 2)
      },
      .derived("is_partly_closed", "Closed for one only", FlagKind()) { finding, _ in
        .bool(finding.closedOn == nil && (finding.closedOn27001 ?? finding.closedOn42001) != nil)
      },
      shown("grade_shown_27001", for: .security), shown("grade_shown_42001", for: .ai),
      .derived("worst_grade", "Worst grade", ChoiceKind(options: Grade.allCases.map { ChoiceOption($0) }), .indexed) {
        finding, _ in .text(finding.worstGrade.rawValue)
      },
      .derived("next_due", "Next due", DayKind(), .due, .listed) { finding, _ in Value(finding.nextDue?.description) },
    ],
    lifecycle: Lifecycle(
      states: [.init("open", tone: .warn), .init("closed", tone: .good, final: true)],
      steps: [
        .init("closure", "Close", from: ["open"], to: "closed", stamps: ["closed_on": .today]),
        .init(
          "closure-27001", "Close for 27001 only", from: ["open"], to: "open", stamps: ["closed_on_27001": .today],
          when: "is_open_for_both"),
        .init(
          "closure-42001", "Close for 42001 only", from: ["open"], to: "open", stamps: ["closed_on_42001": .today],
          when: "is_open_for_both"),
        .init("reopening", "Open again", from: ["closed"], to: "open", stamps: opened),
        .init("reopening", "Open again", from: ["open"], to: "open", stamps: opened, when: "is_partly_closed"),
      ]),
    transition: { before, after, around, problems in
      // A nonconformity is answered, and the answer was seen to work, before it is closed (10.2).
      let early = before.openStandards.filter { standard in
        after.closedOn(for: standard) != nil && before.closedOn == nil && after.grade(for: standard).isNonconformity
          && !CorrectiveAction.isAnswered(standard, around)
      }
      let isEarly =
        before.standards.isEmpty && before.closedOn == nil && after.closedOn != nil
        && after.worstGrade.isNonconformity && !CorrectiveAction.isAnswered(nil, around)
      if isEarly {
        problems.add(nil, CorrectiveAction.comesFirst)
      }
      // Who has to answer it is no judge of how grave it is.
      if let actor = around.actor, actor == before.owner, after.isMilder(than: before) {
        problems.add(
          "grade",
          "Whoever owns a nonconformity neither grades it lower nor takes its requirements out; ask the auditor.")
      }
      if !early.isEmpty {
        problems.add(
          nil,
          "A nonconformity is closed for \(early.map(\.number).joined(separator: " and ")) after a corrective action for it has shown its effect and is closed."
        )
      }
    })

  /// The grade that counts for a standard, where it is read without the rule by which two fields say it; empty where the
  /// finding does not concern the standard.
  private static func shown(_ name: String, for standard: Standard) -> Field<Finding> {
    .derived(name, "For \(standard.number)", ChoiceKind(options: Grade.allCases.map { ChoiceOption($0) }), .listed) {
      finding, _ in finding.standards.contains(standard) ? .text(finding.grade(for: standard).rawValue) : .null
    }
  }

  private static let opened: [String: Lifecycle.Stamp] = [
    "closed_on": .nothing, "closed_on_27001": .nothing, "closed_on_42001": .nothing,
  ]
}

extension Finding {
  /// The standards whose requirements it touches, in their order.
  public var standards: [Standard] {
    let touched = Set(requirements.compactMap { Standard(requirement: $0) })
    return Standard.allCases.filter(touched.contains)
  }

  /// The grade that counts for a standard.
  public func grade(for standard: Standard) -> Grade { standard == .ai ? grade42001 ?? grade : grade }

  /// The standards for which something is to be answered: graded as more than conformity or good practice there.
  public var answerable: [Standard] { standards.filter { grade(for: $0).calls } }

  /// Its requirements of the standards for which it is to be answered; those of other frameworks stay.
  public var answerableRequirements: [String] {
    requirements.filter { uid in Standard(requirement: uid).map { grade(for: $0).calls } ?? true }
  }

  /// Grade at a requirement, by the standard to which it belongs; the worst of all for those of other frameworks.
  public func grade(at requirement: String) -> Grade {
    Standard(requirement: requirement).map { grade(for: $0) } ?? worstGrade
  }

  /// Whether something that was a nonconformity is none any more, or a lesser one, for a standard or at a requirement.
  func isMilder(than before: Finding) -> Bool {
    guard before.worstGrade.isNonconformity else { return false }
    return worstGrade.rank < before.worstGrade.rank
      || before.standards.contains {
        before.isNonconformity(for: $0) && grade(for: $0).rank < before.grade(for: $0).rank
      }
      || !Set(before.requirements).isSubset(of: requirements)
  }

  /// The worst grade among the standards that it touches; ``grade`` where it touches none.
  public var worstGrade: Grade {
    standards.map { grade(for: $0) }.max { $0.rank < $1.rank } ?? grade
  }

  /// Whether it is a nonconformity for a standard that it touches.
  public func isNonconformity(for standard: Standard) -> Bool {
    standards.contains(standard) && grade(for: standard).isNonconformity
  }

  /// The day by which it must be answered for a standard; nil where none was set.
  public func due(for standard: Standard) -> Day? { standard == .ai ? due42001 ?? due : due }

  /// The day on which it was closed for a standard; nil while it is open there.
  public func closedOn(for standard: Standard) -> Day? {
    (standard == .ai ? closedOn42001 : closedOn27001) ?? closedOn
  }

  /// The standards for which it is not closed. Only while its state is open: files of the past close without a day.
  public var openStandards: [Standard] { standards.filter { closedOn(for: $0) == nil } }

  /// The first day by which it must be answered for a standard where it is open.
  var nextDue: Day? {
    if closedOn != nil { return nil }
    return standards.isEmpty ? due ?? due42001 : openStandards.compactMap { due(for: $0) }.min()
  }

  /// Whether it stands in the way of a requirement: open there, and a nonconformity by the grade of that standard.
  /// - Parameter isOpen: Whether its state is open.
  public func breaks(_ requirement: String, isOpen: Bool) -> Bool {
    guard isOpen, requirements.contains(requirement), grade(at: requirement).isNonconformity else { return false }
    guard let standard = Standard(requirement: requirement) else { return true }
    return closedOn(for: standard) == nil
  }
}
