import Domain
import Operations
import RegisterKit
import Store
import Testing

/// Whoever wants to hear only of what is overdue is spared the rest, and nothing else.
@Suite struct ReminderWishTests {
  private func digests(_ place: Workplace) async throws -> [Reminders.Digest] {
    try await place.read { try place.installation.reminders($0) }
  }

  @Test func whatIsDueSoonCanBeDeclinedAndWhatIsOverdueCanNot() async throws {
    let place = try await Workplace.withDemonstration()
    var rule = ReminderRule()
    rule.soonDays = 60
    try await place.installation.setReminderRule(rule, in: place.workspace, as: Workplace.chief)
    let today = place.installation.today
    func isSoon(_ line: Reminders.Line) -> Bool { !line.isEscalation && line.duty.overdue(on: today) <= 0 }
    // Each person of the demonstration who is told of anything has an account and declines.
    let before = try await digests(place)
    var expected: [String: [String]] = [:]
    for digest in before {
      let person = try #require(digest.to.person)
      let email = "\(person.lowercased())@example.com"
      try await place.installation.addMember(
        email: email, name: person, password: "correct horse battery", role: .reader, person: person,
        in: place.workspace)
      let account = try #require(try await place.installation.database.read { try $0.account(email: email) })
      try await place.installation.setProfile(
        Profile(name: person, zone: nil, overdueOnly: true), of: account)
      expected[person] = digest.lines.filter { !isSoon($0) }.map(\.duty.record)
    }
    let after = try await digests(place)
    #expect(before.contains { $0.lines.contains(where: isSoon) } && before.contains { !$0.lines.allSatisfy(isSoon) })
    #expect(!after.contains { $0.lines.contains(where: isSoon) } && !after.contains { $0.lines.isEmpty })
    for digest in after { #expect(digest.lines.map(\.duty.record) == expected[digest.to.person ?? ""]) }
    #expect(after.count == expected.values.count { !$0.isEmpty })
  }
}
