/// What stands between a report and its signature.
extension AuditReportFacts {
  /// What must be there before the lead auditor can sign.
  public var problems: [String] {
    var problems: [String] = []
    if !hasBegun { problems.append("The audit has not begun. Begin it at its page, or by writing in a working paper.") }
    if lead.isEmpty { problems.append("The audit has no lead auditor.") }
    if audit.standards.isEmpty { problems.append("The audit names no standard.") }
    for standard in audit.standards where conclusion(standard) == nil {
      problems.append("There is no conclusion for \(standard.label).")
    }
    if !audit.objectives.isEmpty, audit.objectivesMet == nil {
      problems.append("The audit has objectives; say whether they were met.")
    }
    if !underWay.isEmpty {
      problems.append(
        "\(underWay.joined(separator: ", ")) \(underWay.count == 1 ? "is" : "are") under way. Finish each session first; what could not be asked stays without a verdict."
      )
    }
    if audit.conclusion.isEmpty { problems.append("The summary is empty.") }
    if audit.independence.isEmpty { problems.append("Nothing is said about the auditors' independence.") }
    let open = checks.count { check in
      check.check.standards.contains { check.check.verdict(for: $0) == .notChecked }
    }
    if checks.isEmpty, audit.limits.isEmpty {
      problems.append("No check was recorded; say under Limits what the report rests on.")
    } else if open > 0, audit.limits.isEmpty {
      problems.append(
        "\(open == 1 ? "1 check lacks" : "\(open) checks lack") a verdict; give it, or say under Limits why there is none."
      )
    }
    for (id, check) in checks {
      problems += check.unexplained(for: audit.standards, by: raised(in: id)).map { standard in
        "The verdict on \(check.title) (\(id)) is \(check.verdict(for: standard).label.lowercased()) for \(standard.number), and no finding says why: raise one at the check, or name the check at the finding."
      }
    }
    if sessions.left > 0, audit.limits.isEmpty {
      problems.append("\(sessions.left) of \(sessions.all) sessions were not held; say under Limits why.")
    }
    if !unvisited.isEmpty, audit.limits.isEmpty {
      problems.append(
        "\(unvisited.joined(separator: ", ")) \(unvisited.count == 1 ? "was" : "were") not visited; say under Limits why."
      )
    }
    if !checks.isEmpty, !notLookedAt.isEmpty, audit.limits.isEmpty {
      let many =
        notLookedAt.count == 1 ? "1 requirement on the list was" : "\(notLookedAt.count) requirements on the list were"
      problems.append("\(many) not looked at; say under Limits why.")
    }
    return problems
  }

  private func raised(in check: String) -> [Finding] {
    findings.map(\.finding).filter { $0.checks.contains(check) }
  }

  /// What whoever reads the report should know: verdicts that their findings do not bear out, and of the lead auditor's
  /// independence and competence (9.2.2). It hinders no signature, since colleagues may have audited there.
  public var cautions: [String] {
    var cautions: [String] = []
    for (id, check) in checks {
      cautions += check.contradicted(for: audit.standards, by: raised(in: id)).map { standard in
        "\(id) says \(check.verdict(for: standard).label.lowercased()) for \(standard.number), and its finding is graded otherwise."
      }
    }
    guard !lead.isEmpty else { return cautions }
    if auditees.contains(lead) { cautions.append("\(lead), who leads the audit, was also asked in it.") }
    if !isLeadAnAuditor {
      cautions.append(
        "\(lead), who leads the audit, is not in the register of auditors, so nothing is known of their competence.")
    }
    return cautions
  }
}
