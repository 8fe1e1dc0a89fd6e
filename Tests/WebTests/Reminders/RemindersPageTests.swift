import Domain
import Operations
import RegisterKit
import Store
import Testing

@testable import Web

@Suite("Reminders on pages")
struct RemindersPageTests {
  private func site() async throws -> SiteUnderTest {
    let site = try await SiteUnderTest()
    try await site.commit([
      .create(register: "people", id: "P-1", values: ["name": "Omar Owner", "email": "omar@example.com"]),
      .create(
        register: "corrective-actions", id: "CA-1",
        values: ["action": "Lock the cabinet", "owner": "P-1", "due_on": "2026-11-10"]),
      .create(
        register: "corrective-actions", id: "CA-2",
        values: ["action": "Later", "owner": "P-1", "due_on": "2027-11-10"]),
      .comment(
        id: "CA-1", text: "Escalated.",
        facts: [
          "reminder": [
            "to": "omar@example.com", "person": "P-1", "on": "2026-11-01", "as": "escalation", "taken": true,
          ]
        ]),
    ])
    return site
  }

  @Test("show who is told next, and keep the organization's own days")
  func rule() async throws {
    let site = try await site()
    let session = try await site.session(.administrator, in: site.acme)
    let before = try await site.ask(.get, "/w/acme/reminders", session: session).body
    #expect(before.contains("Lock the cabinet") && before.contains("Omar Owner") && !before.contains("Later"))
    #expect(before.contains("No mail server is set"))
    let form = [
      ("on", "true"), ("soon_days", "7"), ("answer_days", "14"), ("escalation_days", "21"), ("pause_days", "3"),
    ]
    let refused = try await site.ask(.post, "/w/acme/reminders", session: session, form: form)
    #expect(refused.status == 422 && refused.body.contains("from 7 to 90"))
    let kept = form.dropLast() + [("pause_days", "10")]
    #expect(try await site.ask(.post, "/w/acme/reminders", session: session, form: Array(kept)).status == 303)
    let rule = try await site.installation.read(site.acme, as: SiteUnderTest.chief) {
      try site.installation.reminderRule($0)
    }
    #expect(rule.escalationDays == 21 && rule.pauseDays == 10 && rule.isOn)
    // The risk method is kept beside it, and one does not lose the other.
    _ = try await site.installation.setMethod(.standard, in: site.acme, as: SiteUnderTest.chief)
    let again = try await site.installation.read(site.acme, as: SiteUnderTest.chief) {
      try site.installation.reminderRule($0)
    }
    #expect(again == rule)
    // Switched off, nobody is told.
    #expect(
      try await site.ask(.post, "/w/acme/reminders", session: session, form: Array(kept.dropFirst())).status == 303)
    #expect(try await site.ask(.get, "/w/acme/reminders", session: session).body.contains("Nobody is to be told"))
    // Another workspace keeps its own.
    let other = try await site.installation.read(site.other, as: SiteUnderTest.chief) {
      try site.installation.reminderRule($0)
    }
    #expect(other == ReminderRule())
  }

  @Test("stand at the record and under Needs attention in a line")
  func note() async throws {
    let site = try await site()
    let session = try await site.session(.reader, in: site.acme)
    let page = try await site.ask(.get, "/w/acme/corrective-actions/CA-1", session: session).body
    #expect(page.contains("Overdue since 10 Nov 2026. Escalated to Omar Owner on 1 Nov 2026."))
    let quiet = try await site.ask(.get, "/w/acme/corrective-actions/CA-2", session: session).body
    #expect(!quiet.contains("Overdue since"))
    let attention = try await site.ask(.get, "/w/acme/attention", session: session).body
    #expect(attention.contains("Lock the cabinet (since 10 Nov 2026, escalated 1 Nov)"))
  }

  @Test("are no business of external auditors")
  func outsiders() async throws {
    let site = try await site()
    try await site.commit([
      .create(register: "audits", id: "AUD-9", values: ["title": "Stage 2", "kind": "stage_2"]),
      .share(id: "CA-1", for: "AUD-9", true),
    ])
    let session = try await site.session(.externalAuditor, in: site.acme, audits: ["AUD-9"])
    let page = try await site.ask(.get, "/w/acme/corrective-actions/CA-1", session: session)
    #expect(page.status == 200 && !page.body.contains("Escalated") && !page.body.contains("Overdue since"))
  }
}
