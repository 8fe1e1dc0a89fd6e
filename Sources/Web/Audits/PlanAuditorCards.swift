import Domain
import Operations
import RegisterKit

/// The team: what everybody knows, when they are free, and what is their own work.
enum PlanAuditorCards {
  static func cards(_ plan: AuditPlan, _ mayPlan: Bool, _ call: Call) -> [HTML] {
    let members = plan.basis.members.map { member(plan, $0, call) }
    return members + [forbidden(plan, mayPlan, call)]
  }

  private static func member(_ plan: AuditPlan, _ member: PlanBasis.Member, _ call: Call) -> HTML {
    let able = plan.basis.topics.filter { topic in
      topic.requires.allSatisfy { member.competences[$0.key, default: 0] >= $0.value }
    }
    let free = able.filter { member.conflicts(with: $0).isEmpty }
    let days = PlanWords.halfDays(member.available)
    return UI.card(
      member.name, note: "\(UI.code(member.id))\(when: member.isInTraining, " in training")",
      action: "<a href=\"\(call.link.record("auditors", member.id))\">Change</a>",
      """
      \(UI.definitions([
        ("Competence", "\(member.competences.sorted { $0.key < $1.key }.map { "\(TechnicalArea.words($0.key)) \($0.value)" }.joined(separator: " · "))"),
        ("Could audit", "\(Words.count(free.count, "audit point", "audit points")) of \(plan.basis.topics.count); competent for \(able.count), \(able.count - free.count) of them own work"),
        ("Free", days.isEmpty ? .empty : "\(Words.count(member.available.count, "half-day", "half-days")): \(days)"),
        ("Declared", "\(member.declared)"),
      ]))\(conflicts(plan, member))
      """)
  }

  private static func conflicts(_ plan: AuditPlan, _ member: PlanBasis.Member) -> HTML {
    guard !member.conflicts.isEmpty else {
      return "<p class=\"quiet\">No conflict of interest was found in the registers.</p>"
    }
    let groups = Dictionary(grouping: member.conflicts) { $0.reason }
    let lines = groups.sorted { $0.key < $1.key }.html { reason, conflicts -> HTML in
      let subjects = conflicts.map { conflict in
        switch conflict.subject {
        case .unit(let id): "the unit \(plan.basis.place(id)?.name ?? id)"
        case .point(let id): id
        }
      }.sorted().joined(separator: ", ")
      return "<li>\(reason.prefix(1).uppercased() + reason.dropFirst()): not \(subjects)</li>"
    }
    return """
      <details class="plan-conflicts"><summary>What is own work, and why: \(Words.count(groups.count, "reason", "reasons"))</summary><ul class="plain">\(lines)</ul></details>
      """
  }

  /// Combinations that somebody ruled out, and the way to rule out more.
  private static func forbidden(_ plan: AuditPlan, _ mayPlan: Bool, _ call: Call) -> HTML {
    let pairs = Audit.register.decode(plan.audit.body).forbidden
    let action = call.link.planForbidden(plan.audit.id)
    let list = pairs.html { pair -> HTML in
      let parts = pair.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return "<li>\(pair)</li>" }
      let undo: HTML =
        mayPlan
        ? UI.act(
          "Allow again", action: action, .quiet,
          hidden: [call.token, .init("first", parts[0]), .init("second", parts[1]), .init("forbidden", "false")])
        : .empty
      return "<li>\(name(parts[0], plan)) – \(name(parts[1], plan)) \(undo)</li>"
    }
    let firsts =
      plan.basis.members.map { UI.Choice($0.id, "\($0.name) (\($0.id))") }
      + plan.basis.places.map { UI.Choice($0.id, "\($0.name) (\($0.id))") }
    let seconds =
      plan.basis.places.map { UI.Choice($0.id, "\($0.name) (\($0.id))") }
      + plan.basis.halfDays.map { UI.Choice("\($0)", PlanWords.halfDay("\($0)")) }
      + plan.basis.topics.map { UI.Choice($0.id, "\($0.id) \($0.title)") }
    let form: HTML =
      mayPlan
      ? UI.form(
        action: action, hidden: [call.token],
        "\(UI.field(.init("first", "Auditor or unit", .select(firsts, selected: nil, blank: nil))))\(UI.field(.init("second", "Not with this unit, half-day or audit point", .select(seconds, selected: nil, blank: nil), help: "A unit can be ruled out for a half-day only.")))",
        actions: [UI.submit("Rule it out", .plain)]) : .empty
    return UI.card(
      "Ruled out by hand",
      "\(when: pairs.isEmpty, "<p class=\"quiet\">Nothing. What is ruled out here is kept at the audit, and the next plan goes round it.</p>")<ul class=\"plain\">\(list)</ul>\(form)"
    )
  }

  private static func name(_ id: String, _ plan: AuditPlan) -> String {
    plan.basis.member(id)?.name ?? plan.basis.place(id)?.name ?? plan.basis.topic(id).map { "\($0.id) \($0.title)" }
      ?? PlanWords.halfDay(id)
  }
}

/// The audit points: who answers each, and how long it takes.
enum PlanPointCards {
  static func cards(_ plan: AuditPlan, _ mayPlan: Bool, _ call: Call) -> [HTML] {
    let rows = plan.basis.topics.map { topic -> UI.Row in
      let needs = topic.requires.sorted { $0.key < $1.key }.map { "\(TechnicalArea.words($0.key)) \($0.value)" }.joined(
        separator: ", ")
      return UI.Row([
        UI.code(topic.id),
        "\(topic.title)<div class=\"second\">\(topic.requirements.map { UI.requirement($0, href: call.link.requirement($0)) }.joined(by: " "))</div>",
        "\(answers(plan, topic, mayPlan, call))", "\(topic.minutes)", "\(needs)",
      ])
    }
    let sizes = plan.basis.sizes.sorted { $0.key < $1.key }.map {
      "\($0.value) \($0.key.split(separator: "_").joined(separator: " "))"
    }
    let omitted = plan.basis.omitted.html { left -> HTML in
      let undo: HTML =
        mayPlan && Audit.register.decode(plan.audit.body).pointUnits.contains("\(left.point):-")
        ? UI.act(
          "Take it in again", action: call.link.planPoints(plan.audit.id), .quiet,
          hidden: [call.token, .init("point", left.point), .init("unit", "")]) : .empty
      return "<li>\(UI.code(left.point)) \(left.title): \(left.reason) \(undo)</li>"
    }
    return [
      "<p class=\"quiet\">Minutes grow with what is in scope: \(sizes.isEmpty ? "nothing is counted yet" : sizes.joined(separator: ", ")). Who answers a point is proposed from roles, people and controls.</p>",
      UI.card(
        nil, isFlush: true,
        UI.table(
          "Audit points of this audit",
          columns: [
            UI.Column("Point", .code), UI.Column("What is examined", .title), UI.Column("Answered by"),
            UI.Column("Minutes", .number), UI.Column("Asks for"),
          ], rows: rows, empty: UI.empty("No audit points", why: "Choose the standards of the audit first."))),
      plan.basis.omitted.isEmpty ? .empty : UI.card("No part of this audit", "<ul class=\"plain\">\(omitted)</ul>"),
    ]
  }

  private static func answers(_ plan: AuditPlan, _ topic: PlanBasis.Topic, _ mayPlan: Bool, _ call: Call) -> HTML {
    let place = topic.unit.flatMap { plan.basis.place($0)?.name } ?? "Nobody found"
    let why: HTML = "<div class=\"second\">\(topic.choice)</div>"
    guard mayPlan else { return "\(place)\(why)" }
    let id = UI.identifier("unit", topic.id)
    let options = plan.basis.places.html { option -> HTML in
      "<option value=\"\(option.id)\"\(flag: "selected", option.id == topic.unit && topic.isChosen)>\(option.name)</option>"
    }
    return """
      \(place)\(why)<details class="plan-change"><summary>Change</summary><form class="act" method="post" action="\(call.link.planPoints(plan.audit.id))">\
      <input type="hidden" name="_token" value="\(call.csrfToken)"><input type="hidden" name="point" value="\(topic.id)">\
      <label class="unseen" for="\(id)">Who answers \(topic.id)</label><select id="\(id)" name="unit"><option value="">As proposed</option>\(options)<option value="-">Not in this audit</option></select>\
      \(UI.submit("Set", .plain))</form></details>
      """
  }
}
