import Domain
import Operations
import Planning
import RegisterKit

/// What a plan comes to: figures, what is not covered, and what two separate audits would take.
enum PlanSummaryCards {
  static func figures(_ plan: AuditPlan, _ summary: PlanSummary, _ call: Call) -> HTML {
    let totals = summary.totals
    let at = Words.local(summary.at)
    return UI.card(
      "As worked out", note: "\(UI.time(at.shown, iso: at.iso))",
      """
      \(UI.stats([
        UI.stat(
          "\(totals.covered) of \(totals.points)", "audit points covered", href: nil,
          tone: totals.covered == totals.points ? .good : .warn),
        UI.stat("\(totals.sessions)", "sessions on \(Words.count(totals.days, "day", "days"))", href: call.link.register("sessions", [("audit", plan.audit.id)])),
        UI.stat(Words.duration(totals.minutes), "in conversations", href: nil),
        UI.stat(Words.duration(plan.basis.overhead), "for preparation, meetings and report", href: nil),
      ]))<p class="plan-proof">\(proof(totals))\(when: summary.remark != nil, " \(summary.remark ?? "")")</p>
      """)
  }

  /// How good the plan is, in a sentence.
  private static func proof(_ totals: PlanSummary.Totals) -> String {
    guard let bound = totals.lowerBound else {
      return "Whether a better plan exists is not proven; give the search more time to find out."
    }
    let of = totals.covered == totals.points ? "" : " that covers as many points"
    if totals.gap == 0 { return "It is proven that no plan\(of) takes less auditor time." }
    let percent = ((totals.gap ?? 0) * 1000).rounded() / 10
    return
      "It is proven that no plan\(of) saves more than \(totals.cost - bound) minutes against this one: what planning decides is at most \(percent) % from the best."
  }

  /// Points without a place, those with the same cause together.
  static func uncovered(_ plan: AuditPlan, _ summary: PlanSummary, _ call: Call) -> HTML {
    guard !summary.uncovered.isEmpty else { return .empty }
    let groups = Dictionary(grouping: summary.uncovered) { "\($0.reason)\n\($0.detail)\n\($0.remedy)" }
    let items = groups.values.sorted { ($0[0].reason, -$0.count, $0[0].point) < ($1[0].reason, -$1.count, $1[0].point) }
      .html { group -> HTML in
        let points = group.sorted { $0.point < $1.point }
        return """
          <li><div>\(UI.tag(word(group[0].reason), group[0].reason == "capacity" ? .warn : .bad)) <b>\(Words.count(group.count, "audit point", "audit points"))</b></div>\
          <p>\(named(group[0].detail, plan).capitalizedFirst). <span class="quiet">What would help: \(named(group[0].remedy, plan).uncapitalized)</span></p>\
          <ul class="plan-points">\(points.html { "<li>\(UI.code($0.point)) \(plan.basis.topic($0.point)?.title ?? "")</li>" })</ul></li>
          """
      }
    return UI.card(
      "Not covered",
      note: "\(Words.count(summary.uncovered.count, "audit point has", "audit points have")) no place in this plan",
      action: call.allows(.create, Envelope(register: "auditors"))
        ? "<a href=\"\(call.link.new("auditors"))\">Add an auditor</a>" : .empty,
      "\(help(plan))<ul class=\"plan-uncovered\" aria-label=\"Audit points that are not covered\">\(items)</ul>")
  }

  /// Changes of the team that would open most points.
  private static func help(_ plan: AuditPlan) -> HTML {
    let lines = plan.problem.help().map { help -> HTML in
      let gain = Words.count(help.points, "more audit point", "more audit points")
      switch help.change {
      case .auditor(let levels):
        var reached = Standard.allCases.compactMap { standard in
          levels[standard.rawValue].map { "\(standard.label) at \($0)" }
        }
        let technical = levels.filter { TechnicalArea.areas($0.key) != nil }.values.max()
        reached += technical.map { ["technology at \($0)"] } ?? []
        return
          "<li><b>One more auditor</b> who has no part in anything that is audited, with \(reached.joined(separator: ", ")): \(gain)</li>"
      case .level(let auditor, let key, let from, let to):
        let name = plan.basis.member(auditor)?.name ?? auditor
        return "<li><b>\(name)</b> with \(TechnicalArea.words(key)) at \(to) instead of \(from): \(gain)</li>"
      }
    }
    guard !lines.isEmpty else { return .empty }
    return """
      <div class="plan-help"><h3>What would help most</h3><ul class="dots">\(lines)</ul>\
      <p class="quiet">Points that somebody could take then; whether all of them fit into the days, the next plan says.</p></div>
      """
  }

  private static func word(_ reason: String) -> String {
    switch UncoveredPoint.Reason(rawValue: reason) {
    case .tooLong: "too long"
    case .noCompetentAuditor: "nobody competent"
    case .noIndependentAuditor: "nobody independent"
    case .noCommonWindow: "no common half-day"
    case .capacity: "no room"
    case nil: "nobody answers it"
    }
  }

  /// Codes of the problem as people know them.
  private static func named(_ text: String, _ plan: AuditPlan) -> String {
    let keys = Set(plan.basis.topics.flatMap(\.requires.keys))
    let names = Dictionary(
      keys.map { ($0, "\(TechnicalArea.words($0)) at level") }, uniquingKeysWith: { first, _ in first }
    )
    .merging(plan.basis.members.map { ($0.id, "\($0.name) (\($0.id))") }) { first, _ in first }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    return words.enumerated().map { index, word in
      let bare = word.trimmed(also: ",;.:")
      guard var name = names[bare] else { return word }
      // “after training in iso42001” names no level.
      if index + 1 >= words.count || Int(words[index + 1].prefix(1)) == nil {
        name = name.split(separator: " at level")[0].description
      }
      return name + word.dropFirst(bare.count)
    }.joined(separator: " ")
  }

  static func comparison(_ plan: AuditPlan, _ summary: PlanSummary) -> HTML {
    guard summary.separate.count > 1 else { return .empty }
    func row(_ name: HTML, _ totals: PlanSummary.Totals) -> [HTML] {
      [
        name, "\(totals.covered) of \(totals.points)", "\(totals.sessions)", "\(totals.days)",
        "\(Words.duration(totals.minutes))", "\(Words.duration(totals.cost))",
      ]
    }
    let alone = plan.basis.standards.compactMap { standard in
      summary.separate[standard.rawValue].map { row("\(standard.label) alone", $0) }
    }
    let all = summary.separate.values
    let sum: [HTML] = [
      "Two separate audits", "", "\(all.reduce(0) { $0 + $1.sessions })", "\(all.reduce(0) { $0 + $1.days })",
      "\(Words.duration(all.reduce(0) { $0 + $1.minutes }))",
      "\(Words.duration(all.reduce(0) { $0 + $1.cost }))",
    ]
    return UI.card(
      "One audit or two", note: "the same auditors, units and days, each audit planned by itself",
      """
      \(UI.facts("One audit or two", columns: ["Audit", "Points", "Sessions", "Days", "Conversations", "Auditor time"], rows: [row("Both standards in one", summary.totals)] + alone + [sum]))\
      <p class="plan-proof">\(saving(plan, summary))</p>
      """)
  }

  private static func saving(_ plan: AuditPlan, _ summary: PlanSummary) -> String {
    if let percent = summary.savingPercent {
      return
        "One audit over both standards saves \(percent) % of auditor time and \(Words.count(summary.savedSessions, "session", "sessions"))."
    }
    let covered = Set(plan.appointments.flatMap(\.points))
    let topics = plan.basis.topics.filter { covered.contains($0.id) }
    let (one, two) = topics.reduce(into: (0, 0)) { sum, topic in
      sum.0 += topic.minutes
      sum.1 += topic.minutesAlone.values.reduce(0, +)
    }
    return
      "These plans cover different points, so their auditor time can't be compared. The points in this plan take \(Words.duration(one)) in one conversation and \(Words.duration(two)) in two."
  }
}

extension String {
  /// For the middle of a sentence.
  fileprivate var uncapitalized: String { prefix(1).lowercased() + dropFirst() }
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
