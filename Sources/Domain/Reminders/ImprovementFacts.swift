import RegisterKit

/// What the registers say about nonconformities and whoever has a part in them, as far as duties follow from it.
public struct ImprovementFacts: Sendable {
  /// A record with its code and state.
  public struct Entry<Content: Sendable>: Sendable {
    public let id: String
    public let state: String?
    public let content: Content
    public init(_ id: String, _ state: String?, _ content: Content) {
      self.id = id
      self.state = state
      self.content = content
    }
  }
  public var findings: [Entry<Finding>] = []
  public var nonconformities: [Entry<Nonconformity>] = []
  public var actions: [Entry<CorrectiveAction>] = []
  public var audits: [String: Audit] = [:]
  public var programmes: [String: AuditProgramme] = [:]
  public var units: [String: Unit] = [:]
  public var people: [String: Person] = [:]

  public init() {}

  /// Everything that somebody is to do, also what is due later; ordered by register and code.
  public func duties(_ rule: ReminderRule) -> [Duty] {
    let answers = Dictionary(
      actions.flatMap { action in action.content.sources.map { ($0, [action]) } }, uniquingKeysWith: +)
    return actions.compactMap(duty)
      + findings.compactMap { duty($0, answers[$0.id] ?? [], rule) }
      + nonconformities.compactMap { duty($0, answers[$0.id] ?? [], rule) }
  }

  // MARK: Corrective actions

  private func duty(_ entry: Entry<CorrectiveAction>) -> Duty? {
    let action = entry.content
    let answered = findings.filter { action.sources.contains($0.id) }
    let outside = nonconformities.filter { action.sources.contains($0.id) }
    let owners = [action.owner].compactMap(\.self)
    switch entry.state {
    case "open", "in_progress":
      guard let due = action.due ?? answered.compactMap(\.content.nextDue).min() else { return nil }
      return Duty(
        kind: .action, register: "corrective-actions", record: entry.id, title: action.action, due: due,
        doers: owners.map { Duty.Told($0) }, above: above(owners, answered.map(\.content)), besides: Set(owners))
    case "effect_check":
      // Where no day was set, three months after it was done: what a form proposes. Own rule.
      guard let due = action.effectCheckOn ?? (action.doneOn ?? action.due)?.adding(months: 3) else { return nil }
      // Whoever did the work is no judge of it.
      let leads = leads(answered.map(\.content))
      let sources =
        answered.compactMap { one in one.content.owner.map { Duty.Told($0, .owner(of: one.id)) } }
        + outside.compactMap { one in one.content.owner.map { Duty.Told($0, .owner(of: one.id)) } }
      let judges = [action.effectCheckedBy].compactMap(\.self).map { Duty.Told($0, .checker) } + leads + sources
      let doers = judges.filter { !owners.contains($0.person) }
      // Whoever is to judge is the one who is late here.
      let late = doers.first.map { [$0.person] } ?? owners
      return Duty(
        kind: .effect, register: "corrective-actions", record: entry.id, title: action.action, due: due,
        doers: doers, above: above(late, answered.map(\.content)),
        besides: Set(owners))
    default: return nil
    }
  }

  // MARK: What they answer

  private func duty(_ entry: Entry<Finding>, _ answers: [Entry<CorrectiveAction>], _ rule: ReminderRule) -> Duty? {
    let finding = entry.content
    guard entry.state == "open", finding.worstGrade.calls else { return nil }
    let standards = finding.openStandards
    func isAnswered(for standard: Standard) -> Bool {
      answers.contains { $0.content.standards.isEmpty || $0.content.standards.contains(standard) }
    }
    let isUnanswered =
      finding.standards.isEmpty
      ? finding.worstGrade.isNonconformity && answers.isEmpty
      : standards.contains { finding.isNonconformity(for: $0) && !isAnswered(for: $0) }
    let owners = [finding.owner].compactMap(\.self)
    return Self.pending(isUnanswered, answers, raised: finding.raisedOn, due: finding.nextDue, rule).map { kind, due in
      Duty(
        kind: kind, register: "findings", record: entry.id, title: finding.title, due: due,
        doers: owners.map { Duty.Told($0) }, above: above(owners, [finding]), besides: Set(owners))
    }
  }

  private func duty(_ entry: Entry<Nonconformity>, _ answers: [Entry<CorrectiveAction>], _ rule: ReminderRule) -> Duty?
  {
    let content = entry.content
    guard entry.state == "open" else { return nil }
    let owners = [content.owner].compactMap(\.self)
    return Self.pending(answers.isEmpty, answers, raised: content.foundOn, due: content.due, rule).map { kind, due in
      Duty(
        kind: kind, register: "nonconformities", record: entry.id, title: content.title, due: due,
        doers: owners.map { Duty.Told($0) }, above: above(owners, []), besides: Set(owners))
    }
  }

  /// What is to be done about something that is open, and by when; nil while nothing is, or while only the effect of what
  /// was done is waited for.
  private static func pending(
    _ isUnanswered: Bool, _ answers: [Entry<CorrectiveAction>], raised: Day?, due: Day?, _ rule: ReminderRule
  ) -> (Duty.Kind, Day)? {
    if isUnanswered {
      return [due, raised.map { $0 + rule.answerDays }].compactMap(\.self).min().map { (.unanswered, $0) }
    }
    guard let due else { return nil }
    if answers.isEmpty { return (.answer, due) }
    if answers.allSatisfy({ $0.state == "closed" }) { return (.closure, due) }
    return answers.allSatisfy { $0.state == "closed" || $0.state == "effect_check" } ? nil : (.answer, due)
  }

  // MARK: Who is above

  private func leads(_ findings: [Finding]) -> [Duty.Told] {
    findings.compactMap(\.audit).compactMap { id in audits[id]?.lead.map { Duty.Told($0, .lead(audit: id)) } }
  }

  /// The nearest first: whom the owners report to, who heads the unit where it was found, who led the audit, who owns the
  /// programme.
  private func above(_ owners: [String], _ findings: [Finding]) -> [Duty.Told] {
    let managers = owners.compactMap { id in people[id]?.reportsTo.map { Duty.Told($0, .manager(of: id)) } }
    let heads = findings.compactMap(\.unit).compactMap { id in
      units[id]?.head.map { Duty.Told($0, .head(unit: id)) }
    }
    let programmes = findings.compactMap(\.audit).compactMap { id in
      audits[id]?.programme.flatMap { self.programmes[$0]?.owner }.map { Duty.Told($0, .programmeOwner) }
    }
    return managers + heads + leads(findings) + programmes
  }
}
