import Domain
import Operations
import Planning
import RegisterKit

/// The sessions of a plan by day.
enum PlanCalendar {
  static func card(_ plan: AuditPlan, _ mayPlan: Bool, _ call: Call) -> HTML {
    guard !plan.appointments.isEmpty else { return .empty }
    let days = Dictionary(grouping: plan.appointments) { HalfDay($0.session.halfDay)?.day }
    let content = days.sorted { ($0.key?.number ?? .max) < ($1.key?.number ?? .max) }.html { day, appointments in
      """
      <section class="plan-day"><h3>\(day.map(PlanWords.day) ?? "No day yet")</h3>\
      <div class="plan-halves">\(half(true, appointments, plan, mayPlan, call))\(half(false, appointments, plan, mayPlan, call))</div></section>
      """
    }
    return UI.card(
      "Sessions", note: "pinned ones stay when the plan is worked out again", "\(picture(plan, call))\(content)")
  }

  /// The half-days of the audit with its auditors, at a glance.
  private static func picture(_ plan: AuditPlan, _ call: Call) -> HTML {
    let halves = plan.basis.halfDays.map(\.description)
    let used = plan.appointments.compactMap { halves.firstIndex(of: $0.session.halfDay) }
    guard let first = used.min(), let last = used.max() else { return .empty }
    // Whole days, so that a morning is where one looks for it.
    let (start, end) = (first - first % 2, last + 2 - last % 2)
    let members = plan.basis.members.filter { member in
      plan.appointments.contains { $0.session.auditors.contains(member.id) }
    }
    var schedule = Picture.Schedule(
      title: "Sessions by auditor and day",
      lanes: members.map { $0.name.count > 16 ? $0.name.prefix(15).trimmed() + "…" : $0.name }, start: Double(start),
      end: Double(end),
      ticks: stride(from: start, to: end, by: 2).compactMap { at in
        halves.indices.contains(at)
          ? (at: Double(at), label: PlanWords.halfDay(halves[at]).split(separator: ",")[0].description) : nil
      }, blocks: [])
    for appointment in plan.appointments {
      let session = appointment.session
      guard let at = halves.firstIndex(of: session.halfDay),
        let lane = members.firstIndex(where: { session.auditors.contains($0.id) })
      else { continue }
      let place = session.unit.flatMap { plan.basis.place($0)?.name } ?? session.unit ?? ""
      let standards = plan.basis.standards.filter { standard in
        appointment.points.contains { (plan.basis.topic($0)?.minutesAlone[standard.rawValue] ?? 0) > 0 }
      }
      schedule.blocks.append(
        .init(
          lane: lane, start: Double(at), end: Double(at) + 0.97, place,
          note: Words.count(appointment.points.count, "point", "points"),
          standards: standards.map { UI.Standard(framework: $0.rawValue) },
          href: call.link.record("sessions", appointment.id)))
    }
    let table = Picture.scheduleTable(schedule) { at in
      halves.indices.contains(Int(saturating: at)) ? PlanWords.halfDay(halves[Int(saturating: at)]) : ""
    }
    return Picture.figure(Picture.schedule(schedule), table: table)
  }

  private static func half(
    _ isMorning: Bool, _ appointments: [AuditPlan.Appointment], _ plan: AuditPlan, _ mayPlan: Bool, _ call: Call
  ) -> HTML {
    let here = appointments.filter { (HalfDay($0.session.halfDay)?.isMorning ?? true) == isMorning }
    let cards: HTML = here.isEmpty ? "<p class=\"quiet\">–</p>" : here.html { session($0, plan, mayPlan, call) }
    return "<div class=\"plan-half\"><h4>\(isMorning ? "Morning" : "Afternoon")</h4>\(cards)</div>"
  }

  private static func session(
    _ appointment: AuditPlan.Appointment, _ plan: AuditPlan, _ mayPlan: Bool, _ call: Call
  ) -> HTML {
    let session = appointment.session
    let who = session.auditors.map { plan.basis.member($0)?.name ?? $0 }.joined(separator: ", ")
    let place = session.unit.flatMap { plan.basis.place($0)?.name } ?? session.unit ?? "no unit"
    let breaches = plan.breaches[appointment.id] ?? []
    let points = appointment.points.sorted().html { id -> HTML in
      "<li>\(UI.code(id)) \(plan.basis.topic(id)?.title ?? "")</li>"
    }
    var tags: [HTML] = []
    if session.isPinned { tags.append(UI.tag("pinned", .info)) }
    if let state = appointment.state, state != "planned" { tags.append(UI.tag(state.asLabel.lowercasedFirst, .good)) }
    var acts: [HTML] = []
    acts.append(UI.linkButton("Working paper", href: call.link.paper(appointment.id), .quiet))
    if mayPlan, appointment.state == "planned" {
      acts += [
        UI.linkButton("Move", href: call.link.planSession(plan.audit.id, appointment.id), .quiet),
        UI.act(
          session.isPinned ? "Unpin" : "Pin", action: call.link.planPin(plan.audit.id, appointment.id), .quiet,
          hidden: [call.token, .init("pinned", session.isPinned ? "false" : "true")]),
      ]
    }
    return """
      <article class="plan-session\(when: !breaches.isEmpty, " broken")"><header><a href="\(call.link.record("sessions", appointment.id))">\(place)</a> \(tags.joined(by: " "))</header>\
      <p class="second">\(who) · \(Words.duration(session.minutes ?? 0))</p><ul>\(points)</ul>\
      \(when: !breaches.isEmpty, "<ul class=\"plan-breaches\">\(breaches.html { "<li>\($0.text)</li>" })</ul>")\
      \(when: !acts.isEmpty, UI.row(acts))</article>
      """
  }
}
