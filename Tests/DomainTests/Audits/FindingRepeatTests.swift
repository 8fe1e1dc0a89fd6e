import Domain
import RegisterKit
import Testing

@Suite("A finding that came again")
struct FindingRepeatTests {
  private static let (ai, security) = ("iso42001:A.10.3", "iso27001:A.5.22")

  private static func finding(
    _ requirements: [String], _ grade: Finding.Grade, ai: Finding.Grade? = nil, raised: String?
  ) -> Finding {
    var finding = FindingTests.finding(requirements, grade, ai: ai)
    finding.raisedOn = raised.flatMap { Day($0) }
    return finding
  }

  @Test(
    "counts one grade more within twelve months, for each standard that was a nonconformity both times",
    arguments: [
      // The earlier one, the new one, what is proposed.
      (finding([security], .minor, raised: "2026-05-12"), finding([security], .minor, raised: nil), ["27001 major"]),
      (finding([security], .minor, raised: "2025-11-16"), finding([security], .minor, raised: nil), ["27001 major"]),
      (finding([security], .minor, raised: "2025-11-15"), finding([security], .minor, raised: nil), []),
      (finding([security], .minor, raised: nil), finding([security], .minor, raised: nil), []),
      (finding([security], .minor, raised: "2026-05-12"), finding([security], .minor, raised: "2026-05-01"), []),
      (finding([security], .minor, raised: "2026-05-12"), finding([security], .major, raised: nil), []),
      (finding([security], .major, raised: "2026-05-12"), finding([security], .minor, raised: nil), ["27001 major"]),
      (finding([security], .opportunity, raised: "2026-05-12"), finding([security], .minor, raised: nil), []),
      (finding([security], .minor, raised: "2026-05-12"), finding([security], .opportunity, raised: nil), []),
      (finding([ai], .minor, raised: "2026-05-12"), finding([security, ai], .minor, raised: nil), ["42001 major"]),
      (
        finding([security, ai], .minor, raised: "2026-05-12"),
        finding([security, ai], .minor, ai: .major, raised: nil), ["27001 major"]
      ),
      (
        finding([security, ai], .minor, raised: "2026-05-12"), finding([security, ai], .minor, raised: nil),
        ["27001 major", "42001 major"]
      ),
    ] as [(Finding, Finding, [String])])
  func raised(earlier: Finding, again: Finding, proposed: [String]) throws {
    let today = try #require(Day("2026-11-16"))
    let found = again.raisedGrades(repeating: earlier, on: today)
    #expect(found.map { "\($0.standard.number) \($0.proposed == .major ? "major" : "\($0.proposed)")" } == proposed)
  }
}
