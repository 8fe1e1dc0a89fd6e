import RegisterKit
import Testing

@Suite struct AsOfTests {
  @Test(arguments: [
    ("2026-11-16", "2026-11-16T23:59:59.999Z"), ("2026-12-31", "2026-12-31T23:59:59.999Z"),
    ("2026-11-16T09:30:00Z", "2026-11-16T09:30:00.000Z"), ("2026-11-16 09:30", "2026-11-16T09:30:00.000Z"),
    ("2026-02-30", nil), ("tomorrow", nil), ("", nil),
  ])
  func aDayMeansItsEnd(_ text: String, _ moment: String?) {
    #expect(Instant(asOf: text).map { "\($0)" } == moment)
  }
}
