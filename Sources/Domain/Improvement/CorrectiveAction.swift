import RegisterKit

/// Answers a nonconformity: correction, cause, action, and whether it worked
/// (ISO/IEC 27001:2022 and ISO/IEC 42001:2023 10.2).
public struct CorrectiveAction: Record {
  /// How the cause was looked for.
  public enum Method: String, Choice {
    case fiveWhys = "five_whys"
    case fishbone, other
  }
  public var action = ""
  /// Ids of what it answers: findings, incidents, nonconformities.
  public var sources: [String] = []
  /// The standards for which it answers; every one that its sources touch where none is named.
  public var standards: [Standard] = []
  public var correction = ""
  public var consequences = ""
  public var method: Method?
  public var why1 = ""
  public var why2 = ""
  public var why3 = ""
  public var why4 = ""
  public var why5 = ""
  public var people = ""
  public var procedure = ""
  public var technology = ""
  public var data = ""
  public var measurement = ""
  public var environment = ""
  public var cause = ""
  /// Whether more than the correction is needed, and why.
  public var need = ""
  /// Where else it could have happened, and what was seen there.
  public var similar = ""
  public var owner: String?
  public var due: Day?
  public var doneOn: Day?
  /// People, money and time, in words.
  public var resources = ""
  /// Ids of the risks that were judged anew because of it.
  public var risks: [String] = []
  /// Ids of the documents that were changed because of it.
  public var documents: [String] = []
  /// What was changed in the management system itself.
  public var systemChange = ""
  /// Uids of the requirements at which its effect is looked for; those of its sources where none is named.
  public var requirements: [String] = []
  public var effectCriterion = ""
  public var effectCheckOn: Day?
  public var effectCheckedOn: Day?
  public var effectCheckedBy: String?
  /// Nil until somebody looked.
  public var effective: Bool?
  public init() {}

  private static let whys = FieldTrait.group("Five whys", unfoldedBy: "cause_method", is: Method.fiveWhys.rawValue)
  private static let fishbone = FieldTrait.group("Fishbone", unfoldedBy: "cause_method", is: Method.fishbone.rawValue)
  private static let rest = FieldTrait.foldedGroup("Resources, and what changes with it")

  public static let register = Register<CorrectiveAction>(
    "corrective-actions", prefix: "CAR", one: "Corrective action", many: "Corrective actions", area: .act,
    purpose: "For each nonconformity: what was put right, why it happened, what is changed so that it stays away.",
    clauses: ["iso27001:10.2", "iso42001:10.2"],
    fields: [
      .line(\.action, "action", "Action", max: 4000, .title, .also("corrective action")),
      .references(
        \.sources, "sources", "Answers", to: ["findings", "incidents", "nonconformities"], .listed,
        .also("source", "finding or incident")),
      .choices(\.standards, "standards", "Only for", .help("Nothing chosen: for every standard that it touches.")),
      .prose(\.correction, "correction", "Correction", .group("Put right"), .help("What was done at once.")),
      .prose(\.consequences, "consequences", "Consequences dealt with", .group("Put right")),
      .choice(
        \.method, "cause_method", "Method", .group("Cause"), .help("The questions of the method you choose are below.")),
      .line(\.why1, "why_1", "Why?", max: 1000, whys, .help("Why did it happen?")),
      .line(\.why2, "why_2", "And why that?", max: 1000, whys),
      .line(\.why3, "why_3", "Third why", max: 1000, whys),
      .line(\.why4, "why_4", "Fourth why", max: 1000, whys),
      .line(\.why5, "why_5", "Fifth why", max: 1000, whys),
      .line(\.people, "fishbone_people", "People", max: 1000, fishbone),
      .line(\.procedure, "fishbone_procedure", "Procedure", max: 1000, fishbone),
      .line(\.technology, "fishbone_technology", "Technology", max: 1000, fishbone),
      .line(\.data, "fishbone_data", "Data and material", max: 1000, fishbone),
      .line(\.measurement, "fishbone_measurement", "Measurement", max: 1000, fishbone),
      .line(\.environment, "fishbone_environment", "Surroundings", max: 1000, fishbone),
      .prose(
        \.cause, "cause", "Cause", .searched, .group("What follows"), .help("The cause at the root, in a sentence.")),
      .prose(
        \.need, "need_judged", "Need for action judged", .group("What follows"),
        .help("Is more needed than the correction, and why?")),
      .prose(
        \.similar, "similar_places", "Similar places looked at", .group("What follows"),
        .help("Where else could the same have happened, and what was seen there?")),
      .person(\.owner, "owner", "Owner", .owner, .listed, .group("What follows")),
      .day(\.due, "due_on", "Due", .due, .listed, .group("What follows"), .also("due")),
      .day(\.doneOn, "done_on", "Done", .listed, .group("What follows"), .also("done")),
      .line(\.resources, "resources", "Resources", max: 1000, rest, .help("People, money and time that it takes.")),
      .references(\.risks, "risks_updated", "Risks judged anew", to: ["risks"], rest),
      .references(\.documents, "documents_updated", "Documents changed", to: ["documents"], rest),
      .prose(
        \.systemChange, "system_changed", "Change to the management system", rest,
        .help("Scope, policy, method, roles or the programme, where the cause lies there.")),
      .requirements(\.requirements, "requirements", "Effect is looked for at", .group("Effect")),
      .prose(
        \.effectCriterion, "effect_criterion", "How we see the effect", .group("Effect"), .also("how we see the effect")
      ),
      .day(\.effectCheckOn, "effect_check_on", "Effect is looked for on", .listed, .group("Effect")),
      .day(\.effectCheckedOn, "effect_checked_on", "Effect checked", .group("Effect"), .also("effect checked")),
      .person(\.effectCheckedBy, "effect_checked_by", "Checked by", .group("Effect"), .also("checked by")),
      .flag(\.effective, "effective", "Effective", .listed, .group("Effect")),
    ],
    lifecycle: Lifecycle(
      states: [
        .init("open", tone: .warn), .init("in_progress", tone: .info, synonyms: ["overdue", "late"]),
        .init("effect_check", "Effect check due", tone: .info, synonyms: ["effect check due"]),
        .init("closed", tone: .good, final: true),
      ],
      steps: [
        .init("start", "Begin", from: ["open"], to: "in_progress", needs: ["cause", "owner"]),
        .init(
          "completion", "Action is done", from: ["open", "in_progress"], to: "effect_check",
          needs: ["cause", "effect_check_on"], asks: ["effect_check_on", "similar_places"], stamps: ["done_on": .today]),
        .init(
          "closure", "Effective, close", from: ["effect_check"], to: "closed", approval: true,
          needs: ["effect_criterion"],
          stamps: ["effect_checked_on": .today, "effect_checked_by": .actor, "effective": .flag(true)]),
        .init(
          "reopening", "Not effective, open again", from: ["effect_check", "closed"], to: "in_progress",
          stamps: ["effective": .flag(false), "effect_checked_on": .today, "effect_checked_by": .actor]),
      ]),
    check: { action, _, problems in
      if action.effective != nil, action.effectCheckedOn == nil {
        problems.add("effect_checked_on", "Say when the effect was checked.")
      }
      if let planned = action.effectCheckOn, let done = action.doneOn, planned < done {
        problems.add("effect_check_on", "The effect can be looked for only after the action is done.")
      }
    },
    transition: { before, after, around, problems in
      // Before it counts as done or as effective, it is known where else the same is so (10.2 b of both).
      let isDone = after.doneOn != nil && after.doneOn != before.doneOn
      let isEffective = after.effective == true && before.effective != true
      if isDone || isEffective, after.similar.isEmpty, after.answersNonconformity(around) {
        problems.add(
          "similar_places",
          "It answers a nonconformity: say first where else the same could have happened and what was seen there.")
      }
      // Who did the work is no judge of it (own rule, from the impartiality that 9.2.2 asks of audits).
      let isJudged =
        before.effective != true || before.effectCheckedBy != after.effectCheckedBy || before.owner != after.owner
      if let owner = after.owner, after.effective == true, isJudged,
        after.effectCheckedBy == owner || (before.effective != true && around.actor == owner)
      {
        problems.add(
          "effect_checked_by", "Whoever owns the action doesn't judge its effect; let somebody else close it.")
      }
    })
}

extension CorrectiveAction {

  /// The standards for which it answers: those it names, else those for which what it answers calls for an answer.
  /// - Parameter findings: The findings that it answers.
  public func standards(answering findings: [Finding]) -> [Standard] {
    let called = Set(standards.isEmpty ? findings.flatMap(\.answerable) : standards)
    return Standard.allCases.filter(called.contains)
  }

  /// What somebody is told who closes a nonconformity before it was answered (10.2 of both).
  static let comesFirst =
    "A nonconformity is closed after a corrective action for it has shown its effect and is closed."

  /// Whether what is asked about was answered by an action that is closed, so its effect was shown.
  /// - Parameter standard: For which it must count; nil for any.
  static func isAnswered(_ standard: Standard?, _ around: Surroundings) -> Bool {
    around.pointing(from: "corrective-actions").contains { neighbour in
      let only = neighbour.body["standards"]?.texts ?? []
      return neighbour.state == "closed" && neighbour.body["effective"]?.bool != false
        && (only.isEmpty || standard.map { only.contains($0.rawValue) } ?? true)
    }
  }

  /// Whether something that it answers does not meet a requirement: an opportunity or an incident alone does.
  func answersNonconformity(_ around: Surroundings) -> Bool {
    sources.contains { id in
      guard let source = around.record(id) else { return false }
      switch source.register {
      case "nonconformities": return true
      case "findings":
        let finding = Finding.register.decode(source.body)
        return standards.isEmpty
          ? finding.worstGrade.isNonconformity : standards.contains(where: finding.isNonconformity(for:))
      default: return false
      }
    }
  }

  /// Whether its effect is still to be looked for, on or before a day.
  public func waitsForEffect(state: String?, on day: Day) -> Bool {
    state == "effect_check" && effectCheckOn.map { $0 <= day } ?? true
  }
}
