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
    return UI.card("Sessions", note: "pinned ones stay when the plan is worked out again", content)
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
    if mayPlan, appointment.state == "planned" {
      acts = [
        UI.linkButton("Move", href: call.link.planSession(plan.audit.id, appointment.id), .quiet),
        UI.act(
          session.isPinned ? "Unpin" : "Pin", action: call.link.planPin(plan.audit.id, appointment.id), .quiet,
          hidden: [call.token, .init("pinned", session.isPinned ? "false" : "true")]),
      ]
    }
    return """
      <article class="plan-session\(when: !breaches.isEmpty, " broken")"><header><a href="\(call.link.record("sessions", appointment.id))">\(place)</a> \(tags.joined(by: " "))</header>\
      <p class="second">\(who) · \(PlanWords.duration(session.minutes ?? 0))</p><ul>\(points)</ul>\
      \(when: !breaches.isEmpty, "<ul class=\"plan-breaches\">\(breaches.html { "<li>\($0.text)</li>" })</ul>")\
      \(when: !acts.isEmpty, UI.row(acts))</article>
      """
  }
}
