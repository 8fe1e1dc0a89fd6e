import RegisterKit

// The report in words.
extension AuditReportFacts {
  /// Requirements on the list without a verdict.
  var notLookedAt: [String] {
    let verdicts = verdicts
    return requirements.filter { (verdicts[$0] ?? .notChecked) == .notChecked }
  }

  /// What the audit says of a standard; nil while nothing is said.
  public func conclusion(_ standard: Standard) -> Audit.Conclusion? {
    standard == .ai ? audit.conclusion42001 : audit.conclusion27001
  }
  /// The grade for a standard; nil if the finding does not concern it.
  public static func grade(_ finding: Finding, _ standard: Standard) -> Finding.Grade? {
    finding.standards.contains(standard) ? finding.grade(for: standard) : nil
  }
  /// The due day for a standard; nil if the finding does not concern it.
  public static func due(_ finding: Finding, _ standard: Standard) -> Day? {
    finding.standards.contains(standard) ? finding.due(for: standard) : nil
  }
  /// The verdict for a standard in words; empty if the check is not about it.
  public static func judged(_ check: Check, _ standard: Standard) -> String {
    check.standards.contains(standard) ? check.verdict(for: standard).label : ""
  }

  /// The worst verdict on each requirement.
  var verdicts: [String: Check.Verdict] {
    let order = Check.Verdict.allCases
    var worst: [String: Check.Verdict] = [:]
    for (_, check) in checks {
      for uid in check.requirements {
        let verdict = check.verdict(for: uid.hasPrefix("iso42001:") ? .ai : .security)
        let known = worst[uid] ?? .notChecked
        worst[uid] = (order.firstIndex(of: verdict) ?? 0) > (order.firstIndex(of: known) ?? 0) ? verdict : known
      }
    }
    return worst
  }

  /// The report as Markdown: what is shown, signed, hashed and kept.
  /// - Parameter edition: Nil for how it stands, which nobody signs.
  public func markdown(_ edition: Edition? = nil) -> String {
    var text = MarkdownText()
    head(&text, edition)
    conclusions(&text)
    coverage(&text)
    findingsPart(&text)
    for section in sections { text.table(section.title, section.header, section.rows) }
    text.prose(
      "Limits", audit.limits,
      otherwise: unvisited.isEmpty && unseen.isEmpty && sessions.left == 0 ? "None were noted." : "")
    if sessions.left > 0 { text.paragraph("Sessions that were not held: \(sessions.left) of \(sessions.all).") }
    if !unvisited.isEmpty {
      text.paragraph("Not visited: \(unvisited.map(MarkdownText.cell).joined(separator: ", ")).")
    }
    if !unseen.isEmpty {
      text.paragraph(
        "AI systems of the scope that no check names and no sample holds: \(unseen.map(MarkdownText.cell).joined(separator: ", "))."
      )
    }
    text.prose("Disagreements that remain", audit.disagreements, otherwise: "None were noted.")
    text.prose("Independence", audit.independence, otherwise: "Nothing was stated yet.")
    let cautions = cautions
    if !cautions.isEmpty { text.paragraph(cautions.map(MarkdownText.cell).joined(separator: " ")) }
    text.table(
      "", ["Auditor", "Competence", "Declared conflicts"], team.map { [$0.name, $0.competence, $0.conflicts] })
    followUp(&text)
    saving(&text)
    let judged = checks.filter { $0.check.unjudged.count < $0.check.standards.count }
    text.table(
      "Checks", ["Check", "Audit point", "27001", "42001", "Reason where they differ"],
      judged.map { id, check in
        [
          id, check.title.hasPrefix(check.point) ? check.title : "\(check.point) \(check.title)",
          Self.dashed(Self.judged(check, .security)),
          Self.dashed(Self.judged(check, .ai)), check.reason,
        ]
      })
    let left = checks.filter { !$0.check.unjudged.isEmpty }.map { $0.check.point.isEmpty ? $0.id : $0.check.point }
    if !left.isEmpty {
      text.paragraph("Without a verdict, or without one for each standard: \(left.joined(separator: ", ")).")
    }
    return text.text
  }

  private func head(_ text: inout MarkdownText, _ edition: Edition?) {
    let days = [audit.from, audit.to].compactMap { $0.map { "\($0)" } }.joined(separator: " to ")
    text.facts(
      "The audit", ["About", "Entry"],
      [
        ("Report", edition.map { "\($0.number), of \($0.day)" } ?? "not signed"),
        ("Audit", "\(id) \(audit.title)"), ("Programme", programme), ("Days", days),
        (
          "Criteria",
          audit.standards.map(\.label).joined(separator: ", ")
            + (audit.criteria.isEmpty ? ", and the organization's own documents" : "; \(audit.criteria)")
        ), ("Held", audit.place?.label.lowercased() ?? ""), ("Language", audit.language),
        ("Confidentiality", audit.confidentiality),
        ("Scope", audit.scope), ("Units", units.joined(separator: ", ")),
        ("AI systems", systems.joined(separator: ", ")),
        ("Lead auditor", lead), ("Team", team.map(\.name).joined(separator: ", ")),
        ("Auditees", auditees.joined(separator: ", ")), ("Goes to", audit.distribution),
      ])
    if !audit.objectives.isEmpty { text.prose("Objectives", audit.objectives, otherwise: "") }
  }

  private func conclusions(_ text: inout MarkdownText) {
    text.facts(
      "Conclusion", ["Standard", "Conclusion"],
      audit.standards.map { ($0.label, conclusion($0)?.label ?? "Not concluded yet") }
        + [("Objectives of the audit", audit.objectivesMet?.label ?? "")])
    if !audit.conclusion.isEmpty { text.paragraph(audit.conclusion) }
  }

  private func coverage(_ text: inout MarkdownText) {
    let verdicts = verdicts
    let rows = audit.standards.map { standard -> [String] in
      let mine = requirements.filter { $0.hasPrefix("\(standard.rawValue):") }
      func count(_ verdict: Check.Verdict) -> String { "\(mine.count { (verdicts[$0] ?? .notChecked) == verdict })" }
      return [
        standard.label, "\(mine.count)", count(.conform), count(.opportunity), count(.minor), count(.major),
        count(.notChecked),
      ]
    }
    text.table(
      "Coverage",
      ["Standard", "On the list", "Conform", "Opportunity", "Minor", "Major", "Not looked at"], rows)
    for standard in audit.standards {
      let left = notLookedAt.filter { $0.hasPrefix("\(standard.rawValue):") }.map(Self.number)
      if !left.isEmpty { text.paragraph("Not looked at for \(standard.label): \(left.joined(separator: ", ")).") }
    }
  }

  private func followUp(_ text: inout MarkdownText) {
    let waiting = findings.filter { !$0.finding.answerable.isEmpty }.count
    text.prose(
      "What follows", audit.followUp,
      otherwise: waiting == 0
        ? "No finding waits for an answer." : "Findings are answered by the days given with them, by their owners.")
    if !next.isEmpty { text.paragraph("The next audit of the programme: \(MarkdownText.cell(next)).") }
  }

  /// `A.5.1` of `iso27001:A.5.1`.
  private static func number(_ uid: String) -> String { String(uid.drop { $0 != ":" }.dropFirst()) }

  /// `27001 A.5.1`.
  private static func short(_ uid: String) -> String {
    let standard = uid.prefix { $0 != ":" }
    return "\(standard.hasPrefix("iso") ? standard.dropFirst(3) : standard) \(number(uid))"
  }

  private func findingsPart(_ text: inout MarkdownText) {
    let praised = findings.filter { $0.finding.worstGrade == .goodPractice }
    let others = findings.filter { $0.finding.worstGrade != .goodPractice }
    text.table(
      "Findings", ["Finding", "Requirements", "27001", "42001", "Unit and owner", "Due"],
      others.map { line in
        [
          "\(line.id) \(line.finding.title)", line.finding.requirements.map(Self.short).joined(separator: ", "),
          Self.grade(line.finding, .security)?.label ?? "–", Self.grade(line.finding, .ai)?.label ?? "–",
          [line.unit, line.owner].filter { !$0.isEmpty }.joined(separator: ", "), Self.due(line.finding),
        ]
      }, otherwise: "There were none.")
    text.table(
      "", ["Finding", "Evidence"],
      others.filter { !$0.finding.evidence.isEmpty }.map { [$0.id, $0.finding.evidence] })
    text.table(
      "Corrective actions", ["Action", "Answers", "For", "Owner", "Due", "Effect looked for", "State"],
      actions.map { line in
        [
          "\(line.id) \(line.action.action)", line.action.sources.joined(separator: ", "),
          line.standards.map(\.number).joined(separator: ", "), line.owner, line.action.due.map { "\($0)" } ?? "",
          line.action.effectCheckOn.map { "\($0)" } ?? "", line.state,
        ]
      }, otherwise: others.contains { $0.finding.worstGrade.isNonconformity } ? "None was agreed yet." : "")
    if !praised.isEmpty {
      text.table("Good practice", ["Finding", "What was seen"], praised.map { [$0.id, $0.finding.title] })
    }
  }

  /// The due day; of each standard where they are not the same.
  private static func due(_ finding: Finding) -> String {
    let days = finding.standards.compactMap { standard in due(finding, standard).map { (standard, $0) } }
    if Set(days.map(\.1)).count < 2, days.count == finding.answerable.count {
      return days.first.map { "\($0.1)" } ?? ""
    }
    return days.map { "\($0.number): \($1)" }.joined(separator: ", ")
  }

  private static func dashed(_ text: String) -> String { text.isEmpty ? "–" : text }

  private func saving(_ text: inout MarkdownText) {
    guard audit.standards.count > 1 else { return }
    let (saving, reuse) = (AuditSaving(checks.map(\.check)), EvidenceReuse(checks.map(\.check)))
    guard saving != nil || reuse != nil else {
      text.prose("Measured saving", "", otherwise: "No minutes were logged, so nothing can be measured.")
      return
    }
    var facts: [(String, String)] = []
    if let saving {
      facts += [
        ("Minutes spent", "\(saving.spent) at \(saving.checks) of \(checks.count) checks"),
        ("Minutes in two separate audits", "\(saving.separate)"),
        ("Saved", "\(saving.separate - saving.spent) minutes, \(AuditTimeTables.text(saving.percent)) %"),
      ]
    }
    if let reuse {
      facts += [
        ("Pieces of evidence", "\(reuse.pieces), under \(reuse.uses) verdicts"),
        ("Not gathered again", "\(reuse.again) times"),
      ]
    }
    text.facts("Measured saving", ["Measure", "Figure"], facts)
    if saving != nil { text.paragraph(AuditSaving.method) }
    if reuse != nil { text.paragraph(EvidenceReuse.method) }
  }
}
