import Domain
import Operations
import RegisterKit

// What came again within twelve months counts for more: proposed with its reason, decided by whoever grades.
extension FindingForm {
  /// The grades that are proposed because of the earlier finding that was chosen. Empty for one of the same audit, which
  /// is joined and not repeated.
  static func proposed(_ draft: Draft, _ ground: Ground, _ call: Call) -> [RaisedGrade] {
    guard let entry = ground.history.findings.first(where: { $0.id == draft.again }),
      entry.finding.audit == nil || entry.finding.audit != ground.check.audit
    else { return [] }
    var finding = Finding()
    finding.requirements = ground.check.requirements.filter(draft.requirements.contains)
    finding.set(grades: draft.grades.compactMapValues { Finding.Grade(rawValue: $0) }, due: [:])
    return finding.raisedGrades(repeating: entry.finding, on: call.installation.today)
  }

  /// The draft with the proposed grades, to be answered in the time that is usual for them unless it is sooner already.
  static func raised(_ draft: Draft, _ proposed: [RaisedGrade], _ ground: Ground, _ call: Call) -> Draft {
    var draft = draft
    let start = max(ground.seenOn ?? call.installation.today, call.installation.today)
    for raise in proposed {
      draft.grades[raise.standard] = raise.proposed.rawValue
      guard let days = raise.proposed.usualDays else { continue }
      let usual = start + days
      let due = draft.due[raise.standard].flatMap { Day($0) }
      if due.map({ $0 > usual }) ?? (draft.due[raise.standard] ?? "").isEmpty {
        draft.due[raise.standard] = "\(usual)"
      }
    }
    return draft
  }

  /// What was decided, for the finding's history; empty where nothing was proposed.
  static func decided(_ proposed: [RaisedGrade], _ draft: Draft) -> String {
    guard !proposed.isEmpty else { return "" }
    let words = proposed.map(\.words).joined(separator: " and ")
    return draft.raise == "yes"
      ? "; \(words), since it repeats \(draft.again) within twelve months"
      : "; not raised to \(words), although it repeats \(draft.again) within twelve months"
  }

  /// The question whether it counts for more.
  static func counting(_ proposed: [RaisedGrade], _ draft: Draft, _ problems: Problems, _ ground: Ground) -> HTML {
    guard !proposed.isEmpty, let entry = ground.history.findings.first(where: { $0.id == draft.again }) else {
      return .empty
    }
    let day = entry.finding.raisedOn.map { Words.day("\($0)") } ?? ""
    let before = proposed.map { "\($0.before.label.lowercasedFirst) for \($0.standard.number)" }
    let why =
      "\(entry.id), raised \(day), was a \(before.joined(separator: " and a ")): what was done then did not last."
    let choices = [
      UI.Choice("yes", "One higher: \(proposed.map(\.words).joined(separator: " and "))", hint: why),
      UI.Choice("no", "As graded above", hint: "The history keeps that it was not raised."),
    ]
    return UI.fieldGroup(
      "It came again within twelve months", help: "One grade higher is proposed; you decide.",
      [
        UI.field(
          .init(
            "raise", "Grade", .radios(choices, selected: draft.raise.isEmpty ? nil : draft.raise),
            errors: problems.messages(for: "raise")))
      ])
  }
}
