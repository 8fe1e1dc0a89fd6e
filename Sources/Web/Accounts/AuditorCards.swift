import Domain
import Operations
import RegisterKit
import Store

/// External auditors on the members' page: who is invited to which audit until when, and the form that invites one. They
/// have a form of their own, since what they read and for how long is part of the invitation.
enum AuditorCards {
  /// What was typed in the form, so that a refused one comes back as it was.
  struct Typed: Sendable {
    var email = ""
    var audits: [String] = []
    var until = ""

    init(email: String = "", audits: [String] = [], until: String = "") {
      self.email = email
      self.audits = audits
      self.until = until
    }

    init(_ form: FormData) {
      self.init(
        email: (form["email"] ?? "").trimmed(), audits: form.all("audit").filter { !$0.isEmpty },
        until: (form["until"] ?? "").trimmed())
    }

    /// The last day as typed; nil if there is none.
    func day() throws -> Day? {
      guard !until.isEmpty else { return nil }
      guard let day = Day(until) else { throw Failure.malformed("“\(until)” is no day such as 2027-03-31.") }
      return day
    }
  }

  /// Invites an external auditor. Where an audit is chosen and no day is given, the proposed one stands there.
  static func invite(_ audits: [StoredRecord], _ typed: Typed, _ call: Call) -> HTML {
    guard !audits.isEmpty else {
      return UI.card(
        "Invite an external auditor", id: "invite-auditor",
        "<p class=\"quiet\">External auditors are invited to an audit, and there is none yet to which people from outside come. Add one under <a href=\"\(call.link.register("audits"))\">Audits</a>.</p>"
      )
    }
    var typed = typed
    if typed.audits.isEmpty, audits.count == 1 { typed.audits = [audits[0].id] }
    let form = UI.form(
      action: call.link.members, hidden: [call.token, .init("role", Role.externalAuditor.rawValue)],
      """
      <p>They read what these audits show, ask for more and write findings in the audit room, until the last day.</p>\
      \(UI.field(.init("email", "E-mail address of the auditor", .text(typed.email, type: "email"), isRequired: true, prefix: "a")))\
      \(fields(audits, typed, prefix: "a", call))
      """, actions: [UI.submit("Invite the auditor", .plain)])
    return UI.card("Invite an external auditor", id: "invite-auditor", form)
  }

  private static func fields(_ audits: [StoredRecord], _ typed: Typed, prefix: String, _ call: Call) -> HTML {
    let choices = audits.map { audit in
      UI.Choice(audit.id, audit.title, hint: hint(audit, call))
    }
    let gone = typed.audits.filter { id in !audits.contains { $0.id == id } }.map { UI.Choice($0, $0) }
    var until = typed.until
    if until.isEmpty, !typed.audits.isEmpty {
      until = "\(call.installation.proposedLastDay(of: audits.filter { typed.audits.contains($0.id) }))"
    }
    return """
      \(UI.field(.init("audit", "Audits", .choices(choices + gone, selected: Set(typed.audits)), isRequired: true, prefix: prefix)))\
      \(UI.field(.init("until", "Last day", .date(until), help: "The part ends by itself. Proposed: \(Installation.daysAfterAudit) days after the audit.", isRequired: true, prefix: prefix)))
      """
  }

  private static func hint(_ audit: StoredRecord, _ call: Call) -> String {
    let facts = Audit.register.decode(audit.body)
    let days = [facts.from, facts.to].compactMap { $0.map { Words.day("\($0)") } }.joined(separator: " to ")
    let last = Words.day("\(call.installation.proposedLastDay(of: [audit]))")
    return "\(audit.id)\(days.isEmpty ? "" : ", \(days)"); last day proposed: \(last)"
  }

  /// Who is invited, each with a form for other audits and another last day.
  static func visits(
    _ members: [(account: Account, role: Role, until: Day?, audits: [String])], _ audits: [StoredRecord], _ call: Call
  ) -> HTML {
    let guests = members.filter { $0.role == .externalAuditor }
    guard !guests.isEmpty else { return .empty }
    let folds = guests.enumerated().map { index, guest -> HTML in
      let until = guest.until.map { "\($0)" } ?? ""
      let period = guest.until == nil ? "no last day" : "until \(Words.day(until))"
      let warning: HTML =
        guest.audits.isEmpty ? " \(UI.tag("invited to no audit: reads nothing", .warn))" : .empty
      return UI.fold(
        "\(guest.account.name)\(warning)",
        note: ([guest.account.email] + guest.audits + [period]).joined(separator: ", "),
        UI.form(
          action: call.link.visits, hidden: [call.token, .init("email", guest.account.email)],
          fields(audits, Typed(audits: guest.audits, until: until), prefix: "v\(index)", call),
          actions: [UI.submit("Save", .plain)]))
    }
    return UI.card(
      "External auditors", UI.stack(["<p>Open one to name other audits or another last day.</p>", UI.folds(folds)]))
  }
}
