import RegisterKit
import Testing

@testable import Operations

@Suite struct PlanDeskTests {
  @Test func oneForEachAuditAndNoMoreThanFitAtOnce() throws {
    let (desk, now) = (PlanDesk(most: 2), try #require(Instant("2026-11-16T08:00:00Z")))
    func key(_ audit: String, _ workspace: Int = 1) -> PlanDesk.Key { .init(workspace: workspace, audit: audit) }
    try desk.begin(key("A"), at: now)
    #expect(throws: Failure.conflict("The plan of A is being worked out already.")) {
      try desk.begin(key("A"), at: now)
    }
    try desk.begin(key("A", 2), at: now)
    let full = Failure.busy("Other plans are being worked out; try again in a minute.", retryAfter: 30)
    #expect(throws: full) { try desk.begin(key("B"), at: now) }
    #expect(desk.job(key("B")) == nil)
    desk.end(key("A"), failure: nil)
    try desk.begin(key("B"), at: now)
    #expect(!desk.isStopping(key("B")) && desk.isStopping(key("A")))
  }
}
