import Foundation
import Ledger
import RegisterKit
import Store
import Testing

@testable import Operations

/// What is told after a crash, and what it may not be led to tell.
@Suite struct AtWorkTests {
  private let start = Instant(milliseconds: 1_800_000_000_000)

  /// A file that a run has, and what a start after it would find.
  private func withFile(_ body: (AtWork, () -> AtWork.Interrupted?) throws -> Void) throws {
    let name = "concord-work-\(Random.secret().prefix(12))"
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    defer { try? FileManager.default.removeItem(at: file) }
    let work = try #require(AtWork.open(file.path, now: start).0)
    try body(work) { AtWork.open(file.path, now: start).1 }
  }

  @Test func whatFindsNoPlaceIsNotTold() throws {
    try withFile { work, left in
      let tickets = (1..<AtWork.places).map { work.begin("job \($0)", start) }
      let told = tickets.filter { $0 != nil }
      #expect(told.count == AtWork.places - 1)
      func begins(_ what: String) -> Bool { work.begin(what, start) != nil }
      #expect(!begins("one too many"))
      work.end(nil)
      #expect(!begins("still too many"))
      work.end(tickets[0])
      #expect(begins("in the freed place"))
      let found = left()?.works.map(\.what) ?? []
      #expect(found.count == AtWork.places - 1 && found.contains("in the freed place"))
      #expect(!found.contains("job 1") && !found.contains("one too many"))
    }
  }

  @Test(arguments: [
    "token:a\t7\t2020", "token:\t\t\t9", "token:a\r\nb\u{0}", "token:\(String(repeating: "n", count: 400))",
    "token:\(String(repeating: "ü", count: 200))",
  ])
  func aNameMovesNoField(_ who: String) throws {
    try withFile { work, left in
      let ticket = work.begin("GET /x", start)
      work.tell(ticket, "GET /x", who: who, workspace: 1234, start)
      let told = left()?.works ?? []
      #expect(told.map(\.what) == ["GET /x"] && told.map(\.workspace) == [1234] && told.map(\.since) == ["\(start)"])
      #expect(told.first?.who.hasPrefix("token:") == true)
    }
  }

  @Test func eachOfTheNewestHasAnEventOfItsOwn() async throws {
    let place = try await Workplace()
    let works = (100..<170).map { number in
      AtWork.Interrupted.Work(
        what: "POST /number/\(number)/\(String(repeating: "x", count: 60))", who: "account 1",
        workspace: place.workspace.id, since: "2026-11-16T08:00:00.\(number)Z")
    }
    let interrupted = AtWork.Interrupted(began: "2026-11-16T07:00:00.000Z", works: works.shuffled())
    try await place.installation.note(interrupted)
    let events = try await place.installation.securityEvents(
      of: place.workspace, SecurityEventFilter(kind: .endedUnexpectedly), limit: 200)
    #expect(events.count == 50)
    // The list shows the latest first, whole.
    #expect(events.first?.detail == works.last?.description && events.last?.detail == works[20].description)
    let all = try await place.installation.securityEvents(
      of: nil, SecurityEventFilter(kind: .endedUnexpectedly), limit: 200)
    #expect(all.count { $0.workspace == nil } == 50)
    let line = "\(interrupted)"
    #expect(line.contains("/number/169/") && line.contains("and 20 more") && !line.contains("/number/119/"))
    let (last, before) = (line.range(of: "/number/169/"), line.range(of: "/number/168/"))
    if let last, let before { #expect(last.lowerBound < before.lowerBound) } else { Issue.record("not told: \(line)") }
  }

  @Test func aRunThatWasAtNothingIsOneEvent() async throws {
    let place = try await Workplace()
    try await place.installation.note(AtWork.Interrupted(began: "2026-11-16T07:00:00.000Z", works: []))
    let events = try await place.installation.securityEvents(
      of: nil, SecurityEventFilter(kind: .endedUnexpectedly), limit: 9)
    #expect(events.map(\.detail) == ["at nothing"])
  }

  @Test(arguments: ["a\t7", "two\nlines", "nul\u{0}", "turned \u{202E}round", "del\u{7F}"])
  func aTokenHasItsNameOnOneLine(_ name: String) async throws {
    let place = try await Workplace()
    await #expect(throws: Failure.self) {
      _ = try await place.installation.addToken(name: name, role: .reader, in: place.workspace, by: "test")
    }
  }
}
