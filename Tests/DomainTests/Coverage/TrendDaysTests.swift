import Domain
import RegisterKit
import Testing

@Suite("Days of a trend") struct TrendDaysTests {
  static let cases: [(first: String, today: String, days: [String])] = [
    ("2026-11-16", "2026-11-16", ["2026-11-16"]),
    ("2026-11-17", "2026-11-16", []),
    ("2026-11-14", "2026-11-16", ["2026-11-14", "2026-11-15", "2026-11-16"]),
    // Weeks as soon as twelve days don't reach back.
    ("2026-11-02", "2026-11-16", ["2026-11-02", "2026-11-09", "2026-11-16"]),
    // Month ends as soon as twelve weeks don't; a month's last day whatever its length.
    (
      "2024-01-10", "2024-04-15",
      ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-15"]
    ),
    (
      "2020-01-01", "2026-01-31",
      [
        "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30", "2025-07-31", "2025-08-31", "2025-09-30",
        "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31",
      ]
    ),
  ]

  @Test("reach back to the beginning with twelve at most", arguments: cases)
  func days(first: String, today: String, days: [String]) throws {
    let found = TrendDays.days(from: try #require(Day(first)), to: try #require(Day(today)))
    #expect(found.map(\.description) == days)
  }
}
